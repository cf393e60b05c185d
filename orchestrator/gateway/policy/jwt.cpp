#include "gateway/policy/jwt.h"

#include <cstring>

#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

/// RFC 6750 §3 leaves an error_description these characters.
std::string describable(std::string_view text) {
    std::string out;
    for (const char c : text)
        out.push_back(c == '"' || c == '\\' ? '\'' : c >= 0x20 && c < 0x7f ? c : '?');
    return out;
}

}  // namespace

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
      m_challenge("Bearer realm=\"" + m_rules.realm + "\"") {}

Authenticator::Answer Jwt::rejected(const JwtFault& fault, Admission& admission) const {
    std::string why = fault.why;
    std::string scope;
    if (fault.lacks) {
        why = "the token has no claim \"" + fault.lacks->claim + "\"";
        std::string values;
        for (const std::string& value : fault.lacks->values)
            values += (values.empty() ? "" : ", ") + value;
        if (!values.empty())
            why += " with " + (fault.lacks->values.size() > 1 ? "one of " : std::string()) + values;
        // The attribute lists what all is needed (RFC 6750 §3); of several, any will do.
        if (fault.lacks->claim == "scope" && fault.lacks->values.size() == 1)
            scope = ", scope=\"" + describable(values) + "\"";
        why += ", which this route wants";
    }
    const bool known = std::string_view(fault.code) == "insufficient_scope";
    const std::string challenge = m_challenge + ", error=\"" + (known ? "insufficient_scope" : "invalid_token") +
                                  "\", error_description=\"" + describable(why) + "\"" + scope;
    return {Finding::Rejected, fault.code, admission.keep(why), known ? 403U : 401U, admission.keep(challenge)};
}

Authenticator::Answer Jwt::check(const Asked& asked, Admission& admission) const {
    const GivenCredentials given = credentialsOf(asked.head, "bearer");
    if (!given.there)
        return {};
    if (given.ambiguous)
        return rejected({"credentials_ambiguous", kAmbiguousCredentials}, admission);
    const std::string_view token = given.credentials;
    if (token.size() > kMaxTokenBytes)
        return rejected({"token_too_large", "the token is larger than 8 KiB"}, admission);

    const std::int64_t now = asked.wallMs / 1000;
    TokenCache& cache = (*m_caches)[asked.worker].cache;
    const crypto::Sha256 digest = crypto::sha256(token);
    const JwtClaims* claims = cache.find(digest, now);
    if (!claims) {
        JwtClaims verified;
        if (const JwtFault fault = verifyJwt(token, m_rules, now, verified); fault.code)
            return rejected(fault, admission);
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
