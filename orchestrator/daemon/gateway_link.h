#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "base/clock.h"
#include "daemon/gateway_stats.h"
#include "daemon/home.h"
#include "protocol/gateway_channel.h"
#include "protocol/gateway_files.h"
#include "protocol/gateway_messages.h"
#include "protocol/gateway_snapshot.h"
#include "runtime/process_watch.h"

namespace slipway::daemon {

/// A listening socket that several processes may hold: the daemon keeps it open, whoever serves it has a copy.
struct ListeningSocket {
    std::string address;
    std::shared_ptr<const UniqueFd> socket;
};

/// What a process of the data plane is started from: what an upgrade named (the file `gateway-binary` of the home),
/// where that is a program still, else where findBinary() finds it.
Result<std::string> gatewayBinary(const Home& home);
/// Empty: none was named. Errors: Io.
Result<> setGatewayBinary(const Home& home, const std::string& path);

/// Keeps one process of the data plane running, the hub or a sidecar, and brings listeners and snapshots to it.
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
        /// An ACK, or other listeners held: what it serves may have changed.
        std::function<void()> changed;
        std::function<void(const std::string& path, const std::string& error)> refused;
        /// Its process ended though it was wanted; it is started again.
        std::function<void(std::int64_t pid, const std::string& how)> died;
        std::function<void()> drained;                            ///< some endpoint has ended its last request there
        std::function<void(const std::string& service)> holding;  ///< requests wait for it, by its id
        /// What a process that ends by itself had counted, and what its spans were.
        std::function<void(const GatewayFigures&)> lastFigures;
        std::function<void(const std::string& records)> lastSpans;
        /// A process that ran before this daemon hands a listener back.
        std::function<void(const std::string& id, const std::string& address, UniqueFd socket)> handedBack;
    };

    using Place = protocol::GatewayPlace;
    GatewayLink(const Home& home, protocol::GatewayRole role, const Clock& clock, std::string daemonEpoch,
                Callbacks callbacks, Place place = Place::InCharge);
    ~GatewayLink() override;

    /// Takes over a gateway that runs already, with its listeners; false when there is none. Blocks for at most two
    /// seconds: for the daemon's start, before anything else binds.
    bool takeOver();
    /// From now on one is kept running.
    void ensure();
    /// Starts one of `binary` beside the one in charge; its generations are above `generation`. `ended` is called when
    /// its process has ended, or none could be started (startFailure() then); it is not started again.
    void startBeside(const std::string& binary, std::uint64_t generation, std::function<void()> ended);
    /// The names of the files are swapped already (protocol::exchangePlaces). In charge, it is kept running; beside, it
    /// is not, and `ended` is called when its process has ended.
    void takeCharge();
    void leaveCharge(std::function<void()> ended);
    Place place() const { return m_place; }

    /// It shall serve this listener too, from the snapshot on that names it.
    void assign(const std::string& id, const ListeningSocket& listener);
    /// It accepts no more there; connections end with the request that they are at, streams when they end.
    void withdraw(const std::string& id);
    /// No worker of it takes a connection there any more.
    bool hasLetGo(const std::string& id) const;
    /// The same of all that it ever had.
    bool hasLetGo() const;
    /// It has the socket, and runs on what was last published.
    bool serves(const std::string& id) const;

    /// It has all that it shall, and runs on what was last published: it carries requests.
    bool isReady() const;

    /// The configuration in force from now on; the same content again is not sent.
    void publish(protocol::Snapshot snapshot);
    /// What was last published; null: nothing.
    const protocol::Snapshot* snapshot() const { return m_snapshot ? &*m_snapshot : nullptr; }
    /// The generation that carries what was last published, acknowledged or not.
    std::uint64_t publishedGeneration() const { return m_generation; }
    std::uint64_t acknowledgedGeneration() const { return m_acknowledged; }

    void requestStats(StatsCallback callback);
    /// How many stored responses went; nothing: it could not be asked.
    using PurgeCallback = std::function<void(std::optional<std::uint64_t>)>;
    /// `what`, `path`: protocol::CachePurge.
    void purgeCache(const std::string& project, const std::string& what, const std::string& path,
                    PurgeCallback callback);
    /// Its spans since the last time, records of protocol/span_record.h; empty where it could not be had.
    using SpansCallback = std::function<void(const std::string& records)>;
    void requestSpans(SpansCallback callback);

    /// GOODBYE: the gateway serves on without us.
    void leave();
    /// Nothing needs it any more: it finishes what it has and ends. `ended` is called when the process is gone.
    void shutdown(std::function<void()> ended, std::chrono::milliseconds grace = std::chrono::seconds(5));
    /// Ends the process (SIGTERM) and starts another; for `gateway restart`.
    void restart();
    /// SIGKILL to its group, where there is a process.
    void kill();

    State state() const { return m_state; }
    std::int64_t pid() const { return m_pid; }
    /// Of its process, for whoever measures it.
    std::uint64_t startTicks() const { return m_startTicks; }
    const std::string& epoch() const { return m_gatewayEpoch; }
    /// Tells links apart, also those of one role: "hub#1".
    const std::string& key() const { return m_key; }
    const std::string& version() const { return m_version; }
    const std::string& build() const { return m_build; }
    const std::string& startFailure() const { return m_startFailure; }
    const std::string& lastRefusal() const { return m_lastRefusal; }
    const protocol::GatewayRole& role() const { return m_role; }

  private:
    void start();
    void dial();
    bool greet(UniqueFd socket, int timeoutMs);
    void onReadable();
    void onMessage(protocol::Packet packet);
    void onHello(const protocol::GatewayHello& hello, std::vector<UniqueFd> descriptors);
    void completeHello();
    void onSpans(const protocol::SpansReply& reply, const std::vector<UniqueFd>& descriptors);
    void onStats(std::uint64_t id, const std::vector<UniqueFd>& descriptors);
    /// False, and the link is lost, when the gateway does not take it within a second.
    bool send(const protocol::DaemonMessage& message, const std::vector<int>& descriptors = {});
    void onProcessEnded();
    void lost(const std::string& why);
    void sendSnapshot();
    void sendAllListeners();
    void setState(State state);

    const Home& m_home;
    const protocol::GatewayRole m_role;
    Place m_place;
    protocol::GatewayFiles m_files;
    const std::string m_name;  ///< in logs: "gateway", "sidecar of orders"
    const std::string m_key;
    std::string m_binary;        ///< of a process beside another; empty: what is configured
    std::string m_startFailure;  ///< why no process could be started, or how it ended
    const Clock& m_clock;
    std::string m_daemonEpoch;
    Callbacks m_callbacks;
    State m_state = State::Idle;
    bool m_wanted = false;

    std::unique_ptr<runtime::ProcessWatch> m_watch;
    std::unique_ptr<QSocketNotifier> m_watchNotifier;
    std::int64_t m_pid = 0;
    std::uint64_t m_startTicks = 0;
    TimePoint m_startedAt{};
    int m_failures = 0;

    UniqueFd m_socket;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_retry;
    TimePoint m_dialSince{};

    bool m_greeted = false;
    std::string m_gatewayEpoch;
    std::string m_version, m_build;
    std::set<std::string> m_held;                       ///< by the process, as it said last
    std::map<std::string, ListeningSocket> m_assigned;  ///< what it shall hold
    std::set<std::string> m_givenUp;                    ///< told to, and not confirmed

    std::optional<protocol::Snapshot> m_snapshot;
    std::string m_content;  ///< of what was last published, without its generation
    std::uint64_t m_generation = 0;
    std::uint64_t m_sent = 0;
    bool m_awaiting = false;  ///< an ACK or NACK of m_sent
    std::uint64_t m_acknowledged = 0;
    std::string m_lastRefusal;

    std::uint64_t m_nextStats = 1;
    std::map<std::uint64_t, StatsCallback> m_statsWaiting;
    std::map<std::uint64_t, PurgeCallback> m_purgesWaiting;
    std::map<std::uint64_t, SpansCallback> m_spansWaiting;
    std::function<void()> m_onEnded;
    bool m_shuttingDown = false;
};

}  // namespace slipway::daemon
