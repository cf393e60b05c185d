#include "runtime/spawn.h"

#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstring>

#include "base/files.h"
#include "runtime/clone_into.h"
#include "runtime/process_table.h"

namespace slipway::runtime {

namespace {

enum class Stage { Cgroup, Session, Descriptors, Folder, Limit, User, Signals, Exec };

/// All that the child needs, made ready beforehand: it must not allocate. The child shares our memory until it execs,
/// so it leaves its error here, and no pipe is needed to carry it.
struct ChildPlan {
    const char* file = nullptr;
    char* const* argv = nullptr;
    char* const* environment = nullptr;
    const char* workingDir = nullptr;
    int descriptors[3] = {-1, -1, -1};
    mode_t umask = 022;
    bool resetOomScore = false;
    rlim_t openFiles = 0;  ///< 0: as it is
    const ResourceLimit* limits = nullptr;
    size_t limitCount = 0;
    const int* groups = nullptr;  ///< cgroup.procs of those that it was not born in, open
    size_t groupCount = 0;
    const Identification* user = nullptr;

    size_t failedLimit = 0;
    Stage stage = Stage::Session;
    int error = 0;
};

std::atomic<rlim_t> originalOpenFiles{0};

/// Without CLOSE_RANGE_CLOEXEC (Linux 5.11) or where a sandbox forbids it. /proc/self/fd can't be listed without
/// malloc.
void closeOnExecOneByOne(int from) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const int last = static_cast<int>(std::min<rlim_t>(limit.rlim_cur, 65'536));
    for (int fd = from; fd < last; ++fd)
        ::fcntl(fd, F_SETFD, FD_CLOEXEC);
}

/// Runs in the child, which shares our memory while we are suspended: system calls only, nothing of ours is changed but
/// the plan's last three members.
int runChild(void* argument) {
    auto& plan = *static_cast<ChildPlan*>(argument);
    const auto giveUp = [&](Stage stage) {
        plan.stage = stage;
        plan.error = errno;
        // Not _exit(): before a call that never returns AddressSanitizer cleans the stack that it thinks we are on.
        ::syscall(SYS_exit_group, 127);
    };

    // Before all else, so that what it uses is counted there.
    for (size_t i = 0; i < plan.groupCount; ++i)
        if (::write(plan.groups[i], "0", 1) != 1)
            giveUp(Stage::Cgroup);
    if (::setsid() < 0)
        giveUp(Stage::Session);
    for (int fd = 0; fd < 3; ++fd)
        if (::dup2(plan.descriptors[fd], fd) < 0)
            giveUp(Stage::Descriptors);
    if (::close_range(3, ~0u, CLOSE_RANGE_CLOEXEC) != 0)
        closeOnExecOneByOne(3);
    if (plan.workingDir && ::chdir(plan.workingDir) != 0)
        giveUp(Stage::Folder);
    ::umask(plan.umask);
    if (plan.openFiles != 0) {
        rlimit limit{};
        ::getrlimit(RLIMIT_NOFILE, &limit);
        limit.rlim_cur = plan.openFiles;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    for (size_t i = 0; i < plan.limitCount; ++i) {
        const rlimit limit{plan.limits[i].soft, plan.limits[i].hard};
        plan.failedLimit = i;
        if (::setrlimit(static_cast<__rlimit_resource>(plan.limits[i].resource), &limit) != 0)
            giveUp(Stage::Limit);
    }
    if (plan.resetOomScore) {
        // Raising it back to 0 needs no privilege; where it fails, the child is as hard to kill as we are.
        const int fd = ::open("/proc/self/oom_score_adj", O_WRONLY | O_CLOEXEC);
        if (fd >= 0)
            (void)!::write(fd, "0", 1);
    }
    // Not the C library's: its calls would change all threads of the daemon, whose memory this is.
    if (plan.user && (::syscall(SYS_setgroups, plan.user->groups.size(), plan.user->groups.data()) != 0 ||
                      ::syscall(SYS_setgid, plan.user->gid) != 0 || ::syscall(SYS_setuid, plan.user->uid) != 0))
        giveUp(Stage::User);
    // Handlers are reset by exec, ignored signals are not. Numbers that the C library keeps for itself fail harmlessly.
    for (int signal = 1; signal < NSIG; ++signal) {
        struct sigaction action {};
        if (::sigaction(signal, nullptr, &action) == 0 && action.sa_handler != SIG_DFL) {
            action = {};
            action.sa_handler = SIG_DFL;
            ::sigaction(signal, &action, nullptr);
        }
    }
    sigset_t none;
    ::sigemptyset(&none);
    if (::sigprocmask(SIG_SETMASK, &none, nullptr) != 0)
        giveUp(Stage::Signals);
    ::execve(plan.file, plan.argv, plan.environment);
    giveUp(Stage::Exec);
    return 127;
}

/// A stack for the child: it runs on its own while it shares our memory.
class ChildStack {
  public:
    ChildStack()
        : m_base(::mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS | MAP_STACK, -1, 0)) {}
    ~ChildStack() {
        if (valid())
            ::munmap(m_base, kBytes);
    }
    ChildStack(const ChildStack&) = delete;
    ChildStack& operator=(const ChildStack&) = delete;
    bool valid() const { return m_base != MAP_FAILED; }
    void* base() const { return m_base; }
    void* top() const { return static_cast<char*>(m_base) + kBytes; }
    static constexpr size_t kBytes = 64 * 1024;

  private:
    void* m_base;
};

/// No handler of ours may run in the child, where it would change our memory.
class AllSignalsBlocked {
  public:
    AllSignalsBlocked() {
        sigset_t all;
        ::sigfillset(&all);
        ::pthread_sigmask(SIG_SETMASK, &all, &m_old);
    }
    ~AllSignalsBlocked() { ::pthread_sigmask(SIG_SETMASK, &m_old, nullptr); }
    AllSignalsBlocked(const AllSignalsBlocked&) = delete;
    AllSignalsBlocked& operator=(const AllSignalsBlocked&) = delete;

  private:
    sigset_t m_old;
};

/// Above 2, so that the child's dup2 to 0, 1 and 2 can't overwrite one that is still needed.
Result<UniqueFd> openAbove2(const std::string& path, int flags) {
    UniqueFd fd(::open(path.c_str(), flags | O_CLOEXEC | O_NOCTTY, 0600));
    if (fd && fd.get() < 3)
        fd = UniqueFd(::fcntl(fd.get(), F_DUPFD_CLOEXEC, 3));
    if (!fd)
        return fail(ErrorCode::StartFailed, "open " + path + ": " + strerror(errno));
    return fd;
}

Result<UniqueFd> openOutput(const std::string& path) {
    return path.empty() ? openAbove2("/dev/null", O_WRONLY) : openAbove2(path, O_WRONLY | O_APPEND | O_CREAT);
}

bool ownOomScoreIsSet() {
    static const bool set = readFile("/proc/self/oom_score_adj", 64).value_or("0\n") != "0\n";
    return set;
}

std::string absolutePath(const std::string& file, const std::string& workingDir) {
    return file.empty() || file[0] == '/' || workingDir.empty() ? file : workingDir + "/" + file;
}

/// ENOENT and ENOEXEC of exec speak of the file where the trouble is its interpreter.
Error execError(const SpawnRequest& request, const std::string& file, int error) {
    Error result{ErrorCode::StartFailed, "exec " + file + ": " + strerror(error), {}, {}};
    const std::string path = absolutePath(file, request.workingDir);
    const UniqueFd script(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    char head[128] = {};
    const ssize_t got = script ? ::read(script.get(), head, sizeof head - 1) : -1;
    if (error == ENOENT && got > 2 && head[0] == '#' && head[1] == '!') {
        std::string interpreter(head + 2);
        interpreter.resize(std::min(interpreter.find('\n'), interpreter.size()));
        result.message = "exec " + file + ": its interpreter is not there (#!" + interpreter + ")";
    } else if (error == ENOENT && got > 0) {
        result.message = "exec " + file + ": the loader that it names is not there (built for another system?)";
    } else if (error == ENOEXEC) {
        result.hint = "A script must begin with a line such as #!/bin/sh; a program must be built for this machine.";
    } else if (error == EACCES && got >= 0) {
        result.hint = "Make it executable: chmod +x " + path;
    }
    return result;
}

Error stageError(const SpawnRequest& request, const ChildPlan& plan) {
    const std::string words = strerror(plan.error);
    switch (plan.stage) {
        case Stage::Cgroup:
            return {ErrorCode::StartFailed, "enter its control group: " + words, {}, {}};
        case Stage::Session:
            return {ErrorCode::StartFailed, "start a session: " + words, {}, {}};
        case Stage::Descriptors:
            return {ErrorCode::StartFailed, "set up standard descriptors: " + words, {}, {}};
        case Stage::Folder:
            return {ErrorCode::StartFailed, "change folder to " + request.workingDir + ": " + words, {}, {}};
        case Stage::Limit: {
            const ResourceLimit& limit = request.limits[plan.failedLimit];
            return {ErrorCode::StartFailed,
                    "set " + limit.name + " to " + std::to_string(limit.hard) + ": " + words,
                    {},
                    {}};
        }
        case Stage::User:
            return {ErrorCode::StartFailed,
                    "run as uid " + std::to_string(request.user ? request.user->uid : 0) + ": " + words,
                    "Only root may run a process as another user.",
                    {}};
        case Stage::Signals:
            return {ErrorCode::StartFailed, "reset signals: " + words, {}, {}};
        case Stage::Exec:
            return execError(request, plan.file, plan.error);
    }
    return {ErrorCode::StartFailed, words, {}, {}};
}

/// The group of version 2, where a child can be born, and the entrances of the others.
struct Groups {
    UniqueFd birthplace;
    std::vector<UniqueFd> entrances;
    std::vector<int> numbers;

    /// Errors: StartFailed.
    Result<> open(const InstanceCgroup& cgroup) {
        for (const std::string& folder : cgroup.folders()) {
            if (!birthplace && ::access((folder + "/cgroup.events").c_str(), F_OK) == 0) {
                birthplace = UniqueFd(::open(folder.c_str(), O_DIRECTORY | O_CLOEXEC));
                m_birthplaceFolder = folder;
            } else if (auto opened = enter(folder); !opened) {
                return opened;
            }
        }
        return {};
    }
    /// Where no child can be born in a group, it enters that one, too.
    Result<> enterBirthplace() {
        birthplace = UniqueFd();
        return enter(m_birthplaceFolder);
    }

  private:
    Result<> enter(const std::string& folder) {
        auto entrance = openAbove2(folder + "/cgroup.procs", O_WRONLY);
        if (!entrance)
            return tl::unexpected(entrance.error());
        numbers.push_back(entrance->get());
        entrances.push_back(std::move(*entrance));
        return {};
    }

    std::string m_birthplaceFolder;
};

std::vector<char*> pointers(std::vector<std::string>& words) {
    std::vector<char*> result;
    for (auto& word : words)
        result.push_back(word.data());
    result.push_back(nullptr);
    return result;
}

}  // namespace

std::vector<std::string> shellCommand(std::string_view text) {
    return {"/bin/sh", "-c", std::string(text)};
}

std::uint64_t raiseOpenFilesLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return 1024;
    const rlim_t before = limit.rlim_cur;
    limit.rlim_cur = limit.rlim_max;
    if (before < limit.rlim_max && ::setrlimit(RLIMIT_NOFILE, &limit) == 0) {
        rlim_t unset = 0;
        originalOpenFiles.compare_exchange_strong(unset, before);
    } else {
        limit.rlim_cur = before;
    }
    return limit.rlim_cur;
}

Result<std::string> resolveCommand(const std::string& command, const Environment& environment) {
    if (command.empty())
        return fail(ErrorCode::StartFailed, "exec: the command is empty");
    if (command.find('/') != std::string::npos)
        return command;
    std::string path = "/usr/local/bin:/usr/bin:/bin";
    for (const auto& [name, value] : environment)
        if (name == "PATH")
            path = value;
    std::string refused;
    for (size_t begin = 0; begin <= path.size();) {
        const size_t end = std::min(path.find(':', begin), path.size());
        const std::string candidate = path.substr(begin, end - begin) + "/" + command;
        begin = end + 1;
        struct stat status {};
        if (candidate[0] != '/' || ::stat(candidate.c_str(), &status) != 0 || !S_ISREG(status.st_mode))
            continue;
        if (::access(candidate.c_str(), X_OK) == 0)
            return candidate;
        refused = candidate;
    }
    if (!refused.empty())
        return fail(ErrorCode::StartFailed, "exec " + refused + ": Permission denied",
                    "Make it executable: chmod +x " + refused);
    return fail(ErrorCode::StartFailed, "exec " + command + ": not found in PATH (" + path + ")");
}

Result<SpawnedProcess> spawn(const SpawnRequest& request) {
    if (request.argv.empty())
        return fail(ErrorCode::StartFailed, "exec: the command is empty");
    const auto file = resolveCommand(request.argv[0], request.environment);
    if (!file)
        return tl::unexpected(file.error());

    auto input = openAbove2("/dev/null", O_RDONLY);
    if (!input)
        return tl::unexpected(input.error());
    UniqueFd outputs[2];
    for (int i = 0; i < 2 && request.outputFd < 0; ++i) {
        auto output = openOutput(i == 0 ? request.outPath : request.errPath);
        if (!output)
            return tl::unexpected(output.error());
        outputs[i] = std::move(*output);
    }

    std::vector<std::string> arguments = request.argv;
    std::vector<std::string> variables;
    for (const auto& [name, value] : request.environment)
        if (request.cookie.empty() || name != kCookieVariable)
            variables.push_back(name + "=" + value);
    if (!request.cookie.empty())
        variables.push_back(std::string(kCookieVariable) + "=" + request.cookie);
    const auto argv = pointers(arguments);
    const auto environment = pointers(variables);

    ChildPlan plan;
    plan.file = file->c_str();
    plan.argv = argv.data();
    plan.environment = environment.data();
    plan.workingDir = request.workingDir.empty() ? nullptr : request.workingDir.c_str();
    plan.descriptors[0] = input->get();
    plan.descriptors[1] = request.outputFd >= 0 ? request.outputFd : outputs[0].get();
    plan.descriptors[2] = request.outputFd >= 0 ? request.outputFd : outputs[1].get();
    plan.umask = request.umask;
    plan.resetOomScore = ownOomScoreIsSet();
    plan.openFiles = originalOpenFiles;
    plan.limits = request.limits.data();
    plan.limitCount = request.limits.size();
    plan.user = request.user ? &*request.user : nullptr;

    const ChildStack stack;
    if (!stack.valid())
        return fail(ErrorCode::StartFailed, std::string("memory for a child: ") + strerror(errno));
    Groups groups;
    if (auto opened = groups.open(request.cgroup); !opened)
        return tl::unexpected(opened.error());
    int pidfd = -1;
    pid_t pid = -1;
    int cloneError = 0;
    // Suspends this thread until the child has called exec or ended; other threads run on. No copy of page tables.
    const auto start = [&] {
        const AllSignalsBlocked blocked;
        plan.groups = groups.numbers.data();
        plan.groupCount = groups.numbers.size();
        pid = groups.birthplace
                  ? cloneInto(groups.birthplace.get(), runChild, &plan, stack.base(), ChildStack::kBytes, &pidfd)
                  : ::clone(runChild, stack.top(), CLONE_VM | CLONE_VFORK | CLONE_PIDFD | SIGCHLD, &plan, &pidfd);
        cloneError = errno;
    };
    start();
    if (pid < 0 && groups.birthplace) {
        // clone3 is not there, or a sandbox forbids it.
        if (auto entered = groups.enterBirthplace(); !entered)
            return tl::unexpected(entered.error());
        start();
    }
    if (pid < 0)
        return fail(ErrorCode::StartFailed, std::string("clone: ") + strerror(cloneError));
    SpawnedProcess process{{currentBootId(), pid, 0}, UniqueFd(pidfd)};
    if (plan.error != 0) {
        ::waitpid(pid, nullptr, 0);
        return tl::unexpected(stageError(request, plan));
    }
    // Not reaped before we do it: there even when it has ended already.
    const auto stat = readProcessStat(pid);
    process.identity.startTicks = stat ? stat->startTicks : 0;
    return process;
}

}  // namespace slipway::runtime
