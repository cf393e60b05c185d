#include "sim/simulated_machine.h"

#include <algorithm>
#include <set>

namespace slipway::sim {

using namespace model;

void Machine::at(Duration after, std::int64_t pid, Fact fact) {
    m_due.emplace(clock.now() + after, Due{pid, std::move(fact)});
}

bool Machine::settle() {
    for (int round = 0; round < 200; ++round) {
        const Plan next = plan(world, clock.now());
        m_wake = next.wake;
        if (next.actions.empty())
            return true;
        for (const auto& action : next.actions) {
            history.push_back(describe(action));
            apply(world, action, clock.now());
            execute(action);
            check();
        }
    }
    return false;
}

void Machine::execute(const Action& action) {
    if (const auto* spawn = std::get_if<SpawnInstance>(&action)) {
        const Behaviour does = behaviour(world.instances.at(spawn->id));
        if (does.spawnFails) {
            at(Duration{0}, 0, SpawnFailed{spawn->id, "exec /none: No such file or directory", true});
            return;
        }
        const std::int64_t pid = m_nextPid++;
        m_processes[pid] = {spawn->id, does};
        give(Spawned{spawn->id, pid, 1, "boot", static_cast<int>(20000 + pid), clock.wallMs()});
        if (does.portTaken)
            at(does.readyAfter, pid, PortTaken{spawn->id, "port 1 belongs to another process", !does.portFixed});
        else if (!does.neverReady)
            at(does.readyAfter, pid, ProbeSucceeded{spawn->id, clock.wallMs()});
        if (does.exitsAfter > Duration{0})
            at(does.exitsAfter, pid, Exited{spawn->id, pid, Exit{true, 3, 0, {}}, 0});
    } else if (const auto* drain = std::get_if<DrainInstance>(&action)) {
        const Instance& instance = world.instances.at(drain->id);
        at(m_processes.contains(instance.pid) ? m_processes[instance.pid].behaviour.drainTakes : Duration{0},
           instance.pid, Drained{drain->id});
    } else if (const auto* terminate = std::get_if<TerminateInstance>(&action)) {
        const std::int64_t pid = world.instances.at(terminate->id).pid;
        if (const auto found = m_processes.find(pid);
            found != m_processes.end() && !found->second.behaviour.ignoresTerm)
            at(found->second.behaviour.stopTakes, pid, Exited{terminate->id, pid, Exit{}, 0});
    } else if (const auto* killAction = std::get_if<KillInstance>(&action)) {
        const std::int64_t pid = world.instances.at(killAction->id).pid;
        at(std::chrono::milliseconds(1), pid, Exited{killAction->id, pid, Exit{true, 0, 9, {}}, 0});
    }
}

void Machine::daemonDies() {
    history.push_back("-- the daemon dies");
    const Duration away = std::chrono::milliseconds(50 + random.below(1500));
    const TimePoint back = clock.now() + away;
    // What happens while nobody watches is seen at the end of it; drains, probes and stops are asked for anew.
    std::map<std::int64_t, bool> ended;
    for (auto it = m_due.begin(); it != m_due.end();) {
        const bool exit = std::holds_alternative<Exited>(it->second.fact);
        if (exit && it->first <= back)
            ended[it->second.pid] = true;
        const bool keep = exit && it->first > back;
        it = keep ? std::next(it) : m_due.erase(it);
    }
    clock.advance(away);
    for (const auto& [pid, gone] : ended) {
        const auto found = m_processes.find(pid);
        if (found == m_processes.end())
            continue;
        m_troubles[world.instances.at(found->second.id).service] = clock.now();
        const InstanceId id = found->second.id;
        m_processes.erase(found);
        Exit exit;
        exit.known = false;
        exit.reason = "it ended while no daemon ran";
        give(Exited{id, pid, exit, clock.wallMs()});
    }
    // Between intent and fork: the cookie is found nowhere, so it is started anew.
    for (auto& [id, instance] : world.instances)
        instance.spawning = false;
    for (const auto& [pid, process] : m_processes) {
        const Instance& instance = world.instances.at(process.id);
        const Behaviour& does = process.behaviour;
        switch (instance.state) {
            case InstanceState::Starting:
            case InstanceState::Ready:
            case InstanceState::Unready:
                if (does.portTaken)
                    at(does.readyAfter, pid,
                       PortTaken{process.id, "port 1 belongs to another process", !does.portFixed});
                else if (!does.neverReady)
                    at(does.readyAfter, pid, ProbeSucceeded{process.id, clock.wallMs()});
                break;
            case InstanceState::Draining:
                at(does.drainTakes, pid, Drained{process.id});
                break;
            case InstanceState::Stopping:
                if (instance.killed)
                    at(std::chrono::milliseconds(1), pid, Exited{process.id, pid, Exit{true, 0, 9, {}}, 0});
                else if (!does.ignoresTerm)
                    at(does.stopTakes, pid, Exited{process.id, pid, Exit{}, 0});
                break;
            default:
                break;
        }
    }
    check();
}

void Machine::flap(std::uint32_t which) {
    if (m_processes.empty())
        return;
    const auto process = std::next(m_processes.begin(), which % static_cast<std::uint32_t>(m_processes.size()));
    m_troubles[world.instances.at(process->second.id).service] = clock.now();
    at(Duration{0}, process->first, ProbeFailed{process->second.id, "status 503"});
    if (!process->second.behaviour.neverReady && !process->second.behaviour.portTaken)
        at(std::chrono::milliseconds(300), process->first, ProbeSucceeded{process->second.id, clock.wallMs()});
}

bool Machine::twice() const {
    std::set<InstanceId> seen;
    for (const auto& [pid, process] : m_processes)
        if (!seen.insert(process.id).second)
            return true;
    return false;
}

bool Machine::troubled(const ServiceName& service) const {
    const auto found = m_troubles.find(service);
    return found != m_troubles.end() && clock.now() - found->second < std::chrono::seconds(10);
}

void Machine::give(const Fact& fact) {
    observe(world, fact, clock.now(), random);
}

void Machine::kill(const InstanceId& id, int signal) {
    const auto found = world.instances.find(id);
    if (found == world.instances.end() || found->second.pid == 0)
        return;
    at(Duration{0}, found->second.pid, Exited{id, found->second.pid, Exit{true, 0, signal, {}}, 0});
}

bool Machine::run(Duration duration) {
    const TimePoint end = clock.now() + duration;
    if (!settle())
        return false;
    for (;;) {
        TimePoint next = end;
        if (!m_due.empty())
            next = std::min(next, m_due.begin()->first);
        if (m_wake)
            next = std::min(next, std::max(*m_wake, clock.now()));
        if (next > clock.now())
            clock.advance(next - clock.now());
        bool any = false;
        while (!m_due.empty() && m_due.begin()->first <= clock.now()) {
            const Due due = m_due.begin()->second;
            m_due.erase(m_due.begin());
            // Facts of a process that has ended do not come any more.
            if (due.pid != 0 && !m_processes.contains(due.pid) && !std::holds_alternative<Drained>(due.fact))
                continue;
            if (std::holds_alternative<Exited>(due.fact)) {
                const InstanceId id = m_processes[due.pid].id;
                history.push_back("exited " + id.str());
                if (const auto instance = world.instances.find(id);
                    instance != world.instances.end() && instance->second.state != InstanceState::Stopping)
                    m_troubles[instance->second.service] = clock.now();
                m_processes.erase(due.pid);
            }
            give(due.fact);
            any = true;
            check();
        }
        const bool woken = m_wake && *m_wake <= clock.now();
        if (any || woken)
            if (!settle())
                return false;
        if (clock.now() >= end)
            return true;
    }
}

}  // namespace slipway::sim
