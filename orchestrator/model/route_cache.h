#pragma once

#include <chrono>
#include <optional>

namespace slipway::model {

/// `cache` of a route: its answers are kept by the rules of RFC 9111.
struct RouteCache {
    long maxObject = 1 << 20;                 ///< bytes of a body; at least 1
    std::chrono::milliseconds defaultTtl{0};  ///< whole seconds; where the service says nothing
    std::optional<std::chrono::milliseconds> staleWhileRevalidate, staleIfError;  ///< the same
    std::chrono::milliseconds wait{5000};  ///< for another request of the same target
};

}  // namespace slipway::model
