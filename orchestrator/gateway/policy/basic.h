#pragma once

#include <atomic>
#include <memory>
#include <string>
#include <vector>

#include "crypto/digest.h"
#include "crypto/password_hash.h"
#include "gateway/policy/authentication.h"

namespace slipway::gateway::policy {

/// What Basic remembers of one route over snapshots, shared by all workers.
class BasicState {
  public:
    /// A slow hash is computed at most so often a second, all workers together: what guessing can cost other requests.
    static constexpr int kHashesPerSecond = 20;
    /// Passwords that were right, by a keyed digest of name and password.
    static constexpr std::size_t kRemembered = 4096;

    BasicState();
    bool remembers(const crypto::Sha256& proof) const;
    void remember(const crypto::Sha256& proof);
    /// False when this second's hashes are used up.
    bool mayHash(std::int64_t nowNs);
    const std::string& key() const { return m_key; }

  private:
    const std::string m_key;  // of this process: a proof is worth nothing outside of it
    std::atomic<std::int64_t> m_hashedUntil{0};
    // 128 bits of a proof in two words; torn ones match nothing but by chance of 2^-64.
    struct Proof {
        std::atomic<std::uint64_t> a{0}, b{0};
    };
    std::unique_ptr<Proof[]> m_proofs;
};

/// RFC 7617: a name and a password. Passwords are known by a salted slow hash; one that was right is remembered, so
/// that it costs a fast one from then on.
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
    std::string_view challenge(bool) const override { return m_challenge; }

  private:
    const Rules m_rules;
    const std::shared_ptr<BasicState> m_state;
    const std::string m_challenge;
};

}  // namespace slipway::gateway::policy
