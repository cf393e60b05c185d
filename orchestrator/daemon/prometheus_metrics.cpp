// What `GET /metrics` shows: gateway, routes, calls, instances, services and rollouts, from what the daemon knows
// anyway.

#include <map>
#include <tuple>

#include "daemon/api_calls.h"
#include "daemon/prometheus_text.h"

namespace slipway::daemon {
namespace {

using Type = PrometheusText::Type;
using Labels = PrometheusText::Labels;

template <class T>
double real(T value) {
    return static_cast<double>(value);
}

/// "shop/in/127.0.0.1:8080" -> "shop"
std::string_view projectOf(std::string_view id) {
    return id.substr(0, id.find('/'));
}

class Page {
  public:
    Page(const Daemon& daemon, const Context& context) : m_daemon(daemon), m_context(context) {}

    std::string text() {
        gateway();
        routes();
        calls();
        endpoints();
        instances();
        services();
        rollouts();
        traces();
        return m_out.text();
    }

  private:
    const PlaneFigures& figures() const { return m_context.dataPlane.figures(); }

    template <class Get>
    void eachProcess(const char* name, Type type, const char* help, Get get) {
        m_out.family(name, type, help);
        for (const auto& [who, each] : figures())
            m_out.sample({{"process", who}}, real(get(each)));
    }

    void gateway() {
        using F = GatewayFigures;
        eachProcess("slipway_gateway_connections", Type::Gauge, "Open connections of clients.",
                    [](const F& f) { return f.openConnections; });
        eachProcess("slipway_gateway_connections_accepted_total", Type::Counter, "Connections of clients, accepted.",
                    [](const F& f) { return f.accepted; });
        eachProcess("slipway_gateway_held", Type::Gauge, "Requests that wait for an instance.",
                    [](const F& f) { return f.heldNow; });
        eachProcess("slipway_gateway_held_total", Type::Counter, "Requests that had to wait for an instance.",
                    [](const F& f) { return f.heldTotal; });
        eachProcess("slipway_gateway_held_timed_out_total", Type::Counter, "Requests that waited in vain.",
                    [](const F& f) { return f.heldTimedOut; });
        eachProcess("slipway_gateway_access_log_dropped_total", Type::Counter, "Lines of the access log, dropped.",
                    [](const F& f) { return f.accessLogDropped; });
        eachProcess("slipway_gateway_spans_total", Type::Counter, "Spans written down.",
                    [](const F& f) { return f.spansRecorded; });
        eachProcess("slipway_gateway_spans_dropped_total", Type::Counter, "Spans dropped because nobody fetched them.",
                    [](const F& f) { return f.spansDropped; });
        m_out.family("slipway_gateway_rejected_total", Type::Counter, "Requests refused before they had a route.");
        for (const auto& [who, each] : figures())
            for (const auto& [reason, count] : each.rejected)
                m_out.sample({{"process", who}, {"reason", reason}}, real(count));
        m_out.family("slipway_process_cpu_cores", Type::Gauge, "Cores used by a process of the data plane.");
        usages([](const runtime::Usage& usage) { return usage.cpuCores; });
        m_out.family("slipway_process_resident_memory_bytes", Type::Gauge, "Memory of a process of the data plane.");
        usages([](const runtime::Usage& usage) { return real(usage.rssKib) * 1024; });
    }

    template <class Get>
    void usages(Get get) {
        for (const GatewayLink* process : m_context.dataPlane.processes())
            if (const auto found = m_context.usage.find(usageId(*process)); found != m_context.usage.end())
                m_out.sample({{"process", process->role().name()}}, get(found->second));
    }

    /// `each(labels, counters)` for every row of a map of counters.
    template <class Map, class Each>
    void eachOf(const Map GatewayFigures::*map, Each each) {
        for (const auto& [who, process] : figures())
            for (const auto& [key, row] : process.*map)
                each(who, key, row);
    }

