#include <QSet>
#include <QtTest>
#include <algorithm>
#include <numeric>

#include "graphs.h"
#include "gui/topology/layout/dot_export.h"
#include "gui/topology/layout/layered_layout.h"
#include "gui/topology/layout/layering.h"
#include "gui/topology/layout/ordering.h"
#include "gui/topology/layout/polyline.h"

using namespace slipway::gui;
using namespace slipway::gui::test;

namespace {

int xIndex(const Graph& graph, const char* id) {
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (graph.nodes[i].id == QLatin1String(id))
            return static_cast<int>(i);
    }
    return -1;
}

std::vector<Arc> arcsOf(const Graph& graph) {
    std::vector<Arc> arcs;
    for (const GraphEdge& edge : graph.edges)
        arcs.push_back({edge.from, edge.to, edge.weight});
    return arcs;
}

/// The same graph with nodes and edges in another order; `place[i]` is where node i went.
Graph shuffled(const Graph& graph, unsigned seed, std::vector<int>& place) {
    std::mt19937 random(seed);
    std::vector<int> order(graph.nodes.size());
    std::iota(order.begin(), order.end(), 0);
    std::shuffle(order.begin(), order.end(), random);
    place.resize(order.size());
    Graph result;
    for (std::size_t i = 0; i < order.size(); ++i) {
        place[order[i]] = static_cast<int>(i);
        result.nodes.push_back(graph.nodes[order[i]]);
    }
    for (const GraphEdge& edge : graph.edges)
        result.edges.push_back({place[edge.from], place[edge.to], edge.weight, {}});
    std::shuffle(result.edges.begin(), result.edges.end(), random);
    return result;
}

}  // namespace

class LayeredLayoutTest : public QObject {
    Q_OBJECT
  private slots:
    void shopIsPlanarAndFlowsRight();
    void longestPathSetsTheLayers();
    void sourcesSlideTowardsTheirCallees();
    void cyclesAreBrokenOnce();
    void theFrontNodeStaysLeftInACycle();
    void selfLoopsAndParallelEdgesAreDrawn();
    void orderOfInputPlaysNoPart();
    void sweepsRemoveCrossings();
    void treesHaveNoCrossing();
    void crossingsAreCountedRight();
    void randomGraphsAreValid_data();
    void randomGraphsAreValid();
    void longEdgesRunStraightThroughTheLayersBetween();
    void componentsStandApart();
    void lanesDoNotTouch();
    void badAndDenseGraphsAreRefused();
    void cancelStopsIt();
    void dotQuotesNames();
};

void LayeredLayoutTest::shopIsPlanarAndFlowsRight() {
    const Graph graph = shopGraph();
    LayoutOptions options;
    options.front = "gateway";
    const auto layout = layeredLayout(graph, options);
    QVERIFY(layout);
    QCOMPARE(overlappingNodes(*layout, 10), 0);
    QCOMPARE(edgesBehindNodes(graph, *layout), 0);
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        QVERIFY(!layout->reversed[e]);
        const QRectF from = nodeRect(layout->centres[graph.edges[e].from]);
        const QRectF to = nodeRect(layout->centres[graph.edges[e].to]);
        const QPolygonF& route = layout->routes[e];
        QCOMPARE(route.front().x(), from.right());
        QCOMPARE(route.back().x(), to.left());
        for (int i = 1; i < route.size(); ++i)
            QVERIFY2(route[i].x() >= route[i - 1].x(), "an edge of a graph without cycles never turns back");
    }
    QVERIFY2(layout->crossings <= 1, qPrintable(QString::number(layout->crossings)));
}

void LayeredLayoutTest::longestPathSetsTheLayers() {
    const Graph graph = graphOf({"a>b", "b>c", "a>c", "c>d"});
    QCOMPARE(assignLayers(4, arcsOf(graph)), (std::vector<int>{0, 1, 2, 3}));
}

void LayeredLayoutTest::sourcesSlideTowardsTheirCallees() {
    // late calls only d: it belongs beside c, not three columns away from d.
    const Graph graph = graphOf({"a>b", "b>c", "c>d", "late>d"});
    const auto layers = assignLayers(5, arcsOf(graph));
    QCOMPARE(layers[xIndex(graph, "late")], layers[xIndex(graph, "c")]);
}

