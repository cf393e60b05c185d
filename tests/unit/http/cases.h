#pragma once

#include <string>
#include <vector>

#include "http/response_head.h"

namespace slipway::http::test {

/// One row of a table: bytes in, what must be made of them.
struct RequestCase {
    std::string name;
    int row = 0;           ///< of docs/http-checklist.md; 0: none, a rule of ours
    std::string input;     ///< one message, or several where the name says so
    std::string expected;  ///< summaryOf() its transcript, without the last line where that is "IDLE"
};

struct ResponseCase {
    std::string name;
    int row = 0;
    std::vector<ResponseContext> contexts;
    std::string input;
    std::string expected;
};

struct ChunkedCase {
    std::string name;
    int row = 0;
    std::string input;
    std::string expected;  ///< all of chunkedTranscript()
};

const std::vector<RequestCase>& requestCases();
const std::vector<ResponseCase>& responseCases();
const std::vector<ChunkedCase>& chunkedCases();

}  // namespace slipway::http::test