    template <class Map, class LabelsOf>
    void traffic(const std::string& prefix, const std::string& what, const Map GatewayFigures::*map, LabelsOf labels) {
        static constexpr std::string_view kClasses[] = {"1xx", "2xx", "3xx", "4xx", "5xx"};
        using C = protocol::Counters;
        const auto counter = [&](const char* name, const std::string& help, auto get) {
            m_out.family(prefix + name, Type::Counter, help);
            eachOf(map, [&](const auto& who, const auto& key, const C& row) {
                m_out.sample(labels(who, key), real(get(row)));
            });
        };
        m_out.family(prefix + "_requests_total", Type::Counter, what + ", by the class of the answer's status.");
        eachOf(map, [&](const auto& who, const auto& key, const C& row) {
            for (std::size_t i = 0; i < row.status.size(); ++i)
                if (row.status[i] != 0) {
                    Labels all = labels(who, key);
                    all.emplace_back("code", kClasses[i]);
                    m_out.sample(all, real(row.status[i]));
                }
        });
        counter("_tries_total", what + ": times that one was sent to an instance.", [](const C& c) { return c.tries; });
        counter("_retries_total", what + ": sent again.", [](const C& c) { return c.retries; });
        counter("_errors_total", what + ": answered 5xx by the service, or not at all.",
                [](const C& c) { return c.errors; });
        counter("_failed_total", what + ": answered by the gateway itself with 5xx, or broken off.",
                [](const C& c) { return c.failed; });
        counter("_request_bytes_total", what + ": bytes of bodies sent.", [](const C& c) { return c.bytesIn; });
        counter("_response_bytes_total", what + ": bytes of bodies received.", [](const C& c) { return c.bytesOut; });
        m_out.family(prefix + "_duration_seconds", Type::Histogram, what + ": from the head to the last byte.");
        eachOf(map,
               [&](const auto& who, const auto& key, const C& row) { m_out.histogram(labels(who, key), row.latency); });
    }

    void routes() {
        traffic("slipway_route", "Requests of a route", &GatewayFigures::routes,
                [](const auto& who, const RouteKey& key) {
                    return Labels{{"process", who},
                                  {"project", projectOf(key.listener)},
                                  {"listener", key.listener},
                                  {"route", key.id}};
                });
    }

    void calls() {
        traffic("slipway_call", "Requests from a caller to a service", &GatewayFigures::edges,
                [](const auto& who, const EdgeKey& key) {
                    return Labels{{"process", who}, {"project", key.project}, {"from", key.from}, {"to", key.to}};
                });
    }

    template <class Get>
    void eachEndpoint(const char* name, Type type, const char* help, Get get) {
        m_out.family(name, type, help);
        eachOf(&GatewayFigures::endpoints, [&](const auto& who, const std::string& id, const EndpointFigures& row) {
            m_out.sample(endpointLabels(who, id, row), real(get(row)));
        });
    }
    static Labels endpointLabels(std::string_view who, std::string_view id, const EndpointFigures& row) {
        return {{"process", who},
                {"project", projectOf(id)},
                {"service", std::string_view(row.service).substr(row.service.find('/') + 1)},
                {"instance", id.substr(id.find('/') + 1)}};
    }

    void endpoints() {
        using E = EndpointFigures;
        eachEndpoint("slipway_endpoint_tries_total", Type::Counter, "Requests sent to an instance.",
                     [](const E& e) { return e.counters.tries; });
        eachEndpoint("slipway_endpoint_errors_total", Type::Counter, "Of these, answered 5xx or not at all.",
                     [](const E& e) { return e.counters.errors; });
        eachEndpoint("slipway_endpoint_in_flight", Type::Gauge, "Requests that an instance is at.",
                     [](const E& e) { return e.inFlight; });
        eachEndpoint("slipway_endpoint_connections", Type::Gauge, "Open connections to an instance.",
                     [](const E& e) { return e.connections; });
        m_out.family("slipway_endpoint_duration_seconds", Type::Histogram,
                     "From a request's sending to the last byte of the answer.");
        eachOf(&GatewayFigures::endpoints, [&](const auto& who, const std::string& id, const E& row) {
            m_out.histogram(endpointLabels(who, id, row), row.counters.latency);
        });
    }

    template <class Get>
    void eachInstance(const char* name, Type type, const char* help, Get get) {
        m_out.family(name, type, help);
        for (const auto& [project, controller] : m_daemon.projects())
            for (const auto& [id, instance] : controller->world().instances)
                get(Labels{{"project", project}, {"service", instance.service.str()}, {"instance", id.str()}}, project,
                    instance);
    }

    void instances() {
        eachInstance("slipway_instance_state", Type::Gauge, "1 for the state that an instance is in.",
                     [&](Labels labels, const auto&, const model::Instance& instance) {
                         labels.emplace_back("state", model::stateName(instance.state));
                         m_out.sample(labels, 1);
                     });
        eachInstance("slipway_instance_restarts_total", Type::Counter, "Times that an instance was started again.",
                     [&](const Labels& labels, const auto&, const model::Instance& instance) {
                         m_out.sample(labels, instance.restarts);
                     });
        const auto usage = [&](const std::string& project, const model::Instance& instance) {
            const auto found = m_context.usage.find(project + "/" + instance.id.str());
            return found == m_context.usage.end() ? nullptr : &found->second;
        };
        eachInstance("slipway_instance_cpu_cores", Type::Gauge, "Cores used by an instance and its children.",
                     [&](const Labels& labels, const std::string& project, const model::Instance& instance) {
                         if (const auto* used = usage(project, instance))
                             m_out.sample(labels, used->cpuCores);
                     });
        eachInstance("slipway_instance_resident_memory_bytes", Type::Gauge, "Memory of an instance and its children.",
                     [&](const Labels& labels, const std::string& project, const model::Instance& instance) {
                         if (const auto* used = usage(project, instance))
                             m_out.sample(labels, real(used->rssKib) * 1024);
                     });
    }

