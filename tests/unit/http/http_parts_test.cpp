#include <QtTest>
#include <set>

#include "cases.h"
#include "fuzz/transcript.h"
#include "http/body_decoder.h"
#include "http/chars.h"
#include "http/known_header.h"
#include "http/request_parser.h"
#include "http/response_parser.h"
#include "http/response_writer.h"
#include "http/target.h"

using namespace slipway::http;
using namespace slipway::http::test;

class HttpPartsTest : public QObject {
    Q_OBJECT
  private slots:
    void everyKnownHeaderIsFoundInAnyCase() {
        for (std::size_t i = 1; i < kKnownHeaderCount; ++i) {
            const auto id = static_cast<KnownHeader>(i);
            const std::string name(knownHeaderName(id));
            std::string upper = name, lower = name;
            for (std::size_t at = 0; at < name.size(); ++at) {
                upper[at] = static_cast<char>(std::toupper(name[at]));
                lower[at] = static_cast<char>(std::tolower(name[at]));
            }
            QCOMPARE(knownHeader(name), id);
            QCOMPARE(knownHeader(upper), id);
            QCOMPARE(knownHeader(lower), id);
            // Every other token byte at every place makes it another name.
            for (std::size_t at = 0; at < name.size(); ++at)
                for (int c = 1; c < 256; ++c) {
                    std::string other = name;
                    other[at] = static_cast<char>(c);
                    if (isClass(other[at], kToken) && !equalsIgnoreCase(other, name))
                        QVERIFY2(knownHeader(other) != id, other.c_str());
                }
            QCOMPARE(knownHeader(name + "x"), KnownHeader::Unknown);
        }
        QCOMPARE(knownHeader(""), KnownHeader::Unknown);
        QCOMPARE(knownHeader("Content_Length"), KnownHeader::Unknown);
    }

    /// The vector code and the table must agree on each byte at each place of a block.
    void scanningFindsEachBadByteAtEachPlace() {
        for (const std::size_t size : {1U, 15U, 16U, 17U, 40U})
            for (std::size_t at = 0; at < size; ++at)
                for (int c = 0; c < 256; ++c) {
                    std::string text(size, 'a');
                    text[at] = static_cast<char>(c);
                    const std::size_t valueEnd = isClass(text[at], kValue) ? size : at;
                    const std::size_t targetEnd = isClass(text[at], kTarget) ? size : at;
                    const std::size_t tokenEnd = isClass(text[at], kToken) ? size : at;
                    QCOMPARE(static_cast<std::size_t>(findTokenEnd(text.data(), text.data() + size) - text.data()),
                             tokenEnd);
                    QCOMPARE(static_cast<std::size_t>(findValueEnd(text.data(), text.data() + size) - text.data()),
                             valueEnd);
                    QCOMPARE(static_cast<std::size_t>(findTargetEnd(text.data(), text.data() + size) - text.data()),
                             targetEnd);
                }
    }

    void reasonsHaveSlugsOfTheirOwn() {
        std::set<std::string_view> slugs;
        for (int i = 1; i <= static_cast<int>(Why::Truncated); ++i) {
            const WhyInfo& info = whyInfo(static_cast<Why>(i));
            QCOMPARE(static_cast<int>(info.why), i);
            QVERIFY2(slugs.insert(info.slug).second, info.slug.data());
            QVERIFY(info.status >= 400 && !statusReason(info.status).empty());
            QVERIFY(info.row >= 1 && info.row <= 54);
        }
        QCOMPARE(whyInfo(Why::None).status, std::uint16_t(0));
    }

    /// A reason that no case gives is a rule that nothing tests. Those of limits are given by the tests below and in
    /// http_body_test.
    void everyReasonIsGivenBySomeCase() {
        std::string all;
        for (const RequestCase& one : requestCases())
            all += one.expected;
        for (const ResponseCase& one : responseCases())
            all += one.expected;
        for (const ChunkedCase& one : chunkedCases())
            all += one.expected;
        const std::set<std::string_view> elsewhere{"head-too-large", "too-many-fields", "target-too-long",
                                                   "method-too-long", "body-too-large"};
        for (int i = 1; i <= static_cast<int>(Why::Truncated); ++i) {
            const std::string_view slug = whyInfo(static_cast<Why>(i)).slug;
            QVERIFY2(elsewhere.contains(slug) != (all.find("REJECT " + std::string(slug) + " ") != std::string::npos),
                     slug.data());
        }
    }

