#include "gateway/policy/compile.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/log.h"
#include "crypto/base64.h"
#include "crypto/json_web_key.h"
#include "gateway/policy/allow_from.h"
#include "gateway/policy/api_key.h"
#include "gateway/policy/concurrency_limit.h"
#include "gateway/policy/cors.h"
#include "gateway/policy/rate_limit.h"
#include "gateway/policy/request_limits.h"
#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

using protocol::SnapshotFault;
using protocol::SnapshotPolicies;

/// Fields that a policy may not write for a service: they decide where a message ends, or whom it is for.
bool mayBeForwarded(std::string_view name) {
    if (!http::isToken(name))
        return false;
    const http::KnownHeader known = http::knownHeader(name);
    return known == http::KnownHeader::Unknown;
}

Result<crypto::SignatureKey> keyOf(const protocol::SnapshotJwtKey& from) {
    const auto algorithm = crypto::signatureAlgorithm(from.algorithm);
    if (!algorithm)
        return fail(ErrorCode::Usage, "'" + from.algorithm + "' is none of HS256, RS256 and ES256");
    Result<crypto::SignatureKey> key = [&]() -> Result<crypto::SignatureKey> {
        if (*algorithm != crypto::SignatureAlgorithm::Hs256)
            return crypto::SignatureKey::fromPem(*algorithm, from.pem);
        const auto secret = crypto::decodeBase64Url(from.secret);
        if (!secret)
            return fail(ErrorCode::Usage, "the secret is not base64url");
        return crypto::SignatureKey::fromSecret(*secret);
    }();
    if (key)
        key->setId(from.id);
    return key;
}

std::vector<crypto::SignatureAlgorithm> allowedOf(const protocol::SnapshotJwt& jwt) {
    std::vector<crypto::SignatureAlgorithm> allowed;
    for (const auto& name : jwt.algorithms)
        if (const auto algorithm = crypto::signatureAlgorithm(name))
            allowed.push_back(*algorithm);
    return allowed;
}

class Checker {
  public:
    explicit Checker(std::string path) : m_path(std::move(path)) {}

    SnapshotFault check(const SnapshotPolicies& policies) {
        for (std::size_t i = 0; i < policies.allowFrom.size(); ++i)
            if (!AddressRange::parse(policies.allowFrom[i]))
                fault("/allow_from/" + std::to_string(i), "is no address and no range such as 10.0.0.0/8");
        if (policies.auth)
            checkAuth(*policies.auth);
        for (std::size_t i = 0; i < policies.rateLimits.size(); ++i)
            if (!LimitKey::parse(policies.rateLimits[i].by))
                fault("/rate_limits/" + std::to_string(i) + "/by", "must be route, client, key or claim:NAME");
        for (std::size_t i = 0; i < policies.concurrency.size(); ++i)
            if (!LimitKey::parse(policies.concurrency[i].by))
                fault("/concurrency/" + std::to_string(i) + "/by", "must be route, client, key or claim:NAME");
        return m_fault;
    }

  private:
    void fault(const std::string& where, std::string error) {
        if (m_fault.error.empty())
            m_fault = {m_path + where, std::move(error)};
    }
    void checkForward(const std::string& where, const std::string& name) {
        if (!name.empty() && !mayBeForwarded(name))
            fault(where, "must be the name of a header field that has no meaning of its own");
    }

    void checkAuth(const protocol::SnapshotAuth& auth) {
        if (!auth.apiKey && !auth.basic && !auth.jwt)
            fault("/auth", "has no kind of credentials");
        if (!http::isFieldValue(auth.realm) || auth.realm.find_first_of("\"\\") != std::string::npos)
            fault("/auth/realm", "must be plain text");
        if (auth.apiKey) {
            checkForward("/auth/api_key/forward_as", auth.apiKey->forwardAs);
            for (std::size_t i = 0; i < auth.apiKey->keys.size(); ++i) {
                const auto digest = crypto::decodeHex(auth.apiKey->keys[i].sha256);
                if (!digest || digest->size() != 32)
                    fault("/auth/api_key/keys/" + std::to_string(i) + "/sha256", "must be 64 hexadecimal digits");
                if (!http::isFieldValue(auth.apiKey->keys[i].name))
                    fault("/auth/api_key/keys/" + std::to_string(i) + "/name", "can't stand in a header field");
            }
        }
        if (auth.basic) {
            checkForward("/auth/basic/forward_as", auth.basic->forwardAs);
            for (std::size_t i = 0; i < auth.basic->users.size(); ++i) {
                if (const auto hash = crypto::PasswordHash::parse(auth.basic->users[i].hash); !hash)
                    fault("/auth/basic/users/" + std::to_string(i) + "/hash", hash.error().message);
                if (!http::isFieldValue(auth.basic->users[i].name))
                    fault("/auth/basic/users/" + std::to_string(i) + "/name", "can't stand in a header field");
            }
        }
        if (auth.jwt) {
            for (std::size_t i = 0; i < auth.jwt->keys.size(); ++i)
                if (const auto key = keyOf(auth.jwt->keys[i]); !key)
                    fault("/auth/jwt/keys/" + std::to_string(i), key.error().message);
            for (std::size_t i = 0; i < auth.jwt->forward.size(); ++i)
                checkForward("/auth/jwt/forward/" + std::to_string(i) + "/header", auth.jwt->forward[i].header);
        }
    }

