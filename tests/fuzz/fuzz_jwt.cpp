#include <nlohmann/json.hpp>
#include <string>

#include "crypto/base64.h"
#include "crypto/digest.h"
#include "crypto/json_web_key.h"
#include "crypto/strict_json.h"
#include "fuzz/fuzz_check.h"
#include "gateway/policy/api_key.h"
#include "gateway/policy/jwt.h"
#include "http/chars.h"

using namespace slipway;
using namespace slipway::gateway::policy;
using slipway::http::test::require;

namespace {

constexpr std::int64_t kNow = 1'800'000'000;
constexpr char kSecret[] = "a secret of thirty-two bytes or more, for tests";
constexpr char kRsa[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAwneoCfVn/4dyxa4dZYFV\n"
    "0dwlJYH50PGkN9avy9Tv3ECsjnXjlbAq+IHcn/VzN4nLjNYgIdnqu/lRxAoTe70W\n"
    "jNmY4ruIkqDHjsVZAdOgml14NRke6zmh3hz0M/U7WxJb2vnOY3W936Jfr1Uvofny\n"
    "YzvjI3VyXhlxIXgJP83hqRpkM7WSuQzW8it3IRfBBPnUGge9KnU6JFRbvy9HJ7gX\n"
    "KzUknIzQeKEikzjkHVfKpyN1l3uEfy9DYiQlZtzasIGQeWNUURDObBp6s554nUyo\n"
    "pXnHyq7U8x2wVkJ/4GjGaFHWVhToX2bQTwljRqUo3GsqRi9CjvgBDRz9/27gDhg7\n"
    "9wIDAQAB\n"
    "-----END PUBLIC KEY-----\n";
constexpr char kEc[] =
    "-----BEGIN PUBLIC KEY-----\n"
    "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAEZNqJt4ZtM391MynpLug/pmtnLBWs\n"
    "alrvWnuwPubVMCn93bMjAOWL603s4KdvS2MWFRV8wOIK8dtKZplWvCzQ3w==\n"
    "-----END PUBLIC KEY-----\n";

const JwtRules& rules() {
    static const JwtRules made = [] {
        JwtRules out;
        out.keys.push_back(*crypto::SignatureKey::fromSecret(kSecret));
        out.keys.push_back(*crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Rs256, kRsa));
        out.keys.push_back(*crypto::SignatureKey::fromPem(crypto::SignatureAlgorithm::Es256, kEc));
        out.keys.back().setId("ec");
        out.audiences = {"shop"};
        out.require = {{"scope", {"a", "b"}}};
        out.forward = {{"sub", "X-User"}, {"n", "X-N"}};
        out.keepClaims = {"tenant"};
        return out;
    }();
    return made;
}

std::string sign(std::string_view header, std::string_view payload) {
    const std::string bytes = crypto::encodeBase64Url(header) + "." + crypto::encodeBase64Url(payload);
    return bytes + "." + crypto::encodeBase64Url(crypto::view(crypto::hmacSha256(kSecret, bytes)));
}

/// What is true of every token that is let in, told again from its own bytes.
void requireSound(const std::string& token, const JwtClaims& claims) {
    const auto first = token.find('.');
    const auto payload = crypto::decodeBase64Url(token.substr(first + 1, token.find('.', first + 1) - first - 1));
    require(payload.has_value(), "what is let in can be decoded");
    const auto json = crypto::parseStrictJson(*payload);
    require(json && json->is_object(), "claims are an object");
    require(json->contains("exp") && json->contains("aud") && json->contains("scope"), "what is wanted is there");
    require(claims.expires > kNow, "what is let in has not expired");
    require(claims.forward.size() == rules().forward.size() && claims.keep.size() == rules().keepClaims.size(),
            "a value a rule");
    for (const std::string& value : claims.forward)
        require(http::isFieldValue(value), "what goes on can stand in a field");
}

}  // namespace

/// A token of a stranger; a header and a payload that are signed; a key set; a query. One input for all of them.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    JwtClaims claims;
    require(verifyJwt(text, rules(), kNow, claims).code != nullptr || text.find('.') != std::string::npos,
            "a token has parts");
    const auto line = text.find('\n');
    const std::string header = line == std::string::npos ? R"({"alg":"HS256"})" : text.substr(0, line);
    const std::string token = sign(header, line == std::string::npos ? text : text.substr(line + 1));
    JwtClaims signedClaims;
    if (!verifyJwt(token, rules(), kNow, signedClaims).code) {
        const auto json = crypto::parseStrictJson(header);
        require(json && json->value("alg", "") == "HS256" && !json->contains("crit"), "the key chose the algorithm");
        requireSound(token, signedClaims);
    }
    if (const auto set = crypto::parseKeySet(text, {})) {
        require(set->keys.size() <= crypto::KeySet::kMaxKeys, "key sets are bounded");
        for (const auto& key : set->keys) {
            require(key.algorithm() != crypto::SignatureAlgorithm::Hs256, "a key set has no secrets");
            (void)key.verify("a", "b");
        }
    }
    const QueryParameter parameter = takeQueryParameter(text, "key");
    require(!takeQueryParameter(parameter.without, "key").found, "a key that is taken out is out");
    return 0;
}
