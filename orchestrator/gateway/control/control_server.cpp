#include "gateway/control/control_server.h"

#include <poll.h>

#include <algorithm>
#include <type_traits>

#include "base/files.h"
#include "base/log.h"
#include "gateway/cache/project_cache.h"
#include "gateway/control/stats_report.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_stats.h"

namespace slipway::gateway {
namespace {

using namespace std::chrono_literals;
using protocol::GatewayMessage;

/// Peers that have connected at one time; one daemon, its successor, and a curious person or two.
constexpr std::size_t kMaxConnections = 8;
/// Snapshots that may wait for the one that is being published.
constexpr std::size_t kMaxSnapshotsQueued = 16;
/// Between two looks at what drains, besides the workers' signal, which can be missed.
constexpr Duration kDrainPoll = 50ms;
/// From an ACK to the file: only the last snapshot of a rollout needs the disk, and no message waits for a sync.
constexpr Duration kSaveDelay = 200ms;

}  // namespace

ControlServer::ControlServer(PollLoop& loop, Options options, UniqueFd listening, WorkerPool& pool,
                             SlotRegistry& registry)
    : m_loop(loop),
      m_options(std::move(options)),
      m_listening(std::move(listening)),
      m_pool(pool),
      m_registry(registry),
      m_started(m_clock.now()),
      m_listeners(pool),
      m_drains(registry),
      m_raiser(loop, m_options.home, m_options.childFiles) {
    m_loop.watch(m_listening.get(), POLLIN, [this](short) { acceptAll(); });
    m_loop.watch(m_registry.drainSignal()->fd(), POLLIN, [this](short) {
        m_registry.drainSignal()->clear();
        tellDrained();
    });
    if (m_options.helloWithin.count() > 0)
        m_helloTimer = m_loop.after(m_options.helloWithin, [this] {
            m_helloTimer = 0;
            logWarn("gateway", "no slipwayd has said hello to this successor; it ends");
            shutdown(0ms);
        });
}

ControlServer::~ControlServer() {
    m_loop.cancel(m_drainTimer);
    m_loop.cancel(m_helloTimer);
    saveSnapshot();
    m_loop.unwatch(m_listening.get());
    m_loop.unwatch(m_registry.drainSignal()->fd());
}

void ControlServer::acceptAll() {
    for (;;) {
        auto peer = protocol::acceptOwnUser(m_listening.get());
        if (!peer) {
            logError("gateway", "control socket", {{"why", peer.error().message}});
            return;
        }
        if (!*peer)
            return;
        if (m_connections.size() >= kMaxConnections)
            continue;  // closes it
        const ConnectionId id = m_nextId++;
        ControlConnection::Events events{
            [this, id](protocol::DaemonMessage message, std::vector<UniqueFd> descriptors) {
                onMessage(id, std::move(message), std::move(descriptors));
            },
            [this, id](const std::string& why) { onClosed(id, why); }};
        auto& made = m_connections[id] =
            std::make_unique<ControlConnection>(m_loop, std::move(*peer), std::move(events));
        greet(*made);
    }
}

void ControlServer::greet(ControlConnection& connection) {
    auto parts = m_listeners.parts();
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const auto part = static_cast<std::uint32_t>(i + 1), all = static_cast<std::uint32_t>(parts.size());
        connection.send(protocol::GatewayHello{m_options.self, m_config ? m_config->generation : 0, part, all,
                                               std::move(parts[i].names)},
                        std::move(parts[i].sockets));
    }
}

ControlConnection* ControlServer::connection(ConnectionId id) {
    const auto found = m_connections.find(id);
    return found == m_connections.end() ? nullptr : found->second.get();
}

void ControlServer::send(ConnectionId id, const GatewayMessage& message, std::vector<UniqueFd> descriptors) {
    if (auto* to = connection(id))
        to->send(message, std::move(descriptors));
}

void ControlServer::onClosed(ConnectionId id, const std::string& why) {
    if (!why.empty())
        logWarn("gateway", "control connection ended", {{"why", why}});
    if (m_daemon == id) {
        m_daemon = 0;
        if (!m_stopping) {
            logWarn("gateway", "slipwayd is gone without goodbye; the gateway serves on");
            m_raiser.start();
        }
    }
    drop(id);
}

/// It may be the one that calls us.
void ControlServer::drop(ConnectionId id) {
    m_loop.post([this, id] { m_connections.erase(id); });
}