    /// Row 30: at each limit, and one past it, whole and byte by byte.
    void headsAtTheirLimits_data() {
        QTest::addColumn<QByteArray>("fits");
        QTest::addColumn<QByteArray>("past");
        QTest::addColumn<QByteArray>("reason");
        const auto get = [](const QByteArray& target, const QByteArray& fields) {
            return "GET " + target + " HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n";
        };
        const auto fields = [](int count) {
            QByteArray text;
            for (int i = 1; i < count; ++i)  // Host is the first
                text += "A: b\r\n";
            return text;
        };
        const auto headOf = [&](int bytes) {
            const int plain = static_cast<int>(get("/", "A: \r\n").size());
            return get("/", "A: " + QByteArray(bytes - plain, 'x') + "\r\n");
        };
        QTest::newRow("head") << headOf(65536) << headOf(65537) << QByteArray("REJECT head-too-large 431\n");
        QTest::newRow("head with a leading CRLF")
            << "\r\n" + headOf(65534) << "\r\n" + headOf(65535) << QByteArray("REJECT head-too-large 431\n");
        QTest::newRow("fields") << get("/", fields(100)) << get("/", fields(101))
                                << QByteArray("REJECT too-many-fields 431\n");
        QTest::newRow("target") << get("/" + QByteArray(16383, 'x'), "") << get("/" + QByteArray(16384, 'x'), "")
                                << QByteArray("REJECT target-too-long 414\n");
        QTest::newRow("method") << QByteArray(32, 'M') + " / HTTP/1.1\r\nHost: h\r\n\r\n"
                                << QByteArray(33, 'M') + " / HTTP/1.1\r\nHost: h\r\n\r\n"
                                << QByteArray("REJECT method-too-long 501\n");
        QByteArray sixteen = "Connection: a";
        for (int i = 1; i < 16; ++i)
            sixteen += ", a";
        QTest::newRow("nominated") << get("/", sixteen + "\r\n") << get("/", sixteen + ", a\r\n")
                                   << QByteArray("REJECT connection-invalid 400\n");
    }
    void headsAtTheirLimits() {
        QFETCH(QByteArray, fits);
        QFETCH(QByteArray, past);
        QFETCH(QByteArray, reason);
        RequestParser whole;
        QCOMPARE(whole.parse({fits.data(), static_cast<std::size_t>(fits.size())}), ParseState::Head);
        RequestParser parser;
        QCOMPARE(parser.parse({past.data(), static_cast<std::size_t>(past.size())}), ParseState::Reject);
        QCOMPARE("REJECT " + std::string(whyInfo(parser.why()).slug) + " " +
                     std::to_string(whyInfo(parser.why()).status) + "\n",
                 reason.toStdString());
        for (const QByteArray& bytes : {fits, past}) {
            RequestParser stepwise;
            ParseState state = ParseState::NeedMore;
            for (qsizetype size = 1; size <= bytes.size() && state == ParseState::NeedMore; ++size)
                state = stepwise.parse({bytes.data(), static_cast<std::size_t>(size)});
            QCOMPARE(state, bytes == fits ? ParseState::Head : ParseState::Reject);
            QCOMPARE(stepwise.why(), bytes == fits ? Why::None : parser.why());
        }
    }

    void aResponseHeadHasTheSameLimits() {
        const std::string start = "HTTP/1.1 200 OK\r\nA: ";
        const std::string end = "\r\n\r\n";
        const auto headOf = [&](std::size_t bytes) {
            return start + std::string(bytes - start.size() - end.size(), 'x') + end;
        };
        ResponseParser parser;
        QCOMPARE(parser.parse(headOf(65536), {}), ParseState::Head);
        parser.reset();
        QCOMPARE(parser.parse(headOf(65537), {}), ParseState::Reject);
        QCOMPARE(parser.why(), Why::HeadTooLarge);
    }

