#include <QTemporaryDir>
#include <QtTest>

#include "daemon/home.h"
#include "daemon/instance_records.h"
#include "daemon/launch.h"
#include "daemon/snapshot_builder.h"

using namespace slipway;
using namespace slipway::daemon;

/// What the daemon keeps, what it starts instances with, and what it tells the gateway.
class StateTest : public QObject {
    Q_OBJECT

    static model::Project shop() {
        model::Project project;
        project.name = ProjectName("shop");
        model::Service users;
        users.name = ServiceName("users");
        users.ports = {model::Port{}};
        users.data = model::DataStore{"sqlite", "users.db"};
        users.calls = {ServiceName("pay-core")};
        users.environment = {{"COLOR", "blue"}};
        model::Service pay = users;
        pay.name = ServiceName("pay-core");
        pay.calls.clear();
        project.services = {users, pay};
        project.gateway.listen = {"127.0.0.1:8080"};
        model::Route route;
        route.id = "users";
        route.pathPrefix = "/users";
        route.to = {{ServiceName("users"), 1}};
        project.gateway.routes = {route};
        return project;
    }

  private slots:
    void anInstanceComesBackAsItWas() {
        model::Instance instance;
        instance.id = InstanceId("users-3");
        instance.service = ServiceName("users");
        instance.revision = 4;
        instance.state = model::InstanceState::Draining;
        instance.retire = true;
        instance.recycle = model::Recycle::UnderWay;
        instance.replaces = InstanceId("users-1");
        instance.pid = 4711;
        instance.startTicks = 99;
        instance.bootId = "boot";
        instance.cookie = "cookie";
        instance.port = 21007;
        instance.otherPorts = {21008, 0, 21010};
        instance.outFrom = 5'000'000'000;
        instance.errFrom = 7;
        instance.portLost = true;
        instance.portsLost = 2;
        instance.readyAt = TimePoint(Duration(123456789));
        instance.everReady = true;
        instance.restarts = 2;
        instance.failedStarts = 1;
        instance.history.inRow = 3;
        instance.history.recent = {TimePoint(Duration(5)), TimePoint(Duration(6))};
        instance.lastExit = model::Exit{true, 0, 9, "why"};
        instance.why = "because \xff";
        const model::Instance back = fromRecord(toRecord("shop", instance));
        QCOMPARE(back.id.str(), instance.id.str());
        QCOMPARE(back.state, instance.state);
        QCOMPARE(back.retire, true);
        QCOMPARE(back.recycle, instance.recycle);
        QVERIFY(back.replaces == instance.replaces);
        QCOMPARE(back.pid, instance.pid);
        QCOMPARE(back.startTicks, instance.startTicks);
        QCOMPARE(back.port, instance.port);
        QCOMPARE(back.otherPorts, instance.otherPorts);
        QCOMPARE(back.outFrom, instance.outFrom);
        QCOMPARE(back.errFrom, instance.errFrom);
        QCOMPARE(back.portLost, true);
        QCOMPARE(back.portsLost, 2);
        QVERIFY(back.readyAt == instance.readyAt);
        QCOMPARE(back.history.inRow, 3);
        QCOMPARE(back.history.recent.size(), size_t(2));
        QCOMPARE(back.lastExit->signal, 9);
        QCOMPARE(back.spawning, false);
        instance.spawning = true;
        QCOMPARE(fromRecord(toRecord("shop", instance)).spawning, true);
    }

    void anInstanceGetsWhatTheManifestPromises() {
        QTemporaryDir folder;
        const Home home = *Home::open(folder.path().toStdString());
        const model::Project project = shop();
        model::Instance instance;
        instance.id = InstanceId("users-3");
        instance.port = 21007;
        instance.cookie = "c";
        qputenv("SECRET_OF_THE_DAEMON", "1");
        const auto request = spawnRequest(home, project, project.services[0], instance, [](const ServiceName& callee) {
            return callee.str() == "pay-core" ? "127.0.0.1:20001" : "?";
        });
        std::map<std::string, std::string> environment(request.environment.begin(), request.environment.end());
        QCOMPARE(environment["PORT"], std::string("21007"));
        QCOMPARE(environment["PORT_HTTP"], std::string("21007"));
        QCOMPARE(environment["PAY_CORE_URL"], std::string("http://127.0.0.1:20001"));
        QCOMPARE(environment["DATA_PATH"], home.project("shop") + "/users.db");
        QCOMPARE(environment["SLIPWAY_INSTANCE"], std::string("users-3"));
        QCOMPARE(environment["COLOR"], std::string("blue"));
        QVERIFY(!environment.contains("SECRET_OF_THE_DAEMON"));
        QVERIFY(!environment.contains("SLIPWAY_HOME"));
    }

