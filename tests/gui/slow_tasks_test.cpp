#include "gui/app/slow_tasks.h"

#include <QRegularExpression>
#include <QTest>
#include <QTimer>
#include "support/patience.h"

using namespace slipway::gui;
using namespace std::chrono_literals;

class SlowTasksTest : public QObject {
    Q_OBJECT

    std::chrono::nanoseconds m_now = 0ns;
    QStringList m_said;
    SlowTasks m_slow{50ms,
                     [this](const QString& what, std::chrono::milliseconds took, std::chrono::milliseconds cpu) {
                         m_said << QStringLiteral("%1/%2 %3").arg(took.count()).arg(cpu.count()).arg(what);
                     },
                     [this] { return m_now; }, [this] { return m_now / 2; }};

    void handle(const QObject* receiver, QEvent::Type type, std::chrono::milliseconds took, int loop = 1) {
        m_slow.begin(receiver, type, loop);
        m_now += took;
        m_slow.end();
    }

  private slots:
    void init() { m_said.clear(); }

    void aQuickTaskIsNoNews() {
        handle(this, QEvent::Paint, 50ms);
        QCOMPARE(m_said, QStringList());
    }

    void aSlowTaskIsNamedWithItsOwner() {
        QTimer timer(this);
        handle(&timer, QEvent::Timer, 51ms);
        QCOMPARE(m_said, QStringList("51/25 Timer to QTimer of SlowTasksTest"));
    }

    void theInnermostSlowOneIsTheCulprit() {
        QTimer timer;
        m_slow.begin(this, QEvent::UpdateRequest, 1);
        handle(this, QEvent::Resize, 5ms);
        handle(&timer, QEvent::Paint, 70ms);
        m_now += 2ms;
        m_slow.end();
        QCOMPARE(m_said, QStringList("77/38 UpdateRequest to SlowTasksTest, in it Paint to QTimer"));
        handle(this, QEvent::Paint, 60ms);
        QCOMPARE(m_said.last(), QStringLiteral("60/30 Paint to SlowTasksTest"));
    }

    // A context menu stays open for as long as it is read.
    void aLoopInsideIsNotSlow() {
        m_slow.begin(this, QEvent::ContextMenu, 1);
        handle(this, QEvent::Paint, 3ms, 2);
        m_now += 10s;
        handle(this, QEvent::Timer, 80ms, 2);
        m_slow.end();
        QCOMPARE(m_said, QStringList("80/40 Timer to SlowTasksTest"));
    }

    void anApplicationWatchesItself() {
        QVERIFY(dynamic_cast<WatchedApplication*>(QCoreApplication::instance()));
        QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression("the window stood still for \\d+ ms \\(\\d+ of CPU\\): MetaCall to SlowTasksTest"));
        bool done = false;
        QTimer::singleShot(0, this, [&] {
            QTest::qSleep(60);
            done = true;
        });
        QTRY_VERIFY(done);
    }
};

int main(int argc, char** argv) {
    qputenv("QT_QPA_PLATFORM", "offscreen");
    WatchedApplication app(argc, argv);
    SlowTasksTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "slow_tasks_test.moc"
