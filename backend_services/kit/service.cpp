#include "kit/service.h"

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <thread>

#include "kit/ids.h"
#include "kit/json_writer.h"
#include "kit/openapi.h"
#include "kit/request_context.h"

namespace shop::kit {

namespace {

using SteadyClock = std::chrono::steady_clock;

constexpr int kExitConfiguration = 2;
constexpr std::size_t kRequestIdLimit = 128;

bool isRequestId(std::string_view id) {
    return !id.empty() && id.size() <= kRequestIdLimit &&
           std::all_of(id.begin(), id.end(), [](char c) { return c > 0x20 && c < 0x7f && c != '"' && c != '\\'; });
}

void complain(const std::string& name, const std::string& message) {
    std::fprintf(stderr, "shop-%s: %s\n", name.c_str(), message.c_str());
    std::fflush(stderr);
}

}  // namespace

std::unique_ptr<Service> Service::create(ServiceOptions options) {
    std::signal(SIGPIPE, SIG_IGN);
    auto environment = readEnvironment();
    if (!environment) {
        complain(options.name, environment.error().message);
        std::exit(kExitConfiguration);
    }
    if (environment->exitAtStart) {
        complain(options.name, "SHOP_EXIT_AT_START asks for exit " + std::to_string(*environment->exitAtStart));
        std::exit(*environment->exitAtStart);
    }
    if (options.needsData && environment->dataPath.empty()) {
        complain(options.name, "DATA_PATH is not set: it names the file of this service's store");
        std::exit(kExitConfiguration);
    }
    auto faults = Faults::fromEnvironment();
    if (!faults) {
        complain(options.name, faults.error().message);
        std::exit(kExitConfiguration);
    }
    std::unique_ptr<Service> made(new Service(std::move(options), std::move(*environment)));
    made->m_faults = std::move(*faults);
    return made;
}

Service::Service(ServiceOptions options, Environment environment)
    : m_options(std::move(options)),
      m_environment(std::move(environment)),
      m_log(m_options.name, m_environment.instance),
      m_metrics(m_options.name),
      m_started(SteadyClock::now()) {
    addHealth();
}

Service::~Service() = default;

int Service::giveUp(const Error& error) const {
    complain(m_options.name, error.message);
    m_log.error(error.message);
    return 1;
}

Result<std::unique_ptr<Client>> Service::clientFor(const std::string& dependency) {
    std::string variable = dependency + "_URL";
    std::transform(variable.begin(), variable.end(), variable.begin(), [](char c) {
        return c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - ('a' - 'A')) : c;
    });
    const std::string url = environmentValue(variable.c_str());
    if (url.empty()) {
        return nullptr;
    }
    ClientOptions options;
    options.name = dependency;
    options.metrics = &m_metrics;
    auto client = Client::create(url, options);
    if (!client) {
        client.error().message = variable + ": " + client.error().message;
    }
    return client;
}

Result<> Service::ready() const {
    if (m_stopping.load(std::memory_order_relaxed)) {
        return fail(Fault::Unavailable, "stopping", "The instance is stopping.");
    }
    if (m_environment.neverReady) {
        return fail(Fault::Unavailable, "never_ready", "SHOP_NEVER_READY keeps the instance from being ready.");
    }
    if (SteadyClock::now() - m_started < m_environment.startDelay) {
        return fail(Fault::Unavailable, "starting", "SHOP_START_DELAY_MS is not over yet.");
    }
    return m_readyCheck ? m_readyCheck() : Result<>{};
}

void Service::addHealth() {
    const auto ok = [] {
        Response response;
        response.body = R"({"status":"ok"})";
        return response;
    };
    m_router.get("/health/live", Work::Quick, [ok](Request&) -> Result<Response> { return ok(); });
    m_router.get("/health/ready", Work::Quick, [this, ok](Request&) -> Result<Response> { return ready().map(ok); });
    m_router.get("/metrics", Work::Quick, [this](Request&) -> Result<Response> {
        Response response;
        response.contentType = "text/plain; version=0.0.4; charset=utf-8";
        response.body = m_metrics.text();
        return response;
    });
    m_router.get("/openapi.json", Work::Quick, [this](Request&) -> Result<Response> {
        Response response;
        response.body = openApiDocument(m_options.name, m_router.routes());
        return response;
    });
}

void Service::dispatch(Request& request, Respond respond) {
    const auto began = SteadyClock::now();
    m_metrics.began();
    const Router::Match match = m_router.match(request);
    if (match.route == nullptr) {
        RequestContext context;
        Response response;
        if (match.badEncoding) {
            response = errorResponse({Fault::BadRequest, "bad_path", "The path's percent-encoding is broken."});
        } else if (!match.allow.empty()) {
            response =
                errorResponse({Fault::MethodNotAllowed, "method_not_allowed", "This path takes " + match.allow + "."});
            response.headers.emplace_back("Allow", match.allow);
        } else {
            response = errorResponse({Fault::NotFound, "no_such_path", "There is nothing at this path."});
        }
        finish(-1, request, std::move(response), respond, began, context);
        return;
    }
    const Route& route = *match.route;
    if (route.work == Work::Quick) {
        handle(route, request, respond, began);
        return;
    }
    if (!m_workers->submit([this, &route, &request, respond, began] { handle(route, request, respond, began); })) {
        RequestContext context;
        Response response =
            errorResponse({Fault::Unavailable, "busy", "Too many requests wait already. Try again shortly."});
        response.headers.emplace_back("Retry-After", "1");
        finish(static_cast<std::ptrdiff_t>(route.index), request, std::move(response), respond, began, context);
    }
}

