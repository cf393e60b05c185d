#pragma once

#include <memory>

#include "gateway/policy/limit_key.h"
#include "gateway/policy/permit_table.h"

namespace slipway::gateway::policy {

/// So many requests at the same time by route, client, key or claim; from its admission to its answer's last byte, a
/// tunnel as long as it lasts. Past it: 429 with `Retry-After: 1`, where no one client is meant 503.
class ConcurrencyLimit final : public Policy {
  public:
    /// `table` is the same over snapshots.
    ConcurrencyLimit(std::uint32_t requests, LimitKey key, std::shared_ptr<PermitTable> table)
        : Policy(PolicyKind::Concurrency), m_requests(requests), m_key(std::move(key)), m_table(std::move(table)) {}
    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;
    void release(std::uint64_t token) const override { m_table->give(token); }

  private:
    const std::uint32_t m_requests;
    const LimitKey m_key;
    const std::shared_ptr<PermitTable> m_table;
};

}  // namespace slipway::gateway::policy
