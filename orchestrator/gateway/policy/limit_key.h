#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "gateway/policy/policy.h"

namespace slipway::gateway::policy {

/// What a limit counts by.
class LimitKey {
  public:
    enum class By { Route, Client, Key, Claim };

    /// "route", "client", "key" or "claim:NAME".
    static std::optional<LimitKey> parse(std::string_view text);

    By by() const { return m_by; }
    const std::string& claim() const { return m_claim; }

    /// 0 for By::Route, else a number that nobody can choose: SipHash-2-4 under a secret of this process. Who is not
    /// authenticated, or lacks the claim, counts by address. An IPv6 client counts by its /64, which one machine has to
    /// itself.
    std::uint64_t of(const Asked& asked, const Admission& admission) const;

  private:
    By m_by = By::Route;
    std::string m_claim;
};

/// Aumasson, Bernstein 2012. Under a random key of this process; never 0. Thread: any.
std::uint64_t secretHash(std::uint64_t domain, std::string_view text);

}  // namespace slipway::gateway::policy
