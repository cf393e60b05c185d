#pragma once

#include <QObject>
#include <QTimer>
#include <map>
#include <memory>
#include <set>

#include "daemon/autoscaler.h"
#include "daemon/change_teller.h"
#include "daemon/context.h"
#include "daemon/develop_watch.h"
#include "daemon/hook_runner.h"
#include "daemon/instance_ports.h"
#include "daemon/job_schedules.h"
#include "daemon/manifest_source.h"
#include "daemon/operations.h"
#include "daemon/project_listeners.h"
#include "daemon/rollout_watch.h"
#include "model/observe.h"
#include "model/plan.h"

namespace slipway::daemon {

/// One project: its world, its operations, and the loop between facts and plans. Each fact is noted, then plans are
/// made and carried out until none is left; what changed is stored before its effect where a crash must not lose it.
/// Thread: the daemon's.
class ProjectController : public QObject {
  public:
    ProjectController(Context& context, model::Project project, ManifestSource source);
    ~ProjectController() override;

    /// Binds the front door and the egress listeners that are missing. Errors: PortInUse with the holder's name;
    /// nothing is kept then.
    Result<> bindListeners() { return m_listeners.bind(listens(), m_project.services); }
    /// First `up`, or another manifest: moves what changed. Returns the operation.
    Result<std::string> up(model::Project project, ManifestSource source);
    Result<std::string> submit(const OperationRequest& request) { return m_operations->submit(request); }

    /// After the daemon's start: takes charge of what runs, and plans what does not.
    void adopt(const std::map<std::string, runtime::CookieHolder>& byCookie);

    void onExited(const InstanceId& id, const runtime::ProcessExit& exit);
    void onReadiness(const InstanceId& id, const runtime::ProbeResult& result);
    void onLiveness(const InstanceId& id, const runtime::ProbeResult& result);
    /// Fresh ones: once a second, and more often while something waits for a count.
    void onFigures();
    /// Requests begin to wait for a service.
    void onHolding(const ServiceName& service);
    /// Once a second, after the figures: services whose number follows the traffic.
    void autoscale(const Autoscaler::Usage& usage);
    /// Once a second: jobs that have become due.
    void lookAtSchedules();
    /// A job runs now, whatever its schedule says. Returns an operation, or nothing for a scheduled one. Errors:
    /// NotFound, Conflict.
    Result<std::string> runJob(const ServiceName& job);
    const JobSchedules& schedules() const { return m_schedules; }
    /// The world as it is has been published, or had been before.
    void onPublished();

    const model::Project& project() const { return m_project; }
    const model::World& world() const { return m_world; }
    const ManifestSource& source() const { return m_source; }
    Operations& operations() { return *m_operations; }
    /// Where its front door is wished: the manifest's word or the client's; port 0 is any. Names the listeners.
    std::vector<std::string> listens() const { return listens(m_project, m_source); }
    static std::vector<std::string> listens(const model::Project& project, const ManifestSource& source);
    /// Where it is: the same addresses with the ports that were bound.
    std::vector<std::string> boundListens() const { return m_listeners.bound(listens()); }
    /// Of the instance that keeps sagas and queues; 0 where none answers now.
    int composerPort() const;
    bool gone() const { return m_world.down && m_world.instances.empty(); }
    /// Something waits for a count of requests or connections.
    bool waitsForFigures() const;
    /// The manifest's word, unless somebody has switched since it was written.
    model::TopologyMode topology() const { return m_topology; }
    /// The file that the manifest came from may have been edited since: told once, applied only by the next `up`.
    void lookAtManifest();
    bool manifestChanged() const { return m_manifestChanged; }
    bool hasCookie(const std::string& cookie) const;

    /// Listeners that this project no longer has are closed.
    void dropStaleListeners();
    /// `down` is done: what the store holds of its run goes; data and logs stay.
    void retireRecords();

    /// Plans again soon; many calls make one plan.
    void schedule();

