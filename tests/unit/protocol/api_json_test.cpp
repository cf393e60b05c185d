#include <QtTest>
#include <nlohmann/json.hpp>

#include "protocol/api.h"

using namespace slipway;
using namespace slipway::api;
using nlohmann::json;

namespace {

// Written, read and written again: the same text, so that no member is written alone.
template <class T>
void roundTrip(const T& value) {
    const std::string text = encode(value);
    const auto back = decode<T>(text);
    QVERIFY2(back, back ? "" : back.error().message.c_str());
    QCOMPARE(encode(*back), text);
}

InstanceRow busyInstance() {
    InstanceRow row;
    row.service = "users";
    row.instance = "users-3";
    row.pid = 4711;
    row.port = 21007;
    row.state = InstanceState::CrashLoop;
    row.revision = 2;
    row.restarts = 10;
    row.owner = "accounts";
    row.project = "shop";
    row.startedMs = 1'700'000'000'000;
    row.readyMs = 1'700'000'000'500;
    row.uptimeMs = 99;
    row.cpu = 0.012;
    row.rssKib = 3000;
    row.pssKib = 2000;
    row.inFlight = 3;
    row.lastExit = LastExit{std::nullopt, 9, 1'700'000'000'900, "killed by SIGKILL"};
    row.why = "10 restarts in 5 minutes";
    row.lastLines = {"열 수 없음", "bye"};
    row.address = "127.0.0.1:21007";
    row.adopted = true;
    return row;
}

Receipt fullReceipt() {
    Receipt receipt;
    receipt.id = "ro-5";
    receipt.project = "shop";
    receipt.service = "products";
    receipt.from = 1;
    receipt.to = 2;
    receipt.replicas = ReplicaChange{1, 4};
    receipt.outcome = Outcome::RolledBack;
    receipt.why = "products-3 was not ready in 10s";
    receipt.logLines = {"boom"};
    receipt.instances = {{"products-1", 91, "products-3", 122, {0.1, 0.2, 0.3, 0.4, 0.5}, true, 3}};
    receipt.requests = 18211;
    receipt.retried = 1;
    receipt.failed = 2;
    receipt.held = 3;
    receipt.phases = {0.1, 0.2, 0.3, 0.4, 0.5};
    receipt.seconds = 3.2;
    receipt.startedMs = 5;
    receipt.endedMs = 6;
    receipt.untouched = {{"users", {1, 2}, {1, 2}, true}};
    return receipt;
}

}  // namespace

