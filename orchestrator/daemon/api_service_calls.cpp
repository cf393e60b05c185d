#include <nlohmann/json.hpp>

#include "daemon/api_calls.h"

namespace slipway::daemon::calls {

void down(const Call& call) {
    if (call.project())
        call.accepted(call.daemon.down(call.parts[0]));
}

void submit(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    OperationRequest request;
    request.service = call.parts[1];
    const std::string verb = call.request.path.substr(call.request.path.rfind('/') + 1);
    if (!api::fromWord(verb, request.kind)) {
        call.responder.error({ErrorCode::NotFound, "no such action: " + verb, "", {}});
        return;
    }
    if (request.kind == api::OperationKind::Scale) {
        const auto body = api::decode<api::ScaleRequest>(call.request.body);
        if (!body) {
            call.responder.error({ErrorCode::Usage, "scale wants {\"replicas\": N}: " + body.error().message, "", {}});
            return;
        }
        request.replicas = body->replicas;
    } else if (request.kind == api::OperationKind::Restart && !call.request.body.empty()) {
        const auto body = api::decode<api::RestartRequest>(call.request.body);
        if (!body) {
            call.responder.error({ErrorCode::Usage, body.error().message, "", {}});
            return;
        }
        request.instance = body->instance;
    }
    if (!call.request.body.empty() && request.kind == api::OperationKind::Redeploy) {
        const auto body = api::decode<api::RedeployRequest>(call.request.body);
        if (!body) {
            call.responder.error({ErrorCode::Usage, body.error().message, "", {}});
            return;
        }
        request.build = body->build;
    } else if (!call.request.body.empty() && request.kind == api::OperationKind::Rollback) {
        const auto body = api::decode<api::RollbackRequest>(call.request.body);
        if (!body) {
            call.responder.error({ErrorCode::Usage, body.error().message, "", {}});
            return;
        }
        request.revision = body->to;
    }
    call.accepted(controller->submit(request));
}

void controlRollout(const Call& call) {
    if (auto* controller = call.project())
        call.accepted(controller->operations().control(call.parts[1], call.parts[2]));
}

void revisions(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    const auto service = controller->world().services.find(ServiceName(call.parts[1]));
    if (service == controller->world().services.end()) {
        call.responder.error(
            {ErrorCode::NotFound, call.parts[0] + " launches no service '" + call.parts[1] + "'", "", {}});
        return;
    }
    std::vector<api::RevisionRow> rows;
    for (const auto& record : controller->operations().history().list(call.parts[1])) {
        const auto changes = nlohmann::json::parse(record.changesJson, nullptr, false);
        rows.push_back({record.revision, record.createdAt, record.cause, record.outcome, record.program,
                        changes.is_array() ? changes.get<std::vector<std::string>>() : std::vector<std::string>{},
                        record.revision == service->second.revision});
    }
    call.reply(rows);
}

void switchTopology(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    const auto body = api::decode<api::TopologyRequest>(call.request.body);
    const auto mode = body ? model::topologyFromWord(body->mode) : std::nullopt;
    if (!mode) {
        call.responder.error(
            {ErrorCode::Usage, "topology wants {\"mode\": \"hub-and-spoke\"} or {\"mode\": \"p2p\"}", "", {}});
        return;
    }
    OperationRequest request;
    request.kind = api::OperationKind::Topology;
    request.mode = *mode;
    call.accepted(controller->submit(request));
}

}  // namespace slipway::daemon::calls
