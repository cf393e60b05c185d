#include "daemon/api_routes.h"

#include <unistd.h>

#include <QTimer>
#include <algorithm>
#include <charconv>
#include <vector>

#include "base/version.h"
#include "daemon/api_streams.h"
#include "daemon/daemon.h"
#include "daemon/rows.h"
#include "protocol/api.h"

namespace slipway::daemon {
namespace {

using Segments = std::vector<std::string>;

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

using Handler = void (*)(const Call&);

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

void listProjects(const Call& call) {
    std::vector<api::ProjectRow> list;
    for (const auto& [name, controller] : call.daemon.projects())
        list.push_back(call.rows(*controller).project());
    call.reply(list);
}

/// The manifest of the request, or nothing and an answer with all its problems.
std::optional<std::pair<manifest::ParsedManifest, ManifestSource>> manifestOf(const Call& call) {
    auto body = api::decode<api::UpRequest>(call.request.body);
    if (!body) {
        call.responder.error(
            {ErrorCode::Usage, "the body is not what docs/control-api.md says: " + body.error().message, "", {}});
        return std::nullopt;
    }
    ManifestSource source{std::move(body->manifest), std::move(body->path), std::move(body->variables),
                          std::move(body->envFiles), std::move(body->listen)};
    source.readEnvFiles();
    auto parsed = source.parse();
    if (!parsed) {
        call.responder.json(422, api::encode(parsed.error()));
        return std::nullopt;
    }
    return std::make_pair(std::move(*parsed), std::move(source));
}

void needs(const Call& call) {
    const auto body = api::decode<api::UpRequest>(call.request.body);
    if (!body) {
        call.responder.error({ErrorCode::Usage, body.error().message, "", {}});
        return;
    }
    api::ManifestNeeds answer;
    answer.project = manifest::projectName(body->manifest, body->path, body->variables);
    answer.variables = manifest::namedVariables(body->manifest);
    answer.envFiles = manifest::envFilePaths(body->manifest, body->path, body->variables);
    call.reply(answer);
}

void up(const Call& call) {
    auto manifest = manifestOf(call);
    if (!manifest)
        return;
    api::UpAnswer answer;
    answer.project = manifest->first.project.name.str();
    answer.warnings = manifest->first.warnings;
    auto operation = call.daemon.up(std::move(manifest->first.project), std::move(manifest->second));
    if (!operation) {
        call.responder.error(operation.error());
        return;
    }
    answer.operation = *operation;
    call.reply(answer, 202);
}

void validate(const Call& call) {
    const auto manifest = manifestOf(call);
    if (!manifest)
        return;
    api::ValidateAnswer answer;
    answer.project = manifest->first.project.name.str();
    answer.problems = manifest->first.warnings;
    for (const auto& service : manifest->first.project.services)
        answer.services.push_back(service.name.str());
    call.reply(answer);
}

void down(const Call& call) {
    if (call.project())
        call.accepted(call.daemon.down(call.parts[0]));
}

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
    call.accepted(controller->submit(request));
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
    call.daemon.context().gateway.restart();
    call.responder.json(202, "{}");
}
void logs(const Call& call) {
    if (call.project())
        streamLogs(call.daemon, call.request, call.responder, call.parts[0]);
}
void events(const Call& call) {
    streamEvents(call.daemon, call.request, call.responder);
}
void openapi(const Call& call);

struct Endpoint {
    const char* method;
    const char* pattern;  ///< '*' stands for one segment
    Handler handler;
    const char* summary;
};

constexpr Endpoint kEndpoints[] = {
    {"GET", "/v1/version", version, "Who answers: version, build, epoch, pid"},
    {"POST", "/v1/shutdown", shutdown, "End the daemon; instances run on"},
    {"GET", "/v1/openapi.json", openapi, "This list"},
    {"GET", "/v1/projects", listProjects, "All projects"},
    {"POST", "/v1/projects", up, "Bring a manifest up"},
    {"POST", "/v1/validate", validate, "Check a manifest"},
    {"POST", "/v1/needs", needs, "Which variables and env files a manifest names"},
    {"GET", "/v1/projects/*", state, "Everything about a project"},
    {"DELETE", "/v1/projects/*", down, "Bring a project down"},
    {"GET", "/v1/projects/*/instances", instances, "Its instances"},
    {"GET", "/v1/projects/*/services", services, "Its services"},
    {"GET", "/v1/projects/*/services/*", service, "One service"},
    {"POST", "/v1/projects/*/services/*/scale", submit, "Change the number of its instances"},
    {"POST", "/v1/projects/*/services/*/redeploy", submit, "Replace its instances with none of its requests dropped"},
    {"POST", "/v1/projects/*/services/*/restart", submit, "Drain, stop and start its instances in place"},
    {"POST", "/v1/projects/*/services/*/stop", submit, "Stop it"},
    {"POST", "/v1/projects/*/services/*/start", submit, "Start it"},
    {"GET", "/v1/projects/*/topology", topology, "Nodes and measured edges"},
    {"GET", "/v1/projects/*/owners", owners, "Teams and what they own"},
    {"GET", "/v1/projects/*/routes", routes, "Routes of the gateway"},
    {"GET", "/v1/projects/*/rollouts", rollouts, "Receipts, newest first"},
    {"GET", "/v1/projects/*/rollouts/*", rollout, "One receipt"},
    {"GET", "/v1/projects/*/metrics", metrics, "The last hour, second by second"},
    {"GET", "/v1/projects/*/logs", logs, "Output of instances"},
    {"GET", "/v1/operations", operations, "What was asked for, and how far it is"},
    {"GET", "/v1/operations/*", operation, "One operation, waiting for its end if wished"},
    {"GET", "/v1/events", events, "What happens, as it happens"},
    {"GET", "/v1/gateway", gateway, "The gateway"},
    {"POST", "/v1/gateway/restart", restartGateway, "End the gateway's process; another takes its sockets"},
};

void openapi(const Call& call) {
    std::map<std::string, std::string> paths;
    for (const Endpoint& endpoint : kEndpoints) {
        std::string path, method = endpoint.method;
        int parameter = 0;
        for (const char* c = endpoint.pattern; *c; ++c)
            path += *c == '*' ? (parameter++ == 0 && std::string_view(endpoint.pattern).find("/projects/*") !=
                                                         std::string_view::npos
                                     ? "{project}"
                                     : "{id}")
                              : std::string(1, *c);
        std::transform(method.begin(), method.end(), method.begin(),
                       [](char c) { return static_cast<char>(c | 0x20); });
        std::string& entry = paths[path];
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
        if (wanted[i] == "*" && !path[i].empty())
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
