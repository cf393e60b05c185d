// Routes with more than one service behind them: who gets a request by header, cookie or weight, who stays where, and
// what a shadow is asked and compared with.

#include <QtTest>
#include <map>

#include "gateway/mirror/mirror_pool.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;
namespace mirror = gateway::mirror;

namespace {

/// Answers as it is told and notes each message, head and body.
struct Echo {
    explicit Echo(std::string text, std::string type = "application/json")
        : body(std::move(text)), contentType(std::move(type)) {}
    const std::string body, contentType;
    std::mutex mutex;
    std::vector<std::string> messages;
    Backend backend{[this](Peer& peer, int) {
        for (;;) {
            const std::string message = peer.readMessage();
            if (message.empty())
                return;
            {
                const std::lock_guard lock(mutex);
                messages.push_back(message);
            }
            const bool isConditional = fieldOf(message, "If-None-Match") != "-";
            peer.send(isConditional
                          ? "HTTP/1.1 304 Not Modified\r\n\r\n"
                          : "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nX-Version: " + body.substr(0, 3) +
                                "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
        }
    }};
    std::vector<std::string> all() {
        const std::lock_guard lock(mutex);
        return messages;
    }
};

/// "p/s" answers clients; "p/t" is the other service.
struct Stage {
    Stage() {
        protocol::SnapshotService other = rig.service();
        other.id = "p/t";
        other.name = "t";
        rig.snapshot.services.push_back(other);
    }
    void lead(const Backend& original, const Backend& shadow) {
        rig.setEndpoints({&original});
        protocol::SnapshotEndpoint endpoint;
        endpoint.id = "p/t-1";
        endpoint.address = shadow.address().text();
        other().endpoints = {endpoint};
    }
    protocol::SnapshotService& other() { return rig.snapshot.services.back(); }
    protocol::SnapshotMirror& mirrored() {
        rig.route().mirror.service = "p/t";
        return rig.route().mirror;
    }
    protocol::MirrorStats stats() {
        const auto all = rig.registry().mirrors().stats();
        return all.empty() ? protocol::MirrorStats() : all.front();
    }
    bool compares(std::uint64_t same, std::uint64_t different) {
        return eventually([&] { return stats().same + stats().different == same + different; }) && stats().same == same;
    }
    Rig rig;
};

std::string get(const std::string& fields = {}, const std::string& target = "/x") {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n";
}
std::string post(const std::string& body) {
    return "POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " + std::to_string(body.size()) +
           "\r\n\r\n" + body;
}

mirror::Answer json(std::string body, unsigned status = 200) {
    return {status, "application/json; charset=utf-8", {}, std::move(body)};
}

}  // namespace

class MirrorTest : public QObject {
    Q_OBJECT

