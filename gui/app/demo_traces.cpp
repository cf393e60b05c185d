// Traces of the made-up shop: a checkout that a refused card undid, and quicker ones.
#include <array>
#include <string>

#include "gui/app/demo_planes.h"

namespace slipway::gui::demo {

using nlohmann::json;

namespace {

struct DemoTrace {
    const char* id;
    const char* name;
    const char* service;
    int status;
    bool failed;
    qint64 agoMs;
    qint64 durationUs;
    int spans;
    std::vector<const char*> services;
};

const std::vector<DemoTrace>& demoTraces() {
    static const std::vector<DemoTrace> all = {
        {"4bf92f3577b34da6a3ce929d0e0e4736",
         "POST /checkout",
         "gateway",
         402,
         true,
         1'900,
         84'200,
         18,
         {"composer", "users", "products", "orders"}},
        {"00f067aa0ba902b7c81d3c2f9b5a4e10", "GET /products", "gateway", 200, false, 2'100, 910, 2, {"products"}},
        {"9a1d7e02c4b84f17a0f3f5560de1b2c3",
         "GET /",
         "gateway",
         200,
         false,
         2'300,
         4'210,
         9,
         {"storefront", "products", "users"}},
        {"1c0ffee1dea5a5e5b00b1e5cafe0d00d",
         "POST /orders",
         "gateway",
         201,
         false,
         3'400,
         18'730,
         11,
         {"orders", "users", "products", "points"}},
        {"77e2b6a09c1f4d5f8e3a2b1c0d9e8f70",
         "GET /users/u_17",
         "gateway",
         200,
         false,
         4'000,
         1'320,
         4,
         {"users", "points"}},
        {"d3b07384d113edec49eaa6238ad5ff00", "GET /points/u_4", "gateway", 503, true, 5'200, 200'480, 5, {"points"}},
        {"c157a79031e1c40f85931829bc5fc552",
         "GET /products/p_0871",
         "gateway",
         404,
         false,
         6'100,
         880,
         2,
         {"products"}},
        {"6b86b273ff34fce19d6b804eff5a3f57",
         "POST /checkout",
         "gateway",
         201,
         false,
         8'800,
         61'300,
         15,
         {"composer", "users", "products", "orders", "points"}},
        {"d4735e3a265e16eee03f59718b9b5d03",
         "GET /",
         "gateway",
         200,
         false,
         9'400,
         3'980,
         9,
         {"storefront", "products", "users"}},
    };
    return all;
}

json traceRow(const DemoTrace& row, qint64 nowMs) {
    return {{"id", row.id},
            {"name", row.name},
            {"service", row.service},
            {"status", row.status},
            {"failed", row.failed},
            {"start_us", (nowMs - row.agoMs) * 1000},
            {"duration_us", row.durationUs},
            {"span_count", row.spans},
            {"services", row.services}};
}

struct DemoSpan {
    const char* id;
    const char* parent;
    const char* kind;
    const char* name;
    const char* service;
    const char* target;
    int status;
    bool failed;
    qint64 from;
    qint64 took;
};

constexpr std::array kDemoSpans = {
    DemoSpan{"a1", "", "exchange", "POST /checkout", "gateway", "composer", 402, false, 0, 84'200},
    DemoSpan{"a2", "a1", "try", "composer-1", "gateway", "composer", 402, false, 310, 83'700},
    DemoSpan{"a3", "a2", "saga", "checkout", "composer", "", 402, false, 700, 82'900},
    DemoSpan{"b1", "a3", "step", "user", "composer", "users", 200, false, 1'900, 2'400},
    DemoSpan{"b2", "b1", "exchange", "GET /users/u_17", "composer", "users", 200, false, 2'100, 2'050},
    DemoSpan{"b3", "b2", "try", "users-2", "composer", "users", 200, false, 2'250, 1'800},
    DemoSpan{"c1", "a3", "step", "stock", "composer", "products", 200, false, 1'950, 6'200},
    DemoSpan{"c2", "c1", "exchange", "PUT /reservations/sg-019a", "composer", "products", 200, false, 2'150, 5'850},
    DemoSpan{"c3", "c2", "try", "products-1", "composer", "products", 0, true, 2'300, 900},
    DemoSpan{"c4", "c2", "try", "products-2", "composer", "products", 200, false, 3'300, 4'600},
    DemoSpan{"d1", "a3", "step", "order", "composer", "orders", 200, false, 9'100, 17'400},
    DemoSpan{"d2", "d1", "exchange", "PUT /purchases/sg-019a", "composer", "orders", 200, false, 9'300, 17'000},
    DemoSpan{"d4", "d2", "exchange", "GET /products/p_0003", "orders", "products", 200, false, 12'800, 5'100},
    DemoSpan{"e1", "a3", "step", "payment", "composer", "orders", 402, true, 27'400, 21'000},
    DemoSpan{"e2", "e1", "exchange", "PUT /payments/sg-019a", "composer", "orders", 402, false, 27'600, 20'600},
    DemoSpan{"f1", "a3", "undo", "order", "composer", "orders", 200, false, 49'900, 16'800},
    DemoSpan{"f2", "a3", "undo", "stock", "composer", "products", 200, false, 67'600, 15'200},
    DemoSpan{"g1", "ff", "exchange", "POST /users/u_17/accruals", "orders", "points", 200, false, 30'100, 9'200},
};

}  // namespace

json traces(const QString& query, qint64 nowMs) {
    json list = json::array();
    for (const DemoTrace& row : demoTraces()) {
        if (row.failed || !query.contains(QLatin1String("status=error"))) {
            list.push_back(traceRow(row, nowMs));
        }
    }
    return list;
}

json trace(const QString& id, qint64 nowMs) {
    for (const DemoTrace& row : demoTraces()) {
        if (id != QLatin1String(row.id)) {
            continue;
        }
        json spans = json::array();
        for (const DemoSpan& part : kDemoSpans) {
            spans.push_back({{"id", part.id},
                             {"parent", part.parent},
                             {"kind", part.kind},
                             {"name", part.name},
                             {"service", part.service},
                             {"target", part.target},
                             {"instance", ""},
                             {"method", ""},
                             {"path", ""},
                             {"status", part.status},
                             {"failed", part.failed},
                             {"error", part.failed ? part.status == 0 ? "connect_refused" : "402 card_declined" : ""},
                             {"request_id", "5f0c2a1b9d3e4f60-1a"},
                             {"start_us", (nowMs - row.agoMs) * 1000 + part.from * row.durationUs / 84'200},
                             {"duration_us", part.took * row.durationUs / 84'200},
                             {"held_us", 0},
                             {"bytes_in", 231},
                             {"bytes_out", 1'204},
                             {"attempt", 1},
                             {"sampled", true}});
        }
        return {{"summary", traceRow(row, nowMs)}, {"spans", spans}};
    }
    return nullptr;
}

}  // namespace slipway::gui::demo
