#include <fcntl.h>

#include <QTemporaryDir>
#include <QtTest>
#include <set>

#include "base/clock.h"
#include "base/error.h"
#include "base/files.h"
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
};

QTEST_GUILESS_MAIN(BaseTest)
#include "base_test.moc"
