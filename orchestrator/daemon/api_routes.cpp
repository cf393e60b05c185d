#include "daemon/api_routes.h"

#include <algorithm>
#include <map>

#include "base/version.h"
#include "daemon/api_calls.h"

namespace slipway::daemon {
namespace {

using Handler = void (*)(const Call&);

void openapi(const Call& call);

struct Endpoint {
    const char* method;
    const char* pattern;  ///< a name in braces stands for one segment
    Handler handler;
    const char* summary;
};

constexpr Endpoint kEndpoints[] = {
    {"GET", "/metrics", calls::prometheus, "All figures as Prometheus text"},
    {"GET", "/v1/version", calls::version, "Who answers: version, build, epoch, pid"},
    {"POST", "/v1/shutdown", calls::shutdown, "End the daemon; instances run on"},
    {"GET", "/v1/openapi.json", openapi, "This list"},
    {"GET", "/v1/projects", calls::listProjects, "All projects"},
    {"POST", "/v1/projects", calls::up, "Bring a manifest up"},
    {"POST", "/v1/validate", calls::validate, "Check a manifest"},
    {"POST", "/v1/diff", calls::diff, "What bringing a manifest up would change"},
    {"POST", "/v1/needs", calls::needs, "Which variables and env files a manifest names"},
    {"GET", "/v1/projects/{project}", calls::state, "Everything about a project"},
    {"DELETE", "/v1/projects/{project}", calls::down, "Bring a project down"},
    {"GET", "/v1/projects/{project}/instances", calls::instances, "Its instances"},
    {"GET", "/v1/projects/{project}/services", calls::services, "Its services"},
    {"GET", "/v1/projects/{project}/services/{service}", calls::service, "One service"},
    {"POST", "/v1/projects/{project}/services/{service}/scale", calls::submit, "Change the number of its instances"},
    {"POST", "/v1/projects/{project}/services/{service}/redeploy", calls::submit,
     "Replace its instances with none of its requests dropped"},
    {"POST", "/v1/projects/{project}/services/{service}/rollback", calls::submit,
     "Go back to an earlier revision by a rollout"},
    {"POST", "/v1/projects/{project}/services/{service}/rollout/{verb}", calls::controlRollout,
     "pause, resume or abort the rollout that runs"},
    {"GET", "/v1/projects/{project}/services/{service}/revisions", calls::revisions, "What it was rolled out as"},
    {"POST", "/v1/projects/{project}/services/{service}/restart", calls::submit,
     "Drain, stop and start its instances in place"},
    {"POST", "/v1/projects/{project}/services/{service}/stop", calls::submit, "Stop it"},
    {"POST", "/v1/projects/{project}/services/{service}/start", calls::submit, "Start it"},
    {"GET", "/v1/projects/{project}/topology", calls::topology, "Nodes and measured edges"},
    {"PUT", "/v1/projects/{project}/topology", calls::switchTopology,
     "Switch between hub-and-spoke and p2p, dropping nothing"},
    {"POST", "/v1/projects/{project}/topology/price", calls::measureHops, "Measure what a hop through a proxy costs"},
    {"GET", "/v1/projects/{project}/owners", calls::owners, "Teams and what they own"},
    {"GET", "/v1/projects/{project}/routes", calls::routes, "Routes of the gateway"},
    {"GET", "/v1/projects/{project}/mirrors", calls::mirrors, "What shadows of routes answered, and where it differs"},
    {"GET", "/v1/projects/{project}/rollouts", calls::rollouts, "Receipts, newest first"},
    {"GET", "/v1/projects/{project}/rollouts/{id}", calls::rollout, "One receipt"},
    {"GET", "/v1/projects/{project}/jobs", calls::jobs, "Its jobs, with their last and next runs"},
    {"GET", "/v1/projects/{project}/jobs/{service}/runs", calls::jobRuns, "Tries of a job, newest first"},
    {"POST", "/v1/projects/{project}/jobs/{service}/run", calls::runJob, "Run a job now"},
    {"GET", "/v1/projects/{project}/metrics", calls::metrics, "The last hour, second by second"},
    {"GET", "/v1/projects/{project}/logs", calls::logs, "Output of instances"},
    {"GET", "/v1/projects/{project}/sagas", calls::sagas, "Runs of composites, newest first"},
    {"GET", "/v1/projects/{project}/sagas/{id}", calls::sagas, "One of them with its steps"},
    {"POST", "/v1/projects/{project}/sagas/{id}/retry", calls::sagas, "Try at once what waits for its next try"},
    {"POST", "/v1/projects/{project}/sagas/{id}/abandon", calls::sagas, "Give it up; what is not undone stays"},
    {"POST", "/v1/projects/{project}/sagas/{id}/resume", calls::sagas, "Go on with one that was abandoned"},
    {"GET", "/v1/projects/{project}/queues", calls::queues, "Queues of asynchronous calls: depth, lag, dead letters"},
    {"GET", "/v1/projects/{project}/queues/{caller}/{service}", calls::queues,
     "Messages of one, by caller and service"},
    {"GET", "/v1/projects/{project}/queues/{caller}/{service}/messages/{id}", calls::queues,
     "One message with its headers and body"},
    {"POST", "/v1/projects/{project}/queues/{caller}/{service}/redeliver", calls::queues,
     "Dead letters wait again; or one message"},
    {"POST", "/v1/projects/{project}/queues/{caller}/{service}/purge", calls::queues, "Forget dead letters; or one"},
    {"GET", "/v1/projects/{project}/cache", calls::cache, "What its routes keep, and what it saved"},
    {"DELETE", "/v1/projects/{project}/cache", calls::purgeCache, "Forget what is kept: path=, prefix= or all=true"},
    {"GET", "/v1/projects/{project}/traces", calls::traces, "Traces of requests that are kept, newest first"},
    {"GET", "/v1/projects/{project}/traces/{id}", calls::trace, "One of them with its spans"},
    {"GET", "/v1/operations", calls::operations, "What was asked for, and how far it is"},
    {"GET", "/v1/operations/{id}", calls::operation, "One operation, waiting for its end if wished"},
    {"GET", "/v1/events", calls::events, "What happens, as it happens"},
    {"GET", "/v1/gateway", calls::gateway, "The gateway"},
    {"POST", "/v1/gateway/upgrade", calls::upgradeGateway,
     "Replace the data plane's processes by ones of the binary on disk; drops nothing"},
    {"GET", "/v1/gateway/upgrade", calls::gatewayUpgrade, "The last upgrade of the gateway; waits for its end"},
    {"POST", "/v1/gateway/restart", calls::restartGateway, "End the gateway's process; another takes its sockets"},
};

void openapi(const Call& call) {
    std::map<std::string, std::string> paths;
    for (const Endpoint& endpoint : kEndpoints) {
        std::string method = endpoint.method;
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c | 0x20); });
        std::string& entry = paths[endpoint.pattern];
        entry +=
            (entry.empty() ? "" : ",") + ("\"" + method + "\":{\"summary\":\"" + endpoint.summary +
                                          "\",\"responses\":{\"default\":{\"description\":\"docs/control-api.md\"}}}");
    }
    std::string body = R"({"openapi":"3.1.0","info":{"title":"Slipway control API","version":")" +
                       std::string(slipway::version()) + R"("},"paths":{)";
    bool first = true;
    for (const auto& [path, entry] : paths) {
        body += (first ? "\"" : ",\"") + path + "\":{" + entry + "}";
        first = false;
    }
    call.responder.json(200, body + "}}");
}

