// What single events change: a service, an instance, an operation, a receipt, the gateway.
#include <algorithm>

#include "gui/models/json_read.h"
#include "gui/models/store.h"

namespace slipway::gui {

using nlohmann::json;

void Store::takeService(Service taken) {
    Service* known = findService(taken.name);
    if (!known) {
        m_serviceRow.insert(taken.name, m_services.size());
        m_services.push_back(std::move(taken));
        syncNode(m_services.back());
        m_pending.structure = true;
        emit reset();
        return;
    }
    *known = std::move(taken);
    syncNode(*known);
    m_pending.services.insert(known->name);
}

void Store::syncNode(const Service& from) {
    for (TopologyNode& node : m_topology.nodes) {
        if (node.id != from.name) {
            continue;
        }
        node.state = from.state;
        node.desired = from.desired;
        node.ready = from.ready;
        node.owner = from.owner;
        node.rps = from.rps;
        node.errorsPerS = from.errorsPerS;
        node.p95Us = from.p95Us;
        m_pending.values = true;
    }
}

void Store::takeInstance(Instance taken, bool removed) {
    m_pending.instances.insert(taken.service);
    const auto known = std::find_if(m_instances.begin(), m_instances.end(),
                                    [&](const Instance& i) { return i.instance == taken.instance; });
    for (TopologyNode& node : m_topology.nodes) {
        if (node.id != taken.service) {
            continue;
        }
        const auto square = std::find_if(node.instances.begin(), node.instances.end(),
                                         [&](const NodeInstance& i) { return i.instance == taken.instance; });
        if (removed && square != node.instances.end()) {
            node.instances.erase(square);
        } else if (!removed && square == node.instances.end()) {
            node.instances.push_back({taken.instance, taken.state});
        } else if (!removed) {
            square->state = taken.state;
        }
        m_pending.values = true;
    }
    if (removed) {
        if (known != m_instances.end()) {
            m_instances.erase(known);
        }
    } else if (known != m_instances.end()) {
        *known = std::move(taken);
    } else {
        const auto after = std::find_if(m_instances.rbegin(), m_instances.rend(),
                                        [&](const Instance& i) { return i.service == taken.service; });
        m_instances.insert(after.base() == m_instances.begin() ? m_instances.end() : after.base(), std::move(taken));
    }
}

void Store::takeOperation(Operation taken) {
    if (taken.id.isEmpty()) {
        return;
    }
    m_pending.operations.insert(taken.id);
    const auto known =
        std::find_if(m_operations.begin(), m_operations.end(), [&](const Operation& o) { return o.id == taken.id; });
    if (known != m_operations.end()) {
        // A poll's answer may come after the event that ended it.
        if (!known->isOver() || taken.isOver()) {
            *known = std::move(taken);
        }
        return;
    }
    m_operations.insert(m_operations.begin(), std::move(taken));
    if (m_operations.size() > kKeptOperations) {
        m_operations.resize(kKeptOperations);
    }
}

void Store::takeReceipt(Receipt taken) {
    if (taken.id.isEmpty() || receipt(taken.id)) {
        return;
    }
    const QString id = taken.id;
    m_receipts.insert(m_receipts.begin(), std::move(taken));
    if (m_receipts.size() > kKeptReceipts) {
        m_receipts.resize(kKeptReceipts);
    }
    emit receiptAdded(id);
}

void Store::applyReceipts(const json& receipts) {
    if (!receipts.is_array()) {
        return;
    }
    for (const json& each : receipts) {
        Receipt taken = receiptFromJson(each);
        if (!taken.id.isEmpty() && !receipt(taken.id)) {
            m_receipts.push_back(std::move(taken));
        }
    }
    std::stable_sort(m_receipts.begin(), m_receipts.end(),
                     [](const Receipt& a, const Receipt& b) { return a.startedMs > b.startedMs; });
    emit receiptsReset();
}

void Store::takeGateway(const json& event) {
    const json& gateway = read::member(event, "gateway") ? read::object(event, "gateway") : event;
    m_gateway.state = read::text(gateway, "state");
    m_gateway.pid = read::whole(gateway, "pid", m_gateway.pid);
    m_gateway.generation = read::whole(gateway, "generation", m_gateway.generation);
    for (TopologyNode& node : m_topology.nodes) {
        if (node.kind == TopologyNode::Kind::Gateway) {
            node.state = m_gateway.state == QLatin1String("serving") ? ServiceState::Ready
                         : m_gateway.state == QLatin1String("lost")  ? ServiceState::Failing
                                                                     : ServiceState::Starting;
        }
    }
    m_pending.gateway = true;
    m_pending.values = true;
}

}  // namespace slipway::gui
