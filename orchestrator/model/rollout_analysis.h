#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "model/project.h"

/// Is the new revision fit to serve? By what both served over the same time.
namespace slipway::model {

/// What the instances of one revision did.
struct RevisionTraffic {
    std::int64_t requests = 0;
    std::int64_t errors = 0;            ///< 5xx, or no answer
    std::optional<std::int64_t> p99Us;  ///< microseconds; none without requests
    int restarts = 0;

    bool operator==(const RevisionTraffic&) const = default;
};

/// A difference of latency below this is the machine's noise, whatever its ratio.
inline constexpr std::int64_t kLatencyNoiseUs = 10'000;

/// Why the new revision has to go, in a sentence with the figures; nothing as long as it may stay, or has served too
/// few requests to say.
std::optional<std::string> judge(const RolloutAnalysis& bounds, const RevisionTraffic& fresh,
                                 const RevisionTraffic& old);

}  // namespace slipway::model
