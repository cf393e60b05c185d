#include "gateway/control/drain_watch.h"

#include <set>

namespace slipway::gateway {
namespace {

std::set<std::string> activeIds(const Config& config) {
    std::set<std::string> ids;
    for (const auto& service : config.services)
        for (const auto index : service.active)
            ids.insert(service.endpoints[index].id);
    return ids;
}

}  // namespace

void DrainWatch::prepare(const Config& config) {
    const auto active = activeIds(config);
    for (const auto& [id, slot] : m_registry.endpoints())
        if (!active.contains(id))
            slot->setDraining(true);
}

void DrainWatch::begin(const Config& config) {
    const auto active = activeIds(config);
    m_generation = config.generation;
    m_watched.clear();
    for (const auto& [id, slot] : m_registry.endpoints()) {
        slot->setDraining(!active.contains(id));
        if (!active.contains(id))
            m_watched[id] = Told::No;
    }
}

void DrainWatch::tellAgain() {
    for (auto& [id, told] : m_watched)
        told = Told::No;
}

std::vector<std::string> DrainWatch::takeDrained() {
    std::vector<std::string> drained;
    for (auto& [id, told] : m_watched) {
        if (told == Told::Yes)
            continue;
        // A slot that the registry has forgotten had no request in flight.
        const auto slot = m_registry.endpoints().find(id);
        if (slot != m_registry.endpoints().end() && slot->second->inFlight() != 0)
            continue;
        told = Told::Yes;
        drained.push_back(id);
    }
    return drained;
}

bool DrainWatch::waiting() const {
    for (const auto& [id, told] : m_watched)
        if (told == Told::No)
            return true;
    return false;
}

}  // namespace slipway::gateway
