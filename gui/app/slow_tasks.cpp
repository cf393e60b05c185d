#include "gui/app/slow_tasks.h"

#include <time.h>
#include <QLoggingCategory>
#include <QMetaEnum>
#include <QThread>

namespace slipway::gui {

namespace {

Q_LOGGING_CATEGORY(slowLog, "slipway.gui.slow")

constexpr std::chrono::milliseconds kLimit(50);

std::chrono::nanoseconds now() {
    return std::chrono::steady_clock::now().time_since_epoch();
}

std::chrono::nanoseconds threadCpu() {
    timespec used{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &used);
    return std::chrono::seconds(used.tv_sec) + std::chrono::nanoseconds(used.tv_nsec);
}

}  // namespace

SlowTasks::SlowTasks(std::chrono::milliseconds limit, Report report, Clock clock, Clock cpuClock)
    : m_limit(limit),
      m_report(std::move(report)),
      m_clock(clock ? std::move(clock) : now),
      m_cpuClock(cpuClock ? std::move(cpuClock) : threadCpu) {}

QString SlowTasks::nameOf(const Frame& frame) {
    const char* type = QMetaEnum::fromType<QEvent::Type>().valueToKey(frame.type);
    QString name =
        QStringLiteral("%1 to %2")
            .arg(type ? QLatin1String(type) : QLatin1String("event"), QLatin1String(frame.receiver->className()));
    if (frame.parent) {
        name += QStringLiteral(" of %1").arg(QLatin1String(frame.parent->className()));
    }
    return name;
}

void SlowTasks::begin(const QObject* receiver, QEvent::Type type, int loop) {
    if (!m_frames.empty() && loop > m_frames.back().loop) {
        for (Frame& frame : m_frames) {
            frame.hostsLoop = true;
        }
        m_culprit.clear();
    }
    if (m_frames.empty() || loop > m_frames.back().loop) {
        m_cpuSince = m_cpuClock();
    }
    // The receiver may be gone when the event is handled; what its class is called is not.
    m_frames.push_back({m_clock(), receiver->metaObject(),
                        receiver->parent() ? receiver->parent()->metaObject() : nullptr, type, loop});
}

void SlowTasks::end() {
    const Frame frame = m_frames.back();
    m_frames.pop_back();
    if (frame.hostsLoop) {
        return;
    }
    const auto took = m_clock() - frame.since;
    const bool outermost = m_frames.empty() || m_frames.back().loop != frame.loop;
    if (took > m_limit) {
        const QString name = nameOf(frame);
        if (m_culprit.isEmpty()) {
            m_culprit = name;
        }
        if (outermost) {
            m_report(m_culprit == name ? name : name + QStringLiteral(", in it ") + m_culprit,
                     std::chrono::duration_cast<std::chrono::milliseconds>(took),
                     std::chrono::duration_cast<std::chrono::milliseconds>(m_cpuClock() - m_cpuSince));
        }
    }
    if (outermost) {
        m_culprit.clear();
    }
}

WatchedApplication::WatchedApplication(int& argc, char** argv)
    : QApplication(argc, argv),
      m_slow(kLimit, [](const QString& what, std::chrono::milliseconds took, std::chrono::milliseconds cpu) {
          qCWarning(slowLog).noquote().nospace()
              << "the window stood still for " << took.count() << " ms (" << cpu.count() << " of CPU): " << what;
      }) {}

bool WatchedApplication::notify(QObject* receiver, QEvent* event) {
    if (QThread::currentThread() != thread()) {
        return QApplication::notify(receiver, event);
    }
    m_slow.begin(receiver, event->type(), QThread::currentThread()->loopLevel());
    const bool handled = QApplication::notify(receiver, event);
    m_slow.end();
    return handled;
}

}  // namespace slipway::gui
