#include "gateway/data/hold_queue.h"

#include <algorithm>
#include <vector>

#include "gateway/core/config.h"
#include "gateway/data/exchange.h"

namespace slipway::gateway {

bool HoldQueue::add(const Service& service, Exchange& exchange, Place place) {
    if (!m_ledger.enter(service.id, service.hold.maxRequests))
        return false;
    auto& queue = m_byService[service.id];
    if (place == Place::Front)
        queue.push_front(&exchange);
    else
        queue.push_back(&exchange);
    return true;
}

void HoldQueue::remove(const std::string& service, Exchange& exchange) {
    const auto found = m_byService.find(service);
    if (found == m_byService.end())
        return;
    const auto at = std::find(found->second.begin(), found->second.end(), &exchange);
    if (at == found->second.end())
        return;
    found->second.erase(at);
    m_ledger.leave(service);
    if (found->second.empty())
        m_byService.erase(found);
}

void HoldQueue::release(const std::string& service) {
    const auto found = m_byService.find(service);
    if (found == m_byService.end())
        return;
    // Each takes itself out; one that can't be placed comes back, so only those that are there now get their turn.
    const std::deque<Exchange*> waiting = found->second;
    for (Exchange* each : waiting)
        each->resumeFromHold(Exchange::Resume::Released);
}

void HoldQueue::releaseAll() {
    std::vector<std::string> services;
    for (const auto& [service, queue] : m_byService)
        services.push_back(service);
    for (const std::string& service : services)
        release(service);
}

void HoldQueue::probe() {
    std::vector<Exchange*> first;
    for (const auto& [service, queue] : m_byService)
        first.push_back(queue.front());
    for (Exchange* each : first)
        each->resumeFromHold(Exchange::Resume::Probe);
}

}  // namespace slipway::gateway
