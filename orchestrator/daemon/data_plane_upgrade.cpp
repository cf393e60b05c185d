#include <algorithm>

#include "base/files.h"
#include "base/log.h"
#include "daemon/data_plane.h"

// Processes beside those in charge: successors that get ready, and predecessors that come to their end.
namespace slipway::daemon {

using namespace std::chrono_literals;

namespace {

/// From a word to end at once to SIGKILL: what is cut is cut within milliseconds.
constexpr auto kKillAfter = 3s;
/// For one whose connections have ended; it has nothing to wait for.
constexpr auto kLastGrace = 1s;

/// The first line of a lock file; 0: there is none.
std::int64_t lockHolder(const std::string& path) {
    return std::atoll(readFile(path, 64).value_or("0").c_str());
}

}  // namespace

std::vector<const GatewayLink*> DataPlane::allLinks() const {
    std::vector<const GatewayLink*> all = processes();
    for (const auto& [role, beside] : m_beside)
        all.push_back(beside.link.get());
    return all;
}

bool DataPlane::isSuccessor(const GatewayLink& link) const {
    const auto found = m_beside.find(link.role());
    return found != m_beside.end() && found->second.link.get() == &link && !found->second.leaving;
}

void DataPlane::takeOverBeside(const Role& role, bool inChargeIsThere) {
    auto beside = makeLink(role, GatewayLink::Place::Beside);
    if (!beside->takeOver())
        return;
    if (inChargeIsThere) {
        logWarn("daemon", "an upgrade of the gateway was interrupted",
                {{"in_charge", std::to_string(link(role).pid())}, {"ends", std::to_string(beside->pid())}});
        const auto place = protocol::gatewayFiles(m_home.folder(), role, GatewayLink::Place::Beside);
        if (lockHolder(place.lock) == link(role).pid())
            if (auto mended = protocol::exchangeLocks(m_home.folder(), role); !mended)
                logError("daemon", "a lock of the gateway keeps the wrong name", {{"error", mended.error().message}});
        leaveBeside(role, std::move(beside), kInheritedDrain);
        return;
    }
    logWarn("daemon", "the successor of a gateway that died is put in charge",
            {{"pid", std::to_string(beside->pid())}});
    if (auto moved = protocol::exchangePlaces(m_home.folder(), role); !moved) {
        logError("daemon", "the successor can't be put in charge", {{"error", moved.error().message}});
        leaveBeside(role, std::move(beside), kInheritedDrain);
        return;
    }
    auto& place = role.isHub() ? m_hub : m_sidecars[role];
    place = std::move(beside);
    place->takeCharge();
    for (const auto& [id, listener] : m_listeners)
        place->assign(id, listener);
}

void DataPlane::prepare(const std::string& binary) {
    for (const GatewayLink* each : processes()) {
        const Role role = each->role();
        if (m_retiring.contains(role))
            continue;
        Beside& beside = m_beside[role];
        beside.link = makeLink(role, GatewayLink::Place::Beside);
        for (const auto& [id, listener] : m_listeners)
            if (serverOf(id) == role)
                beside.link->assign(id, listener);
        beside.link->startBeside(binary, each->publishedGeneration(),
                                 [this, role] { QTimer::singleShot(0, this, [this, role] { onBesideEnded(role); }); });
        if (each->snapshot())
            beside.link->publish(*each->snapshot());
    }
}

std::vector<DataPlane::Exchange> DataPlane::exchanges() const {
    std::vector<Exchange> all;
    for (const GatewayLink* each : processes())
        if (const auto found = m_beside.find(each->role()); found != m_beside.end())
            all.push_back({each->role(), each, found->second.link.get()});
    return all;
}

DataPlane::Preparation DataPlane::preparation() const {
    Preparation state;
    state.ready = !m_beside.empty();
    for (const auto& [role, beside] : m_beside) {
        if (!beside.failure.empty())
            state.failure = beside.failure;
        if (beside.leaving || beside.link->isReady())
            continue;
        state.ready = false;
        state.waiting = role.isHub() ? "the gateway" : "the sidecar of " + role.name();
    }
    return state;
}

Result<> DataPlane::commit(std::chrono::milliseconds drain) {
    std::vector<Role> roles;
    for (const auto& [role, beside] : m_beside)
        if (!beside.leaving)
            roles.push_back(role);
    for (const Role& role : roles) {
        auto* old = find(role);
        auto successor = std::move(m_beside.extract(role).mapped().link);
        if (!old || m_retiring.contains(role)) {
            leaveBeside(role, std::move(successor), drain);
            continue;
        }
        if (auto moved = protocol::exchangePlaces(m_home.folder(), role); !moved) {
            leaveBeside(role, std::move(successor), drain);
            abort(drain);
            return moved;
        }
        auto& place = role.isHub() ? m_hub : m_sidecars[role];
        auto before = std::exchange(place, std::move(successor));
        place->takeCharge();
        if (before->pid() == 0)
            forget(*before);
        else
            leaveBeside(role, std::move(before), drain);
    }
    m_callbacks.hubChanged();
    settle();
    return {};
}

void DataPlane::abort(std::chrono::milliseconds drain) {
    std::vector<Role> roles;
    for (const auto& [role, beside] : m_beside)
        if (!beside.leaving)
            roles.push_back(role);
    for (const Role& role : roles) {
        auto successor = std::move(m_beside.extract(role).mapped().link);
        const bool answers = successor->state() == GatewayLink::State::Serving;
        leaveBeside(role, std::move(successor), drain);
        if (!answers)
            m_beside[role].link->kill();
    }
    settle();
}

void DataPlane::leaveBeside(const Role& role, std::unique_ptr<GatewayLink> link, std::chrono::milliseconds drain) {
    Beside& beside = m_beside[role];
    beside = Beside{std::move(link), true, false, m_clock.now() + drain, {}};
    m_stale.insert(beside.link->key());
    const auto ended = [this, role] { QTimer::singleShot(0, this, [this, role] { onBesideEnded(role); }); };
    beside.link->leaveCharge(ended);
    if (beside.link->pid() == 0)
        ended();
}

const GatewayLink* DataPlane::leaver(const Role& role) const {
    const auto found = m_beside.find(role);
    return found == m_beside.end() || !found->second.leaving ? nullptr : found->second.link.get();
}

DataPlane::Cut DataPlane::takeCut(const Role& role) {
    const auto found = m_cuts.extract(role);
    return found ? found.mapped() : Cut{};
}

ListenerFigures DataPlane::openIn(const GatewayLink& link) const {
    ListenerFigures sum;
    if (const auto known = m_counted.find(link.key()); known != m_counted.end())
        for (const auto& [id, listener] : known->second.listeners) {
            sum.connections += listener.connections;
            sum.tunnels += listener.tunnels;
        }
    return sum;
}

void DataPlane::endLeavers() {
    for (auto& [role, beside] : m_beside) {
        if (!beside.leaving || beside.told)
            continue;
        const GatewayLink& link = *beside.link;
        const bool late = m_clock.now() >= beside.deadline;
        const bool known = m_counted.contains(link.key()) && !m_stale.contains(link.key());
        if (!late &&
            !(link.state() == GatewayLink::State::Serving && link.hasLetGo() && known && openIn(link).connections == 0))
            continue;
        beside.told = true;
        if (late) {
            const ListenerFigures open = openIn(link);
            m_cuts[role] = {open.connections, open.tunnels};
            logWarn("daemon", "a gateway that was replaced is out of time",
                    {{"pid", std::to_string(link.pid())},
                     {"connections", std::to_string(open.connections)},
                     {"tunnels", std::to_string(open.tunnels)}});
        }
        beside.link->shutdown(
            [this, gone = role] { QTimer::singleShot(0, this, [this, gone] { onBesideEnded(gone); }); },
            late ? 0ms : std::chrono::milliseconds(kLastGrace));
        QTimer::singleShot(kKillAfter, this, [this, gone = role, key = link.key()] {
            const auto found = m_beside.find(gone);
            if (found != m_beside.end() && found->second.link->key() == key)
                found->second.link->kill();
        });
    }
}

void DataPlane::onBesideEnded(const Role& role) {
    const auto found = m_beside.find(role);
    if (found == m_beside.end() || found->second.link->pid() != 0)
        return;
    if (!found->second.leaving) {
        found->second.failure = found->second.link->startFailure();
        if (m_callbacks.besideChanged)
            m_callbacks.besideChanged();
        return;
    }
    const auto gone = m_beside.extract(found);
    if (const auto last = m_counted.find(gone.mapped().link->key()); last != m_counted.end()) {
        const auto [into, added] = m_inherited.emplace(role, last->second);
        if (!added)
            addFigures(into->second, last->second, Sum::All);
    }
    forget(*gone.mapped().link);
    sumUp();
    if (m_callbacks.besideChanged)
        m_callbacks.besideChanged();
}

void DataPlane::forget(const GatewayLink& link) {
    m_counted.erase(link.key());
    m_stale.erase(link.key());
    m_silent.erase(link.key());
    m_round.erase(link.key());
}

void DataPlane::sumUp() {
    PlaneFigures sums;
    for (const GatewayLink* each : processes())
        if (const auto known = m_counted.find(each->key()); known != m_counted.end())
            sums[each->role().name()] = known->second;
    for (const auto& [role, beside] : m_beside)
        if (const auto known = m_counted.find(beside.link->key()); known != m_counted.end()) {
            const auto [into, added] = sums.emplace(role.name(), known->second);
            if (!added)
                addFigures(into->second, known->second, Sum::All);
        }
    for (auto& [role, ended] : m_inherited)
        if (const auto into = sums.find(role.name()); into != sums.end()) {
            // An endpoint or route that went does not come back with what its namesake had.
            std::erase_if(ended.endpoints,
                          [&](const auto& row) { return !into->second.endpoints.contains(row.first); });
            std::erase_if(ended.routes, [&](const auto& row) { return !into->second.routes.contains(row.first); });
            addFigures(into->second, ended, Sum::Counts);
        }
    m_figures = std::move(sums);
}

}  // namespace slipway::daemon