  private:
    friend class ProjectRows;

    void reconcile();
    void execute(const model::Action& action);
    /// Ports and a cookie for its next process, which is forked once all intents of the plan are stored: a commit for
    /// many.
    void intend(const InstanceId& id);
    void spawnIntended();
    /// What of a start needs no process: files of its output, control groups. False: it can't start.
    bool prepare(const InstanceId& id);
    /// Its hook before the start; then `launch`.
    void spawn(const InstanceId& id);
    void launch(const InstanceId& id);
    /// Its hook before the stop, then its signal, within one grace period.
    void terminate(const InstanceId& id);
    /// Nobody waits for the start of what is no longer wished.
    void cancelStarts();
    std::string hookFailure(const InstanceId& id, const char* hook, const std::string& why) const;
    /// Begins to ask how it is; what is found ready or unready after a daemon's death goes on from there.
    void begin(const model::Instance& instance, const runtime::SpawnRequest& request);
    void probeLiveness(const model::Instance& instance);
    /// It would be ready: unless whoever answers on its port is a stranger. Returns whether anything changed.
    bool becomeReady(const InstanceId& id);
    std::optional<model::PortTaken> strangerOn(const model::Instance& instance);
    void observe(const model::Fact& fact);
    /// All that the next daemon must know and the store does not have yet, in one transaction: no kill can come between
    /// a wish and its operation. What a full disk refuses is tried again.
    void save();
    std::vector<store::ServiceRecord> unsavedServices();
    void loadServices();
    runtime::SpawnRequest requestFor(const model::Service& spec, const model::Instance& instance) const;
    std::string key(const InstanceId& id) const { return m_project.name.str() + "/" + id.str(); }
    void saveProject(bool desired);
    void setTopology(model::TopologyMode mode);
    void scale(const std::vector<Autoscaler::Decision>& decisions);
    void noteRun(const model::Instance& instance, const runtime::ProcessExit& exit);
    void onSources(const ServiceName& service, model::WatchAction action, const std::string& path);
    /// Redeploys, one after the other, those that call it or depend on it, and those that need these.
    void cascade(const ServiceName& changed);
    void keepSource(const ServiceName& name, int revision, const ManifestSource& source);

    Context& m_context;
    model::Project m_project;
    ManifestSource m_source;
    model::World m_world;
    std::unique_ptr<Operations> m_operations;
    ProjectListeners m_listeners;
    InstancePorts m_ports;
    ChangeTeller m_changes;
    RolloutWatch m_rolloutWatch;
    Autoscaler m_autoscaler;
    DevelopWatch m_develop;
    HookRunner m_hooks;
    JobSchedules m_schedules;
    std::map<ServiceName, std::string> m_dueCause;  ///< of the runs of a scheduled job that are due
    std::map<InstanceId, std::string> m_runCause;

    QTimer m_soon;
    QTimer m_wake;
    bool m_reconciling = false;
    bool m_manifestChanged = false;
    std::map<InstanceId, model::Instance> m_savedInstances;  ///< as the store has them
    std::map<ServiceName, store::ServiceRecord> m_savedServices;
    bool m_savedDown = false;
    bool m_unsaved = false;                   ///< the store has refused something
    std::vector<InstanceId> m_intended;       ///< to be forked when the plan's actions are carried out
    std::set<InstanceId> m_inStartup;         ///< their startup probe has not succeeded yet
    std::set<ServiceName> m_unreadablePorts;  ///< told once a service
    std::map<InstanceId, std::optional<DataPlane::Fence>>
        m_drains;  ///< the snapshots that say "draining", once published
    model::TopologyMode m_topology = model::TopologyMode::HubAndSpoke;
    std::map<std::string, ManifestSource> m_sources;  ///< by digest: of revisions that may still be needed
    std::map<std::pair<ServiceName, int>, std::string> m_revisionSource;
};

}  // namespace slipway::daemon
