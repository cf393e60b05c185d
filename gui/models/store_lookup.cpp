#include <algorithm>
#include <cmath>

#include "gui/models/store.h"

namespace slipway::gui {

namespace {

template <class List, class Match>
auto firstOf(const List& list, Match match) -> const typename List::value_type* {
    const auto found = std::find_if(list.begin(), list.end(), match);
    return found == list.end() ? nullptr : &*found;
}

}  // namespace

Service* Store::findService(const QString& name) {
    const auto row = m_serviceRow.constFind(name);
    return row == m_serviceRow.constEnd() ? nullptr : &m_services[*row];
}

const Service* Store::service(const QString& name) const {
    const auto row = m_serviceRow.constFind(name);
    return row == m_serviceRow.constEnd() ? nullptr : &m_services[*row];
}

const Instance* Store::instance(const QString& name) const {
    return firstOf(m_instances, [&](const Instance& i) { return i.instance == name; });
}

std::vector<const Instance*> Store::instancesOf(const QString& service) const {
    std::vector<const Instance*> found;
    for (const Instance& each : m_instances) {
        if (each.service == service) {
            found.push_back(&each);
        }
    }
    return found;
}

const Operation* Store::operation(const QString& id) const {
    return firstOf(m_operations, [&](const Operation& o) { return o.id == id; });
}

const Operation* Store::runningOperation(const QString& service) const {
    return firstOf(m_operations, [&](const Operation& o) { return o.service == service && !o.isOver(); });
}

const Operation* Store::runningSwitch() const {
    return firstOf(m_operations, [](const Operation& o) { return o.isSwitch() && !o.isOver(); });
}

const Receipt* Store::receipt(const QString& id) const {
    return firstOf(m_receipts, [&](const Receipt& r) { return r.id == id; });
}

const Receipt* Store::lastReceipt(const QString& service) const {
    return firstOf(m_receipts, [&](const Receipt& r) { return r.service == service; });
}

const Series* Store::series(const QString& service) const {
    const auto found = m_series.constFind(service);
    return found == m_series.constEnd() ? nullptr : &*found;
}

QString Store::teamName(const QString& key) const {
    const Team* team = m_topology.team(key);
    return team ? team->name : key;
}

QColor Store::teamColor(const QString& key) const {
    const Team* team = m_topology.team(key);
    return Theme::current().team(key, team ? team->color : QString());
}

double Store::totalRps() const {
    if (!std::isnan(m_gateway.rps)) {
        return m_gateway.rps;
    }
    double sum = 0;
    for (const Service& each : m_services) {
        sum += std::isnan(each.rps) ? 0 : each.rps;
    }
    return sum;
}

double Store::totalErrorsPerS() const {
    if (!std::isnan(m_gateway.errorsPerS)) {
        return m_gateway.errorsPerS;
    }
    double sum = 0;
    for (const Service& each : m_services) {
        sum += std::isnan(each.errorsPerS) ? 0 : each.errorsPerS;
    }
    return sum;
}

}  // namespace slipway::gui
