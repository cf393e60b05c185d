#include <QKeyEvent>
#include <QLineEdit>
#include <QShortcut>
#include <QStackedWidget>

#include "gui/app/main_window.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/logs/logs_pane.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/nav_rail.h"
#include "gui/views/shell/shortcuts_sheet.h"
#include "gui/views/trace/traces_view.h"

namespace slipway::gui {

namespace {
constexpr std::size_t kHistoryMost = 50;
}

MainWindow::Screen MainWindow::screen() const {
    return static_cast<Screen>(m_stack->currentIndex());
}

void MainWindow::showScreen(Screen screen) {
    if (m_store->hasProject() || screen == Welcome) {
        go(Place{screen, {}, 0});
    }
}

void MainWindow::showService(const QString& service, int tab) {
    if (m_store->service(service)) {
        go(Place{ServiceDetail, service, tab});
    }
}

void MainWindow::go(const Place& place) {
    if (m_history.empty() || !(m_history[m_at] == place)) {
        m_history.resize(m_history.empty() ? 0 : m_at + 1);
        m_history.push_back(place);
        if (m_history.size() > kHistoryMost) {
            m_history.erase(m_history.begin());
        }
        m_at = m_history.size() - 1;
    }
    display(place);
}

void MainWindow::display(const Place& place) {
    if (place.screen == ServiceDetail) {
        m_page->setService(place.service);
        m_page->setTab(static_cast<ServicePage::Tab>(place.tab));
    }
    // The stack would hand the focus to whatever can be tabbed to first, whose ring then looks like a choice.
    const bool hadFocus = m_stack->currentIndex() != place.screen && m_stack->isAncestorOf(focusWidget());
    m_stack->setCurrentIndex(place.screen);
    if (hadFocus) {
        focusScreen();
    }
    m_rail->setCurrentScreen(place.screen < ServiceDetail ? place.screen : -1);
    m_rail->setCurrentService(place.screen == ServiceDetail ? place.service : QString());
    m_rail->setVisible(place.screen != Welcome || m_store->hasProject());
    m_drawer->setVisible(place.screen != Welcome || m_store->hasProject());
    if (place.screen == Services) {
        m_services->selectAny();
        inspect(m_services->currentService());
    } else if (place.screen == Topology) {
        inspect(m_topology->view()->selection().node);
    }
    m_topologyCommands.setWatching(place.screen == Topology);
    watchScreen();
    applyWidth();
    refreshBanners();
}

void MainWindow::focusScreen() {
    QWidget* wanted = mainTable() ? mainTable() : m_stack->currentWidget();
    wanted->setFocus(Qt::OtherFocusReason);
}

void MainWindow::goBack() {
    if (m_at > 0) {
        display(m_history[--m_at]);
    } else if (screen() == ServiceDetail) {
        showScreen(Services);
    }
}

void MainWindow::goForward() {
    if (m_at + 1 < m_history.size()) {
        display(m_history[++m_at]);
    }
}

QString MainWindow::currentService() const {
    switch (screen()) {
        case ServiceDetail:
            return m_page->service();
        case Services:
            return m_services->currentService();
        case Topology:
            return m_store->service(m_topology->view()->selection().node) ? m_topology->view()->selection().node
                                                                          : QString();
        case Overview:
        case Gateway:
        case Traces:
        case Sagas:
        case Welcome:
            break;
    }
    return {};
}

void MainWindow::select(const QString& service) {
    if (screen() == Topology) {
        m_topology->view()->select({service, {}, {}});
    } else if (screen() == Services) {
        m_services->selectService(service);
    }
}

// A service has its inspector; the gateway, an edge or nothing at all have the topology's.
void MainWindow::inspect(const QString& service) {
    const bool isService = m_store->service(service) != nullptr;
    m_inspector->showService(isService ? service : QString());
    m_side->setCurrentIndex(isService || screen() != Topology ? 0 : 1);
    applyWidth();
}

void MainWindow::openLogs(const QString& service) {
    m_logs.start();
    m_logsPane->setService(service);
    m_drawer->open(0);
}

void MainWindow::toggleLogs() {
    if (m_drawer->isOpen() && m_drawer->currentPane() == 0) {
        m_drawer->setOpen(false);
    } else {
        openLogs(currentService());
    }
}

void MainWindow::findInView() {
    if (m_drawer->isOpen() && m_drawer->isAncestorOf(focusWidget())) {
        m_logsPane->focusSearch();
    } else if (screen() == Topology) {
        m_topology->focusSearch();
    } else if (screen() == ServiceDetail && m_page->tab() == ServicePage::Logs) {
        m_page->logs()->focusSearch();
    } else if (!focusFilterHere()) {
        showScreen(Services);
        m_services->focusFilter();
    }
}

void MainWindow::nextPane() {
    const std::vector<QWidget*> panes = {m_rail, m_stack->currentWidget(), m_side, m_drawer};
    std::size_t now = panes.size() - 1;
    for (std::size_t i = 0; i < panes.size(); ++i) {
        if (panes[i]->isAncestorOf(focusWidget())) {
            now = i;
        }
    }
    for (std::size_t step = 1; step <= panes.size(); ++step) {
        QWidget* pane = panes[(now + step) % panes.size()];
        if (!pane->isVisible()) {
            continue;
        }
        for (QWidget* child = pane->nextInFocusChain(); child && pane->isAncestorOf(child);
             child = child->nextInFocusChain()) {
            if ((child->focusPolicy() & Qt::TabFocus) && child->isVisible() && child->isEnabled()) {
                child->setFocus(Qt::TabFocusReason);
                return;
            }
        }
    }
}

void MainWindow::addShortcuts() {
    const auto on = [this](const QKeySequence& keys, auto&& slot) {
        auto* shortcut = new QShortcut(keys, this);
        shortcut->setContext(Qt::WindowShortcut);
        connect(shortcut, &QShortcut::activated, this, slot);
    };
    on(Qt::CTRL | Qt::Key_K, [this] { openPalette(); });
    on(Qt::CTRL | Qt::Key_1, [this] { showScreen(Overview); });
    on(Qt::CTRL | Qt::Key_2, [this] { showScreen(Topology); });
    on(Qt::CTRL | Qt::Key_3, [this] { showScreen(Services); });
    on(Qt::CTRL | Qt::Key_4, [this] { showScreen(Gateway); });
    on(Qt::CTRL | Qt::Key_5, [this] { showScreen(Traces); });
    on(Qt::CTRL | Qt::Key_6, [this] { showScreen(Sagas); });
    on(Qt::CTRL | Qt::Key_F, [this] { findInView(); });
    on(Qt::CTRL | Qt::Key_O, [this] { chooseProject(); });
    on(Qt::CTRL | Qt::Key_R, [this] { perform(ServiceAction::Redeploy, currentService()); });
    const auto scaleBy = [this](int by) {
        if (const Service* service = m_store->service(currentService())) {
            perform(ServiceAction::Scale, service->name, std::max(0, service->desired + by));
        }
    };
    on(Qt::CTRL | Qt::Key_Equal, [scaleBy] { scaleBy(+1); });
    on(Qt::CTRL | Qt::Key_Plus, [scaleBy] { scaleBy(+1); });
    on(Qt::CTRL | Qt::Key_Minus, [scaleBy] { scaleBy(-1); });
    on(Qt::ALT | Qt::Key_Left, [this] { goBack(); });
    on(Qt::ALT | Qt::Key_Right, [this] { goForward(); });
    on(Qt::Key_F6, [this] { nextPane(); });
    on(Qt::Key_F1, [this] { openShortcuts(); });
}

// Letters come here only when nothing in focus wanted them: a text field takes them for itself, and while an input
// method composes the event is its own.
void MainWindow::keyPressEvent(QKeyEvent* event) {
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    const bool typing = qobject_cast<QLineEdit*>(focusWidget()) != nullptr;
    if (plain && !typing && m_store->hasProject() && handleLetter(event)) {
        event->accept();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

bool MainWindow::handleLetter(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_L:
            toggleLogs();
            return true;
        case Qt::Key_T:
            showScreen(Traces);
            return true;
        case Qt::Key_Space:
            m_session->setPaused(!m_session->isPaused());
            return true;
        case Qt::Key_Slash:
            if (focusFilterHere()) {
                return true;
            }
            showScreen(Services);
            m_services->focusFilter();
            return true;
        case Qt::Key_E:
            if (screen() == Traces) {
                m_traces->toggleErrorsOnly();
                return true;
            }
            if (screen() != Services) {
                return false;
            }
            m_services->setFilter(m_services->filter().isEmpty() ? QStringLiteral("status:bad") : QString());
            return true;
        case Qt::Key_O:
            if (const Service* service = m_store->service(currentService());
                screen() == Services && service && !service->owner.isEmpty()) {
                m_services->setFilter(m_services->filter().isEmpty() ? QStringLiteral("team:") + service->owner
                                                                     : QString());
                return true;
            }
            return false;
        case Qt::Key_Escape:
            goBack();
            return true;
        default:
            return false;
    }
}

void MainWindow::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::BackButton) {
        goBack();
    } else if (event->button() == Qt::ForwardButton) {
        goForward();
    } else {
        QMainWindow::mousePressEvent(event);
    }
}

