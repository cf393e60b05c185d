#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QMenu>

#include "gui/app/main_window.h"
#include "gui/app/new_project.h"
#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/topology/topology_panel.h"
#include "gui/topology/topology_switch.h"
#include "gui/views/controls/toast.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/top_bar.h"
#include "gui/views/shell/welcome_view.h"

namespace slipway::gui {

void MainWindow::connectCommands() {
    connect(&m_commands, &ServiceCommands::accepted, this,
            [this](ServiceAction action, const QString& service, const QString&, int before, int after) {
                m_feedback.clear(service);
                if (action == ServiceAction::Scale) {
                    m_toast->show(tr("Scaling %1 %2 → %3").arg(service).arg(before).arg(after), tr("Undo"),
                                  [this, service, before] { perform(ServiceAction::Scale, service, before); });
                } else if (action == ServiceAction::Stop) {
                    m_toast->show(tr("Stopping %1").arg(service), tr("Undo"),
                                  [this, service] { perform(ServiceAction::Start, service); });
                }
            });
    connect(&m_commands, &ServiceCommands::refused, this,
            [this](ServiceAction action, const QString& service, int argument, const ApiError& error) {
                m_feedback.setFailure(service, {action, argument, error});
                if (screen() != ServiceDetail) {
                    select(service);
                    m_inspectorWanted = true;
                    inspect(service);
                }
            });
    connect(&m_commands, &ServiceCommands::finished, this, &MainWindow::onFinished);
    connect(&m_topologyCommands, &TopologyCommands::finished, this, [this](const QString& mode, const QString& before) {
        m_toast->show(tr("Switched to: %1").arg(TopologySwitch::modeName(mode)), tr("Undo"),
                      [this, before] { switchTopology(before); });
    });
    connect(&m_topologyCommands, &TopologyCommands::failed, this, [this](const QString& mode, const ApiError& error) {
        m_topology->showSwitchFailure(mode, error);
        if (screen() != Topology) {
            m_toast->show(tr("Could not switch to: %1").arg(TopologySwitch::modeName(mode)), tr("Show"),
                          [this] { showScreen(Topology); });
        }
    });
    // The receipt may come after its operation ended.
    connect(m_store, &Store::receiptAdded, this, [this](const QString& id) {
        const Receipt* receipt = m_store->receipt(id);
        if (receipt && !m_feedback.failure(receipt->service)) {
            m_feedback.setReceipt(receipt->service, id);
        }
    });
}

void MainWindow::perform(ServiceAction action, const QString& service, int argument) {
    if (service.isEmpty()) {
        return;
    }
    if (action == ServiceAction::OpenDetail) {
        showService(service);
        return;
    }
    if (action == ServiceAction::OpenLogs) {
        openLogs(service);
        return;
    }
    const ServiceActionItem item = serviceAction(*m_store, service, action);
    if (!item.enabled) {
        m_toast->show(item.reason);
        return;
    }
    m_session->setPaused(false);
    m_feedback.clear(service);
    m_commands.perform(action, service, argument);
}

void MainWindow::switchTopology(const QString& mode) {
    const QString reason = TopologySwitch::whyNot(*m_store);
    if (!reason.isEmpty()) {
        m_toast->show(reason);
        return;
    }
    m_topology->clearSwitchFailure();
    m_topologyCommands.switchTo(mode);
}

void MainWindow::onFinished(const ServiceCommands::Finished& what) {
    const Operation* operation = m_store->operation(what.operation);
    if (!what.succeeded) {
        ApiError error = operation ? operation->error : ApiError();
        if (const Receipt* receipt = m_store->receipt(what.receipt)) {
            error.details += receipt->logLines;
        }
        m_feedback.setFailure(what.service, {what.action, std::max(0, what.replicasAfter), error});
        m_toast->show(failureTitle(what.action, what.service), tr("Show"),
                      [this, service = what.service] { showService(service); });
        return;
    }
    if (what.action == ServiceAction::Scale) {
        m_toast->show(tr("Scaled %1 %2 → %3").arg(what.service).arg(what.replicasBefore).arg(what.replicasAfter),
                      tr("Undo"), [this, what] { perform(ServiceAction::Scale, what.service, what.replicasBefore); });
        return;
    }
    const Receipt* receipt = m_store->receipt(what.receipt);
    if (receipt) {
        m_feedback.setReceipt(what.service, receipt->id);
    }
    if (what.action == ServiceAction::Stop) {
        m_toast->show(tr("%1 has stopped").arg(what.service), tr("Undo"),
                      [this, service = what.service] { perform(ServiceAction::Start, service); });
    } else if (receipt) {
        const QString done = what.action == ServiceAction::Redeploy  ? tr("%1 redeployed").arg(what.service)
                             : what.action == ServiceAction::Restart ? tr("%1 restarted").arg(what.service)
                                                                     : tr("%1 has started").arg(what.service);
        m_toast->show(tr("%1: requests %2, failed %3, %4")
                          .arg(done, format::count(receipt->requests), format::count(receipt->failed),
                               format::seconds(receipt->seconds)),
                      tr("Receipt"), [this, service = what.service] { showService(service, ServicePage::Deploys); });
    } else if (operation) {
        m_toast->show(tr("%1: done").arg(operationTitle(*operation)));
    }
}

void MainWindow::onCallout(const QString& id) {
    const auto firstOf = [this](const QString& wanted) {
        return m_store->service(wanted) || m_store->services().empty() ? wanted : m_store->services().front().name;
    };
    const QString service = firstOf(id == QLatin1String("scale")      ? QStringLiteral("orders")
                                    : id == QLatin1String("redeploy") ? QStringLiteral("products")
                                                                      : QStringLiteral("points"));
    select(service);
    if (id == QLatin1String("scale")) {
        if (const Service* now = m_store->service(service)) {
            perform(ServiceAction::Scale, service, now->desired + 1);
        }
    } else {
        perform(id == QLatin1String("redeploy") ? ServiceAction::Redeploy : ServiceAction::Stop, service);
    }
}

void MainWindow::chooseProject() {
    auto* dialog = new QFileDialog(this, tr("Open project"), QDir::homePath(),
                                   tr("Slipway manifests (slipway.yaml *.yaml *.yml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& file) {
        m_lastManifest = file;
        m_welcome->clearError();
        m_welcome->setBusy(tr("Starting %1…").arg(file));
        m_session->up(file);
    });
    dialog->open();
}

void MainWindow::newProject() {
    auto* dialog = new QFileDialog(this, tr("New project"), QDir::homePath(), tr("Slipway manifests (slipway.yaml)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->selectFile(QStringLiteral("slipway.yaml"));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString& path) {
        QFile file(path);
        const QByteArray text = newProjectManifest();
        if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly) || file.write(text) != text.size()) {
            m_welcome->setError(tr("%1 could not be written").arg(path),
                                {QStringLiteral("io"), file.errorString(), {}, {}});
            return;
        }
        file.close();
        m_lastManifest = path;
        m_session->up(path);
    });
    dialog->open();
}

