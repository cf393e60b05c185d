#pragma once

#include <bitset>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::model {

/// A minute of some place's calendar and clock.
struct CivilMinute {
    int year = 1970, month = 1, day = 1;  ///< 1-12, 1-31
    int hour = 0, minute = 0;
    auto operator<=>(const CivilMinute&) const = default;
};

/// Five fields as in crontab(5): minute, hour, day of month, month, day of week (0 and 7 are Sunday; names of months
/// and days work), each `*`, numbers, ranges, lists and steps; or @hourly, @daily, @weekly, @monthly, @yearly. With
/// both days given, either is enough. A value.
class Cron {
  public:
    /// Errors: Usage, with the field that is wrong.
    static Result<Cron> parse(std::string_view text);

    bool matches(const CivilMinute& at) const;
    /// The first minute after `from` that matches; none within eight years ("0 0 31 2 *").
    std::optional<CivilMinute> next(CivilMinute from) const;

  private:
    bool matchesDay(int year, int month, int day) const;

    std::bitset<60> m_minutes;
    std::bitset<24> m_hours;
    std::bitset<32> m_days;
    std::bitset<13> m_months;
    std::bitset<7> m_weekdays;
    bool m_anyDay = true, m_anyWeekday = true;
};

}  // namespace slipway::model
