#include <QtTest>
#include <map>

#include "base/random.h"
#include "gateway/core/router.h"

using namespace slipway;
using namespace slipway::gateway;

namespace {

using Headers = std::map<std::string, std::string, std::less<>>;

Route makeRoute(std::string id, std::string prefix, std::vector<std::string> hosts = {},
                std::vector<std::string> methods = {}, std::vector<protocol::SnapshotHeaderMatch> headers = {}) {
    Route route;
    route.id = std::move(id);
    route.prefix = std::move(prefix);
    route.hosts = std::move(hosts);
    route.methods = std::move(methods);
    route.headers = std::move(headers);
    route.targets.resize(1);
    return route;
}

std::string matched(const RouteTable& table, std::string_view method, std::string_view host, std::string_view path,
                    const Headers& headers = {}) {
    const auto lookup = [&](std::string_view name, std::string_view value) {
        const auto found = headers.find(name);
        return found != headers.end() && found->second == value;
    };
    const Route* route = table.match(method, host, path, lookup);
    return route ? route->id : "none";
}

/// What the contract says, told again without a table, a hash or an order: every route is asked, the best is kept.
class NaiveRouter {
  public:
    explicit NaiveRouter(const std::vector<Route>& routes) : m_routes(routes) {}

    std::string match(const std::string& method, const std::string& host, const std::string& path,
                      const Headers& headers) const {
        const Route* best = nullptr;
        for (const auto& route : m_routes)
            if (fits(route, method, host, path, headers) && (!best || rank(route) > rank(*best)))
                best = &route;
        return best ? best->id : "none";
    }

  private:
    static bool fits(const Route& route, const std::string& method, std::string host, const std::string& path,
                     const Headers& headers) {
        if (!(path == route.prefix || path.rfind(route.prefix + "/", 0) == 0))
            return false;
        if (const auto colon = host.find(':'); colon != std::string::npos)
            host.resize(colon);
        for (auto& c : host)
            c = static_cast<char>(tolower(c));
        bool hostFits = route.hosts.empty();
        for (const auto& each : route.hosts)
            hostFits |= each[0] == '*' ? host.size() >= each.size() && host.compare(host.size() - each.size() + 1,
                                                                                    std::string::npos, each, 1) == 0
                                       : host == each;
        bool methodFits = route.methods.empty();
        for (const auto& each : route.methods)
            methodFits |= method == each;
        for (const auto& each : route.headers)
            if (!headers.count(each.name) || headers.find(each.name)->second != each.value)
                return false;
        return hostFits && methodFits;
    }
    static std::array<size_t, 4> rank(const Route& route) {
        size_t host = route.hosts.empty() ? 0 : 1000;
        for (const auto& each : route.hosts)
            if (each[0] == '*')
                host = std::min(host, each.size());
        return {route.prefix.size(), host, route.methods.empty() ? 0u : 1u, route.headers.size()};
    }
    const std::vector<Route>& m_routes;
};

}  // namespace

class GatewayRouterTest : public QObject {
    Q_OBJECT
  private slots:
    void table_data() {
        QTest::addColumn<QString>("method");
        QTest::addColumn<QString>("host");
        QTest::addColumn<QString>("path");
        QTest::addColumn<QString>("headers");  // name=value
        QTest::addColumn<QString>("wanted");
        int n = 0;
        const auto row = [&](const char* method, const char* host, const char* path, const char* wanted,
                             const char* header = "") {
            QTest::addRow("%d %s %s%s %s", ++n, method, host, path, header)
                << method << host << path << header << wanted;
        };
        row("GET", "x", "/", "root");
        row("GET", "x", "/other", "root");
        row("GET", "x", "/products", "products");
        row("GET", "x", "/products/", "products");
        row("GET", "x", "/products/7", "products");
        row("GET", "x", "/productsx", "root");
        row("GET", "x", "/product", "root");
        row("GET", "x", "/products/7/reviews", "products");
        row("GET", "x", "/products/new", "new");
        row("GET", "x", "/products/newer", "products");
        row("GET", "x", "//products", "root");
        row("POST", "x", "/products/7", "products-post");
        row("post", "x", "/products/7", "products");
        row("GET", "x", "/products/7", "products-beta", "x-beta=1");
        row("GET", "x", "/products/7", "products", "x-beta=2");
        row("POST", "x", "/products/7", "products-post", "x-beta=1");
        row("GET", "shop.local", "/products/7", "products-shop");
        row("GET", "SHOP.Local:8080", "/products/7", "products-shop");
        row("POST", "shop.local", "/products/7", "products-shop");
        row("GET", "a.shop.local", "/products/7", "products-wild");
        row("GET", "a.b.shop.local", "/products/7", "products-wild");
        row("GET", "b.shop.local.", "/products/7", "products");
        row("GET", "xshop.local", "/products/7", "products");
        row("GET", ".shop.local", "/products/7", "products");
        row("GET", "shop.local", "/other", "root");
        row("GET", "[::1]:8080", "/v6", "v6");
        row("GET", "", "/products", "products");
        row("OPTIONS", "x", "*", "root");
    }
    void table() {
        std::vector<Route> routes;
        routes.push_back(makeRoute("root", ""));
        routes.push_back(makeRoute("products", "/products"));
        routes.push_back(makeRoute("products-beta", "/products", {}, {}, {{"x-beta", "1"}}));
        routes.push_back(makeRoute("products-post", "/products", {}, {"POST", "PUT"}));
        routes.push_back(makeRoute("products-wild", "/products", {"*.shop.local"}));
        routes.push_back(makeRoute("products-shop", "/products", {"shop.local"}));
        routes.push_back(makeRoute("new", "/products/new"));
        routes.push_back(makeRoute("v6", "/v6", {"[::1]"}));
        const RouteTable table(std::move(routes));
        QFETCH(QString, method);
        QFETCH(QString, host);
        QFETCH(QString, path);
        QFETCH(QString, headers);
        QFETCH(QString, wanted);
        Headers map;
        if (const auto parts = headers.split('='); parts.size() == 2)
            map[parts[0].toStdString()] = parts[1].toStdString();
        QCOMPARE(
            QString::fromStdString(matched(table, method.toStdString(), host.toStdString(), path.toStdString(), map)),
            wanted);
    }

