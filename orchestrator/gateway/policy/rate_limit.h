#pragma once

#include <memory>
#include <string>

#include "gateway/policy/limit_key.h"
#include "gateway/policy/rate_table.h"

namespace slipway::gateway::policy {

/// A token bucket by route, client, key or claim. Says so with `RateLimit-Policy` and `RateLimit`
/// (draft-ietf-httpapi-ratelimit-headers-10): quota is the bucket's size, window the seconds in which an empty one
/// fills.
class RateLimit final : public Policy {
  public:
    struct Rules {
        std::uint32_t requests = 1;
        std::uint64_t perMs = 1000;
        std::uint32_t burst = 1;
        LimitKey key;
        std::string name;  ///< among the route's limits: "route", "client", …
    };
    /// `table` is the same over snapshots. By client it runs before credentials are looked at, else after.
    RateLimit(Rules rules, std::shared_ptr<RateTable> table);
    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;

  private:
    const Rules m_rules;
    const RateTable::Rate m_rate;
    std::string m_policyField, m_name;
    const std::shared_ptr<RateTable> m_table;
};

}  // namespace slipway::gateway::policy
