// A token, from its three parts to its claims. Everything here works on bytes of strangers.

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "crypto/base64.h"
#include "crypto/strict_json.h"
#include "gateway/policy/jwt.h"
#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

using nlohmann::json;

constexpr JwtFault kMalformed{"token_malformed", "the token is no JWT"};
constexpr JwtFault kCritical{"token_malformed", "the token asks for an extension (crit) that is not known here"};
constexpr JwtFault kAlgorithm{"token_algorithm", "the token is not signed as this route wants it"};
constexpr JwtFault kUnknownKey{"token_unknown_key", "the token is signed with a key that is not known here"};
constexpr JwtFault kSignature{"token_signature", "the token's signature is wrong"};
constexpr JwtFault kDates{"token_malformed", "the token's exp, nbf or iat is no date"};
constexpr JwtFault kNoExpiry{"token_expired", "the token has no exp, so it has expired"};
constexpr JwtFault kExpired{"token_expired", "the token has expired (exp)"};
constexpr JwtFault kNotYet{"token_not_yet_valid", "the token is not valid yet (nbf)"};
constexpr JwtFault kIssuer{"token_issuer", "the token is of another issuer (iss)"};
constexpr JwtFault kAudience{"token_audience", "the token is for somebody else (aud)"};
constexpr JwtFault kSubject{"token_malformed", "the token's sub is no text"};

constexpr std::size_t kMaxKid = 256;
/// Keys without an id that are tried for a token.
constexpr int kMaxTries = 4;
/// 9999-12-31: a later date is no date.
constexpr double kLatest = 253'402'300'799.0;

/// RFC 7519 section 2, NumericDate: may have a fraction.
bool readDate(const json& claims, const char* name, std::int64_t& into, bool& there) {
    const auto found = claims.find(name);
    there = found != claims.end();
    if (!there)
        return true;
    if (!found->is_number())
        return false;
    const double value = found->get<double>();
    if (!std::isfinite(value) || value < 0 || value > kLatest)
        return false;
    into = static_cast<std::int64_t>(value);
    return true;
}

bool isOneOf(const std::vector<std::string>& words, const json& value) {
    return value.is_string() &&
           std::find(words.begin(), words.end(), value.get_ref<const std::string&>()) != words.end();
}

/// `aud` is a text or a list of them (RFC 7519 section 4.1.3).
bool isForUs(const json& claims, const std::vector<std::string>& audiences) {
    if (audiences.empty())
        return true;
    const auto found = claims.find("aud");
    if (found == claims.end())
        return false;
    if (found->is_array())
        return std::any_of(found->begin(), found->end(), [&](const json& each) { return isOneOf(audiences, each); });
    return isOneOf(audiences, *found);
}

std::string plain(const json& value) {
    if (value.is_string())
        return value.get<std::string>();
    return value.dump(-1, ' ', true, json::error_handler_t::replace);
}

bool satisfies(const json& claims, const JwtRules::Required& required) {
    const auto found = claims.find(required.claim);
    if (found == claims.end() || found->is_null())
        return false;
    if (required.values.empty())
        return true;
    const auto wanted = [&](const std::string& text) {
        return std::find(required.values.begin(), required.values.end(), text) != required.values.end();
    };
    if (found->is_array())
        return std::any_of(found->begin(), found->end(), [&](const json& each) { return wanted(plain(each)); });
    if (required.claim == "scope" && found->is_string()) {
        // RFC 8693 section 4.2: words with a blank between them.
        std::string_view rest = found->get_ref<const std::string&>();
        while (!rest.empty()) {
            const std::string_view word = rest.substr(0, rest.find(' '));
            if (wanted(std::string(word)))
                return true;
            rest.remove_prefix(std::min(rest.size(), word.size() + 1));
        }
        return false;
    }
    return wanted(plain(*found));
}

/// A claim as the value of a field; empty where there is none, or where it could not stand in one as it is.
std::string forField(const json& claims, const std::string& name) {
    const auto found = claims.find(name);
    if (found == claims.end() || found->is_null())
        return {};
    std::string text = plain(*found);
    return http::isFieldValue(text) && http::trimOws(text) == text ? text : std::string();
}

