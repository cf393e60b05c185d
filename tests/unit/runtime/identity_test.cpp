#include "runtime/identity.h"

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

class IdentityTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    Children m_children;

    SpawnedProcess start(const std::string& shell, const std::string& name = "x") {
        SpawnRequest request;
        request.argv = shellCommand(shell);
        request.environment = kEnvironment;
        request.cookie = m_children.cookie(name);
        request.outPath = m_dir.filePath("out").toStdString();
        return spawn(request).value();
    }

    pid_t pidInOutput() { return std::stoi(waitForLines(m_dir.filePath("out").toStdString(), 1)); }

  private slots:
    void init() { ::unlink(m_dir.filePath("out").toStdString().c_str()); }
    void cleanup() { m_children.end(); }

    void statLinesAreParsed() {
        const auto stat = parseProcessStat(
            "812 (a) (b c) S 1 812 812 0 -1 4194560 1 2 3 4 100 50 7 3 20 0 5 0 987654321012 1048576 321 184467440\n");
        QVERIFY(stat);
        QCOMPARE(stat->name, std::string("a) (b c"));
        QCOMPARE(stat->state, 'S');
        QCOMPARE(stat->ownTicks, std::uint64_t(150));
        QCOMPARE(stat->reapedChildrenTicks, std::uint64_t(10));
        QCOMPARE(stat->startTicks, std::uint64_t(987654321012));
        QCOMPARE(stat->rssPages, std::uint64_t(321));
        for (const char* bad : {"", "812", "812 (sh", "812 (sh) S", "x (sh) S 1 2 3",
                                "812 (sh) S 1 812 812 0 -1 4194560 1 2 3 4 x 50 7 3 20 0 5 0 9 1 3"})
            QVERIFY2(!parseProcessStat(bad), bad);
    }

    void aProcessIsFoundAgainByItsIdentity() {
        const auto process = start("exec sleep 60");
        QVERIFY(isAlive(process.identity));
        const auto pidfd = openVerified(process.identity);
        QVERIFY(pidfd);
        QVERIFY(signalProcess(pidfd->get(), SIGKILL));
        int status = 0;
        QCOMPARE(::waitpid(process.identity.pid, &status, 0), process.identity.pid);
        QVERIFY(!isAlive(process.identity));
        QCOMPARE(openVerified(process.identity).error().code, ErrorCode::NotFound);
        QCOMPARE(signalProcess(pidfd->get(), 0).error().code, ErrorCode::NotFound);
    }

    void aNumberUsedAgainIsNoticed() {
        const auto process = start("exec sleep 60");
        auto other = process.identity;
        other.startTicks -= 1;
        QCOMPARE(openVerified(other).error().code, ErrorCode::NotFound);
        QVERIFY(!isAlive(other));
        other = process.identity;
        other.bootId = "another boot";
        QCOMPARE(openVerified(other).error().code, ErrorCode::NotFound);
        QCOMPARE(openVerified({currentBootId(), 0, 0}).error().code, ErrorCode::NotFound);
    }

    void aZombieIsNotAlive() {
        const auto process = start("exit 0");
        QVERIFY(readable(process.pidfd.get()));
        QVERIFY(!isAlive(process.identity));
        QVERIFY(openVerified(process.identity));
    }

    void cookiesAreFoundInTheWholeTree() {
        const auto one = start("sleep 61 & sleep 62", "one");
        const auto two = start("exec sleep 63", "two");
        // The leader and both sleeps.
        QVERIFY(eventually([&] { return findCookies(m_children.cookie("one")).size() == 3; }));
        const auto found = findCookies(m_children.cookie("two"));
        QCOMPARE(found.size(), size_t(1));
        QCOMPARE(found[0].cookie, m_children.cookie("two"));
        QCOMPARE(found[0].identity, two.identity);
        QVERIFY(findCookies(m_children.cookie("none")).empty());
        QCOMPARE(cookieOf(one.identity.pid), m_children.cookie("one"));
        QCOMPARE(cookieOf(::getpid()), std::string());
    }

    void membersAreGroupSessionChildrenAndCookie() {
        // A daemon in a session of its own, its parent gone: only the cookie tells.
        const auto process = start("setsid sh -c 'sleep 64 & echo $!' & wait; sleep 65");
        const pid_t stray = pidInOutput();
        const auto has = [](const std::vector<ProcessStat>& members, pid_t pid) {
            return std::any_of(members.begin(), members.end(), [&](const auto& stat) { return stat.pid == pid; });
        };
        QVERIFY(has(membersOf(process.identity, m_children.cookie()), stray));
        QVERIFY(eventually([&] { return !has(membersOf(process.identity, {}), stray); }));
        QVERIFY(has(membersOf(process.identity, {}), process.identity.pid));
    }

    void whoCarriesAnotherCookieIsNotAMember() {
        const auto process = start("SLIPWAY_COOKIE=" + m_children.cookie("other") + " sleep 66 & echo $!; sleep 67");
        const pid_t other = pidInOutput();
        QVERIFY(eventually([&] { return cookieOf(other) == m_children.cookie("other"); }));
        for (const auto& stat : membersOf(process.identity, m_children.cookie()))
            QVERIFY(stat.pid != other);
    }

    void strangersWithTheSameNumberAreNotMembers() {
        const auto process = start("exec sleep 60");
        auto earlier = process.identity;
        earlier.startTicks -= 1;
        QVERIFY(membersOf(earlier, "cookie that nobody has").empty());
        QVERIFY(membersOf(earlier, {}).empty());
    }

    void aGroupIsSignalledAsAWhole() {
        const auto process = start("sleep 60 & echo $!; wait");
        const pid_t child = pidInOutput();
        QVERIFY(signalGroup(process.identity, process.pidfd.get(), m_children.cookie(), SIGKILL));
        QVERIFY(eventually([&] {
            const auto stat = readProcessStat(child);
            return !stat || stat->state == 'Z';
        }));
        QVERIFY(eventually([&] { return !isAlive(process.identity); }));
        ::waitpid(process.identity.pid, nullptr, 0);
        QVERIFY(eventually([&] {
            const auto gone = signalGroup(process.identity, process.pidfd.get(), m_children.cookie(), 0);
            return !gone && gone.error().code == ErrorCode::NotFound;
        }));
    }

    void withoutAPidfdTheCookieMustProveTheGroup() {
        // What older kernels (before 6.9) fall back to, once the leader is reaped.
        const auto process = start("sleep 60 & echo $!");
        const pid_t child = pidInOutput();
        ::waitpid(process.identity.pid, nullptr, 0);
        QVERIFY(eventually([&] { return cookieOf(child) == m_children.cookie(); }));
        QCOMPARE(signalGroup(process.identity, -1, m_children.cookie("other"), SIGKILL).error().code,
                 ErrorCode::NotFound);
        QCOMPARE(signalGroup(process.identity, -1, {}, SIGKILL).error().code, ErrorCode::NotFound);
        QVERIFY(readProcessStat(child)->state != 'Z');
        QVERIFY(signalGroup(process.identity, -1, m_children.cookie(), SIGKILL));
        QVERIFY(eventually([&] {
            const auto stat = readProcessStat(child);
            return !stat || stat->state == 'Z';
        }));
    }

    void aGroupIsReachedAfterItsLeaderIsGone() {
        const auto process = start("sleep 60 & echo $!");
        const pid_t child = pidInOutput();
        ::waitpid(process.identity.pid, nullptr, 0);
        QVERIFY(readProcessStat(child));
        QVERIFY(signalGroup(process.identity, process.pidfd.get(), m_children.cookie(), SIGKILL));
        QVERIFY(eventually([&] {
            const auto stat = readProcessStat(child);
            return !stat || stat->state == 'Z';
        }));
    }
};

QTEST_GUILESS_MAIN(IdentityTest)
#include "identity_test.moc"