    void limitsMayBeAsLargeAsTheirTypes() {
        RequestParser parser({~0u, ~0u, ~0u, ~0u});
        QCOMPARE(parser.parse("GET /" + std::string(100'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"), ParseState::Head);
        QCOMPARE(parser.head().path().size(), std::size_t(100'001));
    }

    /// A head without end is refused as soon as the limit is there, not after a timeout.
    void aHeadWithoutEndIsRefusedAtTheLimit() {
        Limits limits;
        limits.maxHeadBytes = 100;
        RequestParser parser(limits);
        const std::string bytes = "GET / HTTP/1.1\r\nA: " + std::string(1000, 'x');
        QCOMPARE(parser.parse(std::string_view(bytes).substr(0, 99)), ParseState::NeedMore);
        QCOMPARE(parser.parse(std::string_view(bytes).substr(0, 100)), ParseState::Reject);
        QCOMPARE(parser.why(), Why::HeadTooLarge);
        QCOMPARE(parser.parse(bytes), ParseState::Reject);
    }

    void anIdleConnectionHasNotBegun() {
        RequestParser parser;
        QVERIFY(!parser.begun());
        QCOMPARE(parser.parse("\r"), ParseState::NeedMore);
        QVERIFY(!parser.begun());
        QCOMPARE(parser.parse("\r\n"), ParseState::NeedMore);
        QVERIFY(!parser.begun());
        QCOMPARE(parser.parse("\r\nG"), ParseState::NeedMore);
        QVERIFY(parser.begun());
    }

    /// A copy goes on where the original stood, and the bytes may move.
    void parsersAndHeadsMove() {
        const std::string stream = "GET /a?b HTTP/1.1\r\nHost: h:1\r\nConnection: X-A\r\nX-A: 1\r\n\r\n";
        RequestParser first;
        QCOMPARE(first.parse(std::string_view(stream).substr(0, 30)), ParseState::NeedMore);
        RequestParser second = first;
        std::string moved = stream;
        QCOMPARE(second.parse(moved), ParseState::Head);
        RequestHead head = second.head();
        auto again = std::make_unique<std::string>(moved);
        std::fill(moved.begin(), moved.end(), '!');
        head.bind(again->data());
        QCOMPARE(std::string(head.path()), std::string("/a"));
        QCOMPARE(std::string(head.query()), std::string("b"));
        QCOMPARE(std::string(head.authority()), std::string("h:1"));
        QCOMPARE(std::string(head.host()), std::string("h"));
        QCOMPARE(std::string(head.port()), std::string("1"));
        QCOMPARE(std::string(head.fields().find("x-a").value()), std::string("1"));
        QVERIFY(head.connection().nominates("x-A", head.base()));
        QVERIFY(!head.find(KnownHeader::Cookie));
        QCOMPARE(std::string(head.find(KnownHeader::Host).value()), std::string("h:1"));
    }

    /// Row 52.
    void pathTraitsSayWhatIsAmbiguous_data() {
        QTest::addColumn<QByteArray>("path");
        QTest::addColumn<int>("traits");
        const auto row = [](const char* path, unsigned traits) {
            QTest::newRow(path) << QByteArray(path) << static_cast<int>(traits);
        };
        row("/", 0);
        row("*", 0);
        row("/users/3", 0);
        row("/a.b/.hidden/..more/...", 0);
        row("/a%20b%C3%A9%2D", 0);
        row("/./", kDotSegment);
        row("/a/.", kDotSegment);
        row("/..", kDotSegment);
        row("/a/../b", kDotSegment);
        row("/%2e/", kEncodedDotSegment);
        row("/%2E%2e/x", kEncodedDotSegment);
        row("/.%2e", kEncodedDotSegment);
        row("/%2ehidden", 0);
        row("/a%2e", 0);
        row("/a//b", kEmptySegment);
        row("//", kEmptySegment);
        row("//a", kEmptySegment);
        row("/a/", 0);
        row("/a%2fb", kEncodedSlash);
        row("/a%2Fb", kEncodedSlash);
        row("/a\\b", kBackslash);
        row("/a%5cb", kBackslash);
        row("/a;b=c", kPathParameter);
        row("/..;/x", kPathParameter | kDotSegment);
        row("/%2e.;a", kPathParameter | kEncodedDotSegment);
        row("/%00", kEncodedNul);
        row("/%0d%0A", kEncodedControl);
        row("/%7f", kEncodedControl);
        row("/%", kBadEncoding);
        row("/%2", kBadEncoding);
        row("/%zz", kBadEncoding);
        row("/%%32e", kBadEncoding);
        row("/\xC3\xA9", kRawNonAscii);
        row("/%252e%252e/", kEncodedPercent);
        row("/../%2e%2E//%2f\\;%00%01%\xFF%25", kDotSegment | kEncodedDotSegment | kEmptySegment | kEncodedSlash |
                                                    kBackslash | kPathParameter | kEncodedNul | kEncodedControl |
                                                    kBadEncoding | kRawNonAscii | kEncodedPercent);
    }
    void pathTraitsSayWhatIsAmbiguous() {
        QFETCH(QByteArray, path);
        QFETCH(int, traits);
        QCOMPARE(int(pathTraits({path.data(), static_cast<std::size_t>(path.size())})), traits);
    }
    void pathTraitsHaveNames() {
        QCOMPARE(std::string(pathTraitName(0)), std::string());
        QCOMPARE(std::string(pathTraitName(kDotSegment)), std::string("dot-segment"));
        QCOMPARE(std::string(pathTraitName(kEncodedSlash | kEncodedPercent)), std::string("encoded-slash"));
        QCOMPARE(std::string(pathTraitName(kEncodedPercent)), std::string("encoded-percent"));
        QCOMPARE(kRefusedByDefault & kPathParameter, 0);
    }

    void methodsKnowWhatMayBeRepeated() {
        QVERIFY(isIdempotent(Method::Get) && isIdempotent(Method::Put) && isIdempotent(Method::Delete));
        QVERIFY(!isIdempotent(Method::Post) && !isIdempotent(Method::Patch) && !isIdempotent(Method::Other) &&
                !isIdempotent(Method::Connect));
        for (int i = 1; i <= static_cast<int>(Method::Connect); ++i)
            QCOMPARE(methodOf(methodName(static_cast<Method>(i))), static_cast<Method>(i));
        QCOMPARE(methodOf("get"), Method::Other);
        QCOMPARE(methodOf("OTHER"), Method::Other);
    }
};

QTEST_GUILESS_MAIN(HttpPartsTest)
#include "http_parts_test.moc"
