#include <QSignalSpy>
#include <cmath>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/layout/polyline.h"
#include "topology_view_fixture.h"

using namespace slipway::gui;

class TopologyInputTest : public TopologyViewFixture {
    Q_OBJECT
  private slots:
    void initTestCase() { beginAll(); }
    void init() { begin(); }
    void cleanup() { end(); }

    void clickSelectsANodeAndAnEdge();
    void dragPinsANodeAndReroutesItsEdges();
    void positionsStayWhenANodeIsAdded();
    void pinsAreKeptByLayouts();
    void wheelZoomsAboutThePointer();
    void arrowsFollowEdges();
    void doubleClickFocusesAndEscapeGoesBack();
    void filtersDimTheRest();
    void hiddenNodesTakeTheirEdgesAlong();
    void groupsHoldTheirNodes();
    void manyNodesOpenGrouped();
};

void TopologyInputTest::clickSelectsANodeAndAnEdge() {
    QSignalSpy changed(m_view.get(), &TopologyView::selectionChanged);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, centreOf("catalog"));
    QCOMPARE(m_view->selection().node, QStringLiteral("catalog"));
    QVERIFY(m_view->visualOf("catalog")->selected);
    QCOMPARE(changed.count(), 1);
    const QPolygonF route = m_view->routeOf("catalog", "redis-cache");
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, m_view->mapFromScene(pointAlong(route, 0.3).at));
    QVERIFY(m_view->selection().isEdge());
    QCOMPARE(m_view->selection().from, QStringLiteral("catalog"));
    QCOMPARE(m_view->selection().to, QStringLiteral("redis-cache"));
    QVERIFY(!m_view->visualOf("catalog")->selected);
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, {3, 3});
    QVERIFY(m_view->selection().isEmpty());
    QCOMPARE(changed.count(), 3);
}

void TopologyInputTest::dragPinsANodeAndReroutesItsEdges() {
    QSignalSpy pinned(m_view.get(), &TopologyView::pinsChanged);
    const QPolygonF before = m_view->routeOf("catalog", "redis-cache");
    const QPolygonF untouched = m_view->routeOf("event-bus", "notify");
    const QPointF from = m_view->nodeRectOf("catalog").center();
    const QPoint start = centreOf("catalog");
    QTest::mousePress(m_view->viewport(), Qt::LeftButton, {}, start);
    for (int step = 1; step <= 10; ++step)
        QTest::mouseMove(m_view->viewport(), start + QPoint(step * 4, -step * 6));
    QTest::mouseRelease(m_view->viewport(), Qt::LeftButton, {}, start + QPoint(40, -60));
    const QPointF off = m_view->nodeRectOf("catalog").center() - from;
    QVERIFY(std::abs(off.x() * m_view->zoom() - 40) < 2);
    QVERIFY(std::abs(off.y() * m_view->zoom() + 60) < 2);
    QCOMPARE(pinned.count(), 1);
    QVERIFY(m_view->pins().contains("catalog"));
    QVERIFY(m_view->visualOf("catalog")->pinned);
    QVERIFY(m_view->selection().isEmpty());  // a drag is no click
    QVERIFY(m_view->routeOf("catalog", "redis-cache") != before);
    QCOMPARE(m_view->routeOf("event-bus", "notify"), untouched);
    for (const TopologyEdge& edge : m_view->topology().edges) {
        const QPolygonF route = m_view->routeOf(edge.from, edge.to);
        QVERIFY(m_view->nodeRectOf(edge.from).adjusted(-1, -1, 1, 1).contains(route.front()));
        QVERIFY(m_view->nodeRectOf(edge.to).adjusted(-1, -1, 1, 1).contains(route.back()));
    }
    QTRY_VERIFY(m_view->isRefined());
}

