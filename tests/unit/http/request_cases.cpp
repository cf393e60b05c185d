#include "cases.h"

namespace slipway::http::test {
namespace {

using namespace std::string_literals;

const std::string kHost = "Host: h\r\n";

std::string get(const std::string& target, const std::string& fields = kHost) {
    return "GET " + target + " HTTP/1.1\r\n" + fields + "\r\n";
}
std::string post(const std::string& fields, const std::string& body = {}) {
    return "POST /p HTTP/1.1\r\nHost: h\r\n" + fields + "\r\n" + body;
}
std::string reject(const std::string& slug, int status = 400) {
    return "REJECT " + slug + " " + std::to_string(status) + "\n";
}
const std::string kPlain = "GET /x host=h none keep\nEND\n";

void addHosts(std::vector<RequestCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"host: missing in 1.1", 1, get("/x", ""), reject("host-missing")},
            {"host: missing in 1.0 is fine", 1, "GET /x HTTP/1.0\r\n\r\n", "GET /x 1.0 host= none close\nEND\n"},
            {"host: two", 1, get("/x", "Host: h\r\nHost: h\r\n"), reject("host-repeated")},
            {"host: two in 1.0", 1, "GET /x HTTP/1.0\r\nHost: h\r\nhost: h\r\n\r\n", reject("host-repeated")},
            {"host: space", 1, get("/x", "Host: a b\r\n"), reject("host-invalid")},
            {"host: slash", 1, get("/x", "Host: a/b\r\n"), reject("host-invalid")},
            {"host: user", 1, get("/x", "Host: a@b\r\n"), reject("host-invalid")},
            {"host: NUL", 1, get("/x", "Host: a\0b\r\n"s), reject("nul-byte")},
            {"host: comma", 1, get("/x", "Host: a,b\r\n"), reject("host-invalid")},
            {"host: percent", 1, get("/x", "Host: a%2eb\r\n"), reject("host-invalid")},
            {"host: non-ASCII", 1, get("/x", "Host: h\xC3\xA9\r\n"), reject("host-invalid")},
            {"host: port not a number", 1, get("/x", "Host: h:8o\r\n"), reject("host-invalid")},
            {"host: port past 65535", 1, get("/x", "Host: h:65536\r\n"), reject("host-invalid")},
            {"host: port of six digits", 1, get("/x", "Host: h:000080\r\n"), reject("host-invalid")},
            {"host: two ports", 1, get("/x", "Host: h:1:2\r\n"), reject("host-invalid")},
            {"host: port alone", 1, get("/x", "Host: :80\r\n"), reject("host-invalid")},
            {"host: bracket not closed", 1, get("/x", "Host: [::1\r\n"), reject("host-invalid")},
            {"host: empty brackets", 1, get("/x", "Host: []\r\n"), reject("host-invalid")},
            {"host: zone in brackets", 1, get("/x", "Host: [fe80::1%25eth0]\r\n"), reject("host-invalid")},
            {"host: empty is allowed", 1, get("/x", "Host:\r\n"), "GET /x host= none keep\nEND\n"},
            {"host: port 65535", 1, get("/x", "Host: h:65535\r\n"), "GET /x host=h:65535 none keep\nEND\n"},
            {"host: empty port", 1, get("/x", "Host: h:\r\n"), kPlain},
            {"host: IPv6 and port", 1, get("/x", "Host: [2001:db8::7]:8080\r\n"),
             "GET /x host=[2001:db8::7]:8080 none keep\nEND\n"},
            {"absolute: host and Host agree", 2, get("http://h/x", "Host: h\r\n"), kPlain},
            {"absolute: agree but for case and default port", 2, get("HTTP://H:80/x", "Host: h\r\n"),
             "GET /x host=H:80 none keep\nEND\n"},
            {"absolute: https has its own default port", 2, get("https://h/x", "Host: h:443\r\n"), kPlain},
            {"absolute: mismatch", 2, get("http://h/x", "Host: z\r\n"), reject("host-mismatch")},
            {"absolute: other port", 2, get("http://h:81/x", "Host: h\r\n"), reject("host-mismatch")},
            {"absolute: empty Host", 2, get("http://h/x", "Host:\r\n"), reject("host-mismatch")},
            {"absolute: without Host", 2, get("http://h/x", ""), reject("host-missing")},
            {"absolute: without Host in 1.0", 2, "GET http://h:1/x HTTP/1.0\r\n\r\n",
             "GET /x 1.0 host=h:1 none close\nEND\n"},
            {"absolute: empty port", 2, get("http://h:/x", "Host: h:80\r\n"), kPlain},
            {"absolute: no path", 2, get("http://h"), "GET / host=h none keep\nEND\n"},
            {"absolute: query without path", 2, get("http://h?a=/b"), "GET /?a=/b host=h none keep\nEND\n"},
        });
}

