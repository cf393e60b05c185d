#pragma once

#include <nlohmann/json.hpp>

/// Canned shapes of docs/control-api.md: a small shop of two services behind the gateway.
namespace sample {

using nlohmann::json;

inline json instance(const std::string& service, int number, const std::string& state = "ready", int revision = 1) {
    return {{"service", service},
            {"instance", service + "-" + std::to_string(number)},
            {"pid", 4000 + number},
            {"port", 21000 + number},
            {"state", state},
            {"revision", revision},
            {"restarts", 0},
            {"owner", "accounts"},
            {"project", "shop"},
            {"started_ms", 1700000000000},
            {"ready_ms", 1700000001000},
            {"uptime_ms", 60000},
            {"cpu", 0.02},
            {"rss_kib", 18000},
            {"pss_kib", 12000},
            {"in_flight", 1},
            {"last_exit", nullptr},
            {"why", ""},
            {"address", "127.0.0.1:" + std::to_string(21000 + number)},
            {"adopted", false}};
}

inline json service(const std::string& name, const std::string& owner, int desired = 2) {
    return {{"name", name},
            {"owner", owner},
            {"kind", "process"},
            {"state", "ready"},
            {"desired", desired},
            {"ready", desired},
            {"revision", 1},
            {"rps", 12.5},
            {"errors_per_s", 0.0},
            {"p50_us", 800},
            {"p95_us", 2100},
            {"cpu", 0.04},
            {"rss_kib", 36000},
            {"pss_kib", 24000},
            {"restarts", 0},
            {"uptime_ms", 60000},
            {"calls", json::array()},
            {"policy", "least_request"},
            {"data", {{"kind", "sqlite"}, {"path", "users.db"}}},
            {"ports", json::array()},
            {"command", "shop-" + name},
            {"rollout", nullptr},
            {"operation", nullptr},
            {"min_ready", 1},
            {"why", ""}};
}

inline json processes(const std::string& mode) {
    const auto process = [](const char* kind, const json& caller, int pid, int pss) -> json {
        return {{"kind", kind},
                {"caller", caller},
                {"pid", pid},
                {"serving", true},
                {"cpu", 0.01},
                {"rss_kib", 15000},
                {"pss_kib", pss},
                {"caller_connections", 3},
                {"instance_connections", 4}};
    };
    json all = json::array({process("hub", nullptr, 77, 12288)});
    if (mode == "p2p") {
        all.push_back(process("sidecar", "users", 78, 8192));
    }
    return all;
}

inline json state() {
    json users = service("users", "accounts");
    json products = service("products", "catalog");
    users["calls"] = {"products"};
    return {
        {"project",
         {{"name", "shop"},
          {"path", "/tmp/shop/slipway.yaml"},
          {"services", 2},
          {"instances", 4},
          {"ready", 4},
          {"state", "ready"},
          {"listen", {"127.0.0.1:8080"}},
          {"manifest_changed", false}}},
        {"services", {users, products}},
        {"instances", {instance("users", 1), instance("users", 2), instance("products", 1), instance("products", 2)}},
        {"topology",
         {{"mode", "hub-and-spoke"},
          {"processes", processes("hub-and-spoke")},
          {"links", {{"hub_and_spoke", 2}, {"p2p", 3}}},
          {"nodes",
           {{{"id", "gateway"},
             {"kind", "gateway"},
             {"label", "gateway"},
             {"owner", nullptr},
             {"state", "ready"},
             {"desired", 1},
             {"ready", 1},
             {"rps", 25.0},
             {"p95_us", 2300},
             {"instances", json::array()}},
            {{"id", "users"},
             {"kind", "service"},
             {"label", "users"},
             {"owner", "accounts"},
             {"state", "ready"},
             {"desired", 2},
             {"ready", 2},
             {"rps", 12.5},
             {"p95_us", 2100},
             {"instances",
              {{{"instance", "users-1"}, {"state", "ready"}}, {{"instance", "users-2"}, {"state", "ready"}}}}},
            {{"id", "products"},
             {"kind", "service"},
             {"label", "products"},
             {"owner", "catalog"},
             {"state", "ready"},
             {"desired", 2},
             {"ready", 2},
             {"rps", 12.5},
             {"p95_us", 2100},
             {"instances",
              {{{"instance", "products-1"}, {"state", "ready"}}, {{"instance", "products-2"}, {"state", "ready"}}}}}}},
          {"edges",
           {{{"from", "gateway"},
             {"to", "users"},
             {"declared", true},
             {"requests", 120},
             {"rps", 12.5},
             {"errors_per_s", 0.0},
             {"p50_us", 800},
             {"p95_us", 2100},
             {"mode", "sync"}},
            {{"from", "users"},
             {"to", "products"},
             {"declared", true},
             {"requests", 0},
             {"rps", 0.0},
             {"errors_per_s", 0.0},
             {"p50_us", nullptr},
             {"p95_us", nullptr},
             {"mode", "sync"}}}},
          {"teams",
           {{{"team", "accounts"}, {"name", "Accounts"}, {"contact", "#accounts"}, {"color", "#7C8CF8"}},
            {{"team", "catalog"}, {"name", "Catalog"}, {"contact", "#catalog"}, {"color", ""}}}}}},
        {"operations", json::array()},
        {"gateway",
         {{"pid", 77},
          {"generation", 3},
          {"epoch", 1},
          {"state", "serving"},
          {"listeners", json::array()},
          {"workers", 2},
          {"io", "epoll"},
          {"connections", 4},
          {"held", 0},
          {"acked_generation", 3},
          {"last_nack", nullptr}}},
        {"event_id", 100},
        {"at", 1700000060000}};
}

inline json tick(long long at, double rps) {
    return {{"type", "tick"},
            {"at", at},
            {"services",
             {{{"name", "users"},
               {"rps", rps},
               {"errors_per_s", 0.0},
               {"p50_us", 700},
               {"p95_us", 1900},
               {"cpu", 0.05},
               {"rss_kib", 36500}},
              {{"name", "products"},
               {"rps", rps},
               {"errors_per_s", 0.5},
               {"p50_us", 500},
               {"p95_us", 1500},
               {"cpu", 0.03},
               {"rss_kib", 31000}}}},
            {"edges",
             {{{"from", "users"},
               {"to", "products"},
               {"requests", 40},
               {"rps", 4.0},
               {"errors_per_s", 0.0},
               {"p50_us", 600},
               {"p95_us", 1700}}}},
            {"gateway", {{"rps", 2 * rps}, {"errors_per_s", 0.5}, {"p95_us", 2000}}}};
}

inline json operation(const std::string& id, const std::string& state, const std::string& phase, int done = 0) {
    return {{"id", id},
            {"kind", "redeploy"},
            {"project", "shop"},
            {"service", "products"},
            {"state", state},
            {"phase", phase},
            {"done", done},
            {"total", 2},
            {"message", ""},
            {"started_ms", 1700000061000},
            {"ended_ms", nullptr},
            {"error", nullptr},
            {"rollout", "ro-5"},
            {"receipt", nullptr},
            {"steps", {{{"instance", "products-3"}, {"replaces", "products-1"}, {"phase", phase}}}}};
}

inline json topologyOperation(const std::string& id, const std::string& state, int done, int total) {
    return {{"id", id},
            {"kind", "topology"},
            {"project", "shop"},
            {"service", ""},
            {"state", state},
            {"phase", state == "running" ? "shift" : "done"},
            {"done", done},
            {"total", total},
            {"message", ""},
            {"started_ms", 1700000061000},
            {"ended_ms", nullptr},
            {"error", nullptr},
            {"rollout", nullptr},
            {"receipt", nullptr},
            {"steps", json::array()}};
}

inline json receipt(const std::string& id = "ro-5") {
    const json seconds = {{"start", 0.1}, {"health", 0.5}, {"shift", 0.02}, {"drain", 0.3}, {"stop", 0.1}};
    return {{"id", id},
            {"project", "shop"},
            {"service", "products"},
            {"kind", "redeploy"},
            {"from", 1},
            {"to", 2},
            {"outcome", "succeeded"},
            {"why", ""},
            {"log_lines", json::array()},
            {"instances",
             {{{"old", "products-1"},
               {"old_pid", 4001},
               {"new", "products-3"},
               {"new_pid", 4003},
               {"seconds", seconds},
               {"drained", true},
               {"in_flight_at_drain", 3}},
              {{"old", "products-2"},
               {"old_pid", 4002},
               {"new", "products-4"},
               {"new_pid", 4004},
               {"seconds", seconds},
               {"drained", true},
               {"in_flight_at_drain", 1}}}},
            {"requests", 18211},
            {"retried", 0},
            {"failed", 0},
            {"held", 0},
            {"phases", {{"start", 0.2}, {"health", 1.0}, {"shift", 0.04}, {"drain", 0.6}, {"stop", 0.2}}},
            {"seconds", 2.1},
            {"started_ms", 1700000061000},
            {"ended_ms", 1700000063100},
            {"untouched",
             {{{"service", "users"}, {"pids_before", {4001, 4002}}, {"pids_after", {4001, 4002}}, {"same", true}}}}};
}

inline json event(long long id, const std::string& type, json more) {
    more["id"] = id;
    more["type"] = type;
    more["project"] = "shop";
    more["at"] = 1700000060000 + id;
    return more;
}

}  // namespace sample
