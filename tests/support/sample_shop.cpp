#include "support/sample_shop.h"

#include "base/version.h"

namespace slipway::test {

using namespace slipway::api;

namespace {

InstanceRow instance(const std::string& service, int number, int pid, InstanceState state, const std::string& owner) {
    InstanceRow row;
    row.service = service;
    row.instance = service + '-' + std::to_string(number);
    row.pid = pid;
    row.port = pid == 0 ? 0 : 21000 + number;
    row.state = state;
    row.revision = 1;
    row.owner = owner;
    row.project = "shop";
    row.startedMs = kSampleTime;
    row.readyMs = kSampleTime + 400;
    row.uptimeMs = pid == 0 ? 0 : 184'000;
    row.cpu = 0.012;
    row.rssKib = 20'000;
    row.pssKib = 14'540;
    row.address = pid == 0 ? "" : "127.0.0.1:" + std::to_string(row.port);
    return row;
}

ServiceRow service(const std::string& name, const std::string& owner, ServiceState state, int desired, int ready) {
    ServiceRow row;
    row.name = name;
    row.owner = owner;
    row.state = state;
    row.desired = desired;
    row.ready = ready;
    row.revision = 1;
    row.rps = ready * 12.25;
    if (ready > 0) {
        row.p50Us = 850;
        row.p95Us = 2100;
    }
    row.pssKib = 14'540 * ready;
    row.policy = "least_request";
    return row;
}

template <class T>
void get(FakeDaemon& daemon, const std::string& path, const T& value) {
    daemon.on("GET", path, encode(value));
}

}  // namespace

State sampleShop() {
    State state;
    state.project = {"shop",
                     "/work/shop/slipway.yaml",
                     4,
                     4,
                     2,
                     ProjectState::Degraded,
                     {"127.0.0.1:8080"},
                     {"http://127.0.0.1:8080"},
                     false};
    state.instances = {instance("users", 1, 4711, InstanceState::Ready, "accounts"),
                       instance("users", 2, 4712, InstanceState::Ready, "accounts"),
                       instance("주문", 1, 4713, InstanceState::Starting, "sales"),
                       instance("points", 1, 0, InstanceState::CrashLoop, "")};
    auto& broken = state.instances[3];
    broken.restarts = 10;
    broken.why = "it ended 10 times within 5 minutes, the last time with exit code 3";
    broken.lastLines = {"reading points.db", "fatal: disk I/O error"};
    broken.lastExit = LastExit{3, std::nullopt, kSampleTime, "exited with 3"};
    state.services = {
        service("users", "accounts", ServiceState::Ready, 2, 2), service("주문", "sales", ServiceState::Starting, 1, 0),
        service("points", "", ServiceState::Failing, 1, 0), service("legacy", "sales", ServiceState::Ready, 2, 2)};
    state.services[0].calls = {"points"};
    state.services[1].calls = {"users", "points"};
    state.services[2].why = "points-1 is in a crash loop";
    state.services[3].kind = ServiceKind::External;
    state.services[3].pssKib = 0;

    auto& topology = state.topology;
    topology.nodes = {
        {"gateway", NodeKind::Gateway, "Gateway", "", ServiceState::Ready, 1, 1, 24.5, 2100, {}},
        {"users", NodeKind::Service, "users", "accounts", ServiceState::Ready, 2, 2, 24.5, 2100, {}},
        {"points", NodeKind::Service, "points", "", ServiceState::Failing, 1, 0, 0, std::nullopt, {}},
        {"legacy", NodeKind::External, "legacy", "sales", ServiceState::Ready, 2, 2, 0, std::nullopt, {}}};
    topology.edges = {
        {"gateway", "users", true, 18211, 18213, 0, 2, 0, 24.5, 0, 850, 2100, "sync", "127.0.0.1:8080"},
        {"users", "points", true, 120, 125, 3, 5, 2, 0.4, 0.1, 900, 1'400'000, "sync", "127.0.0.1:20003"},
        {"users", "legacy", false, 7, 7, 0, 0, 0, 0, 0, 12, 40, "sync", ""},
        {"주문", "users", true, 0, 0, 0, 0, 0, 0, 0, std::nullopt, std::nullopt, "sync", "127.0.0.1:20004"}};
    topology.processes = {{"hub", "", 501, true, 0.02, 6348, 3200, 24, 8},
                          {"sidecar", "orders", 512, true, 0.004, 4720, 1020, 4, 3}};
    topology.links = {3, 4};
    topology.teams = {{"accounts", "Accounts", "#accounts", "#7C8CF8"}, {"sales", "Sales", "", "#4FB0C6"}};
    state.gateway.pid = 4000;
    state.gateway.generation = state.gateway.ackedGeneration = 13;
    state.gateway.state = GatewayState::Serving;
    state.gateway.workers = 2;
    state.gateway.io = "epoll";
    state.gateway.connections = 64;
    state.gateway.listeners = {{"shop/in/127.0.0.1:8080", "127.0.0.1:8080", "ingress", "shop", "gateway"},
                               {"shop/out/users/points", "127.0.0.1:20003", "egress", "shop", "users"}};
    state.eventId = 123;
    state.at = kSampleTime;
    return state;
}

Receipt sampleReceipt() {
    Receipt receipt;
    receipt.id = "ro-5";
    receipt.project = "shop";
    receipt.service = "users";
    receipt.from = 1;
    receipt.to = 2;
    receipt.instances = {{"users-1", 4711, "users-3", 4811, {0.012, 0.35, 0.5, 0.03, 0.2}, true, 3},
                         {"users-2", 4712, "users-4", 4812, {0.011, 0.31, 0.5, 0.0, 0.19}, true, 0}};
    receipt.requests = 18211;
    receipt.retried = 1;
    receipt.phases = {0.023, 0.66, 1.0, 0.03, 0.39};
    receipt.seconds = 2.1;
    receipt.startedMs = kSampleTime;
    receipt.endedMs = kSampleTime + 2100;
    receipt.untouched = {{"주문", {4713}, {4713}, true}, {"legacy", {}, {}, true}, {"points", {9}, {10}, false}};
    return receipt;
}

Receipt sampleFailedReceipt() {
    Receipt receipt = sampleReceipt();
    receipt.id = "ro-6";
    receipt.outcome = Outcome::RolledBack;
    receipt.why = "users-3 was not ready within 10s";
    receipt.logLines = {"listening on 21003", "GET /health/ready 503"};
    receipt.instances = {{"", 0, "users-3", 4811, {0.012, 10.0, 0, 0, 0.2}, false, 0}};
    receipt.phases = {0.012, 10.0, 0, 0, 0.2};
    receipt.seconds = 10.2;
    return receipt;
}

Operation sampleOperation(OperationKind kind, OperationState state) {
    Operation operation;
    operation.id = "op-7";
    operation.kind = kind;
    operation.project = "shop";
    operation.state = state;
    operation.startedMs = kSampleTime;
    operation.total = 2;
    operation.steps = {{"users-1", "", Phase::Health}};
    if (state == OperationState::Running) {
        operation.done = 1;
        return operation;
    }
    operation.done = 2;
    operation.phase = Phase::Done;
    operation.endedMs = kSampleTime + 1850;
    operation.steps = {{"users-1", "", Phase::Done}, {"users-2", "", Phase::Done}};
    return operation;
}

/// A purchase of which one step was tried twice.
api::Trace sampleTrace() {
    struct Row {
        const char *id, *parent, *kind, *name, *service, *target, *error;
        int status, attempt;
        std::int64_t start, duration, held;
    };
    const Row rows[] = {
        {"e1", "", "exchange", "POST /checkout", "gateway", "composer", "", 201, 1, 0, 41'200, 0},
        {"t1", "e1", "try", "composer-1", "gateway", "composer", "", 201, 1, 300, 40'700, 0},
        {"s1", "t1", "saga", "checkout", "composer", "", "", 201, 0, 900, 39'600, 0},
        {"p1", "s1", "step", "stock", "composer", "products", "", 200, 1, 1'100, 14'000, 0},
        {"e2", "p1", "exchange", "PUT /reservations/sg-1", "composer", "products", "", 200, 2, 1'300, 13'500, 8'000},
        {"t2", "e2", "try", "products-1", "composer", "products", "connect_refused", 0, 1, 1'400, 200, 0},
        {"t3", "e2", "try", "products-2", "composer", "products", "", 200, 2, 9'700, 5'000, 0},
        {"p2", "s1", "step", "points", "composer", "points", "", 200, 1, 16'000, 23'000, 0},
    };
    api::Trace trace;
    constexpr std::int64_t kBegan = 1'700'000'000'000'000;
    for (const Row& row : rows) {
        api::Span span;
        span.id = row.id;
        span.parent = row.parent;
        span.kind = row.kind;
        span.name = row.name;
        span.service = row.service;
        span.target = row.target;
        span.error = row.error;
        span.status = row.status;
        span.failed = row.status == 0;
        span.attempt = row.attempt;
        span.startUs = kBegan + row.start;
        span.durationUs = row.duration;
        span.heldUs = row.held;
        trace.spans.push_back(std::move(span));
    }
    trace.summary.id = "4bf92f3577b34da6a3ce929d0e0e4736";
    trace.summary.name = "POST /checkout";
    trace.summary.service = "gateway";
    trace.summary.status = 201;
    trace.summary.failed = true;
    trace.summary.startUs = kBegan;
    trace.summary.durationUs = 41'200;
    trace.summary.spans = static_cast<int>(trace.spans.size());
    trace.summary.services = {"gateway", "composer", "products", "points"};
    return trace;
}

void serveSample(FakeDaemon& daemon, const std::string& home) {
    const State state = sampleShop();
    get(daemon, "/v1/version", Version{slipway::version(), buildId(), {1, 1}, "e1", 3999, home, kSampleTime});
    get(daemon, "/v1/projects", std::vector<ProjectRow>{state.project});
    get(daemon, "/v1/projects/shop", state);
    get(daemon, "/v1/projects/shop/instances", state.instances);
    get(daemon, "/v1/projects/shop/services", state.services);
    get(daemon, "/v1/projects/shop/topology", state.topology);
    get(daemon, "/v1/projects/shop/owners",
        std::vector<OwnerRow>{{"accounts", "Accounts", "#accounts", "#7C8CF8", {"users"}},
                              {"sales", "Sales", "", "#4FB0C6", {"주문", "legacy"}},
                              {"", "", "", "", {"points"}}});
    RouteRow users;
    users.id = "users";
    users.listener = "127.0.0.1:8080";
    users.kind = "ingress";
    users.pathPrefix = "/users";
    users.to = {{"users", 1}};
    users.requests = 18211;
    users.rps = 24.5;
    users.p95Us = 2100;
    RouteRow split = users;
    split.id = "get-shop.local-root";
    split.hosts = {"shop.local"};
    split.pathPrefix = "/";
    split.methods = {"GET", "HEAD"};
    split.headers = {{"x-beta", "1"}};
    split.to = {{"users", 90}, {"legacy", 10}};
    split.requests = 12;
    split.errors = 3;
    split.rps = 0;
    split.p95Us.reset();
    get(daemon, "/v1/projects/shop/routes", std::vector<RouteRow>{users, split});
    MirrorRow mirror;
    mirror.route = "users";
    mirror.from = {"users"};
    mirror.service = "legacy";
    mirror.unsafe = "refuse";
    mirror.why = "Requests that change something were not copied: the mirror does not say `unsafe: shadow`.";
    mirror.compared = 4818;
    mirror.same = 4817;
    mirror.different = 1;
    mirror.dropped = 2;
    mirror.kept = 31;
    mirror.differences.push_back({kSampleTime,
                                  "GET",
                                  "/users/7",
                                  "rq-1",
                                  "body",
                                  "/email",
                                  {200, 61, "af63bd4c8601b7be"},
                                  {200, 58, "08985907b541d342"}});
    get(daemon, "/v1/projects/shop/mirrors", std::vector<MirrorRow>{mirror});
    get(daemon, "/v1/projects/shop/rollouts", std::vector<Receipt>{sampleFailedReceipt(), sampleReceipt()});
    get(daemon, "/v1/projects/shop/rollouts/ro-5", sampleReceipt());
    const std::string stuck =
        R"("id":"sg-1","composite":"checkout","state":"stuck","step":"payment","steps_done":2,"tries":9,)"
        R"("error":"orders answered 503","cause":{"step":"points","reason":"refused","status":409,)"
        R"("detail":"points answered 409"},"next_try_ms":14000,"created_ms":1700000000000,)"
        R"("updated_ms":1700000009000,"ended_ms":null)";
    daemon.on("GET", "/v1/projects/shop/cache",
              R"({"project":"shop","hits":9120,"stale":12,"revalidated":40,"misses":311,"bypassed":3,"collapsed":88,)"
              R"("stored":300,"evictions":4,"invalidated":17,"purged":2,"entries":277,"bytes":1843200,)"
              R"("max_bytes":67108864})");
    daemon.on("DELETE", "/v1/projects/shop/cache", R"({"removed":12})");
    daemon.on("GET", "/v1/projects/shop/sagas",
              "[{" + stuck +
                  R"(},{"id":"sg-0","composite":"checkout","state":"done","step":null,"steps_done":5,"tries":0,)"
                  R"("error":"","cause":null,"next_try_ms":null,"created_ms":1699999990000,)"
                  R"("updated_ms":1699999990100,"ended_ms":1699999990100}])");
    daemon.on("GET", "/v1/projects/shop/sagas/sg-1",
              "{" + stuck +
                  R"(,"steps":[{"name":"order","state":"done","status":201,"tries":1,"undo_tries":0,"error":"",)"
                  R"("body":{"id":"o_1"}},{"name":"payment","state":"undoing","status":201,"tries":1,"undo_tries":9,)"
                  R"("error":"orders answered 503","body":null},{"name":"points","state":"refused","status":409,)"
                  R"("tries":1,"undo_tries":0,"error":"points answered 409","body":null}],"request":{"body":{}},)"
                  R"("idempotency_key":"k1","reply":{"status":409,"body":{}}})");
    daemon.on("POST", "/v1/projects/shop/sagas/sg-1/retry", "{" + stuck + "}");
    const std::string letter =
        R"({"message":"ms-1","queue":"orders/points","state":"dead","key":"user-7","method":"POST",)"
        R"("path":"/users/7/accruals","bytes":12,"tries":10,"status":500,"error":"points answered 500",)"
        R"("created_ms":1700000000000,"ended_ms":1700000060000,"next_try_ms":null)";
    daemon.on("POST", "/v1/projects/shop/topology/price",
              R"([{"from":"orders","to":"users","mode":"p2p","requests":200,"direct_us":61.2,"through_us":88.9,)"
              R"("price_us":27.7,"at_ms":1700000000000},{"from":"orders","to":"products","mode":"p2p","requests":200,)"
              R"("direct_us":104.0,"through_us":130.5,"price_us":26.5,"at_ms":1700000000000}])");
    daemon.on("GET", "/v1/projects/shop/queues",
              R"([{"queue":"orders/points","caller":"orders","service":"points","configured":true,"depth":3,)"
              R"("in_flight":1,"lag_ms":1500,"dead":1,"bytes":48,"accepted":20,"delivered":16,"failed_tries":10,)"
              R"("error":"points answered 500"}])");
    daemon.on("GET", "/v1/projects/shop/queues/orders/points", "[" + letter + "}]");
    daemon.on("GET", "/v1/projects/shop/queues/orders/points/messages/ms-1",
              letter + R"(,"headers":[["content-type","application/json"]],"body":"{\"points\":5}"})");
    daemon.on("POST", "/v1/projects/shop/queues/orders/points/redeliver",
              R"({"queue":"orders/points","redelivered":1})");
    const api::Trace trace = sampleTrace();
    get(daemon, "/v1/projects/shop/traces", std::vector<api::TraceRow>{trace.summary});
    get(daemon, "/v1/projects/shop/traces/" + trace.summary.id, trace);
    get(daemon, "/v1/gateway", state.gateway);
    std::vector<Event> events(5);
    events[0].what = ProjectEvent{"up"};
    events[1].what = InstanceEvent{state.instances[0], "starting", false};
    events[2].what = InstanceEvent{state.instances[3], "starting", false};
    events[3].what = RolloutEvent{sampleReceipt()};
    events[4].what = WarningEvent{"the manifest changed on disk; `slipway up` applies it"};
    for (size_t i = 0; i < events.size(); ++i) {
        events[i].id = 100 + static_cast<std::int64_t>(i);
        events[i].at = kSampleTime + 1001 * static_cast<WallMs>(i);
        events[i].project = "shop";
    }
    get(daemon, "/v1/events", events);
    std::string logs;
    int at = 0;
    for (const auto& [name, text] : {std::pair("users", "listening on 21001"), std::pair("주문", "시작합니다"),
                                     std::pair("users", "\x1b[32mGET\x1b[0m /users 200 \x1b]0;title\x07")}) {
        const LogLine line{
            kSampleTime + ++at, std::string(name) + "-1", name, at == 1 ? LogStream::Err : LogStream::Out, text, "",
            at == 3 ? 20 : 0};
        logs += encode(line) + '\n';
    }
    daemon.on("GET", "/v1/projects/shop/logs",
              [logs](const auto&) { return FakeDaemon::Answer{.body = logs, .contentType = "application/x-ndjson"}; });
}

}  // namespace slipway::test
