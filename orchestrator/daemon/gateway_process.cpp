#include <algorithm>
#include <csignal>

#include "base/binaries.h"
#include "base/log.h"
#include "daemon/gateway_link.h"
#include "runtime/spawn.h"

// The gateway as a process: started, dialled until it answers, started anew when it ends, told to go.
namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {
constexpr auto kDialEvery = 5ms;   // while its process starts: it binds within a few milliseconds
constexpr auto kDialTimeout = 5s;  // then the process is taken for hung and killed
}  // namespace

void GatewayLink::ensure() {
    m_wanted = true;
    m_shuttingDown = false;
    if (m_state == State::Idle && !m_retry.isActive())
        start();
}

void GatewayLink::start() {
    setState(State::Starting);
    const auto binary = findBinary("slipway-gateway");
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
    request.workingDir = std::string("/");  // GCC 12 warns of an overlap where the literal is assigned (its bug 105651)
    request.outPath = request.errPath = m_files.log;
    for (const char* name : {"PATH", "HOME", "LANG", "TZ", "SLIPWAY_LIBEXEC", "SLIPWAY_LOG", "ASAN_OPTIONS",
                             "TSAN_OPTIONS", "UBSAN_OPTIONS"})
        if (const char* value = getenv(name))
            request.environment.emplace_back(name, value);
    request.environment.emplace_back("SLIPWAY_HOME", m_home.folder());
    auto spawned = runtime::spawn(request);
    if (!spawned) {
        logError("daemon", m_name + " could not be started", {{"error", spawned.error().message}});
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
    if (m_clock.now() - m_dialSince > kDialTimeout) {
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
        if (m_wanted)
            m_callbacks.died(m_pid, exit.describe());
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

void GatewayLink::shutdown(std::function<void()> ended) {
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
        send(protocol::Shutdown{});
    else if (const int pidfd = m_watch->pidfd("gateway"); pidfd >= 0)
        (void)runtime::signalProcess(pidfd, SIGTERM);
}

void GatewayLink::restart() {
    if (const int pidfd = m_watch->pidfd("gateway"); pidfd >= 0)
        (void)runtime::signalProcess(pidfd, SIGTERM);
}

}  // namespace slipway::daemon
