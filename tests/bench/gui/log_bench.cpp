// A million lines of output: taking them in, scrolling through them, and looking for a pattern in all of them.
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QScrollBar>

#include "bench/gui/measure.h"
#include "gui/views/controls/chart.h"
#include "gui/views/logs/log_view.h"

namespace slipway::gui::bench {

namespace {

constexpr int kLines = 1'000'000;

LogLine lineOf(int number) {
    LogLine line;
    line.atMs = 1'700'000'000'000 + number;
    line.instance = number % 3 == 0 ? "orders-1" : number % 3 == 1 ? "orders-2" : "users-1";
    line.service = number % 3 == 2 ? "users" : "orders";
    line.level = number % 100 == 0 ? LogLevel::Error : LogLevel::Info;
    line.text = "method=POST path=/orders/" + std::to_string(number) +
                " user=\xed\x99\x8d\xea\xb8\xb8 status=" + (number % 1000 == 0 ? "503" : "201") +
                " took=" + std::to_string(number % 97) + "ms request_id=" + std::to_string(number * 7919LL);
    return line;
}

void search(LogView& view, const QString& name, const QString& pattern, double budget) {
    measure(
        name, budget, 10,
        [&](int) {
            view.setPattern(LogPattern());
            while (view.isScanning())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        },
        [&](int) {
            view.setPattern(LogPattern(pattern));
            while (view.isScanning())
                QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
        });
}

}  // namespace

void benchLogs() {
    LogArena arena(256u << 20);
    QElapsedTimer clock;
    clock.start();
    for (int i = 0; i < kLines; ++i) {
        arena.append(lineOf(i));
    }
    note("log: lines taken in, thousand a second", "k/s", kLines / static_cast<double>(clock.elapsed()), 50, true);
    LogView view(&arena);
    view.resize(1264, 420);
    showExposed(view);
    view.linesAppended();
    QCoreApplication::processEvents();
    view.setFollowing(false);
    measure(
        "log: scroll, 1M lines", 16, 120, [](int) {},
        [&](int i) {
            view.verticalScrollBar()->setValue(i * 7919 % view.verticalScrollBar()->maximum());
            view.viewport()->repaint();
        });
    search(view, "log: text in 1M lines", "status=503", 500);
    search(view, "log: regular expression in 1M lines", "status=5\\d\\d took=9[0-6]ms", 500);
    measure(
        "log: scroll with a pattern marked", 16, 120, [](int) {},
        [&](int i) {
            view.verticalScrollBar()->setValue(i * 7919 % view.verticalScrollBar()->maximum());
            view.viewport()->repaint();
        });
}

void benchCharts() {
    std::vector<double> values;
    for (int i = 0; i < 600; ++i) {
        values.push_back(100 + i % 37 * 3 + i % 11);
    }
    QWidget host;
    host.resize(1200, 900);
    std::vector<Chart*> charts;
    for (int i = 0; i < 12; ++i) {
        auto* chart = new Chart(
            QStringLiteral("chart"), [](double value) { return QString::number(value); }, &host);
        chart->setGeometry(i % 3 * 400, i / 3 * 220, 390, 210);
        chart->setLines({{QStringLiteral("rps"), &values, [](const Colors& c) { return c.accent; }, true}});
        chart->setRange(600, 1000);
        charts.push_back(chart);
    }
    showExposed(host);
    QCoreApplication::processEvents();
    measure(
        "12 charts of 600 points", 8, 60, [](int) {},
        [&](int) {
            for (Chart* chart : charts) {
                chart->repaint();
            }
        });
}

}  // namespace slipway::gui::bench
