#pragma once

#include <charconv>
#include <string>
#include <vector>

#include "daemon/api_server.h"
#include "daemon/daemon.h"
#include "daemon/rows.h"
#include "protocol/api.h"

namespace slipway::daemon {

/// The parts of a path between its slashes.
using Segments = std::vector<std::string>;

/// One call of the control API, while it is being answered.
struct Call {
    Daemon& daemon;
    const ApiRequest& request;
    const Responder& responder;
    Segments parts;  ///< of the pattern's '*'

    std::string query(const char* name, const std::string& fallback = {}) const {
        const auto found = request.query.find(name);
        return found == request.query.end() ? fallback : found->second;
    }
    std::int64_t number(const char* name, std::int64_t fallback) const {
        const std::string text = query(name);
        std::int64_t value = fallback;
        std::from_chars(text.data(), text.data() + text.size(), value);
        return value;
    }
    template <class T>
    void reply(const T& value, int status = 200) const {
        responder.json(status, api::encode(value));
    }
    /// The project of the path, or nothing and an answer that says so.
    ProjectController* project() const {
        if (auto* controller = daemon.project(parts.at(0)))
            return controller;
        std::string known;
        for (const auto& [name, controller] : daemon.projects())
            known += (known.empty() ? "" : ", ") + name;
        responder.error({ErrorCode::NotFound,
                         "no project '" + parts.at(0) + "' runs",
                         known.empty() ? "None does; start one: slipway up" : "Running: " + known,
                         {}});
        return nullptr;
    }
    ProjectRows rows(const ProjectController& controller) const { return ProjectRows(daemon.context(), controller); }
    void accepted(const Result<std::string>& operation) const {
        if (operation)
            reply(api::Accepted{*operation}, 202);
        else
            responder.error(operation.error());
    }
};

/// The calls of docs/control-api.md, each answering its Responder once, now or later. Thread: the daemon's.
namespace calls {

// api_daemon_calls.cpp: the daemon itself, its gateway, its operations and events
void version(const Call& call);
void shutdown(const Call& call);
void gateway(const Call& call);
void restartGateway(const Call& call);
void upgradeGateway(const Call& call);
void gatewayUpgrade(const Call& call);
void operations(const Call& call);
void operation(const Call& call);
void events(const Call& call);

// api_manifest_calls.cpp: what takes a manifest
void up(const Call& call);
void validate(const Call& call);
void diff(const Call& call);
void needs(const Call& call);

// api_project_calls.cpp: one project, shown
void listProjects(const Call& call);
void state(const Call& call);
void instances(const Call& call);
void services(const Call& call);
void service(const Call& call);
void topology(const Call& call);
void owners(const Call& call);
void routes(const Call& call);
void mirrors(const Call& call);
void rollouts(const Call& call);
void rollout(const Call& call);
void metrics(const Call& call);
void logs(const Call& call);

// api_saga_calls.cpp: what the project's composer answers
void sagas(const Call& call);
void queues(const Call& call);

// api_cache_calls.cpp: what the gateway keeps of its answers
void cache(const Call& call);
void purgeCache(const Call& call);

// api_job_calls.cpp: what runs to its end
void jobs(const Call& call);
void jobRuns(const Call& call);
void runJob(const Call& call);

// api_hop_calls.cpp: what a call pays for its way
void measureHops(const Call& call);

// prometheus_metrics.cpp: for those who scrape
void prometheus(const Call& call);

// api_trace_calls.cpp: what requests went through
void traces(const Call& call);
void trace(const Call& call);

// api_service_calls.cpp: one project, changed
void down(const Call& call);
void submit(const Call& call);
void controlRollout(const Call& call);
void revisions(const Call& call);
void switchTopology(const Call& call);

}  // namespace calls

}  // namespace slipway::daemon
