#include <QtTest>

#include "manifest/secrets.h"
#include "protocol/composite.h"

using namespace slipway;
using namespace slipway::manifest;
using namespace std::chrono_literals;

namespace {

model::Project parsed(const std::string& yaml, const Variables& variables = {}, const EnvFiles& envFiles = {}) {
    const auto result = parseManifest(yaml, "/work/shop/slipway.yaml", variables, envFiles);
    if (!result)
        for (const auto& line : result.error().details)
            qWarning("%s", line.c_str());
    return result ? result->project : model::Project{};
}

std::vector<std::string> warnings(const std::string& yaml) {
    std::vector<std::string> lines;
    const auto result = parseManifest(yaml, "/work/shop/slipway.yaml");
    for (const auto& each : result ? result->warnings : std::vector<api::Problem>{})
        lines.push_back(each.text());
    return lines;
}

constexpr const char* kFull = R"(
name: shop
x-defaults: &defaults
  owner: accounts
  stop_grace_period: 20s
teams:
  accounts: {name: Accounts, contact: "#accounts", color: "#7C8CF8"}
  catalog:
services:
  users:
    <<: *defaults
    command: ${LIBEXEC}/shop-users --level ${LEVEL:-info}
    calls: [points]
    data: {kind: sqlite, path: users.db}
    ports: [{name: http, target: 0}, {name: admin, target: 0}, {name: legacy, target: 9901}]
    environment: {A: 1, B: "${LEVEL-none}", HANDED:, C: "$$5"}
    env_file: [base.env, {path: missing.env, required: false}]
    startup_probe: {exec: {command: "test -f ready"}, failure_threshold: 30}
    readiness_probe: {http_get: {path: /health/ready, port: admin, headers: {X-Probe: "1"}}, period: 500ms, timeout: 2s}
    liveness_probe: {tcp_socket: {port: http}, initial_delay: 1s, period: 10s}
    depends_on: {points: {condition: service_healthy}}
    start_timeout: 15s
    stop_signal: SIGINT
    working_dir: app/../app
    deploy:
      replicas: 1
      update_config: {order: stop-first, parallelism: 2, monitor: 250ms, failure_action: pause}
      restart_policy: {condition: on-failure, delay: 200ms, max_delay: 10s, factor: 1.5, reset_after: 30s, max_attempts: 3, window: 1m}
    load_balancing: {policy: round_robin}
  points: {command: [./points, "with blank"], ports: [9000], owner: catalog, readiness_probe: {log_line: "^ready$$", stream: stderr}}
  legacy: {external: {endpoints: ["localhost:9001", "[::1]:9002"]}, owner: catalog}
gateway:
  listen: [127.0.0.1:8080, "[::1]:8080"]
  workers: 2
  access_log: off
  hold: {max_requests: 10, timeout: 2s}
  routes:
    - {path_prefix: /users/, to: users}
    - {path_prefix: /, hosts: Shop.Local, methods: [get, POST], headers: {X-Beta: "1"}, to: [{service: points, weight: 90}, {service: legacy, weight: 10}, {service: users, weight: 0}], strip_prefix: true, timeout: 5s, retries: 0}
    - {to: legacy, id: rest}
topology: p2p
)";

}  // namespace

class ManifestTest : public QObject {
    Q_OBJECT
  private slots:
    void mediationKeepsItsOrder() {
        const auto project = parsed(
            "services: {a: {command: x, ports: [0]}}\n"
            "gateway:\n"
            "  listen: 127.0.0.1:8080\n"
            "  routes:\n"
            "    - {path_prefix: /a, to: a, mediate: true}\n"
            "    - {path_prefix: /b, to: a, mediate: [cbor]}\n"
            "    - {path_prefix: /c, to: a, mediate: false}\n"
            "    - path_prefix: /d\n"
            "      to: a\n"
            "      mediate:\n"
            "        limits: {depth: 8}\n"
            "        response_template: {z: {$ptr: /x}, b: \"1\", a: 1, t: {$text: \"${/x}\"}}\n",
            {}, {});
        const auto mediate = [&](const char* prefix) {
            for (const auto& route : project.gateway.routes)
                if (route.pathPrefix == prefix)
                    return route.mediate;
            return std::string("no route");
        };
        QCOMPARE(mediate("/a"), std::string("true"));
        QCOMPARE(mediate("/b"), std::string("[\"cbor\"]"));
        QCOMPARE(mediate("/c"), std::string());
        QCOMPARE(
            mediate("/d"),
            std::string("{\"limits\":{\"depth\":8},\"response_template\":{\"z\":{\"$ptr\":\"/x\"},\"b\":\"1\",\"a\":1,"
                        "\"t\":{\"$text\":\"${/x}\"}}}"));
    }

