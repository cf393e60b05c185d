#pragma once

#include <list>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "crypto/digest.h"
#include "crypto/signature_key.h"
#include "gateway/policy/authentication.h"

namespace slipway::gateway::policy {

/// What a token must be, and what becomes of its claims.
struct JwtRules {
    struct Required {
        std::string claim;
        std::vector<std::string>
            values;  ///< one of them; empty: any. A list, and `scope`, has one of them among its own
    };
    struct Forward {
        std::string claim;
        std::string header;
    };
    std::vector<crypto::SignatureKey> keys;
    std::vector<std::string> issuers;
    std::vector<std::string> audiences;
    std::int64_t leewaySeconds = 30;
    std::vector<Required> require;
    std::vector<Forward> forward;
    std::vector<std::string> keepClaims;  ///< for limits that go by them
    std::string realm;
    bool passOn = true;
};

/// What is left of a token that was accepted.
struct JwtClaims {
    std::int64_t expires = 0;  ///< seconds since 1970, leeway included
    std::string subject;
    std::vector<std::string> forward;  ///< as JwtRules::forward; empty: the token has no such claim
    std::vector<std::string> keep;     ///< as JwtRules::keepClaims
};

/// Why a token is refused. The word is stable; the sentence goes to the client, and so says nothing about keys.
struct JwtFault {
    const char* code = nullptr;
    const char* why = "";                       ///< empty where `lacks` says it
    const JwtRules::Required* lacks = nullptr;  ///< of the rules: the requirement that is not met
};

/// RFC 7519 and 8725. Pure. `nowSeconds` since 1970. A token's header chooses among the keys by `kid`, never the
/// algorithm: that belongs to the key; `jku`, `jwk`, `x5u` and `x5c` are not looked at, `crit` is refused.
inline constexpr std::size_t kMaxTokenBytes = 8192;
JwtFault verifyJwt(std::string_view token, const JwtRules& rules, std::int64_t nowSeconds, JwtClaims& into);

/// Tokens that were accepted, by their SHA-256, until they expire, so that RS256 is paid once a token and worker. Least
/// recently used ones go first. Thread: one worker.
class TokenCache {
  public:
    static constexpr std::size_t kCapacity = 1024;

    /// Null when it is not there, or expired.
    const JwtClaims* find(const crypto::Sha256& digest, std::int64_t nowSeconds);
    const JwtClaims& put(const crypto::Sha256& digest, JwtClaims claims);
    std::size_t size() const { return m_entries.size(); }

  private:
    struct Entry {
        crypto::Sha256 digest;
        JwtClaims claims;
    };
    struct Hash {
        std::size_t operator()(const crypto::Sha256& digest) const;
    };
    std::list<Entry> m_entries;  // most recently used first
    std::unordered_map<crypto::Sha256, std::list<Entry>::iterator, Hash> m_byDigest;
};

/// A cache for each worker. Belongs to one set of rules: other keys, another cache.
struct alignas(64) WorkerTokenCache {
    TokenCache cache;
};
using TokenCaches = Sharded<WorkerTokenCache>;

/// A bearer token (RFC 6750) that is a JWT.
class Jwt final : public Authenticator {
  public:
    Jwt(JwtRules rules, std::shared_ptr<TokenCaches> caches);
    Answer check(const Asked& asked, Admission& admission) const override;
    std::string_view challenge() const override { return m_challenge; }

  private:
    /// 401 invalid_token, or 403 insufficient_scope, and which claim it was (RFC 6750 §3.1).
    Answer rejected(const JwtFault& fault, Admission& admission) const;

    const JwtRules m_rules;
    const std::shared_ptr<TokenCaches> m_caches;
    const std::string m_challenge;
};

}  // namespace slipway::gateway::policy
