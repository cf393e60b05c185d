// Conditions of a route on the wire: who is let in, what reaches the service, what the client is told, what the log
// shows.

#include <QtTest>
#include <future>

#include "base/files.h"
#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/password_hash.h"
#include "gateway/core/access_log.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;
using namespace std::chrono_literals;

namespace {

const std::string kKey = "a-key-of-a-mobile-client";
const std::string kSecret = "a secret of thirty-two bytes or more, for tests";

std::string sha256Hex(const std::string& text) {
    return crypto::encodeHex(crypto::view(crypto::sha256(text)));
}

protocol::SnapshotApiKeys apiKeys() {
    protocol::SnapshotApiKeys keys;
    keys.query = "key";
    keys.forwardAs = "X-Caller";
    keys.keys = {{"mobile", sha256Hex(kKey)}, {"partner", sha256Hex("another-key-of-a-partner")}};
    return keys;
}

protocol::SnapshotJwt jwtRules() {
    protocol::SnapshotJwt jwt;
    jwt.keys = {{"", "HS256", "", crypto::encodeBase64Url(kSecret)}};
    jwt.forward = {{"sub", "X-User"}, {"tenant", "X-Tenant"}};
    return jwt;
}

std::string token(const std::string& claims) {
    const std::string bytes = crypto::encodeBase64Url(R"({"alg":"HS256"})") + "." + crypto::encodeBase64Url(claims);
    return bytes + "." + crypto::encodeBase64Url(crypto::view(crypto::hmacSha256(kSecret, bytes)));
}

std::string get(const std::string& fields, const std::string& target = "/x") {
    return "GET " + target + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + fields + "\r\n";
}

/// Answers 200 and notes each head.
struct Echo {
    std::mutex mutex;
    std::vector<std::string> heads;
    Backend backend{[this](Peer& peer, int) {
        for (;;) {
            const std::string message = peer.readMessage();
            if (message.empty())
                return;
            {
                const std::lock_guard lock(mutex);
                heads.push_back(message);
            }
            peer.send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\nAccess-Control-Allow-Origin: https://wrong\r\n\r\nok");
        }
    }};
    std::string last() {
        const std::lock_guard lock(mutex);
        return heads.empty() ? std::string() : heads.back();
    }
    size_t count() {
        const std::lock_guard lock(mutex);
        return heads.size();
    }
};

struct Stage {
    explicit Stage(unsigned workers = 1, gateway::AccessLog* log = nullptr) : rig(workers, log) {
        rig.setEndpoints({&echo.backend});
    }
    protocol::SnapshotPolicies& policies() { return rig.route().policies; }
    Echo echo;
    Rig rig;
};

std::string codeOf(const std::string& answer) {
    const size_t at = answer.find("\"code\":\"");
    return at == std::string::npos ? "-" : answer.substr(at + 8, answer.find('"', at + 8) - at - 8);
}

#define ANSWERS(answer, status, code)                         \
    do {                                                      \
        const std::string whole = answer;                     \
        QVERIFY2(statusOf(whole) == (status), whole.c_str()); \
        QCOMPARE(codeOf(whole), std::string(code));           \
    } while (false)

}  // namespace