    void mirrorsAndStickinessBecomeWhatTheySay() {
        const auto project = parsed(
            "services:\n"
            "  old: {command: x, ports: [0]}\n"
            "  new: {command: x, ports: [0], data: {kind: lmdb, path: new, shadow: true}}\n"
            "gateway:\n"
            "  listen: 127.0.0.1:8080\n"
            "  routes:\n"
            "    - to: [{service: old, weight: 90}, {service: new, weight: 0}]\n"
            "      sticky: {cookie: version}\n"
            "      mirror:\n"
            "        service: new\n"
            "        percent: 25\n"
            "        compare: {ignore: [/at, /items/*/id], headers: ETag}\n"
            "        unsafe: shadow\n"
            "    - {path_prefix: /a, to: old, cookies: {Tester: \"yes\"}, headers: {X-B: \"1\"}, mirror: {service: "
            "new}}\n",
            {}, {});
        const auto& routes = project.gateway.routes;
        QCOMPARE(routes[0].stickyCookie, std::string("version"));
        QCOMPARE(routes[0].mirror.service, std::string("new"));
        QCOMPARE(routes[0].mirror.percent, 25);
        QVERIFY(routes[0].mirror.unsafe);
        QCOMPARE(routes[0].mirror.ignore, (std::vector<std::string>{"/at", "/items/*/id"}));
        QCOMPARE(routes[0].mirror.headers, std::vector<std::string>{"ETag"});
        QVERIFY(!routes[1].mirror.unsafe && routes[1].mirror.percent == 100 && routes[1].stickyCookie.empty());
        auto matches = routes[1].headers;
        std::sort(matches.begin(), matches.end());
        QCOMPARE(matches.size(), size_t(2));
        QVERIFY(matches[0].first == "cookie:Tester" && matches[0].second == "yes" && matches[1].first == "x-b");
        QVERIFY(project.services[1].data && project.services[1].data->shadow);
    }

