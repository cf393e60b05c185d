#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::runtime {

/// The bytes up to `end` (from the end of the entry before) were written in [at - intervalMs, at].
struct LogIndexEntry {
    std::uint64_t end = 0;
    WallMs at = 0;
    std::int64_t intervalMs = 0;
};

/// The index of time beside an output file: FILE.idx, entries of 24 bytes in host order, in the order of their offsets.
/// One process writes it; a torn last entry is dropped. Losing the file loses times, never output.
class LogIndexWriter {
  public:
    static Result<LogIndexWriter> open(const std::string& logPath);

    /// Where what is indexed ends, and when the last entry was made (0, 0 at first).
    LogIndexEntry last() const { return m_last; }
    /// Entries of less than kGrain after the one before, both watched, are joined to it. Errors: Io, NoSpace.
    Result<> append(const LogIndexEntry& entry);
    /// Drops entries that end at or before `offset` (their output was punched out).
    Result<> dropBefore(std::uint64_t offset);
    /// The output file was truncated: begins anew.
    Result<> reset();

    static constexpr std::int64_t kGrainMs = 10;

  private:
    std::string m_path;
    UniqueFd m_fd;
    std::uint64_t m_count = 0;
    LogIndexEntry m_last;
    WallMs m_lastFrom = 0;
};

/// All entries; empty without an index. Damaged ones are skipped.
std::vector<LogIndexEntry> readLogIndex(const std::string& logPath);

}  // namespace slipway::runtime
