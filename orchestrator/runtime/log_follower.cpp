#include "runtime/log_follower.h"

#include <fcntl.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/inotify.h>
#include <sys/stat.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <deque>
#include <map>
#include <set>

#include "base/log.h"
#include "base/unique_fd.h"
#include "runtime/log_file.h"
#include "runtime/log_index.h"

namespace slipway::runtime {

namespace {

constexpr std::uint64_t kChunk = 256 * 1024;
constexpr std::uint64_t kPassBytes = 1024 * 1024;
constexpr std::uint64_t kFinishBytes = 4 * 1024 * 1024;
constexpr std::int64_t kRestNs = 10'000'000;

}  // namespace

struct LogFollower::State {
    struct Stream {
        std::string id;
        std::string path;
        UniqueFd fd;
        int watch = -1;
        LogIndexWriter index;
        LineSplitter splitter;
        bool reporting = true;
        bool waiting = false;  ///< in `due`
        std::uint64_t dataStart = 0;
        std::uint64_t nextPunch = 0;     ///< not tried before the file is this long
        std::uint64_t unwatchedEnd = 0;  ///< bytes before were written while nobody watched
        LogIndexEntry unwatched;         ///< their time
        bool told = false;               ///< a failing index was reported

        std::uint64_t position() const { return splitter.nextOffset(); }
    };

    const Clock& clock;
    Limits limits;
    UniqueFd epoll;
    UniqueFd inotify;
    UniqueFd more;
    UniqueFd rest;
    bool resting = false;
    std::map<std::string, Stream> streams;
    std::map<int, std::set<std::string>> byWatch;
    std::deque<std::string> due;

    State(const Clock& clockInForce, Limits limitsInForce) : clock(clockInForce), limits(limitsInForce) {}

    void wake(Stream& stream);
    bool readEvents();
    void takeRest(bool on);
    std::uint64_t readChunk(Stream& stream, std::vector<FollowedLine>& lines);
    void skipTo(Stream& stream, std::uint64_t end);
    void note(Stream& stream, std::uint64_t end);
    bool adjust(Stream& stream, std::uint64_t& size);
    void retain(Stream& stream, std::uint64_t size);
    void forget(const std::string& id);
};

void LogFollower::State::wake(Stream& stream) {
    if (stream.waiting)
        return;
    stream.waiting = true;
    due.push_back(stream.id);
    const std::uint64_t one = 1;
    (void)!::write(more.get(), &one, sizeof one);
}

/// True when there were any.
bool LogFollower::State::readEvents() {
    alignas(inotify_event) char buffer[16 * 1024];
    bool any = false;
    // A pass is bounded; what comes meanwhile waits in the kernel.
    for (int pass = 0; pass < 16; ++pass) {
        const ssize_t got = ::read(inotify.get(), buffer, sizeof buffer);
        if (got <= 0)
            break;
        any = true;
        for (ssize_t at = 0; at < got;) {
            const auto& event = *reinterpret_cast<const inotify_event*>(buffer + at);
            at += static_cast<ssize_t>(sizeof(inotify_event) + event.len);
            if (event.mask & IN_Q_OVERFLOW) {
                for (auto& [id, stream] : streams)
                    wake(stream);
                continue;
            }
            const auto found = byWatch.find(event.wd);
            if (found != byWatch.end())
                for (const auto& id : found->second)
                    wake(streams.at(id));
        }
    }
    return any;
}

/// After output was seen the caller is left alone for 10 ms, so that a service which writes ten thousand times a second
/// does not wake it as often.
void LogFollower::State::takeRest(bool on) {
    if (on == resting)
        return;
    resting = on;
    epoll_event event{};
    event.events = on ? 0u : EPOLLIN;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_MOD, inotify.get(), &event);
}

/// Follows what happened to the file but growth. False when it can't be read.
bool LogFollower::State::adjust(Stream& stream, std::uint64_t& size) {
    struct stat status {};
    if (::fstat(stream.fd.get(), &status) != 0)
        return false;
    size = static_cast<std::uint64_t>(status.st_size);
    if (size < stream.position()) {
        // Somebody emptied it; the writer, which appends, goes on at its new end.
        (void)stream.index.reset();
        stream.splitter = LineSplitter(0);
        stream.dataStart = 0;
        stream.nextPunch = 0;
        stream.unwatchedEnd = 0;
    }
    if (stream.position() < stream.dataStart)
        stream.splitter = LineSplitter(stream.dataStart);
    return true;
}

