// Routes that cache, on the wire: what is kept and for whom, what is asked again, who waits for whom.

#include <QtTest>
#include <condition_variable>
#include <set>

#include "crypto/base64.h"
#include "crypto/digest.h"
#include "gateway/cache/project_cache.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

std::string get(const std::string& target = "/x", const std::string& fields = {}, const std::string& method = "GET") {
    return method + " " + target + " HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n" + fields + "\r\n";
}

std::string ok(const std::string& fields, const std::string& body, const std::string& status = "200 OK") {
    return "HTTP/1.1 " + status + "\r\n" + fields + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

/// -1: it says none.
int ageOf(const std::string& answer) {
    const std::string age = fieldOf(answer, "Age");
    return age == "-" ? -1 : std::stoi(age);
}

/// A service that says what it is told to, counts what it is asked, and can be made to wait with its answers.
class Service {
  public:
    using Answer = std::function<std::string(const std::string& head, int request)>;
    explicit Service(Answer answer) : m_answer(std::move(answer)) {}
    ~Service() { open(); }

    int requests() {
        const std::lock_guard lock(m_mutex);
        return static_cast<int>(m_heads.size());
    }
    std::string head(int request) {
        const std::lock_guard lock(m_mutex);
        return m_heads.at(static_cast<std::size_t>(request - 1));
    }
    void shut() {
        const std::lock_guard lock(m_mutex);
        m_open = false;
    }
    void open() {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_wake.notify_all();
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<std::string> m_heads;
    bool m_open = true;
    Answer m_answer;

  public:
    Backend backend{[this](Peer& peer, int) {
        for (;;) {
            const std::string message = peer.readMessage();
            if (message.empty())
                return;
            int number = 0;
            {
                std::unique_lock lock(m_mutex);
                m_heads.push_back(message);
                number = static_cast<int>(m_heads.size());
                m_wake.wait(lock, [this] { return m_open; });
            }
            if (!peer.send(m_answer(message, number)))
                return;
        }
    }};
};

/// "n" and the number of the request.
Service::Answer counted(const std::string& fields) {
    return [fields](const std::string&, int request) { return ok(fields, "n" + std::to_string(request)); };
}

struct Bench {
    explicit Bench(Service::Answer answer, unsigned workers = 1) : service(std::move(answer)), rig(workers) {
        rig.route().cache.emplace();
        rig.setEndpoints({&service.backend});
        rig.publish();
    }
    std::string ask(const std::string& request) { return rig.exchange(request); }
    gateway::cache::Figures figures() { return rig.registry().caches().find("p")->figures(); }

    Service service;
    Rig rig;
};

}  // namespace

class CacheTest : public QObject {
    Q_OBJECT
  private slots:
    void whatIsFreshAnswersWithoutTheService() {
        Bench bench(
            counted("Cache-Control: max-age=60\r\nETag: \"v1\"\r\nX-Thing: a\r\nConnection: X-Hop\r\nX-Hop: 1\r\n"));
        const std::string first = bench.ask(get());
        QCOMPARE(bodyOf(first), std::string("n1"));
        QCOMPARE(fieldOf(first, "Cache-Status"), std::string("slipway; fwd=uri-miss; stored"));
        const std::string second = bench.ask(get());
        QCOMPARE(statusOf(second), 200);
        QCOMPARE(bodyOf(second), std::string("n1"));
        QCOMPARE(fieldOf(second, "X-Thing"), std::string("a"));
        QCOMPARE(fieldOf(second, "X-Hop"), std::string("-"));
        QVERIFY(ageOf(second) >= 0);
        QCOMPARE(fieldOf(second, "Via"), std::string("1.1 slipway"));
        QVERIFY(fieldOf(second, "Date") != "-");
        QVERIFY(fieldOf(second, "Cache-Status").starts_with("slipway; hit; ttl="));
        QVERIFY(fieldOf(second, "X-Request-Id") != fieldOf(first, "X-Request-Id"));
        // HEAD from what GET stored, with the length of what does not come.
        const std::string head = bench.ask(get("/x", "", "HEAD"));
        QCOMPARE(fieldOf(head, "Content-Length"), std::string("2"));
        QVERIFY(head.ends_with("\r\n\r\n"));
        // A client that has it is told so.
        const std::string same = bench.ask(get("/x", "If-None-Match: W/\"v1\"\r\n"));
        QCOMPARE(statusOf(same), 304);
        QCOMPARE(fieldOf(same, "ETag"), std::string("\"v1\""));
        QCOMPARE(fieldOf(same, "Content-Length"), std::string("-"));
        QCOMPARE(fieldOf(same, "X-Thing"), std::string("-"));
        QCOMPARE(statusOf(bench.ask(get("/x", "If-None-Match: \"v0\"\r\n"))), 200);
        QCOMPARE(bench.service.requests(), 1);
        QCOMPARE(bench.figures().hits, std::uint64_t{4});
        QCOMPARE(bench.figures().misses, std::uint64_t{1});
        // A hit is a request of the route and none of the service.
        QVERIFY(eventually([&] { return bench.rig.routeCounters().requests == 5; }));
        QCOMPARE(bench.rig.edgeCounters().requests, std::uint64_t{1});
    }

    void aRouteThatDoesNotAskKeepsNothing() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        bench.rig.route().cache.reset();
        bench.rig.publish();
        bench.ask(get());
        const std::string second = bench.ask(get());
        QCOMPARE(bodyOf(second), std::string("n2"));
        QCOMPARE(fieldOf(second, "Cache-Status"), std::string("-"));
    }

    void isAskedEachTime_data() {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<QByteArray>("request");
        QTest::addColumn<QByteArray>("detail");
        const auto row = [](const char* name, const char* answer, const char* request, const char* detail) {
            QTest::newRow(name) << QByteArray(answer) << QByteArray(request) << QByteArray(detail);
        };
        row("no-store", "Cache-Control: no-store, max-age=60\r\n", "", "fwd=uri-miss; detail=no-store");
        row("private", "Cache-Control: private, max-age=60\r\n", "", "fwd=uri-miss; detail=private");
        row("a cookie is set", "Cache-Control: max-age=60\r\nSet-Cookie: a=b\r\n", "",
            "fwd=uri-miss; detail=set-cookie");
        row("a cookie is set in public", "Cache-Control: public, max-age=60\r\nSet-Cookie: a=b\r\n", "",
            "fwd=uri-miss; detail=set-cookie");
        row("no time, no validator", "", "", "fwd=uri-miss; detail=no-time");
        row("vary by all", "Cache-Control: max-age=60\r\nVary: Accept, *\r\n", "", "fwd=uri-miss; detail=vary-any");
        row("vary by the address", "Cache-Control: max-age=60\r\nVary: X-Forwarded-For\r\n", "",
            "fwd=uri-miss; detail=vary-forwarding");
        row("authorization", "Cache-Control: max-age=60\r\n", "Authorization: Basic eA==\r\n",
            "fwd=uri-miss; detail=credentials");
        row("a cookie is sent", "Cache-Control: max-age=60\r\n", "Cookie: session=1\r\n",
            "fwd=uri-miss; detail=credentials");
        row("the client keeps nothing", "Cache-Control: max-age=60\r\n", "Cache-Control: no-store\r\n", "fwd=bypass");
        row("a part", "Cache-Control: max-age=60\r\n", "Range: bytes=0-0\r\n", "fwd=bypass");
        row("if-match", "Cache-Control: max-age=60\r\n", "If-Match: \"x\"\r\n", "fwd=bypass");
    }
    void isAskedEachTime() {
        QFETCH(QByteArray, answer);
        QFETCH(QByteArray, request);
        QFETCH(QByteArray, detail);
        Bench bench(counted(answer.toStdString()));
        for (int i = 1; i <= 2; ++i) {
            const std::string got = bench.ask(get("/x", request.toStdString()));
            QCOMPARE(bodyOf(got), "n" + std::to_string(i));
            QCOMPARE(QByteArray::fromStdString(fieldOf(got, "Cache-Status")), "slipway; " + detail);
        }
        QCOMPARE(bench.figures().entries, std::uint64_t{0});
    }

    void targetsAndHostsAreKeptApart() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        const std::vector<std::string> requests = {
            get("/a"),
            get("/a?"),
            get("/a?b=1"),
            get("/a?b=2"),
            get("/A"),
            "GET /a HTTP/1.1\r\nHost: other.local\r\nConnection: close\r\n\r\n",
            "GET /a HTTP/1.1\r\nHost: shop.local:81\r\nConnection: close\r\n\r\n"};
        for (int round = 0; round < 2; ++round)
            for (std::size_t i = 0; i < requests.size(); ++i)
                QCOMPARE(bodyOf(bench.ask(requests[i])), "n" + std::to_string(i + 1));
        // The host's case means nothing.
        QCOMPARE(bodyOf(bench.ask("GET /a HTTP/1.1\r\nHost: Shop.LOCAL\r\nConnection: close\r\n\r\n")),
                 std::string("n1"));
    }

    void varyKeepsApartWhatItNames() {
        Bench bench([](const std::string& head, int) {
            return ok("Cache-Control: max-age=60\r\nVary: Accept-Language\r\n", fieldOf(head, "Accept-Language"));
        });
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(bodyOf(bench.ask(get("/x", "Accept-Language: de, fr\r\n"))), std::string("de, fr"));
            QCOMPARE(bodyOf(bench.ask(get("/x", "Accept-Language: en\r\nAccept: text/plain\r\n"))), std::string("en"));
            QCOMPARE(bodyOf(bench.ask(get("/x"))), std::string("-"));
        }
        QCOMPARE(bodyOf(bench.ask(get("/x", "Accept-Language: de ,fr\r\n"))), std::string("de, fr"));
        QCOMPARE(bench.service.requests(), 3);
    }

    void credentialsAreSharedOnlyWhereTheServiceSaysSo() {
        Bench bench([](const std::string& head, int request) {
            const bool open = head.starts_with("GET /open");
            return ok(open ? "Cache-Control: public, max-age=60\r\n" : "Cache-Control: max-age=60\r\n",
                      "n" + std::to_string(request));
        });
        const std::string ann = "Authorization: Bearer ann\r\n", bob = "Authorization: Bearer bob\r\n";
        QCOMPARE(bodyOf(bench.ask(get("/open", ann))), std::string("n1"));
        QCOMPARE(bodyOf(bench.ask(get("/open", bob))), std::string("n1"));
        QCOMPARE(bodyOf(bench.ask(get("/open"))), std::string("n1"));
        // What nobody in particular was told is not what somebody would be told.
        QCOMPARE(bodyOf(bench.ask(get("/x"))), std::string("n2"));
        QCOMPARE(bodyOf(bench.ask(get("/x", ann))), std::string("n3"));
        QCOMPARE(bodyOf(bench.ask(get("/x", bob))), std::string("n4"));
        QCOMPARE(bodyOf(bench.ask(get("/x"))), std::string("n2"));
    }

    void whoAsksSelectsTheAnswerBehindPolicies() {
        Bench bench([](const std::string& head, int) {
            return ok("Cache-Control: public, max-age=60\r\n", "for " + fieldOf(head, "X-Caller"));
        });
        protocol::SnapshotApiKeys keys;
        keys.query = "key";
        keys.forwardAs = "X-Caller";
        for (const char* name : {"ann", "bob"})
            keys.keys.push_back(
                {name, crypto::encodeHex(crypto::view(crypto::sha256(std::string(name) + "-has-a-long-key")))});
        bench.rig.route().policies.auth.emplace().apiKey = keys;
        bench.rig.publish();
        for (int round = 0; round < 2; ++round) {
            QCOMPARE(bodyOf(bench.ask(get("/x?key=ann-has-a-long-key"))), std::string("for ann"));
            QCOMPARE(bodyOf(bench.ask(get("/x", "X-Api-Key: bob-has-a-long-key\r\n"))), std::string("for bob"));
            QCOMPARE(bodyOf(bench.ask(get("/x", "X-Api-Key: ann-has-a-long-key\r\n"))), std::string("for ann"));
            QCOMPARE(statusOf(bench.ask(get("/x"))), 401);
            QCOMPARE(statusOf(bench.ask(get("/x", "X-Api-Key: nobody-has-this-key\r\n"))), 401);
        }
        QCOMPARE(bench.service.requests(), 2);
    }

    void whatTellsNothingOfSharingIsNotKeptBehindPolicies() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        protocol::SnapshotApiKeys keys;
        keys.keys = {{"ann", crypto::encodeHex(crypto::view(crypto::sha256("ann-has-a-long-key")))}};
        bench.rig.route().policies.auth.emplace().apiKey = keys;
        bench.rig.publish();
        for (int i = 1; i <= 2; ++i)
            QCOMPARE(bodyOf(bench.ask(get("/x", "X-Api-Key: ann-has-a-long-key\r\n"))), "n" + std::to_string(i));
    }

    void whatIsStaleIsValidated() {
        Bench bench([](const std::string& head, int request) {
            if (fieldOf(head, "If-None-Match") == "\"v1\"")
                return std::string("HTTP/1.1 304 Not Modified\r\nETag: \"v1\"\r\nX-Round: ") + std::to_string(request) +
                       "\r\nCache-Control: max-age=60\r\nContent-Length: 999\r\n\r\n";
            return ok("Cache-Control: max-age=60\r\nAge: 100\r\nETag: \"v1\"\r\nX-Round: 1\r\nX-Kept: yes\r\n", "body");
        });
        QCOMPARE(statusOf(bench.ask(get())), 200);
        const std::string second = bench.ask(get("/x", "If-Modified-Since: Sun, 06 Nov 1994 08:49:37 GMT\r\n"));
        QCOMPARE(statusOf(second), 200);
        QCOMPARE(bodyOf(second), std::string("body"));
        QCOMPARE(fieldOf(second, "X-Round"), std::string("2"));
        QCOMPARE(fieldOf(second, "X-Kept"), std::string("yes"));
        QVERIFY(ageOf(second) >= 0 && ageOf(second) < 100);
        QCOMPARE(fieldOf(second, "Cache-Status"), std::string("slipway; fwd=stale; fwd-status=304"));
        QCOMPARE(fieldOf(bench.service.head(2), "If-Modified-Since"), std::string("-"));
        // From now on it is fresh again.
        QVERIFY(fieldOf(bench.ask(get()), "Cache-Status").starts_with("slipway; hit"));
        QCOMPARE(bench.service.requests(), 2);
        QCOMPARE(bench.figures().revalidated, std::uint64_t{1});
        // The client insists: no-cache validates what is fresh.
        QCOMPARE(fieldOf(bench.ask(get("/x", "Cache-Control: no-cache\r\n")), "Cache-Status"),
                 std::string("slipway; fwd=request; fwd-status=304"));
    }

    void a304OfAnotherRepresentationIsAskedAgain() {
        Bench bench([](const std::string& head, int request) {
            if (request == 2)
                return std::string("HTTP/1.1 304 Not Modified\r\nETag: \"v9\"\r\n\r\n");
            return ok("Cache-Control: max-age=60\r\nAge: 100\r\nETag: \"v1\"\r\n",
                      request == 1 ? "old" : "new " + fieldOf(head, "If-None-Match"));
        });
        QCOMPARE(bodyOf(bench.ask(get())), std::string("old"));
        QCOMPARE(bodyOf(bench.ask(get())), std::string("new -"));
        QCOMPARE(bench.service.requests(), 3);
    }

    void whatIsStaleStandsInForAServiceThatFails_data() {
        QTest::addColumn<QByteArray>("directives");
        QTest::addColumn<bool>("dies");
        QTest::addColumn<int>("status");
        QTest::newRow("500") << QByteArray("max-age=60, stale-if-error=900") << false << 200;
        QTest::newRow("no instance") << QByteArray("max-age=60, stale-if-error=900") << true << 200;
        QTest::newRow("500, too old") << QByteArray("max-age=60, stale-if-error=10") << false << 500;
        QTest::newRow("500, forbidden") << QByteArray("max-age=60, stale-if-error=900, must-revalidate") << false
                                        << 500;
        QTest::newRow("no instance, forbidden") << QByteArray("max-age=60, must-revalidate") << true << 503;
    }
    void whatIsStaleStandsInForAServiceThatFails() {
        QFETCH(QByteArray, directives);
        QFETCH(bool, dies);
        QFETCH(int, status);
        Bench bench([&](const std::string&, int request) {
            return request == 1
                       ? ok("Cache-Control: " + directives.toStdString() + "\r\nAge: 100\r\nETag: \"v\"\r\n", "old")
                       : ok("", "broken", "500 Internal Server Error");
        });
        QCOMPARE(bodyOf(bench.ask(get())), std::string("old"));
        if (dies) {
            bench.service.backend.kill();
            bench.rig.service().hold.timeout = 30ms;
            bench.rig.publish();
        }
        const std::string answer = bench.ask(get());
        QCOMPARE(statusOf(answer), status);
        if (status != 200)
            return;
        QCOMPARE(bodyOf(answer), std::string("old"));
        QVERIFY(ageOf(answer) >= 100);
        QVERIFY(fieldOf(answer, "Cache-Status").ends_with("detail=stale-if-error"));
        QCOMPARE(bench.figures().stale, std::uint64_t{1});
        QCOMPARE(bench.rig.routeCounters().failed, std::uint64_t{0});
    }

    void whatIsStaleIsGivenWhileItIsRefreshed() {
        Bench bench([](const std::string& head, int request) {
            if (fieldOf(head, "If-None-Match") == "\"v2\"")
                return std::string("HTTP/1.1 304 Not Modified\r\nCache-Control: max-age=60\r\n\r\n");
            const std::string age = request <= 2 ? "Age: 100\r\n" : "";
            return ok("Cache-Control: max-age=60, stale-while-revalidate=600\r\n" + age + "ETag: \"v" +
                          std::to_string(request) + "\"\r\n",
                      "n" + std::to_string(request));
        });
        QCOMPARE(bodyOf(bench.ask(get())), std::string("n1"));
        bench.service.shut();
        // Answered while the service sits on its answer; only one asks it.
        for (int i = 0; i < 3; ++i)
            QCOMPARE(bodyOf(bench.ask(get())), std::string("n1"));
        QVERIFY(eventually([&] { return bench.service.requests() == 2; }));
        bench.service.open();
        QVERIFY(eventually([&] { return bench.figures().stored == 2; }));
        QCOMPARE(fieldOf(bench.service.head(2), "If-None-Match"), std::string("\"v1\""));
        // The second is stale too, and is validated behind the client's back.
        QCOMPARE(bodyOf(bench.ask(get())), std::string("n2"));
        QVERIFY(eventually([&] { return bench.figures().revalidated == 1; }));
        QVERIFY(fieldOf(bench.ask(get()), "Cache-Status").starts_with("slipway; hit; ttl="));
        QCOMPARE(bench.service.requests(), 3);
        QCOMPARE(bench.figures().stale, std::uint64_t{4});
    }

    void aRefreshIsCutWhenTheGatewayEnds() {
        Bench bench(counted("Cache-Control: max-age=60, stale-while-revalidate=600\r\nAge: 100\r\n"));
        bench.ask(get());
        bench.service.shut();
        QCOMPARE(bodyOf(bench.ask(get())), std::string("n1"));
        QVERIFY(eventually([&] { return bench.service.requests() == 2; }));
        bench.rig.stop(0ms);
        bench.service.open();
    }

    void oneAsksForAll() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"), 2);
        bench.service.shut();
        std::vector<Peer> clients;
        for (int i = 0; i < 100; ++i) {
            clients.push_back(bench.rig.dial());
            clients.back().send(get());
        }
        QVERIFY(eventually([&] { return bench.figures().waiting == 99; }));
        bench.service.open();
        for (Peer& each : clients)
            QCOMPARE(bodyOf(each.readMessage()), std::string("n1"));
        QCOMPARE(bench.service.requests(), 1);
        QCOMPARE(bench.figures().collapsed, std::uint64_t{99});
    }

    void whoWaitedForNothingGoesByItself() {
        Bench bench(counted("Cache-Control: no-store\r\n"), 2);
        bench.service.shut();
        std::vector<Peer> clients;
        for (int i = 0; i < 5; ++i) {
            clients.push_back(bench.rig.dial());
            clients.back().send(get());
        }
        QVERIFY(eventually([&] { return bench.figures().waiting == 4; }));
        bench.service.open();
        std::set<std::string> bodies;
        for (Peer& each : clients)
            bodies.insert(bodyOf(each.readMessage()));
        QCOMPARE(bodies.size(), std::size_t{5});
        // The next ones know, and don't wait.
        bench.service.shut();
        for (int i = 0; i < 2; ++i) {
            clients.push_back(bench.rig.dial());
            clients.back().send(get());
        }
        QVERIFY(eventually([&] { return bench.service.requests() == 7; }));
        bench.service.open();
    }

    void whoWaitedForAClientThatWentIsNext() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        bench.service.shut();
        Peer leader = bench.rig.dial();
        leader.send(get());
        QVERIFY(eventually([&] { return bench.service.requests() == 1; }));
        std::vector<Peer> clients;
        for (int i = 0; i < 3; ++i) {
            clients.push_back(bench.rig.dial());
            clients.back().send(get());
        }
        QVERIFY(eventually([&] { return bench.figures().waiting == 3; }));
        leader.reset();
        QVERIFY(eventually([&] { return bench.service.requests() == 2 && bench.figures().waiting == 2; }));
        bench.service.open();
        for (Peer& each : clients)
            QCOMPARE(bodyOf(each.readMessage()), std::string("n2"));
        QCOMPARE(bench.service.requests(), 2);
    }

    void theWaitHasABound() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        bench.rig.route().cache->waitMs = 20;
        bench.rig.publish();
        bench.service.shut();
        Peer leader = bench.rig.dial(), other = bench.rig.dial();
        leader.send(get());
        QVERIFY(eventually([&] { return bench.service.requests() == 1; }));
        other.send(get());
        QVERIFY(eventually([&] { return bench.service.requests() == 2; }));
        // And one that goes while it waits is forgotten.
        Peer third = bench.rig.dial();
        third.send(get());
        third.reset();
        bench.service.open();
        QCOMPARE(statusOf(leader.readMessage()), 200);
        QCOMPARE(statusOf(other.readMessage()), 200);
    }

    void eachWaitsForItsOwnVariant() {
        Bench bench([](const std::string& head,
                       int) { return ok("Cache-Control: max-age=60\r\nVary: Accept\r\n", fieldOf(head, "Accept")); },
                    2);
        bench.service.shut();
        std::vector<Peer> clients;
        for (int i = 0; i < 20; ++i) {
            clients.push_back(bench.rig.dial());
            clients.back().send(get("/x", "Accept: a/" + std::to_string(i % 2) + "\r\n"));
        }
        QVERIFY(eventually([&] { return bench.figures().waiting == 19; }));
        bench.service.open();
        for (int i = 0; i < 20; ++i)
            QCOMPARE(bodyOf(clients[static_cast<std::size_t>(i)].readMessage()), "a/" + std::to_string(i % 2));
        QCOMPARE(bench.service.requests(), 2);
    }

    void unsafeRequestsForgetWhatTheyChange() {
        Bench bench([](const std::string& head, int request) {
            if (head.starts_with("POST /fails"))
                return ok("", "no", "409 Conflict");
            return ok(head.starts_with("GET") ? "Cache-Control: max-age=60\r\n" : "Location: /list\r\n",
                      "n" + std::to_string(request), head.starts_with("GET") ? "200 OK" : "201 Created");
        });
        // The route of the writers does not cache, and its writes count all the same.
        protocol::SnapshotRoute writes = bench.rig.route();
        writes.id = "writes";
        writes.methods = {"POST", "PUT"};
        writes.cache.reset();
        bench.rig.snapshot.listeners.front().routes.push_back(writes);
        bench.rig.publish();
        const auto fresh = [&](const std::string& target) {
            return fieldOf(bench.ask(get(target)), "Cache-Status").starts_with("slipway; hit");
        };
        for (const char* each : {"/item?a=1", "/list", "/fails", "/else"})
            QVERIFY(!fresh(each));
        for (const char* target : {"/item?a=1", "/fails"})
            bench.ask("POST " + std::string(target) +
                      " HTTP/1.1\r\nHost: shop.local\r\nContent-Length: 1\r\nConnection: close\r\n\r\nx");
        QVERIFY(!fresh("/item?a=1"));
        QVERIFY(!fresh("/list"));
        QVERIFY(fresh("/fails"));
        QVERIFY(fresh("/else"));
        QCOMPARE(bench.figures().invalidated, std::uint64_t{2});
    }

    void whatIsOnItsWayIsNotStoredAfterAPurge() {
        using Purge = gateway::cache::ProjectCache::Purge;
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        const auto store = bench.rig.registry().caches().find("p");
        for (const char* each : {"/a/1?x", "/a/2", "/ab"})
            bench.ask(get(each));
        QCOMPARE(store->purge(Purge::Path, "/a/1"), std::size_t{1});
        QCOMPARE(store->purge(Purge::Prefix, "/a/"), std::size_t{1});
        QCOMPARE(bench.figures().entries, std::uint64_t{1});
        bench.service.shut();
        Peer client = bench.rig.dial();
        client.send(get("/a/3"));
        QVERIFY(eventually([&] { return bench.service.requests() == 4; }));
        QCOMPARE(store->purge(Purge::All, ""), std::size_t{1});
        bench.service.open();
        QCOMPARE(bodyOf(client.readMessage()), std::string("n4"));
        QCOMPARE(bodyOf(bench.ask(get("/a/3"))), std::string("n5"));
        QCOMPARE(bench.figures().purged, std::uint64_t{3});
    }

    void largeBodiesPass() {
        const std::string large(700'000, 'b');
        Bench bench([&](const std::string& head, int) {
            if (head.starts_with("GET /chunked"))
                return "HTTP/1.1 200 OK\r\nCache-Control: max-age=60\r\nTransfer-Encoding: chunked\r\n\r\naae60\r\n" +
                       large + "\r\n0\r\n\r\n";
            return ok("Cache-Control: max-age=60\r\n", large);
        });
        for (const char* target : {"/length", "/chunked"}) {
            bench.rig.route().cache->maxObjectBytes = 1 << 20;
            bench.rig.publish();
            QVERIFY(bodyOf(bench.ask(get(target))) == large || std::string_view(target) == "/chunked");
            const std::string hit = bench.ask(get(target));
            QVERIFY(fieldOf(hit, "Cache-Status").starts_with("slipway; hit"));
            QCOMPARE(fieldOf(hit, "Content-Length"), std::string("700000"));
            QVERIFY(bodyOf(hit) == large);
            bench.rig.route().cache->maxObjectBytes = 600'000;
            bench.rig.publish();
            bench.ask(get(std::string(target) + "?2"));
            QVERIFY(!fieldOf(bench.ask(get(std::string(target) + "?2")), "Cache-Status").starts_with("slipway; hit"));
        }
        QCOMPARE(bench.figures().entries, std::uint64_t{2});
        QVERIFY(bench.figures().bytes < 1'500'000);
    }

    void aClientThatReadsSlowlyIsFedFromTheStore() {
        const std::string large(900'000, 's');
        Bench bench([&](const std::string&, int) { return ok("Cache-Control: max-age=60\r\n", large); });
        bench.ask(get());
        Peer slow = bench.rig.dial();
        slow.setBuffers(4096);
        slow.send(get());
        const std::string head = slow.readHead();
        QVERIFY(fieldOf(head, "Cache-Status").starts_with("slipway; hit"));
        // A chunk waits, not the whole.
        QVERIFY(bench.rig.pool().peakBuffered() < 300'000);
        QVERIFY(slow.readExactly(large.size()) == large);
    }

    void theStoreIsBounded() {
        const std::string body(200'000, 'x');
        Bench bench([&](const std::string&, int) { return ok("Cache-Control: max-age=60\r\n", body); });
        bench.rig.route().cache->storeBytes = 1 << 20;
        bench.rig.publish();
        for (int i = 0; i < 12; ++i)
            bench.ask(get("/" + std::to_string(i)));
        QVERIFY(bench.figures().bytes <= 1 << 20);
        QCOMPARE(bench.figures().evictions + bench.figures().entries, std::uint64_t{12});
        QVERIFY(fieldOf(bench.ask(get("/11")), "Cache-Status").starts_with("slipway; hit"));
    }

    void onlyIfCached() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        const std::string asked = "Cache-Control: only-if-cached\r\n";
        const auto nothing = bench.ask(get("/x", asked));
        QCOMPARE(statusOf(nothing), 504);
        QCOMPARE(fieldOf(nothing, "Cache-Status"), std::string("slipway; detail=only-if-cached"));
        bench.ask(get());
        QCOMPARE(bodyOf(bench.ask(get("/x", asked))), std::string("n1"));
        QCOMPARE(statusOf(bench.ask(get("/x", asked + "Range: bytes=0-0\r\n"))), 504);
        QCOMPARE(bench.service.requests(), 1);
    }

    void connectionsStayAndSnapshotsResetNothing() {
        Bench bench(counted("Cache-Control: max-age=60\r\n"));
        Peer client = bench.rig.dial();
        for (int i = 0; i < 5; ++i) {
            client.send(kGet);
            QCOMPARE(bodyOf(client.readMessage()), std::string("n1"));
            if (i == 2)
                bench.rig.publish();
        }
        Peer old = bench.rig.dial();
        old.send("GET /x HTTP/1.0\r\nHost: shop.local\r\n\r\n");
        QCOMPARE(bodyOf(old.readToEnd()), std::string("n1"));
        // Pipelined hits come in their order.
        client.send(kGet + kGet + kGetClose);
        QCOMPARE(bodyOf(client.readMessage()), std::string("n1"));
        QCOMPARE(bodyOf(client.readMessage()), std::string("n1"));
        QCOMPARE(bodyOf(client.readToEnd()), std::string("n1"));
    }
};

QTEST_GUILESS_MAIN(CacheTest)
#include "cache_test.moc"
