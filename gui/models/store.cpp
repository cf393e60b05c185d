#include "gui/models/store.h"

#include <QDateTime>
#include <algorithm>
#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

Store::Store(QObject* parent) : QObject(parent) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Store::flush);
}

void Store::clear() {
    const Link link = m_link;
    m_project = {};
    m_gateway = {};
    m_services.clear();
    m_serviceRow.clear();
    m_instances.clear();
    m_topology = {};
    m_operations.clear();
    m_receipts.clear();
    m_events.clear();
    m_series.clear();
    m_gatewaySeries = {};
    m_eventId = 0;
    m_pending = {};
    m_link = link;
    emit reset();
    emit receiptsReset();
    emit eventsReset();
}

void Store::applyState(const json& state) {
    m_heard.start();
    std::vector<Service> services;
    for (const json& each : read::list(state, "services")) {
        services.push_back(serviceFromJson(each));
    }
    const ProjectInfo project = projectFromJson(read::object(state, "project"));
    const bool sameSet = project.name == m_project.name &&
                         std::equal(services.begin(), services.end(), m_services.begin(), m_services.end(),
                                    [](const Service& a, const Service& b) { return a.name == b.name; });
    if (project.name != m_project.name) {
        m_series.clear();
        m_gatewaySeries = {};
        m_receipts.clear();
    }
    m_project = project;
    m_services = std::move(services);
    m_serviceRow.clear();
    for (std::size_t row = 0; row < m_services.size(); ++row) {
        m_serviceRow.insert(m_services[row].name, row);
        m_pending.services.insert(m_services[row].name);
        m_pending.instances.insert(m_services[row].name);
    }
    m_instances.clear();
    for (const json& each : read::list(state, "instances")) {
        m_instances.push_back(instanceFromJson(each));
    }
    std::stable_sort(m_instances.begin(), m_instances.end(), [this](const Instance& a, const Instance& b) {
        return m_serviceRow.value(a.service, SIZE_MAX) < m_serviceRow.value(b.service, SIZE_MAX);
    });
    m_topology = topologyFromJson(read::object(state, "topology"));
    m_operations.clear();
    for (const json& each : read::list(state, "operations")) {
        m_operations.push_back(operationFromJson(each));
        m_pending.operations.insert(m_operations.back().id);
        if (const json* receipt = read::member(each, "receipt"); receipt && receipt->is_object()) {
            Receipt taken = receiptFromJson(*receipt);
            if (!this->receipt(taken.id)) {
                m_receipts.push_back(std::move(taken));
            }
        }
    }
    const auto newest = [](const auto& a, const auto& b) { return a.startedMs > b.startedMs; };
    std::stable_sort(m_operations.begin(), m_operations.end(), newest);
    std::stable_sort(m_receipts.begin(), m_receipts.end(), newest);
    m_gateway = gatewayFromJson(read::object(state, "gateway"));
    // The manifest may ask for any port (":0"): the listener knows which one it is.
    QStringList addresses;
    for (const auto& [owner, address] : m_gateway.ingress) {
        if (owner == m_project.name && !address.isEmpty()) {
            addresses << address;
        }
    }
    if (!addresses.isEmpty()) {
        m_project.listen = addresses;
    }
    m_eventId = read::whole(state, "event_id");
    m_pending.structure = m_pending.values = m_pending.gateway = m_pending.project = true;
    if (!sameSet) {
        m_pending = {};
        emit reset();
        emit receiptsReset();
        emit projectChanged();
        emit gatewayChanged();
    } else {
        schedule();
    }
}

