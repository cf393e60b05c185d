#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTableView>
#include <QToolButton>
#include "support/patience.h"

#include "../warning_guard.h"
#include "demo_state.h"
#include "gui/topology/edge_inspector.h"
#include "gui/topology/inspector_row.h"
#include "gui/topology/node_inspector.h"
#include "gui/topology/ownership_legend.h"
#include "gui/topology/topology_inspector.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/replica_stepper.h"

using namespace slipway::gui;

class TopologyPanelTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void init();
    void cleanup();

    void storeFeedsTheView();
    void ticksReachEdgesWithoutMovingNodes();
    void operationAndReceiptShowOnTheNode();
    void legendFiltersAndClears();
    void pinsAreLoadedAndSavedByProject();
    void searchSelectsTheFirst();
    void tableTwinSelectsToo();
    void emptyStateHasOneButton();
    void menuAsksForActions();
    void inspectorFollowsTheSelection();
    void inspectorAsksForActions();
    void inspectorOverviewListsTroubles();
    void lostDaemonDisablesActions();

  private:
    template <class T>
    T* button(QWidget* parent, const QString& name) const {
        for (T* each : parent->findChildren<T*>()) {
            if (each->accessibleName() == name || each->text() == name)
                return each;
        }
        return nullptr;
    }

    WarningGuard m_guard;
    std::unique_ptr<Store> m_store;
    std::unique_ptr<TopologyPanel> m_panel;
    std::unique_ptr<TopologyInspector> m_inspector;
};

void TopologyPanelTest::initTestCase() {
    m_guard.arm();
    Theme::current().setChoice(ThemeChoice::Dark);
    Theme::current().setReducedMotion(true);
}

void TopologyPanelTest::init() {
    m_store = std::make_unique<Store>();
    m_panel = std::make_unique<TopologyPanel>(m_store.get());
    m_inspector = std::make_unique<TopologyInspector>(m_store.get());
    connect(m_panel.get(), &TopologyPanel::selectionChanged, m_inspector.get(), &TopologyInspector::setSelection);
    m_store->setLink(Link::Connected);
    m_store->applyState(demo::stateJson(demo::shop()));
    m_store->flush();
    m_panel->resize(1000, 700);
    m_panel->show();
    m_inspector->resize(340, 700);
    m_inspector->show();
    QVERIFY(QTest::qWaitForWindowExposed(m_panel.get()));
}

void TopologyPanelTest::cleanup() {
    m_inspector.reset();
    m_panel.reset();
    m_store.reset();
    QCOMPARE(m_guard.take(), QStringList());
}

void TopologyPanelTest::storeFeedsTheView() {
    QCOMPARE(m_panel->view()->topology().nodes.size(), std::size_t(6));
    QCOMPARE(m_panel->view()->topology().edges.size(), std::size_t(9));
    QVERIFY(!m_panel->view()->nodeRectOf("orders").isEmpty());
    QCOMPARE(m_panel->legend()->chips().size(), std::size_t(4));
    QCOMPARE(m_panel->legend()->chips()[1]->services(), 2);
}

void TopologyPanelTest::ticksReachEdgesWithoutMovingNodes() {
    const QRectF before = m_panel->view()->nodeRectOf("orders");
    const nlohmann::json tick = {
        {"type", "tick"},
        {"project", "shop"},
        {"at", 1700000001000},
        {"services", {{{"name", "users"}, {"rps", 77.0}, {"errors_per_s", 0.0}, {"p50_us", 900}, {"p95_us", 1900}}}},
        {"edges",
         {{{"from", "orders"},
           {"to", "users"},
           {"requests", 900},
           {"rps", 80.0},
           {"errors_per_s", 8.0},
           {"p50_us", 900},
           {"p95_us", 2100}}}},
        {"gateway", {{"rps", 123.0}, {"errors_per_s", 0.0}, {"p95_us", 4000}}}};
    QVERIFY(m_store->applyEvent(tick));
    m_store->flush();
    const TopologyEdge* edge = m_panel->view()->topology().edge("orders", "users");
    QVERIFY(edge);
    QCOMPARE(edge->rps, 80.0);
    QCOMPARE(m_panel->view()->topology().node("users")->rps, 77.0);
    QCOMPARE(m_panel->view()->topology().node("gateway")->rps, 123.0);
    QCOMPARE(m_panel->view()->nodeRectOf("orders"), before);
}

