#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/api_rows.h"

namespace slipway::api {

/// A part of a request's way, and how long it took. Times are microseconds; starts are since 1970.
struct Span {
    std::string id;        ///< 16 hexadecimal digits
    std::string parent;    ///< empty: the trace began with it, or outside
    std::string kind;      ///< "exchange", "try", "saga", "step", "undo"
    std::string name;      ///< "POST /checkout", "orders-2", "pay"
    std::string service;   ///< who made it: "gateway", a caller's name for its calls, "composer"
    std::string target;    ///< the service that was asked
    std::string instance;  ///< of it: "orders-2"
    std::string method;
    std::string host;
    std::string path;   ///< without its query
    std::string route;  ///< or the composite
    int status = 0;     ///< 0: no answer
    bool failed = false;
    std::string error;
    std::string requestId;
    std::int64_t startUs = 0;
    std::int64_t durationUs = 0;
    std::int64_t heldUs = 0;  ///< of it, waited for an instance
    std::int64_t bytesIn = 0;
    std::int64_t bytesOut = 0;
    int attempt = 0;  ///< which try; of an exchange: how many
    bool sampled = true;
};

struct TraceRow {
    std::string id;       ///< 32 hexadecimal digits
    std::string name;     ///< of the first span
    std::string service;  ///< that made it
    int status = 0;       ///< of it
    bool failed = false;  ///< some span of it failed
    std::int64_t startUs = 0;
    std::int64_t durationUs = 0;  ///< from the first start to the last end
    int spans = 0;
    std::vector<std::string> services;  ///< that took part, in the order in which they were asked
};

struct Trace {
    TraceRow summary;
    std::vector<Span> spans;  ///< by their start
};

SLIPWAY_JSON(Span)
SLIPWAY_JSON(TraceRow)
SLIPWAY_JSON(Trace)

}  // namespace slipway::api