class PoliciesTest : public QObject {
    Q_OBJECT
  private slots:
    void apiKeysInAFieldAndInTheTarget() {
        Stage stage;
        stage.policies().auth.emplace().apiKey = apiKeys();
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(get("")), 401, "credentials_missing");
        ANSWERS(stage.rig.exchange(get("X-Api-Key: wrong\r\n")), 401, "credentials_invalid");
        ANSWERS(stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\nX-Api-Key: " + kKey + "\r\n")), 401,
                "credentials_ambiguous");
        ANSWERS(stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\n", "/x?key=" + kKey)), 401, "credentials_ambiguous");
        QCOMPARE(stage.echo.count(), size_t{0});
        ANSWERS(stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\nX-Caller: forged\r\n")), 200, "-");
        std::string seen = stage.echo.last();
        QCOMPARE(fieldOf(seen, "X-Caller"), std::string("mobile"));
        QVERIFY2(seen.find("forged") == std::string::npos && seen.find(kKey) == std::string::npos, seen.c_str());
        ANSWERS(stage.rig.exchange(get("", "/x?a=1&key=another-key-of-a-partner&b=2")), 200, "-");
        seen = stage.echo.last();
        QVERIFY2(seen.starts_with("GET /x?a=1&b=2 HTTP/1.1\r\n"), seen.c_str());
        QCOMPARE(fieldOf(seen, "X-Caller"), std::string("partner"));
        ANSWERS(stage.rig.exchange(get("", "/x?key=another-key-of-a-partner")), 200, "-");
        QVERIFY(stage.echo.last().starts_with("GET /x HTTP/1.1\r\n"));
    }

    void basicIsRememberedAndGuessingIsBounded() {
        Stage stage(2);
        auto& basic = stage.policies().auth.emplace().basic.emplace();
        basic.forwardAs = "X-User";
        basic.users = {{"ada", crypto::PasswordHash::make("open sesame", 1000).text()}};
        stage.rig.publish();
        const auto with = [](const std::string& pair) {
            return get("Authorization: Basic " + crypto::encodeBase64(pair) + "\r\n");
        };
        const std::string missing = stage.rig.exchange(get(""));
        ANSWERS(missing, 401, "credentials_missing");
        QVERIFY(fieldOf(missing, "WWW-Authenticate").starts_with("Basic realm="));
        ANSWERS(stage.rig.exchange(with("ada:open sesame")), 200, "-");
        QCOMPARE(fieldOf(stage.echo.last(), "X-User"), std::string("ada"));
        QCOMPARE(fieldOf(stage.echo.last(), "Authorization"), std::string("-"));
        ANSWERS(stage.rig.exchange(with("ada:open sesam")), 401, "credentials_invalid");
        ANSWERS(stage.rig.exchange(with("bob:open sesame")), 401, "credentials_invalid");
        ANSWERS(stage.rig.exchange(with("ada")), 401, "credentials_malformed");
        ANSWERS(stage.rig.exchange(get("Authorization: Basic !!\r\n")), 401, "credentials_malformed");
        // Guesses beyond what may be computed a second are turned away, and do not shut out who is known.
        bool turnedAway = false;
        for (int i = 0; i < 2000 && !turnedAway; ++i)
            turnedAway = statusOf(stage.rig.exchange(with("ada:guess" + std::to_string(i)))) == 429;
        QVERIFY(turnedAway);
        ANSWERS(stage.rig.exchange(with("ada:open sesame")), 200, "-");
        // Another password: the old one is worth nothing at once.
        basic.users = {{"ada", crypto::PasswordHash::make("another", 1000).text()}};
        stage.rig.publish();
        QVERIFY(statusOf(stage.rig.exchange(with("ada:open sesame"))) != 200);
    }

    /// A password's slow hash keeps no worker: others go on meanwhile, and what its client does is not lost.
    void whileAPasswordIsChecked() {
        Stage stage;
        protocol::SnapshotRoute plain = stage.rig.route();
        plain.id = "plain";
        plain.pathPrefix = "/plain";
        stage.rig.snapshot.listeners.front().routes.push_back(plain);
        auto& basic = stage.policies().auth.emplace().basic.emplace();
        basic.users = {{"ada", crypto::PasswordHash::make("open sesame", 1000).text()}};
        stage.rig.publish();
        std::promise<void> go;
        QVERIFY(stage.rig.pool().checks().submit([done = go.get_future().share()] { done.wait(); }));
        const std::string right = "Authorization: Basic " + crypto::encodeBase64("ada:open sesame") + "\r\n";
        const std::string wrong = "Authorization: Basic " + crypto::encodeBase64("ada:sesame") + "\r\n";
        const std::string post = "POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 10\r\n";

        Peer entire = stage.rig.dial(), halves = stage.rig.dial(), ended = stage.rig.dial(), cut = stage.rig.dial();
        Peer guessing = stage.rig.dial(), gone = stage.rig.dial();
        entire.send(post + right + "\r\n0123456789GET /second HTTP/1.1\r\nHost: a\r\n" + right + "\r\n");
        halves.send(post + right + "\r\n01234");
        ended.send("GET /ended HTTP/1.1\r\nHost: a\r\n" + right + "\r\n");
        ended.finishSending();
        cut.send(post + right + "\r\n01234");
        cut.finishSending();
        guessing.send(post + wrong + "\r\n0123456789");
        gone.send("GET /gone HTTP/1.1\r\nHost: a\r\n" + right + "\r\n");
        ANSWERS(stage.rig.exchange(get("", "/plain")), 200, "-");
        QCOMPARE(stage.echo.count(), size_t{1});
        gone.reset();
        halves.send("56789");
        ANSWERS(stage.rig.exchange(get("", "/plain")), 200, "-");
        QCOMPARE(stage.echo.count(), size_t{2});

        go.set_value();
        QCOMPARE(statusOf(entire.readMessage()), 200);
        QCOMPARE(statusOf(entire.readMessage()), 200);
        QCOMPARE(statusOf(halves.readMessage()), 200);
        QCOMPARE(statusOf(ended.readMessage()), 200);
        QCOMPARE(cut.readToEnd(), std::string());
        ANSWERS(guessing.readMessage(), 401, "credentials_invalid");
        ANSWERS(stage.rig.exchange(get("", "/plain")), 200, "-");
        const std::lock_guard lock(stage.echo.mutex);
        int bodies = 0;
        for (const std::string& head : stage.echo.heads) {
            bodies += head.ends_with("\r\n\r\n0123456789") ? 1 : 0;
            QVERIFY2(head.find("/gone") == std::string::npos && head.find("Authorization") == std::string::npos,
                     head.c_str());
        }
        QCOMPARE(bodies, 2);
    }

    void checksThatWaitAreBounded() {
        gateway::JobPool pool(gateway::passwordJobs());
        std::promise<void> go, begun;
        QVERIFY(pool.submit([&begun, done = go.get_future().share()] {
            begun.set_value();
            done.wait();
        }));
        begun.get_future().wait();
        for (std::size_t i = 0; i < gateway::passwordJobs().maxWaiting; ++i)
            QVERIFY(pool.submit([] {}));
        QVERIFY(!pool.submit([] {}));
        go.set_value();
        pool.stop();
        QVERIFY(!pool.submit([] {}));
    }

    void noClaimIsForgedInATrailer() {
        Stage stage;
        auto jwt = jwtRules();
        stage.policies().auth.emplace().jwt = jwt;
        stage.rig.publish();
        const std::string answer = stage.rig.exchange(
            "POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: X-User\r\n"
            "X_User: forged\r\nConnection: X-User\r\nAuthorization: Bearer " +
            token(R"({"sub":"ada","exp":4000000000})") + "\r\n\r\n1\r\nx\r\n0\r\nX-User: forged\r\nX-Sum: 1\r\n\r\n");
        QCOMPARE(statusOf(answer), 200);
        const std::string seen = stage.echo.last();
        QCOMPARE(fieldOf(seen, "X-User"), std::string("ada"));
        QVERIFY2(seen.find("X-Sum: 1") != std::string::npos && seen.find("forged") == std::string::npos, seen.c_str());
    }

    void tokensAndTheirClaims() {
        Stage stage;
        stage.policies().auth.emplace().jwt = jwtRules();
        stage.rig.publish();
        const auto with = [](const std::string& text, const std::string& more = {}) {
            return get("Authorization: Bearer " + text + "\r\n" + more);
        };
        const std::string good = token(R"({"sub":"ada","exp":4000000000})");
        // A client's own claims never arrive, whether the token has them or not.
        const std::string forged = "X-User: root\r\nX-Tenant: 1\r\nx-tenant: 2\r\n";
        for (int i = 0; i < 3; ++i) {
            ANSWERS(stage.rig.exchange(with(good, forged)), 200, "-");
            const std::string seen = stage.echo.last();
            QCOMPARE(fieldOf(seen, "X-User"), std::string("ada"));
            QCOMPARE(fieldOf(seen, "X-Tenant"), std::string("-"));
            QVERIFY(seen.find("root") == std::string::npos);
            QCOMPARE(fieldOf(seen, "Authorization"), "Bearer " + good);
        }
        const std::string expired = stage.rig.exchange(with(token(R"({"sub":"ada","exp":1000})")));
        ANSWERS(expired, 401, "token_expired");
        QVERIFY(fieldOf(expired, "WWW-Authenticate")
                    .ends_with(", error=\"invalid_token\", error_description=\"the token has expired (exp)\""));
        ANSWERS(stage.rig.exchange(with(std::string(9000, 'a'))), 401, "token_too_large");
        ANSWERS(stage.rig.exchange(with("a.b")), 401, "token_malformed");
        ANSWERS(stage.rig.exchange(get("Authorization: Bearer " + good + "\r\nAuthorization: Bearer " + good + "\r\n")),
                401, "credentials_ambiguous");
        stage.policies().auth->jwt->require = {{"role", {"clerk", "a \"b\""}}, {"scope", {"shop:write"}}};
        stage.rig.publish();
        const std::string nobody = stage.rig.exchange(with(good));
        ANSWERS(nobody, 401, "token_claims");
        QVERIFY2(
            fieldOf(nobody, "WWW-Authenticate")
                .ends_with("error=\"invalid_token\", error_description=\"the token has no claim 'role' with one of "
                           "clerk, a 'b', which this route wants\""),
            nobody.c_str());
        const std::string reader =
            stage.rig.exchange(with(token(R"({"sub":"ada","exp":4000000000,"role":"clerk","scope":"shop:read"})")));
        ANSWERS(reader, 403, "insufficient_scope");
        QVERIFY2(fieldOf(reader, "WWW-Authenticate")
                     .ends_with("error=\"insufficient_scope\", error_description=\"the token has no claim 'scope' with "
                                "shop:write, which this route wants\", scope=\"shop:write\""),
                 reader.c_str());
        stage.policies().auth->jwt->require.clear();
        // Other keys: what was accepted and remembered is accepted no more.
        stage.policies().auth->jwt->keys[0].secret = crypto::encodeBase64Url("another secret, of thirty-two bytes too");
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(with(good)), 401, "token_signature");
    }

