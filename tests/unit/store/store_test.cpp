#include <QTemporaryDir>
#include <QtTest>

#include "store/store.h"

using namespace slipway;
using namespace slipway::store;

class StoreTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::unique_ptr<Store> m_store;
    int m_number = 0;

    std::string path() const { return m_dir.filePath(QString("state%1.db").arg(m_number)).toStdString(); }

  private slots:
    void init() {
        ++m_number;
        m_store = Store::open(path()).value();
    }

    void projectsKeepWhatWasSent() {
        ProjectRecord project;
        project.name = "shop";
        project.manifest = std::string("name: shop\r\n\0tail", 17);
        project.path = "/srv/slipway.yaml";
        project.variablesJson = R"({"HOME":"/root"})";
        project.updatedAt = 12;
        QVERIFY(m_store->projects.save(project));
        QVERIFY(m_store->projects.saveService({"shop", "users", 4, 2, 7, false, "{}"}));
        project.desired = false;
        project.extraJson = R"({"listen":"127.0.0.1:0"})";
        QVERIFY(m_store->projects.save(project));

        m_store = Store::open(path()).value();
        const auto read = m_store->projects.find("shop").value().value();
        QCOMPARE(read.manifest, project.manifest);
        QCOMPARE(read.variablesJson, project.variablesJson);
        QCOMPARE(read.extraJson, project.extraJson);
        QVERIFY(!read.desired);
        QVERIFY(!m_store->projects.find("none").value());
        const auto service = m_store->projects.findService("shop", "users").value();
        QVERIFY2(service, "saving the project again must not drop its services");
        QCOMPARE(service->replicas, std::optional(4));
        QCOMPARE(service->lastInstance, 7);
        QVERIFY(m_store->projects.saveService({"shop", "users", std::nullopt, 3, 8, true, "{}"}));
        QVERIFY(!m_store->projects.services("shop").value().at(0).replicas);
        QVERIFY(m_store->projects.remove("shop"));
        QVERIFY(m_store->projects.services("shop").value().empty());
        QVERIFY(m_store->projects.all().value().empty());
    }

    void aServiceNeedsItsProject() {
        QCOMPARE(m_store->projects.saveService({"none", "users", 1, 1, 1, false, "{}"}).error().code,
                 ErrorCode::Conflict);
    }

    void operationsAreKeptUntilTheyHaveEndedAndAWhileAfter() {
        QVERIFY(m_store->operations.save({"op-1", "shop", false, "asked"}));
        for (int i = 2; i <= store::Operations::kKeptPerProject + 5; ++i)
            QVERIFY(m_store->operations.save({"op-" + std::to_string(i), "shop", true, "done"}));
        QVERIFY(m_store->operations.save({"op-999", "lab", true, "done"}));
        m_store = Store::open(path()).value();
        auto of = m_store->operations.list("shop").value();
        QCOMPARE(of.size(), size_t(store::Operations::kKeptPerProject + 1));
        QCOMPARE(of.front().id, std::string("op-1"));
        QVERIFY(!of.front().ended);
        QCOMPARE(of[1].id, std::string("op-6"));
        QVERIFY(m_store->operations.save({"op-1", "shop", true, "done"}));
        of = m_store->operations.list("shop").value();
        QCOMPARE(of.front().id, std::string("op-6"));
        QCOMPARE(of.back().json, std::string("done"));
        QCOMPARE(m_store->operations.list().value().size(), of.size() + 1);
    }

    void instancesGoThroughTheirPhases() {
        InstanceRecord record;
        record.project = "shop";
        record.service = "users";
        record.instance = "users-1";
        record.cookie = "c0ffee";
        record.createdAt = 10;
        record.outPath = "/x/users-1.out";
        QVERIFY(m_store->instances.save(record));
        record.pid = 4711;
        record.startTicks = 0xffff'ffff'ffffULL;
        record.bootId = "boot";
        record.phase = InstancePhase::Running;
        QVERIFY(m_store->instances.save(record));
        InstanceRecord other = record;
        other.instance = "users-2";
        other.createdAt = 5;
        QVERIFY(m_store->instances.save(other));
        other.project = "lab";
        QVERIFY(m_store->instances.save(other));

        m_store = Store::open(path()).value();
        const auto read = m_store->instances.find("shop", "users-1").value().value();
        QCOMPARE(read.pid, 4711);
        QCOMPARE(read.startTicks, 0xffff'ffff'ffffULL);
        QCOMPARE(read.phase, InstancePhase::Running);
        QCOMPARE(read.cookie, std::string("c0ffee"));
        const auto list = m_store->instances.list("shop").value();
        QCOMPARE(list.size(), size_t(2));
        QCOMPARE(list[0].instance, std::string("users-2"));
        QCOMPARE(m_store->instances.list().value().size(), size_t(3));
        QVERIFY(m_store->instances.remove("shop", "users-1"));
        QVERIFY(!m_store->instances.find("shop", "users-1").value());
    }

    void aPortHasOneOwnerAndAnOwnerOnePort() {
        QVERIFY(m_store->ports.keep({20001, PortPurpose::Egress, "shop", "orders/users"}));
        QVERIFY(m_store->ports.keep({20001, PortPurpose::Egress, "shop", "orders/users"}));
        const auto taken = m_store->ports.keep({20001, PortPurpose::Instance, "shop", "users-1"});
        QCOMPARE(taken.error().code, ErrorCode::Conflict);
        QVERIFY(taken.error().message.find("orders/users") != std::string::npos);
        QVERIFY(m_store->ports.keep({20002, PortPurpose::Egress, "shop", "orders/users"}));
        QCOMPARE(m_store->ports.all().value().size(), size_t(1));
        QCOMPARE(m_store->ports.find(PortPurpose::Egress, "shop", "orders/users").value()->port, 20002);
        QVERIFY(m_store->ports.release(20002));
        QVERIFY(m_store->ports.keep({20003, PortPurpose::Instance, "shop", "a"}));
        QVERIFY(m_store->ports.keep({20004, PortPurpose::Instance, "lab", "a"}));
        QVERIFY(m_store->ports.releaseProject("shop"));
        QCOMPARE(m_store->ports.all().value().size(), size_t(1));
    }

    void rolloutsAreListedNewestFirst() {
        for (int i = 1; i <= 12; ++i)
            QVERIFY(m_store->rollouts.save(
                {"ro-" + std::to_string(i), "shop", i % 2 ? "users" : "orders", "", i, 0, "{}"}));
        QCOMPARE(m_store->rollouts.unfinished().value().size(), size_t(12));
        QVERIFY(m_store->rollouts.save({"ro-2", "shop", "orders", "succeeded", 2, 9, R"({"failed":0})"}));
        QCOMPARE(m_store->rollouts.unfinished().value().size(), size_t(11));
        const auto list = m_store->rollouts.list("shop", "users", 2).value();
        QCOMPARE(list.size(), size_t(2));
        QCOMPARE(list[0].id, std::string("ro-11"));
        QCOMPARE(list[1].id, std::string("ro-9"));
        QCOMPARE(m_store->rollouts.find("ro-2").value()->receiptJson, std::string(R"({"failed":0})"));
        QVERIFY(!m_store->rollouts.find("ro-99").value());
    }

    void oldRolloutsGo() {
        QVERIFY(m_store->database().transaction([&]() -> Result<> {
            for (int i = 1; i <= Rollouts::kKeptPerProject + 5; ++i)
                if (auto saved = m_store->rollouts.save({"ro-" + std::to_string(i), "shop", "users", "x", i, i, "{}"});
                    !saved)
                    return saved;
            return m_store->rollouts.save({"ro-lab", "lab", "users", "x", 1, 1, "{}"});
        }));
        QCOMPARE(m_store->rollouts.list("shop", {}, 5000).value().size(), size_t(Rollouts::kKeptPerProject));
        QVERIFY(!m_store->rollouts.find("ro-5").value());
        QVERIFY(m_store->rollouts.find("ro-6").value());
        QVERIFY(m_store->rollouts.find("ro-lab").value());
    }

    void eventsKeepTheLastTenThousand() {
        std::int64_t previous = 0;
        for (int batch = 0; batch < 120; ++batch) {
            std::vector<EventRecord> events;
            for (int i = 0; i < 100; ++i)
                events.push_back({0, batch, "instance", i % 2 ? "shop" : "lab", "{}"});
            QVERIFY(m_store->events.append(events));
            for (const auto& event : events) {
                QCOMPARE(event.id, previous + 1);
                previous = event.id;
            }
        }
        QCOMPARE(m_store->events.lastId().value(), previous);
        const auto kept = m_store->events.since(0, {}, 100'000).value().size();
        QVERIFY2(kept >= Events::kKept && kept < Events::kKept + 300, qPrintable(QString::number(kept)));
        QCOMPARE(m_store->events.firstId().value(), previous - std::int64_t(kept) + 1);
        QCOMPARE(m_store->events.since(previous - 10, "shop").value().size(), size_t(5));
        const auto latest = m_store->events.latest("lab", 3).value();
        QCOMPARE(latest.size(), size_t(3));
        QVERIFY(latest[0].id < latest[2].id);
    }

    void eventIdsAreNeverUsedTwice() {
        QCOMPARE(m_store->events.lastId().value(), std::int64_t(0));
        std::vector<EventRecord> events(3);
        QVERIFY(m_store->events.append(events));
        QVERIFY(m_store->database().execute("DELETE FROM events"));
        m_store = Store::open(path()).value();
        std::vector<EventRecord> more(1);
        QVERIFY(m_store->events.append(more));
        QCOMPARE(more[0].id, std::int64_t(4));
        std::vector<EventRecord> numbered{{100, 1, "tick", "shop", "{}"}};
        QVERIFY(m_store->events.append(numbered));
        QCOMPARE(m_store->events.lastId().value(), std::int64_t(100));
    }

    void countersAddUp() {
        QCOMPARE(m_store->counters.get("x").value(), std::int64_t(0));
        QCOMPARE(m_store->counters.next("operation").value(), std::int64_t(1));
        QCOMPARE(m_store->counters.next("operation").value(), std::int64_t(2));
        QCOMPARE(m_store->counters.add("edge/shop/a/requests", 5).value(), std::int64_t(5));
        QVERIFY(m_store->counters.addAll({{"edge/shop/a/requests", 2}, {"edge/shop/b/requests", 1}}));
        QVERIFY(m_store->counters.set("edgf", 9));
        const auto edges = m_store->counters.all("edge/").value();
        QCOMPARE(edges.size(), size_t(2));
        QCOMPARE(edges.at("edge/shop/a/requests"), std::int64_t(7));
        QCOMPARE(m_store->counters.all().value().size(), size_t(4));
        QVERIFY(m_store->counters.removeAll("edge/"));
        QCOMPARE(m_store->counters.all().value().size(), size_t(2));
    }
};

QTEST_GUILESS_MAIN(StoreTest)
#include "store_test.moc"
