#include "runtime/probes.h"

#include <signal.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <map>
#include <mutex>
#include <set>
#include <thread>

#include "base/random.h"
#include "runtime/probe_engines.h"

namespace slipway::runtime {

std::string timedOut(Duration timeout) {
    return "timed out after " + formatDuration(timeout);
}

namespace {

struct Probe {
    std::string id;
    ProbeSpec spec;
    ProbePolicy policy;
    TimePoint startedAt{};
    bool running = false;
};

/// When it has its turn: in the steady pace with others of about the same time, since a thread that wakes for each of
/// 1,000 spends more on waking than on asking. At most a 64th of the period later than it is due, and 50 ms.
TimePoint turnOf(const Probe& probe) {
    const Duration step = std::min<Duration>(probe.spec.period / 64, std::chrono::milliseconds(50));
    const TimePoint due = probe.policy.dueAt();
    if (!probe.policy.ready() || step <= Duration{})
        return due;
    const auto past = due.time_since_epoch() % step;
    return past == Duration{} ? due : due + (step - past);
}

struct Command {
    std::uint64_t number = 0;
    std::string id;
    std::optional<ProbeSpec> spec;  ///< empty: remove
};

struct NumberedResult {
    std::uint64_t number = 0;
    ProbeResult result;
};

void signalEvent(int fd) {
    const std::uint64_t one = 1;
    (void)!::write(fd, &one, sizeof one);
}

struct Engines {
    HttpProber http;
    TcpProber tcp;
    ExecProber exec;
    LogLineProber logLine;
};

void clearEvent(int fd) {
    std::uint64_t count = 0;
    (void)!::read(fd, &count, sizeof count);
}

}  // namespace

/// Owner's side and thread's side meet in `mutex`: commands go one way, results the other. A probe is known by a number
/// that is never used again, so that a result on its way can't be taken for one of its successor.
struct ProbeRunner::State {
    UniqueFd epoll;
    UniqueFd wake;
    UniqueFd ready;

    std::mutex mutex;
    std::vector<Command> commands;
    std::vector<NumberedResult> results;
    std::atomic<bool> stopping{false};
    std::atomic<std::uint64_t> probes{0}, failures{0}, connections{0}, late{0};

    // The owner's.
    std::uint64_t lastNumber = 0;
    std::map<std::string, std::uint64_t> numbers;
    std::thread thread;

    // The thread's.
    SystemClock clock;
    Random random = Random::fromSystem();
    std::map<std::uint64_t, Probe> active;
    std::set<std::pair<TimePoint, std::uint64_t>> schedule;

