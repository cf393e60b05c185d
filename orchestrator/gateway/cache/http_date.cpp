#include "gateway/cache/http_date.h"

#include <array>

namespace slipway::gateway::cache {
namespace {

constexpr std::array<std::string_view, 12> kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                                      "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
constexpr std::array<std::string_view, 7> kDays = {"Sunday",   "Monday", "Tuesday", "Wednesday",
                                                   "Thursday", "Friday", "Saturday"};

/// Takes a date apart from the left; the first thing that is not as it should be sticks.
class Cursor {
  public:
    explicit Cursor(std::string_view text) : m_rest(text) {}

    void literal(std::string_view text) {
        if (m_rest.starts_with(text))
            m_rest.remove_prefix(text.size());
        else
            m_good = false;
    }
    int digits(std::size_t count) {
        int value = 0;
        for (std::size_t i = 0; i < count; ++i) {
            if (m_rest.empty() || m_rest.front() < '0' || m_rest.front() > '9') {
                m_good = false;
                return 0;
            }
            value = value * 10 + (m_rest.front() - '0');
            m_rest.remove_prefix(1);
        }
        return value;
    }
    /// asctime pads the day with a blank.
    int paddedDay() {
        if (!m_rest.starts_with(' '))
            return digits(2);
        m_rest.remove_prefix(1);
        return digits(1);
    }
    int month() {
        for (std::size_t i = 0; i < kMonths.size(); ++i)
            if (m_rest.starts_with(kMonths[i])) {
                m_rest.remove_prefix(3);
                return static_cast<int>(i) + 1;
            }
        m_good = false;
        return 0;
    }
    /// True when a day's name of this kind stands here; it goes.
    bool dayName(bool whole) {
        for (const std::string_view name : kDays) {
            const std::string_view word = whole ? name : name.substr(0, 3);
            if (m_rest.starts_with(word)) {
                m_rest.remove_prefix(word.size());
                return true;
            }
        }
        return false;
    }
    bool startsWith(std::string_view text) const { return m_rest.starts_with(text); }
    bool good() const { return m_good && m_rest.empty(); }

  private:
    std::string_view m_rest;
    bool m_good = true;
};

struct Parts {
    int year = 0, month = 0, day = 0, hour = 0, minute = 0, second = 0;
};

void clock(Cursor& cursor, Parts& parts) {
    parts.hour = cursor.digits(2);
    cursor.literal(":");
    parts.minute = cursor.digits(2);
    cursor.literal(":");
    parts.second = cursor.digits(2);
}

/// Days since 1970-01-01 (Howard Hinnant's days_from_civil).
std::int64_t daysOf(int year, int month, int day) {
    year -= month <= 2;
    const int era = (year >= 0 ? year : year - 399) / 400;
    const int ofEra = year - era * 400;
    const int ofYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    const int days = ofEra * 365 + ofEra / 4 - ofEra / 100 + ofYear;
    return std::int64_t{era} * 146097 + days - 719468;
}

int yearOf(WallSeconds time) {
    int year = static_cast<int>(1970 + time / 31'556'952);
    while (daysOf(year + 1, 1, 1) * 86400 <= time)
        ++year;
    while (daysOf(year, 1, 1) * 86400 > time)
        --year;
    return year;
}

bool isReal(const Parts& parts) {
    constexpr std::array<int, 12> kLengths = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (parts.month < 1 || parts.day < 1 || parts.day > kLengths[static_cast<std::size_t>(parts.month - 1)])
        return false;
    const bool leap = (parts.year % 4 == 0 && parts.year % 100 != 0) || parts.year % 400 == 0;
    return (parts.month != 2 || parts.day < 29 || leap) && parts.hour < 24 && parts.minute < 60 &&
           parts.second <= 60;  // a leap second is the second after
}

}  // namespace

std::optional<WallSeconds> parseHttpDate(std::string_view text, WallSeconds now) {
    Cursor cursor(text);
    Parts parts;
    if (cursor.dayName(true) && cursor.startsWith(", ")) {  // Sunday, 06-Nov-94 08:49:37 GMT
        cursor.literal(", ");
        parts.day = cursor.digits(2);
        cursor.literal("-");
        parts.month = cursor.month();
        cursor.literal("-");
        const int current = yearOf(now);
        parts.year = cursor.digits(2) + current / 100 * 100;
        if (parts.year > current + 50)
            parts.year -= 100;
        cursor.literal(" ");
        clock(cursor, parts);
        cursor.literal(" GMT");
    } else if (cursor = Cursor(text);
               cursor.dayName(false) && cursor.startsWith(", ")) {  // Sun, 06 Nov 1994 08:49:37 GMT
        cursor.literal(", ");
        parts.day = cursor.digits(2);
        cursor.literal(" ");
        parts.month = cursor.month();
        cursor.literal(" ");
        parts.year = cursor.digits(4);
        cursor.literal(" ");
        clock(cursor, parts);
        cursor.literal(" GMT");
    } else {  // Sun Nov  6 08:49:37 1994
        cursor.literal(" ");
        parts.month = cursor.month();
        cursor.literal(" ");
        parts.day = cursor.paddedDay();
        cursor.literal(" ");
        clock(cursor, parts);
        cursor.literal(" ");
        parts.year = cursor.digits(4);
    }
    if (!cursor.good() || !isReal(parts))
        return std::nullopt;
    return daysOf(parts.year, parts.month, parts.day) * 86400 + parts.hour * 3600 + parts.minute * 60 + parts.second;
}

}  // namespace slipway::gateway::cache
