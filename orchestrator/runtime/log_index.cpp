#include "runtime/log_index.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string_view>

#include "base/files.h"

namespace slipway::runtime {

namespace {

constexpr std::uint64_t kEntryBytes = sizeof(LogIndexEntry);
static_assert(kEntryBytes == 24 && std::is_trivially_copyable_v<LogIndexEntry>);
constexpr std::uint64_t kPieceEntries = 512;

std::string indexPath(const std::string& logPath) {
    return logPath + ".idx";
}

std::uint64_t entryCount(int fd) {
    struct stat status {};
    return fd >= 0 && ::fstat(fd, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) / kEntryBytes : 0;
}

}  // namespace

Result<LogIndexWriter> LogIndexWriter::open(const std::string& logPath) {
    LogIndexWriter writer;
    writer.m_path = indexPath(logPath);
    writer.m_fd = UniqueFd(::open(writer.m_path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
    if (!writer.m_fd)
        return failErrno("open " + writer.m_path, errno);
    writer.m_count = entryCount(writer.m_fd.get());
    // Half an entry is what a full disk or a lost machine leaves.
    (void)!::ftruncate(writer.m_fd.get(), static_cast<off_t>(writer.m_count * kEntryBytes));
    if (writer.m_count > 0 &&
        ::pread(writer.m_fd.get(), &writer.m_last, kEntryBytes,
                static_cast<off_t>((writer.m_count - 1) * kEntryBytes)) != static_cast<ssize_t>(kEntryBytes))
        return failErrno("read " + writer.m_path, errno);
    return writer;
}

Result<> LogIndexWriter::append(const LogIndexEntry& entry) {
    if (entry.end <= m_last.end)
        return {};
    const bool join = m_count > 0 && entry.intervalMs == 0 && m_last.intervalMs == 0 && entry.at >= m_last.at &&
                      entry.at - m_last.at < kGrainMs;
    const LogIndexEntry written{entry.end, join ? m_last.at : entry.at, entry.intervalMs};
    const std::uint64_t place = join ? m_count - 1 : m_count;
    if (::pwrite(m_fd.get(), &written, kEntryBytes, static_cast<off_t>(place * kEntryBytes)) !=
        static_cast<ssize_t>(kEntryBytes))
        return failErrno("write " + m_path, errno);
    m_last = written;
    m_count = place + 1;
    return {};
}

Result<> LogIndexWriter::dropBefore(std::uint64_t offset) {
    const auto content = readFile(m_path, 1u << 30);
    if (!content)
        return tl::unexpected(content.error());
    size_t first = 0;
    for (; first < m_count; ++first) {
        LogIndexEntry entry;
        std::copy_n(content->data() + first * kEntryBytes, kEntryBytes, reinterpret_cast<char*>(&entry));
        if (entry.end > offset)
            break;
    }
    if (first == 0)
        return {};
    const std::string_view kept = std::string_view(*content).substr(first * kEntryBytes);
    if (auto written = writeFileAtomically(m_path, kept); !written)
        return written;
    UniqueFd fd(::open(m_path.c_str(), O_RDWR | O_CLOEXEC));
    if (!fd)
        return failErrno("open " + m_path, errno);
    m_fd = std::move(fd);
    m_count -= first;
    return {};
}

Result<> LogIndexWriter::reset() {
    if (::ftruncate(m_fd.get(), 0) != 0)
        return failErrno("truncate " + m_path, errno);
    m_count = 0;
    m_last = {};
    return {};
}

LogIndexReader::LogIndexReader(const std::string& logPath)
    : m_fd(::open(indexPath(logPath).c_str(), O_RDONLY | O_CLOEXEC)), m_count(entryCount(m_fd.get())) {}

std::optional<LogIndexEntry> LogIndexReader::read(std::uint64_t place) {
    if (place >= m_count)
        return {};
    if (place < m_piecePlace || place >= m_piecePlace + m_piece.size()) {
        m_piece.resize(std::min(kPieceEntries, m_count - place));
        m_piecePlace = place;
        const ssize_t got =
            ::pread(m_fd.get(), m_piece.data(), m_piece.size() * kEntryBytes, static_cast<off_t>(place * kEntryBytes));
        m_piece.resize(got > 0 ? static_cast<size_t>(got) / kEntryBytes : 0);
        if (m_piece.empty())
            return {};
    }
    return m_piece[place - m_piecePlace];
}

template <class Passes>
std::uint64_t LogIndexReader::search(Passes passes) {
    std::uint64_t low = 0;
    std::uint64_t high = m_count;
    while (low < high) {
        const std::uint64_t middle = low + (high - low) / 2;
        LogIndexEntry entry;
        if (::pread(m_fd.get(), &entry, kEntryBytes, static_cast<off_t>(middle * kEntryBytes)) !=
            static_cast<ssize_t>(kEntryBytes))
            return m_count;
        if (passes(entry))
            high = middle;
        else
            low = middle + 1;
    }
    return low;
}

std::optional<LogIndexEntry> LogIndexReader::at(std::uint64_t offset) {
    // Lines are short and entries cover many: the next offset is nearly always in this entry or the one after.
    for (std::uint64_t place = m_cursor; place < m_cursor + 2; ++place) {
        const auto entry = read(place);
        if (!entry || entry->end <= offset)
            continue;
        const auto before = place > 0 ? read(place - 1) : std::nullopt;
        if (place > 0 && (!before || before->end > offset))
            break;
        m_cursor = place;
        return read(place);
    }
    m_cursor = search([&](const LogIndexEntry& entry) { return entry.end > offset; });
    return read(m_cursor);
}

std::optional<LogIndexEntry> LogIndexReader::firstSince(WallMs since) {
    m_cursor = search([&](const LogIndexEntry& entry) { return entry.at >= since; });
    return read(m_cursor);
}

std::uint64_t LogIndexReader::beginOf(const LogIndexEntry& entry) {
    const std::uint64_t place = search([&](const LogIndexEntry& other) { return other.end >= entry.end; });
    const auto before = place > 0 ? read(place - 1) : std::nullopt;
    return before ? before->end : 0;
}

std::optional<LogIndexEntry> LogIndexReader::last() {
    return m_count > 0 ? read(m_count - 1) : std::nullopt;
}

}  // namespace slipway::runtime