    void anEmptyTableMatchesNothing() {
        QCOMPARE(matched(RouteTable(), "GET", "x", "/"), std::string("none"));
        std::vector<Route> routes;
        routes.push_back(makeRoute("a", "/a"));
        QCOMPARE(matched(RouteTable(std::move(routes)), "GET", "x", "/"), std::string("none"));
    }

    void theOrderOfTheSnapshotBreaksTies() {
        std::vector<Route> routes;
        routes.push_back(makeRoute("first", "/a", {}, {"GET"}));
        routes.push_back(makeRoute("second", "/a", {}, {"GET", "POST"}));
        const RouteTable table(std::move(routes));
        QCOMPARE(matched(table, "GET", "x", "/a"), std::string("first"));
        QCOMPARE(matched(table, "POST", "x", "/a"), std::string("second"));
    }

    void aHostileDepthIsHarmless() {
        std::string path, deep;
        for (int i = 0; i < 64; ++i)
            deep += "/x";
        for (int i = 0; i < 8000; ++i)
            path += "/x";
        std::vector<Route> routes;
        routes.push_back(makeRoute("deep", deep));
        routes.push_back(makeRoute("root", ""));
        const RouteTable table(std::move(routes));
        QCOMPARE(matched(table, "GET", "x", path), std::string("deep"));
        QCOMPARE(matched(table, "GET", "x", std::string(8000, '/')), std::string("root"));
    }

    void agreesWithTheNaiveRouter() {
        const uint64_t seed = qEnvironmentVariableIsSet("SLIPWAY_SEED")
                                  ? qEnvironmentVariable("SLIPWAY_SEED").toULongLong()
                                  : Random::fromSystem().next();
        qInfo() << "SLIPWAY_SEED=" << seed;
        Random random(seed);
        const std::vector<std::string> segments = {"/a", "/b", "/ab", "/a/b", "/a/b/a", "/", "/b/b"};
        const std::vector<std::string> hosts = {"a.b", "b", "*.b", "*.a.b", "c"};
        const std::vector<std::string> asked = {"a.b", "B", "x.b:80", "y.a.b", "c:1", "z"};
        const std::vector<std::string> methods = {"GET", "POST", "PUT"};
        const auto any = [&](const auto& list) { return list[random.below(static_cast<uint32_t>(list.size()))]; };
        for (int round = 0; round < 300; ++round) {
            std::vector<Route> routes;
            for (uint32_t i = random.below(12); i > 0; --i) {
                Route route = makeRoute("r" + std::to_string(i), any(segments));
                if (route.prefix == "/")
                    route.prefix.clear();
                for (uint32_t n = random.below(3); n > 0; --n)
                    route.hosts.push_back(any(hosts));
                for (uint32_t n = random.below(3); n > 0; --n)
                    route.methods.push_back(any(methods));
                if (random.below(3) == 0)
                    route.headers.push_back({"k", std::to_string(random.below(2))});
                routes.push_back(std::move(route));
            }
            const NaiveRouter naive(routes);
            auto copy = routes;
            const RouteTable table(std::move(copy));
            for (int request = 0; request < 60; ++request) {
                std::string path = any(segments);
                if (random.below(2))
                    path += path == "/" ? "a" : any(segments);
                const std::string method = any(methods), host = any(asked);
                Headers headers;
                if (random.below(2))
                    headers["k"] = std::to_string(random.below(2));
                QCOMPARE(matched(table, method, host, path, headers), naive.match(method, host, path, headers));
            }
        }
    }

    void targetsAreDrawnByWeight() {
        Route route = makeRoute("r", "");
        route.targets.resize(3);
        route.targets[0].weight = 90;
        route.targets[1].weight = 10;
        route.targets[2].weight = 1;
        route.totalWeight = 101;
        Random random(3);
        std::array<int, 3> hits{};
        for (int i = 0; i < 101'000; ++i)
            ++hits[static_cast<size_t>(&pickTarget(route, random) - route.targets.data())];
        QVERIFY(std::abs(hits[0] - 90'000) < 600);
        QVERIFY(std::abs(hits[1] - 10'000) < 500);
        QVERIFY(std::abs(hits[2] - 1'000) < 200);
    }
};

QTEST_GUILESS_MAIN(GatewayRouterTest)
#include "gateway_router_test.moc"
