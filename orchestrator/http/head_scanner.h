#pragma once

#include <cstdint>

#include "http/field_table.h"
#include "http/limits.h"
#include "http/reject.h"

namespace slipway::http {

/// Where a parser of field lines stands between two calls. Trivially copyable.
///
/// | state      | next byte                | goes to                              |
/// |------------|--------------------------|--------------------------------------|
/// | LineStart  | CR                       | LastLf                               |
/// |            | SP, HTAB                 | refused (row 9 or 12)                |
/// |            | any other                | Name                                 |
/// | Name       | tchar                    | Name                                 |
/// |            | ':'                      | BeforeValue                          |
/// | BeforeValue| SP, HTAB                 | BeforeValue                          |
/// |            | any other                | Value                                |
/// | Value      | HTAB, 0x20-0x7E, 0x80-FF | Value                                |
/// |            | CR                       | LineLf                               |
/// | LineLf     | LF                       | LineStart, and a field is there      |
/// | LastLf     | LF                       | finished                             |
class FieldScanner {
  public:
    enum class Result : std::uint8_t { NeedMore, Field, End, Refused };

    /// Continues at `position` of the head that begins at `base` and of which bytes up to `end` are there; moves
    /// `position`. Field: `entry` describes it (offsets from `base`), call again. Each byte is looked at once however
    /// the head is split.
    Result next(const char* base, std::uint32_t& position, std::uint32_t end, FieldTable::Entry& entry, Why& why);
    void reset() { m_state = State::LineStart, m_first = true; }

  private:
    enum class State : std::uint8_t { LineStart, Name, BeforeValue, Value, LineLf, LastLf };

    State m_state = State::LineStart;
    bool m_first = true;
    std::uint32_t m_nameStart = 0;
    std::uint32_t m_nameEnd = 0;
    std::uint32_t m_valueStart = 0;
    std::uint32_t m_valueEnd = 0;
};

}  // namespace slipway::http
