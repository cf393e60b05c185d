#include "gateway/core/config.h"

#include <arpa/inet.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <map>
#include <set>

#include "gateway/core/route_caches.h"
#include "gateway/mirror/mirror_route.h"
#include "gateway/policy/compile.h"
#include "gateway/tls/tls_context.h"
#include "mediation/route_config.h"

namespace slipway::gateway {
namespace {

using protocol::Snapshot;
using protocol::SnapshotFault;

constexpr std::uint32_t kMaxWeight = 256;
constexpr std::size_t kMaxPrefixSegments = 64;

std::string at(std::string base, const char* member, std::size_t index) {
    return std::move(base) + "/" + member + "/" + std::to_string(index);
}

bool isToken(std::string_view text) {
    // RFC 9110 section 5.6.2
    static constexpr std::string_view kMarks = "!#$%&'*+-.^_`|~";
    return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
               kMarks.find(c) != std::string_view::npos;
    });
}

std::string lowered(std::string text) {
    for (char& c : text)
        if (c >= 'A' && c <= 'Z')
            c = static_cast<char>(c - 'A' + 'a');
    return text;
}

bool isHostPattern(std::string_view host) {
    if (host.starts_with("*."))
        host.remove_prefix(2);
    if (host.starts_with('['))
        return host.ends_with(']');
    return !host.empty() && host.find_first_of("*/:@ \t") == std::string_view::npos;
}

bool isPathPrefix(std::string_view path) {
    const auto bad = [](char c) { return static_cast<unsigned char>(c) <= 0x20 || c == 0x7f || c == '?' || c == '#'; };
    return path.starts_with('/') && std::none_of(path.begin(), path.end(), bad) &&
           static_cast<std::size_t>(std::count(path.begin(), path.end(), '/')) <= kMaxPrefixSegments;
}

/// A route's `mediate`, which is JSON in a text: the order of a template's members is the order of the body's.
mediation::Outcome<mediation::RouteMediation> compiledMediation(const std::string& text) {
    const auto source = mediation::parseJson(text);
    return source ? mediation::compileMediation(*source) : tl::unexpected(source.error());
}

/// Finds the first thing that is wrong; notes nothing, changes nothing.
class Checker {
  public:
    explicit Checker(const Snapshot& snapshot) : m_snapshot(snapshot) {}

    SnapshotFault check() {
        for (std::size_t i = 0; i < m_snapshot.services.size(); ++i)
            checkService(m_snapshot.services[i], at("", "services", i));
        for (std::size_t i = 0; i < m_snapshot.listeners.size(); ++i)
            checkListener(m_snapshot.listeners[i], at("", "listeners", i));
        return m_fault;
    }

  private:
    void fault(const std::string& path, std::string error) {
        if (m_fault.error.empty())
            m_fault = {path, std::move(error)};
    }

    void checkWeight(std::uint32_t weight, const std::string& path) {
        if (weight < 1 || weight > kMaxWeight)
            fault(path + "/weight", "must be a whole number from 1 to 256");
    }

    void checkService(const protocol::SnapshotService& service, const std::string& path) {
        if (!m_services.insert(service.id).second)
            fault(path + "/id", "'" + service.id + "' is the id of an earlier service");
        if (service.canaryPercent > 100)
            fault(path + "/canary_percent", "must be a whole number from 0 to 100");
        for (std::size_t i = 0; i < service.endpoints.size(); ++i) {
            const auto& endpoint = service.endpoints[i];
            const std::string here = at(path, "endpoints", i);
            if (!m_endpoints.insert(endpoint.id).second)
                fault(here + "/id", "'" + endpoint.id + "' is the id of an earlier endpoint");
            SocketAddress ignored;
            if (!parseSocketAddress(endpoint.address, ignored))
                fault(here + "/address", "'" + endpoint.address + "' is no address: 127.0.0.1:80 or [::1]:80");
            checkWeight(endpoint.weight, here);
        }
    }

    void checkListener(const protocol::SnapshotListener& listener, const std::string& path) {
        if (!m_listeners.insert(listener.id).second)
            fault(path + "/id", "'" + listener.id + "' is the id of an earlier listener");
        if (std::string error; listener.tls && !listener.tls->empty() && !TlsContext::make(*listener.tls, error))
            fault(path + "/tls", error);
        std::set<std::string> ids;
        for (std::size_t i = 0; i < listener.routes.size(); ++i) {
            const auto& route = listener.routes[i];
            const std::string here = at(path, "routes", i);
            if (!ids.insert(route.id).second)
                fault(here + "/id", "'" + route.id + "' is the id of an earlier route of this listener");
            checkRoute(route, here);
        }
    }