    const std::string m_path;
    SnapshotFault m_fault;
};

/// The claims that limits go by.
std::vector<std::string> claimsOfLimits(const SnapshotPolicies& policies) {
    std::vector<std::string> claims;
    const auto note = [&](const std::string& by) {
        const auto key = LimitKey::parse(by);
        if (key && key->by() == LimitKey::By::Claim &&
            std::find(claims.begin(), claims.end(), key->claim()) == claims.end())
            claims.push_back(key->claim());
    };
    for (const auto& each : policies.rateLimits)
        note(each.by);
    for (const auto& each : policies.concurrency)
        note(each.by);
    return claims;
}

class Compiler {
  public:
    Compiler(const SnapshotPolicies& from, const std::string& owner, PolicyStates& states)
        : m_from(from), m_owner(owner), m_states(states), m_into(std::make_shared<RoutePolicies>()) {}

    std::shared_ptr<const RoutePolicies> compile(const std::vector<std::string>& untrusted) {
        for (const auto& name : identityFields(m_from))
            m_into->stripFromRequest(name);
        for (const auto& name : untrusted)
            m_into->stripFromRequest(name);
        if (!m_from.allowFrom.empty()) {
            std::vector<AddressRange> ranges;
            for (const auto& text : m_from.allowFrom)
                if (const auto range = AddressRange::parse(text))
                    ranges.push_back(*range);
            m_into->add(std::make_unique<AllowFrom>(std::move(ranges)));
        }
        if (m_from.limits) {
            m_into->add(std::make_unique<RequestLimits>(
                RequestLimits::Most{m_from.limits->bodyBytes, m_from.limits->headBytes, m_from.limits->headers}));
            if (m_from.limits->bodyBytes != 0)
                m_into->setBodyLimit(m_from.limits->bodyBytes);
        }
        if (m_from.cors)
            addCors(*m_from.cors);
        addRateLimits(PolicyKind::ClientLimit);
        if (m_from.auth)
            addAuth(*m_from.auth);
        addRateLimits(PolicyKind::RateLimit);
        addConcurrency();
        return m_into->isEmpty() ? nullptr : m_into;
    }

  private:
    void addCors(const protocol::SnapshotCors& cors) {
        Cors::Rules rules{cors.origins, cors.methods, cors.headers, cors.expose, cors.credentials, cors.maxAgeSeconds};
        m_into->add(std::make_unique<Cors>(std::move(rules)));
        m_into->setHasCors();
        for (const auto& name : Cors::fields())
            m_into->stripFromResponse(name);
    }

    void addRateLimits(PolicyKind kind) {
        for (const auto& each : m_from.rateLimits) {
            const LimitKey key = LimitKey::parse(each.by).value_or(LimitKey());
            if ((key.by() == LimitKey::By::Client) != (kind == PolicyKind::ClientLimit))
                continue;
            // Two limits by the same (so many a second, so many a day) each have buckets of their own.
            const std::string name = nameOf(each.by);
            auto table = m_states.rates(m_owner + "/" + name,
                                        key.by() == LimitKey::By::Route ? RateTable::Keyed::No : RateTable::Keyed::Yes);
            m_into->add(std::make_unique<RateLimit>(RateLimit::Rules{each.requests, each.perMs, each.burst, key, name},
                                                    std::move(table)));
        }
        if (!m_from.rateLimits.empty() && kind == PolicyKind::RateLimit) {
            m_into->stripFromResponse("RateLimit");
            m_into->stripFromResponse("RateLimit-Policy");
        }
    }

    /// "client", then "client-2": a name of sf-string, without the colon of "claim:sub".
    std::string nameOf(const std::string& by) {
        std::string name = by.substr(by.find(':') == std::string::npos ? 0 : by.find(':') + 1);
        std::erase_if(name, [](char c) { return c < 0x20 || c > 0x7e || c == '"' || c == '\\'; });
        name = name.substr(0, 32);
        const int times = ++m_names[name];
        return times == 1 ? name : name + "-" + std::to_string(times);
    }

