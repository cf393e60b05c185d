#include <poll.h>
#include <signal.h>
#include <sys/epoll.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "runtime/exit_status.h"
#include "runtime/probe_engines.h"

namespace slipway::runtime {

namespace {

constexpr off_t kOutputTail = 512;
constexpr size_t kReasonBytes = 200;

/// The last line that it wrote, to say why it failed.
std::string lastLine(int fd) {
    const off_t size = ::lseek(fd, 0, SEEK_END);
    char tail[kOutputTail];
    const off_t from = std::max<off_t>(0, size - kOutputTail);
    const ssize_t got = size > 0 ? ::pread(fd, tail, sizeof tail, from) : 0;
    std::string text(tail, got > 0 ? static_cast<size_t>(got) : 0);
    while (!text.empty() && static_cast<unsigned char>(text.back()) <= ' ')
        text.pop_back();
    if (const size_t newline = text.rfind('\n'); newline != std::string::npos)
        text.erase(0, newline + 1);
    return text.substr(0, kReasonBytes);
}

}  // namespace

void ExecProber::kill(const Run& run) const {
    (void)signalGroup(run.process.identity, run.process.pidfd.get(), {}, SIGKILL);
}

ExecProber::~ExecProber() {
    for (const auto& [id, run] : m_runs)
        kill(run);
    for (const auto& [id, run] : m_runs) {
        pollfd entry{run.process.pidfd.get(), POLLIN, 0};
        // Killed, it ends at once; one that hangs in the kernel is left to init.
        ::poll(&entry, 1, 1000);
        (void)waitChild(run.process.pidfd.get(), WNOHANG);
    }
}

void ExecProber::start(std::uint64_t number, const ExecProbe& probe, Duration timeout, TimePoint now) {
    Run run;
    run.number = number;
    run.command = probe.argv.empty() ? "" : probe.argv[0];
    run.timeout = timeout;
    run.deadline = now + timeout;
    run.output = UniqueFd(::memfd_create("probe", MFD_CLOEXEC));

    SpawnRequest request;
    request.argv = probe.argv;
    request.workingDir = probe.workingDir;
    request.environment = probe.environment;
    request.user = probe.user;
    request.cookie = probe.cookie;
    request.outputFd = run.output.get();
    auto process = spawn(request);
    if (!process)
        return m_done(number, {false, process.error().message});
    run.process = std::move(*process);

    const std::uint64_t id = ++m_lastRun;
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.u64 = probeEventKey(ProbeEvent::Exec, id);
    ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, run.process.pidfd.get(), &event);
    m_deadlines.emplace(run.deadline, id);
    m_runs[id] = std::move(run);
}

void ExecProber::forget(std::uint64_t number) {
    for (auto& [id, run] : m_runs)
        if (run.number == number && !run.told) {
            run.told = true;
            m_deadlines.erase({run.deadline, id});
            kill(run);
        }
}

void ExecProber::onEvent(std::uint64_t id) {
    const auto found = m_runs.find(id);
    if (found == m_runs.end())
        return;
    Run& run = found->second;
    const auto waited = waitChild(run.process.pidfd.get(), WNOHANG | WNOWAIT);
    if (waited && waited->si_pid == 0)
        return;
    // Before it is reaped: its number still leads the group.
    kill(run);
    const siginfo_t info = waitChild(run.process.pidfd.get(), WNOHANG).value_or(siginfo_t{});
    const Run ended = std::move(run);
    m_deadlines.erase({ended.deadline, id});
    m_runs.erase(found);
    if (ended.told)
        return;
    ProbeOutcome outcome{info.si_code == CLD_EXITED && info.si_status == 0, {}};
    if (!outcome.success) {
        outcome.reason = "exec " + ended.command + ": " +
                         (info.si_code == CLD_EXITED ? "exit code " : "killed by signal ") +
                         std::to_string(info.si_status);
        if (const std::string line = lastLine(ended.output.get()); !line.empty())
            outcome.reason += ": " + line;
    }
    m_done(ended.number, std::move(outcome));
}

void ExecProber::onTimer(TimePoint now) {
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        const std::uint64_t id = m_deadlines.begin()->second;
        m_deadlines.erase(m_deadlines.begin());
        Run& run = m_runs.at(id);
        run.told = true;
        kill(run);
        m_done(run.number, {false, "exec " + run.command + ": " + timedOut(run.timeout)});
    }
}

std::optional<TimePoint> ExecProber::wakeAt() const {
    return m_deadlines.empty() ? std::nullopt : std::optional(m_deadlines.begin()->first);
}

}  // namespace slipway::runtime
