#include "gateway/policy/jwt.h"

#include <cstring>

#include "http/chars.h"

namespace slipway::gateway::policy {

std::size_t TokenCache::Hash::operator()(const crypto::Sha256& digest) const {
    std::size_t hash = 0;
    std::memcpy(&hash, digest.data(), sizeof hash);
    return hash;
}

const JwtClaims* TokenCache::find(const crypto::Sha256& digest, std::int64_t nowSeconds) {
    const auto found = m_byDigest.find(digest);
    if (found == m_byDigest.end())
        return nullptr;
    if (found->second->claims.expires <= nowSeconds) {
        m_entries.erase(found->second);
        m_byDigest.erase(found);
        return nullptr;
    }
    m_entries.splice(m_entries.begin(), m_entries, found->second);
    return &found->second->claims;
}

const JwtClaims& TokenCache::put(const crypto::Sha256& digest, JwtClaims claims) {
    if (m_entries.size() >= kCapacity) {
        m_byDigest.erase(m_entries.back().digest);
        m_entries.pop_back();
    }
    m_entries.push_front({digest, std::move(claims)});
    m_byDigest.insert_or_assign(digest, m_entries.begin());
    return m_entries.front().claims;
}

Jwt::Jwt(JwtRules rules, std::shared_ptr<TokenCaches> caches)
    : Authenticator(PolicyKind::Jwt),
      m_rules(std::move(rules)),
      m_caches(std::move(caches)),
      m_challenge("Bearer realm=\"" + m_rules.realm + "\""),
      m_rejected(m_challenge + ", error=\"invalid_token\"") {}

Authenticator::Answer Jwt::check(const Asked& asked, Admission& admission) const {
    std::string_view value;
    std::size_t given = 0;
    for (const http::Field field : asked.head.fields())
        if (field.id == http::KnownHeader::Authorization) {
            value = field.value;
            ++given;
        }
    const auto space = value.find(' ');
    if (given == 0 || !http::equalsIgnoreCase(value.substr(0, space), "bearer"))
        return {};
    if (given > 1)
        return {Finding::Rejected, "credentials_ambiguous", "the request has more than one Authorization field"};
    const std::string_view token = http::trimOws(value.substr(std::min(space, value.size())));
    if (token.size() > kMaxTokenBytes)
        return {Finding::Rejected, "token_too_large", "the token is larger than 8 KiB"};

    const std::int64_t now = asked.wallMs / 1000;
    TokenCache& cache = (*m_caches)[asked.worker].cache;
    const crypto::Sha256 digest = crypto::sha256(token);
    const JwtClaims* claims = cache.find(digest, now);
    if (!claims) {
        JwtClaims verified;
        if (const JwtFault fault = verifyJwt(token, m_rules, now, verified); fault.code)
            return {Finding::Rejected, fault.code, fault.why};
        claims = &cache.put(digest, std::move(verified));
    }
    // Copies: another request may push the entry out while this one is under way.
    admission.setPrincipal(admission.keep(claims->subject));
    for (std::size_t i = 0; i < m_rules.forward.size(); ++i)
        if (!claims->forward[i].empty())
            admission.addToRequest(m_rules.forward[i].header, admission.keep(claims->forward[i]));
    for (std::size_t i = 0; i < m_rules.keepClaims.size(); ++i)
        if (!claims->keep[i].empty())
            admission.addClaim(m_rules.keepClaims[i], admission.keep(claims->keep[i]));
    if (!m_rules.passOn)
        admission.stripFromRequest("Authorization");
    return {Finding::Accepted};
}

}  // namespace slipway::gateway::policy