    void services() {
        m_out.family("slipway_service_desired_instances", Type::Gauge, "Instances that a service shall have.");
        for (const auto& [project, controller] : m_daemon.projects())
            for (const auto& [name, service] : controller->world().services)
                m_out.sample({{"project", project}, {"service", name.str()}}, service.wanted());
        m_out.family("slipway_service_ready_instances", Type::Gauge, "Instances of a service that take requests.");
        for (const auto& [project, controller] : m_daemon.projects())
            for (const auto& [name, service] : controller->world().services) {
                int ready = 0;
                for (const auto* instance : controller->world().of(name))
                    ready += instance->state == model::InstanceState::Ready;
                m_out.sample({{"project", project}, {"service", name.str()}}, ready);
            }
    }

    void rollouts() {
        struct Sum {
            int count = 0;
            double seconds = 0;
        };
        std::map<std::tuple<std::string, std::string, std::string>, Sum> sums;
        for (const auto& [project, controller] : m_daemon.projects())
            for (const auto& record : m_context.store.rollouts.list(project, {}, store::Rollouts::kKeptPerProject)
                                          .value_or(std::vector<store::RolloutRecord>{})) {
                Sum& sum = sums[{project, record.service, record.outcome.empty() ? "running" : record.outcome}];
                ++sum.count;
                if (record.endedAt > record.startedAt)
                    sum.seconds += real(record.endedAt - record.startedAt) / 1000;
            }
        const auto labels = [](const auto& key) {
            const auto& [project, service, outcome] = key;
            return Labels{{"project", project}, {"service", service}, {"outcome", outcome}};
        };
        m_out.family("slipway_rollouts", Type::Gauge, "Rollouts whose receipts are kept, by outcome.");
        for (const auto& [key, sum] : sums)
            m_out.sample(labels(key), sum.count);
        m_out.family("slipway_rollouts_seconds", Type::Gauge, "How long they took together.");
        for (const auto& [key, sum] : sums)
            m_out.sample(labels(key), sum.seconds);
    }

    void traces() {
        const TraceStore& store = m_daemon.traces().store();
        const auto one = [&](const char* name, Type type, const char* help, double value) {
            m_out.family(name, type, help);
            m_out.sample({}, value);
        };
        one("slipway_traces", Type::Gauge, "Traces in memory.", real(store.traces()));
        one("slipway_trace_spans", Type::Gauge, "Their spans.", real(store.spans()));
        one("slipway_trace_bytes", Type::Gauge, "Their bytes.", real(store.bytes()));
        one("slipway_traces_evicted_total", Type::Counter, "Traces that made place for newer ones.",
            real(store.evicted()));
        const auto exported = [&](const char* name, Type type, const char* help, auto get) {
            m_out.family(name, type, help);
            for (const auto& [project, controller] : m_daemon.projects())
                if (!controller->project().observability.otlp.endpoint.empty())
                    m_out.sample({{"project", project}}, real(get(m_daemon.traces().exporter().counts(project))));
        };
        using C = OtlpExporter::Counts;
        exported("slipway_otlp_spans_sent_total", Type::Counter, "Spans that the collector took.",
                 [](const C& c) { return c.sent; });
        exported("slipway_otlp_spans_dropped_total", Type::Counter, "Spans that it did not get.",
                 [](const C& c) { return c.dropped; });
        exported("slipway_otlp_spans_queued", Type::Gauge, "Spans on their way to the collector.",
                 [](const C& c) { return c.queued; });
        exported("slipway_otlp_requests_total", Type::Counter, "Requests to the collector.",
                 [](const C& c) { return c.requests; });
        exported("slipway_otlp_failures_total", Type::Counter, "Requests to the collector that failed.",
                 [](const C& c) { return c.failures; });
    }

    const Daemon& m_daemon;
    const Context& m_context;
    PrometheusText m_out;
};

}  // namespace

namespace calls {

void prometheus(const Call& call) {
    call.daemon.withFreshFigures([&daemon = call.daemon, responder = call.responder] {
        responder.beginStream(PrometheusText::kContentType);
        if (responder.stream(Page(daemon, daemon.context()).text()))
            responder.endStream();
    });
}

}  // namespace calls

}  // namespace slipway::daemon