bool Store::applyEvent(const json& event) {
    m_heard.start();
    const qint64 id = read::whole(event, "id");
    if (id > 0 && id <= m_eventId) {
        return true;
    }
    if (id > 0) {
        m_eventId = id;
    }
    if (const qint64 at = read::whole(event, "at"); at > 0) {
        m_eventLagMs = std::max<qint64>(0, QDateTime::currentMSecsSinceEpoch() - at);
    }
    const QString type = read::text(event, "type");
    if (type == QLatin1String("lost")) {
        return false;
    }
    const QString project = read::text(event, "project");
    if (!project.isEmpty() && hasProject() && project != m_project.name) {
        return true;
    }
    if (type == QLatin1String("tick")) {
        takeTick(event);
        schedule();
        return true;
    }
    if (type == QLatin1String("instance")) {
        takeInstance(instanceFromJson(read::object(event, "instance")), read::flag(event, "removed"));
    } else if (type == QLatin1String("service")) {
        takeService(serviceFromJson(read::object(event, "service")));
    } else if (type == QLatin1String("operation")) {
        takeOperation(operationFromJson(read::object(event, "operation")));
    } else if (type == QLatin1String("rollout")) {
        takeReceipt(receiptFromJson(read::object(event, "receipt")));
    } else if (type == QLatin1String("gateway")) {
        takeGateway(event);
    } else if (type == QLatin1String("project")) {
        if (read::text(event, "action") == QLatin1String("manifest_changed")) {
            m_project.manifestChanged = true;
        }
        m_pending.project = true;
    }
    appendEvent(event);
    schedule();
    return true;
}

void Store::appendEvent(const json& event) {
    m_events.push_back(eventRowFromJson(event));
    ++m_pending.events;
    // Trimmed in steps: models hear of it as a reset of a list that nobody reads to its end.
    if (m_events.size() > kKeptEvents + kKeptEvents / 4) {
        m_events.erase(m_events.begin(), m_events.end() - kKeptEvents);
        m_pending.events = 0;
        emit eventsReset();
    }
}

void Store::applyEventHistory(const json& events) {
    m_events.clear();
    if (events.is_array()) {
        for (const json& each : events) {
            m_events.push_back(eventRowFromJson(each));
        }
    }
    std::stable_sort(m_events.begin(), m_events.end(),
                     [](const EventRow& a, const EventRow& b) { return a.id < b.id; });
    m_pending.events = 0;
    emit eventsReset();
}

void Store::applyOperation(const json& operation) {
    takeOperation(operationFromJson(operation));
    schedule();
}

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

void Store::applyMetrics(const json& metrics) {
    const qint64 from = read::whole(metrics, "from");
    const qint64 step = read::whole(metrics, "step_ms", 1000);
    const json& services = read::object(metrics, "services");
    for (const auto& [name, columns] : services.items()) {
        m_series[QString::fromStdString(name)].load(from, step, columns);
    }
    loadGatewayHistory(metrics);
    m_pending.tick = true;
    schedule();
}

// What entered at the gateway is what left it towards services; its p95 is at least the slowest edge's.
void Store::loadGatewayHistory(const json& metrics) {
    json sum = {{"rps", json::array()}, {"errors", json::array()}, {"p95_us", json::array()}};
    const auto add = [](json& into, const json& column, auto&& combine) {
        for (std::size_t i = 0; i < column.size(); ++i) {
            if (into.size() <= i) {
                into.push_back(nullptr);
            }
            if (column[i].is_number()) {
                into[i] =
                    into[i].is_number() ? json(combine(into[i].get<double>(), column[i].get<double>())) : column[i];
            }
        }
    };
    const auto plus = [](double a, double b) { return a + b; };
    const auto most = [](double a, double b) { return std::max(a, b); };
    for (const json& edge : read::list(metrics, "edges")) {
        const TopologyNode* from = m_topology.node(read::text(edge, "from"));
        if (from && from->kind == TopologyNode::Kind::Gateway) {
            add(sum["rps"], read::list(edge, "rps"), plus);
            add(sum["errors"], read::list(edge, "errors"), plus);
            add(sum["p95_us"], read::list(edge, "p95_us"), most);
        }
    }
    m_gatewaySeries.load(read::whole(metrics, "from"), read::whole(metrics, "step_ms", 1000), sum);
}

