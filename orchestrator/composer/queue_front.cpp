#include "composer/queue_front.h"

#include <algorithm>
#include <charconv>

#include "base/percent.h"
#include "composer/engine.h"
#include "composer/json_text.h"
#include "http/response_writer.h"
#include "protocol/api.h"

namespace slipway::composer {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxKeyBytes = 200;
constexpr int kMaxListed = 10'000;

HttpResponse jsonAnswer(int status, const json& body) {
    return {status, "application/json", {{"Cache-Control", "no-store"}}, dumped(body)};
}

HttpResponse controlError(const Error& error) {
    return {errorCodeInfo(error.code).httpStatus, "application/json", {}, api::encode(api::ApiError(error))};
}

bool isKey(const std::string& key) {
    return key.size() <= kMaxKeyBytes &&
           std::all_of(key.begin(), key.end(), [](char c) { return c >= 0x20 && c < 0x7f; });
}

/// What belongs to the connection or to the wait for an answer, and what the delivery says itself.
bool staysBehind(const std::string& name) {
    static constexpr std::string_view kDropped[] = {
        "accept",     "accept-encoding",  "connection", "content-length",    "expect",  "host",    "idempotency-key",
        "keep-alive", "proxy-connection", "te",         "transfer-encoding", "trailer", "upgrade", "via"};
    return std::find(std::begin(kDropped), std::end(kDropped), name) != std::end(kDropped) ||
           name.starts_with("x-forwarded-") || name == "forwarded" || name == "x-real-ip";
}

std::string stateOf(const Queues::View& view) {
    return view.inFlight ? "delivering" : view.message.state;
}

json messageView(const Queues::View& view, bool whole) {
    const Message& message = view.message;
    json out{{"message", message.id},
             {"queue", message.queue},
             {"state", stateOf(view)},
             {"key", message.orderingKey.empty() ? json() : json(message.orderingKey)},
             {"method", message.method},
             {"path", message.target},
             {"bytes", message.bytes},
             {"tries", message.attempts},
             {"status", message.status == 0 ? json() : json(message.status)},
             {"error", message.error},
             {"created_ms", message.createdMs},
             {"ended_ms", message.endedMs == 0 ? json() : json(message.endedMs)},
             {"next_try_ms", view.nextTryMs < 0 ? json() : json(view.nextTryMs)}};
    if (whole) {
        out["headers"] = json::parse(message.headers, nullptr, false);
        out["body"] = message.body;
    }
    return out;
}

json queueView(const Queues::Figures& figures) {
    return {{"queue", figures.caller + "/" + figures.service},
            {"caller", figures.caller},
            {"service", figures.service},
            {"configured", figures.configured},
            {"depth", figures.depth},
            {"in_flight", figures.inFlight},
            {"lag_ms", figures.lagMs},
            {"dead", figures.dead},
            {"bytes", figures.bytes},
            {"accepted", figures.accepted},
            {"delivered", figures.delivered},
            {"failed_tries", figures.failedTries},
            {"error", figures.error}};
}

std::vector<std::string> partsOf(std::string_view path) {
    std::vector<std::string> parts;
    while (!path.empty()) {
        path.remove_prefix(1);
        const std::string_view part = path.substr(0, path.find('/'));
        parts.push_back(percentDecoded(part, false));
        path.remove_prefix(part.size());
    }
    return parts;
}

}  // namespace

bool QueueFront::handle(const HttpRequest& request, const Responder& respond) {
    if (request.path == "/-/queues" || request.path.starts_with("/-/queues/")) {
        admin(request, respond);
        return true;
    }
    if (!request.path.starts_with("/-/send/"))
        return false;
    for (const async::Queue& queue : m_specs) {
        const std::string prefix = async::sendPrefix(queue.caller, queue.service);
        if (!request.path.starts_with(prefix + '/'))
            continue;
        const std::string rest = request.path.substr(prefix.size());
        const std::string messages = std::string(async::kMessagesPath) + '/';
        if (rest.starts_with(messages))
            status(queue, rest.substr(messages.size()), request, respond);
        else
            send(queue, rest, request, respond);
        return true;
    }
    respond(problemAnswer(404, "no_queue", "there is no such queue", request));
    return true;
}

void QueueFront::status(const async::Queue& queue, const std::string& id, const HttpRequest& request,
                        const Responder& respond) {
    const auto view = m_queues.show(queue.name(), id);
    if (!view)
        return respond(problemAnswer(errorCodeInfo(view.error().code).httpStatus, errorCodeInfo(view.error().code).wire,
                                     view.error().message, request));
    respond(jsonAnswer(200, messageView(*view, false)));
}