  private slots:
    void answersAreCompared_data() {
        QTest::addColumn<QByteArray>("a");
        QTest::addColumn<QByteArray>("b");
        QTest::addColumn<QByteArray>("ignored");
        QTest::addColumn<QByteArray>("pointer");  // "=": alike
        const auto row = [](const char* name, const char* a, const char* b, const char* ignored, const char* pointer) {
            QTest::newRow(name) << QByteArray(a) << QByteArray(b) << QByteArray(ignored) << QByteArray(pointer);
        };
        row("the same bytes", "{", "{", "", "=");
        row("another order of members", R"({"a":1,"b":2})", R"({"b":2,"a":1})", "", "=");
        row("other blanks", R"({"a": 1})", R"({"a":1})", "", "=");
        row("a value", R"({"a":1,"b":{"c":[1,2]}})", R"({"a":1,"b":{"c":[1,3]}})", "", "/b/c/1");
        row("an ignored value", R"({"b":{"c":[1,2]}})", R"({"b":{"c":[1,3]}})", "/b/c/1", "=");
        row("any of a list", R"([{"at":1,"n":1},{"at":2,"n":2}])", R"([{"at":3,"n":1},{"at":4,"n":2}])", "/*/at", "=");
        row("beside what is ignored", R"([{"at":1,"n":1}])", R"([{"at":3,"n":2}])", "/*/at", "/0/n");
        row("one more member", R"({"a":1})", R"({"a":1,"b":2})", "", "/b");
        row("one more member, ignored", R"({"a":1})", R"({"a":1,"b":2})", "/b", "=");
        row("one element less", "[1,2]", "[1]", "", "/1");
        row("another type", R"({"a":"1"})", R"({"a":1})", "", "/a");
        row("a name with a slash", R"({"a/b":1})", R"({"a/b":2})", "", "/a~1b");
        row("a name with a slash, ignored", R"({"a/b":1})", R"({"a/b":2})", "/a~1b", "=");
        row("no JSON in spite of its type", "{\"a\":1", "{\"a\":2", "/a", "");
    }
    void answersAreCompared() {
        QFETCH(QByteArray, a);
        QFETCH(QByteArray, b);
        QFETCH(QByteArray, ignored);
        QFETCH(QByteArray, pointer);
        mirror::CompareRules rules;
        if (!ignored.isEmpty())
            QVERIFY(mirror::parsePointer(ignored.toStdString(), rules.ignore.emplace_back()));
        const auto verdict = mirror::compare(json(a.toStdString()), json(b.toStdString()), rules);
        QCOMPARE(verdict.same, pointer == "=");
        QCOMPARE(verdict.what, std::string(verdict.same ? "" : "body"));
        QCOMPARE(verdict.pointer, verdict.same ? std::string() : pointer.toStdString());
    }

