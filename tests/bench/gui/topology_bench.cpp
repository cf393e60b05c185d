// Frame times of the topology at 500 services and 2,000 calls. A tick at this size repaints nodes at once; its edges
// follow with the next refine, which is measured apart.
#include <QCoreApplication>
#include <QScrollBar>

#include "bench/gui/measure.h"
#include "gui/topology/demo.h"
#include "gui/topology/layout/layered_layout.h"
#include "gui/topology/topology_view.h"

namespace slipway::gui::bench {

namespace {

void settle(TopologyView& view) {
    while (view.isLayingOut())
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    view.refine();
    QCoreApplication::processEvents();
}

Graph graphOf(const Topology& topology) {
    Graph graph;
    QHash<QString, int> index;
    for (const TopologyNode& node : topology.nodes) {
        index.insert(node.id, static_cast<int>(graph.nodes.size()));
        graph.nodes.push_back({node.id, node.owner, {}, false});
    }
    for (const TopologyEdge& edge : topology.edges)
        graph.edges.push_back({index[edge.from], index[edge.to], 1, {}});
    return graph;
}

void benchLarge() {
    const Topology topology = demo::mesh(1, 500, 2000);
    const Graph graph = graphOf(topology);
    measure(
        "layout, 500/2,000", 150, 20, [](int) {}, [&](int) { (void)layeredLayout(graph, {}); });
    LayoutOptions lanes;
    lanes.lanes = true;
    measure(
        "layout by team, 500/2,000", 150, 20, [](int) {}, [&](int) { (void)layeredLayout(graph, lanes); });

    TopologyView view;
    view.resize(1400, 850);
    view.setGrouped(false);
    showExposed(view);
    view.setTopology(topology);
    settle(view);

    for (const double zoom : {0.25, 0.6, 1.0}) {
        view.setZoom(zoom);
        settle(view);
        const QString at = QStringLiteral(" at zoom %1").arg(zoom);
        measure(
            "gesture: pan" + at, 16.6, 120, [](int) {},
            [&](int i) {
                view.horizontalScrollBar()->setValue(view.horizontalScrollBar()->value() + (i % 40 < 20 ? 9 : -9));
                QCoreApplication::processEvents();
            });
        settle(view);
        measure(
            "gesture: zoom" + at, 16.6, 120, [](int) {},
            [&](int i) {
                view.setZoom(view.zoom() * (i % 20 < 10 ? 1.03 : 1 / 1.03));
                QCoreApplication::processEvents();
            });
        measure(
            "refine" + at, 50, 20,
            [&](int i) {
                view.setZoom(zoom * (i % 2 ? 1.01 : 1.0));
                QCoreApplication::processEvents();
            },
            [&](int) {
                view.refine();
                QCoreApplication::processEvents();
            });
        Topology next = topology;
        measure(
            "tick: 50 nodes, all edges" + at, 10, 60,
            [&](int i) {
                for (std::size_t n = 0; n < 50; ++n)
                    next.nodes[(n * 10 + static_cast<std::size_t>(i)) % next.nodes.size()].rps += 7;
                for (TopologyEdge& edge : next.edges)
                    edge.rps += 3;
            },
            [&](int) {
                view.setTopology(next);
                QCoreApplication::processEvents();
            });
        settle(view);
    }
}

void benchShop() {
    TopologyView view;
    view.resize(1000, 700);
    showExposed(view);
    view.setTopology(demo::shop());
    settle(view);
    measure(
        "shop: frame of the flow", 0, 100, [](int) {},
        [&](int) {
            QMetaObject::invokeMethod(&view, "advanceFlow");
            QCoreApplication::processEvents();
        });
    measure(
        "shop: full repaint", 0, 60, [](int) {},
        [&](int) {
            view.viewport()->update();
            QCoreApplication::processEvents();
        });
    Topology next = demo::shop();
    measure(
        "shop: tick", 10, 60,
        [&](int) {
            for (TopologyNode& node : next.nodes)
                node.rps += 1;
            for (TopologyEdge& edge : next.edges)
                edge.rps += 1;
        },
        [&](int) {
            view.setTopology(next);
            QCoreApplication::processEvents();
        });
}

}  // namespace

void benchTopology() {
    benchLarge();
    benchShop();
}

}  // namespace slipway::gui::bench
