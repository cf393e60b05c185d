#include <arpa/inet.h>

#include <QtTest>

#include "gateway/core/config.h"

using namespace slipway;
using namespace slipway::gateway;
using namespace slipway::protocol;

namespace {

Snapshot good() {
    Snapshot snapshot;
    snapshot.generation = 3;
    SnapshotRoute products{"products",        {"Shop.Local", "*.Shop.Local"},
                           "/products/",      {"GET"},
                           {{"X-Beta", "1"}}, {{"shop/products", 3}, {"shop/legacy", 1}}};
    SnapshotRoute root{"root", {}, "/", {}, {}, {{"shop/products", 1}}};
    snapshot.listeners = {{"in", ListenerKind::Ingress, "shop", "gateway", {products, root}},
                          {"out", ListenerKind::Egress, "shop", "orders", {root}}};
    snapshot.services = {{"shop/products",
                          "products",
                          Policy::LeastRequest,
                          Millis(1000),
                          {},
                          {{"shop/products-1", "127.0.0.1:21003", 1, EndpointState::Draining},
                           {"shop/products-2", "127.0.0.1:21004", 5, EndpointState::Active},
                           {"shop/products-3", "[::1]:21005", 2, EndpointState::Active}}},
                         {"shop/legacy", "legacy", Policy::RoundRobin, Millis(500), {}, {}}};
    return snapshot;
}

}  // namespace

class GatewayConfigTest : public QObject {
    Q_OBJECT
  private slots:
    void whatPointsPoints() {
        SlotRegistry registry(2);
        const ConfigPtr config = compile(good(), registry).value();
        QCOMPARE(config->generation, 3u);
        const Listener* in = config->listener("in");
        QVERIFY(in && in->kind == ListenerKind::Ingress);
        QVERIFY(!config->listener("nowhere"));
        const Route* route = in->routes.match("GET", "a.shop.local:80", "/products/1",
                                              [](auto name, auto value) { return name == "x-beta" && value == "1"; });
        QVERIFY(route);
        QCOMPARE(route->id, std::string("products"));
        QCOMPARE(route->totalWeight, 4u);
        QCOMPARE(route->targets[0].service, &config->services[0]);
        QCOMPARE(route->targets[0].edge->from, std::string("gateway"));
        QCOMPARE(route->targets[0].edge->to, std::string("products"));
        QCOMPARE(route->slot->listener, std::string("in"));
        const Service& service = config->services[0];
        QVERIFY(service.active.indexes == (std::vector<uint32_t>{1, 2}));
        QVERIFY(service.active.weights == (std::vector<uint32_t>{5, 7}));
        QCOMPARE(service.endpoints[2].address.family(), AF_INET6);
        QVERIFY(config->services[1].active.empty());
    }

    void slotsOutliveSnapshots() {
        SlotRegistry registry(1);
        const ConfigPtr first = compile(good(), registry).value();
        Snapshot next = good();
        next.generation = 4;
        next.services[0].endpoints.erase(next.services[0].endpoints.begin());
        const ConfigPtr second = compile(next, registry).value();
        QCOMPARE(second->services[0].endpoints[0].slot, first->services[0].endpoints[1].slot);
        QCOMPARE(second->listeners[0].routes.routes()[0].slot, first->listeners[0].routes.routes()[0].slot);
        // "root" of both listeners is two routes, and their traffic to products two edges.
        QCOMPARE(registry.routes().size(), size_t{3});
        QCOMPARE(registry.edges().size(), size_t{3});
    }

    void faultsHaveAPathAndTakeNoSlots_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("change");
        int n = 0;
        for (const auto& [path, change] : faults())
            QTest::newRow(path) << path << n++;
    }
    void faultsHaveAPathAndTakeNoSlots() {
        QFETCH(QString, path);
        QFETCH(int, change);
        Snapshot snapshot = good();
        faults()[static_cast<size_t>(change)].second(snapshot);
        SlotRegistry registry(1);
        const auto config = compile(snapshot, registry);
        QVERIFY(!config);
        QCOMPARE(QString::fromStdString(config.error().path), path);
        QVERIFY(!config.error().error.empty());
        QVERIFY(registry.endpoints().empty() && registry.routes().empty() && registry.edges().empty());
    }

    void addresses() {
        SocketAddress address;
        QVERIFY(parseSocketAddress("127.0.0.1:80", address));
        QCOMPARE(ntohs(reinterpret_cast<const sockaddr_in&>(address.storage).sin_port), 80);
        QVERIFY(parseSocketAddress("[2001:db8::1]:65535", address));
        for (const char* bad :
             {"", ":80", "127.0.0.1", "127.0.0.1:", "127.0.0.1:0", "127.0.0.1:65536", "127.0.0.1:+80", "127.0.0.1:80 ",
              "localhost:80", "::1:80", "[::1]", "[]:80", "[::1:80", "300.0.0.1:80", "127.0.0.1:8o"})
            QVERIFY2(!parseSocketAddress(bad, address), bad);
    }

  private:
    using Change = void (*)(Snapshot&);
    static const std::vector<std::pair<const char*, Change>>& faults() {
        static const std::vector<std::pair<const char*, Change>> all = {
            {"/services/1/id", [](Snapshot& s) { s.services[1].id = "shop/products"; }},
            {"/services/0/endpoints/2/id", [](Snapshot& s) { s.services[0].endpoints[2].id = "shop/products-1"; }},
            {"/services/1/endpoints/0/id",
             [](Snapshot& s) { s.services[1].endpoints.push_back(s.services[0].endpoints[0]); }},
            {"/services/0/endpoints/1/address",
             [](Snapshot& s) { s.services[0].endpoints[1].address = "localhost:80"; }},
            {"/services/0/endpoints/1/weight", [](Snapshot& s) { s.services[0].endpoints[1].weight = 257; }},
            {"/services/0/endpoints/0/weight", [](Snapshot& s) { s.services[0].endpoints[0].weight = 0; }},
            {"/listeners/1/id", [](Snapshot& s) { s.listeners[1].id = "in"; }},
            {"/listeners/0/routes/1/id", [](Snapshot& s) { s.listeners[0].routes[1].id = "products"; }},
            {"/listeners/0/routes/0/to/1/service",
             [](Snapshot& s) { s.listeners[0].routes[0].to[1].service = "shop/nothing"; }},
            {"/listeners/0/routes/0/to/0/weight", [](Snapshot& s) { s.listeners[0].routes[0].to[0].weight = 300; }},
            {"/listeners/0/routes/1/to", [](Snapshot& s) { s.listeners[0].routes[1].to.clear(); }},
            {"/listeners/0/routes/0/path_prefix",
             [](Snapshot& s) { s.listeners[0].routes[0].pathPrefix = "products"; }},
            {"/listeners/0/routes/1/path_prefix", [](Snapshot& s) { s.listeners[0].routes[1].pathPrefix = "/a?b"; }},
            {"/listeners/0/routes/0/hosts/1", [](Snapshot& s) { s.listeners[0].routes[0].hosts[1] = "shop.local:80"; }},
            {"/listeners/0/routes/0/hosts/0", [](Snapshot& s) { s.listeners[0].routes[0].hosts[0] = "a.*.b"; }},
            {"/listeners/0/routes/0/methods/0", [](Snapshot& s) { s.listeners[0].routes[0].methods[0] = "G ET"; }},
            {"/listeners/0/routes/0/headers/0/name",
             [](Snapshot& s) { s.listeners[0].routes[0].headers[0].name = "x:y"; }},
        };
        return all;
    }
};

QTEST_GUILESS_MAIN(GatewayConfigTest)
#include "gateway_config_test.moc"
