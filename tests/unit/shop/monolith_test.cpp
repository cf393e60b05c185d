#include <QTemporaryDir>
#include <QtTest>
#include <optional>

#include "running_service.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::testing;

// The shop in one process, in four, and in two: a client cannot tell which. And reviews, which is in another language.
class MonolithTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    int m_files = 0;

    QString newPath() { return m_folder.filePath(QString::number(++m_files) + "/data.db"); }

    /// Somebody who serves each path, by its first segment.
    using Shop = std::map<std::string, const RunningService*>;

    static Json orderOf(const char* product, int quantity) {
        return {{"user_id", "u_0001"}, {"items", {{{"product_id", product}, {"quantity", quantity}}}}};
    }

    /// What differs between any two runs is made equal: ids by their order of appearance, times, and cursors of ids.
    static void normalise(Json& value, std::map<std::string, std::string>& names, const std::string& key = {}) {
        if (value.is_string()) {
            const std::string text = value.get<std::string>();
            if (key.ends_with("_at")) {
                value = "time";
            } else if (text.size() > 10 && text[1] == '_') {
                value = names.try_emplace(text, text.substr(0, 2) + std::to_string(names.size())).first->second;
            } else {
                for (const auto& [id, name] : names) {
                    const auto at = text.find(id);
                    if (at != std::string::npos)
                        value = text.substr(0, at) + name + text.substr(at + id.size());
                }
            }
        }
        for (auto it = value.begin(); value.is_structured() && it != value.end(); ++it)
            normalise(*it, names, value.is_object() ? it.key() : key);
    }

    /// All that clients do, good and bad; `{order}` is the last order's id, `{hold}` the last reservation's. Returns
    /// status and body of each.
    static std::vector<std::string> script(const Shop& shop) {
        struct Line {
            const char* method;
            const char* target;
            Json body;
            const char* key = "";
        };
        const Json hold{{"items", {{{"product_id", "p_0002"}, {"quantity", 2}}}}};
        const Json bought{
            {"user_id", "u_0002"},
            {"items",
             {{{"product_id", "p_0002"}, {"quantity", 2}, {"unit_price", {{"amount", 1000}, {"currency", "KRW"}}}}}}};
        const Json accrual{{"user_id", "u_0002"}, {"amount", 20}, {"reason", "order"}};
        const std::vector<Line> lines = {
            {"GET", "/products?limit=3", {}},
            {"GET", "/products/p_0001", {}},
            {"GET", "/products/p_none", {}},
            {"GET", "/products?limit=0", {}},
            {"POST", "/products", {{"name", "x"}}},
            {"POST",
             "/products",
             {{"name", "Cup"}, {"category", "table"}, {"price", {{"amount", 900}, {"currency", "KRW"}}}, {"stock", 4}}},
            {"PATCH", "/products/p_0003", {{"stock", 7}}},
            {"POST", "/products/p_0003/reservations", {{"quantity", 3}}, "r1"},
            {"POST", "/products/p_0003/reservations", {{"quantity", 3}}, "r1"},
            {"POST", "/products/p_0003/reservations", {{"quantity", 4}}, "r1"},
            {"DELETE", "/products/p_0003/reservations/{hold}", {}},
            {"DELETE", "/products/p_0003/reservations/r_none", {}},
            {"GET", "/products/p_0003", {}},
            {"GET", "/users", {}},
            {"GET", "/users/u_none", {}},
            {"POST", "/users", {{"name", "Noor"}, {"email", "Noor@Example.com"}}, "u1"},
            {"POST", "/users", {{"name", "Other"}, {"email", "noor@example.com"}}},
            {"PATCH", "/users/u_0003", {{"name", "Jo"}}},
            {"DELETE", "/users/u_0005", {}},
            {"POST", "/orders", orderOf("p_0001", 2), "k1"},
            {"POST", "/orders", orderOf("p_0001", 2), "k1"},
            {"POST", "/orders", orderOf("p_0001", 3), "k1"},
            {"GET", "/orders/{order}", {}},
            {"GET", "/users/u_0001/points", {}},
            {"GET", "/points/u_0001", {}},
            {"POST", "/orders", orderOf("p_0001", 900)},
            {"POST", "/orders", orderOf("p_none", 1)},
            {"POST", "/orders", {{"user_id", "u_none"}, {"items", orderOf("p_0001", 1)["items"]}}},
            {"POST", "/orders", {{"user_id", "u_0001"}}},
            {"POST", "/orders/{order}/cancel", Json::object()},
            {"POST", "/orders/{order}/cancel", Json::object()},
            {"POST", "/orders", orderOf("p_0002", 1)},
            {"POST", "/points/u_0001/entries", {{"amount", -1}, {"reason", "spent"}}},
            {"POST", "/orders/{order}/cancel", Json::object()},
            {"PUT", "/reservations/s1", hold},
            {"PUT", "/purchases/s1", bought},
            {"PUT", "/payments/s1", {{"user_id", "u_0002"}, {"amount", 2000}, {"currency", "KRW"}}},
            {"PUT", "/accruals/s1", accrual},
            {"GET", "/orders?user_id=u_0002", {}},
            {"POST", "/orders/{order}/cancel", Json::object()},
            {"PUT", "/reservations/s1", hold},
            {"PUT", "/accruals/s1", accrual},
            {"DELETE", "/reservations/s2", {}},
            {"PUT", "/reservations/s2", hold},
            {"GET", "/products/p_0002", {}},
            {"GET", "/products/p_0001", {}},
            {"DELETE", "/products", {}},
            {"GET", "/nothing", {}},
        };
        std::vector<std::string> answers;
        std::map<std::string, std::string> names;
        std::string order, reservation;
        for (const Line& line : lines) {
            kit::ClientRequest request;
            request.method = line.method;
            request.target = line.target;
            for (const auto& [word, id] : {std::pair("{order}", &order), std::pair("{hold}", &reservation)})
                if (const auto at = request.target.find(word); at != std::string::npos)
                    request.target.replace(at, std::string_view(word).size(), *id);
            if (!line.body.is_null())
                request.body = line.body.dump();
            request.idempotencyKey = line.key;
            const std::string path = line.target;
            const auto owner = shop.find(path.substr(1, path.find_first_of("/?", 1) - 1));
            auto [status, body] = (owner == shop.end() ? shop.at("users") : owner->second)->send(request);
            const std::string id = body.is_object() && body["id"].is_string() ? body["id"].get<std::string>() : "";
            order = id.starts_with("o_") ? id : order;
            reservation = id.starts_with("r_") ? id : reservation;
            normalise(body, names);
            answers.push_back(std::string(line.method) + " " + line.target + " " + std::to_string(status) + " " +
                              body.dump());
        }
        return answers;
    }

  private slots:
    void aClientCannotTellOneProcessFromFour() {
        const RunningService points("points", newPath()), products("products", newPath()),
            users("users", newPath(), {{"POINTS_URL", QString::fromStdString(points.url)}}),
            orders("orders", newPath(),
                   {{"USERS_URL", QString::fromStdString(users.url)},
                    {"PRODUCTS_URL", QString::fromStdString(products.url)},
                    {"POINTS_URL", QString::fromStdString(points.url)}});
        const auto expected = script({{"users", &users},
                                      {"products", &products},
                                      {"reservations", &products},
                                      {"orders", &orders},
                                      {"purchases", &orders},
                                      {"payments", &orders},
                                      {"points", &points},
                                      {"accruals", &points}});
        const auto same = [&](const RunningService& rest, const RunningService& catalogue) {
            const auto actual = script({{"users", &rest},
                                        {"products", &catalogue},
                                        {"reservations", &catalogue},
                                        {"orders", &rest},
                                        {"purchases", &rest},
                                        {"payments", &rest},
                                        {"points", &rest},
                                        {"accruals", &rest}});
            for (std::size_t i = 0; i < expected.size(); ++i)
                QCOMPARE(QString::fromStdString(actual[i]), QString::fromStdString(expected[i]));
        };
        const QString path = newPath();
        {
            RunningService monolith("monolith", path);
            QVERIFY(monolith.waitReady());
            same(monolith, monolith);
            // Nobody was called over the network.
            QCOMPARE(monolith.metric("shop_calls_total"), -1.0);
            QCOMPARE(monolith.stop(), 0);
        }
        // With the catalogue taken out, the rest calls it.
        const RunningService catalogue("products", newPath());
        const RunningService rest("monolith", newPath(), {{"PRODUCTS_URL", QString::fromStdString(catalogue.url)}},
                                  RunningService::Wait::Listening, {"--modules", "users,orders,points"});
        same(rest, catalogue);
        QVERIFY(catalogue.metric("shop_requests_served_total") > 20);
        QCOMPARE(rest.get("/products").first, 404);
        // And what the monolith keeps survives its process, in whichever shape it comes again.
        const RunningService again("monolith", path, {}, RunningService::Wait::Listening, {"--modules", "users"});
        QCOMPARE(again.get("/users/u_0003").second["name"].get<std::string>(), std::string("Jo"));
        QCOMPARE(again.get("/users/u_0003/points").first, 404);
        QCOMPARE(again.get("/orders").first, 404);
    }

    void modulesThatCannotWorkAreTold_data() {
        QTest::addColumn<QString>("modules");
        QTest::addColumn<QString>("words");
        QTest::newRow("unknown") << "users,carts"
                                 << "'carts' is none of users, products, orders, points";
        QTest::newRow("none") << ""
                              << "'' is none of";
        QTest::newRow("orders alone") << "orders"
                                      << "orders needs users";
    }
    void modulesThatCannotWorkAreTold() {
        QFETCH(QString, modules);
        QFETCH(QString, words);
        RunningService wrong("monolith", newPath(), {}, RunningService::Wait::Not, {"--modules", modules});
        QVERIFY(wrong.process->waitForExit());
        QVERIFY(wrong.process->exitCode() > 0);
        QVERIFY2(QString::fromUtf8(wrong.process->errors()).contains(words), wrong.process->errors().constData());
    }

    void aFileOfOneDomainGoesOnInTheNewSchema() {
        // As users' files were: the version in the header, no table of versions.
        const QString path = newPath();
        {
            RunningService first("users", path);
            QCOMPARE(first.post("/users", {{"name", "Kim"}, {"email", "kim@example.com"}}).first, 201);
            QCOMPARE(first.stop(), 0);
        }
        QCOMPARE(QProcess::execute("sqlite3", {path, "DROP TABLE shop_schema; PRAGMA user_version=1;"}), 0);
        const RunningService second("users", path);
        QCOMPARE(second.get("/users").second["items"].size(), std::size_t{6});
    }

    void thePlantedBugIsOnePriceAndNothingStored() {
        const QString path = newPath();
        int right = 0;
        {
            RunningService wrong("products", path, {{"SHOP_WRONG_PRICE", "p_0003"}});
            right = wrong.get("/products/p_0003").second["price"]["amount"].get<int>() - 1;
            QVERIFY(wrong.get("/products?limit=4").second["items"][2]["price"]["amount"].get<int>() == right + 1);
            QCOMPARE(wrong.stop(), 0);
        }
        const RunningService well("products", path);
        QCOMPARE(well.get("/products/p_0003").second["price"]["amount"].get<int>(), right);
    }

    void reviewsAreKeptAndAskWhoAndWhat() {
        const RunningService monolith("monolith", newPath());
        const QString url = QString::fromStdString(monolith.url), path = newPath();
        const Json review{{"product_id", "p_0001"}, {"user_id", "u_0001"}, {"rating", 5}, {"text", "좋아요"}};
        std::string id;
        {
            RunningService reviews("reviews", path, {{"PRODUCTS_URL", url}, {"USERS_URL", url}});
            QVERIFY(reviews.waitReady());
            const auto [status, made] = reviews.post("/reviews", review, "k1");
            QCOMPARE(status, 201);
            id = made["id"].get<std::string>();
            QCOMPARE(reviews.post("/reviews", review, "k1").second["id"].get<std::string>(), id);
            Json other = review;
            other["rating"] = 4;
            QCOMPARE(reviews.post("/reviews", other, "k1").first, 409);
            for (const auto& [field, value] : std::map<std::string, Json>{{"rating", 6},
                                                                          {"rating", true},
                                                                          {"text", ""},
                                                                          {"product_id", "p_none"},
                                                                          {"user_id", "u_none"},
                                                                          {"stars", 1}}) {
                Json wrong = review;
                wrong[field] = value;
                QVERIFY2(reviews.post("/reviews", wrong).first == 422, field.c_str());
            }
            for (int i = 0; i < 3; ++i)
                QCOMPARE(reviews.post("/reviews", review).first, 201);
            const Json page = reviews.get("/reviews?product_id=p_0001&limit=3").second;
            QCOMPARE(page["items"].size(), std::size_t{3});
            const Json rest = reviews.get("/reviews?limit=3&cursor=" + page["next"].get<std::string>()).second;
            QCOMPARE(rest["items"][0]["id"].get<std::string>(), id);
            QVERIFY(rest["next"].is_null());
            QCOMPARE(reviews.get("/reviews?limit=0").first, 422);
            QCOMPARE(reviews.get("/reviews/w_none").first, 404);
            QCOMPARE(reviews.get("/nothing").first, 404);
            QCOMPARE(reviews.post("/reviews/w_none", review).first, 405);
            QVERIFY(reviews.metric("shop_requests_served_total") >= 15);
            QCOMPARE(reviews.stop(), 0);
        }
        RunningService alone("reviews", path, {{"PRODUCTS_URL", "http://127.0.0.1:1"}});
        QCOMPARE(alone.get("/reviews/" + id).second["text"].get<std::string>(), std::string("좋아요"));
        QCOMPARE(alone.post("/reviews", review).first, 502);
        kit::ClientRequest remove;
        remove.method = "DELETE";
        remove.target = "/reviews/" + id;
        QCOMPARE(alone.send(remove).first, 204);
        QCOMPARE(alone.send(remove).first, 404);
    }
};

QTEST_GUILESS_MAIN(MonolithTest)
#include "monolith_test.moc"
