#pragma once

#include <span>
#include <string>
#include <string_view>

#include "gateway/data/out_buffer.h"
#include "http/response_writer.h"

namespace slipway::gateway {

/// An answer that the gateway gives itself: application/problem+json (RFC 9457).
struct Problem {
    unsigned status = 502;
    std::string_view code;           ///< stable, snake_case or a slug of the codec's: "connect_failed", "bare-lf"
    std::string_view detail;         ///< one sentence for people
    unsigned retryAfterSeconds = 0;  ///< 0: not said
    std::span<const http::FieldLine> fields = {};  ///< besides
};

/// The whole answer, appended to `out`. Says whether the client's connection stays. With HEAD there is a head alone.
bool writeProblem(const Problem& problem, std::string_view requestId, const http::ResponseTarget& to,
                  std::string_view date, OutBuffer& out);

}  // namespace slipway::gateway