void addTargets(std::vector<RequestCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"OPTIONS *", 3, "OPTIONS * HTTP/1.1\r\nHost: h\r\n\r\n", "OPTIONS * host=h none keep\nEND\n"},
            {"OPTIONS http://h is * for the backend", 3, "OPTIONS http://h HTTP/1.1\r\nHost: h\r\n\r\n",
             "OPTIONS * host=h none keep\nEND\n"},
            {"OPTIONS http://h/ is /", 3, "OPTIONS http://h/ HTTP/1.1\r\nHost: h\r\n\r\n",
             "OPTIONS / host=h none keep\nEND\n"},
            {"GET *", 4, get("*"), reject("target-invalid")},
            {"OPTIONS *x", 4, "OPTIONS *x HTTP/1.1\r\nHost: h\r\n\r\n", reject("target-invalid")},
            {"authority form with GET", 4, get("h:80"), reject("target-invalid")},
            {"relative target", 4, get("x"), reject("target-invalid")},
            {"fragment", 4, get("/x#f"), reject("target-invalid")},
            {"control byte in target", 4, get("/x\x01y"), reject("target-invalid")},
            {"DEL in target", 4, get("/x\x7Fy"), reject("target-invalid")},
            {"NUL in target", 4, get("/x\0y"s), reject("nul-byte")},
            {"space in target", 4, get("/x y"), reject("version-invalid")},
            {"other scheme", 4, get("ftp://h/x"), reject("target-invalid")},
            {"absolute without host", 4, get("http:///x"), reject("target-invalid")},
            {"absolute with user", 4, get("http://u@h/x"), reject("target-invalid")},
            {"absolute with bad port", 4, get("http://h:99999/x"), reject("target-invalid")},
            {"query with a question mark", 0, get("/x?a?b=/#c"s.substr(0, 8)), "GET /x?a?b=/ host=h none keep\nEND\n"},
            {"empty query is not no query", 0, get("/x?"), "GET /x? host=h none keep\nEND\n"},
            {"non-ASCII target parses, the path policy judges", 52, get("/\xC3\xA9"),
             "GET /\xC3\xA9 host=h none keep\nEND\n"},
            {"path as it came", 52, get("/%2e%2E//a;b%2f/../%5c"),
             "GET /%2e%2E//a;b%2f/../%5c host=h none keep\nEND\n"},
            {"CONNECT", 5, "CONNECT h:443 HTTP/1.1\r\nHost: h:443\r\n\r\n", reject("connect-refused", 501)},
            {"CONNECT with a path", 5, "CONNECT / HTTP/1.1\r\nHost: h\r\n\r\n", reject("connect-refused", 501)},
        });
}