void MainWindow::openProjectMenu() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    for (const ProjectInfo& project : m_session->projects()) {
        QAction* action = menu->addAction(icon(QStringLiteral("package")), project.name);
        action->setCheckable(true);
        action->setChecked(project.name == m_store->project().name);
        connect(action, &QAction::triggered, this, [this, name = project.name] { m_session->openProject(name); });
    }
    menu->addSeparator();
    connect(menu->addAction(icon(QStringLiteral("folder")), tr("Open project…") + QStringLiteral("\tCtrl+O")),
            &QAction::triggered, this, &MainWindow::chooseProject);
    connect(menu->addAction(icon(QStringLiteral("plus")), tr("New project…")), &QAction::triggered, this,
            &MainWindow::newProject);
    if (m_sample.isAvailable() && !m_sample.isShown()) {
        connect(menu->addAction(icon(QStringLiteral("play")), tr("Start the sample shop")), &QAction::triggered,
                &m_sample, &SampleShop::start);
    }
    if (m_store->hasProject()) {
        menu->addSeparator();
        QMenu* stop =
            menu->addMenu(icon(QStringLiteral("stop"), IconColor::Err), tr("Stop %1").arg(m_store->project().name));
        stop->setEnabled(m_store->isLive());
        // Stopping all is one of the two things that are confirmed: by a second menu, not by a dialog.
        connect(stop->addAction(icon(QStringLiteral("stop"), IconColor::Err),
                                tr("Yes, stop all %n services", nullptr, static_cast<int>(m_store->services().size()))),
                &QAction::triggered, this, [this] {
                    if (m_sample.isShown()) {
                        m_settings->setValue(QStringLiteral("sample/dismissed"), true);
                        m_sample.stop();
                    } else {
                        m_session->down();
                    }
                });
    }
    const QPushButton* button = m_bar->projectButton();
    menu->popup(button->mapToGlobal(QPoint(0, button->height() + 2)));
}

void MainWindow::showThemeIcon() {
    switch (Theme::current().choice()) {
        case ThemeChoice::System:
            m_bar->setThemeIcon(QStringLiteral("monitor"), tr("as the system"));
            break;
        case ThemeChoice::Dark:
            m_bar->setThemeIcon(QStringLiteral("moon"), tr("dark"));
            break;
        case ThemeChoice::Light:
            m_bar->setThemeIcon(QStringLiteral("sun"), tr("light"));
            break;
    }
}

void MainWindow::cycleTheme() {
    const ThemeChoice now = Theme::current().choice();
    setTheme(now == ThemeChoice::System ? ThemeChoice::Dark
             : now == ThemeChoice::Dark ? ThemeChoice::Light
                                        : ThemeChoice::System);
}

void MainWindow::setTheme(ThemeChoice choice) {
    Theme::current().setChoice(choice);
    m_settings->setValue(QStringLiteral("theme"), choice == ThemeChoice::Dark    ? QStringLiteral("dark")
                                                  : choice == ThemeChoice::Light ? QStringLiteral("light")
                                                                                 : QStringLiteral("system"));
    showThemeIcon();
}

void MainWindow::openPalette() {
    m_palette->open(paletteEntries());
}

