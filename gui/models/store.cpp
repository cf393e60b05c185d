#include "gui/models/store.h"

#include <QDateTime>
#include <algorithm>
#include <utility>

#include "gui/models/event_text.h"
#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

Store::Store(QObject* parent) : QObject(parent) {
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Store::flush);
}

void Store::setStuckSagas(int stuck) {
    if (stuck != m_stuckSagas) {
        m_stuckSagas = stuck;
        emit stuckSagasChanged(stuck);
    }
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
    setStuckSagas(0);
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

void Store::applyProcesses(const json& topology) {
    if (!topology.is_object()) {
        return;
    }
    Topology taken = topologyFromJson(topology);
    m_topology.processes = std::move(taken.processes);
    m_topology.hubLinks = taken.hubLinks;
    m_topology.peerLinks = taken.peerLinks;
    m_pending.values = true;
    schedule();
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