void LayeredLayoutTest::cyclesAreBrokenOnce() {
    const Graph graph = graphOf({"a>b", "b>c", "c>a", "c>d"});
    const auto layout = layeredLayout(graph, {});
    QVERIFY(layout);
    QCOMPARE(std::count(layout->reversed.begin(), layout->reversed.end(), true), 1);
    for (std::size_t e = 0; e < graph.edges.size(); ++e) {
        const QPointF from = layout->centres[graph.edges[e].from];
        const QPointF to = layout->centres[graph.edges[e].to];
        QCOMPARE(from.x() > to.x(), bool(layout->reversed[e]));
        // Even against the flow the route starts at the caller, so that its arrow head points at the callee.
        QVERIFY(nodeRect(from).adjusted(-1, -1, 1, 1).contains(layout->routes[e].front()));
        QVERIFY(nodeRect(to).adjusted(-1, -1, 1, 1).contains(layout->routes[e].back()));
    }
}

void LayeredLayoutTest::theFrontNodeStaysLeftInACycle() {
    LayoutOptions options;
    options.front = "gateway";
    const Graph graph = graphOf({"x>gateway", "gateway>y", "y>x"});
    const auto layout = layeredLayout(graph, options);
    QVERIFY(layout);
    for (std::size_t i = 0; i < graph.nodes.size(); ++i) {
        if (graph.nodes[i].id != "gateway")
            QVERIFY(layout->centres[i].x() > layout->centres[xIndex(graph, "gateway")].x());
    }
}

void LayeredLayoutTest::selfLoopsAndParallelEdgesAreDrawn() {
    const Graph graph = graphOf({"a>a", "a>b", "a>b", "b>a"});
    const auto layout = layeredLayout(graph, {});
    QVERIFY(layout);
    for (const QPolygonF& route : layout->routes)
        QVERIFY(route.size() >= 2);
    QVERIFY2(layout->routes[1].front() != layout->routes[3].back(), "there and back are two lines");
}

void LayeredLayoutTest::orderOfInputPlaysNoPart() {
    const Graph graph = randomGraph(7, 60, 110, 6, 4);
    const auto expected = layeredLayout(graph, {});
    QVERIFY(expected);
    for (unsigned seed = 1; seed < 6; ++seed) {
        std::vector<int> place;
        const auto layout = layeredLayout(shuffled(graph, seed, place), {});
        QVERIFY(layout);
        for (std::size_t i = 0; i < place.size(); ++i)
            QCOMPARE(layout->centres[place[i]], expected->centres[i]);
    }
}

void LayeredLayoutTest::sweepsRemoveCrossings() {
    int before = 0;
    int after = 0;
    for (unsigned seed = 0; seed < 10; ++seed) {
        const Graph graph = randomGraph(seed, 40, 55, 5);
        const auto arcs = arcsOf(graph);
        LayeredGraph g = cutIntoLayers(assignLayers(40, arcs), {}, arcs);
        const int start = crossings(g);
        const int left = orderLayers(g, {});
        QCOMPARE(left, crossings(g));
        QVERIFY(left <= start);
        before += start;
        after += left;
    }
    QVERIFY2(after * 3 < before, qPrintable(QStringLiteral("%1 of %2 are left").arg(after).arg(before)));
}

void LayeredLayoutTest::treesHaveNoCrossing() {
    QStringList edges;
    for (int i = 1; i < 40; ++i)
        edges << QStringLiteral("n%1>n%2").arg((i * 7 % i) / 2).arg(i);
    const auto layout = layeredLayout(graphOf(edges), {});
    QVERIFY(layout);
    QCOMPARE(layout->crossings, 0);
}

void LayeredLayoutTest::crossingsAreCountedRight() {
    std::mt19937 random(3);
    for (int round = 0; round < 20; ++round) {
        std::vector<Arc> arcs;
        for (int i = 0; i < 30; ++i)
            arcs.push_back({static_cast<int>(random() % 10), 10 + static_cast<int>(random() % 10), 1});
        std::vector<int> layer(20, 0);
        std::fill(layer.begin() + 10, layer.end(), 1);
        const LayeredGraph g = cutIntoLayers(layer, {}, arcs);
        int expected = 0;
        for (std::size_t a = 0; a < arcs.size(); ++a) {
            for (std::size_t b = a + 1; b < arcs.size(); ++b)
                expected += (arcs[a].from - arcs[b].from) * (arcs[a].to - arcs[b].to) < 0;
        }
        QCOMPARE(crossings(g), expected);
    }
}

void LayeredLayoutTest::randomGraphsAreValid_data() {
    QTest::addColumn<int>("nodes");
    QTest::addColumn<int>("edges");
    QTest::addColumn<int>("ranks");
    QTest::addColumn<int>("cycles");
    QTest::newRow("13/16") << 13 << 16 << 4 << 0;
    QTest::newRow("60/90 with cycles") << 60 << 90 << 6 << 6;
    QTest::newRow("200/500") << 200 << 500 << 8 << 10;
    QTest::newRow("500/2000") << 500 << 2000 << 10 << 20;
}

