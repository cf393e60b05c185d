#include <QtTest>

#include "cases.h"
#include "fuzz/transcript.h"
#include "splits.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {

constexpr std::uint64_t kSeed = 0x5118;
const std::string kGood = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nyes";
const std::string kGoodSummary = "200 OK length=3 keep\nBODY 3 yes\nEND\n";

std::string withoutIdle(std::string summary) {
    return summary.ends_with("IDLE\n") ? summary.substr(0, summary.size() - 5) : summary;
}

std::vector<ResponseContext> behindGood(std::vector<ResponseContext> contexts) {
    contexts.insert(contexts.begin(), ResponseContext{});
    return contexts;
}

}  // namespace

/// What a backend may send, and what makes a 502.
class HttpResponseTest : public QObject {
    Q_OBJECT

    void rows() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < responseCases().size(); ++i)
            QTest::addRow("row %d, %s", responseCases()[i].row, responseCases()[i].name.c_str()) << static_cast<int>(i);
    }
    static const ResponseCase& current() {
        QFETCH(int, index);
        return responseCases()[static_cast<std::size_t>(index)];
    }

  private slots:
    void alone_data() { rows(); }
    void alone() {
        QCOMPARE(withoutIdle(summaryOf(responseTranscript(current().input, current().contexts, {}))),
                 current().expected);
    }

    void pipelined_data() { rows(); }
    void pipelined() {
        QCOMPARE(
            withoutIdle(summaryOf(responseTranscript(kGood + current().input, behindGood(current().contexts), {}))),
            kGoodSummary + current().expected);
    }

    void splitAtEveryOffset_data() { rows(); }
    void splitAtEveryOffset() {
        const std::string stream = kGood + current().input;
        const auto contexts = behindGood(current().contexts);
        const std::string whole = responseTranscript(stream, contexts, {});
        for (std::size_t at = 0; at <= stream.size(); ++at)
            QCOMPARE(responseTranscript(stream, contexts, {at}), whole);
        QCOMPARE(responseTranscript(stream, contexts, cutEverywhere(stream.size())), whole);
        Random random(kSeed);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(responseTranscript(stream, contexts, randomCuts(random, stream.size())), whole);
    }

    void mutatedRowsAreTheSameAtAnySplit() {
        qInfo("seed %#llx", static_cast<unsigned long long>(kSeed));
        Random random(kSeed);
        for (int round = 0; round < 10'000; ++round) {
            const auto& cases = responseCases();
            const ResponseCase& one = cases[random.below(static_cast<std::uint32_t>(cases.size()))];
            std::string stream = one.input + cases[random.below(static_cast<std::uint32_t>(cases.size()))].input;
            stream[random.below(static_cast<std::uint32_t>(stream.size()))] = "\r\n\t :,;0\0\x7F\x80"[random.below(11)];
            const std::string whole = responseTranscript(stream, one.contexts, {});
            QCOMPARE(responseTranscript(stream, one.contexts, randomCuts(random, stream.size())), whole);
        }
    }
};

QTEST_GUILESS_MAIN(HttpResponseTest)
#include "http_response_test.moc"
