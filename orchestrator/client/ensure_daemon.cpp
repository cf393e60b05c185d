#include "client/ensure_daemon.h"

#include <poll.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <thread>

#include "base/binaries.h"
#include "base/files.h"
#include "base/version.h"
#include "client/home.h"
#include "client/start_daemon.h"

namespace slipway::client {
namespace {

using std::chrono::milliseconds;
using SteadyClock = std::chrono::steady_clock;

constexpr int kSchema = 1;
constexpr milliseconds kStep{10};

tl::unexpected<api::ApiError> failed(Error error) {
    return tl::unexpected(api::ApiError(std::move(error)));
}

bool isOurs(const api::Version& daemon) {
    return daemon.version == version() && daemon.build == buildId();
}
bool speaksOurs(const api::Version& daemon) {
    return daemon.schema.size() == 2 && daemon.schema[0] <= kSchema && kSchema <= daemon.schema[1];
}

bool hasEnded(const UniqueFd& pidfd, milliseconds wait) {
    pollfd poll{pidfd.get(), POLLIN, 0};
    if (!pidfd) {
        std::this_thread::sleep_for(wait);
        return false;
    }
    return ::poll(&poll, 1, static_cast<int>(wait.count())) > 0;
}

size_t sizeOf(const std::string& path) {
    struct stat status {};
    return ::stat(path.c_str(), &status) == 0 ? static_cast<size_t>(status.st_size) : 0;
}

// A daemon that dies of a full disk can't write that into its log.
bool isFull(const std::string& folder) {
    constexpr unsigned long kLeastBytes = 64 * 1024;
    struct statvfs status {};
    return ::statvfs(folder.c_str(), &status) == 0 && status.f_bavail < kLeastBytes / std::max(status.f_frsize, 1ul);
}

// What `slipwayd --version` says. A daemon is replaced only by one that is of our build: else two clients of different
// builds, or a client beside another build's daemon, would replace it back and forth.
bool isOurBuild(const std::string& program) {
    std::string quoted = "'";
    for (const char c : program)
        quoted += c == '\'' ? std::string("'\\''") : std::string(1, c);
    FILE* output = ::popen((quoted + "' --version 2>/dev/null").c_str(), "re");
    if (!output)
        return false;
    char line[256] = "";
    const bool read = ::fgets(line, sizeof line, output) != nullptr;
    ::pclose(output);
    return read && line == std::string("slipwayd ") + version() + " (" + buildId() + ")\n";
}

Answer<api::Version> start(const std::string& home, const std::string& program, const EnsureOptions& options) {
    if (options.onNote)
        options.onNote("starting slipwayd");
    const std::string log = daemonLog(home);
    if (const auto made = makeFolders(home + "/logs"); !made)
        return failed(made.error());
    const size_t logBefore = sizeOf(log);
    const auto started = startDetached(program, home, log);
    if (!started)
        return failed(started.error());

    ControlClient client(home);
    const auto deadline = SteadyClock::now() + options.startLimit;
    std::optional<SteadyClock::time_point> goneAt;
    while (true) {
        auto answer = client.version(std::chrono::seconds(2));
        if (answer)
            return answer;
        const auto now = SteadyClock::now();
        // One that ended at once may have met another that was starting: that one gets a moment.
        if (goneAt && now > *goneAt + std::chrono::seconds(1)) {
            Error error{ErrorCode::StartFailed, "slipwayd ended before it answered", "Its log is " + log + ".",
                        daemonLogTail(home, 10, logBefore)};
            if (isFull(home)) {
                error.code = ErrorCode::NoSpace;
                error.message += ": no space is left in " + home;
                error.hint = "Free some and run the command again; what runs is not touched.";
            }
            return failed(std::move(error));
        }
        if (now > deadline) {
            Error error{ErrorCode::Timeout, "slipwayd did not answer within " + formatDuration(options.startLimit),
                        "Its log is " + log + ".", daemonLogTail(home, 10, logBefore)};
            return failed(std::move(error));
        }
        if (goneAt)
            std::this_thread::sleep_for(kStep);
        else if (hasEnded(started->pidfd, kStep))
            goneAt = SteadyClock::now();
    }
}

}  // namespace

std::vector<std::string> daemonLogTail(const std::string& home, size_t count, size_t from) {
    std::vector<std::string> lines;
    const auto text = readFile(daemonLog(home));
    if (!text || text->size() <= from)
        return lines;
    size_t begin = from;
    while (begin < text->size()) {
        const size_t end = std::min(text->find('\n', begin), text->size());
        lines.push_back(text->substr(begin, end - begin));
        begin = end + 1;
    }
    if (lines.size() > count)
        lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
    return lines;
}

Answer<bool> stopDaemon(const std::string& home, milliseconds limit) {
    ControlClient client(home);
    const auto running = client.version();
    if (!running) {
        if (running.error().code == ErrorCode::DaemonUnreachable)
            return false;
        return tl::unexpected(running.error());
    }
    const UniqueFd pidfd(static_cast<int>(::syscall(SYS_pidfd_open, running->pid, 0)));
    if (const auto asked = client.shutdown(); !asked && asked.error().code != ErrorCode::DaemonUnreachable)
        return tl::unexpected(asked.error());
    const auto deadline = SteadyClock::now() + limit;
    while (SteadyClock::now() < deadline) {
        if (pidfd ? hasEnded(pidfd, milliseconds(100)) : ::kill(running->pid, 0) != 0 && errno == ESRCH)
            return true;
        if (!pidfd)
            std::this_thread::sleep_for(kStep);
    }
    return failed(
        Error{ErrorCode::Timeout,
              "slipwayd (pid " + std::to_string(running->pid) + ") had not ended after " + formatDuration(limit),
              "Its log is " + daemonLog(home) + ".", daemonLogTail(home)});
}

Answer<api::Version> ensureDaemon(const std::string& home, const EnsureOptions& options) {
    ControlClient client(home);
    auto running = client.version();
    if (running && (isOurs(*running) || (!options.replaceOtherBuild && speaksOurs(*running))))
        return running;
    if (!running && running.error().code != ErrorCode::DaemonUnreachable)
        return running;

    const auto program = findBinary("slipwayd");
    if (running && speaksOurs(*running) && (!program || !isOurBuild(*program)))
        return running;  // Another build is better than none, or than a third.
    if (!program)
        return failed(program.error());
    if (running) {
        if (!options.replaceOtherBuild)
            return failed(
                Error{ErrorCode::VersionMismatch,
                      "slipwayd is version " + running->version + " (build " + running->build + "), this is " +
                          version() + " (build " + buildId() + ")",
                      "`slipway daemon stop` ends it; the next command starts this version's. Instances run on.",
                      {}});
        if (options.onNote)
            options.onNote("restarting slipwayd: it is build " + running->build + ", this is build " + buildId());
        if (const auto stopped = stopDaemon(home); !stopped)
            return tl::unexpected(stopped.error());
    }
    return start(home, *program, options);
}

}  // namespace slipway::client
