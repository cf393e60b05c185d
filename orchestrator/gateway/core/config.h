#pragma once

#include <netinet/in.h>
#include <sys/socket.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/core/router.h"
#include "gateway/core/slots.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::gateway {

using protocol::AccessLogFormat;
using protocol::EndpointState;
using protocol::ListenerKind;
using protocol::Millis;
using protocol::Policy;
using Limits = protocol::SnapshotLimits;
using Hold = protocol::SnapshotHold;

/// An IPv4 or IPv6 address, ready for connect(2).
struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t size = 0;
    const sockaddr* get() const { return reinterpret_cast<const sockaddr*>(&storage); }
    int family() const { return storage.ss_family; }
    bool operator==(const SocketAddress& other) const;
};
/// "127.0.0.1:80" or "[::1]:80"; numbers only, nothing is resolved. Port 1-65535.
bool parseSocketAddress(std::string_view text, SocketAddress& into);

struct Endpoint {
    std::string id;
    std::string addressText;
    SocketAddress address;
    std::uint32_t weight = 1;  ///< 1-256
    EndpointState state = EndpointState::Active;
    bool canary = false;
    std::shared_ptr<EndpointSlot> slot;  ///< the same over all snapshots that name the id
};

/// Endpoints that a request is drawn from.
struct EndpointGroup {
    std::vector<std::uint32_t> indexes;  ///< in Service::endpoints
    std::vector<std::uint32_t> weights;  ///< running sum of their weights, for a weighted draw

    bool empty() const { return indexes.empty(); }
    std::size_t size() const { return indexes.size(); }
    std::uint32_t operator[](std::size_t at) const { return indexes[at]; }
    auto begin() const { return indexes.begin(); }
    auto end() const { return indexes.end(); }
    void add(std::uint32_t index, std::uint32_t weight) {
        indexes.push_back(index);
        weights.push_back((weights.empty() ? 0 : weights.back()) + weight);
    }
};

struct Service {
    std::string id;         ///< "shop/products"
    std::string name;       ///< "products"
    std::size_t index = 0;  ///< in Config::services
    Policy policy = Policy::LeastRequest;
    Millis connectTimeout{};
    Hold hold;
    std::vector<Endpoint> endpoints;
    EndpointGroup active;             ///< those that take requests
    EndpointGroup stable, canary;     ///< the same, parted; both empty unless each would have one
    std::uint32_t canaryPercent = 0;  ///< 0-100, to `canary`; the rest to `stable`
};

class TlsContext;

struct Listener {
    std::string id;
    ListenerKind kind = ListenerKind::Ingress;
    std::string project;
    std::string caller;
    std::size_t index = 0;  ///< in Config::listeners
    RouteTable routes;
    bool secure = false;                    ///< TLS is spoken here
    std::shared_ptr<const TlsContext> tls;  ///< null where there is no certificate: then nobody gets in
    std::string openapi;                    ///< what GET /openapi.json answers with; empty: none
    AccessLogFormat accessLog = AccessLogFormat::Json;
    protocol::SnapshotTracing tracing;
};

/// A snapshot, checked and made ready for use: what points to each other, points; nothing changes any more. Shared by
/// all workers; each holds the one that it runs on, and those that its requests in flight began with.
struct Config {
    Config() = default;
    Config(const Config&) = delete;
    Config& operator=(const Config&) = delete;

    std::uint64_t generation = 0;
    AccessLogFormat accessLog = AccessLogFormat::Json;
    Limits limits;
    std::vector<Listener> listeners;
    std::vector<Service> services;
    /// Parameters of targets that carry credentials on some route: no log shows them, whatever route they were sent to.
    std::vector<std::string> secretParameters;

    /// Null when the snapshot has no such listener; a worker asks once a snapshot, not once a request.
    const Listener* listener(std::string_view id) const;
};

using ConfigPtr = std::shared_ptr<const Config>;

/// Faults, each with its JSON pointer: two listeners, services or endpoints of one id, two routes of one id in a
/// listener, a route to an unknown service, an address that is none, a malformed host, path prefix, method or header
/// name, weights out of 1-256. Slots are taken from the registry only when nothing is wrong. Thread: control.
protocol::SnapshotResult<ConfigPtr> compile(const protocol::Snapshot& snapshot, SlotRegistry& registry);

}  // namespace slipway::gateway