void addStartLines(std::vector<RequestCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"HTTP/0.9", 6, "GET /\r\n", reject("version-invalid")},
            {"version 1.32", 6, "GET / HTTP/1.32\r\nHost: h\r\n\r\n", reject("version-invalid")},
            {"version in lower case", 6, "GET / http/1.1\r\nHost: h\r\n\r\n", reject("version-invalid")},
            {"version 2.0", 6, "GET / HTTP/2.0\r\nHost: h\r\n\r\n", reject("version-unsupported", 505)},
            {"version 0.9 spelled out", 6, "GET / HTTP/0.9\r\nHost: h\r\n\r\n", reject("version-invalid")},
            {"version 2", 6, "GET / HTTP/2\r\nHost: h\r\n\r\n", reject("version-invalid")},
            {"version with a NUL", 6, "GET / HTTP/1.\0\r\n"s, reject("version-invalid")},
            {"preface of HTTP/2", 6, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", reject("version-unsupported", 505)},
            {"version 1.2 is read as 1.1", 6, "GET /x HTTP/1.2\r\nHost: h\r\n\r\n", kPlain},
            {"two spaces after the method", 7, "GET  / HTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"two spaces after the target", 7, "GET /  HTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"TAB after the method", 7, "GET\t/ HTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"TAB after the target", 7, "GET /\tHTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"TAB instead of the version", 7, "GET / \tHTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"space after the version", 7, "GET / HTTP/1.1 \r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"space before the method", 7, " GET / HTTP/1.1\r\nHost: h\r\n\r\n", reject("start-line-spacing")},
            {"method is no token", 7, "G(T / HTTP/1.1\r\nHost: h\r\n\r\n", reject("method-invalid")},
            {"TLS on a plain port", 7, "\x16\x03\x01\x02\x00\x01"s, reject("method-invalid")},
            {"NUL first", 14, "\0GET / HTTP/1.1\r\n"s, reject("nul-byte")},
            {"method of its own", 0, "PURGE /x HTTP/1.1\r\nHost: h\r\n\r\n", "PURGE /x host=h none keep\nEND\n"},
            {"method in lower case is another method", 0, "get * HTTP/1.1\r\nHost: h\r\n\r\n",
             reject("target-invalid")},
            {"one leading CRLF", 8, "\r\n" + get("/x"), kPlain},
            {"two leading CRLFs", 8, "\r\n\r\n" + get("/x"), reject("empty-lines")},
            {"leading LF", 13, "\n" + get("/x"), reject("bare-lf")},
            {"leading CR alone", 14, "\rGET / HTTP/1.1\r\n", reject("bare-cr")},
            {"leading CRLF, then LF", 13, "\r\n\nGET / HTTP/1.1\r\n", reject("bare-lf")},
            {"LF after the version", 13, "GET / HTTP/1.1\nHost: h\r\n\r\n", reject("bare-lf")},
            {"CR alone after the version", 14, "GET / HTTP/1.1\rHost: h\r\n\r\n", reject("bare-cr")},
            {"LF after the method", 13, "GET\n", reject("bare-lf")},
            {"LF after the target", 13, "GET /\n", reject("bare-lf")},
        });
}

