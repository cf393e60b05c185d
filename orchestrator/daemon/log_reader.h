#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>

#include "base/clock.h"
#include "base/error.h"
#include "base/unique_fd.h"
#include "protocol/api_rows.h"
#include "runtime/log_line.h"

namespace slipway::daemon {

/// "users" of "users-3".
std::string serviceOfInstance(const std::string& instance);
api::LogLine toApi(const runtime::LogLine& line, const std::string& instance, api::LogStream stream);

/// What a reader asks of the output files in one folder.
struct LogRequest {
    std::string folder;
    std::string service;         ///< empty: all
    std::string instance;        ///< empty: all
    std::optional<size_t> tail;  ///< the last so many of those that match; empty: all
    bool follow = false;
    std::optional<WallMs> since;
    std::optional<WallMs> until;
    std::string level;  ///< "trace" … "error": it and above; empty: all
    std::string grep;   ///< PCRE2, on the text without its ANSI sequences; empty: all
};

/// Errors: Usage (an unknown level, an expression that is none: with the place and the reason).
Result<> check(const LogRequest& request);

/// Reads output files on a thread of its own: history merged by time, then with `follow` what is written from there on,
/// from the files again, so that a slow reader loses nothing that retention keeps. Holds one piece of each file (128
/// KiB), and of a tail at most 8 MiB. Thread: made and destroyed by one owner; destroying ends it within a line's
/// match, whose steps are limited.
class LogReader {
  public:
    /// Takes a piece of NDJSON, and may take its time; false: nobody wants more. On the reader's thread.
    using Sink = std::function<bool(std::string)>;

    /// `request` passes check(). `ended` is called last, on the reader's thread.
    LogReader(LogRequest request, Sink sink, std::function<void()> ended);
    ~LogReader();
    LogReader(const LogReader&) = delete;
    LogReader& operator=(const LogReader&) = delete;

  private:
    std::atomic<bool> m_cancelled{false};
    UniqueFd m_wake;
    std::thread m_thread;
};

}  // namespace slipway::daemon
