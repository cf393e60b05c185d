#include "daemon/operations.h"

// What each kind of operation changes in what the world shall be.
namespace slipway::daemon {

using api::OperationKind;

void Operations::change(Running& operation) {
    const auto entry = m_world.services.find(ServiceName(operation.row.service));
    if (operation.row.kind == OperationKind::Up) {
        for (const auto& [name, service] : m_world.services)
            if (!operation.moved.contains(name) && !m_history.knows(name.str()))
                noteRevision(operation, name, 0, service.revision, "up");
        for (const auto& [name, revisions] : operation.moved) {
            addRecorder(operation, name.str(), revisions.first, revisions.second);
            noteRevision(operation, name, revisions.first, revisions.second, "up");
        }
        return;
    }
    if (operation.row.kind == OperationKind::Down) {
        m_world.down = true;
        return;
    }
    if (operation.row.kind == OperationKind::Topology) {
        operation.modeBefore = m_host.topology();
        m_host.setTopology(operation.request.mode);
        return;
    }
    if (entry == m_world.services.end())
        return;
    model::ServiceWorld& service = entry->second;
    operation.replicasBefore = service.replicas;
    const bool moves = operation.row.kind == OperationKind::Redeploy || operation.row.kind == OperationKind::Rollback;
    // What a rollout that this one takes over was to replace is still what to go back to.
    const bool underWay = moves && service.rollout && !service.rollout->failed;
    const int revision = underWay ? service.rollout->from : service.revision;
    const int next = moves ? service.newRevision() : revision;
    addRecorder(operation, operation.row.service, revision, next);
    switch (operation.row.kind) {
        case OperationKind::Scale:
            service.replicas = operation.request.replicas;
            if (service.stopped && service.replicas > 0)
                operation.row.message = "it stays stopped; slipway start " + operation.row.service + " starts " +
                                        std::to_string(service.replicas);
            break;
        case OperationKind::Redeploy:
        case OperationKind::Rollback:
            service.revisions[next] =
                operation.target ? operation.target->spec : service.revisions.at(service.revision);
            service.revision = next;
            service.rollout = model::RolloutState{
                RolloutId(operation.row.rollout), revision, next, m_context.clock.now(), false, {}, {}};
            if (operation.target) {
                m_host.keepSource(entry->first, next, operation.target->source);
                operation.row.message = operation.target->warning;
            }
            noteRevision(operation, entry->first, revision, next,
                         operation.target                  ? "rollback to " + std::to_string(operation.target->revision)
                         : operation.request.cause.empty() ? "redeploy"
                                                           : operation.request.cause);
            break;
        case OperationKind::Restart:
            for (auto& [instanceId, instance] : m_world.instances)
                if (instance.service == entry->first && !instance.retire &&
                    (operation.request.instance.empty() || operation.request.instance == instanceId.str()))
                    instance.recycle = model::Recycle::Asked;
            break;
        case OperationKind::Stop:
            service.rollout.reset();
            service.stopped = true;
            break;
        case OperationKind::Start:
            if (!service.stopped)
                operation.row.message = "it was not stopped; what runs goes on, what had ended starts again";
            service.stopped = false;
            for (auto& [instanceId, instance] : m_world.instances)
                if (instance.service == entry->first && instance.terminal())
                    instance.recycle = model::Recycle::Asked;
            break;
        default:
            break;
    }
}

}  // namespace slipway::daemon