void addFields(std::vector<RequestCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"SP before the first field", 9, get("/x", " Host: h\r\n"), reject("space-before-field")},
            {"TAB before the first field", 9, get("/x", "\tA: b\r\nHost: h\r\n"), reject("space-before-field")},
            {"line of a space before the first field", 9, get("/x", " \r\nHost: h\r\n"), reject("space-before-field")},
            {"space before the colon", 10, get("/x", "Host : h\r\n"), reject("space-before-colon")},
            {"TAB before the colon", 10, get("/x", "Host\t: h\r\n"), reject("space-before-colon")},
            {"empty name", 10, get("/x", kHost + ": v\r\n"), reject("field-name-invalid")},
            {"no colon", 10, get("/x", kHost + "Name\r\n"), reject("colon-missing")},
            {"name with a bracket", 10, get("/x", kHost + "Na(me: v\r\n"), reject("field-name-invalid")},
            {"name with a non-ASCII byte", 10, get("/x", kHost + "N\xC3\xA4me: v\r\n"), reject("field-name-invalid")},
            {"name with a NUL", 14, get("/x", kHost + "Na\0me: v\r\n"s), reject("nul-byte")},
            {"name ended by LF", 13, get("/x", kHost + "Name\n"), reject("bare-lf")},
            {"fold with SP", 12, get("/x", kHost + "A: b\r\n c\r\n"), reject("obsolete-fold")},
            {"fold with TAB", 12, get("/x", kHost + "A: b\r\n\tc\r\n"), reject("obsolete-fold")},
            {"LF ends a field", 13, get("/x", "Host: h\nA: b\r\n"), reject("bare-lf")},
            {"LF ends the head", 13, "GET /x HTTP/1.1\r\nHost: h\r\n\n", reject("bare-lf")},
            {"CR alone ends the head", 14, "GET /x HTTP/1.1\r\nHost: h\r\n\rX", reject("bare-cr")},
            {"CR in a value", 14, get("/x", kHost + "A: b\rc\r\n"), reject("bare-cr")},
            {"two CRs", 14, get("/x", kHost + "A: b\r\r\n"), reject("bare-cr")},
            {"NUL in a value", 14, get("/x", kHost + "A: b\0c\r\n"s), reject("nul-byte")},
            {"control byte in a value", 15,
             get("/x", kHost + "A: b\x01"
                               "c\r\n"),
             reject("control-byte")},
            {"DEL in a value", 15, get("/x", kHost + "A: b\x7F\r\n"), reject("control-byte")},
            {"ESC far into a value", 15, get("/x", kHost + "A: " + std::string(100, 'a') + "\x1B\r\n"),
             reject("control-byte")},
            {"bytes 80-FF and TAB in a value", 15, get("/x", kHost + "A: \x80\xFF\tz\r\n"), kPlain},
            {"value without space, and with much", 0, get("/x", "Host:h\r\nA:  \t b \t \r\nB:\r\nC: \r\n"), kPlain},
            {"underscore names parse", 54, get("/x", kHost + "Content_Length: 5\r\n"), kPlain},
        });
}

