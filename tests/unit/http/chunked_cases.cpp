#include "cases.h"

namespace slipway::http::test {
namespace {

using namespace std::string_literals;

std::string reject(const std::string& slug, int status = 400) {
    return "REJECT " + slug + " " + std::to_string(status) + "\n";
}

}  // namespace

const std::vector<ChunkedCase>& chunkedCases() {
    static const std::vector<ChunkedCase> kCases = [] {
        std::vector<ChunkedCase> cases;
        for (const char* size : {"", "0x5", "+5", "-0", " 5", "5_", "\t5", "g", "5g", "00000000000000005",
                                 "10000000000000000", "8000000000000000", "FFFFFFFFFFFFFFFF"})
            cases.push_back({"size '" + std::string(size) + "'", 23, std::string(size) + "\r\nhello\r\n0\r\n\r\n",
                             reject("chunk-size-invalid")});
        cases.insert(
            cases.end(),
            {
                {"empty", 0, "0\r\n\r\n", "END\nREST \n"},
                {"two chunks, and what follows", 0, "5\r\nhello\r\n1\r\n!\r\n0\r\n\r\nGET /",
                 "BODY 6 hello!\nEND\nREST GET /\n"},
                {"sizes in both cases, with zeros", 0, "0A\r\n0123456789\r\n00a\r\nabcdefghij\r\n000\r\n\r\n",
                 "BODY 20 0123456789abcdefghij\nEND\nREST \n"},
                {"16 digits", 23, "0000000000000005\r\nhello\r\n0\r\n\r\n", "BODY 5 hello\nEND\nREST \n"},
                {"size 2^63-1", 23, "7FFFFFFFFFFFFFFF\r\nhello", "BODY 5 hello\nBODY?\n"},
                {"LF ends the size", 24, "5\nhello\r\n0\r\n\r\n", reject("chunk-line-invalid")},
                {"CR alone ends the size", 24, "5\rhello\r\n0\r\n\r\n", reject("chunk-line-invalid")},
                {"space behind the size", 24, "5 \r\nhello\r\n0\r\n\r\n", reject("chunk-line-invalid")},
                {"data one byte longer", 24, "5\r\nhello!\r\n0\r\n\r\n",
                 "BODY 5 hello\n" + reject("chunk-line-invalid")},
                {"data ended by LF", 24, "5\r\nhello\n0\r\n\r\n", "BODY 5 hello\n" + reject("chunk-line-invalid")},
                {"data ended by CR alone", 24, "5\r\nhello\r0\r\n\r\n",
                 "BODY 5 hello\n" + reject("chunk-line-invalid")},
                {"data not ended", 24, "5\r\nhello0\r\n\r\n", "BODY 5 hello\n" + reject("chunk-line-invalid")},
                {"LF ends an extension", 24, "5;a\nhello\r\n0\r\n\r\n", reject("chunk-line-invalid")},
                {"CR in an extension", 24, "5;a\rb\r\nhello\r\n0\r\n\r\n", reject("chunk-line-invalid")},
                {"LF ends the last chunk", 24, "0\n\r\n", reject("chunk-line-invalid")},
                {"extensions", 25, "5;a=b;c=\"d;e\"\r\nhello\r\n1 \t; x\r\n!\r\n0;last\r\n\r\n",
                 "BODY 6 hello!\nEND\nREST \n"},
                {"control byte in an extension", 25, "5;a=\x01\r\nhello\r\n0\r\n\r\n",
                 reject("chunk-extension-invalid")},
                {"NUL in an extension", 25, "5;a=\0\r\nhello\r\n0\r\n\r\n"s, reject("chunk-extension-invalid")},
                {"word behind the size, no semicolon", 25, "5 a\r\nhello\r\n0\r\n\r\n", reject("chunk-size-invalid")},
                {"extensions of 4097 bytes together", 25,
                 "1;" + std::string(3000, 'a') + "\r\nx\r\n1;" + std::string(1095, 'b') + "\r\ny\r\n0\r\n\r\n",
                 "BODY 1 x\n" + reject("chunk-extensions-too-long")},
                {"extensions of 4096 bytes together", 25,
                 "1;" + std::string(3000, 'a') + "\r\nx\r\n1;" + std::string(1094, 'b') + "\r\ny\r\n0\r\n\r\n",
                 "BODY 2 xy\nEND\nREST \n"},
                {"trailers", 26, "0\r\nX-Sum: 9\r\nETag: \"a\"\r\n\r\nrest",
                 "  X-Sum: 9\n  ETag: \"a\"\nEND\nREST rest\n"},
                {"trailer with a fold", 12, "0\r\nA: b\r\n c\r\n\r\n", reject("obsolete-fold")},
                {"trailer with space before it", 9, "0\r\n A: b\r\n\r\n", reject("space-before-field")},
                {"trailer with space before the colon", 10, "0\r\nA : b\r\n\r\n", reject("space-before-colon")},
                {"trailer without colon", 10, "0\r\nGET / HTTP/1.1\r\n\r\n", reject("space-before-colon")},
                {"trailer ended by LF", 13, "0\r\nA: b\n\r\n", reject("bare-lf")},
                {"trailers ended by LF", 13, "0\r\nA: b\r\n\n", reject("bare-lf")},
                {"no trailers, ended by LF", 13, "0\r\n\n", reject("bare-lf")},
                {"no trailers, ended by CR alone", 14, "0\r\n\rX", reject("bare-cr")},
                {"trailers of 8193 bytes", 26, "0\r\nA: " + std::string(8193 - 7, 'x') + "\r\n\r\n",
                 reject("trailers-too-large", 431)},
                {"cut short", 39, "5\r\nhel", "BODY 3 hel\nBODY?\n"},
            });
        return cases;
    }();
    return kCases;
}

}  // namespace slipway::http::test
