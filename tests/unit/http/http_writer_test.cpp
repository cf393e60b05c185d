#include <QtTest>

#include "cases.h"
#include "fuzz/transcript.h"
#include "http/request_parser.h"
#include "http/request_writer.h"
#include "http/response_parser.h"
#include "http/response_writer.h"

using namespace slipway::http;
using namespace slipway::http::test;
using namespace std::string_literals;

namespace {

RequestRewrite client(std::string_view address = "192.0.2.7") {
    RequestRewrite rewrite;
    rewrite.clientAddress = address;
    return rewrite;
}

/// Through memory of exactly the bound, so that the sanitizers see a byte past it.
std::string forwarded(const std::string& input, const RequestRewrite& rewrite) {
    RequestParser parser;
    if (parser.parse(input) != ParseState::Head)
        return "REFUSED " + std::string(whyInfo(parser.why()).slug);
    const std::size_t bound = requestHeadBound(parser.head(), rewrite);
    const auto memory = std::make_unique<char[]>(bound);
    const std::size_t written = writeRequestHead(parser.head(), rewrite, memory.get());
    return written <= bound ? std::string(memory.get(), written) : "PAST THE BOUND";
}

struct Answer {
    std::string text;
    WrittenHead written;
};

Answer answered(const std::string& input, const ResponseRewrite& rewrite, const ResponseContext& context = {}) {
    ResponseParser parser;
    if (parser.parse(input, context) != ParseState::Head)
        return {"REFUSED " + std::string(whyInfo(parser.why()).slug), {}};
    const std::size_t bound = responseHeadBound(parser.head(), rewrite);
    const auto memory = std::make_unique<char[]>(bound);
    const WrittenHead written = writeResponseHead(parser.head(), rewrite, memory.get());
    return {written.bytes <= bound ? std::string(memory.get(), written.bytes) : "PAST THE BOUND", written};
}

ResponseRewrite to(unsigned minor, Method method = Method::Get, bool keepAlive = true) {
    ResponseRewrite rewrite;
    rewrite.to = {minor, method, keepAlive};
    return rewrite;
}

const std::string kForwarding =
    "Via: 1.1 slipway\r\nX-Forwarded-For: 192.0.2.7\r\nX-Forwarded-Proto: http\r\nX-Forwarded-Host: h:80\r\nForwarded: "
    "for=192.0.2.7;host=\"h:80\";proto=http\r\n";
std::string get(const std::string& fields) {
    return "GET /x HTTP/1.1\r\nHost: h:80\r\n" + fields + "\r\n";
}
std::string towardsBackend(const std::string& own, const std::string& last = {}) {
    return "GET /x HTTP/1.1\r\nHost: h:80\r\n" + own + kForwarding + last + "\r\n";
}

}  // namespace

