#include "daemon/operations.h"

#include <algorithm>

#include "protocol/api.h"

namespace slipway::daemon {

using api::OperationKind;
using api::OperationState;

namespace {

constexpr size_t kKept = 200;
constexpr int kMaxReplicas = 256;

bool projectWide(OperationKind kind) {
    return kind == OperationKind::Up || kind == OperationKind::Down || kind == OperationKind::Topology;
}

std::string instancesOf(const model::World& world, const ServiceName& service) {
    std::string names;
    for (const model::Instance* instance : world.of(service))
        names += (names.empty() ? "" : ", ") + instance->id.str();
    return names.empty() ? "none" : names;
}

}  // namespace

Operations::Operations(Context& context, std::string project, model::World& world, Host host)
    : m_context(context),
      m_project(std::move(project)),
      m_world(world),
      m_host(std::move(host)),
      m_history(context.store, context.clock, m_project) {}

Result<std::string> Operations::submit(const OperationRequest& request) {
    if (!projectWide(request.kind)) {
        const auto found = m_world.services.find(ServiceName(request.service));
        if (found == m_world.services.end()) {
            // The name of an instance that was replaced: names are never used again.
            if (const size_t dash = request.service.rfind('-'); dash != std::string::npos)
                if (const ServiceName service(request.service.substr(0, dash)); m_world.services.contains(service))
                    return fail(ErrorCode::NotFound, "there is no instance '" + request.service + "' any more, or yet",
                                service.str() + " has: " + instancesOf(m_world, service) + ".");
            std::string known;
            for (const auto& [name, service] : m_world.services)
                known += (known.empty() ? "" : ", ") + name.str();
            return fail(ErrorCode::NotFound,
                        m_project + " has no service '" + request.service + "' that Slipway launches",
                        "It has: " + known + ".");
        }
        if (request.kind == OperationKind::Scale && (request.replicas < 0 || request.replicas > kMaxReplicas))
            return fail(ErrorCode::Usage, "replicas must be 0 to " + std::to_string(kMaxReplicas) + ", not " +
                                              std::to_string(request.replicas));
        const model::Service& spec = found->second.spec();
        const bool fixed =
            std::any_of(spec.ports.begin(), spec.ports.end(), [](const model::Port& port) { return port.target != 0; });
        if (request.kind == OperationKind::Scale && fixed && request.replicas > 1)
            return fail(ErrorCode::Conflict, request.service + " has a fixed port, which only one instance can hold",
                        "Give its port `target: 0` and let it listen on $PORT.");
        const bool needsRunning = request.kind == OperationKind::Redeploy || request.kind == OperationKind::Restart ||
                                  request.kind == OperationKind::Rollback;
        if (needsRunning && found->second.stopped)
            return fail(ErrorCode::Conflict, request.service + " is stopped",
                        "Start it: slipway start " + request.service);
        if (!request.instance.empty()) {
            const auto instance = m_world.instances.find(InstanceId(request.instance));
            if (instance == m_world.instances.end() || instance->second.service.str() != request.service)
                return fail(ErrorCode::NotFound, request.service + " has no instance '" + request.instance + "'",
                            "It has: " + instancesOf(m_world, found->first) + ".");
        }
    }
    std::optional<RevisionHistory::Target> target;
    if (request.kind == OperationKind::Rollback) {
        const model::ServiceWorld& service = m_world.services.at(ServiceName(request.service));
        auto wanted = m_history.target(request.service, service.revision, request.revision);
        if (!wanted)
            return tl::unexpected(wanted.error());
        target = *std::move(wanted);
    }
    if (request.kind == OperationKind::Topology && m_world.services.empty())
        return fail(ErrorCode::Conflict, m_project + " has no service that Slipway launches");
    if (m_world.down && request.kind != OperationKind::Down)
        return fail(ErrorCode::Conflict, m_project + " is going down", "Wait for it, then: slipway up");
    const auto number = m_context.store.counters.next("operation");
    if (!number)
        return tl::unexpected(number.error());

    Running operation;
    operation.row.id = "op-" + std::to_string(*number);
    operation.row.kind = request.kind;
    operation.row.project = m_project;
    operation.row.service = request.service;
    operation.row.startedMs = m_context.clock.wallMs();
    operation.request = request;
    operation.target = std::move(target);
    if (operation.target)
        operation.request.revision = operation.target->revision;
    const store::OperationRecord record = recordOf(operation);
    if (auto kept = m_context.store.operations.save(record); !kept)
        return tl::unexpected(kept.error());
    operation.lastSaved = record.json;
    if (request.kind == OperationKind::Stop || request.kind == OperationKind::Down)
        supersede(request.service, operation.row.id);
    else if (request.kind == OperationKind::Redeploy || request.kind == OperationKind::Rollback)
        takeOver(request.service, operation.row.id);
    m_operations.push_back(std::move(operation));
    const std::string id = m_operations.back().row.id;
    tell(m_operations.back());
    advance();
    m_host.save();
    return id;
}

std::string Operations::submitUp(const std::map<ServiceName, std::pair<int, int>>& moved) {
    Running operation;
    operation.row.id = "op-" + std::to_string(m_context.store.counters.next("operation").value_or(0));
    operation.row.kind = OperationKind::Up;
    operation.row.project = m_project;
    operation.row.startedMs = m_context.clock.wallMs();
    for (Running& earlier : m_operations) {
        // A move of a service that this `up` does not change goes on.
        const bool moves = earlier.row.kind == OperationKind::Redeploy || earlier.row.kind == OperationKind::Rollback;
        if (!earlier.row.ended() && !earlier.finishing &&
            (!moves || moved.contains(ServiceName(earlier.row.service)) ||
             !m_world.services.contains(ServiceName(earlier.row.service))))
            cancel(earlier, operation.row.id);
    }
    operation.request.kind = OperationKind::Up;
    operation.moved = moved;
    m_operations.push_back(std::move(operation));
    const std::string id = m_operations.back().row.id;
    advance();
    return id;
}

bool Operations::covers(const Running& operation, const std::string& service) const {
    return projectWide(operation.row.kind) || service.empty() || operation.row.service == service;
}

bool Operations::blocked(const std::list<Running>::iterator& candidate) {
    if (candidate->row.kind == OperationKind::Up || candidate->row.kind == OperationKind::Down)
        return false;
    return std::any_of(m_operations.begin(), candidate, [&](const Running& earlier) {
        return !earlier.row.ended() && covers(earlier, candidate->row.service);
    });
}

void Operations::supersede(const std::string& service, const std::string& by) {
    for (Running& operation : m_operations) {
        if (operation.row.ended() || operation.finishing)
            continue;
        if (!service.empty() && (projectWide(operation.row.kind) || operation.row.service != service))
            continue;
        const auto entry = m_world.services.find(ServiceName(operation.row.service));
        if (entry != m_world.services.end())
            entry->second.rollout.reset();
        cancel(operation, by);
    }
}

void Operations::cancel(Running& operation, const std::string& by) {
    if (operation.building)
        m_context.builds.cancel(m_project, ServiceName(operation.row.service));
    operation.row.error = Error{ErrorCode::Cancelled, "superseded by " + by, "", {}};
    operation.row.message = operation.row.error->message;
    finish(operation, false);
}

void Operations::begin(Running& operation) {
    operation.starting = true;
    operation.row.state = OperationState::Running;
    const auto entry = m_world.services.find(ServiceName(operation.row.service));
    if (operation.row.kind == OperationKind::Redeploy && operation.request.build && entry != m_world.services.end() &&
        entry->second.spec().build) {
        build(operation, entry->second.spec());
        return;
    }
    tell(operation);
    measure(operation.row.id);
}

void Operations::measure(const std::string& operationId) {
    // A receipt counts what passed meanwhile: the counters as they stand now come first. A moment later the move
    // begins.
    m_context.dataPlane.requestStats([this, id = operationId](const PlaneFigures& figures) {
        m_context.metrics.ingest(m_context.dataPlane.counted(), figures);
        started(id);
    });
}

Operations::Running* Operations::running(const std::string& id) {
    for (Running& operation : m_operations)
        if (operation.row.id == id)
            return &operation;
    return nullptr;
}

void Operations::addRecorder(Running& operation, const std::string& service, int from, int to) {
    const std::string id = "ro-" + std::to_string(m_context.store.counters.next("rollout").value_or(0));
    if (operation.row.rollout.empty())
        operation.row.rollout = id;
    attachRecorder(operation, id, service, {from, to}, m_context.clock.wallMs());
}

void Operations::attachRecorder(Running& operation, const std::string& id, const std::string& service,
                                std::pair<int, int> revisions, std::int64_t startedMs) {
    RolloutRecorder::Start start;
    start.id = id;
    start.project = m_project;
    start.service = service;
    start.kind = operation.row.kind;
    std::tie(start.fromRevision, start.toRevision) = revisions;
    if (operation.row.kind == OperationKind::Scale)
        start.replicas = api::ReplicaChange{operation.replicasBefore, operation.request.replicas};
    RolloutRecorder recorder(std::move(start), m_world, m_context.clock.now(), startedMs);
    operation.recorders.emplace(service, std::move(recorder)).first->second.traffic(m_context.metrics);
}

void Operations::started(const std::string& id) {
    Running* operation = running(id);
    if (!operation || operation->row.ended() || !operation->starting)
        return;
    operation->starting = false;
    change(*operation);
    operation->begun = true;
    operation->deadline = deadlineFor(*operation);
    saveUnfinished(*operation);
    m_host.save();
    m_host.worldChanged();
}

void Operations::advance() {
    for (auto it = m_operations.begin(); it != m_operations.end(); ++it)
        if (it->row.state == OperationState::Queued && !it->starting && !blocked(it))
            begin(*it);
    for (Running& operation : m_operations) {
        if (operation.row.state == OperationState::Running && !operation.starting && !operation.finishing)
            judge(operation);
        // What `up` moves may have failed, and be back where it was, before the counters came that it waits for.
        else if (operation.starting)
            for (const auto& [name, revisions] : operation.moved)
                (void)noteFailedRollout(operation, name);
    }
    while (m_operations.size() > kKept && m_operations.front().row.ended())
        m_operations.pop_front();
}

bool Operations::waitsForFigures() const {
    return std::any_of(m_operations.begin(), m_operations.end(), [](const Running& operation) {
        return operation.row.kind == OperationKind::Topology && operation.row.state == OperationState::Running;
    });
}

void Operations::tell(Running& operation) {
    std::string text = api::encode(operation.row);
    if (text == operation.lastTold)
        return;
    operation.lastTold = std::move(text);
    m_host.changed(operation.row);
}

std::optional<TimePoint> Operations::deadline() const {
    std::optional<TimePoint> next;
    for (const Running& operation : m_operations)
        if (operation.row.state == OperationState::Running && !operation.starting && !operation.finishing &&
            (!next || operation.deadline < *next))
            next = operation.deadline;
    return next;
}

void Operations::drainBegan(const InstanceId& instance, std::int64_t inFlight) {
    for (Running& operation : m_operations)
        for (auto& [service, recorder] : operation.recorders)
            recorder.drainBegan(instance, inFlight);
}

const api::Operation* Operations::find(const std::string& id) const {
    for (const Running& operation : m_operations)
        if (operation.row.id == id)
            return &operation.row;
    return nullptr;
}

std::vector<api::Operation> Operations::list() const {
    std::vector<api::Operation> rows;
    for (const Running& operation : m_operations)
        rows.push_back(operation.row);
    return rows;
}

void Operations::figuresCame() {
    for (Running& operation : m_operations)
        if (operation.row.kind == OperationKind::Topology && operation.row.state == OperationState::Running &&
            !operation.starting && !operation.finishing)
            judgeTopology(operation);
    for (Running& operation : m_operations)
        if (operation.row.state == OperationState::Running && !operation.starting && !operation.finishing)
            tellTrial(operation);
}

const api::Operation* Operations::runningOn(const std::string& service) const {
    for (const Running& operation : m_operations)
        if (!operation.row.ended() && operation.row.state == OperationState::Running &&
            operation.row.service == service)
            return &operation.row;
    return nullptr;
}

void Operations::whenEnded(const std::string& id, std::function<void(const api::Operation&)> callback) {
    const api::Operation* row = find(id);
    if (row && row->ended())
        callback(*row);
    else if (row)
        m_waiting.emplace(id, std::move(callback));
}

}  // namespace slipway::daemon
