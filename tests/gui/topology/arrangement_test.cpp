#include <QSignalSpy>
#include <QtTest>

#include "graphs.h"
#include "gui/topology/layout/layout_runner.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/layout/ring_layout.h"

using namespace slipway::gui;
using namespace slipway::gui::test;

namespace {

/// The graph with the layout's places and routes as known.
Graph standing(Graph graph, const Layout& layout) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        graph.nodes[i].at = layout.centres[i];
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        graph.edges[e].route = layout.routes[e];
    return graph;
}

}  // namespace

class ArrangementTest : public QObject {
    Q_OBJECT
  private slots:
    void knownNodesStayAndNewcomersComeNear();
    void routesThatNothingDisturbsStay();
    void pinsOutliveANewLayout();
    void aRestartWithPinsShowsWhatTheUserLeft();
    void movedNodesGetNewRoutesAroundOthers();
    void aRingRunsThroughItsHub();
    void noRingWhereItCannotBeRead();
    void everyDirectionIsRouted();
    void freePlaceNeverOverlaps();
    void denseGraphsBecomeAGridWithANotice();
    void runnerDeliversOnlyTheLatest();
    void runnerCanBeDestroyedWhileRunning();
    void resampledKeepsEndsAndCount();
};

void ArrangementTest::knownNodesStayAndNewcomersComeNear() {
    Graph graph = shopGraph();
    const auto first = arrange(graph, {}, Arrange::KeepKnown);
    QVERIFY(first);
    graph = standing(graph, *first);
    graph.nodes.push_back({"reviews", {}, {}, false});
    const int reviews = static_cast<int>(graph.nodes.size()) - 1;
    graph.edges.push_back({1, reviews, 1, {}});  // users>reviews
    const auto second = arrange(graph, {}, Arrange::KeepKnown);
    QVERIFY(second);
    for (std::size_t i = 0; i < first->centres.size(); ++i)
        QCOMPARE(second->centres[i], first->centres[i]);
    QCOMPARE(overlappingNodes(*second, 10), 0);
    QCOMPARE(edgesBehindNodes(graph, *second), 0);
    const QPointF off = second->centres[reviews] - second->centres[1];
    QVERIFY2(off.x() > 0 && off.x() < 500 && std::abs(off.y()) < 250, "right of its caller, and not far");
}

void ArrangementTest::routesThatNothingDisturbsStay() {
    Graph graph = shopGraph();
    const auto first = arrange(graph, {}, Arrange::KeepKnown);
    graph = standing(graph, *first);
    const auto second = arrange(graph, {}, Arrange::KeepKnown);
    QVERIFY(second);
    for (std::size_t e = 0; e < graph.edges.size(); ++e)
        QCOMPARE(second->routes[e], first->routes[e]);
}

void ArrangementTest::pinsOutliveANewLayout() {
    Graph graph = shopGraph();
    const auto first = arrange(graph, {}, Arrange::StartAgain);
    graph = standing(graph, *first);
    graph.nodes[2].at = first->centres[3];  // onto another node
    graph.nodes[2].pinned = true;
    const auto second = arrange(graph, {}, Arrange::StartAgain);
    QVERIFY(second);
    QCOMPARE(second->centres[2], first->centres[3]);
    QCOMPARE(overlappingNodes(*second), 0);
    QCOMPARE(edgesBehindNodes(graph, *second), 0);
}

void ArrangementTest::aRestartWithPinsShowsWhatTheUserLeft() {
    Graph graph = shopGraph();
    const auto first = arrange(graph, {}, Arrange::KeepKnown);
    QVERIFY(first);
    // The user moved four of six nodes; then the window starts anew and knows these alone.
    for (const int moved : {1, 2, 3, 4}) {
        graph.nodes[static_cast<std::size_t>(moved)].at =
            first->centres[static_cast<std::size_t>(moved)] + QPointF(0, 400);
        graph.nodes[static_cast<std::size_t>(moved)].pinned = true;
    }
    const auto again = arrange(graph, {}, Arrange::KeepKnown);
    QVERIFY(again);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i)
        QCOMPARE(again->centres[i], graph.nodes[i].pinned ? *graph.nodes[i].at : first->centres[i]);
}