void TopologyPanelTest::operationAndReceiptShowOnTheNode() {
    m_store->applyOperation(demo::operationJson("products"));
    m_store->flush();
    QVERIFY(m_panel->view()->visualOf("products")->progress.has_value());
    QVERIFY(m_store->applyEvent({{"type", "rollout"},
                                 {"id", 20},
                                 {"at", 1700000002000},
                                 {"project", "shop"},
                                 {"receipt", demo::receiptJson("products")}}));
    m_store->applyOperation(demo::operationJson("products", "succeeded"));
    m_store->flush();
    QVERIFY(!m_panel->view()->visualOf("products")->progress.has_value());
    QVERIFY(m_panel->view()->visualOf("products")->badge.has_value());
}

void TopologyPanelTest::legendFiltersAndClears() {
    TeamChip* catalog = m_panel->legend()->chips()[1];
    QTest::mouseClick(catalog, Qt::LeftButton);
    QCOMPARE(m_panel->view()->teamFilter(), QSet<QString>{"catalog"});
    QVERIFY(m_panel->view()->visualOf("users")->dimmed);
    QVERIFY(!m_panel->view()->visualOf("products")->dimmed);
    m_panel->view()->setFocus();
    QTest::keyClick(m_panel->view(), Qt::Key_Escape);
    QVERIFY(m_panel->view()->teamFilter().isEmpty());
    QVERIFY2(!catalog->isChecked(), "the legend follows the view");
    QTest::keyClick(catalog, Qt::Key_Space);
    QVERIFY(catalog->isChecked());
}

void TopologyPanelTest::pinsAreLoadedAndSavedByProject() {
    QString savedFor;
    TopologyPanel::Pins saved;
    m_panel->setPinStorage(
        [](const QString& project) {
            return project == "shop" ? TopologyPanel::Pins{{"users", {1000, 500}}} : TopologyPanel::Pins();
        },
        [&](const QString& project, const TopologyPanel::Pins& pins) {
            savedFor = project;
            saved = pins;
        });
    QCOMPARE(m_panel->view()->nodeRectOf("users").center(), QPointF(1000, 500));
    m_panel->view()->unpin("users");
    QCOMPARE(savedFor, QStringLiteral("shop"));
    QVERIFY(saved.isEmpty());
}

void TopologyPanelTest::searchSelectsTheFirst() {
    auto* field = m_panel->findChild<FilterField*>();
    QVERIFY(field);
    m_panel->focusSearch();
    QCOMPARE(m_panel->focusWidget(), field);
    QTest::keyClicks(field, "point");
    QVERIFY(m_panel->view()->visualOf("users")->dimmed);
    QTest::keyClick(field, Qt::Key_Return);
    QCOMPARE(m_panel->view()->selection().node, QStringLiteral("points"));
    field->clear();
    QVERIFY(!m_panel->view()->visualOf("users")->dimmed);
}

void TopologyPanelTest::tableTwinSelectsToo() {
    m_panel->showAsTable(true);
    QVERIFY(m_panel->isTable());
    auto tables = m_panel->findChildren<QTableView*>();
    QCOMPARE(tables.size(), 2);
    QCOMPARE(tables[0]->model()->rowCount(), 6);
    QCOMPARE(tables[1]->model()->rowCount(), 9);
    tables[0]->setCurrentIndex(tables[0]->model()->index(3, 0));
    QCOMPARE(m_panel->view()->selection().node, tables[0]->model()->index(3, 0).data().toString());
    tables[1]->setCurrentIndex(tables[1]->model()->index(0, 0));
    QVERIFY(m_panel->view()->selection().isEdge());
    m_panel->showAsTable(false);
    QVERIFY(m_panel->view()->isVisible());
}

void TopologyPanelTest::emptyStateHasOneButton() {
    Store store;
    TopologyPanel panel(&store);
    panel.resize(800, 500);
    panel.show();
    QSignalSpy asked(&panel, &TopologyPanel::openProjectRequested);
    auto* open = button<QPushButton>(&panel, "Open project");
    QVERIFY(open && open->isVisible());
    QTest::mouseClick(open, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QVERIFY(!panel.view()->isVisible());
    store.applyState(demo::stateJson(demo::shop()));
    store.flush();
    QVERIFY(panel.view()->isVisible());
    store.clear();
    store.flush();
    QVERIFY(!panel.view()->isVisible());
}

void TopologyPanelTest::menuAsksForActions() {
    QSignalSpy asked(m_panel.get(), &TopologyPanel::actionRequested);
    QSignalSpy opened(m_panel.get(), &TopologyPanel::serviceActivated);
    emit m_panel->view()->nodeMenuRequested("products", m_panel->mapToGlobal(QPoint(50, 50)));
    auto* menu = m_panel->findChild<QMenu*>();
    QVERIFY(menu);
    const auto trigger = [&](const QString& text) {
        for (QAction* action : menu->actions()) {
            if (action->text().section(QLatin1Char('\t'), 0, 0) == text) {
                action->trigger();
                return true;
            }
        }
        return false;
    };
    QVERIFY(trigger("Redeploy"));
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<ServiceAction>(), ServiceAction::Redeploy);
    QCOMPARE(asked[0][1].toString(), QStringLiteral("products"));
    QVERIFY(trigger("Open details"));
    QCOMPARE(opened.count(), 1);
    QVERIFY(trigger("Hide"));
    QCOMPARE(m_panel->view()->hiddenCount(), 1);
    menu->close();
}

