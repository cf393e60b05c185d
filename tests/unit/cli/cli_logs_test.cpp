#include <QtTest>
#include <ctime>
#include <sstream>

#include "cli/commands.h"

using namespace slipway;
using namespace slipway::cli;

/// The times that `slipway logs` takes, and how it shows a line.
class CliLogsTest : public QObject {
    Q_OBJECT

    // 2026-11-23T14:05:00Z
    static constexpr WallMs kNow = 1'795'442'700'000;
    static constexpr WallMs kHour = 3'600'000;

    static void zone(const char* name) {
        qputenv("TZ", name);
        ::tzset();
    }
    static std::string printed(const api::LogLine& line, bool terminal, bool color) {
        std::ostringstream out, err;
        Console console{out, err};
        console.outIsTerminal = terminal;
        console.outColor = color;
        LogPrinter(console, false, true).print(line);
        return out.str();
    }

  private slots:
    void init() { zone("UTC"); }

    void aDurationIsBeforeNow() {
        QCOMPARE(parseTime("10m", kNow), kNow - 600'000);
        QCOMPARE(parseTime("2h30m", kNow), kNow - 9'000'000);
        QCOMPARE(parseTime("0s", kNow), kNow);
    }

    void aDateIsRfc3339() {
        QCOMPARE(parseTime("2026-11-23T14:05:00Z", 0), kNow);
        QCOMPARE(parseTime("2026-11-23T14:05:00z", 0), kNow);
        QCOMPARE(parseTime("2026-11-23T23:05:00+09:00", 0), kNow);
        QCOMPARE(parseTime("2026-11-23T10:35:00-03:30", 0), kNow);
        QCOMPARE(parseTime("2026-11-23T14:05:00.25Z", 0), kNow + 250);
        // What is finer than a millisecond is left out.
        QCOMPARE(parseTime("2026-11-23T14:05:00.123987Z", 0), kNow + 123);
        zone("Asia/Seoul");
        QCOMPARE(parseTime("2026-11-23T14:05:00Z", 0), kNow);
    }

    void aTimeOfDayIsTheLastOneThatWas() {
        QCOMPARE(parseTime("14:05", kNow), kNow);
        QCOMPARE(parseTime("14:05:00", kNow), kNow);
        QCOMPARE(parseTime("13:05:30", kNow), kNow - kHour + 30'000);
        QCOMPARE(parseTime("14:06", kNow), kNow + 60'000 - 24 * kHour);
        // A local one: in Seoul it is five past eleven in the evening.
        zone("KST-9");
        QCOMPARE(parseTime("23:05", kNow), kNow);
        QCOMPARE(parseTime("23:06", kNow), kNow + 60'000 - 24 * kHour);
    }

    void yesterdayMayHaveHadAnHourMore() {
        // Central Europe, 2026-10-25: at three it is two again. At noon of that day, "12:30" was 24 h 30 min ago.
        zone("CET-1CEST,M3.5.0,M10.5.0/3");
        const WallMs noon = 1'792'926'000'000;  // 2026-10-25T11:00:00Z
        QCOMPARE(parseTime("12:30", noon), noon - 24 * kHour - kHour / 2);
    }

    void whatIsNoTime_data() {
        QTest::addColumn<QString>("text");
        for (const char* text :
             {"", "yesterday", "10", "25:00", "14:60", "14:05:", "14:05x", "2026-11-23", "2026-11-23T14:05Z",
              "2026-11-23T14:05:00", "26-11-23T14:05:00Z", "2026-11-23T14:05:00.Z", "2026-11-23T14:05:00+0900",
              "2026-11-23T14:05:00+9:00", "2026-11-23T14:05:00+a9:00", "2026-11-23T14:05:00Zx", "2026-13-23T14:05:00Z"})
            QTest::newRow(text) << QString(text);
    }
    void whatIsNoTime() {
        QFETCH(QString, text);
        QVERIFY(!parseTime(text.toStdString(), kNow));
    }

    void sequencesAreForTerminals() {
        api::LogLine line;
        line.instance = "users-1";
        line.service = "users";
        line.text = "\x1b[32mGET\x1b[0m /users \x1b]0;title\x07 200";
        QCOMPARE(printed(line, false, false), std::string("users-1 | GET /users  200\n"));
        QVERIFY(printed(line, true, true).find("\x1b[32mGET\x1b[0m") != std::string::npos);
    }

    void standardErrorIsMarked() {
        api::LogLine line;
        line.instance = "users-1";
        line.service = "users";
        line.stream = api::LogStream::Err;
        line.text = "refused";
        QCOMPARE(printed(line, false, false), std::string("users-1 ! refused\n"));
        QCOMPARE(printed(line, true, true), std::string("\x1b[36musers-1\x1b[0m \x1b[31m!\x1b[0m refused\n"));
    }
};

QTEST_GUILESS_MAIN(CliLogsTest)
#include "cli_logs_test.moc"
