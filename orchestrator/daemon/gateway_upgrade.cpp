#include "daemon/gateway_upgrade.h"

#include <sys/stat.h>
#include <unistd.h>

#include "base/binaries.h"
#include "base/log.h"
#include "base/random.h"

namespace slipway::daemon {

using namespace std::chrono_literals;
using api::UpgradeState;

namespace {

constexpr auto kLookEvery = 50ms;  // besides what tells of a change
constexpr std::int64_t kMostDrainMs = 3'600'000;
constexpr std::int64_t kLeastReadyMs = 100, kMostReadyMs = 600'000;

Result<> checkProgram(const std::string& path) {
    struct stat status {};
    if (!path.starts_with('/'))
        return slipway::fail(ErrorCode::Usage, "the binary must be an absolute path, not '" + path + "'");
    if (::stat(path.c_str(), &status) != 0)
        return slipway::fail(ErrorCode::Usage, "there is no " + path, "Name the slipway-gateway that shall run.");
    if (!S_ISREG(status.st_mode) || ::access(path.c_str(), X_OK) != 0)
        return slipway::fail(ErrorCode::Usage, path + " is no program", "Name a slipway-gateway that can be run.");
    return {};
}

}  // namespace

GatewayUpgrade::GatewayUpgrade(const Home& home, DataPlane& dataPlane, const Clock& clock, Callbacks callbacks)
    : m_home(home), m_dataPlane(dataPlane), m_clock(clock), m_callbacks(std::move(callbacks)) {
    connect(&m_tick, &QTimer::timeout, this, &GatewayUpgrade::look);
}

double GatewayUpgrade::since(TimePoint from) const {
    return std::chrono::duration<double>(m_clock.now() - from).count();
}

Result<> GatewayUpgrade::begin(const api::GatewayUpgradeRequest& request) {
    if (request.drainTimeoutMs < 0 || request.drainTimeoutMs > kMostDrainMs)
        return slipway::fail(ErrorCode::Usage, "the drain timeout must be from 0 to an hour");
    if (request.readyTimeoutMs < kLeastReadyMs || request.readyTimeoutMs > kMostReadyMs)
        return slipway::fail(ErrorCode::Usage, "the ready timeout must be from 100 ms to ten minutes");
    if (!m_row.id.empty() && !m_row.ended())
        return slipway::fail(ErrorCode::Conflict, "an upgrade of the gateway is under way (" + m_row.id + ")",
                             "Wait for its end; its old process may have tunnels until the drain timeout.");
    if (m_dataPlane.hasBeside())
        return slipway::fail(ErrorCode::Conflict, "the gateway of an earlier upgrade still finishes what it has",
                             "Wait until it has ended, at most half a minute.");
    if (m_dataPlane.hub().state() != GatewayLink::State::Serving)
        return slipway::fail(ErrorCode::Conflict, "no gateway serves, so there is none to upgrade",
                             "The next `slipway up` starts the binary that is installed.");
    std::string binary = request.binary;
    if (binary.empty()) {
        // What an earlier upgrade named is left for what is installed.
        auto found = findBinary("slipway-gateway");
        if (!found)
            return tl::unexpected(found.error());
        binary = *found;
    }
    if (auto program = checkProgram(binary); !program)
        return program;
    m_request = request;
    m_row = {};
    m_row.id = "up-" + randomHex(4);
    m_row.binary = binary;
    m_row.startedMs = m_clock.wallMs();
    m_startedAt = m_clock.now();
    m_asked = false;
    logInfo("daemon", "the gateway is upgraded", {{"id", m_row.id}, {"binary", binary}});
    m_dataPlane.prepare(binary);
    for (const auto& each : m_dataPlane.exchanges()) {
        api::GatewayExchange row;
        row.process = each.role.name();
        row.fromPid = static_cast<int>(each.inCharge->pid());
        row.fromVersion = each.inCharge->version();
        row.fromBuild = each.inCharge->build();
        row.toPid = static_cast<int>(each.successor->pid());
        m_row.processes.push_back(std::move(row));
    }
    m_tick.start(kLookEvery);
    m_callbacks.told(m_row);
    return {};
}

void GatewayUpgrade::look() {
    if (m_row.state == UpgradeState::Starting) {
        const auto preparation = m_dataPlane.preparation();
        m_row.waiting = preparation.waiting;
        if (!preparation.failure.empty())
            return fail("the new process did not get ready: " + preparation.failure);
        if (!preparation.ready && m_clock.now() - m_startedAt > std::chrono::milliseconds(m_request.readyTimeoutMs))
            return fail("the new process of " + preparation.waiting + " did not get ready within " +
                        std::to_string(m_request.readyTimeoutMs) + " ms");
        if (!preparation.ready || std::exchange(m_asked, true))
            return;
        m_dataPlane.requestStats([this](const PlaneFigures&) { putInCharge(); });
        return;
    }
    if (m_row.state != UpgradeState::Draining)
        return;
    bool drained = true;
    m_row.waiting.clear();
    for (auto& row : m_row.processes) {
        if (row.drainedS)
            continue;
        const auto slash = row.process.find('/');
        const protocol::GatewayRole role =
            slash == std::string::npos
                ? protocol::GatewayRole{}
                : protocol::GatewayRole{row.process.substr(0, slash), row.process.substr(slash + 1)};
        if (const auto* leaver = m_dataPlane.leaver(role); leaver && leaver->pid() == row.fromPid) {
            drained = false;
            m_row.waiting = row.process;
            continue;
        }
        const auto cut = m_dataPlane.takeCut(role);
        row.connectionsCut = cut.connections;
        row.tunnelsCut = cut.tunnels;
        row.drainedS = since(m_inChargeAt);
    }
    if (drained)
        conclude(UpgradeState::Done);
}

void GatewayUpgrade::putInCharge() {
    if (m_row.state != UpgradeState::Starting)
        return;
    // One may have ended, or got a new configuration, while the counts were asked for.
    if (!m_dataPlane.preparation().ready) {
        m_asked = false;
        return;
    }
    for (const auto& each : m_dataPlane.exchanges())
        for (auto& row : m_row.processes) {
            if (row.process != each.role.name())
                continue;
            row.fromPid = static_cast<int>(each.inCharge->pid());
            row.toPid = static_cast<int>(each.successor->pid());
            row.toVersion = each.successor->version();
            row.toBuild = each.successor->build();
            const auto counted = m_dataPlane.counted().find(each.inCharge->key());
            if (counted == m_dataPlane.counted().end())
                continue;
            for (const auto& [id, listener] : counted->second.listeners) {
                row.connections += listener.connections;
                row.tunnels += listener.tunnels;
            }
            for (const auto& [id, endpoint] : counted->second.endpoints)
                row.inFlight += endpoint.inFlight - endpoint.tunnels;
        }
    // Before the commit: who starts a gateway from now on starts the new one.
    const std::string before = gatewayBinary(m_home).value_or("");
    if (auto kept = setGatewayBinary(m_home, m_request.binary); !kept)
        return fail(kept.error().message);
    m_row.readyS = since(m_startedAt);
    m_inChargeAt = m_clock.now();
    m_row.state = UpgradeState::Draining;
    if (auto committed = m_dataPlane.commit(std::chrono::milliseconds(m_request.drainTimeoutMs)); !committed) {
        m_row.readyS.reset();
        (void)setGatewayBinary(m_home, before);
        return fail(committed.error().message);
    }
    m_callbacks.told(m_row);
    look();
}

void GatewayUpgrade::fail(const std::string& why) {
    m_row.error = why;
    m_row.hint = "The gateway that ran before is still in charge. What the new one said is in " +
                 protocol::gatewayFiles(m_home.folder()).log + ".";
    logError("daemon", "the upgrade of the gateway failed", {{"id", m_row.id}, {"why", why}});
    m_dataPlane.abort(std::chrono::milliseconds(m_request.drainTimeoutMs));
    conclude(UpgradeState::Failed);
}

void GatewayUpgrade::conclude(UpgradeState state) {
    m_tick.stop();
    m_row.state = state;
    m_row.waiting.clear();
    m_row.endedMs = m_clock.wallMs();
    logInfo("daemon", "the upgrade of the gateway has ended", {{"id", m_row.id}, {"state", word(state)}});
    m_callbacks.told(m_row);
    for (const auto& callback : std::exchange(m_waiting, {}))
        callback();
}

void GatewayUpgrade::whenEnded(std::function<void()> callback) {
    if (m_row.id.empty() || m_row.ended())
        callback();
    else
        m_waiting.push_back(std::move(callback));
}

}  // namespace slipway::daemon
