#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/log_line.h"

namespace slipway::runtime {

enum class LastLine {
    CompleteOnly,  ///< a line without its newline is still being written
    AsItIs,        ///< the writer has ended, or one wants to see its prompt
};

/// Reads what an output file holds, with times from its index; keeps nothing open. A file that is not there is empty.
/// Errors: Io, Permission. Thread: any.
class LogHistory {
  public:
    explicit LogHistory(std::string path) : m_path(std::move(path)) {}

    /// The last `count` lines before `end` (default: the file's end), oldest first; at most 8 MiB of text.
    Result<std::vector<LogLine>> tail(size_t count, LastLine lastLine = LastLine::AsItIs,
                                      std::optional<std::uint64_t> end = {}) const;
    /// Up to `limit` lines from `offset` (of a line's beginning; inside a punched hole: from the first line after it).
    /// Not past `end` (default: the file's end).
    Result<std::vector<LogLine>> range(std::uint64_t offset, size_t limit, LastLine lastLine = LastLine::AsItIs,
                                       std::optional<std::uint64_t> end = {}) const;
    /// Offset of the first line that may have been written at or after `since`.
    Result<std::uint64_t> offsetAt(WallMs since) const;
    /// Where the file's data begins: 0, or the end of the hole that retention punched.
    Result<std::uint64_t> firstOffset() const;

  private:
    std::string m_path;
};

/// Gives the head of the file back to the file system when more than `keepBytes` of data are there, so that at least
/// `keepBytes` of the newest stay; offsets do not move, and writers notice nothing. Returns the offset where data now
/// begins. Errors: Io (a file system without FALLOC_FL_PUNCH_HOLE among them).
Result<std::uint64_t> punchHead(const std::string& path, std::uint64_t keepBytes);

}  // namespace slipway::runtime
