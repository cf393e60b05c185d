#include "base/clock.h"

#include <cstdio>
#include <ctime>

namespace slipway {

using namespace std::chrono;

TimePoint SystemClock::now() const {
    return time_point_cast<Duration>(steady_clock::now());
}

WallMs SystemClock::wallMs() const {
    return duration_cast<milliseconds>(system_clock::now().time_since_epoch()).count();
}

void FakeClock::advance(Duration by) {
    m_now += by;
    m_rest += by;
    const auto whole = duration_cast<milliseconds>(m_rest);
    m_wall += whole.count();
    m_rest -= whole;
}

std::string formatUtc(WallMs wallMs) {
    const auto seconds = static_cast<time_t>(wallMs / 1000);
    tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    snprintf(text, sizeof text, "%04d-%02d-%02dT%02d:%02d:%02d.%03dZ", parts.tm_year + 1900, parts.tm_mon + 1,
             parts.tm_mday, parts.tm_hour, parts.tm_min, parts.tm_sec, static_cast<int>(wallMs % 1000));
    return text;
}

std::string formatDuration(Duration duration) {
    const long long ms = duration_cast<milliseconds>(duration).count();
    char text[48];
    if (ms < 1000)
        snprintf(text, sizeof text, "%lldms", ms);
    else if (ms < 60'000)
        snprintf(text, sizeof text, "%lld.%llds", ms / 1000, ms % 1000 / 100);
    else if (ms < 3'600'000)
        snprintf(text, sizeof text, "%lldm %llds", ms / 60'000, ms % 60'000 / 1000);
    else if (ms < 86'400'000)
        snprintf(text, sizeof text, "%lldh %lldm", ms / 3'600'000, ms % 3'600'000 / 60'000);
    else
        snprintf(text, sizeof text, "%lldd %lldh", ms / 86'400'000, ms % 86'400'000 / 3'600'000);
    return text;
}

}  // namespace slipway
