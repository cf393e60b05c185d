// The whole window, each part in a process of its own: first paint from the start of the process, CPU while nothing is
// done, paints while it is minimized (where the platform minimizes: not offscreen), and memory with a million lines of
// log.
#include <QApplication>
#include <QDateTime>
#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QTextStream>
#include <QTimer>
#include <algorithm>
#include <chrono>

#include "bench/gui/measure.h"
#include "gui/app/demo_connection.h"
#include "gui/app/demo_state.h"
#include "gui/app/main_window.h"
#include "gui/views/logs/log_view.h"

namespace slipway::gui::bench {

namespace {

qint64 monotonicNs() {
    return std::chrono::steady_clock::now().time_since_epoch().count();
}

class PaintCounter : public QObject {
  public:
    bool eventFilter(QObject* watched, QEvent* event) override {
        if (event->type() == QEvent::Paint && watched->isWidgetType()) {
            if (!m_firstNs) {
                m_firstNs = monotonicNs();
                m_firstCpuMs = processCpuMs();
            }
            ++m_paints;
        }
        return false;
    }
    int m_paints = 0;
    qint64 m_firstNs = 0;
    double m_firstCpuMs = 0;
};

void run(int milliseconds) {
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

}  // namespace

int windowProcess(const QString& part, qint64 startedNs) {
    QTextStream out(stdout);
    const QTemporaryDir scratch;
    PaintCounter paints;
    qApp->installEventFilter(&paints);
    DemoConnection connection(false, true, QDateTime::currentMSecsSinceEpoch());
    Store store;
    Session session(&connection, &store, {false, {}});
    MainWindow::Options options;
    options.sample = false;
    options.settingsPath = scratch.filePath(QStringLiteral("settings.ini"));
    MainWindow window(&session, options);
    window.show();
    window.start();
    while (paints.m_paints == 0) {
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    if (part == QLatin1String("first-paint")) {
        run(0);
        out << static_cast<double>(paints.m_firstNs - startedNs) / 1e6 << " " << paints.m_firstCpuMs << Qt::endl;
        return 0;
    }
    run(1500);
    if (part == QLatin1String("memory")) {
        LogArena arena(256u << 20);
        LogView view(&arena);
        for (int i = 0; i < 1'000'000; ++i) {
            LogLine line;
            line.atMs = i;
            line.instance = "orders-1";
            line.service = "orders";
            line.text = std::string(92, static_cast<char>('a' + i % 26));
            arena.append(line);
        }
        view.linesAppended();
        view.show();
        run(300);
        out << processRssMib() << Qt::endl;
        return 0;
    }
    // A tick each second, as a daemon sends them, with traffic to animate.
    QTimer second;
    QObject::connect(&second, &QTimer::timeout, &connection,
                     [&connection] { emit connection.events({demo::tick(QDateTime::currentMSecsSinceEpoch())}); });
    if (part != QLatin1String("still")) {
        second.start(1000);
    }
    if (part == QLatin1String("minimized")) {
        window.showMinimized();
        run(300);
        paints.m_paints = 0;
        run(3000);
        out << paints.m_paints << Qt::endl;
        return 0;
    }
    run(500);
    const double before = processCpuMs();
    QElapsedTimer clock;
    clock.start();
    run(4000);
    out << (processCpuMs() - before) * 100 / static_cast<double>(clock.elapsed()) << Qt::endl;
    return 0;
}

void benchWindow() {
    const auto child = [](const QString& part) {
        QProcess process;
        process.setProcessChannelMode(QProcess::ForwardedErrorChannel);
        process.start(QCoreApplication::applicationFilePath(),
                      {QStringLiteral("--window"), part, QString::number(monotonicNs())});
        process.waitForFinished(60000);
        std::vector<double> numbers;
        for (const QByteArray& number : process.readAllStandardOutput().trimmed().split(' ')) {
            numbers.push_back(number.toDouble());
        }
        return numbers;
    };
    std::vector<double> paints;
    std::vector<double> cpu;
    for (int i = 0; i < 11; ++i) {
        const std::vector<double> numbers = child(QStringLiteral("first-paint"));
        // The first reads the libraries from the disk.
        if (i > 0 && numbers.size() == 2) {
            paints.push_back(numbers[0]);
            cpu.push_back(numbers[1]);
        }
    }
    std::sort(paints.begin(), paints.end());
    std::sort(cpu.begin(), cpu.end());
    if (paints.size() == 10) {
        results().push_back({QStringLiteral("window: first paint, from the process's start"), QStringLiteral("ms"),
                             paints[5], paints[9], cpu[9], 300, 10});
    }
    note("window: CPU, nothing comes", "%", child(QStringLiteral("still")).front(), 2);
    note("window: CPU, topology with traffic", "%", child(QStringLiteral("idle")).front(), 2);
    if (QGuiApplication::platformName() != QLatin1String("offscreen")) {
        note("window: paints in 3 s minimized", "", child(QStringLiteral("minimized")).front(), 0.5);
    }
    note("window: memory with 1M log lines", "MiB", child(QStringLiteral("memory")).front(), 250);
}

}  // namespace slipway::gui::bench