    void whatIsNoJsonIsComparedByItsBytes() {
        const mirror::Answer a{200, "text/plain", {}, R"({"a":1})"}, b{200, "text/plain", {}, R"({"a": 1})"};
        QVERIFY(!mirror::compare(a, b, {}).same);
        // As deep as a megabyte goes: no stack is spent on it.
        const std::string deep(500'000, '[');
        QVERIFY(!mirror::compare(json(deep + "1" + std::string(500'000, ']')), json(deep), {}).same);
    }

    void statusAndNamedFieldsCount() {
        mirror::CompareRules rules;
        rules.headers = {"etag"};
        QCOMPARE(mirror::compare(json("{}", 200), json("{}", 404), rules).what, std::string("status"));
        mirror::Answer a = json("{}"), b = json("{}");
        a.headers = {{"etag", "1"}};
        QCOMPARE(mirror::compare(a, b, rules).what, std::string("header etag"));
        QVERIFY(mirror::compare(a, b, {}).same);
    }

    void headersAndCookiesChooseTheService() {
        Echo original("old"), canary("new");
        Stage stage;
        stage.lead(original.backend, canary.backend);
        auto route = stage.rig.route();
        route.id = "beta";
        route.to = {{"p/t", 1}};
        route.headers = {{"x-beta", "1"}};
        stage.rig.snapshot.listeners.front().routes.push_back(route);
        route.id = "tester";
        route.headers = {{"cookie:tester", "yes"}};
        stage.rig.snapshot.listeners.front().routes.push_back(route);
        stage.rig.publish();
        const auto who = [&](const std::string& fields) { return bodyOf(stage.rig.exchange(get(fields))); };
        QCOMPARE(who(""), std::string("old"));
        QCOMPARE(who("X-Beta: 1\r\n"), std::string("new"));
        QCOMPARE(who("X-Beta: 2\r\n"), std::string("old"));
        QCOMPARE(who("Cookie: a=b; tester=yes\r\n"), std::string("new"));
        QCOMPARE(who("Cookie: a=b\r\nCookie: tester=yes\r\n"), std::string("new"));
        QCOMPARE(who("Cookie: tester=no\r\n"), std::string("old"));
        QCOMPARE(who("Cookie: Tester=yes\r\n"), std::string("old"));
        QCOMPARE(who("Cookie: nottester=yes; tester=yess\r\n"), std::string("old"));
        QCOMPARE(who("tester: yes\r\n"), std::string("old"));
    }

    void aClientStaysUntilItsServiceGoes() {
        Echo original("old"), canary("new");
        Stage stage;
        stage.lead(original.backend, canary.backend);
        stage.rig.route().to = {{"p/s", 1}, {"p/t", 1}};
        stage.rig.route().stickyCookie = "version";
        protocol::SnapshotRateLimit limit;
        limit.requests = 100'000;
        limit.burst = 100'000;
        stage.rig.route().policies.rateLimits = {limit};
        stage.rig.publish();
        // Drawn by weight: with so many clients, both have some.
        std::map<std::string, std::string> cookies;
        for (int i = 0; i < 64; ++i) {
            const std::string answer = stage.rig.exchange(get());
            const std::string cookie = fieldOf(answer, "Set-Cookie");
            QVERIFY2(cookie.starts_with("version=") && cookie.find("HttpOnly") != std::string::npos, answer.c_str());
            QVERIFY2(fieldOf(answer, "RateLimit") != "-" || fieldOf(answer, "RateLimit-Limit") != "-", answer.c_str());
            cookies[bodyOf(answer)] = cookie.substr(0, cookie.find(';'));
        }
        QCOMPARE(cookies.size(), size_t(2));
        const auto stays = [&](const std::string& service) {
            for (int i = 0; i < 16; ++i) {
                const std::string answer = stage.rig.exchange(get("Cookie: x=y; " + cookies[service] + "\r\n"));
                if (bodyOf(answer) != service || fieldOf(answer, "Set-Cookie") != "-")
                    return false;
            }
            return true;
        };
        QVERIFY(stays("old"));
        QVERIFY(stays("new"));
        // Other weights, another snapshot: who has a service keeps it.
        stage.rig.route().to = {{"p/s", 1}, {"p/t", 99}};
        stage.rig.publish();
        QVERIFY(stays("old"));
        // Its last endpoint drains: the client goes to the other, and is told.
        stage.rig.service().endpoints.front().state = protocol::EndpointState::Draining;
        stage.rig.publish();
        const std::string moved = stage.rig.exchange(get("Cookie: " + cookies["old"] + "\r\n"));
        QCOMPARE(bodyOf(moved), std::string("new"));
        QVERIFY(fieldOf(moved, "Set-Cookie").starts_with(cookies["new"]));
        // A word that is nobody's is drawn anew.
        QVERIFY(fieldOf(stage.rig.exchange(get("Cookie: version=0000\r\n")), "Set-Cookie").starts_with("version="));
    }

    void aShadowIsComparedAndItsAnswerDropped() {
        Echo original(R"({"id":7,"price":120,"at":1})"), shadow(R"({"at":2,"id":7,"price":125})");
        Stage stage;
        stage.lead(original.backend, shadow.backend);
        stage.mirrored().ignore = {"/at", "/price"};
        stage.rig.publish();
        QCOMPARE(bodyOf(stage.rig.exchange(get("", "/products/7?secret=1"))), original.body);
        QVERIFY(stage.compares(1, 0));
        QCOMPARE(shadow.all().size(), size_t(1));
        QVERIFY(shadow.all().front().starts_with("GET /products/7?secret=1 HTTP/1.1\r\n"));
        QCOMPARE(fieldOf(shadow.all().front(), "Slipway-Mirror"), std::string("1"));
        QCOMPARE(fieldOf(original.all().front(), "Slipway-Mirror"), std::string("-"));
        QCOMPARE(fieldOf(shadow.all().front(), "X-Request-Id"), fieldOf(original.all().front(), "X-Request-Id"));
        // Other rules begin anew.
        stage.mirrored().ignore = {"/at"};
        stage.rig.publish();
        QCOMPARE(bodyOf(stage.rig.exchange(get("", "/products/7?secret=1"))), original.body);
        QVERIFY(stage.compares(0, 1));
        QVERIFY(eventually([&] { return !stage.stats().differences.empty(); }));
        const auto difference = stage.stats().differences.front();
        QCOMPARE(difference.what, std::string("body"));
        QCOMPARE(difference.pointer, std::string("/price"));
        QCOMPARE(difference.path, std::string("/products/7"));
        QCOMPARE(difference.requestId, fieldOf(original.all().back(), "X-Request-Id"));
        QCOMPARE(difference.original.status, 200u);
        QVERIFY(difference.original.digest.size() == 16 && difference.original.digest != difference.shadow.digest);
        // What its own validators decide can't be compared, and is not asked.
        QCOMPARE(statusOf(stage.rig.exchange(get("If-None-Match: \"a\"\r\n"))), 304);
        // No route has it any more: its counts go.
        stage.rig.route().mirror = {};
        stage.rig.publish();
        QCOMPARE(shadow.all().size(), size_t(2));
        stage.rig.registry().retire({});
        QVERIFY(stage.rig.registry().mirrors().stats().empty());
    }

    void whatChangesSomethingIsCopiedToShadowsOnly() {
        Echo original(R"({"done":true})"), shadow(R"({"done":true})");
        Stage stage;
        stage.lead(original.backend, shadow.backend);
        stage.mirrored();
        stage.rig.publish();
        QCOMPARE(statusOf(stage.rig.exchange(post("{}"))), 200);
        QCOMPARE(statusOf(stage.rig.exchange(get())), 200);
        QVERIFY(stage.compares(1, 0));
        QCOMPARE(stage.stats().kept, std::uint64_t(1));
        QVERIFY(shadow.all().front().starts_with("GET "));
        stage.mirrored().unsafe = true;
        stage.rig.publish();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(statusOf(stage.rig.exchange(post("{\"n\":" + std::to_string(i) + "}"))), 200);
        // A body that comes in pieces is one.
        Peer client = stage.rig.dial();
        client.send("POST /x HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n");
        client.send("3\r\ndef\r\n0\r\n\r\n");
        QCOMPARE(statusOf(client.readMessage()), 200);
        QVERIFY(stage.compares(21, 0));
        QCOMPARE(stage.stats().kept, std::uint64_t(0));
        const auto asked = shadow.all();
        QCOMPARE(asked.size(), size_t(22));
        for (int i = 0; i < 20; ++i)  // in the order in which clients were answered
            QCOMPARE(bodyOf(asked[size_t(i) + 1]), "{\"n\":" + std::to_string(i) + "}");
        QVERIFY(asked.back().find("abc") != std::string::npos && asked.back().find("def") != std::string::npos);
    }

    void aShareIsCopiedAndWhatTheShadowServesIsNot() {
        Echo original("old"), shadow("new");
        Stage stage;
        stage.lead(original.backend, shadow.backend);
        stage.mirrored().percent = 0;
        stage.rig.publish();
        QCOMPARE(statusOf(stage.rig.exchange(get())), 200);
        stage.mirrored().percent = 100;
        stage.rig.route().to = {{"p/t", 1}};
        stage.rig.publish();
        QCOMPARE(statusOf(stage.rig.exchange(get())), 200);
        stage.rig.route().to = {{"p/s", 1}};
        stage.rig.publish();
        QCOMPARE(statusOf(stage.rig.exchange(get())), 200);
        QVERIFY(stage.compares(0, 1));
        QCOMPARE(shadow.all().size(), size_t(2));  // of a client, and the copy
    }

    void aDeadShadowIsNobodysTrouble() {
        Echo original(R"({"a":1})");
        Stage stage;
        {
            Backend gone(Backend::always(okResponse("x")));
            stage.lead(original.backend, gone);
        }
        stage.mirrored();
        stage.rig.publish();
        for (int i = 0; i < 10; ++i)
            QCOMPARE(bodyOf(stage.rig.exchange(get())), original.body);
        QVERIFY(eventually([&] { return stage.stats().failed == 10; }));
        stage.other().endpoints.clear();
        stage.rig.publish();
        QCOMPARE(bodyOf(stage.rig.exchange(get())), original.body);
        QVERIFY(eventually([&] { return stage.stats().failed == 11; }));
    }

    void aShadowThatHangsFillsItsQueueAndNoMore() {
        Echo original(R"({"a":1})");
        std::atomic<int> asked{0};
        Backend shadow([&](Peer& peer, int) {
            peer.readMessage();
            ++asked;
            peer.readToEnd();
        });
        Stage stage;
        stage.lead(original.backend, shadow);
        stage.mirrored();
        stage.rig.publish();
        const int bound = int(mirror::MirrorPool::kThreads * (mirror::MirrorPool::kMaxWaiting + 1));
        Peer client = stage.rig.dial();
        for (int i = 0; i < bound + 50; ++i) {
            client.send(kGet);
            QCOMPARE(bodyOf(client.readMessage()), original.body);
        }
        // Each thread gives one up every few seconds: on a machine that slow, some of the 50 have found a place.
        QVERIFY(eventually([&] { return stage.stats().dropped >= 1; }));
        const auto stats = stage.stats();
        QVERIFY(stats.dropped + stats.failed <= std::uint64_t(bound + 50));
        QVERIFY(asked >= 1 && asked <= int(2 * mirror::MirrorPool::kThreads) + int(stats.failed));
    }

    void memoryIsBounded() {
        const auto slot = std::make_shared<mirror::MirrorSlot>("p", "r", "t", "");
        auto route = std::make_shared<mirror::MirrorRoute>();
        route->slot = slot;
        mirror::MirrorPool pool;
        std::vector<std::unique_ptr<mirror::MirrorJob>> jobs;
        const std::string piece(64 * 1024, 'x');
        for (int i = 0; i < 100; ++i) {
            jobs.push_back(pool.begin(route));
            if (!jobs.back())
                break;
            for (int k = 0; k < 16; ++k)
                if (jobs.back()->mayKeep(jobs.back()->original.body.size(), piece.size(), mirror::kMaxBodyBytes))
                    jobs.back()->original.body += piece;
            QVERIFY(pool.bytes() <= mirror::MirrorPool::kMaxBytes);
        }
        QVERIFY(pool.bytes() > mirror::MirrorPool::kMaxBytes / 2);
        QVERIFY(jobs[jobs.size() - 2]->lost == mirror::MirrorJob::Lost::NoMemory);
        QVERIFY(jobs[jobs.size() - 2]->original.body.empty());
        for (auto& job : jobs)
            if (job && job->lost == mirror::MirrorJob::Lost::NoMemory)
                pool.submit(std::move(job));
        QVERIFY(slot->dropped.load() > 0);
        jobs.clear();
        QCOMPARE(pool.bytes(), size_t(0));
        // A body that is too large is let go at once, and counted.
        auto large = pool.begin(route);
        QVERIFY(large->mayKeep(0, mirror::kMaxBodyBytes, mirror::kMaxBodyBytes));
        QVERIFY(!large->mayKeep(mirror::kMaxBodyBytes, 1, mirror::kMaxBodyBytes));
        QCOMPARE(pool.bytes(), mirror::MirrorJob::kOwnBytes);
        pool.submit(std::move(large));
        QCOMPARE(slot->tooLarge.load(), std::uint64_t(1));
        QCOMPARE(pool.bytes(), size_t(0));
    }

    void aSnapshotWithAWrongMirrorIsRefused() {
        Stage stage;
        const auto pathOfFault = [&](const auto& change) {
            protocol::Snapshot snapshot = stage.rig.snapshot;
            change(snapshot.listeners.front().routes.front());
            const auto config = gateway::compile(snapshot, stage.rig.registry());
            return config ? std::string() : config.error().path;
        };
        const std::string route = "/listeners/0/routes/0";
        QCOMPARE(pathOfFault([](auto& r) { r.mirror.service = "p/nobody"; }), route + "/mirror/service");
        QCOMPARE(pathOfFault([](auto& r) {
                     r.mirror.service = "p/t";
                     r.mirror.ignore = {"no-pointer"};
                 }),
                 route + "/mirror/ignore");
        QCOMPARE(pathOfFault([](auto& r) { r.stickyCookie = "a b"; }), route + "/sticky_cookie");
        QCOMPARE(pathOfFault([](auto& r) { r.headers = {{"cookie:a b", "1"}}; }), route + "/headers/0/name");
        QCOMPARE(pathOfFault([](auto& r) { r.headers = {{"cookie:a", "1"}}; }), std::string());
    }
};

QTEST_GUILESS_MAIN(MirrorTest)
#include "mirror_test.moc"
