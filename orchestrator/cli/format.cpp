#include "cli/format.h"

#include <cstdio>
#include <ctime>

#include "manifest/scalars.h"

#include <cmath>
#include <cstdio>
#include <ctime>

namespace slipway::cli {
namespace {

template <class... Args>
std::string print(const char* format, Args... args) {
    char text[64];
    std::snprintf(text, sizeof text, format, args...);
    return text;
}

}  // namespace

std::string memory(std::int64_t kib) {
    if (kib <= 0)
        return "";
    const auto value = static_cast<double>(kib);
    if (kib < 1024)
        return print("%.0f KiB", value);
    if (kib < 1024 * 1024)
        return print("%.1f MiB", value / 1024);
    return print("%.1f GiB", value / (1024 * 1024));
}

std::string latency(const std::optional<std::int64_t>& micros) {
    if (!micros)
        return "–";
    const auto value = static_cast<double>(*micros);
    if (*micros < 1000)
        return print("%.0f µs", value);
    if (*micros < 1'000'000)
        return print("%.1f ms", value / 1000);
    return print("%.1f s", value / 1'000'000);
}

std::string rate(double perSecond) {
    if (perSecond < 0.05)
        return "0";
    return perSecond < 10 ? print("%.1f", perSecond) : print("%.0f", perSecond);
}

std::string cpu(double cores) {
    return print("%.1f%%", cores * 100);
}

std::string seconds(double value) {
    if (value < 1)
        return print("%.2fs", value);
    if (value < 60)
        return print("%.1fs", value);
    return formatDuration(std::chrono::milliseconds(std::llround(value * 1000)));
}

std::string counted(std::int64_t number, const std::string& one, const std::string& many) {
    return std::to_string(number) + ' ' + (number == 1 ? one : many);
}

std::string joined(const std::vector<std::string>& words, const std::string& between) {
    std::string out;
    for (const auto& word : words)
        out += (out.empty() ? "" : between) + word;
    return out;
}

std::string localTime(WallMs at, WallMs now, bool millis) {
    const auto seconds = static_cast<std::time_t>(at / 1000);
    const auto today = static_cast<std::time_t>(now / 1000);
    std::tm then{}, here{};
    ::localtime_r(&seconds, &then);
    ::localtime_r(&today, &here);
    char text[64];
    const bool sameDay = then.tm_year == here.tm_year && then.tm_yday == here.tm_yday;
    std::strftime(text, sizeof text, sameDay ? "%H:%M:%S" : "%b %d %H:%M:%S", &then);
    return millis ? text + print(".%03d", static_cast<int>(at % 1000)) : std::string(text);
}

std::optional<WallMs> momentOf(const std::string& text, WallMs now) {
    if (const auto ago = manifest::parseDuration(text))
        return now - ago->count();
    const auto seconds = static_cast<std::time_t>(now / 1000);
    struct Form {
        const char* format;
        bool today;  ///< the date is the one of now
        bool utc;    ///< a zone may follow
    };
    constexpr Form kForms[] = {{"%Y-%m-%dT%H:%M:%S", false, true},
                               {"%Y-%m-%d %H:%M:%S", false, true},
                               {"%Y-%m-%dT%H:%M", false, true},
                               {"%Y-%m-%d %H:%M", false, true},
                               {"%Y-%m-%d", false, false},
                               {"%H:%M:%S", true, false},
                               {"%H:%M", true, false}};
    for (const Form& form : kForms) {
        std::tm at{};
        if (form.today) {
            ::localtime_r(&seconds, &at);
            at.tm_sec = 0;
        }
        const char* rest = ::strptime(text.c_str(), form.format, &at);
        if (!rest)
            continue;
        std::int64_t millis = 0;
        if (form.utc && *rest == '.') {
            std::int64_t scale = 100;
            for (++rest; *rest >= '0' && *rest <= '9'; ++rest, scale /= 10)
                millis += (*rest - '0') * scale;
        }
        if (*rest == '\0') {
            at.tm_isdst = -1;
            return static_cast<WallMs>(::mktime(&at)) * 1000 + millis;
        }
        if (!form.utc)
            continue;
        std::int64_t offset = 0;
        if (std::string_view(rest) != "Z") {
            int hours = 0, minutes = 0, read = 0;
            if ((*rest != '+' && *rest != '-') || std::sscanf(rest + 1, "%2d:%2d%n", &hours, &minutes, &read) != 2 ||
                rest[1 + read] != '\0')
                continue;
            offset = (hours * 60 + minutes) * 60 * (*rest == '-' ? -1 : 1);
        }
        return (static_cast<WallMs>(::timegm(&at)) - offset) * 1000 + millis;
    }
    return {};
}

Color colorOf(api::InstanceState state) {
    using State = api::InstanceState;
    switch (state) {
        case State::Ready:
            return Color::Green;
        case State::Failed:
        case State::CrashLoop:
            return Color::Red;
        case State::Unready:
        case State::Starting:
        case State::Draining:
            return Color::Yellow;
        case State::Pending:
        case State::Stopping:
        case State::Stopped:
        case State::Unknown:
            return Color::Dim;
    }
    return Color::None;
}

Color colorOf(api::ServiceState state) {
    using State = api::ServiceState;
    switch (state) {
        case State::Ready:
            return Color::Green;
        case State::Failing:
            return Color::Red;
        case State::Starting:
        case State::Degraded:
            return Color::Yellow;
        case State::Stopped:
        case State::Unknown:
            return Color::Dim;
    }
    return Color::None;
}

}  // namespace slipway::cli
