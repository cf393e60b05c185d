#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "gateway/policy/policy.h"

namespace slipway::gateway::policy {

/// Addresses of IPv4 stand as ::ffff:a.b.c.d, so that one comparison does for both.
struct AddressRange {
    std::array<std::uint8_t, 16> bytes{};
    unsigned bits = 128;  ///< leading ones that count

    /// "10.0.0.0/8", "192.0.2.7", "2001:db8::/32". Nothing where bits beyond the length are set: it would not mean what
    /// it seems to say.
    static std::optional<AddressRange> parse(std::string_view text);
    bool has(const std::array<std::uint8_t, 16>& address) const;
};
std::optional<std::array<std::uint8_t, 16>> parseIp(std::string_view text);

/// Requests of other addresses get a 403.
class AllowFrom final : public Policy {
  public:
    explicit AllowFrom(std::vector<AddressRange> ranges) : Policy(PolicyKind::AllowFrom), m_ranges(std::move(ranges)) {}
    bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const override;

  private:
    std::vector<AddressRange> m_ranges;
};

}  // namespace slipway::gateway::policy
