// What the made-up shop did until now.
#include <array>
#include <cmath>
#include <random>
#include <string>

#include "gui/app/demo_parts.h"
#include "gui/app/demo_state.h"

namespace slipway::gui::demo {

using nlohmann::json;

json metrics(qint64 nowMs) {
    constexpr int kLength = 1800;
    json services = json::object();
    for (const Part& part : parts()) {
        json columns = {{"rps", json::array()},    {"errors", json::array()}, {"p50_us", json::array()},
                        {"p95_us", json::array()}, {"cpu", json::array()},    {"rss_kib", json::array()},
                        {"ready", json::array()}};
        std::mt19937 random(static_cast<unsigned>(part.p50Us));
        std::normal_distribution<double> noise(0, 0.035);
        for (int second = 0; second < kLength; ++second) {
            const bool gap = second >= kLength - 205 && second < kLength - 190;
            const bool burst = std::string(part.name) == "points" && second % 140 > 128;
            const double load = wave(second, part.p50Us) * (1 + noise(random));
            const double slow = 1 + 0.3 * std::abs(noise(random)) * 20 * (second % 61 == 0 ? 3 : 1);
            columns["rps"].push_back(gap ? json(nullptr) : json(part.rps * load));
            columns["errors"].push_back(gap ? json(nullptr) : json(burst ? 0.6 * load : 0.0));
            columns["p50_us"].push_back(gap ? json(nullptr) : json(part.p50Us * (0.9 + 0.1 * load)));
            columns["p95_us"].push_back(gap ? json(nullptr) : json(part.p95Us * (0.8 + 0.1 * load + 0.1 * slow)));
            columns["cpu"].push_back(part.cpu * load);
            columns["rss_kib"].push_back(part.rssKib *
                                         (0.96 + 0.04 * second / kLength + 0.004 * std::sin(second / 9.0)));
            columns["ready"].push_back(second >= kLength - 12 && std::string(part.name) == "points" ? part.replicas - 1
                                                                                                    : part.replicas);
        }
        services[part.name] = columns;
    }
    return {
        {"step_ms", 1000}, {"from", nowMs - (kLength - 1) * 1000}, {"services", services}, {"edges", json::array()}};
}

json receipts(qint64 nowMs) {
    const auto untouched = [](std::initializer_list<const char*> names) {
        json list = json::array();
        for (const char* name : names) {
            list.push_back({{"service", name}, {"pids_before", {1, 2}}, {"pids_after", {1, 2}}, {"same", true}});
        }
        return list;
    };
    return json::array(
        {{{"id", "ro-12"},
          {"project", "shop"},
          {"service", "products"},
          {"kind", "redeploy"},
          {"from", 2},
          {"to", 3},
          {"outcome", "succeeded"},
          {"why", ""},
          {"log_lines", json::array()},
          {"instances",
           {{{"old", "products-1"},
             {"old_pid", 40911},
             {"new", "products-3"},
             {"new_pid", 41288},
             {"seconds", seconds(.08, .52, .01, .31, .06)},
             {"drained", true},
             {"in_flight_at_drain", 4}},
            {{"old", "products-2"},
             {"old_pid", 40912},
             {"new", "products-4"},
             {"new_pid", 41297},
             {"seconds", seconds(.07, .51, .01, .42, .05)},
             {"drained", true},
             {"in_flight_at_drain", 6}}}},
          {"requests", 18211},
          {"retried", 0},
          {"failed", 0},
          {"held", 0},
          {"phases", seconds(.15, 1.03, .02, .73, .11)},
          {"seconds", 2.1},
          {"started_ms", nowMs - 262000},
          {"ended_ms", nowMs - 259900},
          {"untouched", untouched({"storefront", "users", "orders", "points"})}},
         {{"id", "ro-11"},
          {"project", "shop"},
          {"service", "orders"},
          {"kind", "scale"},
          {"from", 4},
          {"to", 4},
          {"replicas", {{"from", 2}, {"to", 3}}},
          {"outcome", "succeeded"},
          {"why", ""},
          {"log_lines", json::array()},
          {"instances",
           {{{"old", ""},
             {"old_pid", nullptr},
             {"new", "orders-3"},
             {"new_pid", 41260},
             {"seconds", seconds(.09, .6, .01, 0, 0)},
             {"drained", false},
             {"in_flight_at_drain", 0}}}},
          {"requests", 131},
          {"retried", 0},
          {"failed", 0},
          {"held", 0},
          {"phases", seconds(.09, .6, .01, 0, 0)},
          {"seconds", 1.3},
          {"started_ms", nowMs - 900000},
          {"ended_ms", nowMs - 898700},
          {"untouched", untouched({"storefront", "users", "products", "points"})}},
         {{"id", "ro-10"},
          {"project", "shop"},
          {"service", "users"},
          {"kind", "redeploy"},
          {"from", 3},
          {"to", 4},
          {"outcome", "rolled_back"},
          {"why", "users-5 did not become ready within 30 s: GET /health/ready answered 503 for 58 times"},
          {"log_lines",
           {"INFO  shop-users 0.1.0 on port 21481", "ERROR migration 7 needs a column that is not there: users.tier",
            "WARN  not ready: migration pending"}},
          {"instances",
           {{{"old", "users-1"},
             {"old_pid", 40877},
             {"new", "users-5"},
             {"new_pid", 41133},
             {"seconds", seconds(.1, 29.9, 0, 0, .1)},
             {"drained", false},
             {"in_flight_at_drain", 0}}}},
          {"requests", 941},
          {"retried", 0},
          {"failed", 0},
          {"held", 0},
          {"phases", seconds(.1, 29.9, 0, 0, .1)},
          {"seconds", 30.1},
          {"started_ms", nowMs - 1900000},
          {"ended_ms", nowMs - 1870000},
          {"untouched", untouched({"storefront", "products", "orders", "points"})}}});
}

json events(qint64 nowMs) {
    json list = json::array();
    qint64 id = 460;
    const auto add = [&](const char* type, json more, qint64 secondsAgo) {
        more["id"] = ++id;
        more["type"] = type;
        more["project"] = "shop";
        more["at"] = nowMs - secondsAgo * 1000;
        list.push_back(std::move(more));
    };
    const json rollouts = receipts(nowMs);
    const Part& points = parts()[4];
    const Part& products = parts()[2];
    add("rollout", {{"receipt", rollouts[2]}}, 1870);
    add("rollout", {{"receipt", rollouts[1]}}, 898);
    add("instance", {{"instance", instanceOf(products, 3, "starting", 3, nowMs)}, {"from", "pending"}}, 262);
    add("instance", {{"instance", instanceOf(products, 3, "ready", 3, nowMs)}, {"from", "starting"}}, 261);
    add("instance", {{"instance", instanceOf(products, 1, "draining", 2, nowMs)}, {"from", "ready"}}, 261);
    add("rollout", {{"receipt", rollouts[0]}}, 260);
    add("instance", {{"instance", instanceOf(points, 2, "failed", 3, nowMs)}, {"from", "ready"}}, 34);
    add("instance", {{"instance", instanceOf(points, 2, "crash_loop", 3, nowMs)}, {"from", "failed"}}, 12);
    add("service", {{"service", state(nowMs, false)["services"][4]}}, 12);
    add("operation", {{"operation", state(nowMs, false)["operations"][0]}}, 2);
    return list;
}

json tick(qint64 nowMs) {
    json services = json::array();
    for (const Part& part : parts()) {
        services.push_back({{"name", part.name},
                            {"rps", part.rps},
                            {"errors_per_s", std::string(part.name) == "points" ? 0.6 : 0.0},
                            {"p50_us", part.p50Us},
                            {"p95_us", part.p95Us},
                            {"cpu", part.cpu},
                            {"rss_kib", part.rssKib}});
    }
    const double load = wave(static_cast<double>(nowMs) / 1000, 3);
    return {{"type", "tick"},
            {"at", nowMs},
            {"services", services},
            {"edges", json::array()},
            {"gateway", {{"rps", 111.3 * load}, {"errors_per_s", 0.0}, {"p95_us", 4200 * (0.7 + 0.3 * load)}}}};
}

std::vector<json> logLines(qint64 nowMs) {
    std::vector<json> lines;
    std::mt19937 twister(7);
    const auto random = [&twister] { return static_cast<unsigned>(twister()); };
    const std::array<const char*, 5> people = {"user=홍길동", "user=ada", "user=김영희", "user=grace", "user=linus"};
    for (int i = 0; i < 400; ++i) {
        const Part& part = parts()[random() % parts().size()];
        const int instance = 1 + static_cast<int>(random() % static_cast<unsigned>(part.replicas));
        const unsigned dice = random() % 100;
        const std::string level = dice > 96 ? "error" : dice > 90 ? "warn" : dice < 12 ? "debug" : "info";
        const std::string id = "req=" + std::to_string(0x9e3779b1u * static_cast<unsigned>(i) % 0xffffff);
        const std::string took = std::to_string(1 + random() % 30) + "ms";
        std::string text;
        if (level == "error") {
            text = "POST /orders " + id + " " + people[static_cast<std::size_t>(i) % 5] +
                   " status=503 points did not answer in 200ms, compensated";
        } else if (level == "warn") {
            text = "slow query: SELECT * FROM ledger WHERE user=? took " + std::to_string(120 + random() % 300) + "ms";
        } else if (level == "debug") {
            text = "cache miss key=product:" + std::to_string(random() % 900);
        } else {
            text = std::string("GET /") + part.name + "/" + std::to_string(random() % 500) + " " + id + " " +
                   people[static_cast<std::size_t>(i) % 5] + " status=200 took " + took;
        }
        lines.push_back({{"at", nowMs - (400 - i) * 61},
                         {"instance", std::string(part.name) + "-" + std::to_string(instance)},
                         {"service", part.name},
                         {"stream", level == "error" ? "err" : "out"},
                         {"text", text},
                         {"level", level},
                         {"interval_ms", 0}});
    }
    return lines;
}

}  // namespace slipway::gui::demo
