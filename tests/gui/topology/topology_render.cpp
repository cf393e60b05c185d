// Paints the topology in its states, dark and light, into DIR: `topology_render DIR`. For eyes: no test reads the
// pictures.
#include <QApplication>
#include <QDir>
#include <QHBoxLayout>

#include "demo_state.h"
#include "gui/topology/topology_inspector.h"
#include "gui/topology/topology_panel.h"
#include "gui/topology/topology_view.h"

using namespace slipway::gui;

namespace {

QString g_folder;

void save(QWidget& widget, const QString& name) {
    for (int i = 0; i < 3; ++i) {
        QCoreApplication::processEvents();
    }
    widget.grab().save(g_folder + QLatin1Char('/') + name + QStringLiteral(".png"));
}

Operation redeploying(const QString& service) {
    Operation operation;
    operation.id = "op-1";
    operation.kind = "redeploy";
    operation.service = service;
    operation.state = OperationState::Running;
    operation.phase = Phase::Shift;
    operation.done = 1;
    operation.total = 3;
    return operation;
}

Receipt receiptOf(const QString& service, bool good) {
    Receipt receipt;
    receipt.service = service;
    receipt.kind = "redeploy";
    receipt.from = 1;
    receipt.to = 2;
    receipt.outcome = good ? "succeeded" : "rolled_back";
    return receipt;
}

void renderViews(const QString& theme) {
    {
        TopologyView view;
        view.resize(1220, 640);
        view.setTopology(demo::thirteen());
        view.show();
        save(view, "thirteen-" + theme);
        view.setLabelMode(LabelMode::Rate);
        save(view, "thirteen-rates-" + theme);
        view.setLabelMode(LabelMode::Auto);
        view.select({"order", {}, {}});
        save(view, "thirteen-selected-" + theme);
        view.select({});
        view.setGrouped(true);
        save(view, "thirteen-grouped-" + theme);
        view.setGrouped(false);
        view.focusNeighbourhood("order");
        save(view, "thirteen-focus-" + theme);
        view.back();
        view.setLive(false);
        save(view, "thirteen-lost-" + theme);
    }
    {
        TopologyView view;
        view.resize(920, 560);
        view.setTopology(demo::shop());
        view.show();
        save(view, "shop-" + theme);
        view.setOperations({redeploying("products")});
        view.showReceipt(receiptOf("users", true));
        view.showReceipt(receiptOf("points", false));
        view.select({{}, "orders", "users"});
        save(view, "shop-redeploy-" + theme);
        view.setGrouped(true);
        save(view, "shop-grouped-" + theme);
    }
    {
        TopologyView view;
        view.resize(1220, 640);
        view.setTopology(demo::mesh(1, 60, 90));
        view.show();
        save(view, "mesh-60-" + theme);
    }
    {
        TopologyView view;
        view.resize(1220, 640);
        view.setGrouped(false);
        view.show();
        Topology large = demo::mesh(3, 120, 260);
        for (std::size_t i = 0; i < large.edges.size(); i += 9)
            large.edges[i].async = true;
        view.setTopology(large);
        while (view.isLayingOut())
            QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        view.setZoom(0.8);
        view.refine();
        save(view, "mesh-large-" + theme);
    }
}

/// The screen as the window has it: panel and inspector.
struct Screen {
    Store store;
    QWidget window;
    TopologyPanel panel{&store};
    TopologyInspector inspector{&store};

    explicit Screen(const Topology& topology) {
        auto* line = new QHBoxLayout(&window);
        line->setContentsMargins(0, 0, 0, 0);
        line->setSpacing(1);
        line->addWidget(&panel, 1);
        inspector.setFixedWidth(metric::kInspectorWidth);
        line->addWidget(&inspector);
        QObject::connect(&panel, &TopologyPanel::selectionChanged, &inspector, &TopologyInspector::setSelection);
        store.setLink(Link::Connected);
        store.applyState(demo::stateJson(topology));
        store.flush();
        window.resize(1264, 788);
        window.show();
    }
    ~Screen() {
        panel.setParent(nullptr);
        inspector.setParent(nullptr);
    }
};

void renderScreens(const QString& theme) {
    {
        Screen screen(demo::shop());
        save(screen.window, "screen-shop-" + theme);
        screen.store.applyOperation(demo::operationJson("products"));
        screen.store.applyReceipts(nlohmann::json::array({demo::receiptJson("users")}));
        screen.store.flush();
        screen.panel.view()->select({"products", {}, {}});
        save(screen.window, "screen-redeploy-" + theme);
        screen.panel.view()->select({"users", {}, {}});
        save(screen.window, "screen-receipt-" + theme);
        screen.panel.view()->select({{}, "orders", "users"});
        save(screen.window, "screen-edge-" + theme);
        screen.panel.showAsTable(true);
        save(screen.window, "screen-table-" + theme);
    }
    {
        Screen screen(demo::thirteen());
        save(screen.window, "screen-thirteen-" + theme);
        screen.panel.view()->setTeamFilter({"order", "pay"});
        screen.panel.view()->select({"payment", {}, {}});
        save(screen.window, "screen-filter-" + theme);
    }
    {
        Store store;
        TopologyPanel panel(&store);
        panel.resize(900, 500);
        panel.show();
        save(panel, "screen-empty-" + theme);
    }
}

}  // namespace

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    g_folder = argc > 1 ? QString::fromLocal8Bit(argv[1]) : QStringLiteral(".");
    QDir().mkpath(g_folder);
    Theme::current().setReducedMotion(true);
    for (const bool dark : {true, false}) {
        Theme::current().setChoice(dark ? ThemeChoice::Dark : ThemeChoice::Light);
        renderViews(dark ? "dark" : "light");
        renderScreens(dark ? "dark" : "light");
    }
    return 0;
}
