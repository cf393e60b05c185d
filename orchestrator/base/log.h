#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace slipway {

enum class LogLevel { Debug, Info, Warn, Error };

using LogFields = std::vector<std::pair<std::string_view, std::string>>;

/// One line on standard error: "2026-11-22T10:04:05.123Z warn gateway: snapshot refused generation=12
/// path=/services/0". `part` is the folder that speaks. Below the level in SLIPWAY_LOG (debug|info|warn|error, default
/// info) nothing is written. One write(2) a line, so lines of threads and processes do not mix. Thread: any.
void logLine(LogLevel level, std::string_view part, std::string_view message, const LogFields& fields = {});

inline void logDebug(std::string_view part, std::string_view message, const LogFields& fields = {}) {
    logLine(LogLevel::Debug, part, message, fields);
}
inline void logInfo(std::string_view part, std::string_view message, const LogFields& fields = {}) {
    logLine(LogLevel::Info, part, message, fields);
}
inline void logWarn(std::string_view part, std::string_view message, const LogFields& fields = {}) {
    logLine(LogLevel::Warn, part, message, fields);
}
inline void logError(std::string_view part, std::string_view message, const LogFields& fields = {}) {
    logLine(LogLevel::Error, part, message, fields);
}

}  // namespace slipway
