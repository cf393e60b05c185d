#include "runtime/log_history.h"

#include <fcntl.h>
#include <sys/stat.h>

#include <QFile>
#include <QTemporaryDir>
#include <QtTest>
#include <random>

#include "base/files.h"
#include "runtime/log_index.h"

using namespace slipway;
using namespace slipway::runtime;

class LogHistoryTest : public QObject {
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_dir;
    std::string m_path;

    void write(const std::string& text) const {
        QFile file(QString::fromStdString(m_path));
        QVERIFY(file.open(QIODevice::Append));
        file.write(text.data(), static_cast<qint64>(text.size()));
    }

    static std::string joined(const Result<std::vector<LogLine>>& lines) {
        if (!lines)
            return lines.error().message;
        std::string text;
        for (const auto& line : *lines)
            text += line.text + "|";
        return text;
    }

    std::uint64_t blocks() const {
        struct stat status {};
        ::stat(m_path.c_str(), &status);
        return static_cast<std::uint64_t>(status.st_blocks) * 512;
    }

  private slots:
    void init() {
        m_dir = std::make_unique<QTemporaryDir>();
        m_path = m_dir->filePath("users-1.out").toStdString();
    }

    void theLastLinesAreRead() {
        const LogHistory history(m_path);
        QCOMPARE(joined(history.tail(5)), std::string());
        write("one\ntwo\nthree\nfour");
        QCOMPARE(joined(history.tail(2)), std::string("three|four|"));
        QCOMPARE(joined(history.tail(2, LastLine::CompleteOnly)), std::string("two|three|"));
        QCOMPARE(joined(history.tail(99)), std::string("one|two|three|four|"));
        QCOMPARE(joined(history.tail(0)), std::string());
        write("\n");
        QCOMPARE(joined(history.tail(1)), std::string("four|"));
        QCOMPARE(joined(history.tail(2, LastLine::AsItIs, 8)), std::string("one|two|"));
        QCOMPARE(joined(history.tail(1, LastLine::CompleteOnly, 10)), std::string("two|"));
    }

