#include <QtTest>

#include "daemon/manifest_diff.h"

using namespace slipway;
using namespace slipway::daemon;

/// What `up` would change, told without doing it.
class ManifestDiffTest : public QObject {
    Q_OBJECT

    static model::Project shop() {
        model::Project project;
        project.name = ProjectName("shop");
        model::Service users;
        users.name = ServiceName("users");
        users.command = {"./users"};
        users.replicas = 2;
        users.ports = {model::Port{}};
        users.environment = {{"LEVEL", "info"}, {"DB_PASSWORD", "hunter22"}};
        project.services = {users};
        model::Route route;
        route.id = "users";
        route.to = {{ServiceName("users"), 1}};
        project.gateway.routes = {route};
        project.gateway.listen = {"127.0.0.1:8080"};
        return project;
    }

    static model::World running(const model::Project& project) {
        model::World world;
        for (const auto& spec : project.services) {
            auto& service = world.services[spec.name];
            service.revisions[1] = std::make_shared<const model::Service>(spec);
            service.replicas = spec.replicas;
            model::Instance instance;
            instance.id = InstanceId(spec.name.str() + "-1");
            instance.service = spec.name;
            instance.state = model::InstanceState::Ready;
            world.instances[instance.id] = instance;
        }
        return world;
    }

    static api::Diff diff(const model::Project& before, const model::World& world, const model::Project& after) {
        Mask mask;
        for (const auto* project : {&before, &after})
            for (const auto& service : project->services)
                mask.learn(service.environment);
        return manifestDiff({before, before.gateway.listen}, world, before.topology, {after, after.gateway.listen},
                            mask);
    }

  private slots:
    void theSameManifestChangesNothing() {
        const auto answer = diff(shop(), running(shop()), shop());
        QVERIFY(answer.same && answer.running && answer.changes.empty());
    }

    void eachChangeSaysWhatItDoes() {
        const model::Project before = shop();
        model::Project after = before;
        after.services[0].environment["LEVEL"] = "debug";
        auto answer = diff(before, running(before), after);
        QCOMPARE(answer.changes.size(), size_t(1));
        QCOMPARE(answer.changes[0].effect, std::string("rollout"));
        QCOMPARE(answer.changes[0].fields.size(), size_t(1));
        QCOMPARE(answer.changes[0].fields[0].field, std::string("environment.LEVEL"));
        QCOMPARE(answer.changes[0].fields[0].before, std::string("\"info\""));
        QCOMPARE(answer.changes[0].fields[0].after, std::string("\"debug\""));

        after = before;
        after.services[0].readinessProbe = model::Probe{.check = model::LogLineProbe{"^ready", "stderr"}};
        answer = diff(before, running(before), after);
        QCOMPARE(answer.changes.at(0).effect, std::string("rollout"));
        QCOMPARE(answer.changes[0].fields.at(0).field, std::string("readiness_probe"));
        QVERIFY(answer.changes[0].fields[0].after.find(R"("log_line":"^ready")") != std::string::npos);
        const model::Project said = after;
        std::get<model::LogLineProbe>(after.services[0].readinessProbe->check).stream = "stdout";
        QCOMPARE(diff(said, running(said), after).changes.at(0).effect, std::string("rollout"));

        after = before;
        after.services[0].replicas = 5;
        answer = diff(before, running(before), after);
        QCOMPARE(answer.changes.at(0).effect, std::string("scale"));

        after = before;
        after.services[0].stopGracePeriod = std::chrono::seconds(3);
        answer = diff(before, running(before), after);
        QCOMPARE(answer.changes.at(0).effect, std::string("nothing"));

        after = before;
        after.services[0].name = ServiceName("people");
        after.gateway.routes[0].retries = 0;
        after.topology = model::TopologyMode::PeerToPeer;
        answer = diff(before, running(before), after);
        std::vector<std::string> told;
        for (const auto& change : answer.changes)
            told.push_back(change.kind + ' ' + change.name + ' ' + change.change + ' ' + change.effect);
        QCOMPARE(told, (std::vector<std::string>{"service people added start", "service users removed stop",
                                                 "route users changed gateway", "topology  changed switch"}));
    }

    void aScaleByHandStaysUnlessTheManifestsCountChanged() {
        const model::Project before = shop();
        model::World world = running(before);
        world.services.at(ServiceName("users")).replicas = 7;
        QVERIFY(diff(before, world, before).same);
        model::Project after = before;
        after.services[0].replicas = 3;
        const auto answer = diff(before, world, after);
        QCOMPARE(answer.changes.at(0).fields.at(0).before, std::string("7"));
        QCOMPARE(answer.changes.at(0).fields.at(0).after, std::string("3"));
    }

    void whatIsStoppedWouldStart() {
        const model::Project project = shop();
        model::World world = running(project);
        world.services.at(ServiceName("users")).stopped = true;
        const auto answer = diff(project, world, project);
        QVERIFY(!answer.same);
        QCOMPARE(answer.changes.at(0).change, std::string("unchanged"));
        QCOMPARE(answer.changes.at(0).effect, std::string("start"));
    }

    void secretsAreNotTold() {
        const model::Project before = shop();
        model::Project after = before;
        after.services[0].environment["DB_PASSWORD"] = "correct horse";
        after.services[0].environment["STORE"] = "postgres://me:s3cr3t@host/db";
        after.services[0].command = {"./users", "--login=correct horse"};
        model::JwtAuth jwt;
        jwt.secret = "a-signing-secret";
        after.gateway.routes[0].policies.auth = model::RouteAuth{};
        after.gateway.routes[0].policies.auth->jwt = jwt;
        std::string all;
        int fields = 0;
        for (const auto& change : diff(before, running(before), after).changes)
            for (const auto& field : change.fields) {
                all += field.field + '=' + field.before + '>' + field.after + '\n';
                ++fields;
            }
        QCOMPARE(fields, 4);
        for (const char* secret : {"hunter22", "correct horse", "s3cr3t", "a-signing-secret"})
            QVERIFY2(all.find(secret) == std::string::npos, all.c_str());
        QVERIFY2(all.find("postgres://me:***@host/db") != std::string::npos, all.c_str());
    }
};

QTEST_GUILESS_MAIN(ManifestDiffTest)
#include "manifest_diff_test.moc"
