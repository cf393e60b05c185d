#include "gui/app/demo_parts.h"

#include <cmath>

namespace slipway::gui::demo {

using nlohmann::json;

const std::vector<Part>& parts() {
    static const std::vector<Part> all = {
        {"storefront", "web", nullptr, 2, 42.0, 610, 2300, 0.06, 14200, {"products", "orders", "users"}},
        {"users", "accounts", "sqlite", 2, 31.5, 480, 1700, 0.04, 18100, {"points"}},
        {"products", "catalog", "lmdb", 2, 88.2, 210, 900, 0.11, 22900, {}},
        {"orders", "sales", "sqlite", 3, 24.8, 2900, 9800, 0.18, 27400, {"users", "products", "points"}},
        {"points", "loyalty", "sqlite", 2, 19.1, 730, 3100, 0.05, 16000, {}},
        {"composer", "", "sqlite", 1, 4.2, 8100, 21400, 0.02, 12100, {"users", "products", "orders", "points"}},
    };
    return all;
}

json instanceOf(const Part& part, int index, const std::string& state, int revision, qint64 nowMs) {
    const bool up = state != "crash_loop" && state != "failed";
    json result = {{"service", part.name},
                   {"instance", std::string(part.name) + "-" + std::to_string(index)},
                   {"pid", up ? json(41200 + index * 7 + static_cast<int>(part.rps)) : json(nullptr)},
                   {"port", 21000 + index + static_cast<int>(part.p50Us)},
                   {"state", state},
                   {"revision", revision},
                   {"restarts", up ? 0 : 6},
                   {"owner", part.owner},
                   {"project", "shop"},
                   {"started_ms", nowMs - 3 * 3600 * 1000 - index * 60000},
                   {"ready_ms", nowMs - 3 * 3600 * 1000 - index * 60000 + 800},
                   {"cpu", up ? json(part.cpu / part.replicas) : json(nullptr)},
                   {"rss_kib", up ? json(part.rssKib / part.replicas) : json(nullptr)},
                   {"in_flight", index % 3},
                   {"why", ""},
                   {"address", "127.0.0.1:" + std::to_string(21000 + index + static_cast<int>(part.p50Us))},
                   {"last_exit", nullptr}};
    if (!up) {
        result["why"] = "exits with code 1 within 200 ms of its start";
        result["last_exit"] = {{"code", 1}, {"signal", 0}, {"at", nowMs - 4000}, {"reason", "exit 1"}};
        result["last_lines"] = {"INFO  shop-points 0.1.0 on port 21733",
                                "ERROR cannot open points.db: database is locked (waited 5 s)", "exit 1"};
    }
    return result;
}

json seconds(double start, double health, double shift, double drain, double stop) {
    return {{"start", start}, {"health", health}, {"shift", shift}, {"drain", drain}, {"stop", stop}};
}

double wave(double t, double seed) {
    return 1 + 0.18 * std::sin(t / 47 + seed) + 0.09 * std::sin(t / 11 + 2 * seed) +
           0.05 * std::sin(t / 3.1 + 5 * seed);
}

}  // namespace slipway::gui::demo
