#pragma once

#include "gateway/policy/policy.h"

namespace slipway::gateway::policy {

/// A route's own limits, below those of the gateway. A body without a stated length is counted while it comes
/// (RoutePolicies::bodyLimit). 0: no limit.
class RequestLimits final : public Policy {
  public:
    struct Most {
        std::uint64_t bodyBytes = 0;
        std::uint32_t headBytes = 0;
        std::uint32_t headers = 0;
    };
    explicit RequestLimits(Most most) : Policy(PolicyKind::Limits), m_most(most) {}
    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;

  private:
    const Most m_most;
};

}  // namespace slipway::gateway::policy
