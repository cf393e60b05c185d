// The screens that ask the daemon for what no event tells, while they are seen.
#include "gui/app/gateway_feed.h"
#include "gui/app/main_window.h"
#include "gui/app/saga_feed.h"
#include "gui/app/trace_feed.h"
#include "gui/views/controls/grid_panel.h"
#include "gui/views/controls/table.h"
#include "gui/views/controls/toast.h"
#include "gui/views/gateway/gateway_view.h"
#include "gui/views/saga/sagas_view.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/nav_rail.h"
#include "gui/views/trace/traces_view.h"

namespace slipway::gui {

void MainWindow::connectFeeds() {
    m_sagaFeed = new SagaFeed(m_session, m_sagas, this);
    connect(m_sagaFeed, &SagaFeed::done, this, [this](const QString& verb, const QString&) {
        m_toast->show(verb == QLatin1String("abandon")  ? tr("The saga was given up")
                      : verb == QLatin1String("resume") ? tr("The saga is undone further")
                                                        : tr("The saga is tried now"));
    });
    m_gatewayFeed = new GatewayFeed(m_session, m_gateway, this);
    connect(m_gatewayFeed, &GatewayFeed::done, this, [this](const QString& text) { m_toast->show(text); });
    m_traceFeed = new TraceFeed(m_session, m_traces, this);
    connect(m_store, &Store::stuckSagasChanged, this,
            [this](int stuck) { m_rail->setBadge(Sagas, stuck, tr("%n stuck sagas", nullptr, stuck)); });
}

void MainWindow::watchScreen() {
    m_gatewayFeed->setWatching(screen() == Gateway);
    m_traceFeed->setWatching(screen() == Traces);
    m_sagaFeed->setWatching(screen() == Sagas);
}

QWidget* MainWindow::mainTable() const {
    switch (screen()) {
        case Services:
            return m_services->table();
        case Gateway:
            return m_gateway->routes()->table();
        case Traces:
            return m_traces->list()->table();
        case Sagas:
            return m_sagas->table();
        default:
            return nullptr;
    }
}

bool MainWindow::focusFilterHere() {
    if (screen() == Gateway) {
        m_gateway->focusFilter();
    } else if (screen() == Sagas) {
        m_sagas->focusFilter();
    } else {
        return false;
    }
    return true;
}

/// Screens that have the inspector's room too.
bool MainWindow::isWide(Screen screen) {
    return screen != Topology && screen != Services;
}

}  // namespace slipway::gui