    void longTailsCrossBlocks() {
        std::string text;
        for (int i = 0; i < 30'000; ++i)
            text += "line " + std::to_string(i) + "\n";
        write(text);
        const auto lines = LogHistory(m_path).tail(20'000).value();
        QCOMPARE(lines.size(), size_t(20'000));
        QCOMPARE(lines.front().text, std::string("line 10000"));
        QCOMPARE(lines.back().text, std::string("line 29999"));
        QCOMPARE(lines.back().endOffset, text.size());
    }

    void aSearchByTimeEndsWhereALinearScanDoes() {
        std::mt19937 random(20'261'123);
        for (int round = 0; round < 20; ++round) {
            init();
            auto index = LogIndexWriter::open(m_path).value();
            std::uint64_t size = 0;
            WallMs at = 1'000'000;
            for (int block = 0; block < 40; ++block) {
                std::string text;
                for (unsigned line = random() % 60; line-- > 0;)
                    text += std::string(random() % 400, 'x') + "\n";
                write(text);
                size += text.size();
                at += static_cast<WallMs>(random() % 100);
                QVERIFY(index.append({size, at, 0}));
            }
            if (round % 2 == 1) {
                const auto start = punchHead(m_path, size / 2);
                QVERIFY(start);
                QVERIFY(index.dropBefore(*start));
            }
            const LogHistory history(m_path);
            const auto all = history.range(0, SIZE_MAX).value();
            for (int question = 0; question < 10; ++question) {
                const WallMs since = 1'000'000 + static_cast<WallMs>(random() % static_cast<unsigned>(at - 999'000));
                std::vector<std::uint64_t> scanned, found;
                for (const auto& line : all)
                    if (line.at >= since)
                        scanned.push_back(line.offset);
                const auto sought = history.range(history.offsetAt(since).value(), SIZE_MAX).value();
                for (const auto& line : sought)
                    if (line.at >= since)
                        found.push_back(line.offset);
                QCOMPARE(found, scanned);
            }
        }
    }

    void aTailIsBounded() {
        std::string text;
        for (int i = 0; i < 200; ++i)
            text += std::string(60'000, 'x') + std::to_string(i) + "\n";
        write(text);
        const auto lines = LogHistory(m_path).tail(200).value();
        QVERIFY(lines.size() > 100 && lines.size() < 140);
        QVERIFY(lines.back().text.ends_with("199"));
        QVERIFY2(lines.front().text.size() > 60'000, "it begins with a whole line");
    }

    void rangesGoOnFromWhereTheLastEnded() {
        write("one\ntwo\nthree\nfour\nfi");
        const LogHistory history(m_path);
        std::uint64_t offset = 0;
        std::string text;
        for (;;) {
            const auto lines = history.range(offset, 2, LastLine::CompleteOnly).value();
            if (lines.empty())
                break;
            for (const auto& line : lines)
                text += line.text + "|";
            offset = lines.back().endOffset;
        }
        QCOMPARE(text, std::string("one|two|three|four|"));
        QCOMPARE(joined(history.range(offset, 2)), std::string("fi|"));
        QCOMPARE(joined(history.range(1000, 2)), std::string());
    }

    void timesComeFromTheIndex() {
        auto index = LogIndexWriter::open(m_path).value();
        write("one\ntwo\n");
        QVERIFY(index.append({8, 1000, 0}));
        write("thr");
        QVERIFY(index.append({11, 2000, 0}));
        write("ee\nfour\n");
        QVERIFY(index.append({19, 3000, 500}));
        const auto lines = LogHistory(m_path).tail(9).value();
        QCOMPARE(lines[1].at, WallMs(1000));
        QCOMPARE(lines[2].at, WallMs(3000));
        QCOMPARE(lines[2].intervalMs, std::int64_t(500));
        QCOMPARE(lines[3].at, WallMs(3000));
        const LogHistory history(m_path);
        QCOMPARE(history.offsetAt(0).value(), std::uint64_t(0));
        QCOMPARE(history.offsetAt(1001).value(), std::uint64_t(8));
        QCOMPARE(history.offsetAt(2500).value(), std::uint64_t(8));
        QCOMPARE(history.offsetAt(9999).value(), std::uint64_t(19));
    }

    void whatIsNotIndexedHasAnInterval() {
        write("one\n");
        auto index = LogIndexWriter::open(m_path).value();
        QVERIFY(index.append({4, 1000, 0}));
        write("two\n");
        const auto lines = LogHistory(m_path).tail(9).value();
        QCOMPARE(lines[0].at, WallMs(1000));
        QVERIFY(lines[1].at > 1'600'000'000'000);
        QCOMPARE(lines[1].intervalMs, lines[1].at - 1000);
    }

    void aLaterLineNeverHasAnEarlierTime() {
        write("one\ntwo\n");
        auto index = LogIndexWriter::open(m_path).value();
        // As when the index grows between a look at the file's time and a look at the index.
        QVERIFY(index.append({4, 5'000'000'000'000, 0}));
        const auto lines = LogHistory(m_path).tail(9).value();
        QCOMPARE(lines[0].at, WallMs(5'000'000'000'000));
        QVERIFY(lines[1].at >= lines[0].at);
    }

    void anIndexIsSearchedAcrossItsPieces() {
        auto index = LogIndexWriter::open(m_path).value();
        for (std::uint64_t i = 1; i <= 5000; ++i)
            QVERIFY(index.append({i * 10, static_cast<WallMs>(i * 100), 0}));
        LogIndexReader reader(m_path);
        for (std::uint64_t offset = 0; offset < 50'000; ++offset)
            QCOMPARE(reader.at(offset)->at, static_cast<WallMs>((offset / 10 + 1) * 100));
        for (std::uint64_t i = 0; i < 5000; ++i) {
            const std::uint64_t offset = i * 7919 % 50'000;
            QCOMPARE(reader.at(offset)->at, static_cast<WallMs>((offset / 10 + 1) * 100));
        }
        QVERIFY(!reader.at(50'000));
        QCOMPARE(reader.beginOf(*reader.at(777)), std::uint64_t(770));
    }

    void entriesThatAreNearInTimeAreJoined() {
        auto index = LogIndexWriter::open(m_path).value();
        QVERIFY(index.append({10, 1000, 0}));
        QVERIFY(index.append({20, 1009, 0}));
        QVERIFY(index.append({30, 1010, 0}));
        QVERIFY(index.append({40, 1011, 7}));
        QVERIFY(index.append({35, 2000, 0}));
        LogIndexReader reader(m_path);
        QCOMPARE(reader.at(15)->at, WallMs(1000));
        QCOMPARE(reader.at(15)->end, std::uint64_t(20));
        QCOMPARE(reader.at(25)->at, WallMs(1010));
        QCOMPARE(reader.at(39)->intervalMs, std::int64_t(7));
        QCOMPARE(reader.last()->end, std::uint64_t(40));
    }

    void aTornEntryIsDropped() {
        {
            auto index = LogIndexWriter::open(m_path).value();
            QVERIFY(index.append({10, 1000, 0}));
        }
        QFile file(QString::fromStdString(m_path) + ".idx");
        QVERIFY(file.open(QIODevice::Append));
        file.write("torn");
        file.close();
        auto index = LogIndexWriter::open(m_path).value();
        QCOMPARE(index.last().end, std::uint64_t(10));
        QVERIFY(index.append({20, 2000, 0}));
        QCOMPARE(LogIndexReader(m_path).at(15)->at, WallMs(2000));
    }

    void theHeadIsGivenBackAndOffsetsStay() {
        std::string text;
        for (int i = 0; i < 40'000; ++i)
            text += "line number " + std::to_string(i) + "\n";
        write(text);
        QVERIFY(text.size() > 600'000);
        const std::uint64_t before = blocks();
        auto start = punchHead(m_path, 200'000);
        if (!start)
            QSKIP(start.error().message.c_str());
        QVERIFY(*start > 0);
        QVERIFY(text.size() - *start >= 200'000 - 100);
        QVERIFY(text[*start - 1] == '\n');
        QVERIFY(blocks() + 300'000 < before);
        const LogHistory history(m_path);
        QCOMPARE(history.firstOffset().value(), *start);
        const auto lines = history.range(0, 1).value();
        QCOMPARE(lines[0].offset, *start);
        QVERIFY(text.compare(*start, lines[0].text.size() + 1, lines[0].text + "\n") == 0);
        const auto tail = history.tail(100'000).value();
        QCOMPARE(tail.front().offset, *start);
        QCOMPARE(tail.back().text, std::string("line number 39999"));
        QCOMPARE(punchHead(m_path, 200'000).value(), *start);
        QCOMPARE(punchHead(m_path, 10'000'000).value(), *start);

        auto index = LogIndexWriter::open(m_path).value();
        QVERIFY(index.append({1000, 1, 0}));
        QVERIFY(index.append({*start, 100, 0}));
        QVERIFY(index.append({*start + 50, 200, 0}));
        QVERIFY(index.dropBefore(*start));
        QVERIFY(index.append({text.size(), 300, 0}));
        QCOMPARE(LogHistory(m_path).range(0, 1).value()[0].at, WallMs(200));
        QCOMPARE(LogHistory(m_path).tail(1).value()[0].at, WallMs(300));
    }
};

QTEST_GUILESS_MAIN(LogHistoryTest)
#include "log_history_test.moc"