Segments split(std::string_view path) {
    Segments segments;
    size_t begin = 1;
    while (begin <= path.size()) {
        const size_t end = std::min(path.find('/', begin), path.size());
        segments.emplace_back(path.substr(begin, end - begin));
        begin = end + 1;
    }
    return segments;
}

bool matches(const char* pattern, const Segments& path, Segments& stars) {
    const Segments wanted = split(pattern);
    if (wanted.size() != path.size())
        return false;
    stars.clear();
    for (size_t i = 0; i < wanted.size(); ++i) {
        if (wanted[i].starts_with('{') && !path[i].empty())
            stars.push_back(path[i]);
        else if (wanted[i] != path[i])
            return false;
    }
    return true;
}

}  // namespace

void handleApi(Daemon& daemon, const ApiRequest& request, Responder responder) {
    const Segments path = split(request.path);
    Call call{daemon, request, responder, {}};
    bool known = false;
    for (const Endpoint& endpoint : kEndpoints) {
        if (!matches(endpoint.pattern, path, call.parts))
            continue;
        known = true;
        if (request.method == endpoint.method) {
            endpoint.handler(call);
            return;
        }
    }
    if (known)
        responder.error({ErrorCode::MethodNotAllowed, request.path + " does not take " + request.method, "", {}});
    else
        responder.error({ErrorCode::NotFound, "no such path: " + request.path, "GET /v1/openapi.json lists them.", {}});
}

}  // namespace slipway::daemon
