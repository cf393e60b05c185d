#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QtTest>

#include "../warning_guard.h"
#include "demo.h"
#include "gui/topology/topology_models.h"
#include "gui/topology/topology_summary.h"

using namespace slipway::gui;

class TopologyModelsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() { m_guard.arm(); }
    void nodesAndEdgesAreRows();
    void ticksChangeRowsInRangesAndNeverReset();
    void rowsComeAndGoWithoutReset();
    void rowsFollowANewOrder();
    void sentencesForScreenReaders();
    void numbersSortAsNumbers();
    void summaryCountsLinksOfBothModes();
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

  private:
    WarningGuard m_guard;
};

void TopologyModelsTest::nodesAndEdgesAreRows() {
    TopologyNodeModel nodes;
    TopologyEdgeModel edges;
    QAbstractItemModelTester testNodes(&nodes, QAbstractItemModelTester::FailureReportingMode::QtTest);
    QAbstractItemModelTester testEdges(&edges, QAbstractItemModelTester::FailureReportingMode::QtTest);
    nodes.setTopology(demo::thirteen());
    edges.setTopology(demo::thirteen());
    QCOMPARE(nodes.rowCount(), 13);
    QCOMPARE(edges.rowCount(), 16);
    const auto text = [&](int row, int column) { return nodes.index(row, column).data().toString(); };
    QCOMPARE(text(4, TopologyNodeModel::Name), QStringLiteral("주문 order"));
    QCOMPARE(text(4, TopologyNodeModel::Owner), QStringLiteral("주문 팀"));
    QCOMPARE(text(4, TopologyNodeModel::Ready), QStringLiteral("2/2"));
    QCOMPARE(text(4, TopologyNodeModel::Calls), QStringLiteral("postgres-order, payment, inventory, event-bus"));
    QCOMPARE(text(4, TopologyNodeModel::CalledBy), QStringLiteral("mobile-bff, web-bff"));
    QCOMPARE(edges.index(9, TopologyEdgeModel::Health).data().toString(), QStringLiteral("Failing"));
    QCOMPARE(edges.index(9, TopologyEdgeModel::ErrorShare).data().toString(), QStringLiteral("6.1 %"));
    QCOMPARE(edges.index(15, TopologyEdgeModel::Health).data().toString(), QStringLiteral("No calls yet"));
    QCOMPARE(edges.index(6, TopologyEdgeModel::Declared).data().toString(), QStringLiteral("Undeclared"));
    for (int column = 0; column < TopologyNodeModel::ColumnCount; ++column)
        QVERIFY(!nodes.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
    for (int column = 0; column < TopologyEdgeModel::ColumnCount; ++column)
        QVERIFY(!edges.headerData(column, Qt::Horizontal, Qt::DisplayRole).toString().isEmpty());
}

void TopologyModelsTest::ticksChangeRowsInRangesAndNeverReset() {
    Topology topology = demo::shop();
    TopologyNodeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTopology(topology);
    QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    model.setTopology(topology);
    QCOMPARE(changed.count(), 0);
    for (const int row : {1, 2, 3, 5})
        topology.nodes[static_cast<std::size_t>(row)].rps += 1;
    model.setTopology(topology);
    QCOMPARE(changed.count(), 2);  // 1-3 and 5
    QCOMPARE(changed[0][0].toModelIndex().row(), 1);
    QCOMPARE(changed[0][1].toModelIndex().row(), 3);
    QCOMPARE(changed[1][0].toModelIndex().row(), 5);
    QCOMPARE(reset.count(), 0);
}

void TopologyModelsTest::rowsComeAndGoWithoutReset() {
    Topology topology = demo::shop();
    TopologyEdgeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTopology(topology);
    const QPersistentModelIndex last = model.index(8, TopologyEdgeModel::From);
    QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
    topology.edges.erase(topology.edges.begin() + 2, topology.edges.begin() + 4);
    topology.edges.insert(topology.edges.begin(), demo::edge("storefront", "products", 2, 3));
    model.setTopology(topology);
    QCOMPARE(model.rowCount(), 8);
    QCOMPARE(reset.count(), 0);
    QVERIFY(last.isValid());
    QCOMPARE(last.row(), 7);
    QCOMPARE(model.index(0, 0).data().toString(), QStringLiteral("storefront"));
    model.setTopology({});
    QCOMPARE(model.rowCount(), 0);
}

void TopologyModelsTest::rowsFollowANewOrder() {
    Topology topology = demo::shop();
    TopologyNodeModel model;
    QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
    model.setTopology(topology);
    std::mt19937 random(5);
    for (int round = 0; round < 20; ++round) {
        std::shuffle(topology.nodes.begin(), topology.nodes.end(), random);
        model.setTopology(topology);
        QCOMPARE(model.rowCount(), 6);
        for (int row = 0; row < 6; ++row)
            QCOMPARE(model.index(row, 0).data().toString(), topology.nodes[static_cast<std::size_t>(row)].id);
    }
}

void TopologyModelsTest::sentencesForScreenReaders() {
    TopologyNodeModel nodes;
    TopologyEdgeModel edges;
    nodes.setTopology(demo::thirteen());
    edges.setTopology(demo::thirteen());
    QCOMPARE(nodes.index(8, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("결제 payment, team Payments, failing, 0 of 5 ready, 139 requests per second, p95 180 ms"));
    QCOMPARE(edges.index(14, 0).data(Qt::AccessibleTextRole).toString(),
             QStringLiteral("event-bus calls notify: 92 requests per second, p95 8.0 ms, 2.0 % errors, asynchronous"));
    QVERIFY(
        edges.index(15, 0).data(Qt::AccessibleTextRole).toString().endsWith(QStringLiteral("declared, no calls yet")));
    QVERIFY(nodes.index(12, 0).data(Qt::AccessibleTextRole).toString().contains(QStringLiteral("no owner")));
}

void TopologyModelsTest::numbersSortAsNumbers() {
    Topology topology = demo::shop();
    topology.nodes[1].rps = 900;
    topology.nodes[2].rps = 1200;
    topology.nodes[3].rps = kNotMeasured;
    TopologyNodeModel model;
    model.setTopology(topology);
    const auto key = [&](int row) {
        return model.index(row, TopologyNodeModel::Rate).data(TopologyNodeModel::kSortRole).toDouble();
    };
    QVERIFY(key(1) < key(2));
    QVERIFY(key(3) < key(5));
}

void TopologyModelsTest::summaryCountsLinksOfBothModes() {
    TopologySummary summary = summarize(demo::shop());
    QVERIFY(summary.hub);
    QCOMPARE(summary.services, 5);
    QCOMPARE(summary.entries, 5);
    QCOMPARE(summary.calls, 4);
    // orders 2 x (users 2 + products 3 + points 1), and users 2 x points 1
    QCOMPARE(summary.directLinks, 14);
    QCOMPARE(summary.spokes, 8);
    QCOMPARE(summary.crossTeam, 4);
    QCOMPARE(modeText(summary), QStringLiteral("Hub and spoke · 4 calls, 5 entries"));
    summary = summarize(demo::thirteen());
    QCOMPARE(summary.unused, 1);
    QCOMPARE(summary.undeclared, 1);
    QCOMPARE(summary.withErrors, 2);
    Topology p2p = demo::shop();
    p2p.mode = QStringLiteral("p2p");
    QVERIFY(modeText(summarize(p2p)).startsWith(QStringLiteral("Peer to peer")));
}

QTEST_GUILESS_MAIN(TopologyModelsTest)
#include "topology_models_test.moc"
