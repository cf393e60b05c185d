#pragma once

#include <string>
#include <string_view>

namespace shop::kit {

/// JSON lines on stdout: one write a line, so that lines of several threads, and of several processes on one file, stay
/// whole.
class Log {
  public:
    /// `instance` may be empty (then lines have none).
    Log(std::string service, std::string instance);

    void info(std::string_view message) const { line("info", message); }
    void warning(std::string_view message) const { line("warning", message); }
    void error(std::string_view message) const { line("error", message); }

    /// `{"time":…,"level":…,"service":…,"instance":…` with no closing brace: the caller adds fields and passes it to
    /// `write`.
    std::string open(std::string_view level) const;
    /// Adds the newline and writes. What cannot be written is lost: a log never stops a service.
    static void write(std::string line);

  private:
    void line(std::string_view level, std::string_view message) const;

    std::string m_identity;  // `,"service":"users","instance":"users-1"`
};

/// `2026-07-29T12:34:56.789Z`. Thread: any.
std::string timestampNow();
/// The same for a time from 1970 to 9999.
std::string formatTimestamp(long long millisecondsSinceEpoch);
/// Milliseconds since 1970, by the wall clock.
long long nowMs();

}  // namespace shop::kit