Result<Response> Service::answerWithFaults(const Route& route, Request& request) {
    const Faults::Kind kind = isHousekeeping(request.path) ? Faults::Kind::None : m_faults->of(request);
    switch (kind) {
        case Faults::Kind::None:
            return route.handler(request);
        case Faults::Kind::Refuse:
            return fail(Fault::Conflict, "fault", "SHOP_FAULTS had this refused.");
        case Faults::Kind::Down:
            return fail(Fault::Unavailable, "fault", "SHOP_FAULTS had this fail before it was done.");
        case Faults::Kind::Slow:
            std::this_thread::sleep_for(std::chrono::seconds(2));
            return route.handler(request);
        case Faults::Kind::Lost:
            static_cast<void>(route.handler(request));
            return fail(Fault::Internal, "fault", "SHOP_FAULTS had this fail after it was done.");
        case Faults::Kind::Crash:
            static_cast<void>(route.handler(request));
            std::_Exit(70);
    }
    return route.handler(request);
}

void Service::handle(const Route& route, Request& request, const Respond& respond, SteadyClock::time_point began) {
    RequestContext context;
    const std::string_view given = request.header("X-Request-Id");
    context.requestId = isRequestId(given) ? std::string(given) : newRequestId();
    context.traceparent = request.header("Traceparent");
    context.tracestate = request.header("Tracestate");
    context.timings.start();
    Response response;
    {
        const RequestScope scope(context);
        // Libraries below may throw (allocation, JSON): a request fails, the service does not.
        try {
            auto result = m_faults ? answerWithFaults(route, request) : route.handler(request);
            response = result ? std::move(*result) : errorResponse(result.error());
            if (!result && result.error().fault == Fault::Internal) {
                m_log.error(result.error().message);
            }
        } catch (const std::exception& failure) {
            m_log.error(std::string("a handler threw: ") + failure.what());
            response = errorResponse({Fault::Internal, "internal", "Something went wrong here. The log says more."});
        }
    }
    context.timings.stop();
    response.headers.emplace_back("Server-Timing", context.timings.header());
    finish(static_cast<std::ptrdiff_t>(route.index), request, std::move(response), respond, began, context);
}

void Service::finish(std::ptrdiff_t route, const Request& request, Response response, const Respond& respond,
                     SteadyClock::time_point began, RequestContext& context) {
    if (context.requestId.empty()) {
        const std::string_view given = request.header("X-Request-Id");
        context.requestId = isRequestId(given) ? std::string(given) : newRequestId();
    }
    response.headers.emplace_back("X-Request-Id", context.requestId);
    const auto took = std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - began);
    const bool housekeeping = isHousekeeping(request.path);
    // Counted and logged before the answer leaves: who has read the answer finds it in both.
    m_metrics.ended(route, response.status, took, !housekeeping);
    if (m_environment.accessLog && (!housekeeping || response.status >= 500) &&
        !(housekeeping && m_stopping.load(std::memory_order_relaxed))) {
        logRequest(route < 0 ? std::string_view{} : m_router.routes()[static_cast<std::size_t>(route)].pattern, request,
                   response.status, took.count(), context);
    }
    respond(std::move(response));
}

void Service::logRequest(std::string_view route, const Request& request, int status, std::int64_t microseconds,
                         const RequestContext& context) const {
    std::string line = m_log.open(status >= 500 ? "error" : status >= 400 ? "warning" : "info");
    JsonWriter json = JsonWriter::insideObject(line);
    json.field("method", request.method).field("path", request.path);
    if (!route.empty()) {
        json.field("route", route);
    }
    json.field("status", status).key("ms").thousandths(microseconds);
    json.field("request_id", context.requestId);
    if (!context.calls.empty()) {
        json.key("calls").beginArray();
        for (const CallRecord& call : context.calls) {
            json.beginObject().field("to", call.to).field("method", call.method).field("path", call.path);
            json.field("status", call.status).key("ms").thousandths(call.microseconds).endObject();
        }
        json.endArray();
    }
    json.endObject();
    Log::write(std::move(line));
}

int Service::run() {
    m_metrics.prepare(m_router.routes());
    m_workers = std::make_unique<WorkerPool>(m_options.workers, m_options.queueLimit);
    ServerOptions options;
    options.port = m_environment.port;
    ServerHooks hooks;
    hooks.dispatch = [this](Request& request, Respond respond) { dispatch(request, std::move(respond)); };
    hooks.refused = [this](int status) { m_metrics.refused(status); };
    if (m_environment.latency.count() > 0) {
        hooks.delay = [this](const Request& request) {
            return isHousekeeping(request.path) ? std::chrono::milliseconds(0) : m_environment.latency;
        };
    }
    hooks.stopping = [this] {
        m_stopping.store(true);
        m_log.info("stopping: finishing what is in flight");
    };
    Server server(options, hooks);
    if (const auto listening = server.listen(); !listening) {
        return giveUp(listening.error());
    }
    m_log.info("listening on 127.0.0.1:" + std::to_string(server.port()));
    const std::size_t cut = server.run();
    if (cut > 0) {
        m_log.warning("stopped at the deadline: " + std::to_string(cut) + " connections were cut");
        std::_Exit(0);  // a worker may still wait for somebody: its thread cannot be joined in time
    }
    m_workers.reset();
    m_log.info("stopped");
    return 0;
}

}  // namespace shop::kit
