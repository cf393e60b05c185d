#include "model/cron.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <vector>

namespace slipway::model {
namespace {

using namespace std::chrono;

struct Field {
    const char* name;
    int least, most;
    std::vector<std::string_view> words;  ///< for least, least + 1, …
};

const Field kFields[] = {
    {"minute", 0, 59, {}},
    {"hour", 0, 23, {}},
    {"day of month", 1, 31, {}},
    {"month", 1, 12, {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
    {"day of week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}}};

const std::pair<std::string_view, std::string_view> kNicknames[] = {
    {"@hourly", "0 * * * *"},  {"@daily", "0 0 * * *"},  {"@midnight", "0 0 * * *"}, {"@weekly", "0 0 * * 0"},
    {"@monthly", "0 0 1 * *"}, {"@yearly", "0 0 1 1 *"}, {"@annually", "0 0 1 1 *"}};

std::vector<std::string_view> split(std::string_view text, char at) {
    std::vector<std::string_view> parts;
    for (size_t begin = 0; begin <= text.size();) {
        const size_t end = std::min(text.find(at, begin), text.size());
        if (at != ' ' || end > begin)
            parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

std::optional<int> number(std::string_view text, const Field& field) {
    std::string lower(text);
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c; });
    for (size_t i = 0; i < field.words.size(); ++i)
        if (lower == field.words[i])
            return field.least + static_cast<int>(i);
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || value < field.least || value > field.most)
        return {};
    return value;
}

/// Sets the numbers of one item, "*", "*/5", "3", "1-5", "10-50/10"; false when it is none.
template <class Set>
bool readItem(std::string_view item, const Field& field, Set set) {
    int step = 1;
    bool stepped = false;
    if (const size_t slash = item.find('/'); slash != std::string_view::npos) {
        const auto text = item.substr(slash + 1);
        const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), step);
        if (error != std::errc() || end != text.data() + text.size() || step < 1)
            return false;
        item = item.substr(0, slash);
        stepped = true;
    }
    int from = field.least, to = field.most;
    if (item != "*") {
        const size_t dash = item.find('-');
        const auto first = number(item.substr(0, dash), field);
        const auto last = dash == std::string_view::npos ? first : number(item.substr(dash + 1), field);
        if (!first || !last || *first > *last)
            return false;
        from = *first;
        to = dash == std::string_view::npos && stepped ? field.most : *last;
    }
    for (int value = from; value <= to; value += step)
        set(value);
    return true;
}

}  // namespace

Result<Cron> Cron::parse(std::string_view text) {
    for (const auto& [name, meaning] : kNicknames)
        if (text == name)
            text = meaning;
    const auto fields = split(text, ' ');
    if (fields.size() != std::size(kFields))
        return fail(ErrorCode::Usage,
                    "a schedule has five fields, minute, hour, day of month, month and day of week, not " +
                        std::to_string(fields.size()));
    Cron cron;
    for (size_t i = 0; i < fields.size(); ++i) {
        const auto set = [&](int value) {
            const auto at = static_cast<size_t>(value);
            switch (i) {
                case 0:
                    cron.m_minutes.set(at);
                    break;
                case 1:
                    cron.m_hours.set(at);
                    break;
                case 2:
                    cron.m_days.set(at);
                    break;
                case 3:
                    cron.m_months.set(at);
                    break;
                default:
                    cron.m_weekdays.set(at % 7);
                    break;
            }
        };
        for (const auto item : split(fields[i], ','))
            if (!readItem(item, kFields[i], set))
                return fail(ErrorCode::Usage, "'" + std::string(fields[i]) + "' is no " + kFields[i].name + " (" +
                                                  std::to_string(kFields[i].least) + " to " +
                                                  std::to_string(kFields[i].most) + ")");
    }
    cron.m_anyDay = fields[2].starts_with('*');
    cron.m_anyWeekday = fields[4].starts_with('*');
    return cron;
}

bool Cron::matchesDay(int year, int month, int day) const {
    if (!m_months.test(static_cast<size_t>(month)))
        return false;
    const auto weekday = std::chrono::weekday(
        sys_days(std::chrono::year(year) / static_cast<unsigned>(month) / static_cast<unsigned>(day)));
    const bool byDay = m_days.test(static_cast<size_t>(day));
    const bool byWeekday = m_weekdays.test(weekday.c_encoding());
    return m_anyDay || m_anyWeekday ? byDay && byWeekday : byDay || byWeekday;
}

bool Cron::matches(const CivilMinute& at) const {
    return m_minutes.test(static_cast<size_t>(at.minute)) && m_hours.test(static_cast<size_t>(at.hour)) &&
           matchesDay(at.year, at.month, at.day);
}

std::optional<CivilMinute> Cron::next(CivilMinute from) const {
    sys_days day = std::chrono::year(from.year) / static_cast<unsigned>(from.month) / static_cast<unsigned>(from.day);
    int begin = from.hour * 60 + from.minute + 1;
    constexpr int kDays = 8 * 366;
    for (int tried = 0; tried < kDays; ++tried, day += days(1), begin = 0) {
        const year_month_day date(day);
        const int year = static_cast<int>(date.year());
        const int month = static_cast<int>(static_cast<unsigned>(date.month()));
        const int ofMonth = static_cast<int>(static_cast<unsigned>(date.day()));
        if (!matchesDay(year, month, ofMonth))
            continue;
        for (int minute = begin; minute < 24 * 60; ++minute)
            if (m_hours.test(static_cast<size_t>(minute / 60)) && m_minutes.test(static_cast<size_t>(minute % 60)))
                return CivilMinute{year, month, ofMonth, minute / 60, minute % 60};
    }
    return {};
}

}  // namespace slipway::model
