#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "daemon/gateway_link.h"
#include "daemon/gateway_stats.h"

namespace slipway::daemon {

/// All processes that carry requests: the hub, and a sidecar for each caller of a peer-to-peer project. Holds every
/// listening socket and sees to it that the right process serves it: it is handed over, never closed.
///
/// A hand-over is a level, not a sequence: whoever shall serve a listener is given the socket; when it says that it has
/// it, and runs on a snapshot that names it, every other process is told to let go. A death on either side, of the
/// daemon too, leaves a state from which the next look goes on.
///
/// Thread: the daemon's.
class DataPlane : public QObject {
  public:
    using Role = protocol::GatewayRole;
    using FiguresCallback = std::function<void(const PlaneFigures&)>;

    struct Callbacks {
        std::function<void()> hubChanged;  ///< its state
        std::function<void(const std::string& who, const std::string& path, const std::string& error)> refused;
        std::function<void(const std::string& project, const std::string& sentence)> sidecarDied;
        std::function<void()> drained;                            ///< some endpoint may have ended its last request
        std::function<void(const std::string& service)> holding;  ///< requests wait for it, by its id
        std::function<void()> counted = {};  ///< a process has ended, and its last figures are here
        std::function<void(const std::string& records)> lastSpans = {};
        std::function<void()> besideChanged = {};  ///< a process beside another: what of it, is told by preparation()
    };

    DataPlane(const Home& home, const Clock& clock, std::string daemonEpoch, Callbacks callbacks);
    ~DataPlane() override;

    /// The hub and the sidecars that run already, with their listeners. Blocks for at most two seconds each: for the
    /// daemon's start, before anything else binds.
    void takeOver();
    /// From now on a hub is kept running.
    void ensure() { m_hub->ensure(); }

    /// An id that is there keeps its socket.
    void addListener(const std::string& id, const std::string& address, UniqueFd socket);
    void removeListener(const std::string& id);
    bool hasListener(const std::string& id) const { return m_listeners.contains(id); }
    /// Empty when there is no such listener.
    std::string listenerAddress(const std::string& id) const;
    /// Address by id.
    std::map<std::string, std::string> listeners() const;

    /// What each process runs on from now on (the hub's is always there), and the listeners that are not the hub's.
    /// Sidecars that are not named go when nothing holds them.
    void publish(std::map<Role, protocol::Snapshot> snapshots, std::map<std::string, Role> servedBy);

    /// The generations that carry what was last published, by process.
    using Fence = std::map<std::string, std::uint64_t>;  ///< by GatewayLink::key
    Fence fence() const;
    /// No process has a request of this endpoint ("shop/products-1") any more, nor will have: all run on what the fence
    /// was taken of, or something newer, in which the endpoint takes none.
    bool isDrained(const Fence& fence, const std::string& endpoint) const;

    /// How far a project's listeners are where they shall be.
    struct HandOver {
        int listeners = 0;    ///< of its calls
        int moved = 0;        ///< of these, served by whom they shall be, and by nobody else
        int lingering = 0;    ///< connections that former servers still have; each ends with its request
        int streams = 0;      ///< upgraded connections that stay where they began
        std::string waiting;  ///< for whom; empty: nobody
        bool done() const { return moved == listeners && lingering == 0; }
    };
    HandOver handOver(const std::string& project) const;

    /// Of all processes that answer within kPatience; what the others said last is kept.
    void requestStats(FiguresCallback callback);
    /// `each` is called with the spans of each process that answers, `done` when all have.
    void requestSpans(std::function<void(const std::string& records)> each, std::function<void()> done);
    const PlaneFigures& figures() const { return m_figures; }
    /// Of each process alone, by GatewayLink::key: what metrics count.
    const PlaneFigures& counted() const { return m_counted; }

    // An upgrade, for GatewayUpgrade (gateway_upgrade.h): prepare(), commit() once all are ready, or abort().
    struct Exchange {
        Role role;
        const GatewayLink* inCharge = nullptr;
        const GatewayLink* successor = nullptr;
    };
    /// Starts a successor of `binary` for each process. They get sockets and snapshots, and carry requests from then
    /// on.
    void prepare(const std::string& binary);
    std::vector<Exchange> exchanges() const;
    struct Preparation {
        bool ready = false;
        std::string waiting;  ///< for whom: "the gateway"
        std::string failure;  ///< a successor that ended, or refuses the configuration
    };
    Preparation preparation() const;
    /// Puts the successors in charge. Those before accept no more; each ends once its connections have, at the latest
    /// after `drain`. Errors: Io; then the old one is in charge still.
    Result<> commit(std::chrono::milliseconds drain);
    /// Ends the successors, those that have connections after their end.
    void abort(std::chrono::milliseconds drain);
    /// The process that is not in charge any more, or never was, and has not ended yet.
    const GatewayLink* leaver(const Role& role) const;
    /// Some process waits for its end.
    bool hasBeside() const { return !m_beside.empty(); }
    /// What was open in it when its time was up; nothing where all had ended.
    struct Cut {
        std::int64_t connections = 0, tunnels = 0;
    };
    Cut takeCut(const Role& role);

