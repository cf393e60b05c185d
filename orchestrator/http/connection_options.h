#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "http/field_table.h"
#include "http/limits.h"
#include "http/reject.h"

namespace slipway::http {

/// What Connection says (RFC 9110 §7.6.1): options that we act on, and names of fields to strip.
class ConnectionOptions {
  public:
    enum class Role : std::uint8_t { Request, Response };

    /// One field of the head; `base` is where the head begins and `value` lies in it. Rows 27 and 29: a request that
    /// names a field which must reach the backend is refused; in a response such a name has no effect.
    Why add(Role role, std::string_view value, const char* base);

    bool close() const { return m_close; }
    bool keepAlive() const { return m_keepAlive; }
    bool upgrade() const { return m_upgrade; }
    /// True for a field that Connection names and no table knows. Known ones need no asking: hop-by-hop fields are
    /// stripped always, others never.
    bool nominates(std::string_view name, const char* base) const;
    std::size_t nominatedCount() const { return m_count; }
    std::string_view nominated(std::size_t at, const char* base) const { return m_nominated[at].in(base); }

    void clear() { m_close = m_keepAlive = m_upgrade = false, m_count = 0; }

  private:
    bool m_close = false;
    bool m_keepAlive = false;
    bool m_upgrade = false;
    std::uint8_t m_count = 0;
    std::array<Slice, kNominatedCapacity> m_nominated;
};

}  // namespace slipway::http
