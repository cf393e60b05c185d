#pragma once

#include <sys/resource.h>

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "gateway/control/control_connection.h"
#include "gateway/control/daemon_raiser.h"
#include "gateway/control/drain_watch.h"
#include "gateway/control/held_listeners.h"
#include "gateway/control/poll_loop.h"
#include "gateway/core/config.h"
#include "gateway/core/slots.h"
#include "gateway/core/span_log.h"
#include "gateway/core/worker_pool.h"

namespace slipway::gateway {

/// The gateway's end of docs/gateway-protocol.md: takes listeners and snapshots from slipwayd, makes the workers run on
/// them, tells what has drained, raises the daemon when it is lost. Thread: the loop's.
class ControlServer {
  public:
    struct Options {
        std::string home;
        std::string snapshotFile;  ///< where the last acknowledged one is kept
        protocol::Peer self;
        std::size_t snapshotBytes = 64u << 20;  ///< a larger snapshot is refused
        std::function<std::uint64_t()> accessLogDropped = [] { return std::uint64_t{0}; };
        SpanLog* spans = nullptr;                  ///< outlives the server; null: there are none
        std::chrono::milliseconds helloWithin{0};  ///< it ends when no daemon says hello by then; 0: it waits
        rlim_t childFiles = 0;                     ///< soft limit of open files for a daemon that is raised; 0: ours
    };
    /// `listening` as listenSeqpacket makes it. Loop, pool and registry outlive the server, and the loop outlives the
    /// pool.
    ControlServer(PollLoop& loop, Options options, UniqueFd listening, WorkerPool& pool, SlotRegistry& registry);
    ~ControlServer();

    /// Finishes what is in flight within `grace`, says goodbye, stops the loop. Once is enough.
    void shutdown(std::chrono::milliseconds grace);
    DaemonRaiser& raiser() { return m_raiser; }

  private:
    using ConnectionId = std::uint64_t;
    struct Pending {
        protocol::Snapshot snapshot;
        ConnectionId from = 0;
        std::string json;
        ConfigPtr config;  ///< compiled when its turn comes, so that the registry knows no endpoint of a later one
    };

    void acceptAll();
    void greet(ControlConnection& connection);
    void onMessage(ConnectionId id, protocol::DaemonMessage message, std::vector<UniqueFd> descriptors);
    void onClosed(ConnectionId id, const std::string& why);
    void drop(ConnectionId id);
    ControlConnection* connection(ConnectionId id);
    void send(ConnectionId id, const protocol::GatewayMessage& message, std::vector<UniqueFd> descriptors = {});

    void onHello(ConnectionId id, const protocol::DaemonHello& hello);
    void onListeners(ConnectionId id, const protocol::ListenersChange& change, std::vector<UniqueFd> sockets);
    void onSnapshot(ConnectionId id, const protocol::SnapshotOffer& offer, const std::vector<UniqueFd>& descriptors);
    void sendStats(ConnectionId id, std::uint64_t requestId);
    void sendSpans(ConnectionId id, std::uint64_t requestId);
    void onStats(ConnectionId id, const protocol::StatsRequest& request);
    void onSpans(ConnectionId id, const protocol::SpansRequest& request);
    void onPing(ConnectionId id, const protocol::Ping& ping);
    void onCachePurge(ConnectionId id, const protocol::CachePurge& purge);

    protocol::SnapshotResult<std::string> readBody(const std::vector<UniqueFd>& descriptors) const;
    void refuse(ConnectionId id, std::uint64_t generation, const protocol::SnapshotFault& fault);
    void publishNext();
    void onPublished();
    void saveSnapshot();
    void tellDrained();

    PollLoop& m_loop;
    Options m_options;
    UniqueFd m_listening;
    WorkerPool& m_pool;
    SlotRegistry& m_registry;
    SystemClock m_clock;
    const TimePoint m_started;
    HeldListeners m_listeners;
    DrainWatch m_drains;
    DaemonRaiser m_raiser;
    PollLoop::TimerId m_drainTimer = 0;
    PollLoop::TimerId m_helloTimer = 0;

    std::map<ConnectionId, std::unique_ptr<ControlConnection>> m_connections;
    ConnectionId m_nextId = 1;
    ConnectionId m_daemon = 0;  ///< the one that has said hello last; 0: none
    bool m_stopping = false;

    ConfigPtr m_config;     ///< every worker runs on it
    std::string m_unsaved;  ///< its JSON, until it is on disk
    PollLoop::TimerId m_saveTimer = 0;
    std::deque<Pending> m_queue;  ///< snapshots to publish, the first one under way if m_publishing
    bool m_publishing = false;
};

}  // namespace slipway::gateway