    const GatewayLink& hub() const { return *m_hub; }
    void restartHub() { m_hub->restart(); }
    /// Of the hub, which alone has front doors (GatewayLink::purgeCache).
    void purgeCache(const std::string& project, const std::string& what, const std::string& path,
                    GatewayLink::PurgeCallback callback) {
        // What a predecessor still answers is not from before the purge either.
        if (const auto beside = m_beside.find({}); beside != m_beside.end())
            beside->second.link->purgeCache(project, what, path, [](std::optional<std::uint64_t>) {});
        m_hub->purgeCache(project, what, path, std::move(callback));
    }
    /// The hub, then the sidecars of a project (of all, where it is empty) by caller.
    std::vector<const GatewayLink*> processes(const std::string& project = {}) const;

    /// GOODBYE to all: they serve on without us.
    void leave();
    /// Nothing needs them any more. `ended` is called when the hub is gone.
    void shutdown(std::function<void()> ended);

  private:
    static constexpr std::chrono::milliseconds kPatience{400};
    /// For a process that a daemon left behind which died in an upgrade.
    static constexpr std::chrono::seconds kInheritedDrain{30};

    /// Not in charge: not yet, or no more.
    struct Beside {
        std::unique_ptr<GatewayLink> link;
        bool leaving = false;
        bool told = false;  ///< to end
        TimePoint deadline{};
        std::string failure;
    };

    std::unique_ptr<GatewayLink> makeLink(const Role& role, GatewayLink::Place place = GatewayLink::Place::InCharge);
    GatewayLink& link(const Role& role);
    GatewayLink* find(const Role& role);
    const Role& serverOf(const std::string& listener) const;
    /// Gives listeners to whom they belong, and takes them from whom they no longer belong to.
    void settle();
    void settleSoon();
    void retireIdleSidecars();
    void onGone(const Role& role);
    template <class F>
    void eachLink(F f) {
        f(*m_hub);
        for (auto& [role, sidecar] : m_sidecars)
            f(*sidecar);
        for (auto& [role, beside] : m_beside)
            f(*beside.link);
    }
    std::vector<const GatewayLink*> allLinks() const;
    bool isSuccessor(const GatewayLink& link) const;
    void takeOverBeside(const Role& role, bool inChargeIsThere);
    void leaveBeside(const Role& role, std::unique_ptr<GatewayLink> link, std::chrono::milliseconds drain);
    void endLeavers();
    void onBesideEnded(const Role& role);
    /// Its process has ended, or the link does.
    void forget(const GatewayLink& link);
    ListenerFigures openIn(const GatewayLink& link) const;
    void sumUp();
    void askAll();
    void onFigures(const GatewayLink& link, const GatewayFigures* figures);
    void answer();

    const Home& m_home;
    const Clock& m_clock;
    std::string m_daemonEpoch;
    Callbacks m_callbacks;
    std::map<std::string, ListeningSocket> m_listeners;
    std::map<std::string, Role> m_servedBy;  ///< by listener; the others are the hub's
    std::unique_ptr<GatewayLink> m_hub;
    std::map<Role, std::unique_ptr<GatewayLink>> m_sidecars;
    std::map<Role, Beside> m_beside;
    std::map<Role, Cut> m_cuts;
    std::set<Role> m_wanted;                         ///< sidecars of the last publish
    std::set<Role> m_retiring;                       ///< told to end
    std::map<Role, protocol::Snapshot> m_postponed;  ///< wanted again while they end
    bool m_published = false;                        ///< before, nobody has said who serves what

    PlaneFigures m_figures;                      ///< by role
    PlaneFigures m_counted;                      ///< by link
    std::map<Role, GatewayFigures> m_inherited;  ///< of processes that an upgrade ended
    // Links by what they have to do with a question for figures.
    std::set<std::string> m_stale;   ///< let go of a listener after its figures were taken
    std::set<std::string> m_silent;  ///< asked for statistics, in this round or an earlier one
    std::set<std::string> m_round;   ///< of these, in this round
    std::vector<FiguresCallback> m_waiting;
    std::vector<FiguresCallback> m_nextRound;
    QTimer m_patience;
    QTimer m_settle;
};

}  // namespace slipway::daemon
