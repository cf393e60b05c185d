#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "daemon/manifest_diff.h"
#include "daemon/snapshot_policies.h"

namespace slipway::daemon {

namespace {

using nlohmann::json;

std::string text(const json& value) {
    return value.dump(-1, ' ', false, json::error_handler_t::replace);
}

std::string listed(const std::vector<std::string>& words) {
    return words.empty() ? std::string() : text(json(words));
}

json probeJson(const model::Probe& probe, bool shown) {
    json out;
    if (const auto* http = std::get_if<model::HttpGetProbe>(&probe.check)) {
        json& get = out["http_get"] = {{"path", http->path}};
        if (!http->port.empty())
            get["port"] = http->port;
        for (const auto& [name, value] : http->headers)
            get["headers"][name] = shown ? "***" : value;
    } else if (const auto* tcp = std::get_if<model::TcpSocketProbe>(&probe.check)) {
        out["tcp_socket"] = {{"port", tcp->port}};
    } else if (const auto* exec = std::get_if<model::ExecProbe>(&probe.check)) {
        out["exec"] = {{"command", exec->command}};
    } else if (const auto* logLine = std::get_if<model::LogLineProbe>(&probe.check)) {
        out["log_line"] = logLine->pattern;
        if (!logLine->stream.empty())
            out["stream"] = logLine->stream;
    }
    out["initial_delay"] = formatDuration(probe.initialDelay);
    out["period"] = formatDuration(probe.period);
    out["timeout"] = formatDuration(probe.timeout);
    out["success_threshold"] = probe.successThreshold;
    out["failure_threshold"] = probe.failureThreshold;
    return out;
}

// All that decides, files by their names.
std::string exactPolicies(const model::RoutePolicies& policies) {
    json out{{"policies", protocol::policiesToJson(snapshotPolicies(policies, {}))}};
    if (policies.auth) {
        if (const auto& key = policies.auth->apiKey)
            out["api_key"] = key->file;
        if (const auto& basic = policies.auth->basic)
            out["basic"] = basic->file;
        if (const auto& jwt = policies.auth->jwt)
            out["jwt"] = {jwt->secret,        jwt->secretFile, jwt->publicKey,
                          jwt->publicKeyFile, jwt->jwks,       jwt->refresh.count()};
    }
    return text(out);
}

// Which there are, and nothing of what they hold.
std::string namedPolicies(const model::RoutePolicies& policies) {
    std::vector<std::string> names;
    if (!policies.allowFrom.empty())
        names.push_back("allow_from");
    if (policies.auth)
        names.push_back("auth");
    if (policies.cors)
        names.push_back("cors");
    if (policies.limits)
        names.push_back("limits");
    if (!policies.rateLimits.empty())
        names.push_back("rate_limit");
    if (!policies.concurrency.empty())
        names.push_back("concurrency");
    return listed(names);
}

class Fields {
  public:
    explicit Fields(const Mask* mask) : m_mask(mask) {}

    void add(const std::string& field, const std::string& value) { add(field, value, value); }
    void add(const std::string& field, const std::string& exact, const std::string& shown) {
        if (!exact.empty())
            m_fields.push_back({field, exact, m_mask ? m_mask->hidden(shown) : shown});
    }
    void add(const std::string& field, std::chrono::milliseconds value) { add(field, formatDuration(value)); }
    void probe(const std::string& field, const std::optional<model::Probe>& probe) {
        if (probe)
            add(field, text(probeJson(*probe, false)), text(probeJson(*probe, true)));
    }
    std::vector<FieldValue> take() { return std::move(m_fields); }

