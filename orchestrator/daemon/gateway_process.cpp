#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <csignal>

#include "base/binaries.h"
#include "base/files.h"
#include "base/log.h"
#include "daemon/gateway_link.h"
#include "runtime/spawn.h"

// The gateway as a process: started, dialled until it answers, started anew when it ends, told to go.
namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {
constexpr const char* kBinaryFile = "gateway-binary";
constexpr auto kDialEvery = 5ms;   // while its process starts: it binds within a few milliseconds
constexpr auto kDialTimeout = 5s;  // then the process is taken for hung and killed
}  // namespace

Result<std::string> gatewayBinary(const Home& home) {
    if (const auto named = readFile(home.file(kBinaryFile), 4096); named && !named->empty()) {
        if (::access(named->c_str(), X_OK) == 0)
            return *named;
        logWarn("daemon", "the gateway's binary of the last upgrade is gone; the installed one is started",
                {{"path", *named}});
    }
    return findBinary("slipway-gateway");
}

Result<> setGatewayBinary(const Home& home, const std::string& path) {
    if (!path.empty())
        return writeFileAtomically(home.file(kBinaryFile), path, 0600);
    if (::unlink(home.file(kBinaryFile).c_str()) != 0 && errno != ENOENT)
        return failErrno("remove " + home.file(kBinaryFile), errno);
    return {};
}

void GatewayLink::ensure() {
    m_wanted = true;
    m_shuttingDown = false;
    if (m_state == State::Idle && !m_retry.isActive())
        start();
}

void GatewayLink::start() {
    setState(State::Starting);
    const auto binary = m_binary.empty() ? gatewayBinary(m_home) : Result<std::string>(m_binary);
    if (!binary) {
        logError("daemon", binary.error().message);
        m_retry.start(5000);
        return;
    }
    runtime::SpawnRequest request;
    request.argv = {*binary, "--home", m_home.folder()};
    if (!m_role.isHub()) {
        request.argv.emplace_back("--egress");
        request.argv.push_back(m_role.name());
    }
    if (m_place == Place::Beside)
        request.argv.emplace_back("--beside");
    request.workingDir = std::string("/");  // GCC 12 warns of an overlap where the literal is assigned (its bug 105651)
    request.outPath = request.errPath = m_files.log;
    for (const char* name : {"PATH", "HOME", "LANG", "TZ", "SLIPWAY_LIBEXEC", "SLIPWAY_LOG", "ASAN_OPTIONS",
                             "TSAN_OPTIONS", "UBSAN_OPTIONS"})
        if (const char* value = getenv(name))
            request.environment.emplace_back(name, value);
    request.environment.emplace_back("SLIPWAY_HOME", m_home.folder());
    // One from another folder still raises the daemon of this one.
    if (!getenv("SLIPWAY_LIBEXEC") && binary->substr(0, binary->rfind('/')) != libexecFolder("slipwayd"))
        request.environment.emplace_back("SLIPWAY_LIBEXEC", libexecFolder("slipwayd"));
    auto spawned = runtime::spawn(request);
    if (!spawned) {
        logError("daemon", m_name + " could not be started", {{"error", spawned.error().message}});
        if (m_place == Place::Beside) {
            m_startFailure = spawned.error().message;
            setState(State::Idle);
            if (const auto ended = std::exchange(m_onEnded, {}))
                ended();
            return;
        }
        m_retry.start(static_cast<int>(std::min(5000, 50 << std::min(m_failures++, 7))));
        return;
    }
    m_pid = spawned->identity.pid;
    m_startTicks = spawned->identity.startTicks;
    m_startedAt = m_clock.now();
    logInfo("daemon", m_name + " is started", {{"pid", std::to_string(m_pid)}});
    if (auto watched = m_watch->add("gateway", spawned->identity, std::move(spawned->pidfd), runtime::Kinship::Child);
        !watched)
        logError("daemon", m_name + " can't be watched", {{"error", watched.error().message}});
    m_dialSince = m_clock.now();
    m_retry.start(1);
}

