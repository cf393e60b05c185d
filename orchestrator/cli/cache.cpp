#include <cstdio>
#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "cli/commands.h"
#include "cli/format.h"
#include "cli/table.h"

namespace slipway::cli {
namespace {

using nlohmann::json;

std::uint64_t number(const json& from, const char* name) {
    const auto found = from.find(name);
    return found != from.end() && found->is_number_unsigned() ? found->get<std::uint64_t>() : 0;
}

std::string bytesText(std::uint64_t bytes) {
    const char* units[] = {"B", "KiB", "MiB", "GiB", "TiB"};
    double value = static_cast<double>(bytes);
    std::size_t unit = 0;
    for (; value >= 1024 && unit < 4; ++unit)
        value /= 1024;
    char text[32];
    std::snprintf(text, sizeof text, unit == 0 ? "%.0f %s" : "%.1f %s", value, units[unit]);
    return text;
}

int unreadable(Context& context) {
    return report(context, api::ApiError(Error{ErrorCode::Corrupt, "the daemon's answer can't be read", "", {}}));
}

}  // namespace

int cacheStats(Context& context) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    SLIPWAY_CLI_TRY(text, (*client)->getText(client::projectPath(*project, "/cache")));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json figures = json::parse(*text, nullptr, false);
    if (!figures.is_object())
        return unreadable(context);
    Console& console = context.console;
    if (number(figures, "max_bytes") == 0) {
        console.out << "No route of " << *project << " caches: give one `cache: true` in the manifest.\n" << std::flush;
        return 0;
    }
    const std::uint64_t kept = number(figures, "hits") + number(figures, "stale");
    const std::uint64_t all = kept + number(figures, "revalidated") + number(figures, "misses");
    Table table({{"HITS", Align::Right},
                 {"STALE", Align::Right},
                 {"REVALIDATED", Align::Right},
                 {"MISSES", Align::Right},
                 {"BYPASSED", Align::Right},
                 {"HIT RATE", Align::Right},
                 {"ENTRIES", Align::Right},
                 {"SIZE", Align::Right},
                 {"OF", Align::Right},
                 {"EVICTED", Align::Right},
                 {"PURGED", Align::Right}});
    const auto count = [&](const char* name) { return std::to_string(number(figures, name)); };
    table.add({count("hits"), count("stale"), count("revalidated"), count("misses"), count("bypassed"),
               all == 0 ? "–" : std::to_string(100 * kept / all) + " %", count("entries"),
               bytesText(number(figures, "bytes")), bytesText(number(figures, "max_bytes")), count("evictions"),
               count("purged")});
    console.out << table.text(console) << std::flush;
    return 0;
}

int cachePurge(Context& context, const CachePurgeOptions& options) {
    SLIPWAY_CLI_TRY(project, context.project());
    SLIPWAY_CLI_TRY(client, context.daemon());
    const std::string what = !options.path.empty()     ? "path=" + percentEncoded(options.path)
                             : !options.prefix.empty() ? "prefix=" + percentEncoded(options.prefix)
                                                       : "all=true";
    SLIPWAY_CLI_TRY(text, (*client)->deleteText(client::projectPath(*project, "/cache?" + what)));
    if (context.options.json) {
        printJson(context, *text);
        return 0;
    }
    const json answer = json::parse(*text, nullptr, false);
    if (!answer.is_object())
        return unreadable(context);
    const std::uint64_t removed = number(answer, "removed");
    context.console.out << "Purged " << removed << (removed == 1 ? " response.\n" : " responses.\n") << std::flush;
    return 0;
}

}  // namespace slipway::cli
