#pragma once

#include <QMainWindow>
#include <QSettings>
#include <QTimer>
#include <memory>
#include <vector>

#include "gui/app/log_feed.h"
#include "gui/app/sample_shop.h"
#include "gui/app/service_commands.h"
#include "gui/app/session.h"
#include "gui/app/topology_commands.h"
#include "gui/models/action_feedback.h"
#include "gui/views/shell/command_palette.h"

class QSplitter;
class QStackedWidget;

namespace slipway::gui {

class Callouts;
class Drawer;
class EventsPane;
class GatewayFeed;
class GatewayView;
class Inspector;
class LogsPane;
class LostBanner;
class NavRail;
class OverviewView;
class SagaFeed;
class SagasView;
class SampleBanner;
class ServicePage;
class ServicesView;
class ShortcutsSheet;
class StatusStrip;
class TasksPane;
class Toast;
class TopBar;
class TopologyInspector;
class TopologyPanel;
class TraceFeed;
class TracesView;
class WelcomeView;

/// The window: puts the parts together, and leads from one to another. Owns no state of the daemon's: that is the
/// Store's.
class MainWindow : public QMainWindow {
    Q_OBJECT
  public:
    enum Screen { Overview, Topology, Services, Gateway, Traces, Sagas, ServiceDetail, Welcome };

    struct Options {
        bool sample = true;      ///< start the sample shop where no project is
        QString manifest;        ///< a project to bring up at the start
        QString settingsPath;    ///< empty: the user's
        bool keepsTheme = true;  ///< take the theme from the settings
    };

    MainWindow(Session* session, Options options, QWidget* parent = nullptr);
    ~MainWindow() override;

    void start();
    void showScreen(Screen screen);
    void showService(const QString& service, int tab = 0);
    Screen screen() const;
    QString currentService() const;
    void perform(ServiceAction action, const QString& service, int argument = 0);
    /// `mode`: "hub-and-spoke" or "p2p".
    void switchTopology(const QString& mode);

    // For tests and screenshots.
    ServicesView* servicesView() const { return m_services; }
    ServicePage* servicePage() const { return m_page; }
    GatewayView* gatewayView() const { return m_gateway; }
    TracesView* tracesView() const { return m_traces; }
    SagasView* sagasView() const { return m_sagas; }
    TopologyPanel* topology() const { return m_topology; }
    Inspector* inspector() const { return m_inspector; }
    Drawer* drawer() const { return m_drawer; }
    CommandPalette* palette() const { return m_palette; }
    Toast* toast() const { return m_toast; }
    LostBanner* lostBanner() const { return m_lost; }
    SampleBanner* sampleBanner() const { return m_sampleBanner; }
    WelcomeView* welcome() const { return m_welcome; }
    StatusStrip* statusStrip() const { return m_strip; }
    Callouts* callouts() const { return m_callouts; }
    ShortcutsSheet* shortcutsSheet() const { return m_sheet; }
    ActionFeedback* feedback() { return &m_feedback; }
    void openPalette();
    void openShortcuts();
    void setInspectorShown(bool shown);

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void closeEvent(QCloseEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;

  private:
    struct Place {
        Screen screen = Topology;
        QString service;
        int tab = 0;
        bool operator==(const Place&) const = default;
    };

    // main_window.cpp: parts
    void build();
    void connectSession();
    void connectViews();
    void restoreSettings();
    void saveSettings();
    void refreshBanners();
    void placeDim();
    void applyWidth();

    // main_window_navigation.cpp: places and keys
    void go(const Place& place);
    void display(const Place& place);
    void focusScreen();
    void goBack();
    void goForward();
    void addShortcuts();
    bool handleLetter(QKeyEvent* event);
    void findInView();
    void nextPane();
    void select(const QString& service);
    void inspect(const QString& service);
    void openLogs(const QString& service);
    void toggleLogs();

    // main_window_screens.cpp: screens that ask the daemon while they are seen
    void connectFeeds();
    void watchScreen();
    /// Of the screens whose main thing is a table: that; null for others.
    QWidget* mainTable() const;
    /// False where the screen has no filter of its own.
    bool focusFilterHere();
    static bool isWide(Screen screen);

    // main_window_actions.cpp: what the user wants done
    void connectCommands();
    void onFinished(const ServiceCommands::Finished& what);
    void onCallout(const QString& id);
    void chooseProject();
    void openProjectMenu();
    void newProject();
    void cycleTheme();
    void setTheme(ThemeChoice choice);
    void showThemeIcon();
    std::vector<PaletteEntry> paletteEntries();

    Session* m_session;
    Store* m_store;
    Options m_options;
    std::unique_ptr<QSettings> m_settings;
    ActionFeedback m_feedback;
    ServiceCommands m_commands;
    TopologyCommands m_topologyCommands;
    LogFeed m_logs;
    SampleShop m_sample;
    QString m_lastManifest;
    bool m_firstProject = true;

    TopBar* m_bar = nullptr;
    NavRail* m_rail = nullptr;
    LostBanner* m_lost = nullptr;
    SampleBanner* m_sampleBanner = nullptr;
    QStackedWidget* m_stack = nullptr;
    QSplitter* m_split = nullptr;
    OverviewView* m_overview = nullptr;
    TopologyPanel* m_topology = nullptr;
    ServicesView* m_services = nullptr;
    ServicePage* m_page = nullptr;
    GatewayView* m_gateway = nullptr;
    GatewayFeed* m_gatewayFeed = nullptr;
    TracesView* m_traces = nullptr;
    TraceFeed* m_traceFeed = nullptr;
    SagasView* m_sagas = nullptr;
    SagaFeed* m_sagaFeed = nullptr;
    WelcomeView* m_welcome = nullptr;
    QStackedWidget* m_side = nullptr;  ///< the inspector of services, and the topology's for all else
    Inspector* m_inspector = nullptr;
    TopologyInspector* m_topologyInspector = nullptr;
    Drawer* m_drawer = nullptr;
    LogsPane* m_logsPane = nullptr;
    EventsPane* m_events = nullptr;
    TasksPane* m_tasks = nullptr;
    StatusStrip* m_strip = nullptr;
    Toast* m_toast = nullptr;
    CommandPalette* m_palette = nullptr;
    ShortcutsSheet* m_sheet = nullptr;
    Callouts* m_callouts = nullptr;
    QWidget* m_dim = nullptr;

    std::vector<Place> m_history;
    std::size_t m_at = 0;
    bool m_inspectorWanted = true;
    int m_drawerHeight = 280;  ///< of the open drawer, as the user left it
    QTimer m_saveSoon;
};

}  // namespace slipway::gui
