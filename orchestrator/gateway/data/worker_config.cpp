#include "gateway/data/worker_config.h"

#include <algorithm>

namespace slipway::gateway {

WorkerConfig::WorkerConfig(ConfigPtr config) : m_config(std::move(config)) {
    m_limits.maxHeadBytes = m_config->limits.headBytes;
    m_limits.maxFields = std::min<std::uint32_t>(m_config->limits.headers, http::kFieldCapacity);
    m_limits.maxTargetBytes = m_config->limits.targetBytes;
    m_pools.resize(m_config->services.size());
    for (const Service& service : m_config->services) {
        m_pools[service.index].resize(service.endpoints.size());
        m_services.emplace(service.id, &service);
    }
}

const Service* WorkerConfig::service(std::string_view id) const {
    const auto found = m_services.find(id);
    return found == m_services.end() ? nullptr : found->second;
}

}  // namespace slipway::gateway
