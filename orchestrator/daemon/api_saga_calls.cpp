#include <nlohmann/json.hpp>

#include "base/percent.h"
#include "daemon/api_calls.h"
#include "daemon/loopback_request.h"

namespace slipway::daemon::calls {
namespace {

/// Sagas and queues are the composer's: what is asked about them goes to its instance and comes back as it is. `lacks`
/// is what a project without one has not, and `page` tells of it.
void forward(const Call& call, std::string target, const char* lacks, const char* page) {
    auto* controller = call.project();
    if (!controller)
        return;
    if (!controller->project().service(ServiceName(model::kComposer))) {
        call.responder.error({ErrorCode::NotFound, call.parts[0] + " has no " + lacks, page, {}});
        return;
    }
    const int port = controller->composerPort();
    if (port == 0) {
        call.responder.error({ErrorCode::NotReady,
                              "the composer of " + call.parts[0] + " is not ready",
                              "`slipway ps` says why; sagas and messages wait in its store.",
                              {}});
        return;
    }
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

}  // namespace

void sagas(const Call& call) {
    std::string target = "/-/sagas";
    if (call.parts.size() > 1)
        target += '/' + percentEncoded(call.parts[1]);
    if (call.request.method == "POST")
        target += call.request.path.substr(call.request.path.rfind('/'));
    forward(call, std::move(target), "composites", "docs/composites.md");
}

void queues(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    // Without a composer nobody can be asked, and what it kept is still there.
    if (call.parts.size() == 1 && !controller->project().service(ServiceName(model::kComposer))) {
        auto rows = nlohmann::json::array();
        for (const auto& [caller, service, queue] : call.daemon.context().queues.orphansOf(controller->project()))
            rows.push_back({{"queue", caller + "/" + service},
                            {"caller", caller},
                            {"service", service},
                            {"configured", false},
                            {"depth", queue.depth},
                            {"in_flight", 0},
                            {"lag_ms", queue.lagMs},
                            {"dead", queue.dead}});
        if (!rows.empty())
            return call.responder.json(200, rows.dump());
    }
    std::string target = "/-/queues";
    for (std::size_t i = 1; i < call.parts.size(); ++i)
        target += (i == 3 ? "/messages/" : "/") + percentEncoded(call.parts[i]);
    if (call.request.method == "POST")
        target += call.request.path.substr(call.request.path.rfind('/'));
    forward(call, std::move(target), "asynchronous calls", "docs/async.md");
}

}  // namespace slipway::daemon::calls
