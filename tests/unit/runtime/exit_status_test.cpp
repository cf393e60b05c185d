#include "runtime/exit_status.h"

#include <sys/wait.h>

#include <QtTest>
#include <cerrno>

using namespace slipway::runtime;

/// What the kernel's two answers mean; that they come from real processes is process_watch_test's.
class ExitStatusTest : public QObject {
    Q_OBJECT

    const ProcessIdentity m_who{"boot", 4711, 99};

    static std::string stat(const char* name, char state, const char* started, const char* status) {
        std::string text = std::string("4711 (") + name + ") " + state;
        for (int field = 4; field <= 52; ++field)
            text += std::string(" ") + (field == 22 ? started : field == 52 ? status : "0");
        return text + "\n";
    }

  private slots:
    void aZombieSaysHowItEnded() {
        QCOMPARE(parseZombieStatus(stat("a b) Z", 'Z', "99", "1792"), m_who, true), std::optional(7 << 8));
        QCOMPARE(parseZombieStatus(stat("sh", 'Z', "99", "9"), m_who, true), std::optional(9));
        QVERIFY(WIFSIGNALED(*parseZombieStatus(stat("sh", 'Z', "99", "139"), m_who, true)));
    }
    void whatIsNoAnswerIsNone() {
        QVERIFY(!parseZombieStatus(stat("sh", 'S', "99", "0"), m_who, true));
        QVERIFY(!parseZombieStatus(stat("sh", 'Z', "98", "1792"), m_who, true));
        QVERIFY(!parseZombieStatus(stat("sh", 'Z', "99", "x"), m_who, true));
        QVERIFY(!parseZombieStatus("", m_who, true));
        // To strangers the kernel writes 0 in place of the status.
        QVERIFY(!parseZombieStatus(stat("sh", 'Z', "99", "0"), m_who, false));
    }
    void thePidfdsAnswer() {
        PidfdInfo info;
        info.exitStatus = 7 << 8;
        QCOMPARE(readExitInfo(info, 0).knowledge, ExitKnowledge::NotYet);
        info.mask = kPidfdInfoExit | 1;
        QCOMPARE(readExitInfo(info, 0).knowledge, ExitKnowledge::Known);
        QCOMPARE(readExitInfo(info, 0).status, 7 << 8);
        QCOMPARE(readExitInfo(info, ESRCH).knowledge, ExitKnowledge::NotYet);
        QCOMPARE(readExitInfo(info, ENOTTY).knowledge, ExitKnowledge::Never);
    }
};

QTEST_GUILESS_MAIN(ExitStatusTest)
#include "exit_status_test.moc"
