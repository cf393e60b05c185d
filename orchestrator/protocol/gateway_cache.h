#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>

namespace slipway::protocol {

struct SnapshotFault;

/// `cache` of a route in the snapshot. A value.
struct SnapshotCache {
    std::uint64_t storeBytes = 64 << 20;  ///< for all that the project stores; of several routes the largest holds
    std::uint64_t maxObjectBytes = 1 << 20;
    std::uint64_t defaultTtlSeconds = 0;  ///< where the service says nothing; 0: what Last-Modified lets guess
    std::optional<std::uint64_t> staleWhileRevalidateSeconds, staleIfErrorSeconds;  ///< where the service says nothing
    std::uint64_t waitMs = 5000;  ///< for another request of the same target
};

nlohmann::json cacheToJson(const SnapshotCache& cache);
SnapshotFault readCache(const nlohmann::json& from, const std::string& path, SnapshotCache& into);

/// What a project's cache has counted since it is there: a row of `caches` in the statistics.
struct CacheFigures {
    std::string project;
    std::uint64_t hits = 0, stale = 0, revalidated = 0, misses = 0, bypassed = 0, collapsed = 0;
    std::uint64_t stored = 0, evictions = 0, invalidated = 0, purged = 0;
    std::uint64_t entries = 0, bytes = 0, maxBytes = 0;
};

nlohmann::json cacheFiguresToJson(const CacheFigures& figures);
/// What is not there is 0: an older gateway counts less.
CacheFigures cacheFiguresFromJson(const nlohmann::json& from);

}  // namespace slipway::protocol
