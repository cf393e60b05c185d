#include "daemon/api_calls.h"
#include "daemon/snapshot_builder.h"

namespace slipway::daemon::calls {
namespace {

/// The path of the callee's own HTTP probe, which costs it little and changes nothing; else "/".
std::string probePath(const model::Service& service) {
    for (const auto* probe : {&service.readinessProbe, &service.livenessProbe})
        if (*probe)
            if (const auto* get = std::get_if<model::HttpGetProbe>(&(*probe)->check); get && get->port.empty())
                return get->path;
    return "/";
}

/// Calls whose answer the caller waits for, to services that have a ready instance.
std::vector<Hop> hopsOf(const DataPlane& dataPlane, const ProjectController& controller) {
    const model::Project& project = controller.project();
    std::vector<Hop> hops;
    for (const auto& caller : project.services)
        for (const auto& callee : caller.calls) {
            const model::Service* service = project.service(callee);
            if (!service || caller.asyncCalls.contains(callee))
                continue;
            Hop hop{caller.name.str(), callee.str(), "", "", probePath(*service)};
            hop.through = dataPlane.listenerAddress(egressId(project.name.str(), hop.from, hop.to));
            for (const model::Instance* instance : controller.world().of(callee))
                if (instance->state == model::InstanceState::Ready && instance->port != 0)
                    hop.direct = "127.0.0.1:" + std::to_string(instance->port);
            if (!hop.through.empty() && !hop.direct.empty())
                hops.push_back(std::move(hop));
        }
    return hops;
}

}  // namespace

void measureHops(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    auto hops = hopsOf(call.daemon.context().dataPlane, *controller);
    if (hops.empty()) {
        call.responder.error({ErrorCode::Conflict,
                              "no service of " + call.parts[0] + " calls another one that is ready",
                              "A hop is measured where the manifest declares `calls` and both ends run.",
                              {}});
        return;
    }
    call.daemon.hopMeter().measure(call.parts[0], model::topologyWord(controller->topology()), std::move(hops),
                                   [responder = call.responder](const Result<std::vector<api::HopPrice>>& prices) {
                                       if (prices)
                                           responder.json(200, api::encode(*prices));
                                       else
                                           responder.error(prices.error());
                                   });
}

}  // namespace slipway::daemon::calls