void GatewayLink::dial() {
    if (m_socket)
        return;
    auto socket = protocol::connectSeqpacket(m_files.socket);
    if (socket) {
        greet(std::move(*socket), 0);
        return;
    }
    if (m_place == Place::InCharge && m_clock.now() - m_dialSince > kDialTimeout) {
        logError("daemon", m_name + " does not answer; it is ended and started anew", {{"pid", std::to_string(m_pid)}});
        if (const int pidfd = m_watch->pidfd("gateway"); pidfd >= 0)
            (void)runtime::signalProcess(pidfd, SIGKILL);
        m_dialSince = m_clock.now();
    }
    m_retry.start(std::chrono::duration_cast<std::chrono::milliseconds>(kDialEvery));
}

void GatewayLink::onProcessEnded() {
    for (const auto& exit : m_watch->process()) {
        if (exit.identity.pid != m_pid)
            continue;
        logWarn("daemon", m_name + " ended", {{"pid", std::to_string(m_pid)}, {"how", exit.describe()}});
        onReadable();  // its last words
        if (m_wanted)
            m_callbacks.died(m_pid, exit.describe());
        m_startFailure = exit.describe();
        m_pid = 0;
        m_gatewayEpoch.clear();
        lost("its process ended");
        if (m_onEnded) {
            const auto ended = std::exchange(m_onEnded, {});
            setState(State::Idle);
            ended();
        }
        if (!m_wanted)
            continue;
        setState(State::Starting);
        // The first death is answered at once: connections wait in the backlog. Only one that keeps dying is slowed
        // down.
        const bool stable = m_clock.now() - m_startedAt > 5s;
        m_failures = stable ? 0 : m_failures + 1;
        if (m_failures <= 1) {
            m_retry.stop();
            start();
        } else {
            m_retry.start(std::min(5000, 50 << std::min(m_failures, 7)));
        }
    }
}

void GatewayLink::leave() {
    m_wanted = false;
    m_shuttingDown = true;
    if (m_socket)
        send(protocol::Goodbye{});
    lost("goodbye");
}

void GatewayLink::startBeside(const std::string& binary, std::uint64_t generation, std::function<void()> ended) {
    m_binary = binary;
    m_generation = generation;
    m_onEnded = std::move(ended);
    start();
}

void GatewayLink::takeCharge() {
    m_place = Place::InCharge;
    m_files = protocol::gatewayFiles(m_home.folder(), m_role, m_place);
    m_binary.clear();
    m_onEnded = {};
    m_wanted = true;
    if (m_pid == 0)
        start();
}

void GatewayLink::leaveCharge(std::function<void()> ended) {
    m_place = Place::Beside;
    m_files = protocol::gatewayFiles(m_home.folder(), m_role, m_place);
    m_wanted = false;
    m_onEnded = std::move(ended);
}

void GatewayLink::shutdown(std::function<void()> ended, std::chrono::milliseconds grace) {
    m_wanted = false;
    m_shuttingDown = true;
    m_assigned.clear();
    m_snapshot.reset();
    m_content.clear();
    if (m_pid == 0) {
        setState(State::Idle);
        ended();
        return;
    }
    m_onEnded = std::move(ended);
    if (m_socket)
        send(protocol::Shutdown{static_cast<std::uint32_t>(grace.count())});
    else if (const int pidfd = m_watch->pidfd("gateway"); pidfd >= 0)
        (void)runtime::signalProcess(pidfd, SIGTERM);
}

void GatewayLink::restart() {
    if (const int pidfd = m_watch->pidfd("gateway"); pidfd >= 0)
        (void)runtime::signalProcess(pidfd, SIGTERM);
}

void GatewayLink::kill() {
    const int pidfd = m_watch->pidfd("gateway");
    if (m_pid == 0 || pidfd < 0)
        return;
    // What an upgrade was told to run may be a script with children.
    ::kill(-static_cast<pid_t>(m_pid), SIGKILL);
    (void)runtime::signalProcess(pidfd, SIGKILL);
}

}  // namespace slipway::daemon
