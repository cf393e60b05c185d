#include "runtime/process_watch.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <map>

#include "base/clock.h"
#include "runtime/exit_status.h"

namespace slipway::runtime {

namespace {

/// How long the new parent of an adopted process may take to reap it before its status counts as unknown.
constexpr auto kReapPatience = std::chrono::milliseconds(100);

constexpr std::uint64_t kTimerKey = 0;

}  // namespace

struct ProcessWatch::State {
    struct Entry {
        std::string id;
        ProcessIdentity identity;
        UniqueFd pidfd;
        Kinship kinship = Kinship::Child;
        bool ended = false;  ///< waiting for its new parent to reap it
        TimePoint patienceEnd{};
    };

    UniqueFd epoll;
    UniqueFd timer;
    std::map<std::uint64_t, Entry> entries;
    std::map<std::string, std::uint64_t> keys;
    std::uint64_t lastKey = kTimerKey;
    SystemClock clock;

    bool tryEnd(Entry& entry, bool reaped, std::vector<ProcessExit>& exits);
    void armTimer();
};

namespace {

void setStatus(ProcessExit& exit, int status) {
    if (WIFEXITED(status))
        exit.code = WEXITSTATUS(status);
    if (WIFSIGNALED(status)) {
        exit.signal = WTERMSIG(status);
        exit.coreDumped = WCOREDUMP(status);
    }
}

/// False when it is not ours to reap.
bool reap(int pidfd, ProcessExit& exit, bool& running) {
    const auto info = waitChild(pidfd, WNOHANG);
    running = info && info->si_pid == 0;
    if (!info || running)
        return info.has_value();
    if (info->si_code == CLD_EXITED) {
        exit.code = info->si_status;
    } else {
        exit.signal = info->si_status;
        exit.coreDumped = info->si_code == CLD_DUMPED;
    }
    return true;
}

}  // namespace

std::string ProcessExit::cause() const {
    switch (outOfMemory) {
        case OutOfMemory::No:
            return {};
        case OutOfMemory::Limit:
            return "it passed its memory limit";
        case OutOfMemory::Machine:
            return "the machine ran out of memory";
    }
    return {};
}

std::string ProcessExit::describe() const {
    if (code)
        return "exit code " + std::to_string(*code);
    if (signal) {
        const char* name = ::sigabbrev_np(*signal);
        return "killed by " + (name ? "SIG" + std::string(name) : "signal " + std::to_string(*signal)) +
               (coreDumped                       ? " (core dumped)"
                : outOfMemory != OutOfMemory::No ? " (" + cause() + ")"
                                                 : "");
    }
    return "ended; its exit code is unknown (started by an earlier daemon)";
}

/// True when the exit was reported and the entry may go.
bool ProcessWatch::State::tryEnd(Entry& entry, bool reaped, std::vector<ProcessExit>& exits) {
    ProcessExit exit;
    exit.id = entry.id;
    exit.identity = entry.identity;
    if (entry.kinship == Kinship::Child) {
        bool running = false;
        if (reap(entry.pidfd.get(), exit, running)) {
            if (!running)
                exits.push_back(std::move(exit));
            return !running;
        }
        // Somebody else reaped it.
        entry.kinship = Kinship::Adopted;
    }
    const auto [known, status] = exitStatusOf(entry.pidfd.get(), entry.identity);
    if (known == ExitKnowledge::Known)
        setStatus(exit, status);
    const TimePoint now = clock.now();
    if (known == ExitKnowledge::NotYet && !reaped && (!entry.ended || now < entry.patienceEnd)) {
        if (!entry.ended) {
            entry.ended = true;
            entry.patienceEnd = now + kReapPatience;
            // Readable for good from now on; the hang-up that reaping brings needs no asking for.
            epoll_event event{};
            event.data.u64 = keys.at(entry.id);
            ::epoll_ctl(epoll.get(), EPOLL_CTL_MOD, entry.pidfd.get(), &event);
        }
        return false;
    }
    exits.push_back(std::move(exit));
    return true;
}

void ProcessWatch::State::armTimer() {
    std::optional<TimePoint> first;
    for (const auto& [key, entry] : entries)
        if (entry.ended && (!first || entry.patienceEnd < *first))
            first = entry.patienceEnd;
    itimerspec spec{};
    if (first) {
        const auto ns = std::max<std::int64_t>(first->time_since_epoch().count(), 1);
        spec.it_value.tv_sec = ns / 1'000'000'000;
        spec.it_value.tv_nsec = ns % 1'000'000'000;
    }
    ::timerfd_settime(timer.get(), TFD_TIMER_ABSTIME, &spec, nullptr);
}

ProcessWatch::ProcessWatch(std::unique_ptr<State> state) : m_state(std::move(state)) {}
ProcessWatch::~ProcessWatch() = default;

Result<std::unique_ptr<ProcessWatch>> ProcessWatch::create() {
    auto state = std::make_unique<State>();
    state->epoll = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
    state->timer = UniqueFd(::timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = kTimerKey;
    if (!state->epoll || !state->timer ||
        ::epoll_ctl(state->epoll.get(), EPOLL_CTL_ADD, state->timer.get(), &event) != 0)
        return failErrno("watch processes", errno);
    return std::unique_ptr<ProcessWatch>(new ProcessWatch(std::move(state)));
}

int ProcessWatch::fd() const {
    return m_state->epoll.get();
}

Result<> ProcessWatch::add(std::string id, ProcessIdentity identity, UniqueFd pidfd, Kinship kinship) {
    remove(id);
    const std::uint64_t key = ++m_state->lastKey;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = key;
    if (::epoll_ctl(m_state->epoll.get(), EPOLL_CTL_ADD, pidfd.get(), &event) != 0)
        return failErrno("watch process " + std::to_string(identity.pid), errno);
    m_state->keys[id] = key;
    m_state->entries[key] = State::Entry{std::move(id), std::move(identity), std::move(pidfd), kinship, false, {}};
    return {};
}

void ProcessWatch::remove(const std::string& id) {
    const auto found = m_state->keys.find(id);
    if (found == m_state->keys.end())
        return;
    const auto entry = m_state->entries.find(found->second);
    // By hand: a duplicate of the descriptor elsewhere would keep it in the epoll set.
    ::epoll_ctl(m_state->epoll.get(), EPOLL_CTL_DEL, entry->second.pidfd.get(), nullptr);
    m_state->entries.erase(entry);
    m_state->keys.erase(found);
}

int ProcessWatch::pidfd(const std::string& id) const {
    const auto found = m_state->keys.find(id);
    return found == m_state->keys.end() ? -1 : m_state->entries.at(found->second).pidfd.get();
}

std::vector<ProcessExit> ProcessWatch::process() {
    std::vector<ProcessExit> exits;
    std::vector<std::uint64_t> done;
    epoll_event events[64];
    const int count = ::epoll_wait(m_state->epoll.get(), events, 64, 0);
    const auto handle = [&](std::uint64_t key, bool reaped) {
        const auto found = m_state->entries.find(key);
        if (found != m_state->entries.end() && m_state->tryEnd(found->second, reaped, exits))
            remove(std::string(found->second.id));
    };
    for (int i = 0; i < count; ++i) {
        if (events[i].data.u64 != kTimerKey) {
            handle(events[i].data.u64, (events[i].events & EPOLLHUP) != 0);
            continue;
        }
        std::uint64_t expired = 0;
        (void)!::read(m_state->timer.get(), &expired, sizeof expired);
        for (const auto& [key, entry] : m_state->entries)
            if (entry.ended)
                done.push_back(key);
    }
    for (const std::uint64_t key : done)
        handle(key, false);
    m_state->armTimer();
    return exits;
}

}  // namespace slipway::runtime
