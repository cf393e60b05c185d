#include <nlohmann/json.hpp>

#include "daemon/api_calls.h"

namespace slipway::daemon::calls {

void cache(const Call& call) {
    if (!call.project())
        return;
    call.daemon.withFreshFigures([&daemon = call.daemon, name = call.parts[0], responder = call.responder] {
        protocol::CacheFigures figures;
        const PlaneFigures& plane = daemon.context().dataPlane.figures();
        if (const auto hub = plane.find(protocol::GatewayRole{}.name()); hub != plane.end())
            if (const auto found = hub->second.caches.find(name); found != hub->second.caches.end())
                figures = found->second;
        figures.project = name;
        responder.json(200, protocol::cacheFiguresToJson(figures).dump());
    });
}

void purgeCache(const Call& call) {
    if (!call.project())
        return;
    const bool byPath = call.request.query.contains("path"), byPrefix = call.request.query.contains("prefix");
    const std::string path = byPath ? call.query("path") : call.query("prefix");
    const bool all = call.query("all") == "true";
    if (byPath + byPrefix + all != 1 || ((byPath || byPrefix) && !path.starts_with('/'))) {
        call.responder.error(
            {ErrorCode::Usage, "say what to purge", "One of path=/products/7, prefix=/products and all=true.", {}});
        return;
    }
    call.daemon.context().dataPlane.purgeCache(
        call.parts[0],
        byPath     ? "path"
        : byPrefix ? "prefix"
                   : "all",
        path, [responder = call.responder](std::optional<std::uint64_t> removed) {
            if (removed)
                responder.json(200, nlohmann::json{{"removed", *removed}}.dump());
            else
                responder.error(
                    {ErrorCode::GatewayUnreachable, "the gateway could not be asked", "Try again in a moment.", {}});
        });
}

}  // namespace slipway::daemon::calls
