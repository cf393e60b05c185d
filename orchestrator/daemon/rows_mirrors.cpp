#include "daemon/rows.h"

// What shadows of routes answered, and where that differs from what clients got.
namespace slipway::daemon {
namespace {

api::MirrorAnswer answer(const protocol::MirrorAnswer& from) {
    return {static_cast<int>(from.status), static_cast<std::int64_t>(from.bytes), from.digest};
}

void count(api::MirrorRow& row, const protocol::MirrorStats& stats) {
    const auto number = [](std::uint64_t n) { return static_cast<std::int64_t>(n); };
    row.same = number(stats.same);
    row.different = number(stats.different);
    row.compared = row.same + row.different;
    row.failed = number(stats.failed);
    row.dropped = number(stats.dropped);
    row.tooLarge = number(stats.tooLarge);
    row.kept = number(stats.kept);
    for (const auto& each : stats.differences)
        row.differences.push_back({each.atMs, each.method, each.path, each.requestId, each.what, each.pointer,
                                   answer(each.original), answer(each.shadow)});
}

}  // namespace

std::vector<api::MirrorRow> ProjectRows::mirrors() const {
    std::vector<api::MirrorRow> rows;
    for (const auto& route : m_project.gateway.routes) {
        const model::Mirror& mirror = route.mirror;
        if (mirror.service.empty())
            continue;
        api::MirrorRow row;
        row.route = route.id;
        for (const auto& target : route.to)
            row.from.push_back(target.service.str());
        row.service = mirror.service;
        row.percent = mirror.percent;
        row.unsafe = mirror.unsafe ? "shadow" : "refuse";
        for (const auto& [process, figures] : m_context.dataPlane.figures())
            for (const auto& stats : figures.mirrors)
                if (stats.project == m_name && stats.route == route.id && stats.service == mirror.service)
                    count(row, stats);
        if (row.kept > 0)
            row.why = "Requests that change something were not copied: the mirror does not say `unsafe: shadow`.";
        rows.push_back(std::move(row));
    }
    return rows;
}

}  // namespace slipway::daemon
