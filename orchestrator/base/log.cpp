#include "base/log.h"

#include <unistd.h>

#include <cstdlib>

#include "base/clock.h"

namespace slipway {
namespace {

LogLevel threshold() {
    static const LogLevel level = [] {
        const char* word = getenv("SLIPWAY_LOG");
        const std::string_view name = word ? word : "info";
        if (name == "debug")
            return LogLevel::Debug;
        if (name == "warn")
            return LogLevel::Warn;
        if (name == "error")
            return LogLevel::Error;
        return LogLevel::Info;
    }();
    return level;
}

void appendValue(std::string& line, std::string_view value) {
    const bool plain = !value.empty() && value.find_first_of(" \"\\\n\r\t=") == std::string_view::npos;
    if (plain) {
        line += value;
        return;
    }
    line += '"';
    for (const char c : value) {
        if (c == '\n') {
            line += "\\n";
            continue;
        }
        if (c == '"' || c == '\\')
            line += '\\';
        line += c;
    }
    line += '"';
}

}  // namespace

void logLine(LogLevel level, std::string_view part, std::string_view message, const LogFields& fields) {
    if (level < threshold())
        return;
    static constexpr std::string_view kNames[] = {"debug", "info", "warn", "error"};
    std::string line = formatUtc(SystemClock().wallMs());
    line += ' ';
    line += kNames[static_cast<int>(level)];
    line += ' ';
    line += part;
    line += ": ";
    line += message;
    for (const auto& [key, value] : fields) {
        line += ' ';
        line += key;
        line += '=';
        appendValue(line, value);
    }
    line += '\n';
    [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace slipway
