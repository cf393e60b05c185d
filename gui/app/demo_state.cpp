#include "gui/app/demo_state.h"

#include <algorithm>
#include <array>
#include <string>

#include "gui/app/demo_parts.h"

namespace slipway::gui::demo {

using nlohmann::json;

namespace {

struct Call {
    const char* from;
    const char* to;
    double rps;
    double errors;
    double p95Us;
};

constexpr std::array kCalls = {
    Call{"gateway", "storefront", 42.0, 0, 2300}, Call{"gateway", "products", 46.4, 0, 1100},
    Call{"gateway", "orders", 12.6, 0, 10400},    Call{"gateway", "users", 7.1, 0, 1900},
    Call{"gateway", "points", 3.2, 0, 3300},      Call{"storefront", "products", 29.2, 0, 1000},
    Call{"storefront", "orders", 12.2, 0, 10100}, Call{"storefront", "users", 0, 0, 0},
    Call{"orders", "users", 24.4, 0, 1800},       Call{"orders", "products", 12.6, 0, 950},
    Call{"orders", "points", 12.4, 0.6, 3400},    Call{"users", "points", 3.5, 0, 3000},
    Call{"gateway", "composer", 4.2, 0, 21400},   Call{"composer", "users", 4.2, 0, 1900},
    Call{"composer", "products", 4.3, 0, 1200},   Call{"composer", "orders", 8.2, 0, 6100},
    Call{"composer", "points", 3.9, 0, 3200},
};

json number(double value) {
    return value > 0 ? json(value) : json(nullptr);
}

json processOf(const char* kind, const json& caller, int pid, int memoryKib, int taken, int made) {
    return {{"kind", kind},
            {"caller", caller},
            {"pid", pid},
            {"serving", true},
            {"rss_kib", memoryKib + 4100},
            {"pss_kib", memoryKib},
            {"caller_connections", taken},
            {"instance_connections", made}};
}

json processes(bool peerToPeer) {
    json all = json::array({processOf("hub", nullptr, 41002, 14300, peerToPeer ? 16 : 31, peerToPeer ? 11 : 22)});
    if (peerToPeer) {
        all.push_back(processOf("sidecar", "storefront", 41611, 7900, 6, 7));
        all.push_back(processOf("sidecar", "orders", 41613, 8200, 9, 6));
        all.push_back(processOf("sidecar", "users", 41615, 7600, 2, 2));
    }
    return all;
}

}  // namespace

json state(qint64 nowMs, bool calm, bool peerToPeer) {
    json services = json::array();
    json instances = json::array();
    json nodes = json::array({{{"id", "gateway"},
                               {"kind", "gateway"},
                               {"label", "gateway"},
                               {"owner", nullptr},
                               {"state", "ready"},
                               {"desired", 1},
                               {"ready", 1},
                               {"rps", 111.3},
                               {"p95_us", 4200},
                               {"instances", json::array()}}});
    for (const Part& part : parts()) {
        const std::string name = part.name;
        const bool degraded = !calm && name == "points";
        const bool rolling = !calm && name == "orders";
        json squares = json::array();
        for (int i = 1; i <= part.replicas; ++i) {
            std::string now = degraded && i == part.replicas ? "crash_loop" : rolling && i == 1 ? "draining" : "ready";
            instances.push_back(instanceOf(part, i, now, rolling ? 4 : 3, nowMs));
            squares.push_back({{"instance", name + "-" + std::to_string(i)}, {"state", now}});
        }
        if (rolling) {
            instances.push_back(instanceOf(part, 4, "ready", 5, nowMs));
            squares.push_back({{"instance", "orders-4"}, {"state", "ready"}});
        }
        const int ready = part.replicas - (degraded ? 1 : 0);
        const std::string word = degraded ? "degraded" : "ready";
        services.push_back(
            {{"name", name},
             {"owner", part.owner},
             {"kind", "process"},
             {"state", word},
             {"desired", part.replicas},
             {"ready", ready},
             {"revision", rolling ? 4 : 3},
             {"rps", part.rps},
             {"errors_per_s", degraded ? 0.6 : 0.0},
             {"p50_us", part.p50Us},
             {"p95_us", part.p95Us},
             {"cpu", part.cpu},
             {"rss_kib", part.rssKib},
             {"restarts", degraded ? 6 : 0},
             {"uptime_ms", 3 * 3600 * 1000 + 240000},
             {"calls", part.calls},
             {"policy", "least_request"},
             {"data", part.data ? json{{"kind", part.data},
                                       {"path", name + (std::string(part.data) == "lmdb" ? ".mdb" : ".db")}}
                                : json(nullptr)},
             {"command", "/usr/libexec/slipway/shop-" + name},
             {"operation", rolling ? json("op-31") : json(nullptr)},
             {"rollout", nullptr},
             {"why", degraded ? "points-2 exits again and again: cannot open points.db: database is locked" : ""}});
        nodes.push_back({{"id", name},
                         {"kind", "service"},
                         {"label", name},
                         {"owner", part.owner},
                         {"state", word},
                         {"desired", part.replicas},
                         {"ready", ready},
                         {"rps", part.rps},
                         {"p95_us", part.p95Us},
                         {"instances", squares}});
    }
    json edges = json::array();
    int port = 20001;
    for (const Call& call : kCalls) {
        edges.push_back({{"from", call.from},
                         {"to", call.to},
                         {"declared", true},
                         {"requests", static_cast<long>(call.rps * 11000)},
                         {"tries", static_cast<long>(call.rps * 11000)},
                         {"errors", static_cast<long>(call.errors * 60)},
                         {"retries", 0},
                         {"failed", 0},
                         {"rps", call.rps},
                         {"errors_per_s", calm ? 0.0 : call.errors},
                         {"p50_us", number(call.p95Us / 3)},
                         {"p95_us", number(call.p95Us)},
                         {"mode", "sync"},
                         {"address", "127.0.0.1:" + std::to_string(port++)}});
    }
    json operations = json::array();
    if (!calm) {
        operations.push_back({{"id", "op-31"},
                              {"kind", "redeploy"},
                              {"project", "shop"},
                              {"service", "orders"},
                              {"state", "running"},
                              {"phase", "drain"},
                              {"done", 1},
                              {"total", 3},
                              {"message", ""},
                              {"started_ms", nowMs - 2300},
                              {"ended_ms", nullptr},
                              {"error", nullptr},
                              {"steps",
                               {{{"instance", "orders-4"}, {"replaces", "orders-1"}, {"phase", "done"}},
                                {{"instance", "orders-5"}, {"replaces", "orders-2"}, {"phase", "drain"}}}}});
    }
    operations.push_back({{"id", "op-30"},
                          {"kind", "redeploy"},
                          {"service", "products"},
                          {"state", "succeeded"},
                          {"phase", "done"},
                          {"done", 2},
                          {"total", 2},
                          {"started_ms", nowMs - 262000},
                          {"ended_ms", nowMs - 259900}});
    operations.push_back({{"id", "op-29"},
                          {"kind", "scale"},
                          {"service", "orders"},
                          {"state", "succeeded"},
                          {"phase", "done"},
                          {"done", 1},
                          {"total", 1},
                          {"started_ms", nowMs - 900000},
                          {"ended_ms", nowMs - 898700}});
    operations.push_back({{"id", "op-28"},
                          {"kind", "redeploy"},
                          {"service", "users"},
                          {"state", "failed"},
                          {"phase", "health"},
                          {"done", 0},
                          {"total", 2},
                          {"started_ms", nowMs - 1900000},
                          {"ended_ms", nowMs - 1870000},
                          {"error",
                           {{"code", "rollout_failed"},
                            {"message", "users-5 did not become ready within 30 s"},
                            {"hint", ""},
                            {"details", json::array()}}}});
    return {{"project",
             {{"name", "shop"},
              {"path", "/usr/share/slipway/examples/shop/slipway.yaml"},
              {"state", calm ? "ready" : "degraded"},
              {"listen", {"127.0.0.1:8080"}},
              {"manifest_changed", false}}},
            {"services", services},
            {"instances", instances},
            {"topology",
             {{"mode", peerToPeer ? "p2p" : "hub-and-spoke"},
              {"processes", processes(peerToPeer)},
              {"links", {{"hub_and_spoke", 5}, {"p2p", 12}}},
              {"nodes", nodes},
              {"edges", edges},
              {"teams",
               {{{"team", "web"}, {"name", "Web"}, {"contact", "#web"}, {"color", "#6DBF67"}},
                {{"team", "accounts"}, {"name", "Accounts"}, {"contact", "#accounts"}, {"color", "#7C8CF8"}},
                {{"team", "catalog"}, {"name", "Catalog"}, {"contact", "#catalog"}, {"color", "#4FB0C6"}},
                {{"team", "sales"}, {"name", "Sales"}, {"contact", "#sales"}, {"color", "#E08E45"}},
                {{"team", "loyalty"}, {"name", "Loyalty"}, {"contact", "#loyalty"}, {"color", "#C678DD"}}}}}},
            {"operations", operations},
            {"gateway",
             {{"pid", 41002},
              {"generation", 17},
              {"state", "serving"},
              {"rps", 111.3},
              {"errors_per_s", 0.0},
              {"p95_us", 4200}}},
            {"event_id", 500},
            {"at", nowMs}};
}

}  // namespace slipway::gui::demo