void ArrangementTest::movedNodesGetNewRoutesAroundOthers() {
    Graph graph = graphOf({"a>b", "a>c", "b>c"});
    std::vector<QPointF> centres{{0, 0}, {300, 0}, {600, 0}};
    std::vector<QPolygonF> routes;
    QCOMPARE(mendRoutes(graph, centres, routes), 3);
    Layout layout;
    layout.centres = centres;
    layout.routes = routes;
    QCOMPARE(edgesBehindNodes(graph, layout), 0);  // a>c goes round b
    QCOMPARE(mendRoutes(graph, centres, routes), 0);
    centres[1] = {300, 400};
    QCOMPARE(mendRoutes(graph, centres, routes), 2);
}

void ArrangementTest::aRingRunsThroughItsHub() {
    for (int services = 1; services <= kRingMost; ++services) {
        QStringList edges;
        for (int i = 0; i < services; ++i) {
            edges << QStringLiteral("gateway>s%1").arg(i);
            if (services > 1)
                edges << QStringLiteral("s%1>s%2").arg(i).arg((i + 1) % services);
        }
        const Graph graph = graphOf(edges);
        LayoutOptions options;
        options.hub = QStringLiteral("gateway");
        options.room = QSizeF(600, 420);
        const auto layout = arrange(graph, options, Arrange::StartAgain);
        QVERIFY(layout);
        QCOMPARE(overlappingNodes(*layout), 0);
        const QRectF hub = nodeRect(layout->centres[0]);
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            const QPolygonF& route = layout->routes[e];
            const GraphEdge& edge = graph.edges[e];
            QVERIFY(route.size() >= 2);
            const auto ends = [&](int node, QPointF at) {
                return nodeRect(layout->centres[static_cast<std::size_t>(node)]).adjusted(-1, -1, 1, 1).contains(at);
            };
            QVERIFY(ends(edge.from, route.front()));
            QVERIFY(ends(edge.to, route.back()));
            QVERIFY2(polylineMeetsRect(route, hub.adjusted(-1, -1, 1, 1)), qPrintable(edges[static_cast<int>(e)]));
        }
        // Edges of a spoke keep apart: each has a place of its own on the service's side.
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            for (std::size_t other = e + 1; other < graph.edges.size(); ++other)
                QVERIFY(layout->routes[e].back() != layout->routes[other].back());
        }
    }
}

void ArrangementTest::noRingWhereItCannotBeRead() {
    QStringList edges;
    for (int i = 0; i <= kRingMost; ++i)
        edges << QStringLiteral("gateway>s%1").arg(i);
    QCOMPARE(ringHub(graphOf(edges), QStringLiteral("gateway")), -1);
    QCOMPARE(ringHub(shopGraph(), QString()), -1);
    QCOMPARE(ringHub(shopGraph(), QStringLiteral("nobody")), -1);
    Graph broken = shopGraph();
    broken.edges.push_back({0, 77, 1, {}});
    QCOMPARE(ringHub(broken, QStringLiteral("gateway")), -1);
    LayoutOptions options;
    options.hub = QStringLiteral("gateway");
    QCOMPARE(arrange(broken, options, Arrange::StartAgain).error(), LayoutFailure::BadGraph);
    // Lanes have their own order.
    options.lanes = true;
    QCOMPARE(arrange(shopGraph(), options, Arrange::StartAgain)->centres, arrange(
                                                                              shopGraph(),
                                                                              [] {
                                                                                  LayoutOptions lanes;
                                                                                  lanes.lanes = true;
                                                                                  return lanes;
                                                                              }(),
                                                                              Arrange::StartAgain)
                                                                              ->centres);
}