    void checkRoute(const protocol::SnapshotRoute& route, const std::string& path) {
        for (std::size_t i = 0; i < route.hosts.size(); ++i)
            if (!isHostPattern(route.hosts[i]))
                fault(at(path, "hosts", i), "must be a host name without a port, or *. and a host name");
        if (!isPathPrefix(route.pathPrefix))
            fault(path + "/path_prefix", "must begin with '/', without query, blanks or more than 64 segments");
        if (!route.addPrefix.empty() && (!isPathPrefix(route.addPrefix) || route.addPrefix.ends_with('/')))
            fault(path + "/add_prefix", "must begin with '/' and not end with it, without query or blanks");
        for (std::size_t i = 0; i < route.methods.size(); ++i)
            if (!isToken(route.methods[i]))
                fault(at(path, "methods", i), "must be a method such as GET");
        for (std::size_t i = 0; i < route.headers.size(); ++i)
            if (!isToken(std::string_view(route.headers[i].name)
                             .substr(route.headers[i].name.starts_with(kCookieMatch) ? kCookieMatch.size() : 0)))
                fault(at(path, "headers", i) + "/name", "must be the name of a header field");
        if (!route.mediate.empty())
            if (const auto mediation = compiledMediation(route.mediate); !mediation)
                fault(path + "/mediate", mediation.error().message);
        if (!route.stickyCookie.empty() && !isToken(route.stickyCookie))
            fault(path + "/sticky_cookie", "must be the name of a cookie");
        if (!route.mirror.service.empty() && !m_services.contains(route.mirror.service))
            fault(path + "/mirror/service", "there is no service '" + route.mirror.service + "'");
        if (std::string wrong = mirror::checkMirror(route.mirror); !wrong.empty())
            fault(path + "/mirror/ignore", std::move(wrong));
        if (route.to.empty())
            fault(path + "/to", "must name at least one service");
        for (std::size_t i = 0; i < route.to.size(); ++i) {
            if (!m_services.contains(route.to[i].service))
                fault(at(path, "to", i) + "/service", "there is no service '" + route.to[i].service + "'");
            checkWeight(route.to[i].weight, at(path, "to", i));
        }
        if (const SnapshotFault wrong = policy::checkPolicies(route.policies, path + "/policies"); !wrong.error.empty())
            fault(wrong.path, wrong.error);
    }

    const Snapshot& m_snapshot;
    std::set<std::string> m_services, m_endpoints, m_listeners;
    SnapshotFault m_fault;
};

Service compileService(const protocol::SnapshotService& from, std::size_t index, SlotRegistry& registry) {
    Service service{from.id, from.name, index, from.policy, from.connectTimeout, from.hold,
                    {},      {},        {},    {},          from.canaryPercent};
    for (const auto& each : from.endpoints) {
        Endpoint endpoint{
            each.id, each.address, {}, each.weight, each.state, each.canary, registry.endpoint(each.id, from.id)};
        parseSocketAddress(each.address, endpoint.address);
        if (each.state == EndpointState::Active) {
            const auto place = static_cast<std::uint32_t>(service.endpoints.size());
            service.active.add(place, each.weight);
            (each.canary ? service.canary : service.stable).add(place, each.weight);
        }
        service.endpoints.push_back(std::move(endpoint));
    }
    if (service.canary.empty() || service.stable.empty())
        service.canary = service.stable = {};
    return service;
}

/// By service, the fields in which a route tells it who asks: no route may let a client set them.
using IdentityFields = std::map<std::string, std::set<std::string>>;

IdentityFields identityFields(const Snapshot& snapshot) {
    IdentityFields fields;
    for (const auto& listener : snapshot.listeners)
        for (const auto& route : listener.routes)
            for (const auto& name : policy::identityFields(route.policies))
                for (const auto& target : route.to)
                    fields[target.service].insert(name);
    return fields;
}

/// What comes from inside is believed: a caller may hand on who asked it.
std::vector<std::string> untrustedFields(const protocol::SnapshotListener& listener,
                                         const protocol::SnapshotRoute& route, const IdentityFields& fields) {
    std::set<std::string> names;
    if (listener.kind == ListenerKind::Ingress)
        for (const auto& target : route.to)
            if (const auto found = fields.find(target.service); found != fields.end())
                names.insert(found->second.begin(), found->second.end());
    return {names.begin(), names.end()};
}

