#include "gui/app/main_window.h"

#include <QCloseEvent>
#include <QPainter>
#include <QScreen>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/topology/topology_inspector.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/controls/toast.h"
#include "gui/views/gateway/gateway_view.h"
#include "gui/views/logs/logs_pane.h"
#include "gui/views/saga/sagas_view.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/banner.h"
#include "gui/views/shell/callouts.h"
#include "gui/views/shell/drawer.h"
#include "gui/views/shell/events_pane.h"
#include "gui/views/shell/inspector.h"
#include "gui/views/shell/nav_rail.h"
#include "gui/views/shell/overview_view.h"
#include "gui/views/shell/shortcuts_sheet.h"
#include "gui/views/shell/status_strip.h"
#include "gui/views/shell/tasks_pane.h"
#include "gui/views/shell/top_bar.h"
#include "gui/views/shell/welcome_view.h"
#include "gui/views/trace/traces_view.h"

namespace slipway::gui {

namespace {

constexpr int kSettingsSchema = 1;
constexpr int kSaveSoonMs = 500;
constexpr int kInspectorNeeds = 1120;  ///< width of the window from which on the inspector has room beside the content

/// Lies over data that is old: it can be read, and is seen to be old.
class Dim : public QWidget {
  public:
    explicit Dim(QWidget* over) : QWidget(over) {
        setAttribute(Qt::WA_TransparentForMouseEvents);
        hide();
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QColor veil = colors().background;
        veil.setAlphaF(0.45f);
        QPainter(this).fillRect(rect(), veil);
    }
};

/// The inspector's ground, and the line that parts it from the content.
class SidePane : public QStackedWidget {
  public:
    SidePane() {
        setFixedWidth(metric::kInspectorWidth);
        setContentsMargins(1, 0, 0, 0);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        painter.fillRect(rect(), colors().surface);
        painter.fillRect(QRect(0, 0, 1, height()), colors().separator);
    }
};

}  // namespace

MainWindow::MainWindow(Session* session, Options options, QWidget* parent)
    : QMainWindow(parent),
      m_session(session),
      m_store(session->store()),
      m_options(std::move(options)),
      m_settings(m_options.settingsPath.isEmpty()
                     ? std::make_unique<QSettings>(QSettings::IniFormat, QSettings::UserScope,
                                                   QStringLiteral("slipway"), QStringLiteral("desktop"))
                     : std::make_unique<QSettings>(m_options.settingsPath, QSettings::IniFormat)),
      m_commands(session),
      m_topologyCommands(session),
      m_logs(session),
      m_sample(session) {
    setWindowTitle(QStringLiteral("Slipway"));
    setMinimumSize(1024, 640);
    // The frame of the window manager takes room too.
    resize(QSize(1440, 900).boundedTo(QWidget::screen()->availableGeometry().size() - QSize(16, 40)));
    build();
    addShortcuts();
    connectSession();
    connectCommands();
    connectViews();
    connectFeeds();
    restoreSettings();
    display(Place{Welcome, {}, 0});
}

MainWindow::~MainWindow() = default;

void MainWindow::build() {
    auto* central = new QWidget;
    auto* column = new QVBoxLayout(central);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new TopBar(m_store);
    m_lost = new LostBanner(m_store);
    m_sampleBanner = new SampleBanner;
    m_sampleBanner->hide();
    column->addWidget(m_bar);
    column->addWidget(m_lost);
    column->addWidget(m_sampleBanner);

    auto* middle = new QHBoxLayout;
    middle->setSpacing(0);
    m_rail = new NavRail(m_store);
    m_rail->addScreen(QStringLiteral("overview"), tr("Overview"), QStringLiteral("Ctrl+1"));
    m_rail->addScreen(QStringLiteral("topology"), tr("Topology"), QStringLiteral("Ctrl+2"));
    m_rail->addScreen(QStringLiteral("services"), tr("Services"), QStringLiteral("Ctrl+3"));
    m_rail->addScreen(QStringLiteral("gateway"), tr("Gateway"), QStringLiteral("Ctrl+4"));
    m_rail->addScreen(QStringLiteral("traces"), tr("Traces"), QStringLiteral("Ctrl+5"));
    m_rail->addScreen(QStringLiteral("sagas"), tr("Sagas"), QStringLiteral("Ctrl+6"));
    middle->addWidget(m_rail);

    m_split = new QSplitter(Qt::Vertical);
    m_split->setChildrenCollapsible(false);
    auto* upper = new QWidget;
    auto* beside = new QHBoxLayout(upper);
    beside->setContentsMargins(0, 0, 0, 0);
    beside->setSpacing(0);
    m_stack = new QStackedWidget;
    m_overview = new OverviewView(m_store);
    m_topology = new TopologyPanel(m_store);
    m_services = new ServicesView(m_store);
    m_gateway = new GatewayView(m_store);
    m_traces = new TracesView(m_store);
    m_sagas = new SagasView(m_store);
    m_page = new ServicePage(m_store, &m_feedback, &m_logs.arena());
    m_welcome = new WelcomeView;
    for (QWidget* screen : std::initializer_list<QWidget*>{m_overview, m_topology, m_services, m_gateway, m_traces,
                                                           m_sagas, m_page, m_welcome}) {
        m_stack->addWidget(screen);
    }
    m_side = new SidePane;
    m_side->setAccessibleName(tr("Inspector"));
    m_inspector = new Inspector(m_store, &m_feedback);
    m_topologyInspector = new TopologyInspector(m_store);
    m_side->addWidget(m_inspector);
    m_side->addWidget(m_topologyInspector);
    beside->addWidget(m_stack, 1);
    beside->addWidget(m_side);
    m_dim = new Dim(upper);
    m_drawer = new Drawer;
    m_logsPane = new LogsPane(m_store, &m_logs.arena());
    m_events = new EventsPane(m_store);
    m_tasks = new TasksPane(m_store);
    m_drawer->addPane(m_logsPane, tr("Logs"));
    m_drawer->addPane(m_events, tr("Events"));
    m_drawer->addPane(m_tasks, tr("Tasks"));
    m_split->addWidget(upper);
    m_split->addWidget(m_drawer);
    m_split->setStretchFactor(0, 1);
    m_split->setStretchFactor(1, 0);
    middle->addWidget(m_split, 1);
    column->addLayout(middle, 1);
    m_strip = new StatusStrip(m_store);
    column->addWidget(m_strip);
    setCentralWidget(central);

    m_callouts = new Callouts;
    m_topology->setFooter(m_callouts);
    m_callouts->add(QStringLiteral("scale"), tr("Scale orders"), tr("One replica more, same address"),
                    QStringLiteral("scale"));
    m_callouts->add(QStringLiteral("redeploy"), tr("Redeploy products"), tr("While shoppers buy"),
                    QStringLiteral("redeploy"));
    m_callouts->add(QStringLiteral("stop"), tr("Break points"), tr("Stop it, and see who notices"),
                    QStringLiteral("break"));
    m_toast = new Toast(central);
    m_palette = new CommandPalette(central);
    m_sheet = new ShortcutsSheet(central);
}

void MainWindow::start() {
    m_welcome->setBusy(tr("Connecting to slipwayd…"));
    m_welcome->setSampleAvailable(m_sample.isAvailable(),
                                  tr("The sample's manifest was not found beside this program"));
    m_session->start();
}

void MainWindow::connectSession() {
    connect(m_session, &Session::startingDaemon, this, [this](bool starting) {
        m_lost->setStarting(starting);
        if (starting) {
            m_welcome->setBusy(tr("Starting slipwayd…"));
        }
    });
    connect(m_session, &Session::daemonFailed, this, [this](const ApiError& error) {
        m_welcome->setBusy({});
        if (m_store->hasProject()) {
            m_lost->setError(error);
        } else {
            m_welcome->setError(tr("slipwayd could not be started"), error);
        }
    });
    connect(m_session, &Session::noProject, this, [this] {
        m_welcome->setBusy({});
        m_welcome->clearError();
        if (!std::exchange(m_firstProject, false)) {
            display(Place{Welcome, {}, 0});
            return;
        }
        if (!m_options.manifest.isEmpty()) {
            m_lastManifest = m_options.manifest;
            m_welcome->setBusy(tr("Starting %1…").arg(m_options.manifest));
            m_session->up(m_options.manifest);
        } else if (m_options.sample && m_sample.isAvailable() &&
                   !m_settings->value(QStringLiteral("sample/dismissed")).toBool()) {
            m_welcome->setBusy(tr("Starting the sample shop…"));
            m_sample.start();
        }
    });
    connect(m_session, &Session::projectsChanged, this, [this] {
        // Another project was asked for on the command line, while some run.
        if (m_firstProject && !m_session->projects().empty()) {
            m_firstProject = false;
            if (!m_options.manifest.isEmpty()) {
                m_lastManifest = m_options.manifest;
                m_session->up(m_options.manifest);
            }
        }
    });
    connect(m_session, &Session::upFailed, this, [this](const ApiError& error) {
        if (m_sample.isStarting()) {
            return;  // it tries another port
        }
        m_welcome->setBusy({});
        m_welcome->setError(tr("The project could not be started"), error);
        display(Place{Welcome, {}, 0});
    });
    connect(&m_sample, &SampleShop::failed, this, [this](const ApiError& error) {
        m_lastManifest = m_sample.manifest();
        m_welcome->setBusy({});
        m_welcome->setError(tr("The sample shop could not be started"), error);
        display(Place{Welcome, {}, 0});
    });
    connect(m_session, &Session::trouble, this, [this](const ApiError& error) { m_toast->show(error.message); });
    connect(m_session, &Session::pausedChanged, this, [this](bool paused) {
        m_bar->setPaused(paused);
        m_strip->setPaused(paused);
    });
    connect(m_store, &Store::reset, this, [this] {
        m_firstProject = m_firstProject && !m_store->hasProject();
        if (m_store->hasProject() &&
            (screen() == Welcome || (screen() == ServiceDetail && !m_store->service(m_page->service())))) {
            m_history.clear();
            go(Place{Topology, {}, 0});
        }
        setWindowTitle(m_store->hasProject() ? tr("%1 – Slipway").arg(m_store->project().name)
                                             : QStringLiteral("Slipway"));
        refreshBanners();
    });
    connect(m_store, &Store::linkChanged, this, &MainWindow::refreshBanners);
    connect(m_store, &Store::projectChanged, this, &MainWindow::refreshBanners);
    connect(&m_sample, &SampleShop::changed, this, &MainWindow::refreshBanners);
    connect(&m_logs, &LogFeed::appended, this, [this] {
        m_logsPane->linesAppended();
        m_page->logs()->linesAppended();
    });
    refreshBanners();
}

void MainWindow::refreshBanners() {
    const bool lost = m_store->hasProject() && m_store->link() == Link::Lost;
    m_dim->setVisible(lost);
    placeDim();
    m_dim->raise();
    const bool sample = m_sample.isShown() && m_options.sample;
    m_sampleBanner->setVisible(sample && !lost);
    m_sampleBanner->setText(tr("Sample running"), m_sample.note());
    m_sampleBanner->setTrafficRunning(m_sample.isTrafficRunning());
    const bool hints = sample && screen() == Topology && !m_settings->value(QStringLiteral("sample/hints")).toBool();
    m_callouts->setVisible(hints);
}

// The topology draws itself faintly; there the veil is for the inspector alone.
void MainWindow::placeDim() {
    m_dim->setGeometry(screen() == Topology ? m_side->geometry() : m_dim->parentWidget()->rect());
}

void MainWindow::restoreSettings() {
    if (m_settings->value(QStringLiteral("schema"), kSettingsSchema).toInt() > kSettingsSchema) {
        m_settings->clear();  // of a newer version: its meaning is unknown
    }
    m_settings->setValue(QStringLiteral("schema"), kSettingsSchema);
    if (m_options.keepsTheme) {
        const QString theme = m_settings->value(QStringLiteral("theme")).toString();
        Theme::current().setChoice(theme == QLatin1String("dark")    ? ThemeChoice::Dark
                                   : theme == QLatin1String("light") ? ThemeChoice::Light
                                                                     : ThemeChoice::System);
    }
    restoreGeometry(m_settings->value(QStringLiteral("window/geometry")).toByteArray());
    m_inspectorWanted = m_settings->value(QStringLiteral("window/inspector"), true).toBool();
    m_topology->setPinStorage(
        [this](const QString& project) {
            TopologyPanel::Pins pins;
            const QVariantMap stored = m_settings->value(QStringLiteral("pins/") + project).toMap();
            for (auto pin = stored.begin(); pin != stored.end(); ++pin) {
                pins.insert(pin.key(), pin.value().toPointF());
            }
            return pins;
        },
        [this](const QString& project, const TopologyPanel::Pins& pins) {
            QVariantMap stored;
            for (auto pin = pins.begin(); pin != pins.end(); ++pin) {
                stored.insert(pin.key(), pin.value());
            }
            m_settings->setValue(QStringLiteral("pins/") + project, stored);
        });
    m_saveSoon.setSingleShot(true);
    m_saveSoon.setInterval(kSaveSoonMs);
    connect(&m_saveSoon, &QTimer::timeout, this, &MainWindow::saveSettings);
    showThemeIcon();
    connect(&Theme::current(), &Theme::changed, this, &MainWindow::showThemeIcon);
    applyWidth();
}

void MainWindow::saveSettings() {
    m_settings->setValue(QStringLiteral("window/geometry"), saveGeometry());
    m_settings->setValue(QStringLiteral("window/inspector"), m_inspectorWanted);
    m_settings->sync();
}

void MainWindow::applyWidth() {
    m_rail->setNarrow(width() < metric::kNavCollapsesBelow);
    // On a narrow window the inspector comes only when something is selected, and its room is the content's.
    const bool page = isWide(screen());
    const bool fits =
        width() >= kInspectorNeeds || !m_inspector->service().isEmpty() || m_topology->view()->selection().isEdge();
    m_side->setVisible(m_inspectorWanted && !page && fits && m_store->hasProject());
    m_bar->setInspectorShown(m_inspectorWanted);
}

void MainWindow::setInspectorShown(bool shown) {
    m_inspectorWanted = shown;
    applyWidth();
    m_saveSoon.start();
}

void MainWindow::resizeEvent(QResizeEvent* event) {
    QMainWindow::resizeEvent(event);
    applyWidth();
    QTimer::singleShot(0, this, &MainWindow::placeDim);
    m_saveSoon.start();
}

void MainWindow::closeEvent(QCloseEvent* event) {
    m_saveSoon.stop();
    saveSettings();
    event->accept();
}

}  // namespace slipway::gui
