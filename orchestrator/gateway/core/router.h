#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "base/random.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::mediation {
struct RouteMediation;
}
namespace slipway::gateway::cache {
struct RouteCache;
}

namespace slipway::gateway {

struct Service;
struct RouteSlot;
struct EdgeSlot;
namespace mirror {
struct MirrorRoute;
}
namespace policy {
class RoutePolicies;
}

/// A callable that is only borrowed: no allocation, no ownership. It must outlive the call that it is given to.
template <class Signature>
class FunctionRef;
template <class R, class... Args>
class FunctionRef<R(Args...)> {
  public:
    template <class F>
    requires(!std::is_same_v<std::remove_cvref_t<F>, FunctionRef>) FunctionRef(F&& f)
        : m_object(const_cast<void*>(static_cast<const void*>(std::addressof(f)))),
          m_call([](void* object, Args... args) -> R {
              return (*static_cast<std::remove_reference_t<F>*>(object))(std::forward<Args>(args)...);
          }) {}
    R operator()(Args... args) const { return m_call(m_object, std::forward<Args>(args)...); }

  private:
    void* m_object;
    R (*m_call)(void*, Args...);
};

/// Says whether the request has a field of this name (lower case) with exactly this value; "cookie:NAME" asks for a
/// cookie.
using HeaderMatcher = FunctionRef<bool(std::string_view name, std::string_view value)>;

struct RouteTarget {
    const Service* service = nullptr;
    std::uint32_t weight = 1;
    std::shared_ptr<EdgeSlot> edge;
    std::string token;  ///< what the sticky cookie says of it; the same over all snapshots
};

struct Route {
    std::string id;
    std::vector<std::string> hosts;  ///< lower case; "*.shop.local" matches names below shop.local. Empty: any
    std::string prefix;              ///< whole segments, without a slash at the end: "" matches every path
    std::vector<std::string> methods;
    std::vector<protocol::SnapshotHeaderMatch> headers;  ///< names in lower case
    std::vector<RouteTarget> targets;                    ///< at least one
    std::uint32_t totalWeight = 1;
    std::string addPrefix;  ///< in front of the path that the service sees; empty: none
    bool stripPrefix = false;
    protocol::Millis timeout{};
    std::uint32_t retries = 1;
    std::shared_ptr<RouteSlot> slot;
    std::shared_ptr<const mediation::RouteMediation> mediation;  ///< null: bodies pass as they are
    std::shared_ptr<const policy::RoutePolicies> policies;       ///< null: none
    std::shared_ptr<const cache::RouteCache> cache;              ///< null: nothing of it is kept
    std::string stickyCookie;                                    ///< empty: each request is drawn by weight
    std::shared_ptr<const mirror::MirrorRoute> mirror;           ///< null: none
};

/// The routes of one listener in the order in which they win: longer path prefix, then exact host over wildcard over
/// none, then methods over none, then more headers, then the order of the snapshot. Immutable once built. Thread: any.
class RouteTable {
  public:
    RouteTable() = default;
    explicit RouteTable(std::vector<Route> routes);
    RouteTable(RouteTable&&) = default;
    RouteTable& operator=(RouteTable&&) = default;

    /// The route that wins, or null. `host` as in the Host field (a port is ignored, case too), `path` without the
    /// query and with its dot segments resolved. Cost: a hash a path segment up to the longest prefix, then the few
    /// routes that share the prefix. Allocates nothing.
    const Route* match(std::string_view method, std::string_view host, std::string_view path,
                       HeaderMatcher header) const;

    const std::vector<Route>& routes() const { return m_routes; }

  private:
    struct Group {
        std::uint64_t hash = 0;
        std::uint32_t first = 0;  ///< into m_routes, which is sorted so that a prefix's routes are neighbours
        std::uint32_t count = 0;
    };
    const Group* find(std::string_view prefix, std::uint64_t hash) const;

    std::vector<Route> m_routes;
    std::vector<Group> m_groups;  ///< open addressing, a power of two, `count` 0 marks a free place
    std::size_t m_longest = 0;    ///< bytes of the longest prefix
};

/// Before the name of a cookie in a header match.
inline constexpr std::string_view kCookieMatch = "cookie:";

/// The target of a request, drawn by weight.
const RouteTarget& pickTarget(const Route& route, Random& random);

/// "Shop.local:8080" -> "Shop.local", "[::1]:80" -> "[::1]".
std::string_view hostWithoutPort(std::string_view host);

}  // namespace slipway::gateway
