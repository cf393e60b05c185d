#include <QtTest>

#include "cases.h"
#include "fuzz/transcript.h"
#include "splits.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {

constexpr std::uint64_t kSeed = 0x5117;
const std::string kGood = "GET /good HTTP/1.1\r\nHost: good\r\n\r\n";
const std::string kGoodSummary = "GET /good host=good none keep\nEND\n";

std::string withoutIdle(std::string summary) {
    return summary.ends_with("IDLE\n") ? summary.substr(0, summary.size() - 5) : summary;
}

}  // namespace

/// Every row of the checklist that a request parser decides: alone, behind a good request, split everywhere.
class HttpRequestTest : public QObject {
    Q_OBJECT

    void rows() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < requestCases().size(); ++i)
            QTest::addRow("row %d, %s", requestCases()[i].row, requestCases()[i].name.c_str()) << static_cast<int>(i);
    }
    static const RequestCase& current() {
        QFETCH(int, index);
        return requestCases()[static_cast<std::size_t>(index)];
    }

  private slots:
    void alone_data() { rows(); }
    void alone() { QCOMPARE(withoutIdle(summaryOf(requestTranscript(current().input, {}))), current().expected); }

    void pipelined_data() { rows(); }
    void pipelined() {
        QCOMPARE(withoutIdle(summaryOf(requestTranscript(kGood + current().input, {}))),
                 kGoodSummary + current().expected);
    }

    void splitAtEveryOffset_data() { rows(); }
    void splitAtEveryOffset() {
        const std::string stream = kGood + current().input;
        const std::string whole = requestTranscript(stream, {});
        for (std::size_t at = 0; at <= stream.size(); ++at)
            QCOMPARE(requestTranscript(stream, {at}), whole);
        QCOMPARE(requestTranscript(stream, cutEverywhere(stream.size())), whole);
        Random random(kSeed);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(requestTranscript(stream, randomCuts(random, stream.size())), whole);
    }

    /// Whatever the bytes are, the split makes no difference: rows with a byte changed, dropped or put in.
    void mutatedRowsAreTheSameAtAnySplit() {
        qInfo("seed %#llx", static_cast<unsigned long long>(kSeed));
        Random random(kSeed);
        int refused = 0;
        for (int round = 0; round < 20'000; ++round) {
            const auto& cases = requestCases();
            std::string stream = cases[random.below(static_cast<std::uint32_t>(cases.size()))].input +
                                 cases[random.below(static_cast<std::uint32_t>(cases.size()))].input;
            if (stream.empty() || stream.size() > 400)
                continue;
            const std::size_t at = random.below(static_cast<std::uint32_t>(stream.size()));
            const char byte = "\r\n\t :,;#\0\x7F\x80/%0aA"[random.below(17)];
            switch (random.below(3)) {
                case 0:
                    stream[at] = byte;
                    break;
                case 1:
                    stream.insert(at, 1, byte);
                    break;
                default:
                    stream.erase(at, 1);
            }
            const std::string whole = requestTranscript(stream, {});
            QCOMPARE(requestTranscript(stream, randomCuts(random, stream.size())), whole);
            QCOMPARE(requestTranscript(stream, cutEverywhere(stream.size())), whole);
            refused += whole.find("REJECT") != std::string::npos ? 1 : 0;
        }
        QVERIFY2(refused > 5'000, "the mutations should break most streams");
    }

    void fieldsKeepTheirOrderAndCase() {
        QCOMPARE(requestTranscript("GET /x HTTP/1.1\r\nHOST:h\r\nx-B: \t 2 \t\r\nAccept: */*\r\nx-b:1\r\n\r\n", {}),
                 std::string("GET /x host=h none keep\n  HOST: h\n  x-B: 2\n  Accept: */*\n  x-b: 1\nEND\nIDLE\n"));
    }
};

QTEST_GUILESS_MAIN(HttpRequestTest)
#include "http_request_test.moc"
