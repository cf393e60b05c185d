#include "runtime/log_history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/unique_fd.h"
#include "runtime/log_file.h"
#include "runtime/log_index.h"

namespace slipway::runtime {

namespace {

constexpr size_t kHistoryBlock = 64 * 1024;
constexpr std::uint64_t kTailLimit = 8u << 20;

/// Where the last `count` lines before `end` begin, no earlier than `first` and not more than kTailLimit away.
Result<std::uint64_t> tailStart(int fd, std::uint64_t first, std::uint64_t end, size_t count) {
    const std::uint64_t floor = std::max(first, end > kTailLimit ? end - kTailLimit : 0);
    size_t newlines = 0;
    std::string block;
    for (std::uint64_t to = end; to > floor;) {
        const std::uint64_t from = std::max(floor, to > kHistoryBlock ? to - kHistoryBlock : 0);
        block.resize(to - from);
        if (!readAt(fd, from, block))
            return failErrno("read an output file", errno);
        for (size_t i = block.size(); i-- > 0;) {
            // The newline that ends the last line does not begin another.
            if (block[i] == '\n' && from + i + 1 != end && ++newlines == count)
                return from + i + 1;
        }
        to = from;
    }
    return floor == first ? first : lineStartAfter(fd, floor);
}

void setTime(LogLine& line, LogIndexReader& index, int fd, const struct stat& status) {
    if (const auto entry = index.at(line.endOffset - 1)) {
        line.at = entry->at;
        line.intervalMs = entry->intervalMs;
        return;
    }
    // Not indexed yet: written since the last entry, and not after the file was last changed. The index is read after
    // the file's time was, so its last entry may be the later one: a later line must not have an earlier time.
    const auto last = index.last();
    const WallMs from = last ? last->at : birthMs(fd);
    line.at = std::max(modifiedMs(status), last ? last->at : 0);
    line.intervalMs = from > 0 ? std::max<std::int64_t>(line.at - from, 0) : 0;
}

}  // namespace

Result<std::uint64_t> LogHistory::firstOffset() const {
    const UniqueFd fd(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return errno == ENOENT ? Result<std::uint64_t>(0) : failErrno("open " + m_path, errno);
    return dataStart(fd.get());
}

Result<std::vector<LogLine>> LogHistory::tail(size_t count, LastLine lastLine, std::optional<std::uint64_t> end) const {
    const UniqueFd fd(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return errno == ENOENT ? Result<std::vector<LogLine>>() : failErrno("open " + m_path, errno);
    struct stat status {};
    ::fstat(fd.get(), &status);
    const std::uint64_t size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t to = std::min(end.value_or(size), size);
    const std::uint64_t first = dataStart(fd.get());
    if (count == 0 || to <= first)
        return std::vector<LogLine>();
    // One line more than asked for, where the last turns out to be incomplete and is left out.
    const auto from = tailStart(fd.get(), first, to, count + (lastLine == LastLine::CompleteOnly ? 1 : 0));
    if (!from)
        return tl::unexpected(from.error());
    auto lines = readLines(fd.get(), *from, to, SIZE_MAX, lastLine);
    if (!lines)
        return lines;
    if (lines->size() > count)
        lines->erase(lines->begin(), lines->end() - static_cast<std::ptrdiff_t>(count));
    LogIndexReader index(m_path);
    for (auto& line : *lines)
        setTime(line, index, fd.get(), status);
    return lines;
}

Result<std::vector<LogLine>> LogHistory::range(std::uint64_t offset, size_t limit, LastLine lastLine,
                                               std::optional<std::uint64_t> end) const {
    const UniqueFd fd(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return errno == ENOENT ? Result<std::vector<LogLine>>() : failErrno("open " + m_path, errno);
    struct stat status {};
    ::fstat(fd.get(), &status);
    const std::uint64_t from = std::max(offset, dataStart(fd.get()));
    const std::uint64_t size = static_cast<std::uint64_t>(status.st_size);
    auto lines = readLines(fd.get(), from, std::min(end.value_or(size), size), limit, lastLine);
    if (!lines)
        return lines;
    LogIndexReader index(m_path);
    for (auto& line : *lines)
        setTime(line, index, fd.get(), status);
    return lines;
}

Result<std::uint64_t> LogHistory::offsetAt(WallMs since) const {
    const UniqueFd fd(::open(m_path.c_str(), O_RDONLY | O_CLOEXEC));
    if (!fd)
        return errno == ENOENT ? Result<std::uint64_t>(0) : failErrno("open " + m_path, errno);
    const std::uint64_t first = dataStart(fd.get());
    LogIndexReader index(m_path);
    const auto entry = index.firstSince(since);
    const auto last = index.last();
    if (!entry && !last)
        return first;
    // An entry may begin in the middle of a line, whose time is that of its end.
    return std::max(first, lineStartBefore(fd.get(), entry ? index.beginOf(*entry) : last->end, first));
}

Result<std::uint64_t> punchHead(const std::string& path, std::uint64_t keepBytes) {
    const UniqueFd fd(::open(path.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd)
        return failErrno("open " + path, errno);
    struct stat status {};
    ::fstat(fd.get(), &status);
    const std::uint64_t size = static_cast<std::uint64_t>(status.st_size);
    const std::uint64_t cut = size > keepBytes ? (size - keepBytes) & ~std::uint64_t(kHistoryBlock - 1) : 0;
    if (cut > 0 && ::fallocate(fd.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(cut)) != 0)
        return failErrno("punch a hole into " + path, errno);
    return dataStart(fd.get());
}

}  // namespace slipway::runtime