class HttpWriterTest : public QObject {
    Q_OBJECT
  private slots:
    void requests_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QByteArray>("output");
        const auto row = [](const char* name, const std::string& input, const std::string& output) {
            QTest::newRow(name) << QByteArray::fromStdString(input) << QByteArray::fromStdString(output);
        };
        row("plain", get("Accept: */*\r\nCookie: a=b\r\n"), towardsBackend("Accept: */*\r\nCookie: a=b\r\n"));
        row("values are written without the space around them", get("A:1\r\nB: \t2\t \r\nC:\r\n"),
            towardsBackend("A: 1\r\nB: 2\r\nC: \r\n"));
        row("row 27: nominated fields go",
            get("Connection: close, X-a, x-B\r\nX-A: 1\r\nX-AB: 2\r\nX-b: 3\r\nx-a: 4\r\n"),
            towardsBackend("X-AB: 2\r\n"));
        row("row 28: hop-by-hop fields go",
            get("Keep-Alive: timeout=5\r\nProxy-Connection: keep-alive\r\nTE: gzip\r\nUpgrade: "
                "foo\r\nProxy-Authorization: x\r\nProxy-Authenticate: x\r\nHTTP2-Settings: x\r\nA: b\r\n"),
            towardsBackend("A: b\r\n"));
        row("row 28: TE trailers is regenerated", get("TE: gzip, trailers\r\n"),
            towardsBackend("", "Connection: TE\r\nTE: trailers\r\n"));
        row("row 29: nominated cookie is refused", get("Connection: Cookie\r\n"),
            "REFUSED connection-names-end-to-end");
        row("row 47: websocket",
            get("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket, h2c\r\nSec-WebSocket-Key: "
                "k\r\nSec-WebSocket-Version: 13\r\n"),
            towardsBackend("Sec-WebSocket-Key: k\r\nSec-WebSocket-Version: 13\r\n",
                           "Connection: upgrade\r\nUpgrade: websocket\r\n"));
        row("row 48: h2c", get("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: x\r\n"),
            towardsBackend(""));
        row("row 51: what the client says about its origin",
            get("X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nX-Forwarded-Host: evil\r\nX-Forwarded-Port: "
                "1\r\nX-Real-IP: 9.9.9.9\r\n"
                "Forwarded: for=9.9.9.9\r\nx-forwarded-user: root\r\nX-Forwarded: a\r\n"),
            towardsBackend("X-Forwarded: a\r\n"));
        row("row 51: gateway identity", get("Slipway-User: root\r\nSLIPWAY-TEAM: x\r\nSlipways: y\r\n"),
            towardsBackend("Slipways: y\r\n"));
        row("row 51: Via is added behind the others", get("Via: 1.0 a\r\n"), towardsBackend("Via: 1.0 a\r\n"));
        row("row 54: underscores", get("Content_Length: 5\r\nX_A: b\r\nTransfer_Encoding: chunked\r\n"),
            towardsBackend(""));
        row("request id passes where there is none of ours", get("X-Request-Id: q\r\n"),
            towardsBackend("X-Request-Id: q\r\n"));
        row("length", "POST /x HTTP/1.1\r\ncontent-length: 005\r\nHost: h:80\r\nA: b\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: h:80\r\nA: b\r\n" + kForwarding + "Content-Length: 5\r\n\r\n");
        row("length 0 stays", "POST /x HTTP/1.1\r\nHost: h:80\r\nContent-Length: 0\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "Content-Length: 0\r\n\r\n");
        row("chunked", "POST /x HTTP/1.1\r\nHost: h:80\r\nTransfer-Encoding: Chunked\r\nTrailer: X-Sum\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: h:80\r\nTrailer: X-Sum\r\n" + kForwarding +
                "Transfer-Encoding: chunked\r\n\r\n");
        row("row 32: Expect passes",
            "POST /x HTTP/1.1\r\nHost: h:80\r\nExpect: 100-continue\r\nContent-Length: 1\r\n\r\n",
            "POST /x HTTP/1.1\r\nHost: h:80\r\nExpect: 100-continue\r\n" + kForwarding + "Content-Length: 1\r\n\r\n");
        row("row 50: one forward less", "OPTIONS * HTTP/1.1\r\nHost: h:80\r\nMax-Forwards: 07\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "Max-Forwards: 6\r\n\r\n");
        row("row 50: not of GET", get("Max-Forwards: 7\r\n"), towardsBackend("Max-Forwards: 7\r\n"));
        row("row 52: the same bytes", "GET /%2e%2E//a;b%2f/..?q#"s.substr(0, 24) + " HTTP/1.1\r\nHost: h:80\r\n\r\n",
            "GET /%2e%2E//a;b%2f/..?q HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "\r\n");
        row("row 2: absolute form becomes origin form", "GET http://h:80/x?y HTTP/1.1\r\nHost: H\r\n\r\n",
            "GET /x?y HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "\r\n");
        row("row 3: OPTIONS without path", "OPTIONS http://h:80 HTTP/1.1\r\nHost: h\r\n\r\n",
            "OPTIONS * HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "\r\n");
        row("absolute form with a query alone", "OPTIONS http://h:80?a HTTP/1.1\r\nHost: h\r\n\r\n",
            "OPTIONS /?a HTTP/1.1\r\nHost: h:80\r\n" + kForwarding + "\r\n");
    }
    void requests() {
        QFETCH(QByteArray, input);
        QFETCH(QByteArray, output);
        QCOMPARE(forwarded(input.toStdString(), client()), output.toStdString());
    }

    void http10ClientsAreForwardedIn11() {
        RequestRewrite rewrite = client("2001:db8::7");
        rewrite.fallbackHost = "127.0.0.1:9001";
        QCOMPARE(forwarded("GET / HTTP/1.0\r\nConnection: keep-alive\r\nExpect: 100-continue\r\n\r\n", rewrite),
                 std::string("GET / HTTP/1.1\r\nHost: 127.0.0.1:9001\r\nVia: 1.0 slipway\r\nX-Forwarded-For: "
                             "2001:db8::7\r\nX-Forwarded-Proto: http\r\n"
                             "Forwarded: for=\"[2001:db8::7]\";proto=http\r\n\r\n"));
    }

    void aTrustedProxyIsAddedTo() {
        RequestRewrite rewrite = client();
        rewrite.trust = ForwardingTrust::Append;
        QCOMPARE(forwarded(get("X-Forwarded-For: 9.9.9.9\r\nX-Forwarded-Proto: https\r\nForwarded: "
                               "for=9.9.9.9\r\nX-Real-IP: 9.9.9.9\r\nX-Forwarded-For: 8.8.8.8\r\n"
                               "X-Forwarded-Host: shop\r\nX-Forwarded-User: a\r\nSlipway-User: root\r\n"),
                           rewrite),
                 std::string("GET /x HTTP/1.1\r\nHost: h:80\r\nX-Forwarded-Proto: https\r\nX-Real-IP: "
                             "9.9.9.9\r\nX-Forwarded-Host: shop\r\nX-Forwarded-User: a\r\n"
                             "Via: 1.1 slipway\r\nX-Forwarded-For: 9.9.9.9, 8.8.8.8, 192.0.2.7\r\n"
                             "Forwarded: for=9.9.9.9, for=192.0.2.7;host=\"h:80\";proto=http\r\n\r\n"));
    }

    void whatTheGatewayDecidesWins() {
        RequestRewrite rewrite = client("");
        const FieldLine add[] = {{"Slipway-User", "ann"}, {"Bad Name", "x"}, {"X-Bad", "a\r\nInjected: 1"}, {"", "x"}};
        const std::string_view strip[] = {"x-secret"};
        rewrite.target = "/rest?q";
        rewrite.host = "backend";
        rewrite.scheme = "https";
        rewrite.requestId = "id-1";
        rewrite.viaName = "";
        rewrite.connection = ConnectionIntent::Close;
        rewrite.framing = Framing{BodyKind::ContentLength, 12};
        rewrite.add = add;
        rewrite.strip = strip;
        QCOMPARE(forwarded("POST /api/rest HTTP/1.1\r\nHost: h\r\nX-Secret: a\r\nX-Request-Id: "
                           "theirs\r\nTransfer-Encoding: chunked\r\nTE: trailers\r\nSlipway-User: root\r\n\r\n",
                           rewrite),
                 std::string("POST /rest?q HTTP/1.1\r\nHost: backend\r\nX-Forwarded-For: unknown\r\nX-Forwarded-Proto: "
                             "https\r\nX-Forwarded-Host: h\r\n"
                             "Forwarded: for=unknown;host=\"h\";proto=https\r\nX-Request-Id: id-1\r\nSlipway-User: "
                             "ann\r\nConnection: close, TE\r\nTE: trailers\r\nContent-Length: 12\r\n\r\n"));
    }

    void anUpgradeCanBeWithheld() {
        RequestRewrite rewrite = client();
        rewrite.upgrade = false;
        QCOMPARE(forwarded(get("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: k\r\n"), rewrite),
                 towardsBackend("Sec-WebSocket-Key: k\r\n"));
    }

    void whatWouldBreakTheHeadIsNotWritten() {
        for (const char* target : {"/a b", "/a\r\nX: y", "/a#b"}) {
            RequestRewrite rewrite = client();
            rewrite.target = target;
            QCOMPARE(forwarded(get(""), rewrite), std::string());
        }
        RequestRewrite rewrite = client();
        rewrite.host = "a\r\nX: y";
        QCOMPARE(forwarded(get(""), rewrite), std::string());
    }

    void maxForwardsEndsHere() {
        const auto ends = [](const std::string& method, const std::string& value) {
            const std::string input = method + " / HTTP/1.1\r\nHost: h\r\nMax-Forwards: " + value + "\r\n\r\n";
            RequestParser parser;
            return parser.parse(input) == ParseState::Head && endsHere(parser.head());
        };
        QVERIFY(ends("TRACE", "0") && ends("OPTIONS", "0"));
        QVERIFY(!ends("TRACE", "1") && !ends("GET", "0") && !ends("OPTIONS", "") && !ends("OPTIONS", "-0") &&
                !ends("OPTIONS", "4294967296"));
    }

    /// What is forwarded is a request that we would take ourselves, with the same method, target and framing.
    void everyForwardedRequestParses() {
        int forwardedOnes = 0;
        for (const RequestCase& one : requestCases()) {
            RequestParser parser;
            if (parser.parse(one.input) != ParseState::Head)
                continue;
            ++forwardedOnes;
            RequestRewrite rewrite = client();
            rewrite.fallbackHost = "backend:1";
            std::string out;
            QVERIFY2(appendRequestHead(parser.head(), rewrite, out), one.name.c_str());
            RequestParser again;
            QCOMPARE(again.parse(out), ParseState::Head);
            QCOMPARE(std::size_t(again.head().size()), out.size());
            QCOMPARE(std::string(again.head().methodText()), std::string(parser.head().methodText()));
            QCOMPARE(std::string(again.head().path()), std::string(parser.head().path()));
            QCOMPARE(std::string(again.head().query()), std::string(parser.head().query()));
            QVERIFY(again.head().framing() == parser.head().framing());
            QCOMPARE(again.head().upgrade(), parser.head().upgrade());
            QVERIFY(again.head().keepAlive());
        }
        QVERIFY(forwardedOnes > 40);
    }

    void responses_data() {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<int>("minor");
        QTest::addColumn<int>("method");
        QTest::addColumn<bool>("wanted");
        QTest::addColumn<QByteArray>("output");
        QTest::addColumn<int>("kind");
        QTest::addColumn<bool>("keepAlive");
        const auto row = [](const char* name, const std::string& input, int minor, Method method, bool wanted,
                            const std::string& output, BodyKind kind, bool keepAlive) {
            QTest::newRow(name) << QByteArray::fromStdString(input) << minor << static_cast<int>(method) << wanted
                                << QByteArray::fromStdString(output) << static_cast<int>(kind) << keepAlive;
        };
        const std::string length = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nServer: s\r\n\r\n";
        row("length to 1.1", length, 1, Method::Get, true,
            "HTTP/1.1 200 OK\r\nServer: s\r\nVia: 1.1 slipway\r\nContent-Length: 2\r\n\r\n", BodyKind::ContentLength,
            true);
        row("length to 1.0", length, 0, Method::Get, true,
            "HTTP/1.1 200 OK\r\nServer: s\r\nVia: 1.1 slipway\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\n",
            BodyKind::ContentLength, true);
        row("length, closing", length, 1, Method::Get, false,
            "HTTP/1.1 200 OK\r\nServer: s\r\nVia: 1.1 slipway\r\nConnection: close\r\nContent-Length: 2\r\n\r\n",
            BodyKind::ContentLength, false);
        row("row 28: hop-by-hop and nominated",
            "HTTP/1.1 200 OK\r\nConnection: close, X-A\r\nX-A: 1\r\nKeep-Alive: 5\r\nProxy-Authenticate: x\r\nUpgrade: "
            "h2c\r\nTE: x\r\nA_b: c\r\nContent-Length: 0\r\n\r\n",
            1, Method::Get, true, "HTTP/1.1 200 OK\r\nA_b: c\r\nVia: 1.1 slipway\r\nContent-Length: 0\r\n\r\n",
            BodyKind::ContentLength, true);
        row("row 29: nominated, yet it stays",
            "HTTP/1.1 200 OK\r\nConnection: Set-Cookie\r\nSet-Cookie: a\r\nContent-Length: 0\r\n\r\n", 1, Method::Get,
            true, "HTTP/1.1 200 OK\r\nSet-Cookie: a\r\nVia: 1.1 slipway\r\nContent-Length: 0\r\n\r\n",
            BodyKind::ContentLength, true);
        row("chunked to 1.1", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 1, Method::Get, true,
            "HTTP/1.1 200 OK\r\nVia: 1.1 slipway\r\nTransfer-Encoding: chunked\r\n\r\n", BodyKind::Chunked, true);
        row("chunked to 1.0", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 0, Method::Get, true,
            "HTTP/1.1 200 OK\r\nVia: 1.1 slipway\r\nConnection: close\r\n\r\n", BodyKind::CloseDelimited, false);
        row("row 38: to the close, to 1.1", "HTTP/1.0 200 OK\r\nA: b\r\n\r\n", 1, Method::Get, true,
            "HTTP/1.1 200 OK\r\nA: b\r\nVia: 1.0 slipway\r\nTransfer-Encoding: chunked\r\n\r\n", BodyKind::Chunked,
            true);
        row("row 38: to the close, to 1.0", "HTTP/1.0 200 OK\r\n\r\n", 0, Method::Get, true,
            "HTTP/1.1 200 OK\r\nVia: 1.0 slipway\r\nConnection: close\r\n\r\n", BodyKind::CloseDelimited, false);
        row("row 35: HEAD keeps the length", length, 1, Method::Head, true,
            "HTTP/1.1 200 OK\r\nServer: s\r\nVia: 1.1 slipway\r\nContent-Length: 2\r\n\r\n", BodyKind::None, true);
        row("row 35: HEAD of a chunked one", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", 1, Method::Head,
            true, "HTTP/1.1 200 OK\r\nVia: 1.1 slipway\r\n\r\n", BodyKind::None, true);
        row("row 35: 304 keeps the length", "HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\nETag: a\r\n\r\n", 1,
            Method::Get, true, "HTTP/1.1 304 Not Modified\r\nETag: a\r\nVia: 1.1 slipway\r\nContent-Length: 9\r\n\r\n",
            BodyKind::None, true);
        row("row 35: 204 loses it", "HTTP/1.1 204 No Content\r\nContent-Length: 0\r\n\r\n", 0, Method::Get, true,
            "HTTP/1.1 204 No Content\r\nVia: 1.1 slipway\r\nConnection: keep-alive\r\n\r\n", BodyKind::None, true);
        row("row 34: 103 to 1.1",
            "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nContent-Length: 5\r\nConnection: close\r\n\r\n", 1, Method::Get,
            true, "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\nVia: 1.1 slipway\r\n\r\n", BodyKind::None, true);
        row("row 34: 103 to 1.0", "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n", 0, Method::Get, true, "",
            BodyKind::None, true);
    }
    void responses() {
        QFETCH(QByteArray, input);
        QFETCH(int, minor);
        QFETCH(int, method);
        QFETCH(bool, wanted);
        QFETCH(QByteArray, output);
        QFETCH(int, kind);
        QFETCH(bool, keepAlive);
        const Answer answer =
            answered(input.toStdString(), to(static_cast<unsigned>(minor), static_cast<Method>(method), wanted),
                     {static_cast<Method>(method), UpgradeKind::None});
        QCOMPARE(answer.text, output.toStdString());
        QCOMPARE(static_cast<int>(answer.written.framing.kind), kind);
        QCOMPARE(answer.written.keepAlive, keepAlive);
    }

    void switchingIsRegenerated() {
        const Answer answer = answered(
            "HTTP/1.1 101 Switching Protocols\r\nUPGRADE: WebSocket\r\nconnection: Upgrade\r\nSec-WebSocket-Accept: "
            "a\r\n\r\n",
            to(1), {Method::Get, UpgradeKind::WebSocket});
        QCOMPARE(answer.text, std::string("HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: a\r\nVia: 1.1 "
                                          "slipway\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n"));
        QVERIFY(!answer.written.keepAlive);
    }

    void aDateAndARequestIdAreAdded() {
        ResponseRewrite rewrite = to(1);
        const FieldLine add[] = {{"Slipway-Endpoint", "users-1"}, {"X", "\n"}};
        const std::string_view strip[] = {"SERVER"};
        rewrite.date = "Sun, 22 Nov 2026 10:00:00 GMT";
        rewrite.requestId = "id-1";
        rewrite.add = add;
        rewrite.strip = strip;
        QCOMPARE(
            answered("HTTP/1.1 200 OK\r\nServer: s\r\nX-Request-Id: theirs\r\nContent-Length: 0\r\n\r\n", rewrite).text,
            std::string("HTTP/1.1 200 OK\r\nVia: 1.1 slipway\r\nDate: Sun, 22 Nov 2026 10:00:00 GMT\r\nX-Request-Id: "
                        "id-1\r\nSlipway-Endpoint: users-1\r\nContent-Length: 0\r\n\r\n"));
        QVERIFY(answered("HTTP/1.1 200 OK\r\nDate: theirs\r\nContent-Length: 0\r\n\r\n", rewrite).text.find("Sun,") ==
                std::string::npos);
    }

    void everyForwardedResponseParses() {
        for (const ResponseCase& one : responseCases()) {
            const ResponseContext context = one.contexts.front();
            ResponseParser parser;
            if (parser.parse(one.input, context) != ParseState::Head)
                continue;
            std::string out;
            const WrittenHead written = appendResponseHead(parser.head(), to(1, context.method), out);
            ResponseParser again;
            QCOMPARE(again.parse(out, context), ParseState::Head);
            QCOMPARE(std::size_t(again.head().size()), out.size());
            QCOMPARE(again.head().status(), parser.head().status());
            QVERIFY2(
                again.head().framing() == written.framing || again.head().framing().kind == BodyKind::CloseDelimited,
                one.name.c_str());
            QVERIFY(parser.head().framing().kind == BodyKind::CloseDelimited ||
                    again.head().framing() == parser.head().framing());
        }
    }

    void ownResponses() {
        const auto own = [](const OwnResponse& response) {
            const std::size_t bound = ownResponseBound(response);
            const auto memory = std::make_unique<char[]>(bound);
            const WrittenHead written = writeOwnResponse(response, memory.get());
            return Answer{written.bytes <= bound ? std::string(memory.get(), written.bytes) : "PAST THE BOUND",
                          written};
        };
        const FieldLine fields[] = {{"Content-Type", "text/plain"}, {"X-Bad", "\r\n"}};
        OwnResponse response;
        response.status = 404;
        response.framing = {BodyKind::ContentLength, 9};
        response.fields = fields;
        response.date = "D";
        QCOMPARE(
            own(response).text,
            std::string("HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Type: text/plain\r\nContent-Length: 9\r\n\r\n"));
        response.to = {1, Method::Head, false};
        const Answer head = own(response);
        QCOMPARE(head.text, std::string("HTTP/1.1 404 Not Found\r\nDate: D\r\nContent-Type: text/plain\r\nConnection: "
                                        "close\r\nContent-Length: 9\r\n\r\n"));
        QCOMPARE(head.written.framing.kind, BodyKind::None);
        OwnResponse stream;
        stream.framing = {BodyKind::Chunked, 0};
        QCOMPARE(own(stream).text, std::string("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"));
        stream.to.clientMinor = 0;
        QCOMPARE(own(stream).text, std::string("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"));
        QVERIFY(!own(stream).written.keepAlive);
        OwnResponse empty;
        QCOMPARE(own(empty).text, std::string("HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"));
        empty.status = 204;
        QCOMPARE(own(empty).text, std::string("HTTP/1.1 204 No Content\r\n\r\n"));
        empty.status = 100;
        QCOMPARE(own(empty).text, std::string("HTTP/1.1 100 Continue\r\n\r\n"));
        empty.status = 299;
        empty.reason = "Odd";
        QCOMPARE(own(empty).text, std::string("HTTP/1.1 299 Odd\r\nContent-Length: 0\r\n\r\n"));
    }
};

QTEST_GUILESS_MAIN(HttpWriterTest)
#include "http_writer_test.moc"
