#include "gateway/cache/response_store.h"

#include <algorithm>

#include "gateway/cache/storing.h"

namespace slipway::gateway::cache {

ResponseStore::Found ResponseStore::find(std::string_view key, std::string_view scope, bool credentials,
                                         const RequestFields& request) {
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end())
        return {};
    const auto& variants = found->second;
    for (auto at = variants.rbegin(); at != variants.rend(); ++at) {
        const StoredResponse& stored = *(*at)->stored;
        if (stored.scope != scope || !mayBeGiven(stored, credentials) || !matchesSelection(stored, request))
            continue;
        m_order.splice(m_order.begin(), m_order, *at);
        return {(*at)->stored, false};
    }
    return {nullptr, true};
}

bool ResponseStore::put(std::string_view key, StoredPtr stored) {
    const std::size_t cost = stored->cost() + key.size() + kOverhead;
    if (const auto found = m_byKey.find(key); found != m_byKey.end()) {
        const auto same = std::find_if(found->second.begin(), found->second.end(), [&](Place each) {
            return each->stored->scope == stored->scope && each->stored->selecting == stored->selecting &&
                   each->stored->anonymous == stored->anonymous;
        });
        if (same != found->second.end())
            drop(*same);
    }
    if (cost > m_maxBytes)
        return false;
    makeRoom(cost);
    const auto slot = m_byKey.try_emplace(std::string(key)).first;
    m_order.push_front({&slot->first, std::move(stored), cost});
    slot->second.push_back(m_order.begin());
    m_bytes += cost;
    if (slot->second.size() > kMaxVariants) {
        const auto& variants = slot->second;
        const Place newest = m_order.begin();
        // The one used longest ago: the last of them in the order.
        for (auto at = std::prev(m_order.end()); at != newest; --at)
            if (std::find(variants.begin(), variants.end(), at) != variants.end()) {
                evict(at);
                break;
            }
    }
    return true;
}

std::size_t ResponseStore::erase(std::string_view key) {
    const auto found = m_byKey.find(key);
    if (found == m_byKey.end())
        return 0;
    const std::vector<Place> variants = found->second;
    for (const Place each : variants)
        drop(each);
    return variants.size();
}

void ResponseStore::setMaxBytes(std::size_t maxBytes) {
    m_maxBytes = maxBytes;
    makeRoom(0);
}

void ResponseStore::makeRoom(std::size_t bytes) {
    while (m_bytes + bytes > m_maxBytes)
        evict(std::prev(m_order.end()));
}

void ResponseStore::drop(Place at) {
    m_bytes -= at->cost;
    const auto slot = m_byKey.find(*at->key);
    std::erase(slot->second, at);
    if (slot->second.empty())
        m_byKey.erase(slot);
    m_order.erase(at);
}

}  // namespace slipway::gateway::cache
