#pragma once

#include <functional>
#include <list>
#include <map>
#include <memory>

#include "daemon/context.h"
#include "daemon/revision_history.h"
#include "daemon/rollout_recorder.h"
#include "model/plan.h"
#include "protocol/api_operation.h"

namespace slipway::daemon {

/// What a user asks of a project's services.
struct OperationRequest {
    api::OperationKind kind = api::OperationKind::Redeploy;
    std::string service = {};                                     ///< empty for up and down
    int replicas = 0;                                             ///< scale
    std::string instance = {};                                    ///< restart of one
    int revision = 0;                                             ///< rollback; 0: the last that succeeded
    bool build = true;                                            ///< redeploy: `build` of the manifest first
    std::string cause = {};                                       ///< redeploy: why, where no user asked for it
    model::TopologyMode mode = model::TopologyMode::HubAndSpoke;  ///< topology
};

/// The operations of one project, oldest first: queues them a service, starts them by changing what the world shall be,
/// and judges when they have ended. It moves nothing itself: plans do.
///
///   state      leaves to             by
///   ---------  --------------------  ------------------------------------------------------------------------
///   queued     running | failed      nothing before it touches its service | superseded by stop or down
///   running    succeeded | failed    the world is as wanted | it can't become so, its time is over, superseded
///
/// Thread: the daemon's.
class Operations {
  public:
    struct Host {
        std::function<void()> worldChanged;  ///< plan again
        /// What has changed goes to the store, the wishes of operations with the operations themselves.
        std::function<void()> save;
        std::function<void(const api::Operation&)> changed;
        std::function<void(const api::Receipt&)> ended;
        std::function<model::TopologyMode()> topology;
        std::function<void(model::TopologyMode)> setTopology;
        /// What a service's desired revision was parsed from; and, of a revision made here, to be kept with it.
        std::function<ManifestSource()> source;
        std::function<void(const ServiceName&, int revision, const ManifestSource&)> keepSource;
    };

    Operations(Context& context, std::string project, model::World& world, Host host);

    /// Accepted is what is stored: from then on it comes to an outcome, whatever becomes of this daemon. Errors:
    /// NotFound, Conflict, Usage; NoSpace or Io where it can't be stored.
    Result<std::string> submit(const OperationRequest& request);
    /// An `up` whose changes to the world have been made: `moved` are the services whose revision has changed.
    std::string submitUp(const std::map<ServiceName, std::pair<int, int>>& moved);
    /// What is done to a rollout that runs: "pause", "resume", "abort". Returns its operation's id. Errors: Conflict
    /// where none runs, Usage.
    Result<std::string> control(const std::string& service, const std::string& verb);
    RevisionHistory& history() { return m_history; }
    /// Goes on with what a dead daemon left unfinished, and knows what it finished.
    void resume();
    /// Operations that are not in the store as they are.
    std::vector<store::OperationRecord> unsaved() const;
    void saved(const std::vector<store::OperationRecord>& records);

    /// To be called after each change of the world.
    void advance();
    /// Fresh figures are in: what waits for counts may be over.
    void figuresCame();
    /// Something here waits for fresh figures.
    bool waitsForFigures() const;
    /// An operation may be over because time has passed.
    std::optional<TimePoint> deadline() const;
    void drainBegan(const InstanceId& instance, std::int64_t inFlight);

    const api::Operation* find(const std::string& id) const;
    /// Running and the last 200, oldest first.
    std::vector<api::Operation> list() const;
    const api::Operation* runningOn(const std::string& service) const;
    /// Called once, when it has ended; at once when it has.
    void whenEnded(const std::string& id, std::function<void(const api::Operation&)> callback);

  private:
    /// What an operation has beyond the longest start timeout, for stops and drains.
    static constexpr std::chrono::seconds kMargin{30};

    struct Running {
        api::Operation row;
        OperationRequest request;
        std::map<ServiceName, std::pair<int, int>> moved;  ///< up
        std::map<std::string, RolloutRecorder> recorders;  ///< by service
        std::map<std::string, std::string> failures;       ///< by service: why
        std::map<std::string, InstanceId> culprits;
        int replicasBefore = 0;
        model::TopologyMode modeBefore = model::TopologyMode::HubAndSpoke;
        std::optional<RevisionHistory::Target> target;  ///< rollback
        bool begun = false;                             ///< what the world shall be has been changed
        bool building = false;
        bool starting = false;   ///< waits for its build, or for the baseline of its counters
        bool finishing = false;  ///< waits for the last ones
        bool reverted = false;
        bool aborted = false;
        bool trialTold = false;  ///< its message is how the trial goes
        TimePoint deadline{};
        std::string lastTold;
        std::string lastSaved;
        bool endSaved = false;
    };

    bool covers(const Running& operation, const std::string& service) const;
    bool blocked(const std::list<Running>::iterator& candidate);
    void begin(Running& operation);
    void build(Running& operation, const model::Service& spec);
    void measure(const std::string& id);
    /// A newer move of the service goes on from where this one is.
    void takeOver(const std::string& service, const std::string& by);
    void cancel(Running& operation, const std::string& by);
    /// How both revisions do, while one is on trial.
    void tellTrial(Running& operation);
    bool isPaused(const Running& operation) const;
    TimePoint deadlineFor(const Running& operation) const;
    void noteRevision(Running& operation, const ServiceName& name, int from, int to, const std::string& cause);
    void started(const std::string& id);
    void change(Running& operation);
    void judge(Running& operation);
    void judgeTopology(Running& operation);
    /// Whether its rollout has failed; what is told of it then is kept before the way back ends.
    bool noteFailedRollout(Running& operation, const ServiceName& name);
    void judgeService(Running& operation, const ServiceName& name, int& done, int& total, bool& settled);
    void finish(Running& operation, bool succeeded);
    void conclude(const std::string& id, bool succeeded);
    void supersede(const std::string& service, const std::string& by);
    void tell(Running& operation);
    Running* running(const std::string& id);
    void addRecorder(Running& operation, const std::string& service, int from, int to);
    void attachRecorder(Running& operation, const std::string& id, const std::string& service,
                        std::pair<int, int> revisions, std::int64_t startedMs);
    /// Receipts that are not written yet: without an outcome.
    void saveUnfinished(const Running& operation);
    store::OperationRecord recordOf(const Running& operation) const;
    Running fromRecord(const store::OperationRecord& record) const;
    void retarget(Running& operation);
    void attachRecorders(Running& operation, const std::vector<store::RolloutRecord>& unfinished);
    std::string failureOf(const ServiceName& name, InstanceId& culprit) const;

    Context& m_context;
    std::string m_project;
    model::World& m_world;
    Host m_host;
    RevisionHistory m_history;
    std::list<Running> m_operations;
    std::multimap<std::string, std::function<void(const api::Operation&)>> m_waiting;
};

}  // namespace slipway::daemon
