#include "composer/front.h"

#include <algorithm>
#include <charconv>

#include "base/percent.h"
#include "composer/json_text.h"
#include "composer/openapi_document.h"
#include "composer/views.h"
#include "http/response_writer.h"
#include "protocol/api.h"

namespace slipway::composer {
namespace {

constexpr std::size_t kMaxKey = 200;

HttpResponse jsonResponse(int status, const json& body) {
    return {status, "application/json", {}, dumped(body)};
}

/// "line 1, column 2: …", as the reader says it.
std::string whyNoJson(const std::string& body) {
    try {
        static_cast<void>(json::parse(body));
    } catch (const json::parse_error& fault) {
        const std::string what = fault.what();
        constexpr std::string_view kPlace = "parse error at ";
        const std::size_t at = what.find(kPlace);
        if (at != std::string::npos)
            return what.substr(at + kPlace.size(), 200);
    }
    return "the body is no JSON";
}

/// application/json and what ends with +json; parameters don't count (RFC 9110 section 8.3.1).
bool isJson(std::string_view mediaType) {
    mediaType = mediaType.substr(0, mediaType.find(';'));
    while (mediaType.ends_with(' ') || mediaType.ends_with('\t'))
        mediaType.remove_suffix(1);
    std::string type(mediaType);
    std::transform(type.begin(), type.end(), type.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return type == "application/json" || type.ends_with("+json");
}

std::string joined(const std::vector<std::string>& words) {
    std::string out;
    for (const std::string& word : words)
        out += (out.empty() ? "" : ", ") + word;
    return out;
}

HttpResponse apiError(const Error& error) {
    return {errorCodeInfo(error.code).httpStatus, "application/json", {}, api::encode(api::ApiError(error))};
}

std::vector<std::string> segmentsOf(std::string_view path) {
    std::vector<std::string> out;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view segment = path.substr(0, path.find('/'));
        if (!segment.empty())
            out.push_back(percentDecoded(segment, false));
        path.remove_prefix(segment.size());
    }
    return out;
}

bool isPrintable(const std::string& text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

// Names behind "request.headers." in any template.
void headersNamed(const std::string& definition, std::set<std::string>& names) {
    constexpr std::string_view kMark = "request.headers.";
    for (std::size_t at = definition.find(kMark); at != std::string::npos; at = definition.find(kMark, at + 1)) {
        std::string name;
        for (std::size_t i = at + kMark.size(); i < definition.size(); ++i) {
            const char c = definition[i];
            const bool part =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
            if (!part)
                break;
            name += c;
        }
        names.insert(name);
    }
}

}  // namespace

Front::Front(Engine& engine, const composite::Composites& composites)
    : m_engine(engine), m_openApi(openApiDocument(composites)) {
    for (const auto& each : composites.all) {
        headersNamed(composite::encode(each), m_headers);
        const auto shared = std::make_shared<const composite::Composite>(each);
        for (const auto& prefix : each.prefixes)
            m_served.push_back({prefix, shared});
    }
    std::stable_sort(m_served.begin(), m_served.end(),
                     [](const Served& a, const Served& b) { return a.prefix.size() > b.prefix.size(); });
}

const Front::Served* Front::match(const std::string& path) const {
    for (const Served& served : m_served)
        if (path.starts_with(served.prefix) &&
            (path.size() == served.prefix.size() || path[served.prefix.size()] == '/'))
            return &served;
    return nullptr;
}

void Front::handle(const HttpRequest& request, const Responder& respond) {
    if (request.path.starts_with("/health/"))
        return health(request, respond);
    if (request.path.starts_with("/-/"))
        return admin(request, respond);
    const Served* served = match(request.path);
    if (!served)
        return respond(problemAnswer(404, "no_composite", "no composite is served here", request));
    const std::string rest = request.path.substr(served->prefix.size());
    constexpr std::string_view kSagas = "/sagas/";
    if (rest.starts_with(kSagas))
        return status(*served, rest.substr(kSagas.size()), request, respond);
    compose(*served, rest, request, respond);
}

void Front::health(const HttpRequest& request, const Responder& respond) {
    if (request.path == "/health/live")
        return respond(jsonResponse(200, {{"status", "ok"}}));
    if (m_engine.isStopping())
        return respond(problemAnswer(503, "stopping", "the composer ends; another one takes over", request));
    if (const auto checked = m_engine.check(); !checked)
        return respond(problemAnswer(503, "store_failing", checked.error().message, request));
    respond(jsonResponse(200, {{"status", "ok"}}));
}

void Front::status(const Served& served, const std::string& id, const HttpRequest& request, const Responder& respond) {
    if (request.method != "GET" && request.method != "HEAD") {
        HttpResponse response = problemAnswer(405, "method_not_allowed", "this path takes GET", request);
        response.headers.emplace_back("Allow", "GET, HEAD");
        return respond(response);
    }
    const auto found = m_engine.find(id);
    if (!found)
        return respond(problemAnswer(503, "store_unreadable", "the store can't be read", request));
    // Of another composite's saga this route's clients learn nothing.
    if (!*found || (*found)->composite != served.composite->name)
        return respond(problemAnswer(404, "no_saga", "there is no such saga", request));
    HttpResponse response = jsonResponse(200, statusView(**found));
    response.headers.emplace_back("Cache-Control", "no-store");
    respond(response);
}

void Front::compose(const Served& served, const std::string& rest, const HttpRequest& request,
                    const Responder& respond) {
    const composite::Composite& composite = *served.composite;
    const std::vector<std::string> taken = composite.takenMethods();
    if (std::find(taken.begin(), taken.end(), request.method) == taken.end()) {
        const std::string allowed = joined(taken);
        HttpResponse response = problemAnswer(405, "method_not_allowed", "this composite takes " + allowed, request);
        response.headers.emplace_back("Allow", allowed);
        return respond(response);
    }
    const std::string& key = request.header("idempotency-key");
    if (key.size() > kMaxKey || !isPrintable(key))
        return respond(
            problemAnswer(400, "bad_key", "Idempotency-Key: at most 200 printable ASCII characters", request));
    json body;
    if (!request.body.empty()) {
        if (const std::string& type = request.header("content-type"); !type.empty() && !isJson(type)) {
            HttpResponse response =
                problemAnswer(415, "unsupported_media_type",
                              "a composite takes JSON, and this body is " + type.substr(0, 100), request);
            response.headers.emplace_back("Accept", "application/json");
            return respond(response);
        }
        body = json::parse(request.body, nullptr, false);
        if (body.is_discarded())
            return respond(problemAnswer(400, "malformed", whyNoJson(request.body), request));
    }
    json headers = json::object();
    for (const auto& [name, value] : request.headers)
        if (m_headers.contains(name))
            headers[name] = value;
    Engine::Wish wish;
    wish.composite = served.composite;
    wish.clientKey = key;
    wish.request = {{"method", request.method},      {"path", request.path},
                    {"segments", segmentsOf(rest)},  {"query", json(queryFields(request.query))},
                    {"headers", std::move(headers)}, {"body", std::move(body)}};
    wish.requestHash =
        digestOf(request.method + ' ' + request.path + '?' + request.query + '\n' + dumped(wish.request["body"]));
    if (const std::string& id = request.header("x-request-id"); !id.empty() && id.size() <= 128 && isPrintable(id))
        wish.request["id"] = id;
    wish.traceparent = request.header("traceparent");

    const std::string sagas = served.prefix + "/sagas/";
    Engine::Listener listener;
    const auto pending = [sagas, respond](const std::string& id, int status) {
        HttpResponse response = jsonResponse(status, {{"saga", id}, {"state", "running"}, {"status_url", sagas + id}});
        response.headers.emplace_back("Location", sagas + id);
        return respond(response);
    };
    if (composite.mode == composite::Mode::Async) {
        listener.accepted = [pending](const std::string& id) { pending(id, 202); };
    } else {
        listener.settled = [respond](const SagaRecord& record) {
            respond({record.reply.status, record.reply.contentType, record.reply.headers, record.reply.body});
        };
        listener.patienceOver = [respond, sagas, request = HttpRequest{request.method, {}, {}, request.headers, {}}](
                                    const SagaRecord& record) {
            HttpResponse response =
                problemAnswer(504, "still_running", "it goes on; its status tells how it ends", request);
            response.headers.emplace_back("Location", sagas + record.id);
            respond(response);
        };
    }
    switch (m_engine.begin(std::move(wish), std::move(listener))) {
        case Engine::Refusal::None:
            return;
        case Engine::Refusal::KeyReused:
            return respond(
                problemAnswer(422, "key_reused", "this Idempotency-Key came before with another request", request));
        case Engine::Refusal::Full:
        case Engine::Refusal::Stopping:
        case Engine::Refusal::Failing:
            break;
    }
    HttpResponse response = problemAnswer(503, "not_begun", "nothing was begun; try again shortly", request);
    response.headers.emplace_back("Retry-After", "1");
    respond(response);
}

const composite::Composite* Front::definitionOf(const SagaRecord& record) {
    const auto definition = m_engine.definitionOf(record.digest);
    return definition ? definition->get() : nullptr;  // the engine keeps it
}

void Front::admin(const HttpRequest& request, const Responder& respond) {
    const std::vector<std::string> path = segmentsOf(request.path);
    const json query = queryFields(request.query);
    if (path.size() == 2 && path[1] == "status" && request.method == "GET") {
        const Engine::Counts counts = m_engine.counts();
        return respond(jsonResponse(200, {{"begun", counts.begun},
                                          {"done", counts.done},
                                          {"undone", counts.undone},
                                          {"stuck", counts.stuck},
                                          {"calls", counts.calls},
                                          {"open", counts.open}}));
    }
    if (path.size() == 2 && path[1] == "openapi.json" && request.method == "GET")
        return respond({200, "application/json", {}, m_openApi});
    if (path.size() == 2 && path[1] == "spans" && request.method == "POST")
        return respond({200, "application/octet-stream", {{"Cache-Control", "no-store"}}, m_engine.spans().take()});
    if (path.size() < 2 || path[1] != "sagas" || path.size() > 4)
        return respond(apiError({ErrorCode::NotFound, "no such path: " + request.path, "", {}}));
    if (path.size() == 2) {
        if (request.method != "GET")
            return respond(apiError({ErrorCode::MethodNotAllowed, "sagas are listed with GET", "", {}}));
        SagaFilter filter;
        filter.composite = query.value("composite", "");
        filter.state = query.value("state", "");
        const std::string limit = query.value("limit", "");
        std::from_chars(limit.data(), limit.data() + limit.size(), filter.limit);
        filter.limit = std::clamp(filter.limit, 1, 10'000);
        const auto found = m_engine.list(filter);
        if (!found)
            return respond(apiError(found.error()));
        json rows = json::array();
        for (const auto& record : *found)
            rows.push_back(rowView(record, m_engine.nextTryMs(record.id), definitionOf(record)));
        return respond(jsonResponse(200, rows));
    }
    if (path.size() == 3 && request.method == "GET") {
        const auto found = m_engine.find(path[2]);
        if (!found)
            return respond(apiError(found.error()));
        if (!*found)
            return respond(
                apiError({ErrorCode::NotFound, "there is no saga " + path[2], "`slipway saga ls` lists them.", {}}));
        return respond(jsonResponse(200, fullView(**found, m_engine.nextTryMs(path[2]), definitionOf(**found))));
    }
    if (path.size() == 4 && request.method == "POST") {
        const bool known = path[3] == "retry" || path[3] == "resume" || path[3] == "abandon";
        if (!known)
            return respond(apiError({ErrorCode::NotFound, "no such action: " + path[3], "", {}}));
        const auto order = path[3] == "retry"    ? Engine::Order::Retry
                           : path[3] == "resume" ? Engine::Order::Resume
                                                 : Engine::Order::Abandon;
        const auto taken = m_engine.command(path[2], order, [this, respond](const SagaRecord& after) {
            respond(jsonResponse(200, rowView(after, m_engine.nextTryMs(after.id), definitionOf(after))));
        });
        if (!taken)
            respond(apiError(taken.error()));
        return;
    }
    respond(apiError({ErrorCode::MethodNotAllowed, request.path + " does not take " + request.method, "", {}}));
}

}  // namespace slipway::composer
