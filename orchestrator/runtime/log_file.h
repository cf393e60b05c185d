#pragma once

#include <sys/stat.h>

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/log_history.h"
#include "runtime/log_line.h"

namespace slipway::runtime {

/// Reading an output file by offsets. `fd` is open for reading; failures of lseek and the like count as "no data".

/// Fills `block`, or shortens it at the file's end. False: errno says why.
bool readAt(int fd, std::uint64_t offset, std::string& block);
/// The first line's beginning: 0, or after the first newline past the punched hole.
std::uint64_t dataStart(int fd);
/// After the first newline at or after `offset`; the file's end when there is none.
std::uint64_t lineStartAfter(int fd, std::uint64_t offset);
/// The beginning of the line that goes on at `offset`, at most kMaxLineBytes before it and not before `floor`.
std::uint64_t lineStartBefore(int fd, std::uint64_t offset, std::uint64_t floor);
/// Lines of [from, to), without times; `from` is a line's beginning.
Result<std::vector<LogLine>> readLines(int fd, std::uint64_t from, std::uint64_t to, size_t limit, LastLine lastLine);
WallMs modifiedMs(const struct stat& status);
/// When the file was made, where the file system knows; else 0.
WallMs birthMs(int fd);

}  // namespace slipway::runtime
