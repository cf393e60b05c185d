#include "daemon/operations.h"

// What each kind of operation changes in what the world shall be.
namespace slipway::daemon {

using api::OperationKind;

void Operations::change(Running& operation) {
    const auto entry = m_world.services.find(ServiceName(operation.row.service));
    if (operation.row.kind == OperationKind::Up) {
        for (const auto& [name, revisions] : operation.moved)
            addRecorder(operation, name.str(), revisions.first, revisions.second);
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
    const int revision = service.revision;
    int next = revision;
    if (operation.row.kind == OperationKind::Redeploy)
        for (const auto& [number, spec] : service.revisions)
            next = std::max(next, number);
    if (operation.row.kind == OperationKind::Redeploy)
        ++next;
    addRecorder(operation, operation.row.service, revision, next);
    switch (operation.row.kind) {
        case OperationKind::Scale:
            service.replicas = operation.request.replicas;
            if (service.stopped && service.replicas > 0)
                operation.row.message = "it stays stopped; slipway start " + operation.row.service + " starts " +
                                        std::to_string(service.replicas);
            break;
        case OperationKind::Redeploy:
            service.revisions[next] = service.revisions.at(revision);
            service.revision = next;
            service.rollout = model::RolloutState{
                RolloutId(operation.row.rollout), revision, next, m_context.clock.now(), false, {}, {}};
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