/// The bytes up to `end` were seen now, or belong to the time when nobody watched.
void LogFollower::State::note(Stream& stream, std::uint64_t end) {
    LogIndexEntry entry = stream.unwatched;
    if (end > stream.unwatchedEnd)
        entry = {0, std::max(clock.wallMs(), stream.index.last().at), 0};
    entry.end = end;
    if (const auto written = stream.index.append(entry); !written && !stream.told) {
        stream.told = true;
        logWarn("runtime", "times of output are not kept: " + written.error().message);
    }
}

std::uint64_t LogFollower::State::readChunk(Stream& stream, std::vector<FollowedLine>& lines) {
    std::uint64_t size = 0;
    if (!adjust(stream, size) || size <= stream.position())
        return 0;
    std::uint64_t end = std::min(size, stream.position() + kChunk);
    if (stream.position() < stream.unwatchedEnd)
        end = std::min(end, stream.unwatchedEnd);
    std::string block(end - stream.position(), '\0');
    if (!readAt(stream.fd.get(), stream.position(), block) || block.empty())
        return 0;
    note(stream, stream.position() + block.size());
    const LogIndexEntry seen = stream.index.last();
    stream.splitter.feed(block, [&](LogLine&& line) {
        line.at = seen.at;
        line.intervalMs = seen.intervalMs;
        lines.push_back({stream.id, std::move(line)});
    });
    if (stream.position() < size)
        wake(stream);
    retain(stream, size);
    return block.size();
}

/// Indexes without reading.
void LogFollower::State::skipTo(Stream& stream, std::uint64_t end) {
    if (stream.position() < stream.unwatchedEnd)
        note(stream, std::min(stream.unwatchedEnd, end));
    note(stream, end);
    stream.splitter = LineSplitter(end);
    retain(stream, end);
}

void LogFollower::State::retain(Stream& stream, std::uint64_t size) {
    // An eighth more than is kept, so that the index is not written anew for each block.
    const std::uint64_t spare = limits.keepBytes / 8;
    if (size < std::max(stream.nextPunch, stream.dataStart + limits.keepBytes + spare))
        return;
    stream.nextPunch = size + spare;
    const auto start = punchHead(stream.path, limits.keepBytes);
    if (!start) {
        if (!stream.told)
            logWarn("runtime", "old output is not given back: " + start.error().message);
        stream.told = true;
        return;
    }
    stream.dataStart = *start;
    (void)stream.index.dropBefore(*start);
}

void LogFollower::State::forget(const std::string& id) {
    const auto found = streams.find(id);
    if (found == streams.end())
        return;
    auto& ids = byWatch[found->second.watch];
    ids.erase(id);
    if (ids.empty()) {
        ::inotify_rm_watch(inotify.get(), found->second.watch);
        byWatch.erase(found->second.watch);
    }
    due.erase(std::remove(due.begin(), due.end(), id), due.end());
    streams.erase(found);
}

LogFollower::LogFollower(std::unique_ptr<State> state) : m_state(std::move(state)) {}
LogFollower::~LogFollower() = default;

Result<std::unique_ptr<LogFollower>> LogFollower::create(const Clock& clock, Limits limits) {
    auto state = std::make_unique<State>(clock, limits);
    state->epoll = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
    state->inotify = UniqueFd(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK));
    state->more = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    state->rest = UniqueFd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    for (const UniqueFd* fd : {&state->inotify, &state->more, &state->rest})
        if (!state->epoll || !*fd || ::epoll_ctl(state->epoll.get(), EPOLL_CTL_ADD, fd->get(), &event) != 0)
            return failErrno("follow output files", errno);
    return std::unique_ptr<LogFollower>(new LogFollower(std::move(state)));
}

int LogFollower::fd() const {
    return m_state->epoll.get();
}