    void whoIsOptionalMayBeNobodyButNotAnybody() {
        Stage stage;
        auto& auth = stage.policies().auth.emplace();
        auth.optional = true;
        auth.jwt = jwtRules();
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(get("X-User: root\r\n")), 200, "-");
        QCOMPARE(fieldOf(stage.echo.last(), "X-User"), std::string("-"));
        ANSWERS(stage.rig.exchange(get("Authorization: Bearer a.b.c\r\n")), 401, "token_malformed");
    }

    void anotherRouteToTheServiceIsNoWayAround() {
        Stage stage;
        stage.policies().auth.emplace().jwt = jwtRules();
        protocol::SnapshotRoute open = stage.rig.route();
        open.id = "open";
        open.pathPrefix = "/open";
        open.policies = {};
        stage.rig.snapshot.listeners.front().routes.push_back(open);
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(get("X-User: root\r\nX-Other: 1\r\n", "/open")), 200, "-");
        QCOMPARE(fieldOf(stage.echo.last(), "X-User"), std::string("-"));
        QCOMPARE(fieldOf(stage.echo.last(), "X-Other"), std::string("1"));
    }

    void addressesThatMayAsk() {
        Stage stage;
        stage.policies().allowFrom = {"10.0.0.0/8", "::1"};
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(get("X-Forwarded-For: 10.0.0.1\r\n")), 403, "address_not_allowed");
        stage.policies().allowFrom = {"127.0.0.0/8"};
        stage.rig.publish();
        ANSWERS(stage.rig.exchange(get("")), 200, "-");
    }

    void bodiesAndHeadsPastTheLimit() {
        Stage stage;
        stage.policies().limits = protocol::SnapshotRequestLimits{100, 600, 8};
        stage.rig.publish();
        const auto post = [](const std::string& rest) {
            return "POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\n" + rest;
        };
        ANSWERS(stage.rig.exchange(post("Content-Length: 100\r\n\r\n" + std::string(100, 'x'))), 200, "-");
        ANSWERS(stage.rig.exchange(post("Content-Length: 101\r\n\r\n" + std::string(101, 'x'))), 413, "body_too_large");
        const std::string chunk = "3c\r\n" + std::string(60, 'x') + "\r\n";
        ANSWERS(stage.rig.exchange(post("Transfer-Encoding: chunked\r\n\r\n" + chunk + "0\r\n\r\n")), 200, "-");
        ANSWERS(stage.rig.exchange(post("Transfer-Encoding: chunked\r\n\r\n" + chunk + chunk + "0\r\n\r\n")), 413,
                "body_too_large");
        ANSWERS(stage.rig.exchange(get("X-Long: " + std::string(600, 'x') + "\r\n")), 431, "head_too_large");
        std::string many;
        for (int i = 0; i < 7; ++i)
            many += "X-" + std::to_string(i) + ": 1\r\n";
        ANSWERS(stage.rig.exchange(get(many)), 431, "too_many_fields");
        QCOMPARE(stage.echo.count(), size_t{2});
    }

    void corsForBrowsers() {
        Stage stage;
        stage.rig.route().methods = {"GET", "DELETE"};
        auto& cors = stage.policies().cors.emplace();
        cors.origins = {"https://shop.example"};
        cors.methods = {"GET", "DELETE"};
        cors.headers = {"*"};
        cors.expose = {"X-Total"};
        cors.credentials = true;
        stage.policies().auth.emplace().apiKey = apiKeys();
        stage.rig.publish();
        const auto preflight = [](const std::string& origin, const std::string& method) {
            return "OPTIONS /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nOrigin: " + origin +
                   "\r\nAccess-Control-Request-Method: " + method +
                   "\r\nAccess-Control-Request-Headers: x-api-key\r\n\r\n";
        };
        // No credentials are asked of a preflight, and the route need not list OPTIONS.
        std::string answer = stage.rig.exchange(preflight("https://shop.example", "DELETE"));
        QCOMPARE(statusOf(answer), 204);
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Origin"), std::string("https://shop.example"));
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Credentials"), std::string("true"));
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Methods"), std::string("GET, DELETE"));
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Headers"), std::string("x-api-key"));
        QCOMPARE(fieldOf(answer, "Access-Control-Max-Age"), std::string("600"));
        QVERIFY(answer.find("Vary: Origin\r\n") != std::string::npos);
        answer = stage.rig.exchange(preflight("https://evil.example", "DELETE"));
        QCOMPARE(statusOf(answer), 204);
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Origin"), std::string("-"));
        ANSWERS(stage.rig.exchange(preflight("https://shop.example", "PATCH")), 404, "no_route");
        QCOMPARE(stage.echo.count(), size_t{0});

        answer = stage.rig.exchange(get("Origin: https://shop.example\r\nX-Api-Key: " + kKey + "\r\n"));
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Origin"), std::string("https://shop.example"));
        QCOMPARE(fieldOf(answer, "Access-Control-Expose-Headers"), std::string("X-Total"));
        QVERIFY2(answer.find("https://wrong") == std::string::npos, answer.c_str());
        // A script must be able to read why it was refused.
        answer = stage.rig.exchange(get("Origin: https://shop.example\r\n"));
        QCOMPARE(statusOf(answer), 401);
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Origin"), std::string("https://shop.example"));
        // Without an origin the answer varies with it all the same.
        answer = stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\n"));
        QVERIFY(answer.find("Vary: Origin\r\n") != std::string::npos);
        QCOMPARE(fieldOf(answer, "Access-Control-Allow-Origin"), std::string("-"));
    }

    void ratesAreToldAndHeldOverSnapshots() {
        Stage stage(2);
        stage.policies().rateLimits = {{3, 3'600'000, 3, "client"}};
        stage.rig.publish();
        std::string answer = stage.rig.exchange(get(""));
        QCOMPARE(statusOf(answer), 200);
        QCOMPARE(fieldOf(answer, "RateLimit-Policy"), std::string("\"client\";q=3;w=3600"));
        QVERIFY2(fieldOf(answer, "RateLimit").starts_with("\"client\";r=2;t="), answer.c_str());
        QCOMPARE(statusOf(stage.rig.exchange(get(""))), 200);
        stage.rig.publish();
        QCOMPARE(statusOf(stage.rig.exchange(get(""))), 200);
        stage.rig.publish();
        answer = stage.rig.exchange(get(""));
        ANSWERS(answer, 429, "rate_limited");
        QVERIFY2(fieldOf(answer, "RateLimit").starts_with("\"client\";r=0;t="), answer.c_str());
        const int retryAfter = std::stoi(fieldOf(answer, "Retry-After"));
        QVERIFY2(retryAfter > 1100 && retryAfter <= 1200, answer.c_str());
        QCOMPARE(stage.echo.count(), size_t{3});
    }

    void ratesByKeyAndByClaim() {
        Stage stage;
        auto& auth = stage.policies().auth.emplace();
        auth.apiKey = apiKeys();
        auth.jwt = jwtRules();
        stage.policies().rateLimits = {{1, 3'600'000, 1, "key"}, {2, 3'600'000, 2, "claim:tenant"}};
        stage.rig.publish();
        const auto ask = [&](const std::string& sub, const std::string& tenant) {
            return statusOf(stage.rig.exchange(
                get("Authorization: Bearer " +
                    token(R"({"sub":")" + sub + R"(","tenant":")" + tenant + R"(","exp":4000000000})") + "\r\n")));
        };
        QCOMPARE(ask("a", "t"), 200);
        QCOMPARE(ask("a", "t"), 429);
        QCOMPARE(ask("b", "t"), 200);
        QCOMPARE(ask("c", "t"), 429);
        QCOMPARE(ask("d", "u"), 200);
        // Who has no such claim counts by address.
        QCOMPARE(statusOf(stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\n"))), 200);
        QCOMPARE(statusOf(stage.rig.exchange(get("X-Api-Key: " + kKey + "\r\n"))), 429);
    }

    void soManyAtOnceAndNoMore() {
        std::promise<void> go;
        std::shared_future<void> gone = go.get_future().share();
        Backend slow([gone](Peer& peer, int) {
            while (!peer.readMessage().empty()) {
                gone.wait();
                peer.send(okResponse("late"));
            }
        });
        Rig rig(2);
        rig.setEndpoints({&slow});
        rig.route().policies.concurrency = {{2, "route"}};
        rig.publish();
        Peer one = rig.dial(), two = rig.dial();
        one.send(kGet);
        two.send(kGet);
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 2; }));
        const std::string refused = rig.exchange(kGetClose);
        ANSWERS(refused, 503, "too_many_at_once");
        QCOMPARE(fieldOf(refused, "Retry-After"), std::string("1"));
        // A client that goes away gives its place back, as an answer does.
        two.reset();
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 1; }));
        Peer three = rig.dial();
        three.send(kGetClose);
        QVERIFY(eventually([&] { return rig.endpoint("p/s-1").inFlight() == 2; }));
        QCOMPARE(statusOf(rig.exchange(kGetClose)), 503);
        go.set_value();
        QCOMPARE(statusOf(one.readMessage()), 200);
        QCOMPARE(statusOf(three.readToEnd()), 200);
        for (int i = 0; i < 20; ++i)
            QCOMPARE(statusOf(rig.exchange(kGetClose)), 200);
    }

    void theLogShowsNoCredentials() {
        QTemporaryDir folder;
        const std::string path = folder.filePath("access.log").toStdString();
        auto log = gateway::AccessLog::open({path, 1});
        QVERIFY(log);
        {
            Stage stage(1, log->get());
            stage.policies().auth.emplace().apiKey = apiKeys();
            protocol::SnapshotRoute open = stage.rig.route();
            open.id = "open";
            open.pathPrefix = "/open";
            open.policies = {};
            stage.rig.snapshot.listeners.front().routes.push_back(open);
            stage.rig.publish();
            QCOMPARE(statusOf(stage.rig.exchange(get("", "/x?a=1&key=" + kKey))), 200);
            QCOMPARE(statusOf(stage.rig.exchange(get("", "/x?k%65y=wrong-but-nearly-" + kKey))), 401);
            QCOMPARE(statusOf(stage.rig.exchange(get("Cookie: s=" + kKey + "\r\nAuthorization: Bearer " + kKey + "\r\n",
                                                     "/open?key=" + kKey + "&b=2"))),
                     200);
        }
        (*log)->flush();
        const std::string text = readFile(path).value_or("");
        QVERIFY2(text.find(kKey) == std::string::npos, text.c_str());
        QVERIFY2(text.find("/x?a=1&key=***") != std::string::npos, text.c_str());
        QVERIFY2(text.find("/open?b=2&key=***") != std::string::npos, text.c_str());
        QVERIFY2(text.find("credentials_invalid") != std::string::npos, text.c_str());
    }

    void whatEachCostsIsMeasured() {
        Stage stage;
        stage.policies().auth.emplace().apiKey = apiKeys();
        stage.policies().rateLimits = {{1'000'000, 1000, 1'000'000, "route"}};
        stage.rig.publish();
        Peer client = stage.rig.dial();
        for (int i = 0; i < 256; ++i) {
            client.send("GET /x HTTP/1.1\r\nHost: a\r\nX-Api-Key: " + (i % 4 == 3 ? "wrong" : kKey) + "\r\n\r\n");
            QCOMPARE(statusOf(client.readMessage()), i % 4 == 3 ? 401 : 200);
        }
        stage.rig.barrier();
        const auto& shard = stage.rig.registry().routes().at({"in", "all"})->policies[0];
        const auto& key = shard[gateway::policy::PolicyKind::ApiKey];
        QCOMPARE(key.samples.get(), std::uint64_t{gateway::policy::kFirstSamples + 4});
        QVERIFY(key.sampledNs.get() > 0);
        QCOMPARE(key.refused.get(), std::uint64_t{64});
        QVERIFY(shard[gateway::policy::PolicyKind::RateLimit].samples.get() > 0);
        // A refused request is the route's, and no service's.
        QCOMPARE(stage.rig.routeCounters().requests, std::uint64_t{256});
        QCOMPARE(stage.rig.edgeCounters().requests, std::uint64_t{192});
    }

    void brokenPoliciesAreRefusedWithTheirPlace() {
        gateway::SlotRegistry registry(1);
        const auto fault = [&](const std::function<void(protocol::SnapshotPolicies&)>& change) {
            protocol::Snapshot snapshot;
            snapshot.generation = 1;
            snapshot.services.emplace_back().id = "p/s";
            snapshot.services.back().name = "s";
            auto& listener = snapshot.listeners.emplace_back();
            listener.id = "in";
            listener.project = "p";
            listener.caller = "gateway";
            auto& route = listener.routes.emplace_back();
            route.id = "all";
            route.to = {{"p/s", 1}};
            change(route.policies);
            // As it comes over the wire.
            const auto parsed = protocol::parseSnapshot(protocol::snapshotToJson(snapshot));
            if (!parsed)
                return parsed.error().path;
            const auto config = gateway::compile(*parsed, registry);
            return config ? std::string() : config.error().path;
        };
        const std::string at = "/listeners/0/routes/0/policies";
        QCOMPARE(fault([](auto& p) { p.allowFrom = {"10.0.0.0/40"}; }), at + "/allow_from/0");
        QCOMPARE(fault([](auto& p) { p.auth.emplace(); }), at + "/auth");
        QCOMPARE(fault([](auto& p) {
                     p.auth.emplace().jwt.emplace().keys = {{"", "none", "", ""}};
                 }),
                 at + "/auth/jwt/keys/0");
        QCOMPARE(fault([](auto& p) {
                     p.auth.emplace().apiKey.emplace().keys = {{"a", "x"}};
                 }),
                 at + "/auth/api_key/keys/0/sha256");
        QCOMPARE(fault([](auto& p) {
                     p.auth.emplace().basic.emplace().users = {{"a", "x"}};
                 }),
                 at + "/auth/basic/users/0/hash");
        QCOMPARE(fault([](auto& p) {
                     p.auth.emplace().jwt.emplace().forward = {{"sub", "Host"}};
                 }),
                 at + "/auth/jwt/forward/0/header");
        QCOMPARE(fault([](auto& p) { p.rateLimits = {{1, 1000, 1, "moon"}}; }), at + "/rate_limits/0/by");
        QCOMPARE(fault([](auto& p) { p.concurrency = {{0, "route"}}; }), at + "/concurrency/0/requests");
        QCOMPARE(fault([](auto& p) { p.cors.emplace().origins = {"*"}; }), std::string());
    }
};

QTEST_GUILESS_MAIN(PoliciesTest)
#include "policies_test.moc"
