#include <fcntl.h>

#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "base/files.h"
#include "base/line_pattern.h"
#include "base/random.h"
#include "base/unique_fd.h"

using namespace slipway;

class BaseTest : public QObject {
    Q_OBJECT
  private slots:
    void everyErrorCodeHasItsOwnWireWordAndAnExit() {
        std::set<std::string> words;
        for (const auto& row : errorCodes()) {
            QVERIFY2(words.insert(row.wire).second, row.wire);
            QVERIFY(row.cliExit >= 1 && row.cliExit <= 9);
            QVERIFY(row.httpStatus >= 400 && row.httpStatus < 600);
            QCOMPARE(errorCodeFromWire(row.wire), row.code);
        }
        QCOMPARE(errorCodeFromWire("from_the_future"), ErrorCode::Internal);
    }

    void aFullDiskIsTold() {
        const auto written = writeFileAtomically("/dev/full-does-not-exist/x", "content");
        QVERIFY(!written);
        QVERIFY(systemError("write x", ENOSPC).code == ErrorCode::NoSpace);
    }

    void filesAreReplacedWhole() {
        QTemporaryDir dir;
        const std::string path = dir.filePath("state").toStdString();
        QVERIFY(writeFileAtomically(path, "one"));
        QVERIFY(writeFileAtomically(path, "two"));
        QCOMPARE(readFile(path).value(), std::string("two"));
        QCOMPARE(readFile(path, 2).error().code, ErrorCode::TooLarge);
        QVERIFY(makeFolders(dir.filePath("a/b/c").toStdString()));
        QVERIFY(QDir(dir.filePath("a/b/c")).exists());
    }

    void descriptorsCloseOnce() {
        UniqueFd first(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const int number = first.get();
        UniqueFd second = std::move(first);
        QVERIFY(!first);
        QCOMPARE(second.get(), number);
        const UniqueFd copy = second.duplicate();
        QVERIFY(::fcntl(copy.get(), F_GETFD) & FD_CLOEXEC);
        second.reset();
        QCOMPARE(::fcntl(number, F_GETFD), -1);
    }

    void aFakeClockMovesOnlyWhenTold() {
        FakeClock clock(1000);
        const TimePoint start = clock.now();
        clock.advance(std::chrono::microseconds(1500));
        clock.advance(std::chrono::microseconds(500));
        QCOMPARE(clock.now() - start, Duration(std::chrono::milliseconds(2)));
        QCOMPARE(clock.wallMs(), WallMs(1002));
    }

    void timesReadWell() {
        QCOMPARE(formatUtc(0), std::string("1970-01-01T00:00:00.000Z"));
        QCOMPARE(formatDuration(std::chrono::milliseconds(1250)), std::string("1.2s"));
        QCOMPARE(formatDuration(std::chrono::seconds(184)), std::string("3m 4s"));
    }

    void randomIsBoundedAndRepeatable() {
        Random a(7), b(7);
        for (int i = 0; i < 1000; ++i) {
            const auto value = a.below(10);
            QVERIFY(value < 10);
            QCOMPARE(value, b.below(10));
        }
        QCOMPARE(randomHex(16).size(), size_t(32));
        QVERIFY(randomHex(16) != randomHex(16));
    }

    void aPatternIsFoundAnywhereInALine() {
        const auto pattern = LinePattern::compile("on port [0-9]+( |$)|^\\[ok\\]").value();
        QVERIFY(pattern.in("listening on port 80"));
        QVERIFY(pattern.in("on port 8 now") && pattern.in("[ok]"));
        QVERIFY(!pattern.in("on port x") && !pattern.in("") && !pattern.in("not [ok]"));
        // Bytes beyond the view and NULs within it are a line's like any other.
        QVERIFY(!pattern.in(std::string_view("on port 80x", 8)));
        QVERIFY(pattern.in(std::string_view("a\0b on port 1", 13)));
        QVERIFY(!LinePattern().in("anything"));
    }

    void patternsThatAreNoneAreExplained() {
        for (const auto& [text, why] : std::vector<std::pair<std::string, std::string>>{
                 {"a(", "Unmatched ( or \\("},
                 {"took \\d+", "'\\d' is no escape of a POSIX extended expression; [0-9] is a digit"},
                 {"(a)\\1", "back-references are not there"},
                 {"(?:a)", "'(?' is no group of a POSIX extended expression"},
                 {"((a{100}){100}){100}", "its repetitions come to more than 1000"},
                 {"a{99999999999999999999}", "its repetitions come to more than 1000"},
                 {std::string(1025, 'a'), "it has more than 1024 bytes"},
                 {"a\nb", "a line holds no line break"}}) {
            const auto pattern = LinePattern::compile(text);
            QVERIFY2(!pattern, text.c_str());
            QVERIFY2(pattern.error().message.ends_with(": " + why), pattern.error().message.c_str());
        }
        for (const char* fine : {"[]a\\d]{2}", "[[:digit:]]+", "[^]]", "\\(?", "\\w\\.\\{", "a{2,3}b{1,}"})
            QVERIFY2(LinePattern::compile(fine), fine);
    }
};

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