    void everyKeyBecomesWhatItSays() {
        const auto project = parsed(kFull, {{"LIBEXEC", "/opt/my slipway"}, {"HANDED", "on"}},
                                    {{"/work/shop/base.env", "A=file\nF=from file\n"}});
        QCOMPARE(project.name.str(), std::string("shop"));
        QCOMPARE(project.manifestPath, std::string("/work/shop/slipway.yaml"));
        QCOMPARE(project.topology, model::TopologyMode::PeerToPeer);
        QCOMPARE(project.teams.size(), size_t(2));
        QCOMPARE(project.teams[0].contact, std::string("#accounts"));
        QCOMPARE(project.teams[1].name, std::string("catalog"));
        QCOMPARE(project.teams[1].color, std::string("#4FB0C6"));
        QCOMPARE(project.services.size(), size_t(3));

        const auto& users = project.services[0];
        QCOMPARE(users.name.str(), std::string("users"));
        // One word, although the variable's value holds a blank.
        QCOMPARE(users.command, (std::vector<std::string>{"/opt/my slipway/shop-users", "--level", "info"}));
        QCOMPARE(users.workingDir, std::string("/work/shop/app"));
        const std::map<std::string, std::string> environment{
            {"A", "1"}, {"B", "none"}, {"C", "$5"}, {"F", "from file"}, {"HANDED", "on"}};
        QCOMPARE(users.environment, environment);
        QCOMPARE(users.owner.str(), std::string("accounts"));
        QCOMPARE(users.calls.size(), size_t(1));
        QCOMPARE(users.data->kind, std::string("sqlite"));
        QCOMPARE(users.data->path, std::string("users.db"));
        QCOMPARE(users.ports.size(), size_t(3));
        QCOMPARE(users.ports[1].name, std::string("admin"));
        QCOMPARE(users.ports[1].target, 0);
        QCOMPARE(users.ports[2].target, 9901);
        QCOMPARE(std::get<model::ExecProbe>(users.startupProbe->check).command,
                 (std::vector<std::string>{"test", "-f", "ready"}));
        QCOMPARE(users.startupProbe->failureThreshold, 30);
        const auto& ready = std::get<model::HttpGetProbe>(users.readinessProbe->check);
        QCOMPARE(ready.path, std::string("/health/ready"));
        QCOMPARE(ready.port, std::string("admin"));
        QCOMPARE(ready.headers.at(0).first, std::string("X-Probe"));
        QVERIFY(users.readinessProbe->period == 500ms && users.readinessProbe->timeout == 2s);
        QCOMPARE(std::get<model::TcpSocketProbe>(users.livenessProbe->check).port, std::string("http"));
        const auto& line = std::get<model::LogLineProbe>(project.services.at(1).readinessProbe->check);
        QCOMPARE(line.pattern, std::string("^ready$"));
        QCOMPARE(line.stream, std::string("stderr"));
        QVERIFY(users.livenessProbe->initialDelay == 1s && users.livenessProbe->period == 10s);
        QCOMPARE(users.dependsOn.at(0).condition, model::DependsCondition::ServiceHealthy);
        QCOMPARE(users.stopSignal, 2);
        QVERIFY(users.stopGracePeriod == 20s && users.startTimeout == 15s);
        QCOMPARE(users.replicas, 1);
        QCOMPARE(users.updateConfig.order, model::UpdateOrder::StopFirst);
        QCOMPARE(users.updateConfig.parallelism, 2);
        QVERIFY(users.updateConfig.monitor == 250ms);
        QCOMPARE(users.updateConfig.failureAction, model::FailureAction::Pause);
        const auto& restart = users.restartPolicy;
        QCOMPARE(restart.condition, model::RestartCondition::OnFailure);
        QVERIFY(restart.delay == 200ms && restart.maxDelay == 10s && restart.resetAfter == 30s &&
                restart.window == 1min);
        QCOMPARE(restart.factor, 1.5);
        QCOMPARE(restart.maxAttempts, 3);
        QCOMPARE(users.balancing, model::BalancingPolicy::RoundRobin);

        const auto& points = project.services[1];
        QCOMPARE(points.command, (std::vector<std::string>{"./points", "with blank"}));
        QCOMPARE(points.workingDir, std::string("/work/shop"));
        QCOMPARE(points.ports.at(0).target, 9000);
        QCOMPARE(points.updateConfig.order, model::UpdateOrder::StopFirst);  // a fixed port can't be held twice
        QVERIFY(project.services[2].external());
        QCOMPARE(project.services[2].externalEndpoints, (std::vector<std::string>{"127.0.0.1:9001", "[::1]:9002"}));

        const auto& gateway = project.gateway;
        QCOMPARE(gateway.listen, (std::vector<std::string>{"127.0.0.1:8080", "[::1]:8080"}));
        QCOMPARE(gateway.workers, 2);
        QCOMPARE(gateway.accessLog, model::AccessLog::Off);
        QCOMPARE(gateway.holdMaxRequests, 10);
        QVERIFY(gateway.holdTimeout == 2s);
        QCOMPARE(gateway.routes.size(), size_t(3));
        QCOMPARE(gateway.routes[0].pathPrefix, std::string("/users"));
        QCOMPARE(gateway.routes[0].id, std::string("users"));
        QCOMPARE(gateway.routes[0].retries, 1);
        const auto& second = gateway.routes[1];
        QCOMPARE(second.hosts.at(0), std::string("shop.local"));
        QCOMPARE(second.methods, (std::vector<std::string>{"GET", "POST"}));
        QCOMPARE(second.headers.at(0).first, std::string("x-beta"));
        QCOMPARE(second.to.size(), size_t(2));
        QCOMPARE(second.to[0].weight, 90);
        QVERIFY(second.stripPrefix && second.retries == 0 && second.timeout == 5s);
        QCOMPARE(second.id, std::string("get-post-shop.local-root"));
        QCOMPARE(gateway.routes[2].id, std::string("rest"));
    }

    void tenLinesAreEnough() {
        const auto project = parsed(
            "services:\n  hello:\n    command: python3 hello.py\n    ports: [0]\ngateway:\n  listen: 127.0.0.1:8080\n  "
            "routes:\n    - {to: hello}\n");
        QCOMPARE(project.name.str(), std::string("shop"));  // its folder's name
        QCOMPARE(project.services.at(0).replicas, 1);
        QCOMPARE(project.services.at(0).ports.at(0).name, std::string("http"));
        QVERIFY(project.services.at(0).startTimeout == 60s);
        QCOMPARE(project.gateway.routes.at(0).pathPrefix, std::string("/"));
        QCOMPARE(project.gateway.routes.at(0).id, std::string("root"));
    }

