#include "bench/gui/measure.h"

#include <sys/resource.h>
#include <time.h>
#include <unistd.h>
#include <QCoreApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QWidget>
#include <QWindow>
#include <algorithm>

namespace slipway::gui::bench {

namespace {

int g_share = 1;

double threadCpuMs() {
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) / 1e6;
}

}  // namespace

std::vector<Result>& results() {
    static std::vector<Result> all;
    return all;
}

void setQuick(bool quick) {
    g_share = quick ? 5 : 1;
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
    results().push_back({name, QStringLiteral("ms"), at(times, 0.5), at(times, 0.95), at(cpu, 0.95), budgetMs, rounds});
}

void note(const QString& name, const QString& unit, double value, double budget, bool atLeast) {
    results().push_back({name, unit, value, value, -1, budget, 1, atLeast});
}

void showExposed(QWidget& widget) {
    widget.show();
    while (!widget.windowHandle()->isExposed()) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    QCoreApplication::processEvents();
}

double processCpuMs() {
    rusage used{};
    getrusage(RUSAGE_SELF, &used);
    const auto ms = [](const timeval& t) {
        return static_cast<double>(t.tv_sec) * 1e3 + static_cast<double>(t.tv_usec) / 1e3;
    };
    return ms(used.ru_utime) + ms(used.ru_stime);
}

double processRssMib() {
    QFile statm(QStringLiteral("/proc/self/statm"));
    if (!statm.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QList<QByteArray> pages = statm.readAll().split(' ');
    return pages.value(1).toDouble() * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 20);
}

}  // namespace slipway::gui::bench
