#include "cli/format.h"

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
