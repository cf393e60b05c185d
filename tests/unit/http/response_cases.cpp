#include "cases.h"

namespace slipway::http::test {
namespace {

using namespace std::string_literals;

std::string ok(const std::string& fields, const std::string& body = {}) {
    return "HTTP/1.1 200 OK\r\n" + fields + "\r\n" + body;
}
std::string reject(const std::string& slug) {
    for (const char* own : {"upgrade-unrequested", "upgrade-invalid", "status-line-invalid"})
        if (slug == own)
            return "REJECT " + slug + " 502\n";
    return "REJECT " + slug + (slug == "coding-unsupported" ? " 501\n" : " 400\n");
}
const std::string kNext = ok("Content-Length: 2\r\n", "hi");
const std::string kNextSummary = "200 OK length=2 keep\nBODY 2 hi\nEND\n";
const ResponseContext kGet{Method::Get, UpgradeKind::None};
const ResponseContext kHead{Method::Head, UpgradeKind::None};
const ResponseContext kSocket{Method::Get, UpgradeKind::WebSocket};

void addStatusLines(std::vector<ResponseCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"plain", 0, {kGet}, kNext, kNextSummary},
            {"no reason", 0, {kGet}, "HTTP/1.1 200 \r\nContent-Length: 0\r\n\r\n", "200  length=0 keep\nEND\n"},
            {"neither reason nor space",
             0,
             {kGet},
             "HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n",
             "200  length=0 keep\nEND\n"},
            {"reason with bytes 80-FF",
             0,
             {kGet},
             "HTTP/1.1 200 \xC3\xA9\r\nContent-Length: 0\r\n\r\n",
             "200 \xC3\xA9 length=0 keep\nEND\n"},
            {"reason with a control byte", 37, {kGet}, "HTTP/1.1 200 O\x01K\r\n\r\n", reject("status-line-invalid")},
            {"two digits", 37, {kGet}, "HTTP/1.1 20 OK\r\n\r\n", reject("status-line-invalid")},
            {"four digits", 37, {kGet}, "HTTP/1.1 2000 OK\r\n\r\n", reject("status-line-invalid")},
            {"status 099", 37, {kGet}, "HTTP/1.1 099 OK\r\n\r\n", reject("status-line-invalid")},
            {"status 600", 37, {kGet}, "HTTP/1.1 600 OK\r\n\r\n", reject("status-line-invalid")},
            {"two spaces before the status", 37, {kGet}, "HTTP/1.1  200 OK\r\n\r\n", reject("status-line-invalid")},
            {"HTTP/2.0", 37, {kGet}, "HTTP/2.0 200 OK\r\n\r\n", reject("status-line-invalid")},
            {"leading CRLF", 37, {kGet}, "\r\nHTTP/1.1 200 OK\r\n\r\n", reject("status-line-invalid")},
            {"no HTTP at all", 37, {kGet}, "SSH-2.0-OpenSSH\r\n", reject("status-line-invalid")},
            {"LF in the status line", 13, {kGet}, "HTTP/1.1 200 OK\nContent-Length: 0\r\n\r\n", reject("bare-lf")},
            {"LF after the status", 13, {kGet}, "HTTP/1.1 200\n", reject("bare-lf")},
            {"CR alone in the status line", 14, {kGet}, "HTTP/1.1 200 OK\rX", reject("bare-cr")},
        });
}