std::vector<PaletteEntry> MainWindow::paletteEntries() {
    std::vector<PaletteEntry> entries;
    const QString current = currentService();
    const auto addActions = [&](const QString& service) {
        for (const ServiceActionItem& item : serviceActions(*m_store, service)) {
            if (item.action == ServiceAction::OpenDetail) {
                continue;
            }
            const QString keys = service == current ? item.shortcut.toString(QKeySequence::NativeText) : QString();
            entries.push_back({QStringLiteral("%1 %2").arg(item.text, service), tr("Action"), item.icon, keys,
                               item.reason, [this, action = item.action, service] { perform(action, service); }});
        }
        const Service* s = m_store->service(service);
        const ServiceActionItem scale = serviceAction(*m_store, service, ServiceAction::Scale);
        if (s && !s->external) {
            entries.push_back(
                {tr("Scale %1 to %2").arg(service).arg(s->desired + 1), tr("Action"), scale.icon,
                 service == current ? QStringLiteral("Ctrl+=") : QString(), scale.reason,
                 [this, service, wanted = s->desired + 1] { perform(ServiceAction::Scale, service, wanted); }});
            if (s->desired > 0) {
                entries.push_back(
                    {tr("Scale %1 to %2").arg(service).arg(s->desired - 1), tr("Action"), scale.icon,
                     service == current ? QStringLiteral("Ctrl+-") : QString(), scale.reason,
                     [this, service, wanted = s->desired - 1] { perform(ServiceAction::Scale, service, wanted); }});
            }
        }
    };
    if (!current.isEmpty()) {
        addActions(current);
    }
    for (const Service& each : m_store->services()) {
        entries.push_back({each.name, tr("Service"), QStringLiteral("package"), {}, {}, [this, name = each.name] {
                               showService(name);
                           }});
    }
    const QString mode = TopologySwitch::otherMode(m_store->topology().mode);
    entries.push_back({tr("Switch to: %1").arg(TopologySwitch::modeName(mode)),
                       tr("Action"),
                       QStringLiteral("topology"),
                       {},
                       TopologySwitch::whyNot(*m_store),
                       [this, mode] {
                           showScreen(Topology);
                           switchTopology(mode);
                       }});
    const QString needsProject = m_store->hasProject() ? QString() : tr("No project runs");
    const auto screenEntry = [&](Screen screen, const QString& title, const QString& iconName, const QString& keys) {
        entries.push_back({title, tr("Screen"), iconName, keys, needsProject, [this, screen] { showScreen(screen); }});
    };
    screenEntry(Overview, tr("Overview"), QStringLiteral("overview"), QStringLiteral("Ctrl+1"));
    screenEntry(Topology, tr("Topology"), QStringLiteral("topology"), QStringLiteral("Ctrl+2"));
    screenEntry(Services, tr("Services"), QStringLiteral("services"), QStringLiteral("Ctrl+3"));
    screenEntry(Gateway, tr("Gateway"), QStringLiteral("gateway"), QStringLiteral("Ctrl+4"));
    screenEntry(Traces, tr("Traces"), QStringLiteral("traces"), QStringLiteral("Ctrl+5"));
    screenEntry(Sagas, tr("Sagas"), QStringLiteral("sagas"), QStringLiteral("Ctrl+6"));
    entries.push_back({tr("Logs of all services"), tr("Screen"), QStringLiteral("logs"), QStringLiteral("L"),
                       needsProject, [this] { openLogs({}); }});
    entries.push_back(
        {tr("Events"), tr("Screen"), QStringLiteral("events"), {}, needsProject, [this] { m_drawer->open(1); }});
    entries.push_back(
        {tr("Tasks"), tr("Screen"), QStringLiteral("tasks"), {}, needsProject, [this] { m_drawer->open(2); }});
    for (const Service& each : m_store->services()) {
        if (each.name != current) {
            addActions(each.name);
        }
    }
    entries.push_back(
        {tr("Open project…"), tr("Action"), QStringLiteral("folder"), QStringLiteral("Ctrl+O"), {}, [this] {
             chooseProject();
         }});
    entries.push_back({m_session->isPaused() ? tr("Go on with the view") : tr("Pause the view"),
                       tr("Action"),
                       QStringLiteral("pause"),
                       tr("Space"),
                       {},
                       [this] { m_session->setPaused(!m_session->isPaused()); }});
    const auto theme = [&](ThemeChoice choice, const QString& title, const QString& iconName) {
        entries.push_back({title, tr("Setting"), iconName, {}, {}, [this, choice] { setTheme(choice); }});
    };
    theme(ThemeChoice::Dark, tr("Dark theme"), QStringLiteral("moon"));
    theme(ThemeChoice::Light, tr("Light theme"), QStringLiteral("sun"));
    theme(ThemeChoice::System, tr("Theme as the system"), QStringLiteral("monitor"));
    entries.push_back(
        {tr("Keyboard shortcuts"), tr("Help"), QStringLiteral("keyboard"), QStringLiteral("F1"), {}, [this] {
             openShortcuts();
         }});
    return entries;
}

}  // namespace slipway::gui
