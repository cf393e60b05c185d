#include "runtime/log_line.h"

#include <QtTest>

using namespace slipway;
using namespace slipway::runtime;

class LogLineTest : public QObject {
    Q_OBJECT
  private slots:
    void levelsAreGuessed_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("level");
        const auto row = [](const char* text, const char* level) { QTest::newRow(text) << text << level; };
        row(R"({"time":"x","level":"warning","msg":"level is ERROR"})", "warn");
        row(R"({"severity" : "CRITICAL"})", "fatal");
        row(R"({"level":50,"msg":"x"})", "error");
        row(R"({"level":35})", "");
        row(R"({"level":)", "");
        row(R"({"msg":"ERROR"})", "");
        row("2026-11-22 10:00:00 INFO started", "info");
        row("10:00:00.123 [main] WARN  c.x.Y - slow", "warn");
        row("[error] 812#812: *1 open() failed", "error");
        row("time=x level=debug msg=\"ERROR\"", "debug");
        row("level=\"warn\" x", "warn");
        row("FATAL: the database system is shutting down", "fatal");
        row("ERRORS happen", "");
        row("no error here", "");
        row("error: no such file", "error");
        row("\x1b[32mINFO\x1b[0m started", "info");
        row("INFORMATION desk", "info");
        row("", "");
        row("{", "");
    }

    void levelsAreGuessed() {
        QFETCH(const QString, text);
        QFETCH(const QString, level);
        QCOMPARE(QString::fromStdString(std::string(guessLevel(text.toStdString()))), level);
    }

    void aLevelFarIntoTheLineIsNotLookedFor() {
        QCOMPARE(guessLevel(std::string(200, 'x') + " ERROR"), std::string_view());
    }

    void linesAreTheSameWhereverThePiecesAreCut() {
        const std::string text = "one\n\ntwo\r\nthree \xc3\xa4\nlast";
        const std::vector<std::string> expected = {"one", "", "two", "three \xc3\xa4"};
        for (size_t step = 1; step <= text.size(); ++step) {
            LineSplitter splitter(1000);
            std::vector<LogLine> lines;
            for (size_t at = 0; at < text.size(); at += step)
                splitter.feed(std::string_view(text).substr(at, step),
                              [&](LogLine&& line) { lines.push_back(std::move(line)); });
            QCOMPARE(lines.size(), expected.size());
            std::uint64_t offset = 1000;
            for (size_t i = 0; i < lines.size(); ++i) {
                QCOMPARE(lines[i].text, expected[i]);
                QCOMPARE(lines[i].offset, offset);
                QVERIFY(!lines[i].continued);
                offset = lines[i].endOffset;
            }
            QCOMPARE(splitter.lineStart(), offset);
            QCOMPARE(splitter.nextOffset(), 1000 + text.size());
            QCOMPARE(splitter.takeRest()->text, std::string("last"));
            QVERIFY(!splitter.takeRest());
            QCOMPARE(splitter.lineStart(), 1000 + text.size());
        }
    }

    void aLineBeyondTheLimitComesInParts_data() {
        QTest::addColumn<int>("bytes");
        for (const int delta : {-1, 0, 1})
            for (const int times : {1, 2})
                QTest::addRow("%d x limit %+d", times, delta) << times * static_cast<int>(kMaxLineBytes) + delta;
    }

    void aLineBeyondTheLimitComesInParts() {
        QFETCH(const int, bytes);
        const std::string longLine(static_cast<size_t>(bytes), 'x');
        const std::string text = longLine + "\nnext\n";
        for (const size_t step : {size_t(1000), kMaxLineBytes, text.size()}) {
            LineSplitter splitter;
            std::vector<LogLine> lines;
            for (size_t at = 0; at < text.size(); at += step)
                splitter.feed(std::string_view(text).substr(at, step),
                              [&](LogLine&& line) { lines.push_back(std::move(line)); });
            std::string joined;
            size_t i = 0;
            for (; lines.at(i).continued; ++i) {
                QCOMPARE(lines[i].text.size(), kMaxLineBytes);
                joined += lines[i].text;
            }
            joined += lines[i].text;
            QVERIFY(joined == longLine);
            QCOMPARE(lines.at(i + 1).text, std::string("next"));
            QCOMPARE(lines.size(), i + 2);
            QCOMPARE(lines.back().endOffset, text.size());
        }
    }

    void streamsAreMergedByTimeAndKeepTheirOwnOrder() {
        const auto line = [](WallMs at, const char* text) {
            LogLine result;
            result.at = at;
            result.text = text;
            return result;
        };
        // The clock of the first stream was set back after "b".
        const auto merged =
            mergeByTime({{line(10, "a"), line(30, "b"), line(5, "c")}, {line(10, "d"), line(20, "e")}, {}});
        std::string order;
        for (const auto& each : merged)
            order += each.line.text;
        QCOMPARE(order, std::string("adebc"));
        QCOMPARE(merged[1].source, size_t(1));
    }
};

QTEST_GUILESS_MAIN(LogLineTest)
#include "log_line_test.moc"
