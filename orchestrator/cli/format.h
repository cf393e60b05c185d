#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocol/api_words.h"

#include "cli/console.h"

/// Numbers for people. Pure.
namespace slipway::cli {

/// "512 KiB", "14.2 MiB"; empty for 0.
std::string memory(std::int64_t kib);
/// "850 µs", "2.1 ms", "1.4 s"; "–" for nothing.
std::string latency(const std::optional<std::int64_t>& micros);
/// "0", "0.4", "18211": rates and counts a second.
std::string rate(double perSecond);
/// "1.3%", of cores.
std::string cpu(double cores);
/// "0.25s", "3.2s", "2m 5s".
std::string seconds(double value);
/// "1 instance", "3 instances".
std::string counted(std::int64_t number, const std::string& one, const std::string& many);
std::string joined(const std::vector<std::string>& words, const std::string& between = ", ");
/// "10:04:05.123" of today, "Nov 22 10:04:05" of another day; local time.
std::string localTime(WallMs at, WallMs now, bool millis);

Color colorOf(api::InstanceState state);
Color colorOf(api::ServiceState state);

}  // namespace slipway::cli
