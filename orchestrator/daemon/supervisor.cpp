#include "daemon/supervisor.h"

#include <algorithm>

#include "base/log.h"
#include "runtime/process_table.h"
#include "runtime/usage.h"

namespace slipway::daemon {
namespace {

constexpr int kRemoveEvery = 100;  // ms; how long killed processes take to be reaped is their parents' affair

std::string readinessId(const std::string& key) {
    return key + "/readiness";
}
std::string livenessId(const std::string& key) {
    return key + "/liveness";
}

}  // namespace

Result<std::unique_ptr<Supervisor>> Supervisor::create(const Clock& clock, const runtime::CgroupTree& cgroups,
                                                       Callbacks callbacks) {
    auto watch = runtime::ProcessWatch::create();
    if (!watch)
        return tl::unexpected(watch.error());
    auto probes = runtime::ProbeRunner::create();
    if (!probes)
        return tl::unexpected(probes.error());
    return std::unique_ptr<Supervisor>(
        new Supervisor(clock, cgroups, std::move(callbacks), std::move(*watch), std::move(*probes)));
}

Supervisor::Supervisor(const Clock& clock, const runtime::CgroupTree& cgroups, Callbacks callbacks,
                       std::unique_ptr<runtime::ProcessWatch> watch, std::unique_ptr<runtime::ProbeRunner> probes)
    : m_clock(clock),
      m_cgroups(cgroups),
      m_callbacks(std::move(callbacks)),
      m_watch(std::move(watch)),
      m_probes(std::move(probes)),
      m_machineOomKills(runtime::machineOutOfMemoryKills()),
      m_watchNotifier(m_watch->fd(), QSocketNotifier::Read),
      m_probeNotifier(m_probes->fd(), QSocketNotifier::Read) {
    connect(&m_watchNotifier, &QSocketNotifier::activated, this, &Supervisor::onExits);
    connect(&m_probeNotifier, &QSocketNotifier::activated, this, &Supervisor::onProbes);
    m_advance.setSingleShot(true);
    m_advance.setTimerType(Qt::PreciseTimer);
    connect(&m_advance, &QTimer::timeout, this, &Supervisor::advance);
    m_remove.setSingleShot(true);
    connect(&m_remove, &QTimer::timeout, this, &Supervisor::removeFolders);
}

Supervisor::~Supervisor() = default;

Supervisor::Process& Supervisor::track(const std::string& key, const runtime::ProcessIdentity& identity,
                                       const std::string& cookie, int pidfd, runtime::InstanceCgroup cgroup) {
    Process process;
    process.identity = identity;
    process.cookie = cookie;
    process.target = std::make_unique<runtime::ProcessTreeTarget>(identity, pidfd, cookie, std::move(cgroup));
    return m_processes.insert_or_assign(key, std::move(process)).first->second;
}

Result<> Supervisor::prepare(const runtime::InstanceCgroup& cgroup, const runtime::CgroupLimits& limits) {
    return m_cgroups.make(cgroup.folders(), limits);
}

Result<runtime::ProcessIdentity> Supervisor::spawn(const std::string& key, const runtime::SpawnRequest& request) {
    auto spawned = runtime::spawn(request);
    if (!spawned) {
        removeLater(request.cgroup);
        return tl::unexpected(spawned.error());
    }
    track(key, spawned->identity, request.cookie, spawned->pidfd.get(), request.cgroup);
    if (auto watched = m_watch->add(key, spawned->identity, std::move(spawned->pidfd), runtime::Kinship::Child);
        !watched)
        logError("daemon", "cannot watch a process", {{"instance", key}, {"error", watched.error().message}});
    return spawned->identity;
}

Result<> Supervisor::adopt(const std::string& key, const runtime::ProcessIdentity& identity, const std::string& cookie,
                           runtime::InstanceCgroup cgroup) {
    auto pidfd = runtime::openVerified(identity);
    if (!pidfd)
        return tl::unexpected(pidfd.error());
    track(key, identity, cookie, pidfd->get(), std::move(cgroup));
    return m_watch->add(key, identity, std::move(*pidfd), runtime::Kinship::Adopted);
}

void Supervisor::probe(const std::string& key, runtime::ProbeSpec readiness,
                       std::optional<runtime::ProbeSpec> liveness) {
    m_probes->add(readinessId(key), std::move(readiness));
    if (liveness)
        probeLiveness(key, std::move(*liveness));
}

void Supervisor::probeLiveness(const std::string& key, runtime::ProbeSpec liveness) {
    m_probes->add(livenessId(key), std::move(liveness));
}

void Supervisor::stopProbing(const std::string& key) {
    m_probes->remove(readinessId(key));
    m_probes->remove(livenessId(key));
}

void Supervisor::stop(const std::string& key, int signal, Duration grace) {
    const auto found = m_processes.find(key);
    if (found == m_processes.end() || found->second.sequence)
        return;
    Process& process = found->second;
    process.sequence = std::make_unique<runtime::StopSequence>(*process.target, runtime::StopPolicy{signal, grace});
    process.sequence->begin(m_clock.now());
    scheduleAdvance();
}

void Supervisor::kill(const std::string& key) {
    const auto found = m_processes.find(key);
    if (found == m_processes.end())
        return;
    if (!found->second.sequence)
        stop(key, SIGKILL, Duration{0});
    found->second.sequence->kill(m_clock.now());
    scheduleAdvance();
}

void Supervisor::stopStranger(const runtime::ProcessIdentity& identity, const std::string& cookie) {
    const std::string key = "?/" + cookie;
    if (auto adopted = adopt(key, identity, cookie, {}))
        stop(key, SIGTERM, std::chrono::seconds(10));
}

void Supervisor::killRest(const runtime::ProcessIdentity& leader, const std::string& cookie,
                          runtime::InstanceCgroup cgroup) {
    runtime::ProcessTreeTarget target(leader, -1, cookie, cgroup);
    target.signalGroup(SIGKILL);
    target.signalStragglers(SIGKILL);
    removeLater(std::move(cgroup));
}

void Supervisor::removeLater(runtime::InstanceCgroup cgroup) {
    if (cgroup.empty() || cgroup.remove())
        return;
    m_left.push_back(std::move(cgroup));
    if (!m_remove.isActive())
        m_remove.start(kRemoveEvery);
}

void Supervisor::removeFolders() {
    // Whoever was killed in it counts until its parent has reaped it.
    std::erase_if(m_left, [](const runtime::InstanceCgroup& cgroup) { return cgroup.remove(); });
    if (!m_left.empty())
        m_remove.start(kRemoveEvery);
}

runtime::OutOfMemory Supervisor::whyKilled(const runtime::InstanceCgroup& cgroup) {
    const std::uint64_t before = std::exchange(m_machineOomKills, runtime::machineOutOfMemoryKills());
    if (cgroup.outOfMemoryKills() > 0)
        return runtime::OutOfMemory::Limit;
    return m_machineOomKills > before ? runtime::OutOfMemory::Machine : runtime::OutOfMemory::No;
}

void Supervisor::onExits() {
    const auto exits = m_watch->process();
    // Of a thousand that go at once, each would look at the thousand others for what it left behind.
    const runtime::OneLook look;
    for (const auto& exit : exits) {
        const auto found = m_processes.find(exit.id);
        if (found == m_processes.end() || !(found->second.identity == exit.identity))
            continue;
        Process& process = found->second;
        process.leaderEnded = true;
        process.exit = exit;
        if (exit.signal == SIGKILL && !(process.sequence && process.sequence->killed()))
            process.exit.outOfMemory = whyKilled(process.target->cgroup());
        stopProbing(exit.id);
        if (process.sequence) {
            process.sequence->leaderEnded(m_clock.now());
            if (!process.sequence->finished())
                continue;
        }
        finish(exit.id);
    }
    scheduleAdvance();
}

void Supervisor::finish(const std::string& key) {
    const auto node = m_processes.extract(key);
    if (node.empty() || !node.mapped().leaderEnded)
        return;
    // A crash leaves nobody to ask the rest of the tree to go; it would hold ports and stores against the next process.
    if (!node.mapped().sequence) {
        node.mapped().target->signalGroup(SIGKILL);
        node.mapped().target->cgroup().kill();
    }
    removeLater(node.mapped().target->cgroup());
    m_callbacks.exited(key, node.mapped().exit);
}

void Supervisor::onProbes() {
    for (const auto& result : m_probes->process()) {
        const auto slash = result.id.rfind('/');
        const std::string key = result.id.substr(0, slash);
        if (result.id.compare(slash, std::string::npos, "/liveness") == 0)
            m_callbacks.liveness(key, result);
        else
            m_callbacks.readiness(key, result);
    }
}

void Supervisor::advance() {
    const TimePoint now = m_clock.now();
    std::vector<std::string> done;
    for (auto& [key, process] : m_processes) {
        if (!process.sequence)
            continue;
        if (process.sequence->wakeAt() && *process.sequence->wakeAt() <= now)
            process.sequence->advance(now);
        if (process.sequence->finished() && process.leaderEnded)
            done.push_back(key);
    }
    for (const auto& key : done)
        finish(key);
    scheduleAdvance();
}

void Supervisor::scheduleAdvance() {
    std::optional<TimePoint> next;
    for (const auto& [key, process] : m_processes) {
        if (!process.sequence)
            continue;
        // Done by the very call that began to kill: nothing will wake it, and its end is still to be told.
        const auto wake = process.sequence->finished() && process.leaderEnded ? std::optional(m_clock.now())
                                                                              : process.sequence->wakeAt();
        if (wake && (!next || *wake < *next))
            next = wake;
    }
    if (!next) {
        m_advance.stop();
        return;
    }
    const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*next - m_clock.now()).count();
    m_advance.start(static_cast<int>(std::clamp<long long>(wait, 0, 60'000)));
}

}  // namespace slipway::daemon
