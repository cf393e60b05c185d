#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/cache/project_cache.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::gateway {

/// The caches of the projects that a snapshot names, and what each of its routes has of them. Thread: control.
class RouteCaches {
  public:
    /// Makes those that are new, and forgets those that no route asks for any more.
    RouteCaches(const protocol::Snapshot& snapshot, cache::CacheRegistry& registry);

    /// Null where the project caches nothing, or the route is no way in.
    std::shared_ptr<const cache::RouteCache> of(const protocol::SnapshotListener& listener,
                                                const protocol::SnapshotRoute& route) const;

  private:
    std::map<std::string, std::shared_ptr<cache::ProjectCache>> m_stores;
};

}  // namespace slipway::gateway
