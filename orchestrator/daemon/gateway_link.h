#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>

#include "base/clock.h"
#include "daemon/gateway_stats.h"
#include "daemon/home.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_messages.h"
#include "protocol/gateway_snapshot.h"
#include "runtime/process_watch.h"

namespace slipway::daemon {

/// Keeps one gateway running, holds the listening sockets, and brings each snapshot to it.
///
///   state     means                                     leaves to
///   --------  ----------------------------------------  ------------------------------------------
///   Idle      no project needs a gateway                Starting: ensure()
///   Starting  process forked, or socket being dialled   Serving: its hello; Starting: died, back-off
///   Serving   hello exchanged, snapshots flow           Starting: connection or process ended
///
/// Thread: the daemon's.
class GatewayLink : public QObject {
  public:
    enum class State { Idle, Starting, Serving };
    using StatsCallback = std::function<void(const GatewayFigures*)>;  ///< null: it could not be had

    struct Callbacks {
        std::function<void()> stateChanged;
        std::function<void(std::uint64_t generation)> acknowledged;
        std::function<void(const std::string& path, const std::string& error)> refused;
        std::function<void(const std::string& endpoint, std::uint64_t generation)> drained;
    };

    GatewayLink(const Home& home, const Clock& clock, std::string daemonEpoch, Callbacks callbacks);
    ~GatewayLink() override;

    /// Takes over a gateway that runs already, with its listeners; false when there is none. Blocks for at most two
    /// seconds: for the daemon's start, before anything else binds.
    bool takeOver();
    /// From now on one is kept running.
    void ensure();

    /// Listening sockets are the daemon's; the gateway gets copies. An id that is there keeps its socket.
    void addListener(const std::string& id, const std::string& address, UniqueFd socket);
    void removeListener(const std::string& id);
    bool hasListener(const std::string& id) const { return m_listeners.contains(id); }
    /// Empty when there is no such listener.
    std::string listenerAddress(const std::string& id) const;

    /// The configuration in force from now on; the same content again is not sent.
    void publish(protocol::Snapshot snapshot);
    /// The generation that carries what was last published, acknowledged or not.
    std::uint64_t publishedGeneration() const { return m_generation; }
    std::uint64_t acknowledgedGeneration() const { return m_acknowledged; }

    void requestStats(StatsCallback callback);

    /// GOODBYE: the gateway serves on without us.
    void leave();
    /// Nothing needs it any more: it finishes what it has and ends. `ended` is called when the process is gone.
    void shutdown(std::function<void()> ended);
    /// Ends the process (SIGTERM) and starts another; for `gateway restart`.
    void restart();

    State state() const { return m_state; }
    std::int64_t pid() const { return m_pid; }
    const std::string& epoch() const { return m_gatewayEpoch; }
    const std::string& lastRefusal() const { return m_lastRefusal; }
    const std::map<std::string, std::string> listeners() const;

  private:
    struct Listener {
        std::string address;
        UniqueFd socket;
    };

    void start();
    void dial();
    bool greet(UniqueFd socket, int timeoutMs);
    void onReadable();
    void onMessage(protocol::Packet packet);
    void onHello(const protocol::GatewayHello& hello, std::vector<UniqueFd> descriptors);
    void completeHello();
    void onStats(std::uint64_t id, const std::vector<UniqueFd>& descriptors);
    /// False, and the link is lost, when the gateway does not take it within a second.
    bool send(const protocol::DaemonMessage& message, const std::vector<int>& descriptors = {});
    void onProcessEnded();
    void lost(const std::string& why);
    void sendSnapshot();
    void sendAllListeners();
    void setState(State state);

    const Home& m_home;
    const Clock& m_clock;
    std::string m_daemonEpoch;
    Callbacks m_callbacks;
    State m_state = State::Idle;
    bool m_wanted = false;

    std::unique_ptr<runtime::ProcessWatch> m_watch;
    std::unique_ptr<QSocketNotifier> m_watchNotifier;
    std::int64_t m_pid = 0;
    TimePoint m_startedAt{};
    int m_failures = 0;

    UniqueFd m_socket;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_retry;
    TimePoint m_dialSince{};

    bool m_greeted = false;
    std::string m_gatewayEpoch;
    std::vector<std::string> m_heldByGateway;
    std::map<std::string, Listener> m_listeners;

    std::optional<protocol::Snapshot> m_snapshot;
    std::string m_content;  ///< of what was last published, without its generation
    std::uint64_t m_generation = 0;
    std::uint64_t m_sent = 0;
    bool m_awaiting = false;  ///< an ACK or NACK of m_sent
    std::uint64_t m_acknowledged = 0;
    std::string m_lastRefusal;

    std::uint64_t m_nextStats = 1;
    std::map<std::uint64_t, StatsCallback> m_statsWaiting;
    std::function<void()> m_onEnded;
    bool m_shuttingDown = false;
};

}  // namespace slipway::daemon
