#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace slipway::runtime {

/// One line of one stream, without its newline.
struct LogLine {
    WallMs at = 0;                ///< when it was seen
    std::int64_t intervalMs = 0;  ///< above 0: written at some time in [at - intervalMs, at], while nobody watched
    std::string text;             ///< bytes as they came; not always UTF-8
    std::uint64_t offset = 0;     ///< of its first byte in the file
    std::uint64_t endOffset = 0;  ///< after its newline: where the next line begins
    bool continued = false;       ///< longer than kMaxLineBytes: the next LogLine goes on with it
};

inline constexpr size_t kMaxLineBytes = 64 * 1024;

/// Cuts a stream of bytes into lines, wherever the pieces it comes in are cut. Holds at most kMaxLineBytes.
class LineSplitter {
  public:
    /// `offset` of the first byte to come: of a line's beginning.
    explicit LineSplitter(std::uint64_t offset = 0) : m_start(offset) {}

    /// Calls `emit` for each line that `bytes` completes; its time is the caller's to fill in.
    void feed(std::string_view bytes, const std::function<void(LogLine&&)>& emit);
    /// The incomplete last line, if there is one; it is no longer kept then.
    std::optional<LogLine> takeRest();

    std::uint64_t lineStart() const { return m_start; }
    std::uint64_t nextOffset() const { return m_start + m_pending.size(); }

  private:
    LogLine cut(size_t bytes, bool continued);

    std::uint64_t m_start;
    std::string m_pending;
};

/// "error", "warn", "info", "debug", "trace" or "fatal" by a JSON line's "level" ("severity", "lvl") or by a word in
/// capitals near the line's beginning, or one in any case that begins the line and has a colon after it; empty where
/// the line says nothing.
std::string_view guessLevel(std::string_view text);

/// Lines of several streams in the order of their time; within a stream their own order is kept. `source` is the place
/// of the line's stream in the argument.
struct SourcedLine {
    size_t source = 0;
    LogLine line;
};
std::vector<SourcedLine> mergeByTime(std::vector<std::vector<LogLine>> streams);

}  // namespace slipway::runtime
