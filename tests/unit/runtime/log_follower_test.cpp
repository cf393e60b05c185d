#include "runtime/log_follower.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/time.h>

#include "process_fixture.h"
#include "runtime/log_history.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;
using namespace std::chrono_literals;

class LogFollowerTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    Children m_children;
    FakeClock m_clock;
    std::unique_ptr<LogFollower> m_follower;
    std::string m_path;

    void append(const std::string& text) const { appendTo(m_path, text); }
    static void appendTo(const std::string& path, const std::string& text) {
        const UniqueFd fd(::open(path.c_str(), O_WRONLY | O_APPEND | O_CREAT | O_CLOEXEC, 0600));
        QCOMPARE(::write(fd.get(), text.data(), text.size()), static_cast<ssize_t>(text.size()));
    }
    void setModified(WallMs at) const {
        const timeval time{at / 1000, at % 1000 * 1000};
        const timeval times[2] = {time, time};
        QCOMPARE(::utimes(m_path.c_str(), times), 0);
    }

    /// Lines until `count` have come.
    std::vector<FollowedLine> lines(size_t count) {
        std::vector<FollowedLine> all;
        while (all.size() < count && readable(m_follower->fd()))
            for (auto& line : m_follower->process())
                all.push_back(std::move(line));
        return all;
    }
    /// What comes until nothing more does.
    std::vector<FollowedLine> settled() {
        std::vector<FollowedLine> all;
        while (readable(m_follower->fd(), 60))
            for (auto& line : m_follower->process())
                all.push_back(std::move(line));
        return all;
    }
    static std::string joined(const std::vector<FollowedLine>& all) {
        std::string text;
        for (const auto& each : all)
            text += each.line.text + "|";
        return text;
    }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath("users-1.out").toStdString();
        m_follower = LogFollower::create(m_clock).value();
    }
    void cleanup() { m_children.end(); }

    void linesComeWithTheirTime() {
        QVERIFY(m_follower->add("users-1.out", m_path));
        QVERIFY(!readable(m_follower->fd(), 0));
        append("one\ntwo\nthr");
        const WallMs first = m_clock.wallMs();
        auto all = lines(2);
        QCOMPARE(joined(all), std::string("one|two|"));
        QCOMPARE(all[0].id, std::string("users-1.out"));
        QCOMPARE(all[1].line.at, first);
        QCOMPARE(all[1].line.intervalMs, std::int64_t(0));
        m_clock.advance(1s);
        append("ee\n");
        all = lines(1);
        QCOMPARE(joined(all), std::string("three|"));
        QCOMPARE(all[0].line.at, first + 1000);
        // History says the same.
        const auto history = LogHistory(m_path).tail(3).value();
        QCOMPARE(history[0].at, first);
        QCOMPARE(history[2].at, first + 1000);
        QCOMPARE(history[2].offset, all[0].line.offset);
    }

    void historyAndNewLinesJoin() {
        QVERIFY(m_follower->add("x", m_path));
        append("one\ntwo\nthr");
        lines(2);
        append("ee\nfour\n");
        const auto before = LogHistory(m_path).tail(99, LastLine::CompleteOnly, m_follower->position("x")).value();
        QCOMPARE(before.size(), size_t(2));
        QCOMPARE(joined(lines(2)), std::string("three|four|"));
        QCOMPARE(m_follower->position("unknown"), std::uint64_t(0));
    }

    void whatNobodyWatchedHasAnInterval() {
        const WallMs start = m_clock.wallMs();
        QVERIFY(m_follower->add("x", m_path));
        append("watched\nhalf ");
        lines(1);
        m_follower.reset();
        append("a line\nunwatched\n");
        setModified(start + 5000);

        m_clock.advance(10s);
        m_follower = LogFollower::create(m_clock).value();
        QVERIFY(m_follower->add("x", m_path));
        auto all = lines(2);
        QCOMPARE(joined(all), std::string("half a line|unwatched|"));
        QCOMPARE(all[0].line.at, start + 5000);
        QCOMPARE(all[0].line.intervalMs, std::int64_t(5000));
        append("watched again\n");
        all = lines(1);
        QCOMPARE(all[0].line.at, start + 10'000);
        QCOMPARE(all[0].line.intervalMs, std::int64_t(0));
        const auto history = LogHistory(m_path).tail(9).value();
        QCOMPARE(history[1].at, start + 5000);
        QCOMPARE(history[1].intervalMs, std::int64_t(5000));
        QCOMPARE(history[3].intervalMs, std::int64_t(0));
    }

    void theIntervalBeginsWhenWatchingEnded() {
        const WallMs start = m_clock.wallMs();
        QVERIFY(m_follower->add("x", m_path));
        append("watched\n");
        lines(1);
        m_follower.reset();
        append("unwatched\n");
        setModified(start + 60'000);
        m_follower = LogFollower::create(m_clock).value();
        QVERIFY(m_follower->add("x", m_path, start + 58'000));
        const auto all = lines(1);
        QCOMPARE(all[0].line.at, start + 60'000);
        QCOMPARE(all[0].line.intervalMs, std::int64_t(2000));
    }

    void nothingIsReportedTwice() {
        QVERIFY(m_follower->add("x", m_path));
        append("one\ntwo\n");
        lines(2);
        m_follower = LogFollower::create(m_clock).value();
        QVERIFY(m_follower->add("x", m_path));
        QVERIFY(settled().empty());
        append("three\n");
        QCOMPARE(joined(lines(1)), std::string("three|"));
    }

    void theEndIsReadWholeAndEndsItsLine() {
        QVERIFY(m_follower->add("x", m_path));
        append("one\nlast words");
        const auto all = m_follower->finish("x");
        QCOMPARE(joined(all), std::string("one|last words|"));
        QVERIFY(m_follower->finish("x").empty());
        // The next process of the same name begins its own line.
        QVERIFY(m_follower->add("x", m_path));
        append("hello\n");
        QCOMPARE(joined(lines(1)), std::string("hello|"));
        QCOMPARE(readFile(m_path).value(), std::string("one\nlast words\nhello\n"));
        QCOMPARE(joined(m_follower->finish("x")), std::string());
        QCOMPARE(readFile(m_path).value(), std::string("one\nlast words\nhello\n"));
    }

    void anEmptiedFileIsFollowedFromItsStart() {
        QVERIFY(m_follower->add("x", m_path));
        append("a long first line\n");
        lines(1);
        QCOMPARE(::truncate(m_path.c_str(), 0), 0);
        append("new\n");
        const auto all = lines(1);
        QCOMPARE(joined(all), std::string("new|"));
        QCOMPARE(all[0].line.offset, std::uint64_t(0));
        QCOMPARE(LogHistory(m_path).tail(1).value()[0].at, m_clock.wallMs());
    }

    void manyStreamsAtOnce() {
        for (int i = 0; i < 100; ++i)
            QVERIFY(m_follower->add("s" + std::to_string(i), m_path + std::to_string(i)));
        for (int round = 0; round < 3; ++round)
            for (int i = 0; i < 100; ++i)
                appendTo(m_path + std::to_string(i), "round " + std::to_string(round) + "\n");
        const auto all = lines(300);
        QCOMPARE(all.size(), size_t(300));
        m_follower->remove("s0");
        appendTo(m_path + "0", "unseen\n");
        QVERIFY(settled().empty());
    }

    void twoNamesMayMeanOneFile() {
        QVERIFY(m_follower->add("a", m_path));
        QVERIFY(m_follower->add("b", m_path));
        append("one\n");
        QCOMPARE(lines(2).size(), size_t(2));
        m_follower->remove("a");
        append("two\n");
        const auto all = lines(1);
        QCOMPARE(all[0].id, std::string("b"));
    }

    void withoutReportingOnlyTheIndexGrows() {
        QVERIFY(m_follower->add("x", m_path));
        m_follower->report("x", false);
        append("one\ntwo\nth");
        QVERIFY(settled().empty());
        QCOMPARE(LogHistory(m_path).tail(3).value()[1].at, m_clock.wallMs());
        m_follower->report("x", true);
        append("ree\nfour\n");
        QCOMPARE(joined(lines(2)), std::string("three|four|"));
        m_follower->report("x", false);
        append("five\nsix");
        QVERIFY(m_follower->finish("x").empty());
        QCOMPARE(LogHistory(m_path).tail(1).value()[0].text, std::string("six"));
        QCOMPARE(LogHistory(m_path).tail(1).value()[0].intervalMs, std::int64_t(0));
    }

    void aFloodIsReadInPasses() {
        QVERIFY(m_follower->add("x", m_path));
        std::string text;
        const std::string line(1000, 'y');
        for (int i = 0; i < 5000; ++i)
            text += line + "\n";
        append(text);
        QVERIFY(readable(m_follower->fd()));
        const size_t first = m_follower->process().size();
        QVERIFY2(first > 0 && first <= 1100, qPrintable(QString::number(first)));
        QVERIFY2(readable(m_follower->fd(), 0), "there is more");
        QCOMPARE(lines(5000 - first).size(), 5000 - first);
    }

    void aFloodWakesAHundredTimesASecond() {
        QVERIFY(m_follower->add("x", m_path));
        // On a busy machine 10 ms may go by between two statements: one quick round shows it.
        QVERIFY(eventually([&] {
            settled();
            append("first\n");
            readable(m_follower->fd());
            m_follower->process();
            append("second\n");
            return !readable(m_follower->fd(), 0);
        }));
        QCOMPARE(joined(lines(1)), std::string("second|"));
    }

    void oldOutputIsGivenBack() {
        m_follower = LogFollower::create(m_clock, {256 * 1024}).value();
        QVERIFY(m_follower->add("x", m_path));
        const std::string line(999, 'z');
        size_t seen = 0;
        for (int round = 0; round < 20; ++round) {
            std::string text;
            for (int i = 0; i < 50; ++i)
                text += line + "\n";
            append(text);
            m_clock.advance(1s);
            seen += lines(50).size();
        }
        QCOMPARE(seen, size_t(1000));
        struct stat status {};
        QCOMPARE(::stat(m_path.c_str(), &status), 0);
        QCOMPARE(status.st_size, 1'000'000);
        const LogHistory history(m_path);
        const std::uint64_t first = history.firstOffset().value();
        if (first == 0)
            QSKIP("no holes on this file system");
        QVERIFY(1'000'000 - first >= 256 * 1024 - 1000 && 1'000'000 - first <= 500'000);
        const auto lines = history.range(0, 1).value();
        QCOMPARE(lines[0].text, line);
        QCOMPARE(lines[0].intervalMs, std::int64_t(0));
        // A follower that comes later begins behind the hole.
        m_follower = LogFollower::create(m_clock).value();
        QVERIFY(m_follower->add("x", m_path));
        QVERIFY(settled().empty());
    }

    void aRealProcessIsFollowed() {
        SpawnRequest request;
        request.argv = shellCommand("for i in 1 2 3; do echo line $i; sleep 0.02; done; printf end");
        request.environment = kEnvironment;
        request.cookie = m_children.cookie();
        request.outPath = m_path;
        QVERIFY(m_follower->add("x", m_path));
        const auto process = spawn(request).value();
        QCOMPARE(joined(lines(3)), std::string("line 1|line 2|line 3|"));
        QCOMPARE(::waitpid(process.identity.pid, nullptr, 0), process.identity.pid);
        QCOMPARE(joined(m_follower->finish("x")), std::string("end|"));
    }

    void aFolderThatIsNotThereIsAnError() {
        QCOMPARE(m_follower->add("x", m_dir->filePath("no/file").toStdString()).error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(LogFollowerTest)
#include "log_follower_test.moc"
