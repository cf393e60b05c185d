#pragma once

#include "protocol/api_rows.h"

namespace slipway::api {

struct MirrorAnswer {
    int status = 0;
    std::int64_t bytes = 0;
    std::string digest;  ///< of the body, 16 hexadecimal digits
};

struct MirrorDifference {
    WallMs atMs = 0;
    std::string method;
    std::string path;  ///< without the query
    std::string requestId;
    std::string what;  ///< "status", "header NAME", "body"
    std::string
        pointer;  ///< JSON Pointer of the first value that differs; empty: the bodies are no JSON, or it is the whole
    MirrorAnswer original;
    MirrorAnswer shadow;
};

/// A route's mirror. Counts are from when the gateway began with these rules.
struct MirrorRow {
    std::string route;
    std::vector<std::string> from;  ///< services that answer
    std::string service;            ///< the shadow
    int percent = 100;
    std::string unsafe;  ///< "refuse" or "shadow"
    std::string why;     ///< where requests were kept back: a sentence that says why
    std::int64_t compared = 0;
    std::int64_t same = 0;
    std::int64_t different = 0;
    std::int64_t failed = 0;                    ///< the shadow gave no answer
    std::int64_t dropped = 0;                   ///< the mirror was behind
    std::int64_t tooLarge = 0;                  ///< a body was too large to be kept
    std::int64_t kept = 0;                      ///< requests that change something, not copied
    std::vector<MirrorDifference> differences;  ///< the last ones, oldest first
};

SLIPWAY_JSON(MirrorAnswer)
SLIPWAY_JSON(MirrorDifference)
SLIPWAY_JSON(MirrorRow)

}  // namespace slipway::api