    void composeHabitsCarryOver() {
        const auto project = parsed(R"(
version: "3.9"
services:
  a:
    command: sh -c "exec ./a --port $$PORT"
    environment: ["A=b=c", "EMPTY=", HANDED, MISSING]
    depends_on: [b]
    restart: on-failure:5
    scale: 3
    ports: [0]
    healthcheck: {test: curl -f http://localhost:$$PORT/, interval: 2s, timeout: 1s, retries: 5, start_period: 2m}
  b:
    command: ./b
    restart: "no"
    healthcheck: {test: [CMD, ./check, x]}
    depends_on: {c: {condition: service_started}}
  c: {command: ./c, restart: no, healthcheck: {disable: true}}
)",
                                    {{"HANDED", "on"}});
        const auto& a = project.services.at(0);
        QCOMPARE(a.command, (std::vector<std::string>{"sh", "-c", "exec ./a --port $PORT"}));
        const std::map<std::string, std::string> environment{{"A", "b=c"}, {"EMPTY", ""}, {"HANDED", "on"}};
        QCOMPARE(a.environment, environment);
        QCOMPARE(a.dependsOn.at(0).condition, model::DependsCondition::ServiceStarted);
        QCOMPARE(a.restartPolicy.condition, model::RestartCondition::OnFailure);
        QCOMPARE(a.restartPolicy.maxAttempts, 5);
        QCOMPARE(a.replicas, 3);
        QCOMPARE(std::get<model::ExecProbe>(a.readinessProbe->check).command,
                 (std::vector<std::string>{"/bin/sh", "-c", "curl -f http://localhost:$PORT/"}));
        QVERIFY(a.readinessProbe->period == 2s && a.readinessProbe->failureThreshold == 5);
        QVERIFY(a.startTimeout == 2min);  // failures within the start_period do not count
        QCOMPARE(std::get<model::ExecProbe>(project.services.at(1).readinessProbe->check).command,
                 (std::vector<std::string>{"./check", "x"}));
        QCOMPARE(project.services.at(1).restartPolicy.condition, model::RestartCondition::None);
        QCOMPARE(project.services.at(2).restartPolicy.condition, model::RestartCondition::None);
        QVERIFY(!project.services.at(2).readinessProbe);
    }

    void aVariableAloneIsSplitAsAShellDoes() {
        const auto project =
            parsed("services:\n  a: {command: \"${CMD} \\\"${ONE}\\\" x\"}\n  b: {command: [\"${CMD}\"]}\n",
                   {{"CMD", "python3 -m 'my app'"}, {"ONE", "a b"}});
        QCOMPARE(project.services.at(0).command, (std::vector<std::string>{"python3", "-m", "my app", "a b", "x"}));
        QCOMPARE(project.services.at(1).command, (std::vector<std::string>{"python3 -m 'my app'"}));
    }

    void mergesAndAnchors() {
        const auto project = parsed(R"(
x-a: &a {command: ./a, stop_grace_period: 1s}
x-b: &b {command: ./b, start_timeout: 2s}
services:
  one: {<<: [*a, *b], stop_grace_period: 5s}
  two: *a
)");
        QCOMPARE(project.services.at(0).command, std::vector<std::string>{"./a"});
        QVERIFY(project.services.at(0).stopGracePeriod == 5s && project.services.at(0).startTimeout == 2s);
        QVERIFY(project.services.at(1).stopGracePeriod == 1s);
    }

    void warningsAreNoErrors() {
        QCOMPARE(
            warnings("version: '3'\nservices:\n  a:\n    command: x ${UNSET}\n    ports: [0]\n    environment: {PORT: "
                     "1, SLIPWAY_X: 2}\n"),
            (std::vector<std::string>{
                "/work/shop/slipway.yaml:1:1: version: version means nothing any more; it is ignored",
                "/work/shop/slipway.yaml:3:3: services.a: has no owner; expected owner: one of the teams, so that "
                "somebody answers for it",
                "/work/shop/slipway.yaml:3:3: services.a.environment.PORT: PORT is given to each instance by Slipway; "
                "this value is left out",
                "/work/shop/slipway.yaml:4:14: services.a.command: the variable UNSET is not set; it is taken as "
                "empty; expected ${UNSET:-default}, or UNSET set",
                "/work/shop/slipway.yaml:6:28: services.a.environment.SLIPWAY_X: names that begin with SLIPWAY_ belong "
                "to Slipway; this value is left out"}));
    }

