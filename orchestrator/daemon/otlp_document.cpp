// Spans as opentelemetry-proto's ExportTraceServiceRequest in its JSON mapping: ids in hexadecimal, 64-bit numbers as
// strings, enums as numbers; names of attributes by the semantic conventions for HTTP.

#include <map>
#include <nlohmann/json.hpp>

#include "base/version.h"
#include "daemon/otlp_exporter.h"

namespace slipway::daemon {
namespace {

using nlohmann::json;
using protocol::SpanKind;
using protocol::SpanRecord;

// opentelemetry.proto.trace.v1.Span.SpanKind and Status.StatusCode
constexpr int kInternal = 1, kServer = 2, kClient = 3;
constexpr int kStatusError = 2;
constexpr std::uint32_t kSampledFlag = 1;

class Attributes {
  public:
    void text(const char* key, std::string_view value) {
        if (!value.empty())
            m_list.push_back({{"key", key}, {"value", {{"stringValue", std::string(value)}}}});
    }
    void number(const char* key, std::uint64_t value) {
        m_list.push_back({{"key", key}, {"value", {{"intValue", std::to_string(value)}}}});
    }
    json take() { return std::move(m_list); }

  private:
    json m_list = json::array();
};

int otelKind(const SpanRecord& span) {
    switch (span.kind) {
        case SpanKind::Exchange:
            return span.service == "gateway" ? kServer : kClient;
        case SpanKind::Saga:
            return kInternal;
        case SpanKind::Try:
        case SpanKind::Step:
        case SpanKind::Undo:
            break;
    }
    return kClient;
}

/// Of low cardinality, as the conventions want it: no path.
std::string otelName(const SpanRecord& span) {
    switch (span.kind) {
        case SpanKind::Exchange:
            return std::string(span.method) + (span.route.empty() ? "" : " " + std::string(span.route));
        case SpanKind::Try:
            return std::string(span.method) + " " + std::string(span.target);
        case SpanKind::Saga:
            return "saga " + std::string(span.route);
        case SpanKind::Step:
            return "step " + std::string(span.route);
        case SpanKind::Undo:
            break;
    }
    return "undo " + std::string(span.route);
}

void putServer(std::string_view host, Attributes& attributes) {
    const auto colon = host.rfind(':');
    const bool hasPort = colon != std::string_view::npos && host.find(']', colon) == std::string_view::npos;
    attributes.text("server.address", host.substr(0, hasPort ? colon : host.size()));
    std::uint64_t port = 0;
    if (hasPort)
        for (const char c : host.substr(colon + 1))
            port = c >= '0' && c <= '9' && port < 65536 ? port * 10 + static_cast<std::uint64_t>(c - '0') : 0;
    if (port != 0)
        attributes.number("server.port", port);
}

json attributesOf(const SpanRecord& span) {
    Attributes attributes;
    if (span.kind != SpanKind::Saga) {
        attributes.text("http.request.method", span.method);
        attributes.text("url.path", span.path);
        attributes.text("url.scheme", "http");
        putServer(span.host, attributes);
        if (span.status != 0)
            attributes.number("http.response.status_code", span.status);
        if (span.attempt > 1 && span.kind != SpanKind::Exchange)
            attributes.number("http.request.resend_count", span.attempt - 1);
    }
    if (span.kind == SpanKind::Exchange) {
        attributes.number("http.request.body.size", span.bytesIn);
        attributes.number("http.response.body.size", span.bytesOut);
        attributes.number("slipway.tries", span.attempt);
        if (span.heldNs != 0)
            attributes.number("slipway.held_us", span.heldNs / 1000);
    }
    if (span.failed)
        attributes.text("error.type", span.error.empty() ? std::to_string(span.status) : std::string(span.error));
    attributes.text("slipway.route", span.route);
    attributes.text("slipway.target", span.target);
    attributes.text("slipway.instance", span.instance);
    attributes.text("slipway.request_id", span.requestId);
    return attributes.take();
}

json spanJson(const SpanRecord& span) {
    json out = {{"traceId", hexId(span.trace)},
                {"spanId", hexId(span.span)},
                {"name", otelName(span)},
                {"kind", otelKind(span)},
                {"startTimeUnixNano", std::to_string(span.startNs)},
                {"endTimeUnixNano", std::to_string(span.startNs + static_cast<std::int64_t>(span.durationNs))},
                {"attributes", attributesOf(span)}};
    if (span.parent != 0)
        out["parentSpanId"] = hexId(span.parent);
    if (span.sampled)
        out["flags"] = kSampledFlag;
    if (span.failed)
        out["status"] = {{"code", kStatusError}, {"message", std::string(span.error)}};
    return out;
}

}  // namespace

std::string otlpDocument(std::string_view records) {
    std::map<std::pair<std::string, std::string>, json> byService;
    for (SpanRecord span; protocol::readSpan(records, span);) {
        auto& list = byService[{std::string(span.project), std::string(span.service)}];
        if (list.is_null())
            list = json::array();
        list.push_back(spanJson(span));
    }
    json resources = json::array();
    for (auto& [who, spans] : byService) {
        Attributes resource;
        resource.text("service.namespace", who.first);
        resource.text("service.name", who.second);
        resource.text("telemetry.sdk.name", "slipway");
        resource.text("telemetry.sdk.version", version());
        const json scope = {{"name", "slipway"}, {"version", version()}};
        resources.push_back({{"resource", {{"attributes", resource.take()}}},
                             {"scopeSpans", json::array({{{"scope", scope}, {"spans", std::move(spans)}}})}});
    }
    json document = json::object();
    document["resourceSpans"] = std::move(resources);
    return document.dump(-1, ' ', false, json::error_handler_t::replace);
}

}  // namespace slipway::daemon
