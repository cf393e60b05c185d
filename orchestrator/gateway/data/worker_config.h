#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/core/config.h"
#include "gateway/data/endpoint_pool.h"
#include "gateway/data/local_ref.h"
#include "http/limits.h"

namespace slipway::gateway {

/// A Config as one worker uses it: the pool of each endpoint at hand, the codec's limits made. Each request keeps the
/// one that it began with. Thread: the worker's, but for the Config inside.
class WorkerConfig final : public LocalCounted {
  public:
    explicit WorkerConfig(ConfigPtr config);

    const Config& config() const { return *m_config; }
    const http::Limits& limits() const { return m_limits; }
    /// Null when there is none.
    const Service* service(std::string_view id) const;

    void setPool(const Service& service, size_t endpoint, EndpointPool& pool) {
        m_pools[service.index][endpoint] = &pool;
    }
    EndpointPool& pool(const Service& service, const Endpoint& endpoint) const {
        return *m_pools[service.index][static_cast<size_t>(&endpoint - service.endpoints.data())];
    }

  private:
    ConfigPtr m_config;
    http::Limits m_limits;
    std::vector<std::vector<EndpointPool*>> m_pools;
    std::unordered_map<std::string_view, const Service*> m_services;
};

}  // namespace slipway::gateway
