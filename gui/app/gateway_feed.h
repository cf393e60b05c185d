#pragma once

#include "gui/app/poll.h"

namespace slipway::gui {

class GatewayView;

/// Brings what the gateway and the composer tell of routes, cache, mirrors, queues and prices to their screen while it
/// is seen, of the tabs only the one that is open; and does there what the user asks. Thread: GUI.
class GatewayFeed : public QObject {
    Q_OBJECT
  public:
    static constexpr int kReadMs = 1500;
    static constexpr int kPricesMs = 5000;

    GatewayFeed(Session* session, GatewayView* view, QObject* parent = nullptr);

    void setWatching(bool watching);

  signals:
    /// Something was done by hand; a sentence for the user.
    void done(const QString& text);

  private:
    void refreshWatch();
    void purgeCache(const QString& prefix);
    void order(const QString& verb, const QString& queue, const QString& message);
    void measure();
    /// False where another project is shown by now, or the answer is an error, which is then shown.
    bool isFine(const QString& project, const Reply& reply, const QString& title);

    Session* m_session;
    Store* m_store;
    GatewayView* m_view;
    Poll m_routes;
    Poll m_cache;
    Poll m_mirrors;
    Poll m_queues;
    Poll m_messages;
    Poll m_prices;
    bool m_watching = false;
    QString m_project;
};

}  // namespace slipway::gui