void TopologyInputTest::positionsStayWhenANodeIsAdded() {
    Topology topology = demo::thirteen();
    topology.mode = QStringLiteral("p2p");  // no ring, which one more would be too many for
    const Topology first = topology;
    m_view->setTopology(topology);
    QHash<QString, QRectF> before;
    for (const TopologyNode& node : topology.nodes)
        before.insert(node.id, m_view->nodeRectOf(node.id));
    topology.nodes.push_back(demo::node("reviews", "web", 1, 5, 9));
    topology.edges.push_back(demo::edge("catalog", "reviews", 5, 9));
    m_view->setTopology(topology);
    for (auto it = before.cbegin(); it != before.cend(); ++it)
        QCOMPARE(m_view->nodeRectOf(it.key()), it.value());
    const QRectF added = m_view->nodeRectOf("reviews");
    QVERIFY(!added.isEmpty());
    for (const QRectF& rect : before)
        QVERIFY(!rect.intersects(added));
    // And stay when it goes.
    m_view->setTopology(first);
    for (auto it = before.cbegin(); it != before.cend(); ++it)
        QCOMPARE(m_view->nodeRectOf(it.key()), it.value());
}

void TopologyInputTest::pinsAreKeptByLayouts() {
    const QPointF place(900, -300);
    m_view->setPins({{"user", place}});
    QCOMPARE(m_view->nodeRectOf("user").center(), place);
    QTest::keyClick(m_view.get(), Qt::Key_R, Qt::ShiftModifier);
    QCOMPARE(m_view->nodeRectOf("user").center(), place);
    QSignalSpy pinned(m_view.get(), &TopologyView::pinsChanged);
    m_view->unpin("user");
    QCOMPARE(pinned.count(), 1);
    QTest::keyClick(m_view.get(), Qt::Key_R, Qt::ShiftModifier);
    QVERIFY(m_view->nodeRectOf("user").center() != place);
}

void TopologyInputTest::wheelZoomsAboutThePointer() {
    const QPointF at(300, 200);
    const QPointF before = m_view->mapToScene(at.toPoint());
    const double zoom = m_view->zoom();
    QWheelEvent up(at, m_view->viewport()->mapToGlobal(at), {}, {0, 240}, Qt::NoButton, Qt::NoModifier,
                   Qt::NoScrollPhase, false);
    QCoreApplication::sendEvent(m_view->viewport(), &up);
    QVERIFY(m_view->zoom() > zoom * 1.3);
    const QPointF off = m_view->mapToScene(at.toPoint()) - before;
    QVERIFY2(std::hypot(off.x(), off.y()) < 2, "what is under the pointer stays there");
    for (int i = 0; i < 40; ++i)
        QCoreApplication::sendEvent(m_view->viewport(), &up);
    QCOMPARE(m_view->zoom(), TopologyView::kMaxZoom);
    QWheelEvent down(at, m_view->viewport()->mapToGlobal(at), {}, {0, -2400}, Qt::NoButton, Qt::NoModifier,
                     Qt::NoScrollPhase, false);
    for (int i = 0; i < 10; ++i)
        QCoreApplication::sendEvent(m_view->viewport(), &down);
    QCOMPARE(m_view->zoom(), TopologyView::kMinZoom);
    QTRY_VERIFY(m_view->isRefined());
}

void TopologyInputTest::arrowsFollowEdges() {
    Topology columns = demo::thirteen();
    columns.mode = QStringLiteral("p2p");  // drawn from left to right
    m_view->setTopology(columns);
    m_view->select({});
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QCOMPARE(m_view->selection().node, QStringLiteral("gateway"));
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    const QString second = m_view->selection().node;
    QVERIFY(second == "web-bff" || second == "mobile-bff");
    QTest::keyClick(m_view.get(), Qt::Key_Left);
    QCOMPARE(m_view->selection().node, QStringLiteral("gateway"));
    m_view->select({"event-bus", {}, {}});
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    QVERIFY(m_view->selection().node == "notify" || m_view->selection().node == "shipping");
    m_view->select({"mobile-bff", {}, {}});
    QTest::keyClick(m_view.get(), Qt::Key_Down);
    QCOMPARE(m_view->selection().node, QStringLiteral("web-bff"));
    QSignalSpy opened(m_view.get(), &TopologyView::serviceActivated);
    QTest::keyClick(m_view.get(), Qt::Key_Return, Qt::ControlModifier);
    QCOMPARE(opened.count(), 1);
    QCOMPARE(opened[0][0].toString(), QStringLiteral("web-bff"));
}