void Store::takeTick(const json& tick) {
    const qint64 at = read::whole(tick, "at", QDateTime::currentMSecsSinceEpoch());
    for (const json& each : read::list(tick, "services")) {
        Service* known = findService(read::text(each, "name"));
        if (!known) {
            continue;
        }
        known->rps = read::number(each, "rps", kNotMeasured);
        known->errorsPerS = read::number(each, "errors_per_s", kNotMeasured);
        known->p50Us = read::number(each, "p50_us", kNotMeasured);
        known->p95Us = read::number(each, "p95_us", kNotMeasured);
        known->cpu = read::number(each, "cpu", kNotMeasured);
        known->rssKib = read::number(each, "rss_kib", kNotMeasured);
        m_series[known->name].append(at, {known->rps, known->errorsPerS, known->p50Us, known->p95Us, known->cpu,
                                          known->rssKib, static_cast<double>(known->ready)});
        syncNode(*known);
        m_pending.services.insert(known->name);
    }
    for (const json& each : read::list(tick, "edges")) {
        const QString from = read::text(each, "from");
        const QString to = read::text(each, "to");
        auto edge = std::find_if(m_topology.edges.begin(), m_topology.edges.end(),
                                 [&](const TopologyEdge& e) { return e.from == from && e.to == to; });
        if (edge == m_topology.edges.end()) {
            TopologyEdge found = edgeFromJson(each);
            found.declared = read::flag(each, "declared", false);
            m_topology.edges.push_back(std::move(found));
            m_pending.structure = true;
            continue;
        }
        edge->requests = read::whole(each, "requests", edge->requests);
        edge->rps = read::number(each, "rps", kNotMeasured);
        edge->errorsPerS = read::number(each, "errors_per_s", kNotMeasured);
        edge->p50Us = read::number(each, "p50_us", kNotMeasured);
        edge->p95Us = read::number(each, "p95_us", kNotMeasured);
    }
    if (const json& gateway = read::object(tick, "gateway"); !gateway.empty()) {
        m_gateway.rps = read::number(gateway, "rps", kNotMeasured);
        m_gateway.errorsPerS = read::number(gateway, "errors_per_s", kNotMeasured);
        m_gateway.p95Us = read::number(gateway, "p95_us", kNotMeasured);
        m_gatewaySeries.append(at, {m_gateway.rps, m_gateway.errorsPerS, kNotMeasured, m_gateway.p95Us, kNotMeasured,
                                    kNotMeasured, kNotMeasured});
        for (TopologyNode& node : m_topology.nodes) {
            if (node.kind == TopologyNode::Kind::Gateway) {
                node.rps = m_gateway.rps;
                node.errorsPerS = m_gateway.errorsPerS;
                node.p95Us = m_gateway.p95Us;
            }
        }
        m_pending.gateway = true;
    }
    m_pending.values = true;
    m_pending.tick = true;
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

void Store::setLink(Link link) {
    if (link == Link::Connected) {
        m_heard.start();
    }
    if (m_link != link) {
        m_link = link;
        emit linkChanged(link);
    }
}

qint64 Store::dataAgeMs() const {
    return m_heard.isValid() ? m_heard.elapsed() : -1;
}

void Store::schedule() {
    if (m_timer.isActive()) {
        return;
    }
    const qint64 since = m_lastFlush.isValid() ? m_lastFlush.elapsed() : kSignalIntervalMs;
    m_timer.start(static_cast<int>(std::max<qint64>(0, kSignalIntervalMs - since)));
}

void Store::flush() {
    m_timer.stop();
    m_lastFlush.start();
    const Pending pending = std::exchange(m_pending, {});
    if (pending.project) {
        emit projectChanged();
    }
    if (pending.structure) {
        emit topologyStructureChanged();
    }
    if (!pending.services.isEmpty()) {
        emit servicesChanged(QStringList(pending.services.begin(), pending.services.end()));
    }
    if (!pending.instances.isEmpty()) {
        emit instancesChanged(QStringList(pending.instances.begin(), pending.instances.end()));
    }
    if (pending.values) {
        emit topologyValuesChanged();
    }
    if (!pending.operations.isEmpty()) {
        emit operationsChanged(QStringList(pending.operations.begin(), pending.operations.end()));
    }
    if (pending.gateway) {
        emit gatewayChanged();
    }
    if (pending.events > 0) {
        emit eventsAppended(pending.events);
    }
    if (pending.tick) {
        emit ticked();
    }
}

}  // namespace slipway::gui