void ArrangementTest::everyDirectionIsRouted() {
    Graph graph = graphOf({"hub>spoke"});
    for (int angle = 0; angle < 360; angle += 15) {
        for (const double radius : {190.0, 260.0, 500.0}) {
            const std::vector<QPointF> centres{
                {0, 0}, {radius * std::cos(qDegreesToRadians(angle)), radius * std::sin(qDegreesToRadians(angle))}};
            if (nodeRect(centres[0]).intersects(nodeRect(centres[1])))
                continue;
            std::vector<QPolygonF> routes;
            mendRoutes(graph, centres, routes);
            QVERIFY(routes[0].size() >= 2);
            QVERIFY(nodeRect(centres[0]).adjusted(-1, -1, 1, 1).contains(routes[0].front()));
            QVERIFY(nodeRect(centres[1]).adjusted(-1, -1, 1, 1).contains(routes[0].back()));
            // Nothing of the line but its ends lies within a node.
            for (int i = 1; i + 1 < routes[0].size(); ++i) {
                QVERIFY(!nodeRect(centres[0]).adjusted(1, 1, -1, -1).contains(routes[0][i]));
                QVERIFY(!nodeRect(centres[1]).adjusted(1, 1, -1, -1).contains(routes[0][i]));
            }
        }
    }
}

void ArrangementTest::freePlaceNeverOverlaps() {
    Layout layout;
    for (int i = 0; i < 60; ++i)
        layout.centres.push_back(freePlace({(i % 3) * 20.0, 0}, layout.centres, 16));
    QCOMPARE(overlappingNodes(layout, 7), 0);
    QRectF area;
    for (const QPointF& centre : layout.centres)
        area |= nodeRect(centre);
    QVERIFY2(area.width() < 3000 && area.height() < 3000, "near each other, not in one endless column");
}

void ArrangementTest::denseGraphsBecomeAGridWithANotice() {
    LayoutOptions options;
    options.maxDummies = 1;
    const Graph graph = randomGraph(1, 40, 200, 8);
    const auto layout = arrange(graph, options, Arrange::KeepKnown);
    QVERIFY(layout);
    QVERIFY(layout->notice.contains("grid"));
    QCOMPARE(overlappingNodes(*layout, 5), 0);
    for (const QPolygonF& route : layout->routes)
        QVERIFY(route.size() >= 2);
}

void ArrangementTest::runnerDeliversOnlyTheLatest() {
    LayoutRunner runner;
    runner.setInlineLimit(0);
    QSignalSpy finished(&runner, &LayoutRunner::finished);
    runner.start(randomGraph(1, 400, 1500, 10), {}, Arrange::KeepKnown);
    runner.start(randomGraph(2, 400, 1500, 10), {}, Arrange::KeepKnown);
    const quint64 last = runner.start(shopGraph(), {}, Arrange::KeepKnown);
    QVERIFY(runner.running());
    QVERIFY(finished.wait(20000));
    QCoreApplication::processEvents();
    QCOMPARE(finished.count(), 1);
    QCOMPARE(finished[0][0].toULongLong(), last);
    QCOMPARE(finished[0][1].value<Layout>().centres.size(), std::size_t(6));
    QVERIFY(!runner.running());
}

void ArrangementTest::runnerCanBeDestroyedWhileRunning() {
    for (int i = 0; i < 3; ++i) {
        LayoutRunner runner;
        runner.setInlineLimit(0);
        runner.start(randomGraph(1, 300, 900, 10), {}, Arrange::KeepKnown);
    }
    QCoreApplication::processEvents();
}

void ArrangementTest::resampledKeepsEndsAndCount() {
    const QPolygonF line{{0, 0}, {10, 0}, {10, 30}};
    const QPolygonF points = resampled(line, 9);
    QCOMPARE(points.size(), 9);
    QCOMPARE(points.front(), line.front());
    QCOMPARE(points.back(), line.back());
    QCOMPARE(points[2], QPointF(10, 0));
    QCOMPARE(pointAlong(line, 0.5).at, QPointF(10, 10));
    QCOMPARE(pointAlong(line, 0.5).direction, QPointF(0, 1));
    QCOMPARE(squaredDistance(line, {5, 3}), 9.0);
}

QTEST_GUILESS_MAIN(ArrangementTest)
#include "arrangement_test.moc"