Route compileRoute(const protocol::SnapshotListener& listener, const protocol::SnapshotRoute& from,
                   const std::vector<Service>& services, const IdentityFields& fields, SlotRegistry& registry) {
    Route route;
    route.id = from.id;
    for (const auto& host : from.hosts)
        route.hosts.push_back(lowered(host));
    route.prefix = from.pathPrefix;
    while (route.prefix.ends_with('/'))
        route.prefix.pop_back();
    route.methods = from.methods;
    for (const auto& header : from.headers)
        route.headers.push_back(
            {header.name.starts_with(kCookieMatch) ? header.name : lowered(header.name), header.value});
    route.totalWeight = 0;
    for (const auto& target : from.to) {
        const auto service = std::find_if(services.begin(), services.end(),
                                          [&](const Service& each) { return each.id == target.service; });
        route.targets.push_back(
            {&*service, target.weight,
             registry.edge(listener.project, listener.caller, from.edge.empty() ? service->name : from.edge),
             mirror::digestOf(target.service)});
        route.totalWeight += target.weight;
    }
    route.stripPrefix = from.stripPrefix;
    route.addPrefix = from.addPrefix;
    route.timeout = from.timeout;
    route.retries = from.retries;
    route.slot = registry.route(listener.id, from.id);
    if (!from.mediate.empty())
        if (auto mediation = compiledMediation(from.mediate))
            route.mediation = std::make_shared<const mediation::RouteMediation>(std::move(*mediation));
    route.policies = policy::compilePolicies(from.policies, untrustedFields(listener, from, fields),
                                             listener.project + "/" + from.id, registry.policies());
    route.stickyCookie = from.stickyCookie;
    for (const auto& service : services)
        if (service.id == from.mirror.service)
            route.mirror =
                mirror::compileMirror(from.mirror, listener.project, from.id, service.name, registry.mirrors());
    return route;
}

}  // namespace

bool SocketAddress::operator==(const SocketAddress& other) const {
    return size == other.size && std::memcmp(&storage, &other.storage, size) == 0;
}

bool parseSocketAddress(std::string_view text, SocketAddress& into) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return false;
    const std::string_view portText = text.substr(colon + 1);
    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(portText.data(), portText.data() + portText.size(), port);
    if (error != std::errc() || end != portText.data() + portText.size() || port == 0)
        return false;
    std::string host(text.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
        auto& v6 = reinterpret_cast<sockaddr_in6&>(into.storage);
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        into.size = sizeof v6;
        return ::inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) == 1;
    }
    auto& v4 = reinterpret_cast<sockaddr_in&>(into.storage);
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    into.size = sizeof v4;
    return ::inet_pton(AF_INET, host.c_str(), &v4.sin_addr) == 1;
}

const Listener* Config::listener(std::string_view id) const {
    const auto found =
        std::find_if(listeners.begin(), listeners.end(), [&](const Listener& each) { return each.id == id; });
    return found == listeners.end() ? nullptr : &*found;
}

protocol::SnapshotResult<ConfigPtr> compile(const Snapshot& snapshot, SlotRegistry& registry) {
    if (SnapshotFault fault = Checker(snapshot).check(); !fault.error.empty())
        return tl::unexpected(std::move(fault));
    auto config = std::make_shared<Config>();
    config->generation = snapshot.generation;
    config->accessLog = snapshot.accessLog;
    config->limits = snapshot.limits;
    config->services.reserve(snapshot.services.size());
    for (const auto& service : snapshot.services)
        config->services.push_back(compileService(service, config->services.size(), registry));
    const IdentityFields fields = identityFields(snapshot);
    const RouteCaches caches(snapshot, registry.caches());
    for (const auto& listener : snapshot.listeners) {
        std::vector<Route> routes;
        for (const auto& route : listener.routes) {
            routes.push_back(compileRoute(listener, route, config->services, fields, registry));
            routes.back().cache = caches.of(listener, route);
            if (const auto& auth = route.policies.auth; auth && auth->apiKey && !auth->apiKey->query.empty())
                config->secretParameters.push_back(auth->apiKey->query);
        }
        config->listeners.push_back({listener.id, listener.kind, listener.project, listener.caller,
                                     config->listeners.size(), RouteTable(std::move(routes)), listener.tls.has_value(),
                                     nullptr, listener.openapi, listener.accessLog.value_or(snapshot.accessLog),
                                     listener.tracing});
        if (std::string error; listener.tls && !listener.tls->empty())
            config->listeners.back().tls = TlsContext::make(*listener.tls, error);
    }
    return config;
}

}  // namespace slipway::gateway
