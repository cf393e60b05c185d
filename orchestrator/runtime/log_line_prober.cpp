#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>

#include "base/ansi.h"
#include "runtime/log_file.h"
#include "runtime/probe_engines.h"

namespace slipway::runtime {

namespace {
// A flood of output must not hold up the probes of the others: the rest is read at the next look.
constexpr std::uint64_t kLookBytes = 4u << 20;
constexpr size_t kLogBlock = 64 * 1024;
}  // namespace

void LogLineProber::start(std::uint64_t number, const LogLineProbe& probe) {
    const auto [place, first] = m_searches.try_emplace(number);
    Search& search = place->second;
    if (first) {
        search.found = probe.found;
        for (const auto& output : probe.outputs)
            search.files.push_back({output.path, {}, output.from, LineSplitter(output.from)});
    }
    std::string unreadable;
    for (auto& file : search.files) {
        if (search.found)
            break;
        search.found = look(file, probe.pattern, unreadable);
    }
    if (search.found)
        search.files.clear();
    const bool found = search.found;
    m_done(number, {found, found                ? std::string()
                           : unreadable.empty() ? "no line of its output matches '" + probe.text + "' yet"
                                                : unreadable});
}

bool LogLineProber::look(File& file, const LinePattern& pattern, std::string& unreadable) {
    if (!file.fd) {
        file.fd = UniqueFd(::open(file.path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY));
        if (!file.fd) {
            if (errno != ENOENT)
                unreadable = "open " + file.path + ": " + strerror(errno);
            return false;
        }
    }
    const auto startAt = [&](std::uint64_t offset) {
        file.next = offset;
        file.lines = LineSplitter(offset);
    };
    struct stat status {};
    if (::fstat(file.fd.get(), &status) != 0)
        return false;
    if (static_cast<std::uint64_t>(status.st_size) < file.next)
        startAt(0);  // somebody emptied it
    // Retention may have given the head back to the file system: its zeros are no lines.
    if (const off_t data = ::lseek(file.fd.get(), static_cast<off_t>(file.next), SEEK_DATA);
        data > static_cast<off_t>(file.next))
        startAt(lineStartAfter(file.fd.get(), static_cast<std::uint64_t>(data)));

    bool found = false;
    const std::uint64_t end = file.next + kLookBytes;
    std::string block;
    while (!found && file.next < end) {
        block.resize(kLogBlock);
        if (!readAt(file.fd.get(), file.next, block) || block.empty())
            break;
        file.next += block.size();
        file.lines.feed(block, [&](LogLine&& line) { found = found || pattern.in(withoutAnsi(line.text)); });
    }
    return found;
}

void LogLineProber::forget(std::uint64_t number) {
    m_searches.erase(number);
}

}  // namespace slipway::runtime
