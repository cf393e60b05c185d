#include "model/rollout_analysis.h"

#include <cstdio>

namespace slipway::model {
namespace {

double errorRate(const RevisionTraffic& traffic) {
    return traffic.requests == 0 ? 0 : static_cast<double>(traffic.errors) / static_cast<double>(traffic.requests);
}

std::string fixed(double value) {
    char text[32];
    std::snprintf(text, sizeof text, "%.1f", value);
    return text;
}

std::string share(const RevisionTraffic& traffic) {
    return std::to_string(traffic.errors) + " of " + std::to_string(traffic.requests) + " (" +
           fixed(100 * errorRate(traffic)) + " %)";
}

}  // namespace

std::optional<std::string> judge(const RolloutAnalysis& bounds, const RevisionTraffic& fresh,
                                 const RevisionTraffic& old) {
    if (fresh.restarts > bounds.maxRestarts)
        return "the new revision's instances ended " + std::to_string(fresh.restarts) + " times by themselves; " +
               std::to_string(bounds.maxRestarts) + " are allowed";
    if (fresh.requests < bounds.minRequests)
        return {};
    if (errorRate(fresh) - errorRate(old) > bounds.maxErrorRate)
        return "the new revision failed " + share(fresh) + " requests, the old one " + share(old) + "; " +
               fixed(100 * bounds.maxErrorRate) + " % more are allowed";
    if (bounds.maxP99Ratio > 0 && old.requests >= bounds.minRequests && fresh.p99Us && old.p99Us &&
        static_cast<double>(*fresh.p99Us) > bounds.maxP99Ratio * static_cast<double>(*old.p99Us) &&
        *fresh.p99Us - *old.p99Us > kLatencyNoiseUs)
        return "the new revision's p99 is " + fixed(static_cast<double>(*fresh.p99Us) / 1000) + " ms, the old one's " +
               fixed(static_cast<double>(*old.p99Us) / 1000) + " ms; " + fixed(bounds.maxP99Ratio) +
               " times as much is allowed";
    return {};
}

}  // namespace slipway::model
