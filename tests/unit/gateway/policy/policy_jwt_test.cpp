// Tokens, true and forged. Each forged one is refused for the reason that it was forged to slip past.

#include <QtTest>

#include "crypto/base64.h"
#include "crypto/json_web_key.h"
#include "gateway/policy/jwt.h"
#include "token_maker.h"

using namespace slipway;
using namespace slipway::gateway::policy;
using namespace slipway::test;
using nlohmann::json;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;
const std::string kSecret = "a secret of thirty-two bytes or more, for tests";

const IssuerKey& rsaKey() {
    static const IssuerKey key = IssuerKey::rsa();
    return key;
}
const IssuerKey& ecKey() {
    static const IssuerKey key = IssuerKey::p256();
    return key;
}
json claims() {
    return {{"sub", "ada"}, {"iss", "https://issuer.example"}, {"aud", "shop"}, {"exp", kNow + 600}};
}
crypto::SignatureKey pinned(crypto::SignatureKey key, const std::string& id = {}) {
    key.setId(id);
    return key;
}
JwtRules rulesOf(crypto::SignatureKey key) {
    JwtRules rules;
    rules.keys.push_back(std::move(key));
    rules.issuers = {"https://issuer.example"};
    rules.audiences = {"shop"};
    rules.leewaySeconds = 30;
    return rules;
}
JwtRules rsaRules(const std::string& kid = {}) {
    return rulesOf(
        pinned(*crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Rs256, rsaKey().publicPem()), kid));
}
JwtRules secretRules() {
    return rulesOf(*crypto::SignatureKey::fromSecret(kSecret));
}
std::string verdict(const std::string& token, const JwtRules& rules, std::int64_t now = kNow) {
    JwtClaims out;
    const JwtFault fault = verifyJwt(token, rules, now, out);
    return fault.code ? fault.code : "ok";
}

#define REFUSED(token, rules, code) QCOMPARE(verdict(token, rules), std::string(code))

}  // namespace

