#include <QTest>

#include <nlohmann/json.hpp>
#include "gui/models/ansi.h"
#include "gui/models/format.h"
#include "gui/models/fuzzy.h"
#include "gui/models/log_arena.h"
#include "gui/models/log_display.h"
#include "gui/models/log_query.h"
#include "gui/warning_guard.h"

using namespace slipway::gui;

namespace {

LogLine line(const std::string& text, const std::string& instance = "users-1", LogLevel level = LogLevel::Info) {
    LogLine result;
    result.atMs = 1700000000000;
    result.instance = instance;
    result.service = instance.substr(0, instance.find('-'));
    result.text = text;
    result.level = level;
    return result;
}

}  // namespace

class LogModelsTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void arenaKeepsLines() {
        LogArena arena;
        arena.append(line("first"));
        arena.append(line("둘째 줄", "orders-2", LogLevel::Error));
        arena.append(line(""));
        QCOMPARE(arena.end(), 3u);
        QVERIFY(arena.at(1).text == "둘째 줄");
        QCOMPARE(arena.instances().value(arena.at(1).instance), QStringLiteral("orders-2"));
        QCOMPARE(arena.services().value(arena.at(1).instance), QStringLiteral("orders"));
        QVERIFY(arena.at(1).level == LogLevel::Error);
        QVERIFY(arena.at(2).text.empty());
        QVERIFY(arena.at(3).text.empty());
    }

    void arenaDropsTheOldestAndCounts() {
        LogArena arena(3 * LogArena::kBlockBytes);
        const std::string text(1000, 'x');
        for (int i = 0; i < 6000; ++i) {
            arena.append(line(std::to_string(i) + text));
        }
        QVERIFY(arena.bytes() <= 3 * LogArena::kBlockBytes);
        QVERIFY(arena.droppedLines() > 0);
        QCOMPARE(arena.end(), 6000u);
        QVERIFY(arena.at(arena.first()).text.starts_with(std::to_string(arena.first())));
        QVERIFY(arena.at(5999).text.starts_with("5999"));
        QVERIFY(arena.at(arena.first() - 1).text.empty());
        const auto end = arena.end();
        arena.clear();
        QCOMPARE(arena.first(), end);
        QCOMPARE(arena.droppedLines(), 0u);  // nothing of what comes now was lost
        QVERIFY(arena.instances().isEmpty());
        arena.append(line("after"));
        QVERIFY(arena.at(end).text == "after");
    }

    void longLinesAreCut() {
        LogArena arena;
        arena.append(line(std::string(LogArena::kLongestLine * 3, 'a')));
        QCOMPARE(arena.at(0).text.size(), LogArena::kLongestLine);
    }

    void linesFromJson() {
        const auto read = logLineFromJson({{"at", 5},
                                           {"instance", "users-1"},
                                           {"service", "users"},
                                           {"stream", "err"},
                                           {"text", "boom"},
                                           {"level", "warning"},
                                           {"interval_ms", 3}});
        QVERIFY(read);
        QVERIFY(read->isError);
        QVERIFY(read->level == LogLevel::Warn);
        QCOMPARE(read->intervalMs, 3);
        QVERIFY(!logLineFromJson({{"text", 5}}));
        QVERIFY(!logLineFromJson(nlohmann::json::array()));
    }

    void queries() {
        LogArena arena;
        arena.append(line("a", "users-1", LogLevel::Debug));
        arena.append(line("b", "orders-1", LogLevel::Error));
        LogQuery query;
        QVERIFY(query.matches(arena, arena.at(0)));
        query.atLeast = LogLevel::Warn;
        QVERIFY(!query.matches(arena, arena.at(0)));
        QVERIFY(query.matches(arena, arena.at(1)));
        query.service = "users";
        QVERIFY(!query.matches(arena, arena.at(1)));
    }

    void patterns() {
        QVERIFY(LogPattern("ERROR").matches("an error here"));
        QVERIFY(!LogPattern("error").matches("an erro"));
        QVERIFY(LogPattern("took \\d+ms").matches("took 12ms"));
        QVERIFY(LogPattern("홍.동").matches("user=홍길동"));
        const LogPattern bad("took (\\d+");
        QVERIFY(!bad.isValid());
        QVERIFY(bad.errorAt() >= 0);
        QVERIFY(!bad.matches("took 5"));
        const auto spans = LogPattern("o").spans("foo");
        QCOMPARE(spans.size(), 2u);
        QCOMPARE(spans[1].start, 2);
        QVERIFY(LogPattern("x*").spans("aaa").empty());
    }

    void ansiBecomesSpans() {
        const AnsiText text = parseAnsi("\x1b[1;31merr\x1b[0m plain\ttab \x1b]0;title\a\x1b[2Kend");
        QCOMPARE(text.text, QStringLiteral("err plain    tab end"));
        QCOMPARE(text.spans.size(), 1u);
        QVERIFY(text.spans[0].color == AnsiColor::Red && text.spans[0].bold);
        QCOMPARE(parseAnsi("\x1b[31").text, QString());
        QCOMPARE(parseAnsi("\x1b").text, QString());
        QCOMPARE(parseAnsi(std::string(9000, 'x')).text.size(), 8001);
    }

    void jsonLinesAreReadByPeople() {
        QCOMPARE(displayLine("plain {text}"), std::string("plain {text}"));
        QCOMPARE(displayLine(R"({"time":"t","level":"info","message":"listening","port":8080})"),
                 std::string("listening  port=8080"));
        QCOMPARE(displayLine(R"({"method":"GET","path":"/a b","status":200})"),
                 std::string("method=GET path=\"/a b\" status=200"));
        QCOMPARE(displayLine(R"({"broken":)"), std::string(R"({"broken":)"));
        QCOMPARE(displayLine(R"({"level":"info"})"), std::string(R"({"level":"info"})"));
        QCOMPARE(displayLine(R"({"user":"홍길동"})"), std::string("user=홍길동"));
    }

    void fuzzy() {
        QVERIFY(fuzzyScore("rdp", "Redeploy products") > 0);
        QVERIFY(fuzzyScore("redprod", "Redeploy products") > fuzzyScore("redprod", "Restored paragraph od"));
        QCOMPARE(fuzzyScore("xyz", "Redeploy"), -1);
        QCOMPARE(fuzzyScore("", "Redeploy"), 0);
        std::vector<int> hits;
        fuzzyScore("tp", "Topology", &hits);
        QCOMPARE(hits, (std::vector<int>{0, 2}));
        QVERIFY(fuzzyScore("log", "Show logs") > fuzzyScore("log", "Topology dialog"));
    }

    void numbers() {
        QCOMPARE(format::rate(0.04), QStringLiteral("0"));
        QCOMPARE(format::rate(0.42), QStringLiteral("0.4"));
        QCOMPARE(format::rate(1284.4), QStringLiteral("1,284"));
        QCOMPARE(format::rate(12400), QStringLiteral("12.4k"));
        QCOMPARE(format::latency(840), QStringLiteral("840 µs"));
        QCOMPARE(format::latency(2100), QStringLiteral("2.1 ms"));
        QCOMPARE(format::share(1.0), QStringLiteral("100 %"));
        QCOMPARE(format::share(0.99999), QStringLiteral("99.99 %"));
        QCOMPARE(format::memory(24 * 1024), QStringLiteral("24 MiB"));
        QCOMPARE(format::duration(3 * 3600 * 1000 + 5 * 60000), QStringLiteral("3 h 05"));
        QCOMPARE(format::rate(qQNaN()), QStringLiteral("–"));
    }
};

QTEST_MAIN(LogModelsTest)
#include "log_models_test.moc"
