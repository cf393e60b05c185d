#pragma once

#include <QObject>
#include <QTimer>
#include <map>
#include <memory>
#include <set>

#include "daemon/api_server.h"
#include "daemon/context.h"
#include "daemon/gateway_upgrade.h"
#include "daemon/key_keeper.h"
#include "daemon/openapi_keeper.h"
#include "daemon/project_controller.h"
#include "daemon/trace_collector.h"

namespace slipway::daemon {

/// The control plane of one home: all projects, the gateway, the clocks that drive them. Thread: the daemon's.
class Daemon : public QObject {
  public:
    struct Options {
        bool adopt = false;  ///< started by the gateway: there is something to come back to, so no wait for clients
    };

    /// Opens the store, takes over what runs, and begins to serve. Errors: HomeInUse, Io, Corrupt, …
    static Result<std::unique_ptr<Daemon>> start(Home home, HomeLock lock, Options options);
    ~Daemon() override;

    /// Says goodbye to the gateway and ends the event loop; instances run on.
    void stop();

    // What the API calls (api_routes.cpp).
    const Clock& clock() const { return m_clock; }
    Context& context() { return *m_context; }
    HopMeter& hopMeter() { return m_hops; }
    GatewayUpgrade& gatewayUpgrade() { return *m_upgrade; }
    TraceCollector& traces() const { return *m_traces; }
    const std::string& epoch() const { return m_epoch; }
    WallMs startedMs() const { return m_startedMs; }
    const std::map<std::string, std::unique_ptr<ProjectController>>& projects() const { return m_projects; }
    ProjectController* project(const std::string& name);
    /// Errors: InvalidManifest is the caller's to tell; PortInUse, Conflict.
    Result<std::string> up(model::Project project, ManifestSource source);
    /// Whether `up` of this source would be taken for the project that runs. Errors: Conflict.
    Result<> mayComeUp(const ProjectController& running, const ManifestSource& source) const;
    Result<std::string> down(const std::string& name);
    const api::Operation* operation(const std::string& id) const;
    ProjectController* projectOfOperation(const std::string& id);
    std::vector<api::Operation> operations() const;
    /// Calls back once the counters are of this moment.
    void withFreshFigures(std::function<void()> callback);

  private:
    Daemon(Home home, HomeLock lock, std::unique_ptr<store::Store> store, runtime::PortAllocator instancePorts,
           runtime::PortAllocator egressPorts);
    Result<> begin(Options options);
    void adoptProjects();
    void publishSnapshot();
    void onFigures(const PlaneFigures& figures);
    /// Asks for fresh figures and acts on them.
    void lookAtFigures();
    /// Looks often while somebody waits for a count, and no longer.
    void watchCounts();
    /// Says each once, until it is mended.
    void warnOfKeys(std::set<std::pair<std::string, std::string>> faults);
    void lookForTrespasses();
    void lookAtQueues();
    void tick();
    /// Opens and closes what projects want to be scraped at.
    void updateScrapes();
    void reap();
    ProjectController* byKey(const std::string& key, InstanceId& id);

    Home m_home;
    HomeLock m_lock;
    SystemClock m_clock;
    Random m_random;
    std::string m_epoch;
    WallMs m_startedMs;
    std::unique_ptr<store::Store> m_store;
    runtime::PortAllocator m_instancePorts;
    runtime::PortAllocator m_egressPorts;
    std::unique_ptr<EventBus> m_events;
    runtime::CgroupTree m_cgroups;
    std::unique_ptr<Supervisor> m_supervisor;
    TrespassWatch m_trespasses{m_clock};
    QueueWatch m_queues;
    HopMeter m_hops{m_clock};
    BuildRunner m_builds{m_home};
    OpenApiKeeper m_openapi{m_clock,
                            {[this] { m_context->publishSnapshot(); },
                             [this](const std::string& project, const std::string& sentence) {
                                 m_events->publish({0, 0, project, api::WarningEvent{sentence}});
                             }}};
    std::unique_ptr<DataPlane> m_dataPlane;
    std::unique_ptr<GatewayUpgrade> m_upgrade;
    std::unique_ptr<TraceCollector> m_traces;
    std::unique_ptr<LogService> m_logs;
    std::unique_ptr<KeyKeeper> m_keys;
    std::set<std::pair<std::string, std::string>> m_keyFaults;  // by project; said already
    std::unique_ptr<Metrics> m_metrics;
    std::map<std::string, runtime::Usage> m_usage;
    runtime::UsageSampler m_usageSampler;
    size_t m_ticks = 0;
    std::unique_ptr<Context> m_context;
    std::map<std::string, std::unique_ptr<ProjectController>> m_projects;
    std::map<std::string, api::Operation> m_endedOperations;  ///< of projects that are gone
    std::unique_ptr<ApiServer> m_api;
    std::map<std::string, std::unique_ptr<ApiServer>> m_scrapes;  ///< by address, for Prometheus
    QTimer m_tick;
    QTimer m_drainTick;
    QTimer m_publish;
    bool m_stopping = false;
};

}  // namespace slipway::daemon
