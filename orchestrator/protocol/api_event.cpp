#include "protocol/api_event.h"

#include "protocol/api_fields.h"

namespace slipway::api {

using detail::emptyIsNull;
using detail::zeroIsNull;

SLIPWAY_FIELDS(ServiceTick) {
    v("name", x.name);
    v("rps", x.rps);
    v("errors_per_s", x.errorsPerS);
    v("p50_us", x.p50Us);
    v("p95_us", x.p95Us);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
}
SLIPWAY_FIELDS(InstanceTick) {
    v("instance", x.instance);
    v("cpu", x.cpu);
    v("rss_kib", x.rssKib);
    v("pss_kib", x.pssKib);
    v("in_flight", x.inFlight);
}
SLIPWAY_FIELDS(EdgeTick) {
    v("from", x.from);
    v("to", x.to);
    v("requests", x.requests);
    v("rps", x.rps);
    v("errors_per_s", x.errorsPerS);
    v("p50_us", x.p50Us);
    v("p95_us", x.p95Us);
}
SLIPWAY_FIELDS(GatewayTick) {
    v("rps", x.rps);
    v("errors_per_s", x.errorsPerS);
    v("p95_us", x.p95Us);
}
SLIPWAY_JSON_BY_FIELDS(ServiceTick)
SLIPWAY_JSON_BY_FIELDS(InstanceTick)
SLIPWAY_JSON_BY_FIELDS(EdgeTick)
SLIPWAY_JSON_BY_FIELDS(GatewayTick)

// The members beside id, at, project and type.
SLIPWAY_FIELDS(InstanceEvent) {
    v("instance", x.instance);
    v("from", emptyIsNull(x.from));
    v("removed", x.removed);
}
SLIPWAY_FIELDS(ServiceEvent) {
    v("service", x.service);
}
SLIPWAY_FIELDS(OperationEvent) {
    v("operation", x.operation);
}
SLIPWAY_FIELDS(RolloutEvent) {
    v("receipt", x.receipt);
}
SLIPWAY_FIELDS(TickEvent) {
    v("services", x.services);
    v("instances", x.instances);
    v("edges", x.edges);
    v("gateway", x.gateway);
}
SLIPWAY_FIELDS(ProjectEvent) {
    v("action", x.action);
}
SLIPWAY_FIELDS(GatewayEvent) {
    v("state", x.state);
    v("pid", zeroIsNull(x.pid));
    v("generation", x.generation);
}
SLIPWAY_FIELDS(ScaledEvent) {
    v("service", x.service);
    v("from", x.from);
    v("to", x.to);
    v("why", x.why);
}
SLIPWAY_FIELDS(GatewayUpgradeEvent) {
    v("upgrade", x.upgrade);
}
SLIPWAY_FIELDS(WarningEvent) {
    v("message", x.message);
}
template <class V>
void fields(const V&, const LostEvent&) {}
template <class V>
void fields(const V&, const UnknownEvent&) {}

namespace {

// In the order of Event::what.
constexpr const char* kTypes[] = {"",        "instance", "service",         "operation", "rollout", "tick",
                                  "project", "gateway",  "gateway_upgrade", "scaled",    "warning", "lost"};
static_assert(std::size(kTypes) == std::variant_size_v<decltype(Event::what)>);

template <size_t I = 1>
void readPayload(const nlohmann::json& in, const std::string& type, Event& event) {
    if constexpr (I == std::size(kTypes)) {
        event.what = UnknownEvent{type};
    } else if (type == kTypes[I]) {
        fields(detail::Reader{in}, event.what.emplace<I>());
    } else {
        readPayload<I + 1>(in, type, event);
    }
}

}  // namespace

std::string Event::type() const {
    if (const auto* unknown = std::get_if<UnknownEvent>(&what))
        return unknown->type;
    return kTypes[what.index()];
}

void to_json(nlohmann::json& out, const Event& event) {
    out = nlohmann::json::object();
    const detail::Writer write{out};
    write("id", zeroIsNull(event.id));
    write("at", event.at);
    write("project", event.project);
    write("type", event.type());
    std::visit([&](const auto& payload) { fields(write, payload); }, event.what);
}

void from_json(const nlohmann::json& in, Event& event) {
    detail::mustBeObject(in);
    const detail::Reader read{in};
    std::string type;
    read("id", event.id);
    read("at", event.at);
    read("project", event.project);
    read("type", type);
    readPayload(in, type, event);
}

}  // namespace slipway::api