    void addConcurrency() {
        for (const auto& each : m_from.concurrency) {
            const LimitKey key = LimitKey::parse(each.by).value_or(LimitKey());
            auto table =
                m_states.permits(m_owner + "/" + each.by,
                                 key.by() == LimitKey::By::Route ? PermitTable::Keyed::No : PermitTable::Keyed::Yes);
            m_into->add(std::make_unique<ConcurrencyLimit>(each.requests, key, std::move(table)));
        }
    }

    void addAuth(const protocol::SnapshotAuth& auth) {
        std::vector<std::unique_ptr<const Authenticator>> kinds;
        if (auth.jwt)
            kinds.push_back(jwtOf(auth, *auth.jwt));
        if (auth.apiKey)
            kinds.push_back(apiKeyOf(auth, *auth.apiKey));
        if (auth.basic)
            kinds.push_back(basicOf(auth, *auth.basic));
        m_into->add(std::make_unique<Authentication>(std::move(kinds), auth.optional));
    }

    std::unique_ptr<const Authenticator> jwtOf(const protocol::SnapshotAuth& auth, const protocol::SnapshotJwt& from) {
        JwtRules rules;
        for (const auto& each : from.keys)
            if (auto key = keyOf(each))
                rules.keys.push_back(*std::move(key));
        for (const auto& text : from.jwks)
            if (auto set = crypto::parseKeySet(text, allowedOf(from)))
                rules.keys.insert(rules.keys.end(), set->keys.begin(), set->keys.end());
        rules.issuers = from.issuers;
        rules.audiences = from.audiences;
        rules.leewaySeconds = from.leewaySeconds;
        for (const auto& each : from.require)
            rules.require.push_back({each.claim, each.values});
        for (const auto& each : from.forward)
            rules.forward.push_back({each.claim, each.header});
        rules.keepClaims = claimsOfLimits(m_from);
        rules.realm = auth.realm;
        rules.passOn = from.passOn;
        if (rules.keys.empty())
            logWarn("gateway", "no key for tokens: all of them are refused", {{"route", m_owner}});
        const crypto::Sha256 digest = crypto::sha256(
            protocol::policiesToJson(m_from).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
        return std::make_unique<Jwt>(std::move(rules), m_states.tokens(std::string(crypto::view(digest))));
    }

    std::unique_ptr<const Authenticator> apiKeyOf(const protocol::SnapshotAuth& auth,
                                                  const protocol::SnapshotApiKeys& from) {
        ApiKey::Rules rules{from.header, from.query, from.forwardAs, auth.realm, from.passOn, {}};
        for (const auto& each : from.keys) {
            const std::string bytes = crypto::decodeHex(each.sha256).value_or(std::string());
            ApiKey::Key key{each.name, {}};
            std::copy_n(bytes.begin(), std::min(bytes.size(), key.digest.size()), key.digest.begin());
            rules.keys.push_back(std::move(key));
        }
        return std::make_unique<ApiKey>(std::move(rules));
    }

    std::unique_ptr<const Authenticator> basicOf(const protocol::SnapshotAuth& auth,
                                                 const protocol::SnapshotBasic& from) {
        Basic::Rules rules{auth.realm, from.forwardAs, from.passOn, {}};
        for (const auto& each : from.users)
            if (auto hash = crypto::PasswordHash::parse(each.hash))
                rules.users.push_back({each.name, *std::move(hash)});
        return std::make_unique<Basic>(std::move(rules), m_states.basic(m_owner));
    }

    const SnapshotPolicies& m_from;
    const std::string& m_owner;
    PolicyStates& m_states;
    std::shared_ptr<RoutePolicies> m_into;
    std::map<std::string, int> m_names;
};

}  // namespace

SnapshotFault checkPolicies(const SnapshotPolicies& policies, const std::string& path) {
    return Checker(path).check(policies);
}

std::vector<std::string> identityFields(const SnapshotPolicies& policies) {
    std::vector<std::string> names;
    if (!policies.auth)
        return names;
    if (policies.auth->apiKey && !policies.auth->apiKey->forwardAs.empty())
        names.push_back(policies.auth->apiKey->forwardAs);
    if (policies.auth->basic && !policies.auth->basic->forwardAs.empty())
        names.push_back(policies.auth->basic->forwardAs);
    if (policies.auth->jwt)
        for (const auto& each : policies.auth->jwt->forward)
            names.push_back(each.header);
    return names;
}

std::shared_ptr<const RoutePolicies> compilePolicies(const SnapshotPolicies& policies,
                                                     const std::vector<std::string>& untrusted,
                                                     const std::string& owner, PolicyStates& states) {
    if (policies.isEmpty() && untrusted.empty())
        return nullptr;
    return Compiler(policies, owner, states).compile(untrusted);
}

}  // namespace slipway::gateway::policy
