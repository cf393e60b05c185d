#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>

#include "base/clock.h"
#include "model/instance.h"
#include "runtime/cgroups.h"
#include "runtime/probes.h"
#include "runtime/process_watch.h"
#include "runtime/spawn.h"
#include "runtime/stop.h"

namespace slipway::daemon {

/// Turns the plan's wishes into processes and tells what became of them. It knows processes, not services: an instance
/// is named by its key, "shop/users-3". Thread: the daemon's; nothing here blocks but the fork.
class Supervisor : public QObject {
  public:
    struct Callbacks {
        std::function<void(const std::string& key, const runtime::ProcessExit&)> exited;
        std::function<void(const std::string& key, const runtime::ProbeResult&)> readiness;
        std::function<void(const std::string& key, const runtime::ProbeResult&)> liveness;
    };

    /// `cgroups` must live as long. Errors: Io.
    static Result<std::unique_ptr<Supervisor>> create(const Clock& clock, const runtime::CgroupTree& cgroups,
                                                      Callbacks callbacks);
    ~Supervisor() override;

    /// Makes the control groups that a spawn will be asked for. Errors: StartFailed; nothing is left then.
    Result<> prepare(const runtime::InstanceCgroup& cgroup, const runtime::CgroupLimits& limits);
    /// In control groups that are prepared. Errors: StartFailed with stage and errno. On success the exit will be told.
    Result<runtime::ProcessIdentity> spawn(const std::string& key, const runtime::SpawnRequest& request);
    /// Removes control groups once nobody is in them.
    void removeLater(runtime::InstanceCgroup cgroup);
    /// Takes charge of a process that an earlier daemon started. Errors: NotFound when it has ended.
    Result<> adopt(const std::string& key, const runtime::ProcessIdentity& identity, const std::string& cookie,
                   runtime::InstanceCgroup cgroup);

    void probe(const std::string& key, runtime::ProbeSpec readiness, std::optional<runtime::ProbeSpec> liveness);
    void probeLiveness(const std::string& key, runtime::ProbeSpec liveness);
    void stopProbing(const std::string& key);

    /// Stop signal to the group, grace, then KILL, and whoever left the group with it; `exited` tells the end.
    void stop(const std::string& key, int signal, Duration grace);
    /// Skips the rest of the grace; begins the stop if there is none.
    void kill(const std::string& key);
    /// A process of this home that no record names: stopped, and its end told to nobody.
    void stopStranger(const runtime::ProcessIdentity& identity, const std::string& cookie);
    /// What is left of an instance whose leader ended while nobody watched: it would hold ports and stores against the
    /// next process.
    void killRest(const runtime::ProcessIdentity& leader, const std::string& cookie, runtime::InstanceCgroup cgroup);
    bool knows(const std::string& key) const { return m_processes.contains(key); }

  private:
    struct Process {
        runtime::ProcessIdentity identity;
        std::string cookie;
        std::unique_ptr<runtime::ProcessTreeTarget> target;
        std::unique_ptr<runtime::StopSequence> sequence;
        bool leaderEnded = false;
        runtime::ProcessExit exit;
    };

    Supervisor(const Clock& clock, const runtime::CgroupTree& cgroups, Callbacks callbacks,
               std::unique_ptr<runtime::ProcessWatch> watch, std::unique_ptr<runtime::ProbeRunner> probes);
    void onExits();
    void onProbes();
    void advance();
    void finish(const std::string& key);
    void scheduleAdvance();
    Process& track(const std::string& key, const runtime::ProcessIdentity& identity, const std::string& cookie,
                   int pidfd, runtime::InstanceCgroup cgroup);
    /// Its folders, once nobody is in them any more.
    void removeFolders();
    /// Whether SIGKILL came from the kernel for want of memory. Called when it was not ours.
    runtime::OutOfMemory whyKilled(const runtime::InstanceCgroup& cgroup);

    const Clock& m_clock;
    const runtime::CgroupTree& m_cgroups;
    Callbacks m_callbacks;
    std::unique_ptr<runtime::ProcessWatch> m_watch;
    std::unique_ptr<runtime::ProbeRunner> m_probes;
    std::map<std::string, Process> m_processes;
    std::vector<runtime::InstanceCgroup> m_left;  ///< folders to remove
    std::uint64_t m_machineOomKills = 0;          ///< of the machine, when last looked at
    QSocketNotifier m_watchNotifier;
    QSocketNotifier m_probeNotifier;
    QTimer m_advance;
    QTimer m_remove;
};

}  // namespace slipway::daemon
