#include <QTemporaryDir>
#include <QtTest>
#include <atomic>
#include <set>
#include <thread>

#include "running_service.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::testing;

// The real programs: users, products, orders, points, storefront.
class ProgramsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString newPath() { return m_folder.filePath(QString::number(++m_files) + "/data.db"); }

    /// The whole shop without a gateway: each calls the others straight.
    struct Shop {
        explicit Shop(ProgramsTest& test)
            : points("points", test.newPath()),
              users("users", test.newPath(), {{"POINTS_URL", QString::fromStdString(points.url)}}),
              products("products", test.newPath()),
              orders("orders", test.newPath(),
                     {{"USERS_URL", QString::fromStdString(users.url)},
                      {"PRODUCTS_URL", QString::fromStdString(products.url)},
                      {"POINTS_URL", QString::fromStdString(points.url)}}) {}
        RunningService points;
        RunningService users;
        RunningService products;
        RunningService orders;
    };
    static Json orderOf(const char* product, int quantity, const char* user = "u_0001") {
        return {{"user_id", user}, {"items", {{{"product_id", product}, {"quantity", quantity}}}}};
    }

  private slots:
    void anOrderGoesThroughTheWholeShop() {
        Shop shop(*this);
        const auto stock = shop.products.get("/products/p_0001").second["stock"].get<int>();
        const auto [status, order] = shop.orders.post("/orders", orderOf("p_0001", 2), "k1");
        QCOMPARE(status, 201);
        QCOMPARE(order["state"].get<std::string>(), std::string("placed"));
        QCOMPARE(order["total"]["amount"].get<int>(), 37'800);
        QCOMPARE(shop.products.get("/products/p_0001").second["stock"].get<int>(), stock - 2);
        QCOMPARE(shop.users.get("/users/u_0001/points").second["balance"].get<int>(), 378);
        QCOMPARE(shop.orders.post("/orders", orderOf("p_0001", 2), "k1").second["id"], order["id"]);
        QCOMPARE(shop.orders.post("/orders", orderOf("p_0001", 3), "k1").first, 409);
        QCOMPARE(shop.orders.get("/orders?user_id=u_0001").second["items"].size(), std::size_t{1});
        QCOMPARE(shop.orders.get("/orders?user_id=u_0002").second["items"].size(), std::size_t{0});

        const auto [cancelStatus, cancelled] =
            shop.orders.post("/orders/" + order["id"].get<std::string>() + "/cancel", Json::object());
        QCOMPARE(cancelStatus, 200);
        QCOMPARE(cancelled["state"].get<std::string>(), std::string("cancelled"));
        QCOMPARE(shop.products.get("/products/p_0001").second["stock"].get<int>(), stock);
        QCOMPARE(shop.points.get("/points/u_0001").second["balance"].get<int>(), 0);

        QCOMPARE(shop.orders.post("/orders", orderOf("p_0001", 900)).first, 409);
        QCOMPARE(shop.orders.post("/orders", orderOf("p_none", 1)).first, 422);
        QCOMPARE(shop.orders.post("/orders", orderOf("p_0001", 1, "u_none")).first, 422);
        QCOMPARE(shop.products.get("/products/p_0001").second["stock"].get<int>(), stock);
    }

    void callsAreCountedTheSameOnBothSides() {
        Shop shop(*this);
        for (int i = 0; i < 5; ++i)
            QCOMPARE(shop.orders.post("/orders", orderOf("p_0002", 1), "k" + std::to_string(i)).first, 201);
        QCOMPARE(shop.orders.metric("shop_requests_served_total"), 5.0);
        QCOMPARE(shop.users.metric("shop_requests_served_total"), 5.0);
        QCOMPARE(shop.products.metric("shop_requests_served_total"), 5.0);
        QCOMPARE(shop.points.metric("shop_requests_served_total"), 5.0);
        QCOMPARE(shop.orders.metric(R"(shop_calls_total{service="orders",to="users",method="GET",status="200"})"), 5.0);
        QCOMPARE(shop.orders.metric(R"(shop_calls_total{service="orders",to="products",method="POST",status="201"})"),
                 5.0);
        QCOMPARE(shop.orders.metric(R"(shop_calls_total{service="orders",to="points",method="POST",status="201"})"),
                 5.0);
        QVERIFY(shop.orders.metric(
                    R"(shop_requests_total{service="orders",method="GET",route="/metrics",status="200"})") > 0);
    }

    void oneRequestIdRunsThroughAllLogs() {
        Shop shop(*this);
        kit::ClientRequest request;
        request.method = "POST";
        request.target = "/orders";
        request.body = orderOf("p_0003", 1).dump();
        request.headers.emplace_back("X-Request-Id", "trace-77");
        const auto answer = shop.orders.client->send(request);
        VERIFY_OK(answer);
        QCOMPARE(answer->header("X-Request-Id"), std::string_view("trace-77"));
        QVERIFY(answer->header("Server-Timing").find("decode;dur=") != std::string_view::npos);
        QVERIFY(answer->header("Server-Timing").find("calls;dur=") != std::string_view::npos);
        for (const RunningService* service : {&shop.orders, &shop.users, &shop.products, &shop.points}) {
            int lines = 0;
            for (const Json& line : service->log()) {
                QVERIFY(line.is_object() && line.contains("time") && line.contains("level") &&
                        line.contains("service"));
                QVERIFY(line["instance"].get<std::string>().ends_with("-1"));
                if (line.value("request_id", "") == "trace-77") {
                    ++lines;
                    QVERIFY(line.contains("method") && line.contains("path") && line.contains("status") &&
                            line.contains("ms"));
                }
            }
            QCOMPARE(lines, 1);
        }
        const Json last = shop.orders.log().back();
        QCOMPARE(last["calls"].size(), std::size_t{3});
        QCOMPARE(last["calls"][1]["to"].get<std::string>(), std::string("products"));
    }

    void aNeighbourThatIsAwayFailsTheOrderAndNothingElse() {
        Shop shop(*this);
        const auto stock = shop.products.get("/products/p_0001").second["stock"].get<int>();
        QCOMPARE(shop.points.stop(), 0);
        const auto [status, body] = shop.orders.post("/orders", orderOf("p_0001", 2), "k1");
        QCOMPARE(status, 502);
        QVERIFY(body["error"]["message"].get<std::string>().find("points") != std::string::npos);
        QCOMPARE(shop.products.get("/products/p_0001").second["stock"].get<int>(), stock);
        QVERIFY(shop.orders.waitReady());
        QCOMPARE(shop.orders.get("/orders").second["items"][0]["state"].get<std::string>(), std::string("failed"));
        QCOMPARE(shop.users.get("/users/u_0001/points").first, 502);
        QCOMPARE(shop.users.get("/users/u_0001").first, 200);
    }

    void wrongRequestsAreToldApart() {
        RunningService users("users", newPath());
        const auto code = [](const std::pair<int, Json>& answer) {
            return std::to_string(answer.first) + " " + answer.second["error"].value("code", "");
        };
        const auto is = [&](const std::pair<int, Json>& answer, const char* wanted) {
            const std::string got = code(answer);
            if (got != wanted)
                qWarning("%s, not %s", got.c_str(), wanted);
            return got == wanted;
        };
        QVERIFY(is(users.get("/nothing"), "404 no_such_path"));
        QVERIFY(is(users.get("/users/u_none"), "404 no_such_user"));
        QVERIFY(is(users.get("/users?limit=0"), "422 invalid"));
        QVERIFY(is(users.get("/users?cursor=xx"), "400 bad_cursor"));
        QVERIFY(is(users.post("/users", {{"name", "A"}}), "422 invalid"));
        QVERIFY(is(users.post("/users", {{"name", "A"}, {"email", "a@b.c"}, {"age", 7}}), "422 unknown_field"));
        QVERIFY(is(users.post("/users", {{"name", "A"}, {"email", "minji@example.com"}}), "409 email_used"));
        kit::ClientRequest request;
        request.method = "PUT";
        request.target = "/users";
        const auto notAllowed = users.client->send(request);
        VERIFY_OK(notAllowed);
        QCOMPARE(notAllowed->status, 405);
        QCOMPARE(notAllowed->header("Allow"), std::string_view("GET, HEAD, POST"));
        request.method = "POST";
        QVERIFY(is(users.send(request), "415 unsupported_media_type"));
        request.body = "{";
        QVERIFY(is(users.send(request), "400 bad_json"));
        request.body = std::string(1'100'000, ' ');
        QVERIFY(is(users.send(request), "413 body_too_large"));
    }

    void aProductsTagSavesItsBodyAndGuardsItsChange() {
        RunningService products("products", newPath());
        kit::ClientRequest request;
        request.target = "/products/p_0001";
        const auto first = products.client->send(request);
        VERIFY_OK(first);
        const std::string tag(first->header("ETag"));
        QVERIFY(!tag.empty());
        request.headers = {{"If-None-Match", tag}};
        QCOMPARE(products.client->send(request)->status, 304);
        request.method = "PATCH";
        request.body = R"({"stock":5})";
        request.headers = {{"If-Match", tag}};
        QCOMPARE(products.client->send(request)->status, 200);
        QCOMPARE(products.client->send(request)->status, 412);
        request = {};
        request.target = "/products/p_0001";
        request.headers = {{"If-None-Match", tag}};
        QCOMPARE(products.client->send(request)->status, 200);
    }

    void theStorefrontIsOnePage() {
        RunningService storefront("storefront", {});
        QVERIFY(storefront.waitReady());
        kit::ClientRequest request;
        request.target = "/";
        const auto page = storefront.client->send(request);
        VERIFY_OK(page);
        QCOMPARE(page->status, 200);
        QVERIFY(page->body.starts_with("<!doctype html>") && page->body.ends_with("</html>\n"));
        QVERIFY(page->header("Content-Type").starts_with("text/html"));
        // Nothing of it comes from elsewhere.
        for (const char* elsewhere : {"src=\"http", "href=\"http", "src=\"//", "href=\"//", "url(http", "@import"})
            QVERIFY2(page->body.find(elsewhere) == std::string::npos, elsewhere);
        request.headers = {{"If-None-Match", std::string(page->header("ETag"))}};
        QCOMPARE(storefront.client->send(request)->status, 304);
        QCOMPARE(storefront.stop(), 0);
    }

    void instancesThatStartTogetherShareOneStore_data() {
        QTest::addColumn<QString>("service");
        QTest::addColumn<int>("samples");
        QTest::newRow("users on SQLite") << "users" << 5;
        QTest::newRow("products on LMDB") << "products" << 12;
    }
    void instancesThatStartTogetherShareOneStore() {
        QFETCH(QString, service);
        QFETCH(int, samples);
        const QString path = newPath();
        std::unique_ptr<RunningService> instances[3];
        for (auto& instance : instances)
            instance =
                std::make_unique<RunningService>(service, path, ChildProcess::Environment(), RunningService::Wait::Not);
        for (auto& instance : instances)
            instance->awaitListening();
        const std::string collection = "/" + service.toStdString();
        for (const auto& instance : instances) {
            QVERIFY(instance->waitReady());
            QCOMPARE(int(instance->get(collection + "?limit=100").second["items"].size()), samples);
        }
        // What one writes, all read.
        const Json body = service == "users"
                              ? Json{{"name", "A"}, {"email", "a@b.cd"}}
                              : Json{{"name", "A"}, {"price", {{"amount", 1}, {"currency", "KRW"}}}, {"stock", 1}};
        const auto made = instances[0]->post(collection, body);
        QCOMPARE(made.first, 201);
        const std::string target = collection + "/" + made.second["id"].get<std::string>();
        for (const auto& instance : instances)
            QCOMPARE(instance->get(target).first, 200);
        // One dies hard; the others go on, and so does one that starts after.
        instances[1]->process->signal(SIGKILL);
        QVERIFY(instances[1]->process->waitForExit());
        QCOMPARE(instances[2]->get(target).first, 200);
        instances[1] = std::make_unique<RunningService>(service, path);
        QCOMPARE(instances[1]->get(target).first, 200);
        for (const auto& instance : instances)
            QCOMPARE(instance->stop(), 0);
        RunningService later(service, path);
        QCOMPARE(later.get(target).first, 200);
    }

    void instancesNeverSellMoreThanThereIs() {
        const QString path = newPath();
        std::vector<std::unique_ptr<RunningService>> instances;
        for (int i = 0; i < 3; ++i)
            instances.push_back(std::make_unique<RunningService>("products", path));
        const auto made = instances[0]->post(
            "/products", {{"name", "A"}, {"price", {{"amount", 1}, {"currency", "KRW"}}}, {"stock", 60}});
        const std::string target = "/products/" + made.second["id"].get<std::string>();
        std::atomic<int> sold{0};
        std::atomic<int> soldOut{0};
        std::atomic<int> other{0};
        std::vector<std::thread> buyers;
        for (std::size_t b = 0; b < 6; ++b) {
            buyers.emplace_back([&, b] {
                for (int i = 0; i < 15; ++i) {
                    const auto status = instances[b % 3]->post(target + "/reservations", {{"quantity", 1}}).first;
                    ++(status == 201 ? sold : status == 409 ? soldOut : other);
                }
            });
        }
        for (std::thread& buyer : buyers)
            buyer.join();
        QCOMPARE(other.load(), 0);
        QCOMPARE(sold.load(), 60);
        QCOMPARE(soldOut.load(), 30);
        QCOMPARE(instances[1]->get(target).second["stock"].get<int>(), 0);
    }

    void instancesGoOnWhenOneDiesWhileItWrites_data() {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("target");
        QTest::addColumn<QString>("body");
        QTest::newRow("points on SQLite") << "points"
                                          << "/points/u_0001/entries"
                                          << R"({"amount":1,"reason":"order"})";
        QTest::newRow("products on LMDB") << "products"
                                          << "/products/p_0001/reservations"
                                          << R"({"quantity":1})";
    }
    void instancesGoOnWhenOneDiesWhileItWrites() {
        QFETCH(QString, service);
        QFETCH(QString, target);
        QFETCH(QString, body);
        const QString path = newPath();
        RunningService survivor(service, path);
        std::atomic<bool> done{false};
        std::atomic<int> written{0};
        QByteArray refused;  // the survivor's first answer that is neither a success nor "sold out"; the writer's
        const auto write = [&](const RunningService& instance) {
            return instance.post(target.toStdString(), Json::parse(body.toStdString()));
        };
        std::thread writer([&] {
            while (!done) {
                const auto [status, answer] = write(survivor);
                if (status == 201 || status == 409)
                    ++written;
                else if (refused.isEmpty())
                    refused = QByteArray::number(status) + " " + QByteArray::fromStdString(answer.dump());
            }
        });
        int idle = 0, stuck = 0;
        for (int round = 0; round < 4; ++round) {
            RunningService victim(service, path);
            std::vector<std::thread> victims;
            std::atomic<int> wroteToVictim{0};
            for (int t = 0; t < 3; ++t)
                victims.emplace_back([&] {
                    while (write(victim).first != 0)
                        ++wroteToVictim;
                });
            idle += !eventually([&] { return wroteToVictim > 20; });
            victim.process->signal(SIGKILL);
            for (std::thread& each : victims)
                each.join();
            const int before = written;
            stuck += !eventually([&] { return written > before + 20; });
        }
        done = true;
        writer.join();
        QCOMPARE(refused, QByteArray());
        QCOMPARE(idle, 0);
        QCOMPARE(stuck, 0);
        QCOMPARE(survivor.stop(), 0);
    }

    void instancesKeepOneLedger() {
        const QString path = newPath();
        std::vector<std::unique_ptr<RunningService>> instances;
        for (int i = 0; i < 3; ++i)
            instances.push_back(std::make_unique<RunningService>("points", path));
        std::atomic<int> other{0};
        std::vector<std::thread> writers;
        for (std::size_t w = 0; w < 6; ++w) {
            writers.emplace_back([&, w] {
                for (int i = 0; i < 20; ++i) {
                    // Each key comes from two writers, at two instances.
                    const std::string key = "k" + std::to_string(w / 2) + "-" + std::to_string(i);
                    const auto status = instances[w % 3]
                                            ->post("/points/u_0001/entries", {{"amount", 10}, {"reason", "order"}}, key)
                                            .first;
                    other += status == 201 ? 0 : 1;
                }
            });
        }
        for (std::thread& writer : writers)
            writer.join();
        QCOMPARE(other.load(), 0);
        QCOMPARE(instances[2]->get("/points/u_0001").second["balance"].get<int>(), 600);
    }

    void aStopUnderLoadLosesNothing_data() {
        QTest::addColumn<QString>("service");
        QTest::addColumn<QString>("target");
        QTest::newRow("products") << "products"
                                  << "/products";
        QTest::newRow("users") << "users"
                               << "/users";
    }
    void aStopUnderLoadLosesNothing() {
        QFETCH(QString, service);
        QFETCH(QString, target);
        RunningService instance(service, newPath(), {{"SHOP_LATENCY_MS", "3"}});
        QVERIFY(instance.waitReady());
        std::atomic<int> answered{0};
        std::atomic<int> lost{0};
        std::atomic<int> wrong{0};
        std::vector<std::thread> callers;
        for (int c = 0; c < 8; ++c) {
            callers.emplace_back([&, keep = c % 2 == 0] {
                // Each its own client: half keep their connection, half make one a request.
                kit::ClientOptions options;
                options.idleLimit = keep ? 1 : 0;
                const auto client = kit::Client::create(instance.url, options).value();
                kit::ClientRequest request;
                request.method = "POST";  // never tried twice by the client
                request.target = target.toStdString();
                while (true) {
                    const auto answer = client->send(request);
                    if (answer) {
                        ++answered;
                        wrong += answer->status == 415 ? 0 : 1;
                    } else if (answer.error().code == kUnreachable || answer.error().fault == Fault::Timeout) {
                        return;  // refused, or never accepted: nothing was lost
                    } else {
                        qWarning("lost: %s", answer.error().message.c_str());
                        ++lost;
                        return;
                    }
                }
            });
        }
        QVERIFY(eventually([&] { return answered.load() > 200; }));
        QCOMPARE(instance.stop(), 0);
        for (std::thread& caller : callers)
            caller.join();
        QCOMPARE(lost.load(), 0);
        QCOMPARE(wrong.load(), 0);
        QVERIFY(instance.process->output().contains("\"stopped\""));
    }

    void readinessIsAsTheFaultSwitchesSay() {
        RunningService never("users", newPath(), {{"SHOP_NEVER_READY", "1"}});
        QCOMPARE(never.get("/health/live").first, 200);
        QCOMPARE(never.get("/health/ready").first, 503);
        QCOMPARE(never.get("/users").first, 200);
        RunningService late("users", newPath(), {{"SHOP_START_DELAY_MS", "300"}});
        QVERIFY(late.waitReady());
        RunningService slow("users", newPath(), {{"SHOP_LATENCY_MS", "60"}});
        QVERIFY(slow.waitReady());
        QElapsedTimer clock;
        clock.start();
        QCOMPARE(slow.get("/users").first, 200);
        QVERIFY(clock.elapsed() >= 60);
    }

    void aProgramThatCannotStartSaysWhy() {
        const auto run = [](const char* program, ChildProcess::Environment environment) {
            ChildProcess process(slipway::testing::programPath(program), {}, environment);
            const bool ended = process.waitForExit();
            return std::pair(ended ? process.exitCode() : -2, process.errors());
        };
        const QString path = newPath();
        const auto noPort = run("shop-users", {{"DATA_PATH", path}});
        QCOMPARE(noPort.first, 2);
        QVERIFY(noPort.second.startsWith("shop-users: PORT is not set"));
        const auto badPort = run("shop-users", {{"DATA_PATH", path}, {"PORT", "http"}});
        QCOMPARE(badPort.first, 2);
        const auto noData = run("shop-products", {{"PORT", "0"}});
        QCOMPARE(noData.first, 2);
        QVERIFY(noData.second.contains("DATA_PATH"));
        const auto noNeighbours = run("shop-orders", {{"PORT", "0"}, {"DATA_PATH", newPath()}});
        QCOMPARE(noNeighbours.first, 1);
        QVERIFY(noNeighbours.second.contains("USERS_URL"));
        const auto asked = run("shop-points", {{"SHOP_EXIT_AT_START", "7"}});
        QCOMPARE(asked.first, 7);
        const auto noFolder = run("shop-users", {{"PORT", "0"}, {"DATA_PATH", "/proc/no/users.db"}});
        QCOMPARE(noFolder.first, 1);
        QVERIFY(noFolder.second.contains("/proc/no/users.db"));
        RunningService holder("points", newPath());
        const QString port = QString::fromStdString(holder.url).section(':', -1);
        const auto taken = run("shop-users", {{"DATA_PATH", path}, {"PORT", port}});
        QCOMPARE(taken.first, 1);
        QVERIFY2(taken.second.contains("cannot listen on 127.0.0.1:" + port.toUtf8() + ": Address already in use"),
                 taken.second.constData());
    }

    void trafficCountsWhatTheServiceCounts() {
        // Without a gateway all of it goes to products: what is not there is a 404, and counts all the same.
        RunningService products("products", newPath());
        ChildProcess traffic(slipway::testing::programPath("shop-traffic"),
                             {"--url", QString::fromStdString(products.url), "--rate", "200", "--json"}, {});
        QVERIFY(eventually([&] { return products.metric("shop_requests_served_total") >= 50; }));
        traffic.signal(SIGTERM);
        QVERIFY(traffic.waitForExit());
        QCOMPARE(traffic.exitCode(), 0);
        const Json counts = Json::parse(traffic.output().toStdString(), nullptr, false);
        QVERIFY2(counts.is_object(), traffic.output().constData());
        QCOMPARE(counts["requests"].get<double>(), products.metric("shop_requests_served_total"));
        QCOMPARE(counts["errors"].get<int>(), 0);
        QVERIFY(counts["by_status"].contains("200"));
    }

    void trafficOutlivesAShopThatIsAway() {
        ChildProcess traffic(slipway::testing::programPath("shop-traffic"),
                             {"--url", "http://127.0.0.1:1", "--rate", "100", "-d", "0.3", "--json"}, {});
        QVERIFY(traffic.waitForExit());
        QCOMPARE(traffic.exitCode(), 0);
        const Json counts = Json::parse(traffic.output().toStdString(), nullptr, false);
        QVERIFY(counts["errors"].get<int>() > 0);
        QCOMPARE(counts["requests"], counts["errors"]);
    }
};

QTEST_GUILESS_MAIN(ProgramsTest)
#include "programs_test.moc"
