#include <unistd.h>

#include <QTimer>
#include <algorithm>

#include "base/version.h"
#include "daemon/api_calls.h"
#include "daemon/api_streams.h"

namespace slipway::daemon::calls {

void version(const Call& call) {
    api::Version row;
    row.version = slipway::version();
    row.build = buildId();
    row.epoch = call.daemon.epoch();
    row.pid = ::getpid();
    row.home = call.daemon.context().home.folder();
    row.startedMs = call.daemon.startedMs();
    call.reply(row);
}

void shutdown(const Call& call) {
    call.responder.json(202, "{}");
    QTimer::singleShot(0, &call.daemon, [&daemon = call.daemon] { daemon.stop(); });
}

void operation(const Call& call) {
    constexpr std::int64_t kLongestWaitMs = 60'000;
    const std::string id = call.parts[0];
    const api::Operation* row = call.daemon.operation(id);
    if (!row) {
        call.responder.error({ErrorCode::NotFound, "no operation '" + id + "'", "", {}});
        return;
    }
    const auto wait = std::clamp<std::int64_t>(call.number("wait_ms", 0), 0, kLongestWaitMs);
    if (row->ended() || wait == 0) {
        call.reply(*row);
        return;
    }
    const auto answered = std::make_shared<bool>(false);
    call.daemon.projectOfOperation(id)->operations().whenEnded(
        id, [responder = call.responder, answered](const api::Operation& ended) {
            if (!std::exchange(*answered, true))
                responder.json(200, api::encode(ended));
        });
    QTimer::singleShot(static_cast<int>(wait), &call.daemon,
                       [&daemon = call.daemon, id, responder = call.responder, answered] {
                           if (std::exchange(*answered, true))
                               return;
                           if (const api::Operation* now = daemon.operation(id))
                               responder.json(200, api::encode(*now));
                           else
                               responder.error({ErrorCode::NotFound, "no operation '" + id + "'", "", {}});
                       });
}

void operations(const Call& call) {
    call.reply(call.daemon.operations());
}
void gateway(const Call& call) {
    call.daemon.withFreshFigures([&daemon = call.daemon, responder = call.responder] {
        responder.json(200, api::encode(gatewayStatus(daemon.context())));
    });
}
void restartGateway(const Call& call) {
    call.daemon.context().dataPlane.restartHub();
    call.responder.json(202, "{}");
}
void upgradeGateway(const Call& call) {
    const auto request = api::decode<api::GatewayUpgradeRequest>(call.request.body.empty() ? "{}" : call.request.body);
    if (!request) {
        call.responder.error({ErrorCode::Usage, request.error().message, "", {}});
        return;
    }
    if (auto begun = call.daemon.gatewayUpgrade().begin(*request); !begun) {
        call.responder.error(begun.error());
        return;
    }
    call.reply(*call.daemon.gatewayUpgrade().latest(), 202);
}
void gatewayUpgrade(const Call& call) {
    constexpr std::int64_t kLongestWaitMs = 60'000;
    const auto* row = call.daemon.gatewayUpgrade().latest();
    if (!row) {
        call.responder.error({ErrorCode::NotFound, "this daemon has upgraded no gateway", "", {}});
        return;
    }
    const auto wait = std::clamp<std::int64_t>(call.number("wait_ms", 0), 0, kLongestWaitMs);
    if (row->ended() || wait == 0) {
        call.reply(*row);
        return;
    }
    const auto answered = std::make_shared<bool>(false);
    const auto answer = [&daemon = call.daemon, responder = call.responder, answered] {
        if (!std::exchange(*answered, true))
            responder.json(200, api::encode(*daemon.gatewayUpgrade().latest()));
    };
    call.daemon.gatewayUpgrade().whenEnded(answer);
    QTimer::singleShot(static_cast<int>(wait), &call.daemon, answer);
}
void events(const Call& call) {
    streamEvents(call.daemon, call.request, call.responder);
}

}  // namespace slipway::daemon::calls
