#include <QtTest>

#include "cases.h"
#include "fuzz/transcript.h"
#include "http/body_decoder.h"
#include "http/chunk_writer.h"
#include "http/request_parser.h"
#include "splits.h"

using namespace slipway;
using namespace slipway::http;
using namespace slipway::http::test;

namespace {
constexpr std::uint64_t kSeed = 0x5119;
using Event = BodyDecoder::Event;
}  // namespace

class HttpBodyTest : public QObject {
    Q_OBJECT

    void rows() {
        QTest::addColumn<int>("index");
        for (std::size_t i = 0; i < chunkedCases().size(); ++i)
            QTest::addRow("row %d, %s", chunkedCases()[i].row, chunkedCases()[i].name.c_str()) << static_cast<int>(i);
    }
    static const ChunkedCase& current() {
        QFETCH(int, index);
        return chunkedCases()[static_cast<std::size_t>(index)];
    }

  private slots:
    void chunked_data() { rows(); }
    void chunked() { QCOMPARE(chunkedTranscript(current().input, {}), current().expected); }

    void chunkedSplitAtEveryOffset_data() { rows(); }
    void chunkedSplitAtEveryOffset() {
        const std::string& stream = current().input;
        if (stream.size() < 1000)  // of the long ones some cuts will do
            for (std::size_t at = 0; at <= stream.size(); ++at)
                QCOMPARE(chunkedTranscript(stream, {at}), current().expected);
        QCOMPARE(chunkedTranscript(stream, cutEverywhere(stream.size())), current().expected);
        Random random(kSeed);
        for (int i = 0; i < 50; ++i)
            QCOMPARE(chunkedTranscript(stream, randomCuts(random, stream.size())), current().expected);
    }

    /// What ChunkHeader and writeLastChunk() write, BodyDecoder reads, wherever it is cut.
    void randomBodiesComeBack() {
        qInfo("seed %#llx", static_cast<unsigned long long>(kSeed));
        Random random(kSeed);
        for (int round = 0; round < 500; ++round) {
            std::string payload, wire;
            const std::uint32_t chunks = random.below(6);
            for (std::uint32_t i = 0; i < chunks; ++i) {
                std::string chunk(1 + random.below(300), '\0');
                for (char& c : chunk)
                    c = static_cast<char>(random.next());
                payload += chunk;
                wire.append(ChunkHeader(chunk.size()).text()).append(chunk).append(kChunkEnd);
            }
            wire += kLastChunk;
            const std::string expected =
                (payload.empty() ? "" : "BODY " + std::to_string(payload.size()) + " " + payload + "\n") +
                "END\nREST \n";
            QCOMPARE(chunkedTranscript(wire, randomCuts(random, wire.size())), expected);
        }
    }

    void chunkHeadersAreHexadecimal_data() {
        QTest::addColumn<quint64>("bytes");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("1") << quint64(1) << QByteArray("1\r\n");
        QTest::newRow("15") << quint64(15) << QByteArray("f\r\n");
        QTest::newRow("16") << quint64(16) << QByteArray("10\r\n");
        QTest::newRow("64 KiB") << quint64(65536) << QByteArray("10000\r\n");
        QTest::newRow("2^64-1") << ~quint64(0) << QByteArray("ffffffffffffffff\r\n");
    }
    void chunkHeadersAreHexadecimal() {
        QFETCH(quint64, bytes);
        QFETCH(QByteArray, text);
        QCOMPARE(std::string(ChunkHeader(bytes).text()), text.toStdString());
    }

    void trailersAtTheirLimits() {
        const auto trailersOf = [](std::size_t bytes) { return "0\r\nA: " + std::string(bytes - 7, 'x') + "\r\n\r\n"; };
        const BodyLimits limits;
        QVERIFY(chunkedTranscript(trailersOf(limits.maxTrailerBytes), {}, limits).ends_with("END\nREST \n"));
        QVERIFY(chunkedTranscript(trailersOf(limits.maxTrailerBytes + 1), {}, limits).find("trailers-too-large") !=
                std::string::npos);
        std::string many = "0\r\n";
        for (std::uint32_t i = 0; i < limits.maxTrailers; ++i)
            many += "A: b\r\n";
        QVERIFY(chunkedTranscript(many + "\r\n", {}, limits).ends_with("END\nREST \n"));
        QVERIFY(chunkedTranscript(many + "A: b\r\n\r\n", {}, limits).find("trailers-too-large") != std::string::npos);
    }