void TopologyInputTest::doubleClickFocusesAndEscapeGoesBack() {
    const QTransform before = m_view->transform();
    QTest::mouseDClick(m_view->viewport(), Qt::LeftButton, {}, centreOf("order"));
    QCOMPARE(m_view->focusedNode(), QStringLiteral("order"));
    QVERIFY(!m_view->visualOf("payment")->dimmed);
    QVERIFY(!m_view->visualOf("web-bff")->dimmed);
    QVERIFY(m_view->visualOf("gateway")->dimmed);
    QVERIFY(m_view->visualOf("shipping")->dimmed);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(m_view->focusedNode().isEmpty());
    QCOMPARE(m_view->transform(), before);
    QVERIFY(!m_view->visualOf("gateway")->dimmed);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(m_view->selection().isEmpty());
}

void TopologyInputTest::filtersDimTheRest() {
    m_view->setTeamFilter({"pay"});
    QVERIFY(!m_view->visualOf("payment")->dimmed);
    QVERIFY(m_view->visualOf("catalog")->dimmed);
    m_view->setTeamFilter({""});  // the unowned
    QVERIFY(!m_view->visualOf("notify")->dimmed);
    QVERIFY(m_view->visualOf("gateway")->dimmed);
    m_view->setTeamFilter({});
    QCOMPARE(m_view->setSearch("BFF"), 2);
    QVERIFY(m_view->visualOf("gateway")->dimmed);
    QCOMPARE(m_view->setSearch(QStringLiteral("결제")), 1);
    m_view->setSearch({});
    QTest::keyClick(m_view.get(), Qt::Key_E);
    QVERIFY(m_view->problemsOnly());
    QVERIFY(!m_view->visualOf("payment")->dimmed);
    QVERIFY(!m_view->visualOf("event-bus")->dimmed);  // an edge of it fails
    QVERIFY(m_view->visualOf("user")->dimmed);
    QTest::keyClick(m_view.get(), Qt::Key_Escape);
    QVERIFY(!m_view->problemsOnly());
    QVERIFY(!m_view->visualOf("user")->dimmed);
}

void TopologyInputTest::hiddenNodesTakeTheirEdgesAlong() {
    m_view->select({"order", {}, {}});
    QTest::keyClick(m_view.get(), Qt::Key_H);
    QCOMPARE(m_view->hiddenCount(), 1);
    QVERIFY(m_view->selection().isEmpty());
    for (std::size_t i = 0; i < m_view->topology().edges.size(); ++i) {
        const TopologyEdge& edge = m_view->topology().edges[i];
        QCOMPARE(m_view->edgeLayer().edges()[i].hidden, edge.from == "order" || edge.to == "order");
    }
    QTest::mouseClick(m_view->viewport(), Qt::LeftButton, {}, centreOf("order"));
    QVERIFY(m_view->selection().isEmpty());
    QTest::keyClick(m_view.get(), Qt::Key_H);
    QCOMPARE(m_view->hiddenCount(), 0);
}

void TopologyInputTest::groupsHoldTheirNodes() {
    QTest::keyClick(m_view.get(), Qt::Key_G);
    QVERIFY(m_view->isGrouped());
    QCOMPARE(m_view->groups().boxes().size(), std::size_t(6));
    for (const GroupLayer::Box& box : m_view->groups().boxes()) {
        for (const TopologyNode& node : m_view->topology().nodes)
            QCOMPARE(box.rect.contains(m_view->nodeRectOf(node.id)), node.owner == box.team.key);
    }
    QTest::keyClick(m_view.get(), Qt::Key_G);
    QVERIFY(m_view->groups().boxes().empty());
}

void TopologyInputTest::manyNodesOpenGrouped() {
    TopologyView view;
    view.resize(1000, 700);
    QSignalSpy laidOut(&view, &TopologyView::laidOut);
    view.setTopology(demo::mesh(1, 200, 400));
    QVERIFY(view.isGrouped());
    QVERIFY(laidOut.count() > 0 || laidOut.wait(20000));
    QCOMPARE(view.groups().boxes().size(), std::size_t(8));
}

QTEST_MAIN(TopologyInputTest)
#include "topology_input_test.moc"