void addFields(std::vector<ResponseCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"space before the colon", 11, {kGet}, ok("Content-Length : 2\r\n", "hi"), reject("space-before-colon")},
            {"fold", 12, {kGet}, ok("A: b\r\n c\r\nContent-Length: 2\r\n", "hi"), reject("obsolete-fold")},
            {"space before the first field", 9, {kGet}, ok(" A: b\r\n"), reject("space-before-field")},
            {"LF ends a field", 13, {kGet}, ok("A: b\nContent-Length: 2\r\n", "hi"), reject("bare-lf")},
            {"NUL in a value", 14, {kGet}, ok("A: b\0\r\n"s), reject("nul-byte")},
            {"control byte in a value", 15, {kGet}, ok("A: \x02\r\n"), reject("control-byte")},
            {"nominated end-to-end field is no reason to refuse",
             29,
             {kGet},
             ok("Connection: content-length, X\r\nContent-Length: 2\r\n", "hi"),
             kNextSummary},
            {"Connection: close",
             0,
             {kGet},
             ok("Connection: close\r\nContent-Length: 2\r\n", "hi"),
             "200 OK length=2 close\nBODY 2 hi\nEND\n"},
            {"1.0 closes",
             0,
             {kGet},
             "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nhi",
             "200 OK 1.0 length=2 close\nBODY 2 hi\nEND\n"},
            {"1.0 with keep-alive",
             0,
             {kGet},
             "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\nContent-Length: 2\r\n\r\nhi",
             "200 OK 1.0 length=2 keep\nBODY 2 hi\nEND\n"},
        });
}

void addInterim(std::vector<ResponseCase>& cases) {
    const std::string switching =
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: "
        "x\r\n\r\n";
    cases.insert(cases.end(),
                 {
                     {"100, then final",
                      34,
                      {kGet},
                      "HTTP/1.1 100 Continue\r\n\r\n" + kNext,
                      "100 Continue none keep\n" + kNextSummary},
                     {"103 twice, then final, then another",
                      34,
                      {kGet},
                      "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 103 Early Hints\r\n\r\n" + kNext + kNext,
                      "103 Early Hints none keep\n103 Early Hints none keep\n" + kNextSummary + kNextSummary},
                     {"100 with a length that means nothing",
                      34,
                      {kGet},
                      "HTTP/1.1 100 Continue\r\nContent-Length: 5\r\n\r\n" + kNext,
                      "100 Continue none keep\n" + kNextSummary},
                     {"101 unrequested", 49, {kGet}, switching, reject("upgrade-unrequested")},
                     {"101 requested",
                      47,
                      {kSocket},
                      switching + "\x81\x01z",
                      "101 Switching Protocols none keep\nTUNNEL \x81\x01z\n"},
                     {"101 without Connection: upgrade",
                      47,
                      {kSocket},
                      "HTTP/1.1 101 S\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n",
                      reject("upgrade-invalid")},
                     {"101 to another protocol",
                      47,
                      {kSocket},
                      "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: h2c\r\nSec-WebSocket-Accept: x\r\n\r\n",
                      reject("upgrade-invalid")},
                     {"101 without accept",
                      47,
                      {kSocket},
                      "HTTP/1.1 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\n\r\n",
                      reject("upgrade-invalid")},
                     {"101 in 1.0",
                      47,
                      {kSocket},
                      "HTTP/1.0 101 S\r\nConnection: upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: x\r\n\r\n",
                      reject("upgrade-invalid")},
                     {"upgrade refused", 47, {kSocket}, kNext, kNextSummary},
                 });
}