  private:
    const Mask* m_mask;
    std::vector<FieldValue> m_fields;
};

}  // namespace

std::vector<FieldValue> fieldsOf(const model::Service& service, const Mask& mask) {
    Fields fields(&mask);
    fields.add("command", listed(service.command));
    fields.add("working_dir", service.workingDir);
    for (const auto& [name, value] : service.environment)
        // Quoted, so that an empty value is not one that is not there.
        fields.add("environment." + name, text(json(value)), soundsSecret(name) ? "***" : text(json(value)));
    for (const auto& secret : service.secrets)
        fields.add("secret " + secret.name + (secret.target == secret.name ? "" : " as " + secret.target),
                   secret.digest, "value " + secret.digest.substr(0, 6));
    for (const auto& [variable, secret] : service.secretEnvironment)
        fields.add("environment." + variable, "secret " + secret);
    fields.add("owner", service.owner.str());
    json calls = json::array();
    for (const auto& callee : service.calls) {
        const auto queued = service.asyncCalls.find(callee);
        if (queued == service.asyncCalls.end()) {
            calls.push_back(callee.str());
            continue;
        }
        const model::AsyncCall& call = queued->second;
        calls.push_back({{"service", callee.str()},
                         {"mode", "async"},
                         {"key_header", call.keyHeader},
                         {"attempts", call.attempts},
                         {"concurrency", call.concurrency},
                         {"timeout", formatDuration(call.timeout)},
                         {"delay", formatDuration(call.delay)},
                         {"max_delay", formatDuration(call.maxDelay)}});
    }
    fields.add("calls", calls.empty() ? "" : text(calls));
    fields.add("openapi", service.openapi);
    if (service.data)
        fields.add(
            "data",
            text(json{{"kind", service.data->kind}, {"path", service.data->path}, {"shadow", service.data->shadow}}));
    json ports = json::array();
    for (const auto& port : service.ports)
        ports.push_back({{"name", port.name}, {"target", port.target}});
    fields.add("ports", ports.empty() ? "" : text(ports));
    json needs = json::object();
    for (const auto& need : service.dependsOn)
        needs[need.service.str()] =
            need.condition == model::DependsCondition::ServiceHealthy ? "service_healthy" : "service_started";
    fields.add("depends_on", needs.empty() ? "" : text(needs));
    fields.probe("startup_probe", service.startupProbe);
    fields.probe("readiness_probe", service.readinessProbe);
    fields.probe("liveness_probe", service.livenessProbe);
    if (!service.external()) {
        for (const auto& [name, hook] : {std::pair{"pre_start", &service.hooks.preStart},
                                         {"post_start", &service.hooks.postStart},
                                         {"pre_stop", &service.hooks.preStop}})
            if (*hook)
                fields.add(std::string("hooks.") + name,
                           text(json{{"command", (*hook)->command}, {"timeout", formatDuration((*hook)->timeout)}}));
        if (service.user)
            fields.add("user", service.user->word);
        fields.add("stop_signal", std::to_string(service.stopSignal));
        fields.add("stop_grace_period", service.stopGracePeriod);
        fields.add("start_timeout", service.startTimeout);
        const auto& limits = service.resources;
        if (limits.any())
            fields.add("deploy.resources.limits",
                       text(json{{"cpus", limits.cpus}, {"memory", limits.memoryBytes}, {"pids", limits.pids}}));
        const auto& update = service.updateConfig;
        fields.add(
            "deploy.update_config",
            text(json{{"order", update.order == model::UpdateOrder::StopFirst ? "stop-first" : "start-first"},
                      {"parallelism", update.parallelism},
                      {"monitor", formatDuration(update.monitor)},
                      {"failure_action", update.failureAction == model::FailureAction::Pause ? "pause" : "rollback"}}));
        const auto& restart = service.restartPolicy;
        fields.add("deploy.restart_policy",
                   text(json{{"condition", restart.condition == model::RestartCondition::None        ? "none"
                                           : restart.condition == model::RestartCondition::OnFailure ? "on-failure"
                                                                                                     : "any"},
                             {"delay", formatDuration(restart.delay)},
                             {"max_delay", formatDuration(restart.maxDelay)},
                             {"factor", restart.factor},
                             {"reset_after", formatDuration(restart.resetAfter)},
                             {"max_attempts", restart.maxAttempts},
                             {"window", formatDuration(restart.window)}}));
    }
    fields.add("load_balancing.policy",
               service.balancing == model::BalancingPolicy::RoundRobin ? "round_robin" : "least_request");
    fields.add("external.endpoints", listed(service.externalEndpoints));
    return fields.take();
}

std::vector<FieldValue> fieldsOf(const model::Route& route, const Mask& mask) {
    Fields fields(&mask);
    fields.add("hosts", listed(route.hosts));
    fields.add("path_prefix", route.pathPrefix);
    fields.add("methods", listed(route.methods));
    json headers = json::object(), hidden = json::object();
    for (const auto& [name, value] : route.headers) {
        headers[name] = value;
        hidden[name] = "***";
    }
    if (!headers.empty())
        fields.add("headers", text(headers), text(hidden));
    json targets = json::array();
    for (const auto& target : route.to)
        targets.push_back({{"service", target.service.str()}, {"weight", target.weight}});
    fields.add("to", text(targets));
    fields.add("strip_prefix", route.stripPrefix ? "true" : "false");
    fields.add("timeout", route.timeout);
    fields.add("retries", std::to_string(route.retries));
    fields.add("mediate", route.mediate);
    fields.add("policies", exactPolicies(route.policies), namedPolicies(route.policies));
    if (const auto& cache = route.cache) {
        const auto seconds = [](const std::optional<std::chrono::milliseconds>& value) {
            return value ? json(formatDuration(*value)) : json(nullptr);
        };
        fields.add("cache", text(json{{"max_object", cache->maxObject},
                                      {"default_ttl", formatDuration(cache->defaultTtl)},
                                      {"stale_while_revalidate", seconds(cache->staleWhileRevalidate)},
                                      {"stale_if_error", seconds(cache->staleIfError)},
                                      {"wait", formatDuration(cache->wait)}}));
    }
    fields.add("sticky", route.stickyCookie);
    if (const auto& mirror = route.mirror; !mirror.service.empty())
        fields.add("mirror", text(json{{"service", mirror.service},
                                       {"percent", mirror.percent},
                                       {"ignore", mirror.ignore},
                                       {"headers", mirror.headers},
                                       {"unsafe", mirror.unsafe}}));
    return fields.take();
}

std::vector<FieldValue> fieldsOf(const model::Gateway& gateway, const std::vector<std::string>& listens) {
    Fields fields(nullptr);
    fields.add("listen", listed(listens));
    fields.add("workers", gateway.workers == 0 ? "auto" : std::to_string(gateway.workers));
    fields.add("access_log", gateway.accessLog == model::AccessLog::Off        ? "off"
                             : gateway.accessLog == model::AccessLog::Combined ? "combined"
                                                                               : "json");
    fields.add("hold",
               text(json{{"max_requests", gateway.holdMaxRequests}, {"timeout", formatDuration(gateway.holdTimeout)}}));
    if (gateway.tls) {
        json certificates = json::array();
        for (const auto& each : gateway.tls->certificates)
            certificates.push_back({{"certificate", each.certificate}, {"key", each.key}});
        fields.add("tls", text(json{{"listen", gateway.tls->listen}, {"certificates", certificates}}));
    }
    fields.add("cache.memory", std::to_string(gateway.cacheMemory));
    std::vector<std::string> order;
    for (const auto& route : gateway.routes)
        order.push_back(route.id);
    fields.add("routes", listed(order));
    return fields.take();
}

std::vector<FieldValue> fieldsOf(const std::vector<model::Team>& teams, const model::Observability& observability) {
    Fields fields(nullptr);
    for (const auto& team : teams)
        fields.add("teams." + team.id.str(),
                   text(json{{"name", team.name}, {"contact", team.contact}, {"color", team.color}}));
    fields.add("observability.tracing", text(json{{"on", observability.tracing.on},
                                                  {"sample_ppm", observability.tracing.samplePpm},
                                                  {"slow", formatDuration(observability.tracing.slow)}}));
    if (const auto& otlp = observability.otlp; !otlp.endpoint.empty()) {
        json exact{{"endpoint", otlp.endpoint}, {"timeout", formatDuration(otlp.timeout)}, {"headers", otlp.headers}};
        json shown = exact;
        shown["headers"] = otlp.headers.empty() ? "none" : "***";
        fields.add("observability.otlp", text(exact), Mask().hidden(text(shown)));
    }
    fields.add("observability.metrics", observability.metricsListen);
    return fields.take();
}

}  // namespace slipway::daemon
