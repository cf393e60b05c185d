// Frame times of the topology at 500 services and 2,000 calls, as 95th percentiles beside their budgets, and the GUI
// thread's CPU, which other work on the machine does not change: gui_bench [--quick] [--json]. Prints numbers and
// judges nothing: a busy machine is no defect. Measure with the release preset. A tick at this size repaints nodes at
// once; its edges follow with the next refine, which is measured apart.
#include <time.h>
#include <QApplication>
#include <QElapsedTimer>
#include <QScrollBar>
#include <QTextStream>

#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <vector>

#include "../gui/topology/demo.h"
#include "gui/topology/layout/layered_layout.h"
#include "gui/topology/topology_view.h"

using namespace slipway::gui;

namespace {

struct Result {
    QString name;
    double p50 = 0;
    double p95 = 0;
    double cpu95 = 0;   // of the GUI thread: what the machine's other work does not change
    double budget = 0;  // 0: none is set
    int rounds = 0;
};

std::vector<Result> g_results;
int g_share = 1;  // --quick runs a fifth of the rounds

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

void measure(const QString& name, double budgetMs, int rounds, const std::function<void(int)>& prepare,
             const std::function<void(int)>& run) {
    rounds = std::max(5, rounds / g_share);
    std::vector<double> times;
    std::vector<double> cpu;
    for (int i = 0; i < rounds; ++i) {
        prepare(i);
        QElapsedTimer timer;
        const double before = threadCpuMs();
        timer.start();
        run(i);
        cpu.push_back(threadCpuMs() - before);
        times.push_back(static_cast<double>(timer.nsecsElapsed()) / 1e6);
    }
    std::sort(times.begin(), times.end());
    std::sort(cpu.begin(), cpu.end());
    const auto at = [](const std::vector<double>& sorted, double share) {
        return sorted[static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1) + 0.5)];
    };
    g_results.push_back({name, at(times, 0.5), at(times, 0.95), at(cpu, 0.95), budgetMs, rounds});
}

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
    view.show();
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
    view.show();
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

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    g_share = arguments.contains("--quick") ? 5 : 1;
    Theme::current().setChoice(ThemeChoice::Dark);
    benchLarge();
    benchShop();
    QTextStream out(stdout);
    if (arguments.contains("--json")) {
        nlohmann::json results = nlohmann::json::object();
        for (const Result& result : g_results)
            results[result.name.toStdString()] = {{"p50_ms", result.p50},
                                                  {"p95_ms", result.p95},
                                                  {"cpu_p95_ms", result.cpu95},
                                                  {"budget_ms", result.budget},
                                                  {"rounds", result.rounds}};
        out << QString::fromStdString(
                   nlohmann::json{{"results", results}, {"ratios", nlohmann::json::object()}}.dump(2))
            << Qt::endl;
        return 0;
    }
    for (const Result& result : g_results) {
        out << QStringLiteral("%1  p50 %2 ms  p95 %3 ms  cpu p95 %4 ms")
                   .arg(result.name, -42)
                   .arg(result.p50, 7, 'f', 2)
                   .arg(result.p95, 7, 'f', 2)
                   .arg(result.cpu95, 7, 'f', 2);
        if (result.budget > 0)
            out << QStringLiteral("  budget %1").arg(result.budget, 6, 'f', 1)
                << (result.p95 <= result.budget ? "" : "  over");
        out << Qt::endl;
    }
    return 0;
}
