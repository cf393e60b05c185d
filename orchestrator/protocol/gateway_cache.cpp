#include "protocol/gateway_cache.h"

#include <array>
#include <nlohmann/json.hpp>
#include <utility>

#include "protocol/gateway_json.h"

namespace slipway::protocol {
namespace {

using nlohmann::json;

constexpr std::uint64_t kMonthSeconds = 30 * 86400;

constexpr std::array<std::pair<const char*, std::uint64_t CacheFigures::*>, 13> kFigures = {{
    {"hits", &CacheFigures::hits},
    {"stale", &CacheFigures::stale},
    {"revalidated", &CacheFigures::revalidated},
    {"misses", &CacheFigures::misses},
    {"bypassed", &CacheFigures::bypassed},
    {"collapsed", &CacheFigures::collapsed},
    {"stored", &CacheFigures::stored},
    {"evictions", &CacheFigures::evictions},
    {"invalidated", &CacheFigures::invalidated},
    {"purged", &CacheFigures::purged},
    {"entries", &CacheFigures::entries},
    {"bytes", &CacheFigures::bytes},
    {"max_bytes", &CacheFigures::maxBytes},
}};

void readOptional(StrictObject& object, const json& from, const char* key, std::optional<std::uint64_t>& into) {
    std::uint64_t seconds = 0;
    object.number(key, seconds, std::uint64_t{0}, kMonthSeconds);
    if (from.is_object() && from.contains(key))
        into = seconds;
}

}  // namespace

json cacheToJson(const SnapshotCache& cache) {
    json out = {{"store_bytes", cache.storeBytes},
                {"max_object_bytes", cache.maxObjectBytes},
                {"default_ttl_s", cache.defaultTtlSeconds},
                {"wait_ms", cache.waitMs}};
    if (cache.staleWhileRevalidateSeconds)
        out["stale_while_revalidate_s"] = *cache.staleWhileRevalidateSeconds;
    if (cache.staleIfErrorSeconds)
        out["stale_if_error_s"] = *cache.staleIfErrorSeconds;
    return out;
}

SnapshotFault readCache(const json& from, const std::string& path, SnapshotCache& into) {
    StrictObject object(from, path);
    object.number("store_bytes", into.storeBytes, std::uint64_t{1} << 20, std::uint64_t{1} << 40);
    object.number("max_object_bytes", into.maxObjectBytes, std::uint64_t{1}, std::uint64_t{1} << 40);
    object.number("default_ttl_s", into.defaultTtlSeconds, std::uint64_t{0}, kMonthSeconds);
    readOptional(object, from, "stale_while_revalidate_s", into.staleWhileRevalidateSeconds);
    readOptional(object, from, "stale_if_error_s", into.staleIfErrorSeconds);
    object.number("wait_ms", into.waitMs, std::uint64_t{0}, std::uint64_t{600'000});
    return object.finish();
}

json cacheFiguresToJson(const CacheFigures& figures) {
    json out = {{"project", figures.project}};
    for (const auto& [name, member] : kFigures)
        out[name] = figures.*member;
    return out;
}

CacheFigures cacheFiguresFromJson(const json& from) {
    CacheFigures figures;
    if (!from.is_object())
        return figures;
    if (const auto project = from.find("project"); project != from.end() && project->is_string())
        figures.project = project->get<std::string>();
    for (const auto& [name, member] : kFigures)
        if (const auto found = from.find(name); found != from.end() && found->is_number_unsigned())
            figures.*member = found->get<std::uint64_t>();
    return figures;
}

}  // namespace slipway::protocol
