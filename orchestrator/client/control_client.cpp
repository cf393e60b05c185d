#include "client/control_client.h"

#include <cstdlib>

#include <algorithm>
#include <thread>

#include "base/percent.h"
#include "client/home.h"
#include "client/lines.h"

namespace slipway::client {

using std::chrono::milliseconds;

std::string projectPath(const std::string& project, const std::string& rest) {
    return "/v1/projects/" + percentEncoded(project) + rest;
}

std::string servicePath(const std::string& project, const std::string& service, const std::string& rest) {
    return projectPath(project, "/services/" + percentEncoded(service) + rest);
}

std::string logsPath(const LogQuery& query) {
    const std::string tail = query.tail < 0 ? "" : "tail=" + std::to_string(query.tail) + "&";
    std::string path = projectPath(query.project, "/logs?" + tail + "follow=" + (query.follow ? "1" : "0"));
    if (!query.service.empty())
        path += "&service=" + percentEncoded(query.service);
    if (!query.instance.empty())
        path += "&instance=" + percentEncoded(query.instance);
    if (query.sinceMs != 0)
        path += "&since=" + std::to_string(query.sinceMs);
    if (query.untilMs != 0)
        path += "&until=" + std::to_string(query.untilMs);
    if (!query.level.empty())
        path += "&level=" + percentEncoded(query.level);
    if (!query.grep.empty())
        path += "&grep=" + percentEncoded(query.grep);
    return path;
}

ControlClient::ControlClient(const std::string& home) : m_transport(daemonSocket(home)) {}

template <class T>
Answer<T> ControlClient::get(const std::string& path, milliseconds timeout) {
    Request request;
    request.path = path;
    request.timeout = timeout;
    auto text = m_transport.perform(request);
    if (!text)
        return tl::unexpected(std::move(text.error()));
    auto value = api::decode<T>(*text);
    if (!value)
        return tl::unexpected(api::ApiError(std::move(value.error())));
    return *std::move(value);
}

template <class T>
Answer<T> ControlClient::send(const std::string& method, const std::string& path, std::string body) {
    Request request;
    request.method = method;
    request.path = path;
    request.body = std::move(body);
    auto text = m_transport.perform(request);
    if (!text)
        return tl::unexpected(std::move(text.error()));
    if constexpr (std::is_void_v<T>) {
        return {};
    } else {
        auto value = api::decode<T>(*text);
        if (!value)
            return tl::unexpected(api::ApiError(std::move(value.error())));
        return *std::move(value);
    }
}

Answer<api::Version> ControlClient::version(milliseconds timeout) {
    return get<api::Version>("/v1/version", timeout);
}
Answer<> ControlClient::shutdown() {
    return send<void>("POST", "/v1/shutdown", "{}");
}
Answer<std::vector<api::ProjectRow>> ControlClient::projects() {
    return get<std::vector<api::ProjectRow>>("/v1/projects");
}
namespace {

api::UpRequest withVariables(api::UpRequest request, const api::ManifestNeeds& needs) {
    for (const auto& name : needs.variables)
        if (const char* value = ::getenv(name.c_str()))
            request.variables.emplace(name, value);
    return request;
}

}  // namespace

Answer<api::ManifestNeeds> ControlClient::needs(const api::UpRequest& request) {
    return send<api::ManifestNeeds>("POST", "/v1/needs", api::encode(request));
}
Answer<api::UpAnswer> ControlClient::up(const api::UpRequest& request) {
    const auto wanted = needs(request);
    if (!wanted)
        return tl::unexpected(wanted.error());
    return send<api::UpAnswer>("POST", "/v1/projects", api::encode(withVariables(request, *wanted)));
}
Answer<api::ValidateAnswer> ControlClient::validate(const api::UpRequest& request) {
    const auto wanted = needs(request);
    if (!wanted)
        return tl::unexpected(wanted.error());
    return send<api::ValidateAnswer>("POST", "/v1/validate", api::encode(withVariables(request, *wanted)));
}
Answer<api::Diff> ControlClient::diff(const api::UpRequest& request) {
    const auto wanted = needs(request);
    if (!wanted)
        return tl::unexpected(wanted.error());
    return send<api::Diff>("POST", "/v1/diff", api::encode(withVariables(request, *wanted)));
}
Answer<api::Accepted> ControlClient::down(const std::string& project) {
    return send<api::Accepted>("DELETE", projectPath(project), "");
}
Answer<api::State> ControlClient::state(const std::string& project) {
    return get<api::State>(projectPath(project));
}

Answer<std::vector<api::InstanceRow>> ControlClient::instances(const std::string& project) {
    return get<std::vector<api::InstanceRow>>(projectPath(project, "/instances"));
}
Answer<std::vector<api::ServiceRow>> ControlClient::services(const std::string& project) {
    return get<std::vector<api::ServiceRow>>(projectPath(project, "/services"));
}
Answer<api::ServiceRow> ControlClient::service(const std::string& project, const std::string& service) {
    return get<api::ServiceRow>(servicePath(project, service));
}
Answer<api::Accepted> ControlClient::scale(const std::string& project, const std::string& service, int replicas) {
    return send<api::Accepted>("POST", servicePath(project, service, "/scale"),
                               api::encode(api::ScaleRequest{replicas}));
}
Answer<api::Accepted> ControlClient::redeploy(const std::string& project, const std::string& service, bool build) {
    return send<api::Accepted>("POST", servicePath(project, service, "/redeploy"),
                               api::encode(api::RedeployRequest{build}));
}
Answer<api::Accepted> ControlClient::rollback(const std::string& project, const std::string& service, int to) {
    return send<api::Accepted>("POST", servicePath(project, service, "/rollback"),
                               api::encode(api::RollbackRequest{to}));
}
Answer<api::Accepted> ControlClient::controlRollout(const std::string& project, const std::string& service,
                                                    const std::string& verb) {
    return send<api::Accepted>("POST", servicePath(project, service, "/rollout/" + verb), "{}");
}
Answer<std::vector<api::RevisionRow>> ControlClient::revisions(const std::string& project, const std::string& service) {
    return get<std::vector<api::RevisionRow>>(servicePath(project, service, "/revisions"));
}
Answer<api::Accepted> ControlClient::restart(const std::string& project, const std::string& service,
                                             const std::string& instance) {
    const std::string body = instance.empty() ? "{}" : api::encode(api::RestartRequest{instance});
    return send<api::Accepted>("POST", servicePath(project, service, "/restart"), body);
}
Answer<api::Accepted> ControlClient::stop(const std::string& project, const std::string& service) {
    return send<api::Accepted>("POST", servicePath(project, service, "/stop"), "{}");
}
Answer<api::Accepted> ControlClient::start(const std::string& project, const std::string& service) {
    return send<api::Accepted>("POST", servicePath(project, service, "/start"), "{}");
}

Answer<api::Topology> ControlClient::topology(const std::string& project) {
    return get<api::Topology>(projectPath(project, "/topology"));
}
Answer<api::Accepted> ControlClient::switchTopology(const std::string& project, const std::string& mode) {
    return send<api::Accepted>("PUT", projectPath(project, "/topology"), api::encode(api::TopologyRequest{mode}));
}
Answer<std::vector<api::OwnerRow>> ControlClient::owners(const std::string& project) {
    return get<std::vector<api::OwnerRow>>(projectPath(project, "/owners"));
}
Answer<std::vector<api::RouteRow>> ControlClient::routes(const std::string& project) {
    return get<std::vector<api::RouteRow>>(projectPath(project, "/routes"));
}
Answer<std::vector<api::MirrorRow>> ControlClient::mirrors(const std::string& project) {
    return get<std::vector<api::MirrorRow>>(projectPath(project, "/mirrors"));
}
Answer<std::vector<api::Receipt>> ControlClient::rollouts(const std::string& project, const std::string& service,
                                                          int limit) {
    std::string rest = "/rollouts?limit=" + std::to_string(limit);
    if (!service.empty())
        rest += "&service=" + percentEncoded(service);
    return get<std::vector<api::Receipt>>(projectPath(project, rest));
}
Answer<api::Receipt> ControlClient::rollout(const std::string& project, const std::string& id) {
    return get<api::Receipt>(projectPath(project, "/rollouts/" + percentEncoded(id)));
}
Answer<api::Metrics> ControlClient::metrics(const std::string& project, WallMs since, const std::string& service) {
    std::string rest = "/metrics?since=" + std::to_string(since);
    if (!service.empty())
        rest += "&service=" + percentEncoded(service);
    return get<api::Metrics>(projectPath(project, rest));
}

Answer<api::Operation> ControlClient::operation(const std::string& id, milliseconds wait) {
    return get<api::Operation>("/v1/operations/" + percentEncoded(id) + "?wait_ms=" + std::to_string(wait.count()),
                               wait + std::chrono::seconds(30));
}
Answer<std::vector<api::Operation>> ControlClient::operations() {
    return get<std::vector<api::Operation>>("/v1/operations");
}

Answer<api::Operation> ControlClient::waitForOperation(const std::string& id, milliseconds limit,
                                                       const std::function<void(const api::Operation&)>& onChange) {
    using SteadyClock = std::chrono::steady_clock;
    // Short, so that progress is seen; the daemon answers at once when the operation ends.
    constexpr milliseconds kStep{150};
    const auto deadline = SteadyClock::now() + limit;
    std::string seen;
    while (true) {
        const auto left = std::chrono::duration_cast<milliseconds>(deadline - SteadyClock::now());
        auto operation = this->operation(id, std::clamp(left, milliseconds(0), kStep));
        const bool late = SteadyClock::now() >= deadline;
        if (!operation) {
            if (operation.error().code != ErrorCode::DaemonUnreachable || late)
                return operation;
            std::this_thread::sleep_for(kStep);  // The gateway raises a daemon that was killed.
            continue;
        }
        if (std::string now = api::encode(*operation); onChange && now != seen) {
            seen = std::move(now);
            onChange(*operation);
        }
        if (operation->ended())
            return operation;
        if (late)
            return tl::unexpected(
                api::ApiError(Error{ErrorCode::Timeout,
                                    "operation " + id + " had not ended after " + formatDuration(limit),
                                    "It goes on; `slipway ps` shows how far it is.",
                                    {}}));
    }
}

Answer<std::vector<api::Event>> ControlClient::events(const std::string& project, std::int64_t sinceId, int limit) {
    std::string path = "/v1/events?since_id=" + std::to_string(sinceId) + "&limit=" + std::to_string(limit);
    if (!project.empty())
        path += "&project=" + percentEncoded(project);
    return get<std::vector<api::Event>>(path);
}

Answer<> ControlClient::logs(const LogQuery& query,
                             const std::function<bool(const api::LogLine&, std::string_view)>& onLine) {
    bool enough = false;
    Lines lines;
    Request request;
    request.path = logsPath(query);
    request.timeout = query.follow ? milliseconds(0) : milliseconds(120'000);
    request.onPiece = [&](std::string_view piece) {
        return lines.take(piece, [&](std::string_view text) {
            if (text.empty())
                return true;
            const auto line = api::decode<api::LogLine>(text);
            enough = line && !onLine(*line, text);
            return !enough;
        });
    };
    const auto result = m_transport.perform(request);
    if (!result && !enough)
        return tl::unexpected(result.error());
    return {};
}

Answer<api::GatewayStatus> ControlClient::gateway() {
    return get<api::GatewayStatus>("/v1/gateway");
}
Answer<> ControlClient::restartGateway() {
    return send<void>("POST", "/v1/gateway/restart", "{}");
}
Answer<api::GatewayUpgrade> ControlClient::upgradeGateway(const api::GatewayUpgradeRequest& request) {
    return send<api::GatewayUpgrade>("POST", "/v1/gateway/upgrade", api::encode(request));
}
Answer<api::GatewayUpgrade> ControlClient::gatewayUpgrade(std::chrono::milliseconds wait) {
    return get<api::GatewayUpgrade>("/v1/gateway/upgrade?wait_ms=" + std::to_string(wait.count()));
}

Answer<std::string> ControlClient::postText(const std::string& path) {
    Request request;
    request.method = "POST";
    request.path = path;
    request.body = "{}";
    return m_transport.perform(request);
}

Answer<std::string> ControlClient::deleteText(const std::string& path) {
    Request request;
    request.method = "DELETE";
    request.path = path;
    return m_transport.perform(request);
}

Answer<std::string> ControlClient::getText(const std::string& path) {
    Request request;
    request.path = path;
    return m_transport.perform(request);
}

}  // namespace slipway::client
