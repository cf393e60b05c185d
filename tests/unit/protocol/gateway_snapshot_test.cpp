#include <QtTest>
#include <nlohmann/json.hpp>

#include "protocol/gateway_snapshot.h"

using namespace slipway::protocol;
using nlohmann::json;

namespace {

/// The snapshot of docs/gateway-protocol.md.
const char* const kExample = R"({"schema": 1, "generation": 13, "access_log": "json",
 "limits": {"head_bytes": 65536, "headers": 100, "target_bytes": 16384, "body_buffer_bytes": 65536, "connections": 20000,
            "head_timeout_ms": 15000, "body_timeout_ms": 60000, "idle_timeout_ms": 75000, "handshake_timeout_ms": 10000},
 "listeners": [
  {"id": "shop/in/127.0.0.1:8080", "kind": "ingress", "project": "shop", "caller": "gateway",
   "routes": [
    {"id": "products", "hosts": ["shop.local"], "path_prefix": "/products", "methods": ["GET"], "headers": [{"name": "x-beta", "value": "1"}],
     "to": [{"service": "shop/products", "weight": 1}], "strip_prefix": false, "timeout_ms": 30000, "retries": 1}]},
  {"id": "shop/out/orders/users", "kind": "egress", "project": "shop", "caller": "orders",
   "routes": [{"id": "orders->users", "path_prefix": "/", "to": [{"service": "shop/users", "weight": 1}], "timeout_ms": 30000, "retries": 1}]}],
 "services": [
  {"id": "shop/products", "name": "products", "policy": "least_request", "connect_timeout_ms": 1000,
   "hold": {"max_requests": 1024, "timeout_ms": 10000, "why": "products has no ready instance"},
   "endpoints": [{"id": "shop/products-3", "address": "127.0.0.1:21007", "weight": 1, "state": "active"},
                 {"id": "shop/products-1", "address": "127.0.0.1:21003", "weight": 1, "state": "draining"}]}]})";

}  // namespace

class GatewaySnapshotTest : public QObject {
    Q_OBJECT
  private slots:
    void theContractsExampleIsRead() {
        const auto snapshot = parseSnapshot(kExample);
        QVERIFY2(snapshot, snapshot ? "" : (snapshot.error().path + " " + snapshot.error().error).c_str());
        QCOMPARE(snapshot->generation, 13u);
        QCOMPARE(snapshot->listeners.size(), size_t{2});
        QVERIFY(snapshot->listeners[1].kind == ListenerKind::Egress);
        QCOMPARE(snapshot->listeners[0].routes[0].headers[0].name, std::string("x-beta"));
        QVERIFY(snapshot->services[0].endpoints[1].state == EndpointState::Draining);
        QCOMPARE(snapshot->services[0].hold.why, std::string("products has no ready instance"));
    }

    void mirrorsAndStickinessComeBack() {
        Snapshot snapshot;
        snapshot.generation = 1;
        SnapshotService service;
        service.id = "p/a";
        service.name = "a";
        snapshot.services = {service};
        SnapshotRoute route;
        route.id = "r";
        route.to = {{"p/a", 1}};
        route.headers = {{"cookie:tester", "yes"}};
        route.stickyCookie = "version";
        route.mirror = {"p/a", 25, true, {"/at", "/items/*/id"}, {"etag"}};
        SnapshotListener listener;
        listener.id = "in";
        listener.project = "p";
        listener.caller = "gateway";
        listener.routes = {route};
        snapshot.listeners = {listener};
        const auto back = parseSnapshot(snapshotToJson(snapshot));
        QVERIFY2(back.has_value(), back ? "" : (back.error().path + ": " + back.error().error).c_str());
        const SnapshotRoute& read = back->listeners.front().routes.front();
        QCOMPARE(read.headers.front().name, route.headers.front().name);
        QCOMPARE(read.stickyCookie, route.stickyCookie);
        QCOMPARE(read.mirror.service, route.mirror.service);
        QCOMPARE(read.mirror.percent, 25u);
        QVERIFY(read.mirror.unsafe && read.mirror.ignore == route.mirror.ignore);
        QVERIFY(read.mirror.headers == route.mirror.headers);
    }

    void writingAndReadingComesBack() {
        const std::string text = snapshotToJson(parseSnapshot(kExample).value());
        QCOMPARE(snapshotToJson(parseSnapshot(text).value()), text);
    }

    void everyUnknownKeyIsNamedByItsPath_data() {
        QTest::addColumn<QString>("object");
        for (const char* object :
             {"", "/limits", "/listeners/0", "/listeners/0/routes/0", "/listeners/0/routes/0/headers/0",
              "/listeners/1/routes/0/to/0", "/services/0", "/services/0/hold", "/services/0/endpoints/1"})
            QTest::newRow(*object ? object : "whole") << object;
    }
    void everyUnknownKeyIsNamedByItsPath() {
        QFETCH(QString, object);
        json whole = json::parse(kExample);
        whole[json::json_pointer(object.toStdString())]["retry/~s"] = 3;
        const auto snapshot = parseSnapshot(whole.dump());
        QVERIFY(!snapshot);
        QCOMPARE(QString::fromStdString(snapshot.error().path), object + "/retry~1~0s");
    }

    void whatIsWrongIsNamedByItsPath_data() {
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("value");  // JSON; empty: the member is taken away
        const auto row = [](const char* path, const char* value) {
            QTest::newRow((std::string(path) + "=" + value).c_str()) << path << value;
        };
        row("/schema", "2");
        row("/generation", "0");
        row("/generation", "");
        row("/access_log", "\"xml\"");
        row("/limits/headers", "0");
        row("/limits/idle_timeout_ms", "-1");
        row("/limits/head_bytes", "\"65536\"");
        row("/listeners", "{}");
        row("/listeners/0/id", "");
        row("/listeners/0/id", "\"\"");
        row("/listeners/1/kind", "\"sideways\"");
        row("/listeners/0/routes/0/path_prefix", "7");
        row("/listeners/0/routes/0/strip_prefix", "1");
        row("/listeners/0/routes/0/hosts/0", "\"\"");
        row("/listeners/0/routes/0/headers/0/value", "");
        row("/listeners/0/routes/0/to/0/weight", "257");
        row("/listeners/0/routes/0/retries", "11");
        row("/services/0/policy", "\"random\"");
        row("/services/0/endpoints/1/weight", "0");
        row("/services/0/endpoints/1/state", "\"gone\"");
        row("/services/0/endpoints/0/address", "");
        row("/services/0/endpoints", "");
    }
    void whatIsWrongIsNamedByItsPath() {
        QFETCH(QString, path);
        QFETCH(QString, value);
        json whole = json::parse(kExample);
        const json::json_pointer pointer(path.toStdString());
        if (value.isEmpty())
            whole[pointer.parent_pointer()].erase(pointer.back());
        else
            whole[pointer] = json::parse(value.toStdString());
        const auto snapshot = parseSnapshot(whole.dump());
        QVERIFY(!snapshot);
        QCOMPARE(QString::fromStdString(snapshot.error().path), path);
        QVERIFY(!snapshot.error().error.empty());
    }

    void noJsonIsAFault() {
        for (const char* bad : {"", "{", "[]", "7", "null"})
            QVERIFY(!parseSnapshot(bad));
    }
};

QTEST_GUILESS_MAIN(GatewaySnapshotTest)
#include "gateway_snapshot_test.moc"
