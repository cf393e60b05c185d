#pragma once

#include <cstdint>
#include <string>

#include "base/clock.h"
#include "base/trace_context.h"

namespace slipway::gateway {

/// What an exchange knows of its trace. Texts keep their memory from request to request.
struct ExchangeTrace {
    struct Now {
        bool on = false;
        TraceContext context;      ///< of the exchange's own span
        std::uint64_t parent = 0;  ///< 0: the trace begins here
        std::size_t headerAt = 0;  ///< in the request as it is sent: the value of its traceparent; 0: none
        bool tried = false;        ///< a try's span is not written yet
        bool tryEnded = false;     ///< its end is known
        bool tryUnanswered = false;
        std::uint16_t tryStatus = 0;
        std::uint32_t attempts = 0;
        std::uint64_t trySpan = 0;
        TimePoint tryStarted{};
        TimePoint tryEnd{};
    };
    Now now;
    std::string instance;  ///< of the try
    std::string tries;     ///< records of those that have ended
    std::string method, host, path;
    std::string referer, userAgent;  ///< for the combined access log

    bool on() const { return now.on; }
    void clear() {
        now = {};
        tries.clear();
        referer.clear();
        userAgent.clear();
    }
};

}  // namespace slipway::gateway