    void eachPortOfAServiceHasItsNumber() {
        QTemporaryDir folder;
        const Home home = *Home::open(folder.path().toStdString());
        model::Project project = shop();
        model::Service& users = project.services[0];
        users.ports = {{"http", 0}, {"admin-ui", 0}, {"metrics", 9100}, {"debug", 0}};
        model::Probe probe;
        probe.check = model::HttpGetProbe{"/ready", "admin-ui", {}};
        users.readinessProbe = probe;
        model::Instance instance;
        instance.id = InstanceId("users-3");
        QCOMPARE(portsOf(users, instance), (std::vector<int>{0, 0, 9100, 0}));
        instance.port = 21007;
        instance.otherPorts = {21008, 9100, 21009};
        QCOMPARE(portsOf(users, instance), (std::vector<int>{21007, 21008, 9100, 21009}));
        const auto request = spawnRequest(home, project, users, instance, [](const ServiceName&) { return "?"; });
        std::map<std::string, std::string> environment(request.environment.begin(), request.environment.end());
        QCOMPARE(environment["PORT"], std::string("21007"));
        QCOMPARE(environment["PORT_HTTP"], std::string("21007"));
        QCOMPARE(environment["PORT_ADMIN_UI"], std::string("21008"));
        QCOMPARE(environment["PORT_METRICS"], std::string("9100"));
        QCOMPARE(environment["PORT_DEBUG"], std::string("21009"));
        const auto asked = readinessProbe(users, request, instance, false);
        QCOMPARE(std::get<runtime::HttpGetProbe>(asked->action).port, 21008);
        users.readinessProbe->check = model::TcpSocketProbe{""};
        QCOMPARE(std::get<runtime::TcpProbe>(readinessProbe(users, request, instance, false)->action).port, 21007);
    }

    void theSnapshotFollowsTheWorld() {
        const model::Project project = shop();
        model::World world;
        for (const auto& spec : project.services) {
            model::ServiceWorld service;
            service.revisions[1] = std::make_shared<const model::Service>(spec);
            world.services[spec.name] = service;
        }
        const auto add = [&](const char* id, model::InstanceState state, int port) {
            model::Instance instance;
            instance.id = InstanceId(id);
            instance.service = ServiceName("users");
            instance.state = state;
            instance.port = port;
            world.instances[instance.id] = instance;
        };
        add("users-1", model::InstanceState::Draining, 21001);
        add("users-2", model::InstanceState::Ready, 21002);
        add("users-3", model::InstanceState::Starting, 21003);
        const auto hub = [&](model::TopologyMode mode = model::TopologyMode::HubAndSpoke) {
            Snapshots snapshots;
            appendProject(snapshots, project, world, project.gateway.listen, mode);
            return snapshots.byRole.at({});
        };
        protocol::Snapshot snapshot = hub();
        QCOMPARE(snapshot.listeners.size(), size_t(2));
        QCOMPARE(snapshot.listeners[0].id, std::string("shop/in/127.0.0.1:8080"));
        QCOMPARE(snapshot.listeners[1].id, std::string("shop/out/users/pay-core"));
        QCOMPARE(snapshot.listeners[1].caller, std::string("users"));
        const auto& endpoints = snapshot.services[0].endpoints;
        QCOMPARE(endpoints.size(), size_t(2));
        QCOMPARE(endpoints[0].state, protocol::EndpointState::Draining);
        QCOMPARE(endpoints[1].state, protocol::EndpointState::Active);
        QCOMPARE(endpoints[1].address, std::string("127.0.0.1:21002"));
        // What the gateway would take is what we write.
        snapshot.generation = 1;
        QVERIFY(protocol::parseSnapshot(protocol::snapshotToJson(snapshot)));
        QVERIFY(snapshot.services[0].hold.timeout.count() > 0);
        world.services.at(ServiceName("users")).stopped = true;
        const protocol::Snapshot stopped = hub();
        QCOMPARE(stopped.services[0].hold.timeout.count(), 0);
        QCOMPARE(stopped.services[0].hold.why, std::string("users is stopped"));
        world.down = true;
        const protocol::Snapshot leaving = hub();
        QCOMPARE(leaving.listeners.size(), size_t(1));
    }

    void aSidecarKnowsItsCallersLinksAlone() {
        const model::Project project = shop();
        model::World world;
        Snapshots snapshots;
        appendProject(snapshots, project, world, project.gateway.listen, model::TopologyMode::PeerToPeer);
        const protocol::GatewayRole users{"shop", "users"};
        QCOMPARE(snapshots.byRole.size(), size_t(2));
        const protocol::Snapshot& sidecar = snapshots.byRole.at(users);
        QCOMPARE(sidecar.listeners.size(), size_t(1));
        QCOMPARE(sidecar.listeners[0].id, std::string("shop/out/users/pay-core"));
        QCOMPARE(sidecar.services.size(), size_t(1));
        QCOMPARE(sidecar.services[0].name, std::string("pay-core"));
        QVERIFY((snapshots.servedBy.at("shop/out/users/pay-core") == users));
        QVERIFY(!snapshots.servedBy.contains("shop/in/127.0.0.1:8080"));
        // The hub goes on knowing the link: it may get the socket back at any time.
        QCOMPARE(snapshots.byRole.at({}).listeners.size(), size_t(2));
    }

    void oneDaemonAHome() {
        QTemporaryDir folder;
        const Home home = *Home::open(folder.path().toStdString());
        auto first = HomeLock::take(home);
        QVERIFY(first);
        const auto second = HomeLock::take(home);
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::HomeInUse);
        QVERIFY(second.error().message.find(std::to_string(::getpid())) != std::string::npos);
        first->release();
        QVERIFY(!QFile::exists(folder.filePath("slipwayd.lock")));
        QVERIFY(HomeLock::take(home));
    }

    void aHomeThatIsTooDeepIsRefused() {
        QTemporaryDir folder;
        const auto home = Home::open(folder.filePath(QString(100, 'x')).toStdString());
        QVERIFY(!home);
        QCOMPARE(home.error().code, ErrorCode::PathTooLong);
        QVERIFY(home.error().message.find("107") != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(StateTest)
#include "state_test.moc"
