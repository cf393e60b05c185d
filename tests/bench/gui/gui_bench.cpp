// The window's budgets, each beside what it takes here: gui_bench [--quick] [--json]. Times are 95th percentiles, with
// the GUI thread's CPU, which other work on the machine does not change. Prints numbers and judges nothing: a busy
// machine is no defect. Measure with the release preset, by ./dev bench gui.
#include <QApplication>
#include <QTextStream>
#include <nlohmann/json.hpp>

#include "bench/gui/measure.h"
#include "gui/theme/tokens.h"

using namespace slipway::gui;
using namespace slipway::gui::bench;

int main(int argc, char** argv) {
    if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM"))
        qputenv("QT_QPA_PLATFORM", "offscreen");
    QApplication app(argc, argv);
    const QStringList arguments = QCoreApplication::arguments();
    Theme::current().setChoice(ThemeChoice::Dark);
    if (arguments.value(1) == QLatin1String("--window"))
        return windowProcess(arguments.value(2), arguments.value(3).toLongLong());
    setQuick(arguments.contains(QStringLiteral("--quick")));
    benchWindow();
    benchTopology();
    benchCharts();
    benchLogs();
    QTextStream out(stdout);
    if (arguments.contains(QStringLiteral("--json"))) {
        nlohmann::json all = nlohmann::json::object();
        for (const Result& result : results())
            all[result.name.toStdString()] = {
                {"unit", result.unit.toStdString()}, {"p50", result.p50},       {"p95", result.p95},
                {"cpu_p95_ms", result.cpu95},        {"budget", result.budget}, {"rounds", result.rounds}};
        const nlohmann::json report{{"results", all}, {"ratios", nlohmann::json::object()}};
        out << QString::fromStdString(report.dump(2)) << Qt::endl;
        return 0;
    }
    for (const Result& result : results()) {
        out << QStringLiteral("%1  p50 %2  p95 %3 %4")
                   .arg(result.name, -46)
                   .arg(result.p50, 8, 'f', 2)
                   .arg(result.p95, 8, 'f', 2)
                   .arg(result.unit, -3);
        out << (result.cpu95 >= 0 ? QStringLiteral("  cpu p95 %1 ms").arg(result.cpu95, 7, 'f', 2) : QString(19, u' '));
        if (result.budget > 0) {
            const bool met = result.atLeast ? result.p95 >= result.budget : result.p95 <= result.budget;
            out << QStringLiteral("  budget %1").arg(result.budget, 6, 'f', 1) << (met ? "" : "  over");
        }
        out << Qt::endl;
    }
    return 0;
}
