#include "runtime/log_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

namespace slipway::runtime {

namespace {
constexpr size_t kBlock = 64 * 1024;
}

bool readAt(int fd, std::uint64_t offset, std::string& block) {
    size_t filled = 0;
    while (filled < block.size()) {
        const ssize_t got =
            ::pread(fd, block.data() + filled, block.size() - filled, static_cast<off_t>(offset + filled));
        if (got < 0 && errno == EINTR)
            continue;
        if (got < 0)
            return false;
        if (got == 0)
            break;
        filled += static_cast<size_t>(got);
    }
    block.resize(filled);
    return true;
}

std::uint64_t lineStartAfter(int fd, std::uint64_t offset) {
    std::string block(kBlock, '\0');
    while (readAt(fd, offset, block) && !block.empty()) {
        if (const size_t newline = block.find('\n'); newline != std::string::npos)
            return offset + newline + 1;
        offset += block.size();
        block.resize(kBlock);
    }
    return offset;
}

std::uint64_t dataStart(int fd) {
    const off_t data = ::lseek(fd, 0, SEEK_DATA);
    return data > 0 ? lineStartAfter(fd, static_cast<std::uint64_t>(data)) : 0;
}

std::uint64_t lineStartBefore(int fd, std::uint64_t offset, std::uint64_t floor) {
    const std::uint64_t from = std::max(floor, offset > kMaxLineBytes ? offset - kMaxLineBytes : 0);
    if (offset <= from)
        return offset;
    std::string block(offset - from, '\0');
    if (!readAt(fd, from, block))
        return offset;
    const size_t newline = block.rfind('\n');
    return newline == std::string::npos ? from : from + newline + 1;
}

Result<std::vector<LogLine>> readLines(int fd, std::uint64_t from, std::uint64_t to, size_t limit, LastLine lastLine) {
    std::vector<LogLine> lines;
    LineSplitter splitter(from);
    std::string block;
    while (from < to && lines.size() < limit) {
        block.resize(std::min<std::uint64_t>(kBlock, to - from));
        if (!readAt(fd, from, block))
            return failErrno("read an output file", errno);
        if (block.empty())
            break;
        from += block.size();
        splitter.feed(block, [&](LogLine&& line) { lines.push_back(std::move(line)); });
    }
    if (lastLine == LastLine::AsItIs && from >= to)
        if (auto rest = splitter.takeRest())
            lines.push_back(std::move(*rest));
    if (lines.size() > limit)
        lines.resize(limit);
    return lines;
}

WallMs modifiedMs(const struct stat& status) {
    return static_cast<WallMs>(status.st_mtim.tv_sec) * 1000 + status.st_mtim.tv_nsec / 1'000'000;
}

WallMs birthMs(int fd) {
    struct statx status {};
    if (::statx(fd, "", AT_EMPTY_PATH, STATX_BTIME, &status) != 0 || (status.stx_mask & STATX_BTIME) == 0)
        return 0;
    return status.stx_btime.tv_sec * 1000 + status.stx_btime.tv_nsec / 1'000'000;
}

}  // namespace slipway::runtime