void ControlServer::onMessage(ConnectionId id, protocol::DaemonMessage message, std::vector<UniqueFd> descriptors) {
    const bool isHello = std::holds_alternative<protocol::DaemonHello>(message);
    if (!isHello && id != m_daemon) {
        send(id, protocol::Refused{"say hello first"});
        if (auto* from = connection(id))
            from->closeAfterSending();
        return;
    }
    std::visit(
        [&](const auto& m) {
            using T = std::remove_cvref_t<decltype(m)>;
            if constexpr (std::is_same_v<T, protocol::DaemonHello>) {
                onHello(id, m);
            } else if constexpr (std::is_same_v<T, protocol::ListenersChange>) {
                onListeners(id, m, std::move(descriptors));
            } else if constexpr (std::is_same_v<T, protocol::SnapshotOffer>) {
                onSnapshot(id, m, descriptors);
            } else if constexpr (std::is_same_v<T, protocol::StatsRequest>) {
                onStats(id, m);
            } else if constexpr (std::is_same_v<T, protocol::SpansRequest>) {
                onSpans(id, m);
            } else if constexpr (std::is_same_v<T, protocol::Ping>) {
                onPing(id, m);
            } else if constexpr (std::is_same_v<T, protocol::CachePurge>) {
                onCachePurge(id, m);
            } else if constexpr (std::is_same_v<T, protocol::Shutdown>) {
                shutdown(std::chrono::milliseconds(m.graceMs));
            } else {
                static_assert(std::is_same_v<T, protocol::Goodbye>);
                m_daemon = 0;
                m_raiser.stop();
            }
        },
        message);
}

void ControlServer::onHello(ConnectionId id, const protocol::DaemonHello& hello) {
    if (hello.peer.schemaFrom > protocol::kGatewaySchema || hello.peer.schemaTo < protocol::kGatewaySchema) {
        send(id, protocol::Refused{"this gateway speaks schema " + std::to_string(protocol::kGatewaySchema) +
                                   ", the daemon " + std::to_string(hello.peer.schemaFrom) + " to " +
                                   std::to_string(hello.peer.schemaTo)});
        if (auto* from = connection(id))
            from->closeAfterSending();
        return;
    }
    logInfo("gateway", "slipwayd has said hello",
            {{"pid", std::to_string(hello.peer.pid)}, {"version", hello.peer.version}});
    const ConnectionId before = std::exchange(m_daemon, id);
    if (before != 0 && before != id) {
        send(before, protocol::Replaced{});
        if (auto* older = connection(before))
            older->closeAfterSending();
    }
    m_raiser.stop();
    m_loop.cancel(std::exchange(m_helloTimer, 0));
    m_drains.tellAgain();
    m_registry.holds().tellAgain();
    tellDrained();
}

void ControlServer::onListeners(ConnectionId id, const protocol::ListenersChange& change,
                                std::vector<UniqueFd> sockets) {
    if (m_stopping)
        return;
    m_listeners.remove(change.remove);
    m_listeners.add(change.add, std::move(sockets));
    // Said when each worker has done it: from then on none takes a connection on what was given up, so that a count of
    // them that is asked for later only falls.
    m_pool.barrier([this, id] { m_loop.post([this, id] { send(id, protocol::ListenersHeld{m_listeners.ids()}); }); });
}

protocol::SnapshotResult<std::string> ControlServer::readBody(const std::vector<UniqueFd>& descriptors) const {
    if (descriptors.size() != 1)
        return tl::unexpected(protocol::SnapshotFault{"", "a snapshot comes with one memfd"});
    auto body = protocol::readSealedMemfd(descriptors[0].get(), m_options.snapshotBytes);
    if (!body)
        return tl::unexpected(protocol::SnapshotFault{"", body.error().message});
    return std::move(*body);
}

void ControlServer::refuse(ConnectionId id, std::uint64_t generation, const protocol::SnapshotFault& fault) {
    logError("gateway", "snapshot refused; the one before stays in force",
             {{"generation", std::to_string(generation)}, {"path", fault.path}, {"why", fault.error}});
    send(id, protocol::Nack{generation, fault.path, fault.error});
}

void ControlServer::onSnapshot(ConnectionId id, const protocol::SnapshotOffer& offer,
                               const std::vector<UniqueFd>& descriptors) {
    if (m_stopping)
        return refuse(id, offer.generation, {"", "the gateway is shutting down"});
    if (m_queue.size() >= kMaxSnapshotsQueued)
        return refuse(id, offer.generation, {"", "too many snapshots wait for their turn"});
    auto body = readBody(descriptors);
    if (!body)
        return refuse(id, offer.generation, body.error());
    auto snapshot = protocol::parseSnapshot(*body);
    if (!snapshot)
        return refuse(id, offer.generation, snapshot.error());
    if (snapshot->generation != offer.generation)
        return refuse(id, offer.generation, {"/generation", "is not the generation of the message"});
    m_queue.push_back({std::move(*snapshot), id, std::move(*body), nullptr});
    publishNext();
}

void ControlServer::publishNext() {
    while (!m_publishing && !m_queue.empty()) {
        Pending& next = m_queue.front();
        auto config = compile(next.snapshot, m_registry);
        if (!config) {
            refuse(next.from, next.snapshot.generation, config.error());
            m_queue.pop_front();
            continue;
        }
        next.config = std::move(*config);
        m_publishing = true;
        m_drains.prepare(*next.config);
        m_pool.publish(next.config, [this] { m_loop.post([this] { onPublished(); }); });
    }
}

