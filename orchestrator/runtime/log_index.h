#pragma once

#include <cstdint>
#include <optional>
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
    /// An entry less than kGrainMs after the one before, both watched, is joined to it: their bytes then have the
    /// earlier time. One that ends where the index ends, or before, changes nothing. Errors: Io, NoSpace.
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
};

/// Reads an index that another writes meanwhile. Entries are looked up by binary search, then read on in pieces.
class LogIndexReader {
  public:
    /// Without an index there are no entries.
    explicit LogIndexReader(const std::string& logPath);

    /// When the byte at `offset` was written: the first entry that ends after it. Cheapest with growing offsets. Empty
    /// past the last entry.
    std::optional<LogIndexEntry> at(std::uint64_t offset);
    /// The first entry with a time of `since` or later.
    std::optional<LogIndexEntry> firstSince(WallMs since);
    /// Where the entry before this one ends: where its bytes begin. 0 for the first.
    std::uint64_t beginOf(const LogIndexEntry& entry);
    std::optional<LogIndexEntry> last();

  private:
    std::optional<LogIndexEntry> read(std::uint64_t place);
    /// The first place whose entry passes; count() when none does.
    template <class Passes>
    std::uint64_t search(Passes passes);

    UniqueFd m_fd;
    std::uint64_t m_count = 0;
    std::vector<LogIndexEntry> m_piece;
    std::uint64_t m_piecePlace = 0;
    std::uint64_t m_cursor = 0;
};

}  // namespace slipway::runtime