class ApiJsonTest : public QObject {
    Q_OBJECT
  private slots:
    void everyShapeIsReadAsItIsWritten() {
        roundTrip(Version{"0.1.0", "abc", {1, 1}, "e1", 12, "/home/x", 5});
        roundTrip(ProjectRow{"shop",
                             "/a/slipway.yaml",
                             5,
                             8,
                             7,
                             ProjectState::Degraded,
                             {"127.0.0.1:8080"},
                             {"https://127.0.0.1:8080"},
                             true});
        roundTrip(busyInstance());
        ServiceRow service;
        service.name = "users";
        service.p95Us = 1200;
        service.data = DataStoreRow{"sqlite", "users.db"};
        service.ports = {{"http", 0}};
        service.command = {"a", "b"};
        service.rollout = "ro-5";
        roundTrip(service);
        roundTrip(OwnerRow{"", "", "", "", {"legacy"}});
        RouteRow route;
        route.headers = {{"x-beta", "1"}};
        route.to = {{"users", 90}, {"people", 10}};
        roundTrip(route);
        MirrorRow mirror;
        mirror.from = {"monolith"};
        mirror.service = "products";
        mirror.different = 1;
        mirror.differences = {{5, "GET", "/products/7", "rq", "body", "/price", {200, 9, "ab"}, {404, 0, "cd"}}};
        roundTrip(mirror);
        GatewayStatus gateway;
        gateway.pid = 9;
        gateway.state = GatewayState::Lost;
        gateway.listeners = {{"shop/in/127.0.0.1:8080", "127.0.0.1:8080", "ingress", "shop", "gateway"}};
        gateway.lastNack = "/services/0";
        roundTrip(gateway);
        roundTrip(LogLine{1, "users-1", "users", LogStream::Err, "text", "warn", 20});
        Topology topology;
        topology.nodes = {{"gateway",
                           NodeKind::Gateway,
                           "Gateway",
                           "",
                           ServiceState::Ready,
                           1,
                           1,
                           2.5,
                           900,
                           {{"x", InstanceState::Ready}}}};
        topology.edges = {{"orders", "users", true, 120, 121, 1, 1, 0, 4.0, 0.1, 900, 2100, "sync", "127.0.0.1:20003"}};
        topology.teams = {{"accounts", "Accounts", "#accounts", "#7C8CF8"}};
        roundTrip(topology);
        roundTrip(fullReceipt());
        Operation operation;
        operation.id = "op-7";
        operation.state = OperationState::Failed;
        operation.error = Error{ErrorCode::NotReady, "users is not ready", "Read its log.", {"one", "two"}};
        operation.receipt = fullReceipt();
        operation.steps = {{"users-3", "users-1", Phase::Drain}};
        roundTrip(operation);
        QVERIFY(operation.ended());
        State state;
        state.instances = {busyInstance()};
        state.operations = {operation};
        state.topology = topology;
        state.eventId = 123;
        roundTrip(state);
        Metrics metrics;
        metrics.services["users"].rps = {1.0, std::nullopt, 3.5};
        metrics.edges = {{"orders", "users", {1.0}, {0.0}, {std::nullopt}}};
        roundTrip(metrics);
        roundTrip(UpRequest{
            "name: x\n", "/a/slipway.yaml", {{"HOME", "/h"}}, {{"/a/.env", "A=1"}}, {"debug"}, "127.0.0.1:0"});
        roundTrip(UpAnswer{"shop", "op-1", {{"f", 1, 2, "k", "m", "e", "n", Severity::Warning}}});
        roundTrip(GatewayUpgradeRequest{"/opt/slipway-gateway", 5000, 200});
        QCOMPARE(decode<GatewayUpgradeRequest>("{}")->drainTimeoutMs, 30'000);
        roundTrip(ValidateAnswer{"shop", {}, {"users"}});
        roundTrip(std::vector<InstanceRow>{busyInstance(), {}});
    }

    void everyEventIsReadAsItIsWritten() {
        std::vector<Event> events(12);
        events[0].what = UnknownEvent{"from_the_future"};
        events[1].what = InstanceEvent{busyInstance(), "starting", true};
        events[2].what = ServiceEvent{};
        events[3].what = OperationEvent{};
        events[4].what = RolloutEvent{fullReceipt()};
        TickEvent tick;
        tick.services = {{"users", 1.5, 0.5, 100, 200, 0.1, 3000}};
        tick.instances = {{"users-1", 0.1, 3000, 1500, 2}};
        tick.edges = {{"gateway", "users", 10, 1.5, 0, std::nullopt, std::nullopt}};
        events[5].what = tick;
        events[6].what = ProjectEvent{"up"};
        events[7].what = GatewayEvent{GatewayState::Serving, 7, 12};
        GatewayUpgrade upgrade{
            "up-1", UpgradeState::Draining, "/usr/bin/slipway-gateway", 1, 2, 0.5, "hub", "why", "hint", {}};
        upgrade.processes = {{"hub", 1, "0.1.0", "a", 2, "0.2.0", "b", 8, 3, 1, 1, 1, 0.25}, {}};
        events[8].what = GatewayUpgradeEvent{upgrade};
        events[9].what = ScaledEvent{"users", 2, 5, "in_flight 37 over 30s, target 8 an instance"};
        events[10].what = WarningEvent{"careful"};
        events[11].what = LostEvent{};
        for (size_t i = 0; i < events.size(); ++i) {
            events[i].id = static_cast<std::int64_t>(i);
            roundTrip(events[i]);
            QCOMPARE(decode<Event>(encode(events[i]))->what.index(), i);
        }
    }

    void noneIsNullAndNotZero() {
        const json row = json::parse(encode(InstanceRow{}));
        QVERIFY(row.at("pid").is_null());  // `kill $(jq .pid)` must not become `kill 0`
        QVERIFY(row.at("port").is_null());
        QVERIFY(row.at("owner").is_null());
        QVERIFY(row.at("last_exit").is_null());
        QCOMPARE(row.at("state").get<std::string>(), std::string("pending"));
        QCOMPARE(decode<InstanceRow>(row.dump())->pid, 0);
    }

    void unknownMembersAndWordsAreTolerated() {
        const auto row =
            decode<InstanceRow>(R"({"instance":"a-1","state":"hibernating","new_thing":{"x":1},"pid":null})");
        QVERIFY(row);
        QCOMPARE(row->instance, std::string("a-1"));
        QCOMPARE(row->state, InstanceState::Unknown);
        QCOMPARE(row->pid, 0);
        const auto event = decode<Event>(R"({"id":3,"type":"comet","data":1})");
        QVERIFY(event);
        QCOMPARE(event->type(), std::string("comet"));
    }

    void whatIsNoShapeIsAnErrorAndNoCrash() {
        for (const char* text :
             {"", "{", "[]", "7", "null", R"({"pid":"seven"})", R"({"last_lines":{"a":1}})", R"({"state":4})"}) {
            const auto row = decode<InstanceRow>(text);
            QVERIFY2(!row, text);
            QCOMPARE(row.error().code, ErrorCode::Corrupt);
        }
    }

    void bytesThatAreNoUtf8AreReplaced() {
        LogLine line;
        line.text = "bad \xff byte";
        QCOMPARE(json::parse(encode(line)).at("text").get<std::string>(), std::string("bad \xEF\xBF\xBD byte"));
    }

    void errorsCarryCodeOriginAndProblems() {
        ApiError error(Error{ErrorCode::InvalidManifest, "slipway.yaml has 1 error", "Fix it.", {"d"}});
        error.problems = {{"slipway.yaml", 3, 5, "services.a.comand", "unknown key", "", "command", Severity::Error}};
        const json body = json::parse(encode(error));
        QCOMPARE(body.at("error").at("code").get<std::string>(), std::string("invalid_manifest"));
        QCOMPARE(body.at("error").at("origin").get<std::string>(), std::string("client"));
        roundTrip(error);
        QCOMPARE(QString::fromStdString(error.problems[0].text()),
                 QString("slipway.yaml:3:5: services.a.comand: unknown key; did you mean 'command'?"));
    }

    void everyWordIsReadBack() {
        for (int i = 0; i <= static_cast<int>(InstanceState::Unknown); ++i) {
            const auto state = static_cast<InstanceState>(i);
            InstanceState back{};
            QCOMPARE(fromWord(word(state), back), state != InstanceState::Unknown);
            QCOMPARE(back, state);
        }
        QCOMPARE(word(InstanceState::CrashLoop), "crash_loop");
        QCOMPARE(word(Outcome::RolledBack), "rolled_back");
        QCOMPARE(word(static_cast<Phase>(99)), "unknown");
    }
};

QTEST_GUILESS_MAIN(ApiJsonTest)
#include "api_json_test.moc"
