#include <QDesktopServices>
#include <QSplitter>
#include <QUrl>

#include "gui/app/main_window.h"
#include "gui/topology/topology_inspector.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/logs/logs_pane.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/banner.h"
#include "gui/views/shell/callouts.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/events_pane.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/nav_rail.h"
#include "gui/views/shell/overview_view.h"
#include "gui/views/shell/tasks_pane.h"
#include "gui/views/shell/top_bar.h"
#include "gui/views/shell/welcome_view.h"

namespace slipway::gui {

void MainWindow::connectViews() {
    const auto open = [this](const QString& service) { showService(service); };
    const auto act = [this](ServiceAction action, const QString& service, int argument) {
        perform(action, service, argument);
    };

    connect(m_rail, &NavRail::screenRequested, this, [this](int screen) { showScreen(static_cast<Screen>(screen)); });
    connect(m_rail, &NavRail::serviceRequested, this, open);
    connect(m_services, &ServicesView::serviceActivated, this, open);
    connect(m_services, &ServicesView::actionRequested, this, act);
    connect(m_services, &ServicesView::selectionChanged, this, [this](const QString& service) {
        if (screen() == Services) {
            inspect(service);
        }
    });
    connect(m_topology, &TopologyPanel::serviceActivated, this, open);
    connect(m_topology, &TopologyPanel::actionRequested, this, act);
    connect(m_topology, &TopologyPanel::switchRequested, this, &MainWindow::switchTopology);
    connect(m_topology, &TopologyPanel::openProjectRequested, this, &MainWindow::chooseProject);
    connect(m_topology, &TopologyPanel::selectionChanged, this, [this](const TopologySelection& selection) {
        m_topologyInspector->setSelection(selection);
        inspect(selection.node);
    });
    connect(m_topologyInspector, &TopologyInspector::actionRequested, this, act);
    connect(m_topologyInspector, &TopologyInspector::selectionRequested, this,
            [this](const TopologySelection& selection) { m_topology->view()->select(selection); });
    connect(m_page, &ServicePage::backRequested, this, &MainWindow::goBack);
    connect(m_page, &ServicePage::actionRequested, this, act);
    connect(m_page, &ServicePage::serviceActivated, this, open);
    connect(m_page, &ServicePage::logsWanted, &m_logs, &LogFeed::start);
    connect(m_page, &ServicePage::restartInstanceRequested, &m_commands, &ServiceCommands::restartInstance);
    connect(m_inspector, &Inspector::actionRequested, this, act);
    connect(m_inspector, &Inspector::serviceActivated, this, open);
    connect(m_inspector, &Inspector::closeRequested, this, [this] { setInspectorShown(false); });
    connect(m_overview, &OverviewView::serviceActivated, this, open);
    connect(m_overview, &OverviewView::receiptActivated, this,
            [this](const QString& service) { showService(service, ServicePage::Deploys); });
    connect(m_overview, &OverviewView::servicesRequested, this, [this](const QString& filter) {
        m_services->setFilter(filter);
        showScreen(Services);
    });
    connect(m_overview, &OverviewView::sagasRequested, this, [this] { showScreen(Sagas); });
    connect(m_events, &EventsPane::serviceActivated, this, open);
    connect(m_tasks, &TasksPane::serviceActivated, this, open);
    connect(m_tasks, &TasksPane::runningChanged, this, [this](int running) { m_drawer->setBadge(2, running); });
    connect(m_drawer, &Drawer::openChanged, this, [this](bool opened) {
        m_bar->setDrawerShown(opened);
        if (opened) {
            m_logs.start();
        }
        // A splitter keeps its shares until it is told: closed, the drawer gives its room back.
        const int wanted = opened ? m_drawerHeight : m_drawer->height();
        m_split->setSizes({std::max(0, m_split->height() - wanted), wanted});
    });

    connect(m_split, &QSplitter::splitterMoved, this, [this] {
        if (m_drawer->isOpen()) {
            m_drawerHeight = m_drawer->height();
        }
    });

    connect(m_bar, &TopBar::paletteRequested, this, &MainWindow::openPalette);
    connect(m_bar, &TopBar::projectMenuRequested, this, &MainWindow::openProjectMenu);
    connect(m_bar, &TopBar::pauseToggled, m_session, &Session::setPaused);
    connect(m_bar, &TopBar::themeRequested, this, &MainWindow::cycleTheme);
    connect(m_bar, &TopBar::helpRequested, this, &MainWindow::openShortcuts);
    connect(m_bar, &TopBar::inspectorToggled, this, [this](bool shown) {
        if (shown != m_inspectorWanted) {
            setInspectorShown(shown);
        }
    });
    connect(m_bar, &TopBar::drawerToggled, m_drawer, &Drawer::setOpen);
    connect(m_bar, &TopBar::addressActivated, this, [](const QString& url) { QDesktopServices::openUrl(QUrl(url)); });
    connect(m_lost, &LostBanner::startRequested, m_session, &Session::startDaemon);
    connect(m_sampleBanner, &SampleBanner::stopRequested, this, [this] {
        m_settings->setValue(QStringLiteral("sample/dismissed"), true);
        m_sample.stop();
    });
    connect(m_sampleBanner, &SampleBanner::openRequested, this, &MainWindow::chooseProject);
    connect(m_sampleBanner, &SampleBanner::trafficToggled, this,
            [this] { m_sample.setTraffic(!m_sample.isTrafficRunning()); });
    connect(m_callouts, &Callouts::chosen, this, &MainWindow::onCallout);
    connect(m_callouts, &Callouts::dismissed, this,
            [this] { m_settings->setValue(QStringLiteral("sample/hints"), true); });
    connect(m_welcome, &WelcomeView::sampleRequested, this, [this] {
        m_settings->remove(QStringLiteral("sample/dismissed"));
        m_welcome->clearError();
        m_welcome->setBusy(tr("Starting the sample shop…"));
        m_sample.start();
    });
    connect(m_welcome, &WelcomeView::openRequested, this, &MainWindow::chooseProject);
    connect(m_welcome, &WelcomeView::newRequested, this, &MainWindow::newProject);
    connect(m_welcome, &WelcomeView::retryRequested, this, [this] {
        m_welcome->clearError();
        if (!m_store->isLive()) {
            m_session->startDaemon();
        } else if (m_lastManifest == m_sample.manifest()) {
            m_welcome->setBusy(tr("Starting the sample shop…"));
            m_sample.start();
        } else if (!m_lastManifest.isEmpty()) {
            m_session->up(m_lastManifest);
        }
    });
}

}  // namespace slipway::gui