    void errorsComeAsOneWithEveryProblem() {
        const auto result = parseManifest("services:\n  a: {comand: x}\n", "/work/shop/slipway.yaml");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::InvalidManifest);
        QCOMPARE(result.error().problems.size(), size_t(2));
        QCOMPARE(result.error().details.size(), size_t(2));
        QCOMPARE(result.error().message, std::string("slipway.yaml has 2 errors"));
        QCOMPARE(result.error().problems[0].file, std::string("/work/shop/slipway.yaml"));
    }

    void textIsUtf8OrRefused() {
        const auto word = [](const std::string& yaml, const Variables& variables = {}) {
            return parsed(yaml, variables).services.at(0).environment.at("WORD");
        };
        QCOMPARE(word("services:\n  a: {command: x, environment: {WORD: \"\\N\\_\\xe9\"}}\n"),
                 std::string("\u0085\u00a0\u00e9"));
        const auto refused = [](const std::string& yaml, const Variables& variables = {}) {
            const auto result = parseManifest(yaml, "/work/shop/slipway.yaml", variables);
            return result ? std::string("accepted") : result.error().details.at(0);
        };
        QCOMPARE(refused("services:\n  a: {command: \xe9}\n"),
                 std::string("/work/shop/slipway.yaml:2:16: the file is not UTF-8 from here on; expected a file that "
                             "is saved as UTF-8"));
        QCOMPARE(refused("services:\n  a: {command: x, environment: {WORD: $V}}\n", {{"V", "\xff"}}),
                 std::string("/work/shop/slipway.yaml:2:39: services.a.environment.WORD: is not UTF-8 with its "
                             "variables filled in; expected variables that hold UTF-8"));
    }

    void clientsLearnWhatToSend() {
        const std::string yaml =
            "services:\n  a:\n    command: ${LIBEXEC}/a $LEVEL ${B:-${C}} $$NOT\n    environment: [HANDED, X=1]\n    "
            "env_file: [\"${WHERE}/a.env\", ../b.env]\n  b:\n    environment: {ALSO: , Y: 1}\n    env_file: {path: "
            "c.env}\n";
        QCOMPARE(namedVariables(yaml),
                 (std::vector<std::string>{"ALSO", "B", "C", "HANDED", "LEVEL", "LIBEXEC", "WHERE"}));
        QCOMPARE(namedVariables("a: [${X}"), std::vector<std::string>{"X"});
        // A single mapping is no list; it is reported when the manifest is parsed.
        QCOMPARE(envFilePaths(yaml, "/work/shop/slipway.yaml", {{"WHERE", "/etc"}}),
                 (std::vector<std::string>{"/etc/a.env", "/work/b.env"}));
        QCOMPARE(envFilePaths("a: [", "/work/shop/slipway.yaml"), std::vector<std::string>{});
    }

    void dotEnvLiesUnderTheClientsVariables() {
        const std::string yaml =
            "name: ${NAME}\nservices:\n  a: {command: \"x ${LEVEL} of=${WHO} e${EMPTY}\", env_file: "
            "\"${WHERE}/a.env\", environment: [WHO]}\n";
        const std::map<std::string, std::string> disk{
            {"/work/shop/.env", "NAME=shop\nLEVEL=file\nWHO='the file'\nWHERE=/etc\nEMPTY=full\n"},
            {"/etc/a.env", "A=1\n"},
            {"/etc/.env", "LEVEL=stranger\n"}};
        const Variables client{{"LEVEL", "client"}, {"EMPTY", ""}};
        EnvFiles files;
        readManifestFiles(yaml, "/work/shop/slipway.yaml", client, files,
                          [&](const std::string& path) -> std::optional<std::string> {
                              const auto file = disk.find(path);
                              return file == disk.end() ? std::nullopt : std::optional(file->second);
                          });
        QCOMPARE(files.size(), size_t(2));
        const auto project = parsed(yaml, client, files);
        QCOMPARE(project.name.str(), std::string("shop"));
        const auto& service = project.services.at(0);
        QCOMPARE(service.command, (std::vector<std::string>{"x", "client", "of=the file", "e"}));
        const std::map<std::string, std::string> environment{{"A", "1"}, {"WHO", "the file"}};
        QCOMPARE(service.environment, environment);

        files["/work/shop/.env"] = "A=1\nno pair\n";
        const auto refused = parseManifest(yaml, "/work/shop/slipway.yaml", client, files);
        QVERIFY(!refused);
        QCOMPARE(refused.error().details.at(0),
                 std::string("/work/shop/slipway.yaml:1:1: /work/shop/.env:2: expected KEY=VALUE; expected KEY=VALUE "
                             "lines in the .env beside the manifest"));
    }

    void profilesChooseWhatRuns() {
        const std::string yaml =
            "services:\n  a: {command: x, ports: [0]}\n  b: {command: x, ports: [0], profiles: [debug, load]}\n"
            "  c: {command: x, ports: [0], profiles: [other], depends_on: [b]}\n"
            "gateway:\n  listen: 127.0.0.1:1\n  routes:\n    - {path_prefix: /b, to: b}\n"
            "    - {path_prefix: /ab, to: [{service: a}, {service: b}]}\n    - {to: a, mirror: {service: b}}\n";
        const auto with = [&](std::vector<std::string> profiles) {
            return parseManifest(yaml, "/work/shop/slipway.yaml", {}, {}, {{}, std::move(profiles)});
        };
        const auto none = with({});
        QVERIFY2(none, none ? "" : none.error().details.at(0).c_str());
        QCOMPARE(none->project.services.size(), size_t(1));
        QCOMPARE(none->project.gateway.routes.size(), size_t(2));
        QCOMPARE(none->project.gateway.routes.at(0).to.size(), size_t(1));
        QVERIFY(none->project.gateway.routes.at(1).mirror.service.empty());
        const auto load = with({"load"});
        QVERIFY(load);
        QCOMPARE(load->project.services.size(), size_t(2));
        QCOMPARE(load->project.gateway.routes.size(), size_t(3));
        QCOMPARE(load->project.gateway.routes.at(2).mirror.service, std::string("b"));
        QCOMPARE(with({"*"})->project.services.size(), size_t(3));
        const auto broken = with({"other"});
        QVERIFY(!broken);
        QCOMPARE(broken.error().details.at(0),
                 std::string("/work/shop/slipway.yaml:4:63: services.c.depends_on[0]: 'b' is not active; it runs with "
                             "the profile debug, load; expected --profile debug, or the same profiles here"));
        const auto slip = with({"laod"});
        QVERIFY(slip);
        QVERIFY(std::any_of(slip->warnings.begin(), slip->warnings.end(),
                            [](const auto& each) { return each.message == "no service has the profile 'laod'"; }));
    }

    void severalFilesBecomeOne() {
        const std::string yaml =
            "include: [parts/data.yaml]\nteams: {core: Core}\nservices:\n"
            "  web:\n    extends: {file: base/common.yaml, service: server}\n"
            "    environment: [LEVEL=debug]\n    owner: core\n    calls: [db]\n"
            "  api: {extends: web, command: ./api, profiles: [x]}\n";
        const std::map<std::string, std::string> disk{
            {"/work/shop/parts/data.yaml",
             "include: [../shared.yaml]\nservices:\n  db: {command: ./db, ports: [0], "
             "env_file: db.env, secrets: [key], working_dir: run}\n"
             "secrets: {key: {file: key.txt}}\n"},
            {"/work/shop/shared.yaml",
             "teams: {data: Data}\nservices:\n  cache: {ports: [0], command: \"./c ${SIZE}\", owner: "
             "data}\n"},
            {"/work/shop/parts/db.env", "D=1\n"},
            {"/work/shop/base/common.yaml",
             "services:\n  server: {extends: root, ports: [0], environment: {LEVEL: "
             "info, KIND: server}, working_dir: here}\n"
             "  root: {command: ./root, environment: [ROOT=1], calls: [cache], deploy: "
             "{replicas: 3, update_config: {parallelism: 2}}}\n"}};
        EnvFiles files;
        readManifestFiles(yaml, "/work/shop/slipway.yaml", {}, files,
                          [&](const std::string& path) -> std::optional<std::string> {
                              const auto file = disk.find(path);
                              return file == disk.end() ? std::nullopt : std::optional(file->second);
                          });
        QCOMPARE(files.size(), disk.size());
        QCOMPARE(namedVariables(yaml, "/work/shop/slipway.yaml", files), std::vector<std::string>{"SIZE"});
        const auto sources = secretSources(yaml, "/work/shop/slipway.yaml", {}, files);
        QCOMPARE(sources.size(), size_t(1));
        QCOMPARE(sources[0].file, std::string("/work/shop/parts/key.txt"));
        const auto read =
            parseManifest(yaml, "/work/shop/slipway.yaml", {{"SIZE", "5"}}, files, {{{"key", {"digest", ""}}}, {"x"}});
        QVERIFY2(read, read ? "" : read.error().details.at(0).c_str());
        const auto service = [&](const char* name) { return *read->project.service(ServiceName(name)); };
        const model::Service web = service("web");
        QCOMPARE(web.command, std::vector<std::string>{"./root"});
        QCOMPARE(web.workingDir, std::string("/work/shop/base/here"));
        const std::map<std::string, std::string> environment{{"KIND", "server"}, {"LEVEL", "debug"}, {"ROOT", "1"}};
        QCOMPARE(web.environment, environment);
        QCOMPARE(web.calls, (std::vector<ServiceName>{ServiceName("cache"), ServiceName("db")}));
        QCOMPARE(web.replicas, 3);
        QCOMPARE(web.updateConfig.parallelism, 2);
        QCOMPARE(service("api").command, std::vector<std::string>{"./api"});
        QCOMPARE(service("api").environment, environment);
        QCOMPARE(service("db").workingDir, std::string("/work/shop/parts/run"));
        QCOMPARE(service("db").environment.at("D"), std::string("1"));
        QCOMPARE(service("cache").command, (std::vector<std::string>{"./c", "5"}));
        QCOMPARE(read->project.teams.size(), size_t(2));
    }

    void errorsOfOtherFilesNameThem() {
        const std::string yaml =
            "include: [a.yaml, a.yaml, none.yaml, \"${X}.yaml\"]\nservices:\n  one: {command: x}\n"
            "  two: {extends: two, command: x}\n  three: {extends: {file: a.yaml, service: nobody}, command: x}\n";
        const EnvFiles files{{"/work/shop/a.yaml",
                              "include: [slipway.yaml]\nservices:\n  one: {command: y}\n"
                              "  four:\n    command: y\n    stop_signal: SIGNO\ngateway: {}\n"}};
        const auto read = parseManifest(yaml, "/work/shop/slipway.yaml", {}, files);
        QVERIFY(!read);
        std::string all;
        for (const auto& each : read.error().details)
            all += each + '\n';
        QCOMPARE(
            QString::fromStdString(all),
            QString("/work/shop/slipway.yaml:1:27: include[2]: there is no file /work/shop/none.yaml that can be read; "
                    "expected a manifest\n"
                    "/work/shop/slipway.yaml:1:38: include[3]: holds a variable; expected a path that is the same for "
                    "everybody\n"
                    "/work/shop/slipway.yaml:4:18: services.two.extends: 'two' extends itself; expected no circle\n"
                    "/work/shop/slipway.yaml:5:44: services.three.extends: there is no service 'nobody' in "
                    "/work/shop/a.yaml; expected a key of services\n"
                    "/work/shop/a.yaml:1:11: include[0]: /work/shop/slipway.yaml includes itself; expected no circle\n"
                    "/work/shop/a.yaml:3:3: services.one: stands in two files; first at /work/shop/slipway.yaml:3:3; "
                    "expected another name, or `extends`\n"
                    "/work/shop/a.yaml:6:18: services.four.stop_signal: is 'SIGNO'; expected a signal such as SIGTERM "
                    "or SIGINT\n"
                    "/work/shop/a.yaml:7:1: gateway: stands in the manifest itself, not in a file that it includes; "
                    "expected services, secrets, teams and include\n"));
    }

    void limitsHold() {
        QVERIFY(!parseManifest(std::string(kMaxManifestBytes + 1, ' '), "/a/slipway.yaml"));
        QVERIFY(!parseManifest(std::string(100'000, '['), "/a/slipway.yaml"));
        QVERIFY(!parseManifest(std::string(100'000, '{'), "/a/slipway.yaml"));
        std::string chain = "services: {a: {command: x}}\nx-0: &a0 [x]\n";  // an alias a level: deep without nesting
        for (int i = 1; i < 30'000; ++i)
            chain += "x-" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
        QVERIFY(!parseManifest(chain, "/a/slipway.yaml"));
        std::string many = "services:\n";
        for (size_t i = 0; i <= kMaxServices; ++i)
            many += "  s" + std::to_string(i) + ": {command: x}\n";
        const auto result = parseManifest(many, "/a/slipway.yaml");
        QVERIFY(!result);
        QVERIFY(result.error().problems[0].message.starts_with("more than 256"));
        std::string wrong = "services:\n  a:\n    command: x\n";
        for (int i = 0; i < 1000; ++i)
            wrong += "    k" + std::to_string(i) + ": x\n";
        QCOMPARE(parseManifest(wrong, "/a/slipway.yaml").error().problems.size(), kMaxProblems);
    }

    void compositesBecomeAServiceAndRoutes() {
        const auto parsed = parseManifest(R"(
teams: {sales: {}}
services:
  stock: {command: x, owner: sales, ports: [0]}
  orders: {command: x, owner: sales, ports: [0]}
composites:
  buy:
    owner: sales
    timeout: 9s
    steps:
      - parallel:
          - {name: who, call: orders, path: "/who/{{request.query.u}}"}
          - name: take
            call: stock
            path: /taken/{{saga.id}}
            method: PUT
            body: {n: 1, text: "1", list: [true, null, "{{request.body.x}}"]}
            compensate: {path: "/taken/{{saga.id}}"}
      - {name: order, call: orders, path: /orders, body: {of: "{{steps.take.body.id}}"}, when: steps.take.status == 201}
gateway:
  listen: 127.0.0.1:8080
  routes: [{path_prefix: /buy, to: {composite: buy}}, {path_prefix: /now, methods: POST, to: {composite: buy}}]
)",
                                          "/work/shop/slipway.yaml", {{"SLIPWAY_LIBEXEC", "/opt/slipway"}});
        QVERIFY2(parsed, parsed ? "" : parsed.error().details.at(0).c_str());
        QVERIFY(parsed->warnings.empty());
        const auto* composer = parsed->project.service(ServiceName("composer"));
        QVERIFY(composer);
        QCOMPARE(composer->command, std::vector<std::string>{"/opt/slipway/slipway-composer"});
        QCOMPARE(composer->owner.str(), std::string("sales"));
        QCOMPARE(composer->replicas, 1);
        QVERIFY(composer->updateConfig.order == model::UpdateOrder::StopFirst);
        QCOMPARE(composer->calls.size(), size_t(2));
        QCOMPARE(composer->data->path, std::string("composer.db"));
        for (const auto& route : parsed->project.gateway.routes)
            QCOMPARE(route.to.at(0).service.str(), std::string("composer"));

        const auto told = composite::decodeComposites(composer->environment.at("SLIPWAY_COMPOSITES"));
        QVERIFY(told);
        QCOMPARE(told->urls.at("stock"), std::string("STOCK_URL"));
        const auto& buy = told->all.at(0);
        QCOMPARE(buy.prefixes, (std::vector<std::string>{"/buy", "/now"}));
        QCOMPARE(buy.timeout.count(), 9000);
        QCOMPARE(buy.groups.size(), size_t(2));
        const auto* take = buy.step("take");
        QVERIFY(take && take->undo);
        QCOMPARE(take->undo->method, std::string("DELETE"));
        QCOMPARE(take->undo->service, std::string("stock"));
        QCOMPARE(take->call.body->dump(), std::string(R"({"list":[true,null,"{{request.body.x}}"],"n":1,"text":"1"})"));
        QCOMPARE(buy.step("who")->call.method, std::string("GET"));
        QCOMPARE(buy.step("order")->call.method, std::string("POST"));
        QVERIFY(!buy.readsOnly());
        QCOMPARE(buy.methods, std::vector<std::string>{"POST"});
        QCOMPARE(buy.takenMethods(), std::vector<std::string>{"POST"});
        QCOMPARE(composite::encode(*told), composer->environment.at("SLIPWAY_COMPOSITES"));
    }

    void aCompositeTakesWhatSuitsIt() {
        composite::Composite reads;
        reads.groups = {{{}}};
        reads.groups[0][0].call.method = "GET";
        QCOMPARE(reads.takenMethods(), (std::vector<std::string>{"GET", "HEAD", "POST"}));
        QVERIFY(!reads.isKept());
        reads.mode = composite::Mode::Async;
        QVERIFY(reads.isKept());
        composite::Composite changes = reads;
        changes.groups[0][0].call.method = "PUT";
        changes.methods = {"GET", "DELETE"};  // GET is for its status
        QCOMPARE(changes.takenMethods(), (std::vector<std::string>{"POST", "DELETE"}));
        QVERIFY(changes.isKept());
    }

    void queuesBelongToTheirFirstCallersOwner() {
        const std::string text =
            "services:\n  a: {command: x, ports: [0]}\n"
            "  b: {command: x, owner: t, calls: [{service: a, mode: async}]}\n";
        const auto owned = parseManifest("teams: {t: {}}\n" + text, "/work/shop/slipway.yaml");
        QVERIFY2(owned, owned ? "" : owned.error().details.at(0).c_str());
        QCOMPARE(owned->project.service(ServiceName("composer"))->owner.str(), std::string("t"));
        QCOMPARE(owned->warnings.size(), size_t(1));  // of `a`
        std::string nobodys = text;
        nobodys.erase(nobodys.find("owner: t, "), 10);
        const auto parsed = parseManifest(nobodys, "/work/shop/slipway.yaml");
        QVERIFY2(parsed, parsed ? "" : parsed.error().details.at(0).c_str());
        for (const auto& warning : parsed->warnings)
            QVERIFY2(warning.key == "services.a" || warning.key == "services.b", warning.key.c_str());
    }

    void aBlindCompensationIsWarnedOf() {
        const auto parsed = parseManifest(
            "services: {a: {command: x, ports: [0]}}\n"
            "composites: {c: {steps: [{name: s, call: a, method: PUT, path: /x,\n"
            "  compensate: {path: '/x/{{steps.s.body.id}}'}}]}}\n"
            "gateway: {listen: '127.0.0.1:1', routes: [{path_prefix: /c, to: {composite: c}}]}\n",
            "/work/shop/slipway.yaml");
        QVERIFY2(parsed, parsed ? "" : parsed.error().details.at(0).c_str());
        QVERIFY(std::any_of(parsed->warnings.begin(), parsed->warnings.end(), [](const auto& warning) {
            return warning.line == 3 && warning.message.find("the answer of 's' was lost") != std::string::npos;
        }));
    }
};

QTEST_GUILESS_MAIN(ManifestTest)
#include "manifest_test.moc"
