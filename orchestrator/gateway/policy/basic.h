#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "crypto/digest.h"
#include "crypto/password_hash.h"
#include "gateway/policy/authentication.h"

namespace slipway::gateway::policy {

/// What Basic remembers of one route over snapshots, shared by all workers.
class BasicState {
  public:
    /// A slow hash is computed at most so often a second, all workers together: how fast passwords can be guessed.
    static constexpr int kHashesPerSecond = 20;
    /// Passwords that were right, by a keyed digest of name, password and hash; for so long.
    static constexpr std::size_t kRemembered = 4096;
    static constexpr Duration kRememberedFor = std::chrono::minutes(10);

    BasicState();
    bool remembers(const crypto::Sha256& proof, TimePoint now) const;
    void remember(const crypto::Sha256& proof, TimePoint now);
    /// False when this second's hashes are used up.
    bool mayHash(TimePoint now);
    const std::string& key() const { return m_key; }

  private:
    const std::string m_key;  // of this process: a proof is worth nothing outside of it
    std::atomic<std::int64_t> m_hashedUntil{0};
    // 128 bits of a proof in two words; torn ones match nothing but by chance of 2^-64.
    struct Proof {
        std::atomic<std::uint64_t> a{0}, b{0};
        std::atomic<std::int64_t> untilNs{0};
    };
    std::unique_ptr<Proof[]> m_proofs;
};

/// RFC 7617: a name and a password. Passwords are known by a salted slow hash, which is computed in another thread
/// (Admission::defer); one that was right is remembered, so that it costs a fast one for the next minutes.
class Basic final : public Authenticator {
  public:
    struct User {
        std::string name;
        crypto::PasswordHash hash;
    };
    struct Rules {
        std::string realm;
        std::string forwardAs;
        bool passOn = false;
        std::vector<User> users;
    };
    Basic(Rules rules, std::shared_ptr<BasicState> state);

    Answer check(const Asked& asked, Admission& admission) const override;
    std::string_view challenge() const override { return m_challenge; }

  private:
    const Rules m_rules;
    const std::shared_ptr<BasicState> m_state;
    const std::string m_challenge;
};

}  // namespace slipway::gateway::policy
