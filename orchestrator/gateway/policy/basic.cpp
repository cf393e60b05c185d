#include "gateway/policy/basic.h"

#include <algorithm>
#include <cstring>

#include "base/random.h"
#include "crypto/base64.h"
#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

struct Halves {
    std::uint64_t a = 0, b = 0;
};
Halves halvesOf(const crypto::Sha256& proof) {
    Halves halves;
    std::memcpy(&halves.a, proof.data(), 8);
    std::memcpy(&halves.b, proof.data() + 8, 8);
    return halves;
}

std::string quotedString(std::string_view text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            out.push_back('\\');
        out.push_back(c);
    }
    return out + "\"";
}

}  // namespace

BasicState::BasicState() : m_key(randomHex(32)), m_proofs(new Proof[kRemembered]) {}

bool BasicState::remembers(const crypto::Sha256& proof, TimePoint now) const {
    const Halves halves = halvesOf(proof);
    const Proof& place = m_proofs[halves.a % kRemembered];
    const bool same = ((place.a.load(std::memory_order_relaxed) ^ halves.a) |
                       (place.b.load(std::memory_order_relaxed) ^ halves.b)) == 0;
    return same && place.untilNs.load(std::memory_order_relaxed) > now.time_since_epoch().count();
}

void BasicState::remember(const crypto::Sha256& proof, TimePoint now) {
    const Halves halves = halvesOf(proof);
    Proof& place = m_proofs[halves.a % kRemembered];
    place.a.store(halves.a, std::memory_order_relaxed);
    place.b.store(halves.b, std::memory_order_relaxed);
    place.untilNs.store((now + kRememberedFor).time_since_epoch().count(), std::memory_order_relaxed);
}

bool BasicState::mayHash(TimePoint now) {
    const std::int64_t nowNs = now.time_since_epoch().count();
    constexpr std::int64_t kSecond = 1'000'000'000;
    constexpr std::int64_t kEach = kSecond / kHashesPerSecond;
    std::int64_t until = m_hashedUntil.load(std::memory_order_relaxed);
    for (;;) {
        const std::int64_t next = std::max(until, nowNs) + kEach;
        if (next > nowNs + kSecond)
            return false;
        if (m_hashedUntil.compare_exchange_weak(until, next, std::memory_order_relaxed))
            return true;
    }
}

Basic::Basic(Rules rules, std::shared_ptr<BasicState> state)
    : Authenticator(PolicyKind::Basic),
      m_rules(std::move(rules)),
      m_state(std::move(state)),
      m_challenge("Basic realm=" + quotedString(m_rules.realm) + ", charset=\"UTF-8\"") {}

Authenticator::Answer Basic::check(const Asked& asked, Admission& admission) const {
    const GivenCredentials given = credentialsOf(asked.head, "basic");
    if (!given.there)
        return {};
    if (given.ambiguous)
        return {Finding::Rejected, "credentials_ambiguous", kAmbiguousCredentials};
    const auto pair = crypto::decodeBase64(given.credentials);
    const auto colon = pair ? pair->find(':') : std::string::npos;
    if (colon == std::string::npos || pair->size() > 1024)
        return {Finding::Rejected, "credentials_malformed", "the credentials are not name and password"};
    const std::string_view name = std::string_view(*pair).substr(0, colon);
    const std::string_view password = std::string_view(*pair).substr(colon + 1);

    const User* user = nullptr;
    for (const User& each : m_rules.users)
        if (each.name == name)
            user = &each;
    // The hash is part of the proof: another password in the manifest makes the old one worthless at once.
    const crypto::Sha256 proof =
        crypto::hmacSha256(m_state->key(), *pair + '\0' + (user ? user->hash.hash : std::string()));
    if (!user || !m_state->remembers(proof, asked.now)) {
        if (!admission.verdict()) {
            if (!m_state->mayHash(asked.now))
                return {Finding::Busy, "too_many_guesses",
                        "too many passwords are being tried here; come again in a second"};
            // Who does not exist takes as long as who does.
            const crypto::PasswordHash& hash = user                    ? user->hash
                                               : m_rules.users.empty() ? crypto::PasswordHash::nobodys()
                                                                       : m_rules.users.front().hash;
            admission.defer([hash, known = user != nullptr, given = std::string(password)] {
                const bool right = hash.matches(given);
                return right && known;
            });
            return {Finding::Deferred};
        }
        if (!user || !*admission.verdict())
            return {Finding::Rejected, "credentials_invalid", "name or password are wrong"};
        m_state->remember(proof, asked.now);
    }
    admission.setPrincipal(user->name);
    if (!m_rules.forwardAs.empty())
        admission.addToRequest(m_rules.forwardAs, user->name);
    if (!m_rules.passOn)
        admission.stripFromRequest("Authorization");
    return {Finding::Accepted};
}

}  // namespace slipway::gateway::policy
