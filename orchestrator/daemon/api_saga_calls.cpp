#include "base/percent.h"
#include "daemon/api_calls.h"
#include "daemon/loopback_request.h"

namespace slipway::daemon::calls {
namespace {

/// Made by the manifest's reader where there are composites (manifest/composite_service.cpp).
constexpr const char* kComposer = "composer";

/// The port of the instance that has the sagas; 0 where none answers now.
int composerPort(const ProjectController& controller) {
    for (const auto* instance : controller.world().of(ServiceName(kComposer)))
        if (instance->state == model::InstanceState::Ready || instance->state == model::InstanceState::Draining)
            return instance->port;
    return 0;
}

}  // namespace

// Sagas are the composer's: what is asked about them goes to its instance and comes back as it is.
void sagas(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    if (!controller->project().service(ServiceName(kComposer))) {
        call.responder.error({ErrorCode::NotFound, call.parts[0] + " has no composites", "docs/composites.md", {}});
        return;
    }
    const int port = composerPort(*controller);
    if (port == 0) {
        call.responder.error({ErrorCode::NotReady,
                              "the composer of " + call.parts[0] + " is not ready",
                              "`slipway ps` says why; sagas wait in its store.",
                              {}});
        return;
    }
    std::string target = "/-/sagas";
    if (call.parts.size() > 1)
        target += '/' + percentEncoded(call.parts[1]);
    if (call.request.method == "POST")
        target += call.request.path.substr(call.request.path.rfind('/'));
    char mark = '?';
    for (const auto& [name, value] : call.request.query) {
        target += mark + percentEncoded(name) + '=' + percentEncoded(value);
        mark = '&';
    }
    requestLoopback(&call.daemon, port, call.request.method, target,
                    [responder = call.responder](const Result<LoopbackAnswer>& answer) {
                        if (answer)
                            responder.json(answer->status, answer->body);
                        else
                            responder.error(answer.error());
                    });
}

}  // namespace slipway::daemon::calls