class PolicyJwtTest : public QObject {
    Q_OBJECT
  private slots:
    void trueTokensPass() {
        QCOMPARE(verdict(tokenOf(rsaKey(), claims()), rsaRules()), std::string("ok"));
        QCOMPARE(verdict(hs256Token(kSecret, claims()), secretRules()), std::string("ok"));
        const auto ec = crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Es256, ecKey().publicPem());
        QVERIFY(ec);
        QCOMPARE(verdict(tokenOf(ecKey(), claims()), rulesOf(*ec)), std::string("ok"));
    }

    void keysOfASetAreFoundByTheirId() {
        const IssuerKey other = IssuerKey::rsa();
        json set;
        set["keys"] = {other.jwk("old"),
                       rsaKey().jwk("new"),
                       ecKey().jwk("ec"),
                       {{"kty", "OKP"}, {"crv", "Ed25519"}, {"kid", "ed"}, {"x", "AAAA"}},
                       {{"kty", "oct"}, {"kid", "s"}, {"k", crypto::encodeBase64Url(kSecret)}},
                       {{"kty", "RSA"}, {"kid", "enc"}, {"use", "enc"}, {"n", "AQAB"}, {"e", "AQAB"}}};
        const auto parsed = crypto::parseKeySet(set.dump(), {});
        QVERIFY(parsed);
        QCOMPARE(parsed->keys.size(), size_t{3});
        QCOMPARE(parsed->passedOver.size(), size_t{3});
        JwtRules rules = rsaRules();
        rules.keys = parsed->keys;
        QCOMPARE(verdict(tokenOf(rsaKey(), claims(), "new"), rules), std::string("ok"));
        QCOMPARE(verdict(tokenOf(ecKey(), claims(), "ec"), rules), std::string("ok"));
        // Without an id, each key of the algorithm is tried.
        QCOMPARE(verdict(tokenOf(rsaKey(), claims()), rules), std::string("ok"));
        REFUSED(tokenOf(rsaKey(), claims(), "old"), rules, "token_signature");
        // A key set that allows one algorithm alone.
        const auto one = crypto::parseKeySet(set.dump(), {crypto::SignatureAlgorithm::Es256});
        QCOMPARE(one->keys.size(), size_t{1});
    }

    void algNone() {
        for (const char* alg : {"none", "None", "NONE", "nOnE", ""}) {
            const std::string bytes = unsignedToken(json{{"alg", alg}, {"typ", "JWT"}}.dump(), claims().dump());
            REFUSED(bytes + ".", rsaRules(), "token_algorithm");
            REFUSED(bytes + ".", secretRules(), "token_algorithm");
            REFUSED(bytes, rsaRules(), "token_malformed");
        }
        REFUSED(unsignedToken(R"({"typ":"JWT"})", claims().dump()) + ".", rsaRules(), "token_algorithm");
        REFUSED(unsignedToken(R"({"alg":["HS256"]})", claims().dump()) + ".AA", rsaRules(), "token_algorithm");
    }

    void hs256SignedWithTheRsaPublicKey() {
        // The library that takes the key's text for a secret, because the token says HS256, lets this pass.
        const std::string pem = rsaKey().publicPem();
        REFUSED(hs256Token(pem, claims()), rsaRules(), "token_algorithm");
        REFUSED(hs256Token(pem.substr(0, pem.size() - 1), claims()), rsaRules(), "token_algorithm");
        // Nor can a public key be made a secret by a slip of the manifest.
        QVERIFY(!crypto::SignatureKey::fromSecret(pem));
        // A set with both: the secret's algorithm is tried with the secret alone.
        JwtRules both = rsaRules();
        both.keys.push_back(*crypto::SignatureKey::fromSecret(kSecret));
        REFUSED(hs256Token(pem, claims()), both, "token_signature");
        QCOMPARE(verdict(hs256Token(kSecret, claims()), both), std::string("ok"));
    }

    void anotherAlgorithmThanTheKeys() {
        const std::string header = R"({"alg":"ES256"})";
        REFUSED(tokenWith(rsaKey(), header, claims().dump()), rsaRules(), "token_algorithm");
        for (const char* alg : {"RS384", "RS512", "PS256", "HS512", "EdDSA", "rs256"})
            REFUSED(tokenWith(rsaKey(), json{{"alg", alg}}.dump(), claims().dump()), rsaRules(), "token_algorithm");
    }

    void expiredAndNotYet() {
        auto at = [&](const char* name, json value) {
            json changed = claims();
            changed[name] = std::move(value);
            return tokenOf(rsaKey(), changed);
        };
        REFUSED(at("exp", kNow - 3600), rsaRules(), "token_expired");
        REFUSED(at("exp", kNow - 30), rsaRules(), "token_expired");
        QCOMPARE(verdict(at("exp", kNow - 29), rsaRules()), std::string("ok"));
        REFUSED(at("nbf", kNow + 31), rsaRules(), "token_not_yet_valid");
        QCOMPARE(verdict(at("nbf", kNow + 30), rsaRules()), std::string("ok"));
        QCOMPARE(verdict(at("exp", kNow + 0.5), rsaRules()), std::string("ok"));
        json endless = claims();
        endless.erase("exp");
        REFUSED(tokenOf(rsaKey(), endless), rsaRules(), "token_expired");
        for (const json& odd :
             {json("2099"), json(nullptr), json(-1), json(1e300), json(true), json::array({kNow + 9})})
            REFUSED(at("exp", odd), rsaRules(), "token_malformed");
    }

    void wrongAudienceOrIssuer() {
        json changed = claims();
        changed["aud"] = "bank";
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_audience");
        changed["aud"] = {"bank", "shop"};
        QCOMPARE(verdict(tokenOf(rsaKey(), changed), rsaRules()), std::string("ok"));
        changed["aud"] = {{"shop", true}};
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_audience");
        changed.erase("aud");
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_audience");
        changed = claims();
        changed["iss"] = "https://issuer.example.evil.test";
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_issuer");
        changed["iss"] = {"https://issuer.example"};
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_issuer");
        changed.erase("iss");
        REFUSED(tokenOf(rsaKey(), changed), rsaRules(), "token_issuer");
    }

    void idsThatArePathsOrQueries() {
        // A reader that opens the file of that name, or asks a database for it, finds a key that the forger knows.
        for (const char* kid : {"../../../../../../dev/null", "/etc/passwd", "a' UNION SELECT 'x", "k\u0000y", "|id"}) {
            REFUSED(tokenOf(rsaKey(), claims(), kid), rsaRules("the-key"), "token_unknown_key");
            REFUSED(hs256Token("", claims(), json{{"alg", "HS256"}, {"kid", kid}}.dump()), secretRules(),
                    "token_signature");
        }
        REFUSED(tokenOf(rsaKey(), claims(), std::string(300, 'k')), rsaRules("the-key"), "token_malformed");
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256","kid":7})", claims().dump()), rsaRules(), "token_malformed");
    }

    void aKeyInTheTokenIsNotBelieved() {
        const IssuerKey forger = IssuerKey::rsa();
        json header = {{"alg", "RS256"},
                       {"jwk", forger.jwk("x")},
                       {"jku", "http://127.0.0.1:1/keys"},
                       {"x5u", "http://127.0.0.1:1/"},
                       {"x5c", {"MIIB"}}};
        REFUSED(tokenWith(forger, header.dump(), claims().dump()), rsaRules(), "token_signature");
        QCOMPARE(verdict(tokenWith(rsaKey(), header.dump(), claims().dump()), rsaRules()), std::string("ok"));
    }

    void duplicatesInJson() {
        // Two readers would see two tokens.
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256","alg":"none"})", claims().dump()), rsaRules(), "token_malformed");
        const std::string exp = std::to_string(kNow + 60);
        const std::string twice =
            R"({"sub":"ada","sub":"root","iss":"https://issuer.example","aud":"shop","exp":)" + exp + "}";
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256"})", twice), rsaRules(), "token_malformed");
        const std::string nested =
            R"({"a":[{"b":1,"b":2}],"iss":"https://issuer.example","aud":"shop","exp":)" + exp + "}";
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256"})", nested), rsaRules(), "token_malformed");
        // Escapes spell the same name.
        const std::string escaped =
            R"({"sub":"ada","\u0073ub":"root","iss":"https://issuer.example","aud":"shop","exp":)" + exp + "}";
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256"})", escaped), rsaRules(), "token_malformed");
    }

    void unknownExtensionsAreRefused() {
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256","crit":["b64"],"b64":false})", claims().dump()), rsaRules(),
                "token_malformed");
    }

    void tooLargeOrTooDeep() {
        json large = claims();
        large["pad"] = std::string(9000, 'x');
        REFUSED(tokenOf(rsaKey(), large), rsaRules(), "token_too_large");
        std::string deep = std::string(40, '[') + std::string(40, ']');
        const std::string payload = R"({"x":)" + deep + R"(,"iss":"https://issuer.example","aud":"shop","exp":)" +
                                    std::to_string(kNow + 60) + "}";
        REFUSED(tokenWith(rsaKey(), R"({"alg":"RS256"})", payload), rsaRules(), "token_malformed");
    }

    void aChangedByteAnywhereIsNoticed() {
        const std::string token = tokenOf(rsaKey(), claims());
        const JwtRules rules = rsaRules();
        for (size_t at = 0; at < token.size(); at += 3) {
            std::string changed = token;
            changed[at] = changed[at] == 'A' ? 'B' : 'A';
            QVERIFY2(verdict(changed, rules) != "ok", changed.c_str());
        }
        for (size_t size = 0; size < token.size(); size += 7)
            QVERIFY(verdict(token.substr(0, size), rules) != "ok");
        REFUSED(token + "A", rules, "token_signature");
        REFUSED(token + ".", rules, "token_malformed");
        REFUSED(token + "=", rules, "token_malformed");
        REFUSED(" " + token, rules, "token_malformed");
    }

    void requiredClaims() {
        JwtRules rules = rsaRules();
        rules.require = {{"scope", {"orders:write"}}, {"roles", {"admin", "clerk"}}, {"tenant", {}}};
        json full = claims();
        full["scope"] = "orders:read orders:write";
        full["roles"] = {"guest", "clerk"};
        full["tenant"] = 7;
        QCOMPARE(verdict(tokenOf(rsaKey(), full), rules), std::string("ok"));
        json less = full;
        less["scope"] = "orders:writer";
        REFUSED(tokenOf(rsaKey(), less), rules, "insufficient_scope");
        less = full;
        less["roles"] = {"guest"};
        REFUSED(tokenOf(rsaKey(), less), rules, "token_claims");
        less = full;
        less.erase("tenant");
        REFUSED(tokenOf(rsaKey(), less), rules, "token_claims");
    }

    void claimsBecomeFieldsOnlyIfTheyCanStandInOne() {
        JwtRules rules = rsaRules();
        rules.forward = {{"sub", "X-User"}, {"n", "X-N"}, {"evil", "X-Evil"}, {"list", "X-List"}, {"none", "X-None"}};
        json full = claims();
        full["n"] = 42;
        full["evil"] = "a\r\nX-Admin: 1";
        full["list"] = {"a", "b"};
        JwtClaims out;
        QVERIFY(!verifyJwt(tokenOf(rsaKey(), full), rules, kNow, out).code);
        QCOMPARE(out.forward, (std::vector<std::string>{"ada", "42", "", R"(["a","b"])", ""}));
        QCOMPARE(out.subject, std::string("ada"));
        QCOMPARE(out.expires, kNow + 630);
    }

    void theCacheIsBoundedAndForgetsWhatExpired() {
        TokenCache cache;
        const auto digestOf = [](size_t n) { return crypto::sha256(std::to_string(n)); };
        JwtClaims some;
        some.expires = 100;
        for (size_t n = 0; n < 3 * TokenCache::kCapacity; ++n)
            cache.put(digestOf(n), some);
        QCOMPARE(cache.size(), TokenCache::kCapacity);
        QVERIFY(!cache.find(digestOf(0), 50));
        QVERIFY(cache.find(digestOf(3 * TokenCache::kCapacity - 1), 99));
        // Used last stays longest.
        const size_t oldest = 2 * TokenCache::kCapacity;
        QVERIFY(cache.find(digestOf(oldest), 50));
        cache.put(digestOf(9'999'999), some);
        QVERIFY(cache.find(digestOf(oldest), 50));
        QVERIFY(!cache.find(digestOf(oldest + 1), 50));
        QVERIFY(!cache.find(digestOf(oldest), 100));
        QCOMPARE(cache.size(), TokenCache::kCapacity - 1);
    }

    void weakKeysAreNotTaken() {
        const IssuerKey weak = IssuerKey::rsa(1024);
        QVERIFY(!crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Rs256, weak.publicPem()));
        QVERIFY(!crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Es256, rsaKey().publicPem()));
        QVERIFY(!crypto::SignatureKey::fromSecret("short"));
        QVERIFY(crypto::parseKeySet(json{{"keys", {weak.jwk("w")}}}.dump(), {})->keys.empty());
        QVERIFY(!crypto::parseKeySet("{}", {}));
        QVERIFY(!crypto::parseKeySet(R"({"keys":[],"keys":[]})", {}));
        // A point that is not on the curve.
        json off = ecKey().jwk("off");
        off["y"] = off["x"];
        QVERIFY(crypto::parseKeySet(json{{"keys", {off}}}.dump(), {})->keys.empty());
    }
};

QTEST_GUILESS_MAIN(PolicyJwtTest)
#include "policy_jwt_test.moc"