JwtFault checkSignature(std::string_view signedBytes, std::string_view signature, const json& header,
                        const JwtRules& rules) {
    const auto alg = header.find("alg");
    if (alg == header.end() || !alg->is_string())
        return kAlgorithm;
    const auto algorithm = crypto::signatureAlgorithm(alg->get_ref<const std::string&>());
    if (!algorithm)
        return kAlgorithm;
    std::string kid;
    if (const auto found = header.find("kid"); found != header.end()) {
        if (!found->is_string() || found->get_ref<const std::string&>().size() > kMaxKid)
            return kMalformed;
        kid = found->get<std::string>();
    }
    bool knownAlgorithm = false;
    int tries = 0;
    for (const crypto::SignatureKey& key : rules.keys) {
        if (key.algorithm() != *algorithm)
            continue;
        knownAlgorithm = true;
        if (!kid.empty() && !key.id().empty() && key.id() != kid)
            continue;
        if (tries++ == kMaxTries)
            break;
        if (key.verify(signedBytes, signature))
            return {};
    }
    return !knownAlgorithm ? kAlgorithm : tries == 0 ? kUnknownKey : kSignature;
}

JwtFault checkClaims(const json& claims, const JwtRules& rules, std::int64_t now, JwtClaims& into) {
    std::int64_t expires = 0, notBefore = 0, issued = 0;
    bool hasExpiry = false, hasNotBefore = false, hasIssued = false;
    if (!readDate(claims, "exp", expires, hasExpiry) || !readDate(claims, "nbf", notBefore, hasNotBefore) ||
        !readDate(claims, "iat", issued, hasIssued))
        return kDates;
    if (!hasExpiry)
        return kNoExpiry;
    if (now >= expires + rules.leewaySeconds)
        return kExpired;
    if (hasNotBefore && now + rules.leewaySeconds < notBefore)
        return kNotYet;
    if (!rules.issuers.empty()) {
        const auto issuer = claims.find("iss");
        if (issuer == claims.end() || !isOneOf(rules.issuers, *issuer))
            return kIssuer;
    }
    if (!isForUs(claims, rules.audiences))
        return kAudience;
    for (const auto& required : rules.require)
        if (!satisfies(claims, required))
            return {required.claim == "scope" ? "insufficient_scope" : "token_claims", "", &required};
    into.expires = expires + rules.leewaySeconds;
    if (const auto subject = claims.find("sub"); subject != claims.end()) {
        if (!subject->is_string())
            return kSubject;
        into.subject = subject->get<std::string>();
    }
    for (const auto& forward : rules.forward)
        into.forward.push_back(forField(claims, forward.claim));
    for (const auto& name : rules.keepClaims) {
        const auto found = claims.find(name);
        into.keep.push_back(found == claims.end() ? std::string() : plain(*found));
    }
    return {};
}

}  // namespace

JwtFault verifyJwt(std::string_view token, const JwtRules& rules, std::int64_t nowSeconds, JwtClaims& into) {
    if (token.size() > kMaxTokenBytes)
        return {"token_too_large", "the token is larger than 8 KiB"};
    const auto first = token.find('.');
    const auto second = first == std::string_view::npos ? first : token.find('.', first + 1);
    if (second == std::string_view::npos || token.find('.', second + 1) != std::string_view::npos)
        return kMalformed;
    const auto headerText = crypto::decodeBase64Url(token.substr(0, first));
    const auto signature = crypto::decodeBase64Url(token.substr(second + 1));
    const auto header = headerText ? crypto::parseStrictJson(*headerText) : std::nullopt;
    if (!signature || !header || !header->is_object())
        return kMalformed;
    // An extension that must be understood (RFC 7515 section 4.1.11): none is.
    if (header->contains("crit"))
        return kCritical;
    if (const JwtFault fault = checkSignature(token.substr(0, second), *signature, *header, rules); fault.code)
        return fault;
    // Only now is the rest worth being read.
    const auto payloadText = crypto::decodeBase64Url(token.substr(first + 1, second - first - 1));
    const auto claims = payloadText ? crypto::parseStrictJson(*payloadText) : std::nullopt;
    if (!claims || !claims->is_object())
        return kMalformed;
    return checkClaims(*claims, rules, nowSeconds, into);
}

}  // namespace slipway::gateway::policy
