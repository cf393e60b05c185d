// Routes, cache, mirrors, queues and prices of the made-up shop.
#include "gui/app/demo_planes.h"

namespace slipway::gui::demo {

using nlohmann::json;

namespace {

json routeOf(const char* id, const char* prefix, const char* to, double rps, int p95, long requests, long errors,
             const json& policies = json::array()) {
    return {{"id", id},
            {"listener", "127.0.0.1:8080"},
            {"kind", "ingress"},
            {"hosts", json::array()},
            {"path_prefix", prefix},
            {"methods", json::array()},
            {"headers", json::object()},
            {"to", {{{"service", to}, {"weight", 1}}}},
            {"requests", requests},
            {"errors", errors},
            {"rps", rps},
            {"p95_us", p95},
            {"policies", policies}};
}

json callOf(const char* from, const char* to, int port, double rps, int p95, long requests, long errors) {
    json route = routeOf((std::string(from) + "->" + to).c_str(), "/", to, rps, p95, requests, errors);
    route["kind"] = "egress";
    route["listener"] = "127.0.0.1:" + std::to_string(port);
    return route;
}

json policy(const char* name, const json& ns, int refused) {
    return {{"name", name}, {"ns", ns}, {"refused", refused}};
}

}  // namespace

json routes() {
    json weighted = routeOf("catalog", "/products", "monolith", 46.4, 1100, 510'400, 0);
    weighted["to"] = {{{"service", "products"}, {"weight", 5}}, {{"service", "storefront"}, {"weight", 95}}};
    weighted["methods"] = {"GET", "HEAD"};
    json beta = routeOf("catalog-next", "/products", "products", 0.8, 1300, 8'120, 0);
    beta["headers"] = {{"x-catalog", "next"}};
    return {routeOf("checkout", "/checkout", "composer", 4.2, 21400, 46'180, 310,
                    {policy("limits", 41, 0), policy("jwt", 812, 17), policy("rate_limit", 96, 204),
                     policy("concurrency", 38, 0)}),
            beta,
            weighted,
            routeOf("orders", "/orders", "orders", 12.6, 10400, 138'600, 0, json::array({policy("jwt", 799, 3)})),
            routeOf("users", "/users", "users", 7.1, 1900, 78'100, 0, json::array({policy("api_key", nullptr, 0)})),
            routeOf("points", "/points", "points", 3.2, 3300, 35'200, 12),
            routeOf("storefront", "/", "storefront", 42.0, 2300, 462'000, 0,
                    {policy("cors", 63, 0), policy("limits", 40, 2)}),
            callOf("orders", "users", 20009, 24.4, 1800, 268'400, 0),
            callOf("orders", "points", 20011, 12.4, 3400, 136'400, 36),
            callOf("users", "points", 20012, 3.5, 3000, 38'500, 0)};
}

json cacheStats() {
    return {{"project", "shop"},  {"hits", 401'233},        {"stale", 1'204},     {"revalidated", 18'022},
            {"misses", 52'340},   {"bypassed", 61'007},     {"collapsed", 8'411}, {"stored", 51'998},
            {"evictions", 0},     {"invalidated", 1'310},   {"purged", 12},       {"entries", 911},
            {"bytes", 7'340'032}, {"max_bytes", 67'108'864}};
}

json mirrors(qint64 nowMs) {
    const json right = {{"status", 200}, {"bytes", 214}, {"digest", "5be1a09d1c3f2b77"}};
    const json wrong = {{"status", 200}, {"bytes", 214}, {"digest", "86a1f2c07d94e310"}};
    const json gone = {{"status", 404}, {"bytes", 91}, {"digest", "11d0c72a4be9013f"}};
    const auto difference = [&](qint64 agoMs, const char* path, const char* what, const char* pointer,
                                const json& shadow) {
        return json{
            {"at_ms", nowMs - agoMs}, {"method", "GET"},    {"path", path},      {"request_id", "5f0c2a1b9d3e4f60-1a"},
            {"what", what},           {"pointer", pointer}, {"original", right}, {"shadow", shadow}};
    };
    return json::array({{{"route", "catalog"},
                         {"from", {"storefront"}},
                         {"service", "products"},
                         {"percent", 100},
                         {"unsafe", "refuse"},
                         {"why", "Requests that change something are not copied: products is no shadow"},
                         {"compared", 18'211},
                         {"same", 18'208},
                         {"different", 3},
                         {"failed", 0},
                         {"dropped", 0},
                         {"too_large", 0},
                         {"kept", 340},
                         {"differences",
                          {difference(910'000, "/products/p_0003", "body", "/price/amount", wrong),
                           difference(422'000, "/products/p_0003", "body", "/price/amount", wrong),
                           difference(31'000, "/products/p_0871", "status", "", gone)}}}});
}

json queues() {
    return json::array({{{"queue", "orders/points"},
                         {"caller", "orders"},
                         {"service", "points"},
                         {"configured", true},
                         {"depth", 42},
                         {"in_flight", 16},
                         {"lag_ms", 8'400},
                         {"dead", 3},
                         {"bytes", 18'432},
                         {"accepted", 12'004},
                         {"delivered", 11'959},
                         {"failed_tries", 57},
                         {"error", "points answered 500"}},
                        {{"queue", "users/points"},
                         {"caller", "users"},
                         {"service", "points"},
                         {"configured", true},
                         {"depth", 0},
                         {"in_flight", 0},
                         {"lag_ms", nullptr},
                         {"dead", 0},
                         {"bytes", 0},
                         {"accepted", 811},
                         {"delivered", 811},
                         {"failed_tries", 0},
                         {"error", ""}}});
}

json messages(qint64 nowMs) {
    const auto message = [&](const char* id, const char* state, const char* key, int tries, const json& status,
                             const char* error, const json& next) {
        return json{{"message", id},
                    {"queue", "orders/points"},
                    {"state", state},
                    {"key", key},
                    {"method", "POST"},
                    {"path", std::string("/users/") + key + "/accruals"},
                    {"bytes", 96},
                    {"tries", tries},
                    {"status", status},
                    {"error", error},
                    {"created_ms", nowMs - 9000},
                    {"ended_ms", nullptr},
                    {"next_try_ms", next}};
    };
    return {message("ms-019ae2f1a001", "dead", "user-7", 10, 500, "points answered 500", nullptr),
            message("ms-019ae2f1a3c4", "dead", "user-12", 1, 422, "points answered 422", nullptr),
            message("ms-019ae2f1b77e", "dead", "user-7", 10, 500, "points answered 500", nullptr),
            message("ms-019ae2f3c001", "delivering", "user-31", 1, nullptr, "", nullptr),
            message("ms-019ae2f3c002", "waiting", "user-31", 0, nullptr, "", nullptr),
            message("ms-019ae2f3c003", "waiting", "user-8", 2, 503, "points answered 503", 1'600)};
}

json prices(qint64 nowMs) {
    const auto price = [&](const char* from, const char* to, const char* mode, double direct, double through) {
        return json{{"from", from},
                    {"to", to},
                    {"mode", mode},
                    {"requests", 200},
                    {"direct_us", direct},
                    {"through_us", through},
                    {"price_us", through - direct},
                    {"at_ms", nowMs - 64'000}};
    };
    return {price("orders", "users", "hub-and-spoke", 61.2, 97.4),   price("orders", "users", "p2p", 61.9, 88.6),
            price("orders", "points", "hub-and-spoke", 64.0, 101.3), price("orders", "points", "p2p", 63.1, 90.2),
            price("users", "points", "hub-and-spoke", 63.8, 99.9),   price("users", "points", "p2p", 64.4, 91.7)};
}

}  // namespace slipway::gui::demo