void TopologyPanelTest::inspectorFollowsTheSelection() {
    m_panel->view()->select({"orders", {}, {}});
    QCOMPARE(m_inspector->nodeInspector()->node(), QStringLiteral("orders"));
    QVERIFY(m_inspector->nodeInspector()->isVisible());
    // A row of a call leads to its edge.
    QString from, to;
    connect(m_inspector.get(), &TopologyInspector::selectionRequested, this, [&](const TopologySelection& selection) {
        from = selection.from;
        to = selection.to;
        m_panel->view()->select(selection);
    });
    for (InspectorRow* row : m_inspector->nodeInspector()->findChildren<InspectorRow*>()) {
        if (row->text() == "points" && row->isVisible())
            row->click();
    }
    QCOMPARE(from, QStringLiteral("orders"));
    QCOMPARE(to, QStringLiteral("points"));
    QVERIFY(m_inspector->edgeInspector()->isVisible());
    QStringList values;
    for (InspectorRow* row : m_inspector->edgeInspector()->findChildren<InspectorRow*>()) {
        if (row->isVisible())
            values << row->text() + "=" + row->value();
    }
    QVERIFY2(values.contains("Requests/s=6.2") && values.contains("p95=1.5 ms") && values.contains("Tries=372"),
             qPrintable(values.join(", ")));
    m_panel->view()->select({});
    QVERIFY(!m_inspector->edgeInspector()->isVisible());
}

void TopologyPanelTest::inspectorAsksForActions() {
    m_panel->view()->select({"products", {}, {}});
    QSignalSpy asked(m_inspector.get(), &TopologyInspector::actionRequested);
    auto* redeploy = button<QPushButton>(m_inspector->nodeInspector(), "Redeploy");
    QVERIFY(redeploy && redeploy->isEnabled());
    QTest::mouseClick(redeploy, Qt::LeftButton);
    QCOMPARE(asked.count(), 1);
    QCOMPARE(asked[0][0].value<ServiceAction>(), ServiceAction::Redeploy);
    auto* stepper = m_inspector->nodeInspector()->findChild<ReplicaStepper*>();
    QVERIFY(stepper);
    stepper->step(1);
    QTRY_COMPARE(asked.count(), 2);
    QCOMPARE(asked[1][0].value<ServiceAction>(), ServiceAction::Scale);
    QCOMPARE(asked[1][2].toInt(), 4);
}

void TopologyPanelTest::inspectorOverviewListsTroubles() {
    m_store->applyState(demo::stateJson(demo::thirteen()));
    m_store->flush();
    m_panel->view()->select({});
    QStringList names;
    for (InspectorRow* row : m_inspector->findChildren<InspectorRow*>()) {
        if (row->isVisible())
            names << row->text();
    }
    QVERIFY(names.contains(QStringLiteral("order → payment")));
    QVERIFY(names.contains(QStringLiteral("결제 payment")));
}

void TopologyPanelTest::lostDaemonDisablesActions() {
    m_panel->view()->select({"products", {}, {}});
    m_store->setLink(Link::Lost);
    m_store->flush();
    auto* redeploy = button<QPushButton>(m_inspector->nodeInspector(), "Redeploy");
    QVERIFY(redeploy && !redeploy->isEnabled());
    QVERIFY(!redeploy->toolTip().isEmpty());
    QVERIFY(m_panel->view()->visualOf("products")->stale);
    m_store->setLink(Link::Connected);
    m_store->flush();
    QVERIFY(redeploy->isEnabled());
    QVERIFY(!m_panel->view()->visualOf("products")->stale);
}

QTEST_MAIN(TopologyPanelTest)
#include "topology_panel_test.moc"
