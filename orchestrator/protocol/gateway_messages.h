#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/error.h"

namespace slipway::protocol {

/// Shapes of the datagrams between slipwayd and slipway-gateway (docs/gateway-protocol.md). Values. Thread: any.

inline constexpr int kGatewaySchema = 1;
inline constexpr std::size_t kMaxMessageBytes = 64 * 1024;
/// Descriptors in one message (SCM_MAX_FD of Linux).
inline constexpr std::size_t kMaxDescriptors = 253;

/// Who speaks: program version, build id, range of schemas that it speaks, one random word a process.
struct Peer {
    std::string version;
    std::string build;
    int schemaFrom = kGatewaySchema;
    int schemaTo = kGatewaySchema;
    std::string epoch;
    std::int64_t pid = 0;
    bool operator==(const Peer&) const = default;
};

struct ListenerName {
    std::string id;
    std::string address;  ///< "127.0.0.1:8080", for people
    bool operator==(const ListenerName&) const = default;
};

/// Both ways: the last word before a wanted close.
struct Goodbye {
    bool operator==(const Goodbye&) const = default;
};

/// One of `parts` messages right after accept; the descriptors of its listeners ride along in order.
struct GatewayHello {
    Peer peer;
    std::uint64_t generation = 0;  ///< in force; 0 before the first
    std::uint32_t part = 1;        ///< from 1
    std::uint32_t parts = 1;
    std::vector<ListenerName> listeners;
    bool operator==(const GatewayHello&) const = default;
};
struct Refused {
    std::string error;
    bool operator==(const Refused&) const = default;
};
struct ListenersHeld {
    std::vector<std::string> held;
    bool operator==(const ListenersHeld&) const = default;
};
struct Ack {
    std::uint64_t generation = 0;
    bool operator==(const Ack&) const = default;
};
struct Nack {
    std::uint64_t generation = 0;
    std::string path;
    std::string error;
    bool operator==(const Nack&) const = default;
};
/// The id of what a gateway says of itself right before its goodbye: its last statistics and spans.
inline constexpr std::uint64_t kUnasked = 0;

/// Carries the memfd of the statistics.
struct StatsReply {
    std::uint64_t id = 0;
    bool operator==(const StatsReply&) const = default;
};
/// Carries the memfd of the spans, records of protocol/span_record.h one after another; none where there is no span.
struct SpansReply {
    std::uint64_t id = 0;
    std::uint64_t dropped = 0;  ///< since the gateway's start, because nobody had asked in time
    bool operator==(const SpansReply&) const = default;
};
struct Pong {
    std::uint64_t id = 0;
    bool operator==(const Pong&) const = default;
};
struct Drained {
    std::string endpoint;
    std::uint64_t generation = 0;
    bool operator==(const Drained&) const = default;
};
/// Requests have begun to wait for a service.
struct Holding {
    std::string service;  ///< id
    bool operator==(const Holding&) const = default;
};
struct CachePurged {
    std::uint64_t id = 0;
    std::uint64_t removed = 0;  ///< stored responses
    bool operator==(const CachePurged&) const = default;
};
/// Another daemon has connected; this connection ends.
struct Replaced {
    bool operator==(const Replaced&) const = default;
};

using GatewayMessage = std::variant<GatewayHello, Refused, ListenersHeld, Ack, Nack, StatsReply, SpansReply, Pong,
                                    Drained, Holding, CachePurged, Replaced, Goodbye>;

struct DaemonHello {
    Peer peer;
    bool operator==(const DaemonHello&) const = default;
};
/// A listening descriptor for each of `add` rides along, in order.
struct ListenersChange {
    std::vector<ListenerName> add;
    std::vector<std::string> remove;
    bool operator==(const ListenersChange&) const = default;
};
/// Carries the memfd of the snapshot.
struct SnapshotOffer {
    std::uint64_t generation = 0;
    bool operator==(const SnapshotOffer&) const = default;
};
struct StatsRequest {
    std::uint64_t id = 0;
    bool operator==(const StatsRequest&) const = default;
};
/// Asks for the spans that have ended and were not asked for before.
struct SpansRequest {
    std::uint64_t id = 0;
    bool operator==(const SpansRequest&) const = default;
};
struct Ping {
    std::uint64_t id = 0;
    bool operator==(const Ping&) const = default;
};
/// What of a project's cache goes. `what`: "all", "path" (whatever host and query) or "prefix" (of the path).
struct CachePurge {
    std::uint64_t id = 0;
    std::string project;
    std::string what = "all";
    std::string path;
    bool operator==(const CachePurge&) const = default;
};
struct Shutdown {
    std::uint32_t graceMs = 5000;
    bool operator==(const Shutdown&) const = default;
};

using DaemonMessage = std::variant<DaemonHello, ListenersChange, SnapshotOffer, StatsRequest, SpansRequest, Ping,
                                   CachePurge, Goodbye, Shutdown>;

std::string encode(const GatewayMessage& message);
std::string encode(const DaemonMessage& message);
/// Errors: Corrupt, naming the type and what is wrong. Unknown members are refused, as in the snapshot.
Result<GatewayMessage> decodeGatewayMessage(std::string_view datagram);
Result<DaemonMessage> decodeDaemonMessage(std::string_view datagram);

}  // namespace slipway::protocol