void LayeredLayoutTest::randomGraphsAreValid() {
    QFETCH(int, nodes);
    QFETCH(int, edges);
    QFETCH(int, ranks);
    QFETCH(int, cycles);
    for (unsigned seed = 1; seed <= 3; ++seed) {
        const Graph graph = randomGraph(seed, nodes, edges, ranks, cycles);
        const auto layout = layeredLayout(graph, {});
        QVERIFY(layout);
        QCOMPARE(layout->centres.size(), graph.nodes.size());
        QCOMPARE(overlappingNodes(*layout, 10), 0);
        QCOMPARE(edgesBehindNodes(graph, *layout), 0);
        for (std::size_t e = 0; e < graph.edges.size(); ++e) {
            const double from = layout->centres[graph.edges[e].from].x();
            const double to = layout->centres[graph.edges[e].to].x();
            QVERIFY(layout->reversed[e] ? to < from : from < to);
        }
        QVERIFY(std::count(layout->reversed.begin(), layout->reversed.end(), true) <= 3 * cycles);
    }
}

void LayeredLayoutTest::longEdgesRunStraightThroughTheLayersBetween() {
    const Graph graph = graphOf({"a>b", "b>c", "c>d", "d>e", "a>e"});
    const auto layout = layeredLayout(graph, {});
    QVERIFY(layout);
    const QPolygonF& route = layout->routes[4];
    QSet<int> heights;
    for (const QPointF& p : route) {
        if (p.x() > layout->centres[1].x() && p.x() < layout->centres[3].x())
            heights.insert(qRound(p.y()));
    }
    QVERIFY2(heights.size() <= 1, "one height past b, c and d");
}

void LayeredLayoutTest::componentsStandApart() {
    const Graph graph = graphOf({"a>b", "c>d", "c>e"}, {"alone1", "alone2", "alone3"});
    const auto layout = layeredLayout(graph, {});
    QVERIFY(layout);
    QCOMPARE(overlappingNodes(*layout, 15), 0);
    const double lastOfParts = layout->centres[xIndex(graph, "a")].y();
    for (const char* id : {"alone1", "alone2", "alone3"})
        QVERIFY(layout->centres[xIndex(graph, id)].y() > lastOfParts);
}

void LayeredLayoutTest::lanesDoNotTouch() {
    for (unsigned seed = 1; seed <= 5; ++seed) {
        Graph graph = randomGraph(seed, 48, 80, 6, 3);
        graph.nodes[0].group.clear();
        LayoutOptions options;
        options.lanes = true;
        const auto layout = layeredLayout(graph, options);
        QVERIFY(layout);
        QCOMPARE(layout->groups.size(), std::size_t(8));
        QCOMPARE(overlappingNodes(*layout, 10), 0);
        for (std::size_t a = 0; a < layout->groups.size(); ++a) {
            for (std::size_t b = a + 1; b < layout->groups.size(); ++b)
                QVERIFY(!layout->groups[a].box.intersects(layout->groups[b].box));
            for (std::size_t i = 0; i < graph.nodes.size(); ++i)
                QCOMPARE(layout->groups[a].box.contains(nodeRect(layout->centres[i])),
                         graph.nodes[i].group == layout->groups[a].group);
        }
    }
}

void LayeredLayoutTest::badAndDenseGraphsAreRefused() {
    Graph bad = graphOf({"a>b"});
    bad.edges[0].to = 9;
    QCOMPARE(layeredLayout(bad, {}).error(), LayoutFailure::BadGraph);
    LayoutOptions options;
    options.maxDummies = 2;
    QCOMPARE(layeredLayout(graphOf({"a>b", "b>c", "c>d", "d>e", "a>e"}), options).error(), LayoutFailure::TooDense);
    QVERIFY(layeredLayout({}, {}).has_value());
}

void LayeredLayoutTest::cancelStopsIt() {
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(layeredLayout(shopGraph(), {}, stop.get_token()).error(), LayoutFailure::Cancelled);
}

void LayeredLayoutTest::dotQuotesNames() {
    Graph graph = graphOf({"주문>say \"hi\""});
    graph.nodes[0].group = "team\\a";
    const QString dot = toDot(graph, "shop");
    QVERIFY(dot.startsWith("digraph \"shop\" {"));
    QVERIFY(dot.contains("\"주문\" -> \"say \\\"hi\\\"\";"));
    QVERIFY(dot.contains("label=\"team\\\\a\";"));
    QVERIFY(dot.endsWith("}\n"));
    const auto layout = layeredLayout(graph, {});
    QVERIFY(toDot(graph, "shop", &*layout).contains("[pos=\""));
}

QTEST_GUILESS_MAIN(LayeredLayoutTest)
#include "layered_layout_test.moc"