void MainWindow::openShortcuts() {
    const auto keys = [](const QKeySequence& sequence) { return sequence.toString(QKeySequence::NativeText); };
    m_sheet->open({{tr("Everywhere"),
                    {{keys(Qt::CTRL | Qt::Key_K), tr("Search and do anything")},
                     {QStringLiteral("Ctrl+1 … 6"), tr("The screens, in their order")},
                     {keys(Qt::ALT | Qt::Key_Left), tr("Back")},
                     {keys(Qt::ALT | Qt::Key_Right), tr("Forward")},
                     {keys(Qt::CTRL | Qt::Key_F), tr("Find")},
                     {QStringLiteral("/"), tr("Filter the list, or services")},
                     {QStringLiteral("L"), tr("Logs")},
                     {QStringLiteral("T"), tr("Traces")},
                     {keys(Qt::Key_Space), tr("Pause the view")},
                     {keys(Qt::CTRL | Qt::Key_O), tr("Open project")},
                     {QStringLiteral("F6"), tr("Next pane")}}},
                   {tr("The selected service"),
                    {{keys(Qt::CTRL | Qt::Key_R), tr("Redeploy")},
                     {QStringLiteral("Ctrl+="), tr("One replica more")},
                     {QStringLiteral("Ctrl+-"), tr("One replica fewer")},
                     {tr("Enter"), tr("Open, or focus in the topology")},
                     {tr("Menu"), tr("All of its actions")},
                     {QStringLiteral("O"), tr("Only its owner's services")},
                     {QStringLiteral("E"), tr("Only what has errors")},
                     {QStringLiteral("Esc"), tr("Back")}}},
                   {tr("Topology"),
                    {{QStringLiteral("F"), tr("Fit")},
                     {QStringLiteral("V"), tr("What edges say: rate, p95, errors")},
                     {QStringLiteral("G"), tr("Group by team")},
                     {QStringLiteral("H"), tr("Hide the node")},
                     {tr("Arrows"), tr("Walk along edges")},
                     {QStringLiteral("+ −"), tr("Zoom")},
                     {QStringLiteral("Shift+R"), tr("Lay out again")}}}});
}

}  // namespace slipway::gui
