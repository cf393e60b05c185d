#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "kit/http.h"

namespace shop::kit {

using Handler = std::function<Result<Response>(Request&)>;

/// Where a handler runs. Quick ones run on the connection's own loop: they must not wait for a lock of another process,
/// the disk or the network. Blocking ones run on a worker.
enum class Work { Quick, Blocking };

struct Route {
    std::string method;
    std::string pattern;  ///< as given: `/users/{id}`; the `route` label of metrics and logs
    Handler handler;
    Work work = Work::Quick;
    std::size_t index = 0;  ///< place in `routes()`
    std::vector<std::string> segments;
};

/// Whether a segment of a pattern stands for any: `{id}`.
bool isParam(const std::string& segment);
/// Health, metrics and the OpenAPI document are asked by machines all the time: neither counted as served, nor logged,
/// nor made slow by a fault switch.
bool isHousekeeping(std::string_view path);

/// Paths to handlers, by whole segments. Filled before the server starts, read by all threads after.
class Router {
  public:
    /// `pattern` as in `/users/{id}/points`. HEAD is answered by the GET of its path.
    void add(std::string_view method, std::string_view pattern, Work work, Handler handler);
    void get(std::string_view pattern, Work work, Handler handler) { add("GET", pattern, work, std::move(handler)); }
    void post(std::string_view pattern, Work work, Handler handler) { add("POST", pattern, work, std::move(handler)); }
    void put(std::string_view pattern, Work work, Handler handler) { add("PUT", pattern, work, std::move(handler)); }
    void patch(std::string_view pattern, Work work, Handler handler) {
        add("PATCH", pattern, work, std::move(handler));
    }
    void del(std::string_view pattern, Work work, Handler handler) { add("DELETE", pattern, work, std::move(handler)); }

    /// What a path and a method lead to.
    struct Match {
        const Route* route = nullptr;  ///< null: 404, or 405 where `allow` says what the path does take
        std::string allow;
        bool badEncoding = false;  ///< 400
    };
    /// Fills the request's `params` on a match.
    Match match(Request& request) const;

    const std::vector<Route>& routes() const { return m_routes; }

  private:
    std::vector<Route> m_routes;
};

}  // namespace shop::kit
