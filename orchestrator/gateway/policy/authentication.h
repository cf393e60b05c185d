#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"

namespace slipway::gateway::policy {

/// What the request's Authorization field has for a scheme.
struct GivenCredentials {
    bool there = false;            ///< a field of this scheme
    bool ambiguous = false;        ///< and another field beside it
    std::string_view credentials;  ///< behind the scheme, without blanks around
};
GivenCredentials credentialsOf(const http::RequestHead& head, std::string_view scheme);
inline constexpr const char* kAmbiguousCredentials = "the request has more than one Authorization field";

/// One kind of credentials. Thread: any worker.
class Authenticator {
  public:
    enum class Finding {
        Absent,    ///< the request has no credentials of this kind
        Accepted,  ///< proven; the admission knows who
        Rejected,  ///< it has some, and they are wrong
        Busy,      ///< can't be checked right now: too many guesses
        Deferred,  ///< is being checked (Admission::defer)
    };
    struct Answer {
        Finding finding = Finding::Absent;
        const char* code = "credentials_invalid";  ///< where Rejected
        std::string_view why = {};
        unsigned status = 401;            ///< where Rejected: 403 for who is known, and may not
        std::string_view challenge = {};  ///< of this refusal, instead of challenge(); lives as long as the request
    };

    explicit Authenticator(PolicyKind kind) : m_kind(kind) {}
    virtual ~Authenticator() = default;
    PolicyKind kind() const { return m_kind; }
    virtual Answer check(const Asked& asked, Admission& admission) const = 0;
    /// Value of a WWW-Authenticate field; empty: none. `rejected`: after wrong credentials.
    virtual std::string_view challenge() const = 0;

  private:
    const PolicyKind m_kind;
};

/// Lets a request pass that any of its kinds proves; 401 else. The first kind that finds credentials decides.
class Authentication final : public Policy {
  public:
    Authentication(std::vector<std::unique_ptr<const Authenticator>> kinds, bool optional);
    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;

  private:
    const std::vector<std::unique_ptr<const Authenticator>> m_kinds;
    const bool m_optional;
};

}  // namespace slipway::gateway::policy