void addFraming(std::vector<ResponseCase>& cases) {
    cases.insert(
        cases.end(),
        {
            {"HEAD with length",
             35,
             {kHead, kGet},
             ok("Content-Length: 5\r\n") + kNext,
             "200 OK none keep\nEND\n" + kNextSummary},
            {"HEAD with chunked",
             35,
             {kHead, kGet},
             ok("Transfer-Encoding: chunked\r\n") + kNext,
             "200 OK none keep\nEND\n" + kNextSummary},
            {"HEAD with neither", 35, {kHead, kGet}, ok("") + kNext, "200 OK none keep\nEND\n" + kNextSummary},
            {"204 with length",
             35,
             {kGet},
             "HTTP/1.1 204 No Content\r\nContent-Length: 5\r\n\r\n" + kNext,
             "204 No Content none keep\nEND\n" + kNextSummary},
            {"204 with chunked",
             35,
             {kGet},
             "HTTP/1.1 204 No Content\r\nTransfer-Encoding: chunked\r\n\r\n" + kNext,
             "204 No Content none keep\nEND\n" + kNextSummary},
            {"304 with length",
             35,
             {kGet},
             "HTTP/1.1 304 Not Modified\r\nContent-Length: 5\r\n\r\n" + kNext,
             "304 Not Modified none keep\nEND\n" + kNextSummary},
            {"204 with body bytes: they are no response",
             36,
             {kGet},
             "HTTP/1.1 204 No Content\r\n\r\nhello",
             "204 No Content none keep\nEND\n" + reject("status-line-invalid")},
            {"length and coding",
             37,
             {kGet},
             ok("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n", "hi"),
             reject("length-and-coding")},
            {"length and coding, to HEAD",
             37,
             {kHead},
             ok("Content-Length: 2\r\nTransfer-Encoding: chunked\r\n"),
             reject("length-and-coding")},
            {"length twice",
             37,
             {kGet},
             ok("Content-Length: 2\r\nContent-Length: 2\r\n", "hi"),
             reject("content-length-repeated")},
            {"two lengths",
             37,
             {kGet},
             ok("Content-Length: 2\r\nContent-Length: 3\r\n", "hi"),
             reject("content-length-conflict")},
            {"length negative", 37, {kGet}, ok("Content-Length: -2\r\n", "hi"), reject("content-length-invalid")},
            {"coding in 1.0",
             37,
             {kGet},
             "HTTP/1.0 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             reject("coding-in-http10")},
            {"gzip, chunked", 37, {kGet}, ok("Transfer-Encoding: gzip, chunked\r\n"), reject("coding-unsupported")},
            {"identity", 37, {kGet}, ok("Transfer-Encoding: identity\r\n"), reject("coding-invalid")},
            {"bad chunk",
             37,
             {kGet},
             ok("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\nz\r\n"),
             "200 OK chunked keep\nBODY 2 hi\n" + reject("chunk-size-invalid")},
            {"chunked, then another",
             0,
             {kGet},
             ok("Transfer-Encoding: chunked\r\n", "2\r\nhi\r\n0\r\n\r\n") + kNext,
             "200 OK chunked keep\nBODY 2 hi\nEND\n" + kNextSummary},
            {"to the close", 38, {kGet}, ok("", "all of it"), "200 OK to-close close\nBODY 9 all of it\nEND\n"},
            {"to the close, with keep-alive said",
             38,
             {kGet},
             "HTTP/1.0 200 OK\r\nConnection: keep-alive\r\n\r\nhi",
             "200 OK 1.0 to-close close\nBODY 2 hi\nEND\n"},
            {"to the close, empty", 38, {kGet}, ok(""), "200 OK to-close close\nEND\n"},
            {"length cut short",
             39,
             {kGet},
             ok("Content-Length: 5\r\n", "hel"),
             "200 OK length=5 keep\nBODY 3 hel\n" + reject("truncated")},
            {"chunked cut short in a chunk",
             39,
             {kGet},
             ok("Transfer-Encoding: chunked\r\n", "5\r\nhel"),
             "200 OK chunked keep\nBODY 3 hel\n" + reject("truncated")},
            {"chunked cut short before the last chunk",
             39,
             {kGet},
             ok("Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"),
             "200 OK chunked keep\nBODY 5 hello\n" + reject("truncated")},
            {"chunked cut short behind the last chunk",
             39,
             {kGet},
             ok("Transfer-Encoding: chunked\r\n", "0\r\n"),
             "200 OK chunked keep\n" + reject("truncated")},
            {"head cut short", 39, {kGet}, "HTTP/1.1 200 OK\r\nContent-Le", "HEAD?\n"},
        });
}

}  // namespace

const std::vector<ResponseCase>& responseCases() {
    static const std::vector<ResponseCase> kCases = [] {
        std::vector<ResponseCase> cases;
        addStatusLines(cases);
        addFields(cases);
        addInterim(cases);
        addFraming(cases);
        return cases;
    }();
    return kCases;
}

}  // namespace slipway::http::test