void addLengths(std::vector<RequestCase>& cases) {
    for (const char* value : {"+5", "-1", "0x5", "5_0", "", "5 6", "5\t", "5.0", "5a", "9223372036854775808",
                              "18446744073709551616", "99999999999999999999999", "5,", ",5", "5;5"}) {
        const bool valid = std::string(value) == "5\t";
        cases.push_back(
            {"length '" + std::string(value) + "'", 16, post("Content-Length: " + std::string(value) + "\r\n", "hello"),
             valid ? "POST /p host=h length=5 keep\nBODY 5 hello\nEND\n" : reject("content-length-invalid")});
    }
    cases.insert(
        cases.end(),
        {
            {"length 2^63-1", 16, post("Content-Length: 9223372036854775807\r\n"),
             "POST /p host=h length=9223372036854775807 keep\nBODY?\n"},
            {"length with zeros before it", 16, post("Content-Length: 0000000000000000000000005\r\n", "hello"),
             "POST /p host=h length=5 keep\nBODY 5 hello\nEND\n"},
            {"length 0", 16, post("Content-Length: 0\r\n"), "POST /p host=h length=0 keep\nEND\n"},
            {"length ends, the next request begins", 16, post("Content-Length: 5\r\n", "hello") + get("/x"),
             "POST /p host=h length=5 keep\nBODY 5 hello\nEND\n" + kPlain},
            {"two lengths", 17, post("Content-Length: 5\r\nContent-Length: 6\r\n", "hello!"),
             reject("content-length-conflict")},
            {"list of two lengths", 17, post("Content-Length: 5,6\r\n", "hello!"), reject("content-length-conflict")},
            {"length said twice", 18, post("Content-Length: 5\r\nContent-Length: 5\r\n", "hello"),
             reject("content-length-repeated")},
            {"length said twice in a list", 18, post("Content-Length: 5, 5\r\n", "hello"),
             reject("content-length-repeated")},
            {"length said twice, differently written", 18, post("Content-Length: 5\r\nContent-Length: 05\r\n", "hello"),
             reject("content-length-repeated")},
            {"length then coding", 19, post("Content-Length: 5\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             reject("length-and-coding")},
            {"coding then length", 19, post("Transfer-Encoding: chunked\r\nContent-Length: 5\r\n", "0\r\n\r\n"),
             reject("length-and-coding")},
            {"GET with a body", 0, get("/x", "Host: h\r\nContent-Length: 2\r\n") + "ab",
             "GET /x host=h length=2 keep\nBODY 2 ab\nEND\n"},
        });
}

void addCodings(std::vector<RequestCase>& cases) {
    cases.push_back({"coding in 1.0", 20, "POST /p HTTP/1.0\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
                     reject("coding-in-http10")});
    for (const char* value : {"chunked, gzip", "chunked, chunked", ",chunked", "chunked,", "xchunked", "chunkedx",
                              "identity", "identity, chunked", "", "chunked;q=1", "\"chunked\"", "gzip, xchunked",
                              "gzip,,chunked", "chu nked", "chunked gzip"})
        cases.push_back({"coding '" + std::string(value) + "'", 21,
                         post("Transfer-Encoding: " + std::string(value) + "\r\n", "0\r\n\r\n"),
                         reject("coding-invalid")});
    for (const char* value : {"gzip", "deflate", "GZIP"})
        cases.push_back({"coding '" + std::string(value) + "'", 21,
                         post("Transfer-Encoding: " + std::string(value) + "\r\n", "0\r\n\r\n"),
                         reject("coding-unsupported", 501)});
    for (const char* value : {"gzip, chunked", "deflate,Chunked", "gzip, deflate, chunked"})
        cases.push_back({"coding '" + std::string(value) + "'", 22,
                         post("Transfer-Encoding: " + std::string(value) + "\r\n", "0\r\n\r\n"),
                         reject("coding-unsupported", 501)});
    cases.insert(
        cases.end(),
        {
            {"coding after a vertical tab", 21,
             post("Transfer-Encoding: \x0B"
                  "chunked\r\n",
                  "0\r\n\r\n"),
             reject("control-byte")},
            {"coding said twice", 21, post("Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n", "0\r\n\r\n"),
             reject("coding-invalid")},
            {"coding said twice, second one empty", 21,
             post("Transfer-Encoding: chunked\r\nTransfer-Encoding:\r\n", "0\r\n\r\n"), reject("coding-invalid")},
            {"chunked", 0, post("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n0\r\n\r\n"),
             "POST /p host=h chunked keep\nBODY 5 hello\nEND\n"},
            {"CHUNKED with space around", 0, post("transfer-encoding: \t CHUNKED \t\r\n", "5\r\nhello\r\n0\r\n\r\n"),
             "POST /p host=h chunked keep\nBODY 5 hello\nEND\n"},
            {"chunk of a bad size, behind a good head", 23,
             post("Transfer-Encoding: chunked\r\n", "0x5\r\nhello\r\n0\r\n\r\n"),
             "POST /p host=h chunked keep\n" + reject("chunk-size-invalid")},
            {"trailers stay apart", 26,
             post("Transfer-Encoding: chunked\r\n", "0\r\nContent-Length: 5\r\nHost: z\r\nAuthorization: x\r\n\r\n") +
                 get("/x"),
             "POST /p host=h chunked keep\nEND\n" + kPlain},
        });
}

void addConnections(std::vector<RequestCase>& cases) {
    const auto with = [](const std::string& fields) { return get("/x", kHost + fields); };
    for (const char* value : {"host", "authorization", "content-length", "Transfer-Encoding", "close, Cookie",
                              "X-A, X-Forwarded-For", "Via", "X-Request-Id", "Cache-Control", "expect"})
        cases.push_back({"Connection: " + std::string(value), 29, with("Connection: " + std::string(value) + "\r\n"),
                         reject("connection-names-end-to-end")});
    cases.insert(
        cases.end(),
        {
            {"Connection: close", 0, with("Connection: close\r\n"), "GET /x host=h none close\nEND\n"},
            {"Connection: Close, among others", 27, with("Connection: X-a,, CLOSE ,\r\n"),
             "GET /x host=h none close\nEND\n"},
            {"Connection: keep-alive, close", 27, with("Connection: keep-alive\r\nConnection: close\r\n"),
             "GET /x host=h none close\nEND\n"},
            {"Connection: keep-alive in 1.0", 0, "GET /x HTTP/1.0\r\nConnection: Keep-Alive\r\n\r\n",
             "GET /x 1.0 host= none keep\nEND\n"},
            {"Connection is no list of tokens", 27, with("Connection: a b\r\n"), reject("connection-invalid")},
            {"Connection with a quoted option", 27, with("Connection: \"close\"\r\n"), reject("connection-invalid")},
            {"Connection: empty", 27, with("Connection:\r\n"), kPlain},
            {"Connection: TE, trailer, upgrade", 28, with("Connection: TE, Trailer, Upgrade, Proxy-Authorization\r\n"),
             kPlain},
            {"Expect: 100-continue", 32, post("Expect: 100-Continue\r\nContent-Length: 1\r\n", "a"),
             "POST /p host=h length=1 keep expect\nBODY 1 a\nEND\n"},
            {"Expect: 100-continue in 1.0 means nothing", 32, "GET /x HTTP/1.0\r\nExpect: 100-continue\r\n\r\n",
             "GET /x 1.0 host= none close\nEND\n"},
            {"Expect: else", 33, with("Expect: 200-ok\r\n"), reject("expectation-unknown", 417)},
            {"Expect: 100-continue and else", 33, with("Expect: 100-continue, x\r\n"),
             reject("expectation-unknown", 417)},
            {"Upgrade: websocket", 47,
             with("Connection: keep-alive, Upgrade\r\nUpgrade: WebSocket\r\nSec-WebSocket-Key: a\r\n"),
             "GET /x host=h none keep websocket\nEND\n"},
            {"Upgrade: websocket not in Connection", 47, with("Upgrade: websocket\r\nSec-WebSocket-Key: a\r\n"),
             kPlain},
            {"Upgrade: websocket without key", 47, with("Connection: Upgrade\r\nUpgrade: websocket\r\n"), kPlain},
            {"Upgrade: websocket with a body", 47,
             with("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\nContent-Length: 1\r\n") + "b",
             "GET /x host=h length=1 keep\nBODY 1 b\nEND\n"},
            {"Upgrade: websocket with POST", 47,
             post("Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n"),
             "POST /p host=h none keep\nEND\n"},
            {"Upgrade: websocket in 1.0", 47,
             "GET /x HTTP/1.0\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: a\r\n\r\n",
             "GET /x 1.0 host= none close\nEND\n"},
            {"Upgrade: h2c", 48,
             with("Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\n"), kPlain},
            {"Max-Forwards", 50, "OPTIONS * HTTP/1.1\r\nHost: h\r\nMax-Forwards: 0\r\n\r\n",
             "OPTIONS * host=h none keep\nEND\n"},
            {"three pipelined", 44, get("/1") + post("Content-Length: 1\r\n", "a") + get("/3"),
             "GET /1 host=h none keep\nEND\nPOST /p host=h length=1 keep\nBODY 1 a\nEND\nGET /3 host=h none "
             "keep\nEND\n"},
            {"valid, then invalid", 45, get("/x") + "GET / HTTP/1.1\r\n\r\n" + get("/never"),
             kPlain + reject("host-missing")},
            {"incomplete", 0, "GET /x HTTP/1.1\r\nHost: h\r\n", "HEAD?\n"},
        });
}

}  // namespace

const std::vector<RequestCase>& requestCases() {
    static const std::vector<RequestCase> kCases = [] {
        std::vector<RequestCase> cases;
        addHosts(cases);
        addTargets(cases);
        addStartLines(cases);
        addFields(cases);
        addLengths(cases);
        addCodings(cases);
        addConnections(cases);
        return cases;
    }();
    return kCases;
}

}  // namespace slipway::http::test
