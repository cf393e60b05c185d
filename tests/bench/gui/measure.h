#pragma once

#include <QString>
#include <functional>
#include <vector>

class QWidget;

namespace slipway::gui::bench {

struct Result {
    QString name;
    QString unit;  // "ms", "%", "MiB", "k/s", or nothing for a count
    double p50 = 0;
    double p95 = 0;
    double cpu95 =
        -1;  // of the thread or the process, ms: what the machine's other work does not change; -1: not taken
    double budget = 0;  // 0: none is set
    int rounds = 0;
    bool atLeast = false;  // the budget is a floor
};

/// All results so far.
std::vector<Result>& results();
/// --quick: a fifth of the rounds.
void setQuick(bool quick);

/// Times `run` in milliseconds, `prepare` before each round untimed.
void measure(const QString& name, double budgetMs, int rounds, const std::function<void(int)>& prepare,
             const std::function<void(int)>& run);
/// Takes a number as it is.
void note(const QString& name, const QString& unit, double value, double budget, bool atLeast = false);
/// Shows it and waits until it can be painted on: what is not exposed yet paints nothing, quickly.
void showExposed(QWidget& widget);
/// Of the process: CPU in milliseconds, resident memory in MiB.
double processCpuMs();
double processRssMib();

void benchTopology();
void benchCharts();
void benchLogs();
/// In a process of its own, whose memory and start are the window's alone: prints `name unit value budget` lines.
int windowProcess(const QString& part, qint64 startedNs);
void benchWindow();

}  // namespace slipway::gui::bench
