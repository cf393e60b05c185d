#include "gateway/core/hold_ledger.h"

#include <utility>

#include "gateway/core/slots.h"

namespace slipway::gateway {

bool HoldLedger::enter(const std::string& service, std::uint32_t limit) {
    const std::lock_guard lock(m_mutex);
    std::uint32_t& held = m_held[service];
    if (held >= limit)
        return false;
    if (++held == 1) {
        m_news.push_back(service);
        m_signal->raise();
    }
    return true;
}

void HoldLedger::leave(const std::string& service) {
    const std::lock_guard lock(m_mutex);
    const auto found = m_held.find(service);
    if (found != m_held.end() && --found->second == 0)
        m_held.erase(found);
}

std::vector<std::string> HoldLedger::takeNews() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_news, {});
}

void HoldLedger::tellAgain() {
    const std::lock_guard lock(m_mutex);
    m_news.clear();
    for (const auto& [service, held] : m_held)
        m_news.push_back(service);
}

}  // namespace slipway::gateway
