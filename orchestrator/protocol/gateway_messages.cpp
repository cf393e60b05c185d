#include "protocol/gateway_messages.h"

#include <nlohmann/json.hpp>
#include <type_traits>

#include "protocol/gateway_json.h"

namespace slipway::protocol {
namespace {

using nlohmann::json;

constexpr std::uint64_t kAny = INT64_MAX;

json names(const std::vector<ListenerName>& listeners) {
    json list = json::array();
    for (const auto& each : listeners)
        list.push_back({{"id", each.id}, {"address", each.address}});
    return list;
}

json withPeer(const Peer& peer) {
    return {{"version", peer.version},
            {"build", peer.build},
            {"schema", {peer.schemaFrom, peer.schemaTo}},
            {"epoch", peer.epoch},
            {"pid", peer.pid}};
}

// One pair of functions a message: what it writes, how it is read. The type's word is in `typeOf`.
json body(const GatewayHello& m) {
    json out = withPeer(m.peer);
    out["generation"] = m.generation;
    out["part"] = m.part;
    out["parts"] = m.parts;
    out["listeners"] = names(m.listeners);
    return out;
}
json body(const Refused& m) {
    return {{"error", m.error}};
}
json body(const ListenersHeld& m) {
    return {{"held", m.held}};
}
json body(const Ack& m) {
    return {{"generation", m.generation}};
}
json body(const Nack& m) {
    return {{"generation", m.generation}, {"path", m.path}, {"error", m.error}};
}
json body(const StatsReply& m) {
    return {{"id", m.id}};
}
json body(const SpansReply& m) {
    return {{"id", m.id}, {"dropped", m.dropped}};
}
json body(const SpansRequest& m) {
    return {{"id", m.id}};
}
json body(const Pong& m) {
    return {{"id", m.id}};
}
json body(const Drained& m) {
    return {{"endpoint", m.endpoint}, {"generation", m.generation}};
}
json body(const Holding& m) {
    return {{"service", m.service}};
}
json body(const CachePurged& m) {
    return {{"id", m.id}, {"removed", m.removed}};
}
json body(const Replaced&) {
    return json::object();
}
json body(const Goodbye&) {
    return json::object();
}
json body(const DaemonHello& m) {
    return withPeer(m.peer);
}
json body(const ListenersChange& m) {
    return {{"add", names(m.add)}, {"remove", m.remove}};
}
json body(const SnapshotOffer& m) {
    return {{"generation", m.generation}};
}
json body(const StatsRequest& m) {
    return {{"id", m.id}};
}
json body(const Ping& m) {
    return {{"id", m.id}};
}
json body(const CachePurge& m) {
    return {{"id", m.id}, {"project", m.project}, {"what", m.what}, {"path", m.path}};
}
json body(const Shutdown& m) {
    return {{"grace_ms", m.graceMs}};
}

template <class Message>
constexpr const char* typeOf() {
    using T = Message;
    if constexpr (std::is_same_v<T, GatewayHello> || std::is_same_v<T, DaemonHello>)
        return "hello";
    else if constexpr (std::is_same_v<T, Refused>)
        return "refused";
    else if constexpr (std::is_same_v<T, ListenersHeld> || std::is_same_v<T, ListenersChange>)
        return "listeners";
    else if constexpr (std::is_same_v<T, Ack>)
        return "ack";
    else if constexpr (std::is_same_v<T, Nack>)
        return "nack";
    else if constexpr (std::is_same_v<T, StatsReply> || std::is_same_v<T, StatsRequest>)
        return "stats";
    else if constexpr (std::is_same_v<T, SpansReply> || std::is_same_v<T, SpansRequest>)
        return "spans";
    else if constexpr (std::is_same_v<T, Pong>)
        return "pong";
    else if constexpr (std::is_same_v<T, Ping>)
        return "ping";
    else if constexpr (std::is_same_v<T, Drained>)
        return "drained";
    else if constexpr (std::is_same_v<T, Holding>)
        return "holding";
    else if constexpr (std::is_same_v<T, CachePurge> || std::is_same_v<T, CachePurged>)
        return "cache_purge";
    else if constexpr (std::is_same_v<T, Replaced>)
        return "replaced";
    else if constexpr (std::is_same_v<T, SnapshotOffer>)
        return "snapshot";
    else if constexpr (std::is_same_v<T, Shutdown>)
        return "shutdown";
    else
        return "goodbye";
}

void readPeer(StrictObject& from, const json& whole, Peer& peer) {
    from.text("version", peer.version);
    from.text("build", peer.build, false);
    from.text("epoch", peer.epoch);
    auto pid = static_cast<std::uint64_t>(peer.pid);
    from.number("pid", pid, std::uint64_t{0}, kAny, true);
    peer.pid = static_cast<std::int64_t>(pid);
    if (!from.array("schema", true))
        return;
    const json& range = whole["schema"];
    if (range.size() != 2 || !range[0].is_number_unsigned() || !range[1].is_number_unsigned())
        return from.fault("/schema", "must be the lowest and the highest schema");
    peer.schemaFrom = range[0].get<int>();
    peer.schemaTo = range[1].get<int>();
}

void readNames(StrictObject& from, const char* key, std::vector<ListenerName>& into) {
    const json* list = from.array(key, false);
    for (std::size_t i = 0; list && i < list->size() && from.ok(); ++i) {
        StrictObject each((*list)[i], from.pathOf(key) + "/" + std::to_string(i));
        ListenerName name;
        each.text("id", name.id);
        each.text("address", name.address, false);
        if (const auto fault = each.finish(); !fault.error.empty())
            from.fault(fault.path, fault.error);
        into.push_back(std::move(name));
    }
}

void read(StrictObject& from, const json& whole, GatewayHello& m) {
    readPeer(from, whole, m.peer);
    from.number("generation", m.generation, std::uint64_t{0}, kAny, true);
    from.number("part", m.part, 1, 1'000'000, true);
    from.number("parts", m.parts, 1, 1'000'000, true);
    readNames(from, "listeners", m.listeners);
}
void read(StrictObject& from, const json&, Refused& m) {
    from.text("error", m.error, false);
}
void read(StrictObject& from, const json&, ListenersHeld& m) {
    from.texts("held", m.held);
}
void read(StrictObject& from, const json&, Ack& m) {
    from.number("generation", m.generation, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, Nack& m) {
    from.number("generation", m.generation, std::uint64_t{0}, kAny, true);
    from.text("path", m.path, false);
    from.text("error", m.error, false);
}
void read(StrictObject& from, const json&, StatsReply& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, SpansReply& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
    from.number("dropped", m.dropped, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, SpansRequest& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, Pong& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, Drained& m) {
    from.text("endpoint", m.endpoint);
    from.number("generation", m.generation, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, Holding& m) {
    from.text("service", m.service);
}
void read(StrictObject& from, const json&, CachePurged& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
    from.number("removed", m.removed, std::uint64_t{0}, kAny, true);
}
void read(StrictObject&, const json&, Replaced&) {}
void read(StrictObject&, const json&, Goodbye&) {}
void read(StrictObject& from, const json& whole, DaemonHello& m) {
    readPeer(from, whole, m.peer);
}
void read(StrictObject& from, const json&, ListenersChange& m) {
    readNames(from, "add", m.add);
    from.texts("remove", m.remove);
}
void read(StrictObject& from, const json&, SnapshotOffer& m) {
    from.number("generation", m.generation, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, StatsRequest& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, Ping& m) {
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
}
void read(StrictObject& from, const json&, CachePurge& m) {
    static const std::vector<const char*> kWords = {"all", "path", "prefix"};
    from.number("id", m.id, std::uint64_t{0}, kAny, true);
    from.text("project", m.project);
    int word = 0;
    from.word("what", kWords, word);
    m.what = kWords[static_cast<std::size_t>(word)];
    from.text("path", m.path, false);
}
void read(StrictObject& from, const json&, Shutdown& m) {
    from.number("grace_ms", m.graceMs, 0, 3'600'000);
}

template <class... Each>
std::string encodeAny(const std::variant<Each...>& message) {
    json out = std::visit([](const auto& m) { return body(m); }, message);
    out["type"] = std::visit([](const auto& m) { return typeOf<std::remove_cvref_t<decltype(m)>>(); }, message);
    return out.dump(-1, ' ', false, json::error_handler_t::replace);
}

tl::unexpected<Error> corrupt(const std::string& type, const SnapshotFault& fault) {
    return fail(ErrorCode::Corrupt, "message '" + type + "': " + fault.path + " " + fault.error);
}

/// True when `Message` has the type's word; `result` then holds it, or why it is none.
template <class Variant, class Message>
bool tryDecode(const json& whole, const std::string& type, Result<Variant>& result) {
    if (type != typeOf<Message>())
        return false;
    StrictObject object(whole, "");
    std::string ignored;
    object.text("type", ignored);
    Message message;
    read(object, whole, message);
    if (const auto fault = object.finish(); !fault.error.empty())
        result = corrupt(type, fault);
    else
        result = Variant(std::move(message));
    return true;
}

template <class... Each>
Result<std::variant<Each...>> decodeAny(std::string_view datagram, const std::variant<Each...>*) {
    const json whole = json::parse(datagram, nullptr, false);
    if (!whole.is_object() || !whole.contains("type") || !whole["type"].is_string())
        return fail(ErrorCode::Corrupt, "a message must be a JSON object with a type");
    const auto type = whole["type"].get<std::string>();
    Result<std::variant<Each...>> result = fail(ErrorCode::Corrupt, "a message of the unknown type '" + type + "'");
    (tryDecode<std::variant<Each...>, Each>(whole, type, result) || ...);
    return result;
}

}  // namespace

std::string encode(const GatewayMessage& message) {
    return encodeAny(message);
}
std::string encode(const DaemonMessage& message) {
    return encodeAny(message);
}

Result<GatewayMessage> decodeGatewayMessage(std::string_view datagram) {
    return decodeAny(datagram, static_cast<const GatewayMessage*>(nullptr));
}
Result<DaemonMessage> decodeDaemonMessage(std::string_view datagram) {
    return decodeAny(datagram, static_cast<const DaemonMessage*>(nullptr));
}

}  // namespace slipway::protocol
