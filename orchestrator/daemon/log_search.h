#pragma once

#include <QRegularExpression>
#include <atomic>
#include <map>
#include <optional>

#include "daemon/log_service.h"

namespace slipway::daemon {

/// What is asked of the lines of some streams.
struct LogQuestion {
    WallMs since = 0;         ///< 0: from the beginning
    WallMs until = 0;         ///< 0: to the end
    QRegularExpression grep;  ///< empty: any line
    std::string level;        ///< this one and above: "trace", "debug", "info", "warn", "error", "fatal"; empty: any
    size_t count = 200;       ///< the last so many that match

    bool filters() const { return since != 0 || until != 0 || !grep.pattern().isEmpty() || !level.empty(); }
};

/// `pattern` with Perl's grammar (PCRE2). Errors: Usage, with the place of the fault.
Result<QRegularExpression> logPattern(const std::string& pattern);
/// Whether it is a level's word.
bool isLogLevel(const std::string& word);

/// Decides line by line, in the order of each stream: a line that says no level has that of the line before it, for it
/// goes on with it (a stack trace); the first of a stream counts as "info". Not for two threads at once.
class LogMatcher {
  public:
    explicit LogMatcher(LogQuestion question);
    /// Sets the line's level to what it counts as.
    bool matches(api::LogLine& line);

  private:
    LogQuestion m_question;
    int m_least = 0;
    std::map<std::pair<std::string, api::LogStream>, std::string> m_levels;
};

/// The last `count` lines of `files` that match, merged by time: reads each from the first offset that the index gives
/// for `since`, in pieces, and gives up when `cancelled` becomes true. Memory: the answer and a piece of each file in
/// turn. Thread: any but the daemon's own, for it reads as long as there is something to read.
std::vector<api::LogLine> searchLogs(const std::vector<LogService::File>& files, const LogQuestion& question,
                                     const std::atomic<bool>& cancelled);

}  // namespace slipway::daemon
