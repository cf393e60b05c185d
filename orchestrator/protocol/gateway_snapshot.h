#pragma once

#include <chrono>
#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <vector>

#include "protocol/gateway_cache.h"
#include "protocol/gateway_mirror.h"
#include "protocol/gateway_policies.h"

namespace slipway::protocol {

/// Why a snapshot is refused: the JSON pointer of the part that is wrong ("/services/0/endpoints/1/address") and a
/// sentence.
struct SnapshotFault {
    std::string path;
    std::string error;
};
template <class T>
using SnapshotResult = tl::expected<T, SnapshotFault>;

using Millis = std::chrono::milliseconds;

enum class AccessLogFormat { Off, Json, Combined };
enum class ListenerKind { Ingress, Egress };
enum class Policy { RoundRobin, LeastRequest };
enum class EndpointState { Active, Draining };

struct SnapshotLimits {
    std::uint32_t headBytes = 65536;  ///< request line and fields together
    std::uint32_t headers = 100;
    std::uint32_t targetBytes = 16384;
    std::uint32_t bodyBufferBytes = 65536;  ///< a direction of a request
    std::uint32_t connections = 20000;      ///< of clients, all listeners together
    Millis headTimeout{15000};
    Millis bodyTimeout{60000};       ///< between two pieces of a body
    Millis idleTimeout{75000};       ///< between two requests
    Millis handshakeTimeout{10000};  ///< of TLS, as a whole
};

struct SnapshotHeaderMatch {
    std::string name;  ///< of a field; "cookie:NAME" of a cookie, for no field's name has a colon
    std::string value;
};

struct SnapshotTarget {
    std::string service;  ///< id of a service
    std::uint32_t weight = 1;
};

struct SnapshotRoute {
    std::string id;
    std::vector<std::string> hosts;  ///< empty: any; "*.shop.local" for every name below shop.local
    std::string pathPrefix = "/";
    std::vector<std::string> methods;
    std::vector<SnapshotHeaderMatch> headers;  ///< all of them
    std::vector<SnapshotTarget> to;
    bool stripPrefix = false;
    std::string addPrefix = {};  ///< put in front of the path, "/-/send/orders/points"; empty: none
    std::string edge = {};       ///< whom the caller means, where that is not the target; empty: the target
    Millis timeout{30000};
    std::uint32_t retries = 1;
    /// A JSON document in a text, for its order means something (docs/mediation.md); empty: none.
    std::string mediate = {};
    SnapshotPolicies policies = {};
    std::optional<SnapshotCache> cache = std::nullopt;  ///< nothing: its answers are not kept
    std::string stickyCookie = {};                      ///< empty: each request is drawn by weight
    SnapshotMirror mirror = {};                         ///< without a service: none
};

/// PEM: the server's certificate and those above it; its key, which is a secret.
struct SnapshotCertificate {
    std::string certificate;
    std::string key;
};

/// Which traces are kept, of those that begin here.
struct SnapshotTracing {
    bool on = false;
    std::uint32_t samplePpm = 1'000'000;  ///< of a million
    Millis slow{1000};                    ///< a request that took as long is kept in any case, as is one that failed
};

struct SnapshotListener {
    std::string id;
    ListenerKind kind = ListenerKind::Ingress;
    std::string project;
    std::string caller;
    std::vector<SnapshotRoute> routes;
    /// TLS is spoken here. Without a certificate every connection is closed: plain text is no substitute.
    std::optional<std::vector<SnapshotCertificate>> tls = std::nullopt;
    std::string openapi = {};  ///< a JSON document that GET /openapi.json answers with, before any route; empty: none
    std::optional<AccessLogFormat> accessLog = std::nullopt;  ///< none: the snapshot's
    SnapshotTracing tracing = {};
};

struct SnapshotHold {
    std::uint32_t maxRequests = 1024;
    Millis timeout{10000};
    std::string why;
};

struct SnapshotEndpoint {
    std::string id;
    std::string address;  ///< "127.0.0.1:21007" or "[::1]:21007"
    std::uint32_t weight = 1;
    EndpointState state = EndpointState::Active;
    bool canary = false;  ///< of a revision that is on trial
};

struct SnapshotService {
    std::string id;
    std::string name;
    Policy policy = Policy::LeastRequest;
    Millis connectTimeout{1000};
    SnapshotHold hold;
    std::vector<SnapshotEndpoint> endpoints;
    std::uint32_t canaryPercent = 0;  ///< of its requests, to its canaries while both they and others are active
};

/// The whole configuration of a gateway, as docs/gateway-protocol.md has it. A value. Thread: any.
struct Snapshot {
    std::uint64_t generation = 0;
    AccessLogFormat accessLog = AccessLogFormat::Json;
    SnapshotLimits limits;
    std::vector<SnapshotListener> listeners;
    std::vector<SnapshotService> services;
};

inline constexpr int kSnapshotSchema = 1;

std::string snapshotToJson(const Snapshot& snapshot);
/// Strict in shape: unknown keys, wrong types, missing ids and numbers out of range are faults. What parts say about
/// each other (ids, addresses) is checked when the gateway compiles it.
SnapshotResult<Snapshot> parseSnapshot(std::string_view json);

}  // namespace slipway::protocol
