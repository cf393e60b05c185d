#include "gateway/control/daemon_raiser.h"

#include <fcntl.h>
#include <linux/close_range.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <vector>

#include "base/binaries.h"
#include "base/files.h"
#include "base/log.h"
#include "base/unique_fd.h"

namespace slipway::gateway {
namespace {

using namespace std::chrono_literals;
constexpr Duration kFirstBackOff = 50ms;
constexpr Duration kMostBackOff = 5s;
constexpr Duration kMostAfterHello = 400ms;  // that one could at least take over
constexpr Duration kLook = 50ms;             // whether the one that was started is there still
constexpr Duration kStable = 3s;             // a daemon that lived this long is no sign of trouble

/// The environment of this process with SLIPWAY_HOME set.
std::vector<std::string> environmentFor(const std::string& home) {
    std::vector<std::string> all;
    for (char** each = environ; *each; ++each)
        if (std::strncmp(*each, "SLIPWAY_HOME=", 13) != 0)
            all.emplace_back(*each);
    all.push_back("SLIPWAY_HOME=" + home);
    return all;
}

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> list;
    for (auto& word : words)
        list.push_back(word.data());
    list.push_back(nullptr);
    return list;
}

/// Between fork and exec: async-signal-safe calls alone. Tells errno over `failed` if it can't become the program.
[[noreturn]] void becomeDaemon(const char* program, char* const* arguments, char* const* environment, int log, int null,
                               int failed, const rlimit* files) {
    ::setsid();
    if (files)
        ::setrlimit(RLIMIT_NOFILE, files);
    for (int number = 1; number < NSIG; ++number)
        ::signal(number, SIG_DFL);
    sigset_t none;
    sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    ::dup2(null, STDIN_FILENO);
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    // All of ours are opened close-on-exec; this is for what a library may have opened otherwise.
    ::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC);
    ::execve(program, arguments, environment);
    const int error = errno;
    [[maybe_unused]] const ssize_t told = ::write(failed, &error, sizeof error);
    ::_exit(127);
}

}  // namespace

DaemonRaiser::~DaemonRaiser() {
    m_loop.cancel(m_timer);
}

void DaemonRaiser::start() {
    if (m_wanted)
        return;
    m_wanted = true;
    if (m_backOff == Duration{} || SystemClock().now() - m_stoppedAt > kStable)
        m_backOff = kFirstBackOff;
    schedule(m_backOff);
}

void DaemonRaiser::stop() {
    m_wanted = false;
    m_stoppedAt = SystemClock().now();
    m_backOff = std::min(m_backOff, kMostAfterHello);
    m_loop.cancel(m_timer);
    m_timer = 0;
}

void DaemonRaiser::schedule(Duration wait) {
    m_loop.cancel(m_timer);
    m_timer = m_loop.after(wait, [this] {
        m_timer = 0;
        attempt();
    });
}

void DaemonRaiser::reap() {
    if (m_child > 0 && ::waitpid(m_child, nullptr, WNOHANG) != 0)
        m_child = -1;
}

void DaemonRaiser::attempt() {
    reap();
    // One that still runs is on its way, or keeps the home's lock; a second would only be turned away. How long it
    // takes to take over is no reason to wait longer after its end.
    if (m_child > 0) {
        schedule(kLook);
        return;
    }
    m_backOff = std::min(kMostBackOff, m_backOff * 2);
    schedule(m_backOff);
    ++m_attempts;
    const auto started = spawn();
    if (!started) {
        logError("gateway", "slipwayd can't be started", {{"why", started.error().message}});
        return;
    }
    m_child = *started;
    logInfo("gateway", "slipwayd is gone; started another",
            {{"pid", std::to_string(m_child)}, {"attempt", std::to_string(m_attempts)}});
}

Result<pid_t> DaemonRaiser::spawn() {
    const auto program = findBinary("slipwayd");
    if (!program)
        return tl::unexpected(program.error());
    if (auto made = makeFolders(m_home + "/logs"); !made)
        return tl::unexpected(made.error());
    const std::string logPath = m_home + "/logs/slipwayd.log";
    const UniqueFd log(::open(logPath.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
    const UniqueFd null(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    int ends[2] = {-1, -1};
    if (!log || !null || ::pipe2(ends, O_CLOEXEC) != 0)
        return failErrno("open " + logPath, errno);
    const UniqueFd reader(ends[0]);
    UniqueFd writer(ends[1]);
    std::vector<std::string> words = {*program, "--adopt", "--home", m_home};
    std::vector<std::string> variables = environmentFor(m_home);
    const auto arguments = pointers(words), environment = pointers(variables);
    rlimit files{};
    ::getrlimit(RLIMIT_NOFILE, &files);
    if (m_childFiles != 0)
        files.rlim_cur = std::min(m_childFiles, files.rlim_max);
    // Every signal stays blocked over the fork, so that no handler of ours runs in the child.
    sigset_t all, before;
    sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    const pid_t child = ::_Fork();
    if (child == 0)
        becomeDaemon(program->c_str(), arguments.data(), environment.data(), log.get(), null.get(), writer.get(),
                     m_childFiles ? &files : nullptr);
    const int forkError = errno;
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
    if (child < 0)
        return failErrno("fork", forkError);
    writer.reset();
    int error = 0;
    if (::read(reader.get(), &error, sizeof error) == static_cast<ssize_t>(sizeof error)) {
        ::waitpid(child, nullptr, 0);
        return failErrno("start " + *program, error);
    }
    return child;
}

}  // namespace slipway::gateway