void ControlServer::onPublished() {
    const Pending done = std::move(m_queue.front());
    m_queue.pop_front();
    m_publishing = false;
    m_config = done.config;
    m_drains.begin(*m_config);
    logInfo("gateway", "snapshot in force", {{"generation", std::to_string(m_config->generation)}});
    send(done.from, protocol::Ack{m_config->generation});
    tellDrained();
    m_unsaved = done.json;
    if (m_saveTimer == 0)
        m_saveTimer = m_loop.after(kSaveDelay, [this] { saveSnapshot(); });
    publishNext();
}

void ControlServer::saveSnapshot() {
    m_loop.cancel(std::exchange(m_saveTimer, 0));
    if (m_unsaved.empty())
        return;
    const auto saved = writeFileAtomically(m_options.snapshotFile, m_unsaved, 0600);
    m_unsaved.clear();
    if (!saved)
        logError("gateway", "the snapshot in force can't be saved", {{"why", saved.error().message}});
}

void ControlServer::tellDrained() {
    if (m_daemon == 0)
        return;
    for (const auto& endpoint : m_drains.takeDrained())
        send(m_daemon, protocol::Drained{endpoint, m_drains.generation()});
    for (const auto& service : m_registry.holds().takeNews())
        send(m_daemon, protocol::Holding{service});
    m_loop.cancel(m_drainTimer);
    m_drainTimer = m_drains.waiting() ? m_loop.after(kDrainPoll, [this] { tellDrained(); }) : 0;
}

void ControlServer::onStats(ConnectionId id, const protocol::StatsRequest& request) {
    sendStats(id, request.id);
}

void ControlServer::sendStats(ConnectionId id, std::uint64_t requestId) {
    const auto idle = m_registry.idle();
    auto stats = reportStats(m_registry, m_config.get());
    stats.epoch = m_options.self.epoch;
    stats.pid = m_options.self.pid;
    stats.uptimeMs = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(m_clock.now() - m_started).count());
    stats.io = m_pool.io();
    stats.accessLogDropped = m_options.accessLogDropped();
    if (const SpanLog* spans = m_options.spans) {
        stats.spansRecorded = spans->recorded();
        stats.spansDropped = spans->dropped();
        stats.spansPendingBytes = spans->pendingBytes();
    }
    auto memory = protocol::sealedMemfd("slipway-stats", protocol::statsToJson(stats));
    if (!memory) {
        logError("gateway", "the statistics can't be sent", {{"why", memory.error().message}});
        return;
    }
    std::vector<UniqueFd> descriptors;
    descriptors.push_back(std::move(*memory));
    send(id, protocol::StatsReply{requestId}, std::move(descriptors));
    m_registry.retire(idle);
}

void ControlServer::onSpans(ConnectionId id, const protocol::SpansRequest& request) {
    sendSpans(id, request.id);
}

void ControlServer::sendSpans(ConnectionId id, std::uint64_t requestId) {
    const std::string spans = m_options.spans ? m_options.spans->take() : std::string();
    std::vector<UniqueFd> descriptors;
    if (!spans.empty()) {
        auto memory = protocol::sealedMemfd("slipway-spans", spans);
        if (!memory) {
            logError("gateway", "spans are lost", {{"why", memory.error().message}});
        } else {
            descriptors.push_back(std::move(*memory));
        }
    }
    const std::uint64_t dropped = m_options.spans ? m_options.spans->dropped() : 0;
    send(id, protocol::SpansReply{requestId, dropped}, std::move(descriptors));
}

void ControlServer::onPing(ConnectionId id, const protocol::Ping& ping) {
    if (m_stopping)
        return send(id, protocol::Pong{ping.id});
    m_pool.barrier([this, id, ping] { m_loop.post([this, id, ping] { send(id, protocol::Pong{ping.id}); }); });
}

void ControlServer::onCachePurge(ConnectionId id, const protocol::CachePurge& purge) {
    using Purge = cache::ProjectCache::Purge;
    const auto store = m_registry.caches().find(purge.project);
    const Purge what = purge.what == "all" ? Purge::All : purge.what == "path" ? Purge::Path : Purge::Prefix;
    const std::size_t removed = store ? store->purge(what, purge.path) : 0;
    logInfo(
        "gateway", "stored responses purged",
        {{"project", purge.project}, {"what", purge.what}, {"path", purge.path}, {"removed", std::to_string(removed)}});
    send(id, protocol::CachePurged{purge.id, removed});
}

void ControlServer::shutdown(std::chrono::milliseconds grace) {
    if (std::exchange(m_stopping, true))
        return;
    logInfo("gateway", "shutting down", {{"grace_ms", std::to_string(grace.count())}});
    m_raiser.stop();
    m_pool.stop(grace, [this] {
        m_loop.post([this] {
            if (m_daemon != 0) {
                // Nothing counts any more: what is said now is the whole.
                sendStats(m_daemon, protocol::kUnasked);
                sendSpans(m_daemon, protocol::kUnasked);
                send(m_daemon, protocol::Goodbye{});
            }
            m_loop.stop();
        });
    });
}

}  // namespace slipway::gateway
