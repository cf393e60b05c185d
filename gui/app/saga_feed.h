#pragma once

#include "gui/app/poll.h"
#include "gui/models/saga.h"

namespace slipway::gui {

class SagasView;

/// Brings the sagas of the project to their screen while it is seen, and does there what the user asks. How many are
/// stuck is asked rarely and always, for the Store to tell. Thread: GUI.
class SagaFeed : public QObject {
    Q_OBJECT
  public:
    static constexpr int kReadMs = 1500;
    static constexpr int kStuckMs = 10'000;

    SagaFeed(Session* session, SagasView* view, QObject* parent = nullptr);

    void setWatching(bool watching);

  signals:
    /// What was asked for is done: "retry", "abandon" or "resume".
    void done(const QString& verb, const QString& saga);

  private:
    void act(const QString& verb, const QString& saga);
    void refreshWatch();

    Session* m_session;
    Store* m_store;
    SagasView* m_view;
    Poll m_list;
    Poll m_one;
    Poll m_stuck;
    bool m_watching = false;
};

}  // namespace slipway::gui
