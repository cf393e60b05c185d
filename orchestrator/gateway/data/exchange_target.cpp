// Which of a route's services a request goes to, and how a client stays with it.

#include "gateway/data/client_connection.h"
#include "gateway/data/cookie.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

const RouteTarget& Exchange::chooseTarget(const http::RequestHead& head) {
    const Route& route = *m_route;
    if (route.stickyCookie.empty() || route.targets.size() == 1)
        return pickTarget(route, m_worker.random());
    if (const auto cookie = cookieOf(head, route.stickyCookie))
        for (const RouteTarget& target : route.targets)
            if (target.token == *cookie && !target.service->active.empty())
                return target;
    // Nobody's client yet, or of a service that left the route or has no instance: drawn anew, and told.
    const RouteTarget* drawn = &pickTarget(route, m_worker.random());
    if (drawn->service->active.empty())
        for (const RouteTarget& target : route.targets)
            if (!target.service->active.empty())
                drawn = &target;
    m_setSticky = true;
    return *drawn;
}

std::string Exchange::stickyField() const {
    std::string field = m_route->stickyCookie + "=" + m_target->token + "; Path=/; HttpOnly; SameSite=Lax";
    return m_client->isSecure() ? std::move(field) + "; Secure" : field;
}

}  // namespace slipway::gateway