Result<> LogFollower::add(const std::string& id, const std::string& path, WallMs unwatchedSince) {
    m_state->forget(id);
    State::Stream stream;
    stream.id = id;
    stream.path = path;
    stream.fd = UniqueFd(::open(path.c_str(), O_RDONLY | O_CREAT | O_CLOEXEC, 0600));
    if (!stream.fd)
        return failErrno("open " + path, errno);
    auto index = LogIndexWriter::open(path);
    if (!index)
        return tl::unexpected(index.error());
    stream.index = std::move(*index);
    // Before the size is looked at: what is written after is either in the size or brings an event.
    stream.watch = ::inotify_add_watch(m_state->inotify.get(), path.c_str(), IN_MODIFY);
    if (stream.watch < 0)
        return failErrno("watch " + path, errno);

    struct stat status {};
    ::fstat(stream.fd.get(), &status);
    const std::uint64_t size = static_cast<std::uint64_t>(status.st_size);
    if (size < stream.index.last().end)
        (void)stream.index.reset();
    const LogIndexEntry last = stream.index.last();
    stream.dataStart = dataStart(stream.fd.get());
    stream.splitter = LineSplitter(
        std::max(stream.dataStart, lineStartBefore(stream.fd.get(), std::min(last.end, size), stream.dataStart)));
    stream.unwatchedEnd = size > last.end ? size : 0;
    stream.unwatched.at = std::max(modifiedMs(status), last.at);
    const WallMs since = std::max({last.at, unwatchedSince, last.end == 0 ? birthMs(stream.fd.get()) : 0});
    stream.unwatched.intervalMs = std::max<std::int64_t>(stream.unwatched.at - since, 0);

    m_state->byWatch[stream.watch].insert(id);
    State::Stream& kept = m_state->streams[id] = std::move(stream);
    if (size > kept.position())
        m_state->wake(kept);
    return {};
}

void LogFollower::report(const std::string& id, bool on) {
    const auto found = m_state->streams.find(id);
    if (found == m_state->streams.end() || found->second.reporting == on)
        return;
    State::Stream& stream = found->second;
    stream.reporting = on;
    if (on)
        stream.splitter = LineSplitter(lineStartBefore(stream.fd.get(), stream.position(), stream.dataStart));
    m_state->wake(stream);
}

std::vector<FollowedLine> LogFollower::finish(const std::string& id) {
    std::vector<FollowedLine> lines;
    const auto found = m_state->streams.find(id);
    if (found == m_state->streams.end())
        return lines;
    State::Stream& stream = found->second;
    std::uint64_t size = 0;
    if (m_state->adjust(stream, size)) {
        std::string last(size > stream.dataStart ? 1 : 0, '\0');
        if (!last.empty() && readAt(stream.fd.get(), size - 1, last) && last == "\n")
            last.clear();
        if (!last.empty()) {
            const UniqueFd writer(::open(stream.path.c_str(), O_WRONLY | O_APPEND | O_CLOEXEC));
            if (writer && ::write(writer.get(), "\n", 1) == 1)
                ++size;
        }
        if (!stream.reporting || size - stream.position() > kFinishBytes) {
            const std::uint64_t from = size > kFinishBytes && stream.reporting
                                           ? std::min(lineStartAfter(stream.fd.get(), size - kFinishBytes), size)
                                           : size;
            m_state->skipTo(stream, from);
        }
        while (stream.reporting && m_state->readChunk(stream, lines) > 0) {
        }
    }
    m_state->forget(id);
    return lines;
}

void LogFollower::remove(const std::string& id) {
    m_state->forget(id);
}

std::uint64_t LogFollower::position(const std::string& id) const {
    const auto found = m_state->streams.find(id);
    return found == m_state->streams.end() ? 0 : found->second.splitter.lineStart();
}

std::vector<FollowedLine> LogFollower::process() {
    std::vector<FollowedLine> lines;
    std::uint64_t count = 0;
    (void)!::read(m_state->rest.get(), &count, sizeof count);
    const bool events = m_state->readEvents();
    (void)!::read(m_state->more.get(), &count, sizeof count);

    std::uint64_t budget = kPassBytes;
    std::deque<std::string> todo;
    todo.swap(m_state->due);
    while (!todo.empty()) {
        State::Stream& stream = m_state->streams.at(todo.front());
        if (budget == 0) {
            m_state->due.push_back(todo.front());
            const std::uint64_t one = 1;
            (void)!::write(m_state->more.get(), &one, sizeof one);
        } else {
            stream.waiting = false;
            std::uint64_t size = 0;
            if (stream.reporting)
                budget -= std::min(budget, m_state->readChunk(stream, lines));
            else if (m_state->adjust(stream, size) && size > stream.position())
                m_state->skipTo(stream, size);
        }
        todo.pop_front();
    }

    m_state->takeRest(events);
    itimerspec spec{};
    spec.it_value.tv_nsec = events ? kRestNs : 0;
    ::timerfd_settime(m_state->rest.get(), 0, &spec, nullptr);
    return lines;
}

}  // namespace slipway::runtime
