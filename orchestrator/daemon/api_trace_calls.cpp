#include "daemon/api_calls.h"

namespace slipway::daemon::calls {

namespace {

constexpr std::int64_t kMostTraces = 1000;

/// Microseconds of "250ms", "1.5s", "20us", or a bare number, which is milliseconds.
std::optional<std::uint64_t> microseconds(const std::string& text) {
    double value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || value < 0 || value > 1e12)
        return std::nullopt;
    const std::string unit(end, text.data() + text.size());
    if (unit == "us")
        return static_cast<std::uint64_t>(value);
    if (unit == "ms" || unit.empty())
        return static_cast<std::uint64_t>(value * 1e3);
    if (unit == "s")
        return static_cast<std::uint64_t>(value * 1e6);
    return std::nullopt;
}

bool isStatus(const std::string& text) {
    if (text.empty() || text == "error" || text == "ok")
        return true;
    return text.size() == 3 && text[0] >= '1' && text[0] <= '5' &&
           (text.substr(1) == "xx" || text.find_first_not_of("0123456789") == std::string::npos);
}

}  // namespace

void traces(const Call& call) {
    const auto* controller = call.project();
    if (!controller)
        return;
    TraceStore::Filter filter;
    filter.service = call.query("service");
    filter.status = call.query("status");
    const std::string least = call.query("min_duration");
    const auto leastUs = least.empty() ? std::optional<std::uint64_t>(0) : microseconds(least);
    const std::int64_t limit = call.number("limit", 50);
    if (!leastUs || !isStatus(filter.status) || limit < 1 || limit > kMostTraces) {
        call.responder.error({ErrorCode::Usage,
                              !leastUs                   ? "min_duration is no duration: " + least
                              : !isStatus(filter.status) ? "status is none: " + filter.status
                                                         : "limit is none",
                              "min_duration=250ms, status=error, ok, 503 or 5xx, limit from 1 to 1000",
                              {}});
        return;
    }
    filter.minDurationUs = *leastUs;
    filter.limit = static_cast<std::size_t>(limit);
    call.daemon.traces().fetch(
        [&daemon = call.daemon, responder = call.responder, project = call.parts[0], filter = std::move(filter)] {
            responder.json(200, api::encode(daemon.traces().store().list(project, filter)));
        });
}

void trace(const Call& call) {
    const auto* controller = call.project();
    if (!controller)
        return;
    call.daemon.traces().fetch(
        [&daemon = call.daemon, responder = call.responder, project = call.parts[0], text = call.parts[1]] {
            const TraceStore& store = daemon.traces().store();
            const auto ids = store.resolve(project, text);
            const auto found = ids.size() == 1 ? store.find(project, ids.front()) : std::nullopt;
            if (found)
                responder.json(200, api::encode(*found));
            else if (ids.empty())
                responder.error({ErrorCode::NotFound,
                                 "no trace " + text + " is kept",
                                 "`slipway trace ls` lists those that are; the oldest go when there are too many.",
                                 {}});
            else
                responder.error({ErrorCode::Conflict,
                                 std::to_string(ids.size()) + " traces are meant by " + text,
                                 "The newest is " + hexId(ids.front()) + "; `slipway trace ls` lists them.",
                                 {}});
        });
}

}  // namespace slipway::daemon::calls