void QueueFront::send(const async::Queue& queue, const std::string& rest, const HttpRequest& request,
                      const Responder& respond) {
    if (request.method != "POST" && request.method != "PUT" && request.method != "PATCH" &&
        request.method != "DELETE") {
        HttpResponse response =
            problemAnswer(405, "method_not_allowed", "a queue takes what changes something", request);
        response.headers.emplace_back("Allow", "POST, PUT, PATCH, DELETE");
        return respond(response);
    }
    Message message;
    message.queue = queue.name();
    message.orderingKey = request.header(queue.keyHeader);
    message.clientKey = request.header("idempotency-key");
    if (!isKey(message.orderingKey) || !isKey(message.clientKey))
        return respond(problemAnswer(400, "bad_key", "a key is at most 200 printable ASCII characters", request));
    message.method = request.method;
    message.target = rest + (request.query.empty() ? "" : '?' + request.query);
    message.hash = digestOf(message.method + ' ' + message.target + '\n' + request.body);
    json headers = json::array();
    for (const auto& [name, value] : request.headers)
        if (!staysBehind(name))
            headers.push_back({name, value});
    message.headers = dumped(headers);
    message.body = request.body;
    const bool mayComeAgain = !message.clientKey.empty();
    const auto taken = [this, respond, mayComeAgain, name = queue.name()](const std::string& id) {
        // A message that came before may be under way, delivered or dead by now.
        const auto known = mayComeAgain ? m_queues.show(name, id) : Result<Queues::View>();
        const std::string state = mayComeAgain && known ? stateOf(*known) : "waiting";
        const std::string place = std::string(async::kMessagesPath) + '/' + id;
        HttpResponse response = jsonAnswer(202, {{"message", id}, {"state", state}, {"status_url", place}});
        response.headers.emplace_back("Location", place);
        respond(response);
    };
    HttpResponse response;
    switch (m_queues.accept(std::move(message), taken)) {
        case Queues::Refusal::None:
            return;
        case Queues::Refusal::KeyReused:
            return respond(
                problemAnswer(422, "key_reused", "this Idempotency-Key came before with another request", request));
        case Queues::Refusal::NoQueue:
            return respond(problemAnswer(404, "no_queue", "there is no such queue", request));
        case Queues::Refusal::Full:
            response =
                problemAnswer(503, "queue_full", "the queue " + queue.name() + " holds as much as it may", request);
            break;
        case Queues::Refusal::Stopping:
        case Queues::Refusal::Failing:
            response = problemAnswer(503, "not_taken", "nothing was taken; try again shortly", request);
            break;
    }
    response.headers.emplace_back("Retry-After", "1");
    respond(response);
}

// GET or POST: /-/queues, /-/queues/CALLER/SERVICE[/messages/ID | /redeliver | /purge]
void QueueFront::admin(const HttpRequest& request, const Responder& respond) {
    const std::vector<std::string> path = partsOf(request.path);
    const json query = queryFields(request.query);
    const bool get = request.method == "GET";
    if (path.size() == 2 && get) {
        json rows = json::array();
        for (const auto& each : m_queues.figures())
            rows.push_back(queueView(each));
        return respond(jsonAnswer(200, rows));
    }
    if (path.size() < 4)
        return respond(controlError({ErrorCode::NotFound, "no such path: " + request.path, "", {}}));
    const std::string queue = path[2] + '/' + path[3];
    if (path.size() == 4 && get) {
        MessageFilter filter{queue, query.value("state", ""), 50};
        const std::string limit = query.value("limit", "");
        std::from_chars(limit.data(), limit.data() + limit.size(), filter.limit);
        filter.limit = std::clamp(filter.limit, 1, kMaxListed);
        const auto views = m_queues.list(filter);
        if (!views)
            return respond(controlError(views.error()));
        json rows = json::array();
        for (const auto& view : *views)
            rows.push_back(messageView(view, false));
        return respond(jsonAnswer(200, rows));
    }
    if (path.size() == 6 && path[4] == "messages" && get) {
        const auto view = m_queues.show(queue, path[5]);
        return respond(view ? jsonAnswer(200, messageView(*view, true)) : controlError(view.error()));
    }
    const bool redeliver = path.size() == 5 && path[4] == "redeliver";
    if (!redeliver && (path.size() != 5 || path[4] != "purge"))
        return respond(controlError({ErrorCode::NotFound, "no such path: " + request.path, "", {}}));
    if (request.method != "POST")
        return respond(
            controlError({ErrorCode::MethodNotAllowed, request.path + " does not take " + request.method, "", {}}));
    const auto done = [respond, redeliver, queue](std::size_t count) {
        respond(jsonAnswer(200, {{"queue", queue}, {redeliver ? "redelivered" : "purged", count}}));
    };
    const std::string id = query.value("message", "");
    const auto begun = redeliver ? m_queues.redeliver(queue, id, done) : m_queues.purge(queue, id, done);
    if (!begun)
        respond(controlError(begun.error()));
}

}  // namespace slipway::composer
