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
    using Fence = std::map<std::string, std::uint64_t>;
    Fence fence() const;
    /// No process has a request of this endpoint ("shop/products-1") any more, nor will have: all run on what the fence
    /// was taken of, or something newer, in which the endpoint takes none.
    bool isDrained(const Fence& fence, const std::string& endpoint, const PlaneFigures& figures) const;

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

    const GatewayLink& hub() const { return *m_hub; }
    void restartHub() { m_hub->restart(); }
    /// Of the hub, which alone has front doors (GatewayLink::purgeCache).
    void purgeCache(const std::string& project, const std::string& what, const std::string& path,
                    GatewayLink::PurgeCallback callback) {
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

    std::unique_ptr<GatewayLink> makeLink(const Role& role);
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
    }
    void askAll();
    void onFigures(const Role& role, const GatewayFigures* figures);
    void answer();

    const Home& m_home;
    const Clock& m_clock;
    std::string m_daemonEpoch;
    Callbacks m_callbacks;
    std::map<std::string, ListeningSocket> m_listeners;
    std::map<std::string, Role> m_servedBy;  ///< by listener; the others are the hub's
    std::unique_ptr<GatewayLink> m_hub;
    std::map<Role, std::unique_ptr<GatewayLink>> m_sidecars;
    std::set<Role> m_wanted;                         ///< sidecars of the last publish
    std::set<Role> m_retiring;                       ///< told to end
    std::map<Role, protocol::Snapshot> m_postponed;  ///< wanted again while they end
    bool m_published = false;                        ///< before, nobody has said who serves what

    PlaneFigures m_figures;
    std::set<Role> m_stale;   ///< let go of a listener after its figures were taken
    std::set<Role> m_silent;  ///< asked for statistics, in this round or an earlier one
    std::set<Role> m_round;   ///< of these, in this round
    std::vector<FiguresCallback> m_waiting;
    std::vector<FiguresCallback> m_nextRound;
    QTimer m_patience;
    QTimer m_settle;
};

}  // namespace slipway::daemon
