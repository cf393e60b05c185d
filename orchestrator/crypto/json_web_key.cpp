#include "crypto/json_web_key.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "crypto/base64.h"
#include "crypto/strict_json.h"

namespace slipway::crypto {
namespace {

using nlohmann::json;

std::string textOf(const json& from, const char* key) {
    const auto found = from.find(key);
    return found != from.end() && found->is_string() ? found->get<std::string>() : std::string();
}

std::string bytesOf(const json& from, const char* key) {
    return decodeBase64Url(textOf(from, key)).value_or(std::string());
}

Result<SignatureKey> readKey(const json& from, const std::vector<SignatureAlgorithm>& allowed) {
    if (!from.is_object())
        return fail(ErrorCode::Usage, "is no object");
    const std::string use = textOf(from, "use");
    if (!use.empty() && use != "sig")
        return fail(ErrorCode::Usage, "is not for signatures");
    const std::string kind = textOf(from, "kty");
    SignatureAlgorithm natural = SignatureAlgorithm::Rs256;
    if (kind == "EC")
        natural = SignatureAlgorithm::Es256;
    else if (kind == "oct")
        return fail(ErrorCode::Usage, "is a secret, which no key set may publish");
    else if (kind != "RSA")
        return fail(ErrorCode::Usage, "is of a kind that is not known here");
    if (from.contains("alg") && textOf(from, "alg") != signatureAlgorithmName(natural))
        return fail(ErrorCode::Usage, "is for an algorithm that is not offered");
    if (!allowed.empty() && std::find(allowed.begin(), allowed.end(), natural) == allowed.end())
        return fail(ErrorCode::Usage, "is for an algorithm that the route does not allow");
    if (natural == SignatureAlgorithm::Rs256)
        return SignatureKey::fromRsa(bytesOf(from, "n"), bytesOf(from, "e"));
    if (textOf(from, "crv") != "P-256")
        return fail(ErrorCode::Usage, "is on a curve that ES256 does not have");
    return SignatureKey::fromPoint(bytesOf(from, "x"), bytesOf(from, "y"));
}

}  // namespace

Result<KeySet> parseKeySet(std::string_view text, const std::vector<SignatureAlgorithm>& allowed) {
    if (text.size() > KeySet::kMaxBytes)
        return fail(ErrorCode::Corrupt, "the key set is larger than 512 KiB");
    const auto whole = parseStrictJson(text);
    if (!whole || !whole->is_object() || !whole->contains("keys") || !(*whole)["keys"].is_array())
        return fail(ErrorCode::Corrupt, "is no JWK set: an object with `keys`, a list");
    KeySet set;
    for (const json& each : (*whole)["keys"]) {
        if (set.keys.size() >= KeySet::kMaxKeys) {
            set.passedOver.emplace_back("the keys past the first 64");
            break;
        }
        auto key = readKey(each, allowed);
        if (!key) {
            set.passedOver.push_back("a key " + key.error().message);
            continue;
        }
        key->setId(textOf(each, "kid"));
        set.keys.push_back(*std::move(key));
    }
    return set;
}

}  // namespace slipway::crypto
