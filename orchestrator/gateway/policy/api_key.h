#pragma once

#include <string>
#include <vector>

#include "crypto/digest.h"
#include "gateway/policy/authentication.h"

namespace slipway::gateway::policy {

/// A secret word in a field, or in a parameter of the target. Known by its SHA-256: keys are long and random, so that
/// no slow hash is needed, and the configuration can't be used to ask with. All digests are compared, each in constant
/// time.
class ApiKey final : public Authenticator {
  public:
    struct Key {
        std::string name;
        crypto::Sha256 digest;
    };
    struct Rules {
        std::string header;     ///< empty: not looked at
        std::string query;      ///< empty: not looked at
        std::string forwardAs;  ///< empty: none
        std::string realm;
        bool passOn = false;
        std::vector<Key> keys;
    };
    explicit ApiKey(Rules rules)
        : Authenticator(PolicyKind::ApiKey),
          m_rules(std::move(rules)),
          m_challenge("ApiKey realm=\"" + m_rules.realm + "\"") {}

    Answer check(const Asked& asked, Admission& admission) const override;
    std::string_view challenge() const override { return m_challenge; }

  private:
    const Rules m_rules;
    const std::string m_challenge;
};

/// Of "a=1&key=x&b": where the parameter stands, once; percent-decoded value.
struct QueryParameter {
    bool found = false;
    bool twice = false;
    std::string value;
    std::string without;  ///< the query with all of that name taken out
};
QueryParameter takeQueryParameter(std::string_view query, std::string_view name);

}  // namespace slipway::gateway::policy
