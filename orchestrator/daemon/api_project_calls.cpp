#include <algorithm>

#include "daemon/api_calls.h"
#include "daemon/api_streams.h"

namespace slipway::daemon::calls {

namespace {

/// What shows counters is answered once they are of this moment. The project may have gone by then.
template <class Show>
void withFresh(const Call& call, Show show) {
    if (!call.project())
        return;
    call.daemon.withFreshFigures([&daemon = call.daemon, name = call.parts[0], responder = call.responder, show] {
        if (auto* controller = daemon.project(name))
            responder.json(200, show(ProjectRows(daemon.context(), *controller)));
        else
            responder.error({ErrorCode::NotFound, "project '" + name + "' has just gone down", "", {}});
    });
}

}  // namespace

void listProjects(const Call& call) {
    std::vector<api::ProjectRow> list;
    for (const auto& [name, controller] : call.daemon.projects())
        list.push_back(call.rows(*controller).project());
    call.reply(list);
}

void state(const Call& call) {
    withFresh(call, [](const ProjectRows& rows) { return api::encode(rows.state()); });
}
void instances(const Call& call) {
    if (auto* controller = call.project())
        call.reply(call.rows(*controller).instances());
}
void services(const Call& call) {
    withFresh(call, [](const ProjectRows& rows) { return api::encode(rows.services()); });
}
void service(const Call& call) {
    auto* controller = call.project();
    if (!controller)
        return;
    for (const auto& row : call.rows(*controller).services())
        if (row.name == call.parts[1]) {
            call.reply(row);
            return;
        }
    call.responder.error({ErrorCode::NotFound, call.parts[0] + " has no service '" + call.parts[1] + "'", "", {}});
}
void topology(const Call& call) {
    withFresh(call, [](const ProjectRows& rows) { return api::encode(rows.topology()); });
}
void owners(const Call& call) {
    if (auto* controller = call.project())
        call.reply(call.rows(*controller).owners());
}
void routes(const Call& call) {
    withFresh(call, [](const ProjectRows& rows) { return api::encode(rows.routes()); });
}
void mirrors(const Call& call) {
    withFresh(call, [](const ProjectRows& rows) { return api::encode(rows.mirrors()); });
}

void rollouts(const Call& call) {
    const auto records = call.daemon.context().store.rollouts.list(
        call.parts[0], call.query("service"),
        static_cast<int>(std::clamp<std::int64_t>(call.number("limit", 50), 1, 1000)));
    if (!records) {
        call.responder.error(records.error());
        return;
    }
    std::vector<api::Receipt> receipts;
    for (const auto& record : *records)
        if (!record.outcome.empty())
            if (auto receipt = api::decode<api::Receipt>(record.receiptJson))
                receipts.push_back(std::move(*receipt));
    call.reply(receipts);
}

void rollout(const Call& call) {
    const auto record = call.daemon.context().store.rollouts.find(call.parts[1]);
    if (record && *record && (*record)->project == call.parts[0] && !(*record)->outcome.empty())
        call.responder.json(200, (*record)->receiptJson);
    else
        call.responder.error({ErrorCode::NotFound, "no receipt '" + call.parts[1] + "'", "", {}});
}

void metrics(const Call& call) {
    if (call.project())
        call.reply(
            call.daemon.context().metrics.history(call.parts[0], call.number("since", 0), call.query("service")));
}

void logs(const Call& call) {
    if (call.project())
        streamLogs(call.daemon, call.request, call.responder, call.parts[0]);
}

}  // namespace slipway::daemon::calls
