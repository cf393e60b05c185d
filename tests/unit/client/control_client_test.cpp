#include <QTemporaryDir>
#include <QtTest>
#include <future>

#include "base/files.h"
#include "client/control_client.h"
#include "client/home.h"
#include "client/up_request.h"
#include "support/fake_daemon.h"

using namespace slipway;
using namespace slipway::client;
using slipway::test::FakeDaemon;
using namespace std::chrono_literals;

class ControlClientTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::string home() const { return m_dir.path().toStdString(); }

  private slots:
    void callsSayWhatTheContractSays() {
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/version", R"({"version":"0.1.0","build":"b","schema":[1,1],"pid":7,"new":true})");
        daemon.on("POST", "/v1/projects/shop/services/users/scale", R"({"operation":"op-7"})", 202);
        daemon.on("POST", "/v1/projects/shop/services/users/restart", R"({"operation":"op-8"})", 202);
        daemon.on("DELETE", "/v1/projects/shop", R"({"operation":"op-9"})", 202);
        daemon.on("GET", "/v1/projects/shop/rollouts", "[]");
        daemon.on("POST", "/v1/shutdown", "", 202);
        ControlClient client(home());
        QCOMPARE(client.version()->pid, 7);
        QCOMPARE(client.scale("shop", "users", 4)->operation, std::string("op-7"));
        QCOMPARE(daemon.requests().back().body, std::string(R"({"replicas":4})"));
        QCOMPARE(client.restart("shop", "users", "users-2")->operation, std::string("op-8"));
        QCOMPARE(daemon.requests().back().body, std::string(R"({"instance":"users-2"})"));
        QCOMPARE(client.down("shop")->operation, std::string("op-9"));
        QVERIFY(client.rollouts("shop", "users", 5));
        QCOMPARE(daemon.requests().back().query, std::string("limit=5&service=users"));
        QVERIFY(client.shutdown());
    }

    void oneConnectionIsKept() {
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/projects", "[]");
        ControlClient client(home());
        for (int i = 0; i < 20; ++i)
            QVERIFY(client.projects());
        QCOMPARE(daemon.requests("/v1/projects").size(), size_t(20));
        QCOMPARE(daemon.connections(), size_t(1));
    }

    void namesAreEncoded() {
        FakeDaemon daemon(home());
        ControlClient client(home());
        QVERIFY(!client.state("a/../b ?#%"));
        QCOMPARE(daemon.requests().back().path, std::string("/v1/projects/a%2F..%2Fb%20%3F%23%25"));
    }

    void errorBodiesBecomeErrors() {
        FakeDaemon daemon(home());
        daemon.on(
            "POST", "/v1/projects",
            R"({"error":{"code":"invalid_manifest","origin":"client","message":"slipway.yaml has an error","hint":"Correct it.","details":["d"],)"
            R"("problems":[{"file":"/a/slipway.yaml","line":3,"column":5,"key":"k","message":"unknown key","nearest":"command","severity":"error"}]}})",
            422);
        daemon.on("GET", "/v1/projects", "gone wrong", 500);
        daemon.on("GET", "/v1/gateway", "no json");
        ControlClient client(home());
        const auto up = client.up({});
        QVERIFY(!up);
        QCOMPARE(up.error().code, ErrorCode::InvalidManifest);
        QCOMPARE(up.error().hint, std::string("Correct it."));
        QCOMPARE(up.error().problems.at(0).line, 3);
        QCOMPARE(client.projects().error().code, ErrorCode::Internal);
        QCOMPARE(client.gateway().error().code, ErrorCode::Corrupt);
        QCOMPARE(client.state("nope").error().code, ErrorCode::NotFound);
    }

    void upSendsTheVariablesThatTheManifestNames() {
        FakeDaemon daemon(home());
        daemon.on("POST", "/v1/projects", R"({"project":"a","operation":"op-1","warnings":[]})", 202);
        qputenv("TEST_NEEDED", "one");
        qputenv("TEST_OTHER", "other");
        ControlClient client(home());
        api::UpRequest request;
        request.manifest = "services: {a: {command: '${TEST_NEEDED}'}}";
        QVERIFY(client.up(request));
        const auto sent = api::decode<api::UpRequest>(daemon.requests("/v1/projects").back().body);
        const std::map<std::string, std::string> variables{{"TEST_NEEDED", "one"}};
        QCOMPARE(sent->variables, variables);
        qunsetenv("TEST_NEEDED");
    }

    void noDaemonIsUnreachable() {
        ControlClient client(home());
        QCOMPARE(client.version().error().code, ErrorCode::DaemonUnreachable);
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/version", [](const auto&) { return FakeDaemon::Answer{.hangUp = true}; });
        QCOMPARE(client.version().error().code, ErrorCode::DaemonUnreachable);
    }

    void aDaemonThatComesBackIsFoundByTheSameObject() {
        ControlClient client(home());
        for (int i = 0; i < 3; ++i) {
            FakeDaemon daemon(home());
            daemon.on("GET", "/v1/projects", "[]");
            QVERIFY(client.projects());
        }
    }

    void aSilentDaemonTimesOut() {
        FakeDaemon daemon(home());
        std::promise<void> over;
        auto wait = over.get_future().share();
        daemon.on("GET", "/v1/version", [wait](const auto&) {
            wait.wait();
            return FakeDaemon::Answer{};
        });
        ControlClient client(home());
        QCOMPARE(client.version(50ms).error().code, ErrorCode::Timeout);
        over.set_value();
    }

    void aRunningCallCanBeInterrupted() {
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/projects/shop/logs", [](const auto&) { return FakeDaemon::Answer{.stream = true}; });
        ControlClient client(home());
        auto result = std::async(std::launch::async, [&] {
            return client.logs({"shop", "", "", 0, true}, [](const auto&, auto) { return true; });
        });
        QVERIFY(daemon.waitForStreams(1));
        client.interrupt();
        const auto ended = result.get();
        QVERIFY(!ended);
        QCOMPARE(ended.error().code, ErrorCode::Cancelled);
    }

    void logsComeLineByLine() {
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/projects/shop/logs", [](const auto&) {
            return FakeDaemon::Answer{.body = "{\"at\":1,\"text\":\"one\"}\n{\"at\":2,\"te", .stream = true};
        });
        ControlClient client(home());
        std::vector<std::string> texts;
        auto result = std::async(std::launch::async, [&] {
            return client.logs({"shop", "users", "users-1", 5, true}, [&](const api::LogLine& line, std::string_view) {
                texts.push_back(line.text);
                return texts.size() < 3;
            });
        });
        QVERIFY(daemon.waitForStreams(1));
        daemon.push("xt\":\"둘\"}\n\n");
        daemon.push("{\"at\":3,\"text\":\"three\"}\n{\"at\":4,\"text\":\"four\"}\n");
        QVERIFY(result.get());
        QCOMPARE(texts, (std::vector<std::string>{"one", "둘", "three"}));
        QCOMPARE(daemon.requests().back().query, std::string("tail=5&follow=1&service=users&instance=users-1"));
    }

    void anOperationIsWaitedForOverARestart() {
        auto daemon = std::make_unique<FakeDaemon>(home());
        std::atomic<int> asked{0};
        const auto handler = [&](const auto&) {
            const int now = ++asked;
            return FakeDaemon::Answer{.body = now < 4 ? R"({"id":"op-1","state":"running","done":)" +
                                                            std::to_string(now / 2) + ",\"total\":2}"
                                                      : R"({"id":"op-1","state":"succeeded","done":2,"total":2})"};
        };
        daemon->on("GET", "/v1/operations/op-1", handler);
        ControlClient client(home());
        std::vector<int> done;
        auto result = std::async(std::launch::async, [&] {
            return client.waitForOperation("op-1", 30s,
                                           [&](const api::Operation& operation) { done.push_back(operation.done); });
        });
        QVERIFY(daemon->waitForRequests("/v1/operations/op-1", 2));
        daemon.reset();
        daemon = std::make_unique<FakeDaemon>(home());
        daemon->on("GET", "/v1/operations/op-1", handler);
        const auto operation = result.get();
        QVERIFY(operation);
        QCOMPARE(operation->state, api::OperationState::Succeeded);
        QCOMPARE(done, (std::vector<int>{0, 1, 2}));  // each change once
    }

    void anOperationThatDoesNotEndTimesOut() {
        FakeDaemon daemon(home());
        daemon.on("GET", "/v1/operations/op-1", R"({"id":"op-1","state":"running"})");
        ControlClient client(home());
        QCOMPARE(client.waitForOperation("op-1", 20ms).error().code, ErrorCode::Timeout);
    }

    void homesAreResolved() {
        qunsetenv("SLIPWAY_HOME");
        qputenv("XDG_STATE_HOME", "/state");
        QCOMPARE(resolveHome().value(), std::string("/state/slipway"));
        qputenv("XDG_STATE_HOME", "relative");
        qputenv("HOME", "/home/x");
        QCOMPARE(resolveHome().value(), std::string("/home/x/.local/state/slipway"));
        qputenv("SLIPWAY_HOME", "/a//b/../c/");
        QCOMPARE(resolveHome().value(), std::string("/a/c"));
        QCOMPARE(resolveHome("/given").value(), std::string("/given"));
        const std::string fits = "/" + std::string(107 - 1 - std::string("/slipwayd.sock").size(), 'x');
        QCOMPARE(resolveHome(fits).value(), fits);
        const auto tooLong = resolveHome(fits + "x");
        QVERIFY(!tooLong);
        QCOMPARE(tooLong.error().code, ErrorCode::PathTooLong);
        QVERIFY(tooLong.error().message.find("108 bytes") != std::string::npos);
        qunsetenv("SLIPWAY_HOME");
    }

    void aManifestIsSentWithWhatItNames() {
        const std::string folder = home() + "/work/deep";
        QVERIFY(makeFolders(folder));
        const std::string path = home() + "/work/slipway.yaml";
        QVERIFY(writeFileAtomically(
            path, "services:\n  a: {command: \"${TEST_ONE} ${TEST_MISSING:-x}\", env_file: [a.env, missing.env]}\n"));
        QVERIFY(writeFileAtomically(home() + "/work/a.env", "A=1\n"));
        QCOMPARE(findManifest(folder), path);
        const auto request = upRequest(path, "127.0.0.1:0");
        QVERIFY(request);
        QCOMPARE(request->path, path);
        QCOMPARE(request->listen, std::string("127.0.0.1:0"));
        QVERIFY(request->manifest.starts_with("services:"));
        QVERIFY(request->variables.empty() && request->envFiles.empty());
        QCOMPARE(upRequest(home() + "/none.yaml").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(ControlClientTest)
#include "control_client_test.moc"
