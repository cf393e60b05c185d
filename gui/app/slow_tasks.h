#pragma once

#include <QApplication>
#include <QString>
#include <chrono>
#include <functional>
#include <vector>

namespace slipway::gui {

/// Watches the events that the GUI thread handles, and reports those that hold it for longer than the limit: what came,
/// to whom, and which of the events handled inside took the time. An event that runs a loop of its own (a menu, a
/// dialog) is not slow; those of its loop are watched by themselves. Thread: GUI.
class SlowTasks {
  public:
    using Clock = std::function<std::chrono::nanoseconds()>;
    /// `took` by the clock; `cpu` of the thread, which tells a slow task from a busy machine.
    using Report =
        std::function<void(const QString& what, std::chrono::milliseconds took, std::chrono::milliseconds cpu)>;

    SlowTasks(std::chrono::milliseconds limit, Report report, Clock clock = {}, Clock cpuClock = {});

    /// Around the handling of an event; calls nest. `loop` is the depth of event loops.
    void begin(const QObject* receiver, QEvent::Type type, int loop);
    void end();

  private:
    struct Frame {
        std::chrono::nanoseconds since;
        const QMetaObject* receiver;
        const QMetaObject* parent;
        QEvent::Type type;
        int loop;
        bool hostsLoop = false;
    };
    static QString nameOf(const Frame& frame);

    std::chrono::nanoseconds m_limit;
    Report m_report;
    Clock m_clock;
    Clock m_cpuClock;
    std::chrono::nanoseconds m_cpuSince{};  ///< of the outermost event
    std::vector<Frame> m_frames;
    QString m_culprit;  ///< the innermost slow one of the outermost event that is being handled
};

/// A QApplication that logs (category slipway.gui.slow) each task that holds the GUI thread for over 50 ms.
class WatchedApplication : public QApplication {
  public:
    WatchedApplication(int& argc, char** argv);
    bool notify(QObject* receiver, QEvent* event) override;

  private:
    SlowTasks m_slow;
};

}  // namespace slipway::gui