    void run();
    void obey(Engines& engines);
    void startDue(Engines& engines);
    void finished(std::uint64_t number, const ProbeOutcome& outcome);
    int waitMs(const Engines& engines) const;
};

void ProbeRunner::State::run() {
    const auto done = [this](std::uint64_t number, const ProbeOutcome& outcome) { finished(number, outcome); };
    Engines engines{{epoll.get(), done}, {epoll.get(), done}, {epoll.get(), done}, LogLineProber(done)};
    epoll_event events[128];
    while (!stopping) {
        const int count = ::epoll_wait(epoll.get(), events, 128, waitMs(engines));
        for (int i = 0; i < count; ++i) {
            const std::uint64_t value = events[i].data.u64 & ~(0xffULL << 56);
            switch (static_cast<ProbeEvent>(events[i].data.u64 >> 56)) {
                case ProbeEvent::Wake:
                    clearEvent(wake.get());
                    obey(engines);
                    break;
                case ProbeEvent::Http:
                    engines.http.onEvent(value);
                    break;
                case ProbeEvent::Tcp:
                    engines.tcp.onEvent(value);
                    break;
                case ProbeEvent::Exec:
                    engines.exec.onEvent(value);
                    break;
            }
        }
        const TimePoint now = clock.now();
        engines.http.onTimer(now);
        engines.tcp.onTimer(now);
        engines.exec.onTimer(now);
        startDue(engines);
        connections.store(engines.http.connections(), std::memory_order_relaxed);
    }
}

int ProbeRunner::State::waitMs(const Engines& engines) const {
    std::optional<TimePoint> first;
    const auto consider = [&](const std::optional<TimePoint>& at) {
        if (at && (!first || *at < *first))
            first = at;
    };
    if (!schedule.empty())
        consider(schedule.begin()->first);
    consider(engines.http.wakeAt());
    consider(engines.tcp.wakeAt());
    consider(engines.exec.wakeAt());
    if (!first)
        return -1;
    const auto ms = std::chrono::ceil<std::chrono::milliseconds>(*first - clock.now()).count();
    return static_cast<int>(std::clamp<std::int64_t>(ms, 0, 3'600'000));
}

void ProbeRunner::State::obey(Engines& engines) {
    std::vector<Command> todo;
    {
        const std::lock_guard lock(mutex);
        todo.swap(commands);
    }
    for (auto& command : todo) {
        if (command.spec) {
            ProbePolicy policy(*command.spec, clock.now(), random.unit());
            Probe probe{std::move(command.id), std::move(*command.spec), std::move(policy), {}, false};
            schedule.emplace(turnOf(probe), command.number);
            active.emplace(command.number, std::move(probe));
            continue;
        }
        const auto found = active.find(command.number);
        if (found == active.end())
            continue;
        schedule.erase({turnOf(found->second), command.number});
        active.erase(found);
        engines.http.forget(command.number);
        engines.tcp.forget(command.number);
        engines.exec.forget(command.number);
        engines.logLine.forget(command.number);
    }
}

void ProbeRunner::State::startDue(Engines& engines) {
    // A probe that fails at once is scheduled again at `now` or later; those have their turn after the next look at
    // epoll.
    std::vector<std::uint64_t> due;
    const TimePoint now = clock.now();
    while (!schedule.empty() && schedule.begin()->first <= now) {
        due.push_back(schedule.begin()->second);
        schedule.erase(schedule.begin());
    }
    for (const std::uint64_t number : due) {
        Probe& probe = active.at(number);
        probe.startedAt = clock.now();
        probe.running = true;
        probes.fetch_add(1, std::memory_order_relaxed);
        if (probe.policy.late(probe.startedAt))
            late.fetch_add(1, std::memory_order_relaxed);
        if (const auto* get = std::get_if<HttpGetProbe>(&probe.spec.action))
            engines.http.start(number, *get, probe.spec.timeout, probe.startedAt);
        else if (const auto* connect = std::get_if<TcpProbe>(&probe.spec.action))
            engines.tcp.start(number, *connect, probe.spec.timeout, probe.startedAt);
        else if (const auto* run = std::get_if<ExecProbe>(&probe.spec.action))
            engines.exec.start(number, *run, probe.spec.timeout, probe.startedAt);
        else
            engines.logLine.start(number, std::get<LogLineProbe>(probe.spec.action));
    }
}

void ProbeRunner::State::finished(std::uint64_t number, const ProbeOutcome& outcome) {
    const auto found = active.find(number);
    if (found == active.end())
        return;
    Probe& probe = found->second;
    const TimePoint now = clock.now();
    probe.running = false;
    if (!outcome.success)
        failures.fetch_add(1, std::memory_order_relaxed);
    const auto verdict = probe.policy.finished(outcome, probe.startedAt, now, random.unit());
    schedule.emplace(turnOf(probe), number);
    if (!verdict)
        return;
    ProbeResult result{
        probe.id, *verdict, outcome.reason, now - probe.startedAt, clock.wallMs(), probe.policy.failures()};
    const std::lock_guard lock(mutex);
    results.push_back({number, std::move(result)});
    signalEvent(ready.get());
}

ProbeRunner::ProbeRunner(std::unique_ptr<State> state) : m_state(std::move(state)) {}

Result<std::unique_ptr<ProbeRunner>> ProbeRunner::create() {
    auto state = std::make_unique<State>();
    state->epoll = UniqueFd(::epoll_create1(EPOLL_CLOEXEC));
    state->wake = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    state->ready = UniqueFd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = probeEventKey(ProbeEvent::Wake, 0);
    if (!state->epoll || !state->wake || !state->ready ||
        ::epoll_ctl(state->epoll.get(), EPOLL_CTL_ADD, state->wake.get(), &event) != 0)
        return failErrno("start the prober", errno);
    // Signals belong to the event loop's thread; a thread is born with its maker's mask.
    sigset_t all, before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    state->thread = std::thread([raw = state.get()] { raw->run(); });
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    return std::unique_ptr<ProbeRunner>(new ProbeRunner(std::move(state)));
}

ProbeRunner::~ProbeRunner() {
    m_state->stopping = true;
    signalEvent(m_state->wake.get());
    m_state->thread.join();
}

int ProbeRunner::fd() const {
    return m_state->ready.get();
}

void ProbeRunner::add(const std::string& id, ProbeSpec spec) {
    remove(id);
    const std::uint64_t number = ++m_state->lastNumber;
    m_state->numbers[id] = number;
    const std::lock_guard lock(m_state->mutex);
    m_state->commands.push_back({number, id, std::move(spec)});
    signalEvent(m_state->wake.get());
}

void ProbeRunner::remove(const std::string& id) {
    const auto found = m_state->numbers.find(id);
    if (found == m_state->numbers.end())
        return;
    const std::lock_guard lock(m_state->mutex);
    m_state->commands.push_back({found->second, {}, std::nullopt});
    m_state->numbers.erase(found);
    signalEvent(m_state->wake.get());
}

std::vector<ProbeResult> ProbeRunner::process() {
    clearEvent(m_state->ready.get());
    std::vector<NumberedResult> all;
    {
        const std::lock_guard lock(m_state->mutex);
        all.swap(m_state->results);
    }
    std::vector<ProbeResult> wanted;
    for (auto& [number, result] : all) {
        const auto found = m_state->numbers.find(result.id);
        if (found != m_state->numbers.end() && found->second == number)
            wanted.push_back(std::move(result));
    }
    return wanted;
}

ProbeTotals ProbeRunner::totals() const {
    return {m_state->probes, m_state->failures, m_state->connections, m_state->late};
}

}  // namespace slipway::runtime