    void bodiesAtTheirLimit() {
        BodyLimits limits;
        limits.maxBodyBytes = 10;
        QVERIFY(chunkedTranscript("5\r\nhello\r\n5\r\nhello\r\n0\r\n\r\n", {}, limits)
                    .starts_with("BODY 10 hellohello\nEND"));
        QCOMPARE(chunkedTranscript("5\r\nhello\r\n6\r\nhello!\r\n0\r\n\r\n", {}, limits),
                 std::string("BODY 5 hello\nREJECT body-too-large 413\n"));
        BodyDecoder toClose({BodyKind::CloseDelimited, 0}, limits);
        QCOMPARE(toClose.next("0123456789").event, Event::Payload);
        const BodyDecoder::Step past = toClose.next("x");
        QCOMPARE(past.event, Event::Error);
        QCOMPARE(past.why, Why::BodyTooLarge);
    }

    void aLengthIsCountedDown() {
        BodyDecoder body({BodyKind::ContentLength, 5});
        QCOMPARE(body.contiguous(), quint64(5));
        const std::string bytes = "helloGET /";
        const BodyDecoder::Step first = body.next(std::string_view(bytes).substr(0, 2));
        QCOMPARE(first.event, Event::Payload);
        QCOMPARE(std::string(first.payload), std::string("he"));
        QVERIFY(!body.done());
        const BodyDecoder::Step second = body.next(std::string_view(bytes).substr(2));
        QCOMPARE(std::string(second.payload), std::string("llo"));
        QCOMPARE(second.consumed, std::size_t(3));
        QVERIFY(body.done());
        QCOMPARE(body.received(), quint64(5));
        QCOMPARE(body.next("GET /").event, Event::Done);
        QCOMPARE(body.next("GET /").consumed, std::size_t(0));
        QCOMPARE(body.finish().event, Event::Done);
    }

    void payloadMayGoPastTheDecoder() {
        BodyDecoder body({BodyKind::Chunked, 0});
        QCOMPARE(body.contiguous(), quint64(0));
        QCOMPARE(body.next("a\r\n").event, Event::NeedMore);
        QCOMPARE(body.contiguous(), quint64(10));
        QCOMPARE(body.skip(7), Why::None);
        QCOMPARE(std::string(body.next("abc\r\n").payload), std::string("abc"));
        QCOMPARE(body.next("\r\n0\r\n\r\n").event, Event::Done);
        QCOMPARE(body.received(), quint64(10));
        BodyDecoder length({BodyKind::ContentLength, 4});
        QCOMPARE(length.skip(4), Why::None);
        QVERIFY(length.done());
    }

    void theEndOfTheConnectionEndsWhatItMay() {
        BodyDecoder toClose({BodyKind::CloseDelimited, 0});
        QCOMPARE(toClose.next("abc").event, Event::Payload);
        QCOMPARE(toClose.finish().event, Event::Done);
        BodyDecoder none;
        QCOMPARE(none.finish().event, Event::Done);
        BodyDecoder length({BodyKind::ContentLength, 4});
        QCOMPARE(length.next("abc").event, Event::Payload);
        QCOMPARE(length.finish().why, Why::Truncated);
        QCOMPARE(length.next("d").event, Event::Error);
    }

    void aDecoderBeginsAgain() {
        BodyDecoder body({BodyKind::Chunked, 0});
        QCOMPARE(body.next("0\r\nA: b\r\n\r\n").event, Event::Done);
        QCOMPARE(body.trailers().size(), std::size_t(1));
        body.start({BodyKind::Chunked, 0});
        QCOMPARE(body.trailers().size(), std::size_t(0));
        QCOMPARE(body.next("0\r\n\r\n").event, Event::Done);
        QCOMPARE(body.trailers().size(), std::size_t(0));
    }

    /// Row 26.
    void trailersThatMeanSomethingToTheHeadAreDropped() {
        BodyDecoder body({BodyKind::Chunked, 0});
        QCOMPARE(body.next("0\r\nContent-Length: 5\r\nHost: z\r\nAuthorization: x\r\nTransfer-Encoding: "
                           "chunked\r\nCookie: a\r\nX-Forwarded-User: root\r\n"
                           "Slipway-User: root\r\nContent_Length: 5\r\nX-Sum: 9\r\nServer-Timing: db;dur=1\r\n\r\n")
                     .event,
                 Event::Done);
        QCOMPARE(body.trailers().size(), std::size_t(10));
        std::string out;
        appendLastChunk(body.trailers(), out);
        QCOMPARE(out, std::string("0\r\nX-Sum: 9\r\nServer-Timing: db;dur=1\r\n\r\n"));
        out.clear();
        appendLastChunk(BodyDecoder().trailers(), out);
        QCOMPARE(out, std::string(kLastChunk));
    }
};

QTEST_GUILESS_MAIN(HttpBodyTest)
#include "http_body_test.moc"
