#pragma once

#include <QWidget>
#include <nlohmann/json.hpp>

#include "gui/models/store.h"

class QPushButton;
class QStackedWidget;
class QTabBar;

namespace slipway::gui {

class CachePanel;
class FilterField;
class GridPanel;
class Label;
class Notice;

/// The gateway: its routes with what their policies cost, and beneath them the policies of the selected one, the cache,
/// mirrors, asynchronous queues, and the price of a hop. It is told what there is and asks nobody.
class GatewayView : public QWidget {
    Q_OBJECT
  public:
    enum Tab { Policies, Cache, Mirrors, Queues, Price };

    explicit GatewayView(Store* store, QWidget* parent = nullptr);

    void setRoutes(const nlohmann::json& routes);
    void setCache(const nlohmann::json& stats);
    void setMirrors(const nlohmann::json& mirrors);
    void setQueues(const nlohmann::json& queues);
    void setMessages(const nlohmann::json& messages);
    void setPrices(const nlohmann::json& prices);
    /// A measurement of the price is under way.
    void setMeasuring(bool measuring);
    void showFailure(const QString& title, const ApiError& error);
    void clearFailure();
    /// Another project is shown.
    void forget();

    Tab tab() const;
    void setTab(Tab tab);
    void focusFilter();
    GridPanel* routes() const { return m_routes; }
    GridPanel* policies() const { return m_policies; }
    CachePanel* cache() const { return m_cache; }
    GridPanel* mirrors() const { return m_mirrors; }
    GridPanel* differences() const { return m_differences; }
    GridPanel* queues() const { return m_queues; }
    GridPanel* messages() const { return m_messages; }
    GridPanel* prices() const { return m_prices; }
    FilterField* filter() const { return m_filter; }

  signals:
    void tabChanged(int tab);
    /// "caller/service"; empty: none.
    void queueSelected(const QString& queue);
    void purgeCacheRequested(const QString& prefix);
    /// `message` empty: all dead letters.
    void redeliverRequested(const QString& queue, const QString& message);
    void purgeQueueRequested(const QString& queue, const QString& message);
    void measureRequested();

  private:
    QWidget* makeLower();
    QWidget* makeMirrors();
    QWidget* makeQueues();
    void refreshHead();
    void refreshPolicies();
    void refreshQueueButtons();
    void askPurge();

    Store* m_store;
    FilterField* m_filter;
    Label* m_state;
    Notice* m_failure;
    GridPanel* m_routes;
    QTabBar* m_tabs;
    QStackedWidget* m_stack;
    GridPanel* m_policies;
    CachePanel* m_cache;
    GridPanel* m_mirrors;
    GridPanel* m_differences;
    GridPanel* m_queues;
    GridPanel* m_messages;
    GridPanel* m_prices;
    QPushButton* m_redeliver;
    QPushButton* m_purgeDead;
    QPushButton* m_measure;
    bool m_measuring = false;
    nlohmann::json m_routesNow;
    nlohmann::json m_mirrorsNow;
    nlohmann::json m_queuesNow;
};

}  // namespace slipway::gui
