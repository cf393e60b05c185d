#include "daemon/trespass_watch.h"

#include <unistd.h>

#include <algorithm>
#include <set>

#include "runtime/descriptors.h"
#include "runtime/process_table.h"

namespace slipway::daemon {

namespace {

constexpr WallMs kRemembered = 60'000;

/// Which instance each process belongs to, by its session or group, which an instance's leader leads.
std::map<pid_t, const TrespassWatch::Instance*> membersOf(const std::vector<TrespassWatch::Instance>& instances,
                                                          const std::vector<runtime::ProcessStat>& processes) {
    std::map<pid_t, const TrespassWatch::Instance*> byLeader, members;
    for (const auto& instance : instances)
        if (instance.pid != 0)
            byLeader[instance.pid] = &instance;
    for (const auto& process : processes) {
        auto found = byLeader.find(process.session);
        if (found == byLeader.end())
            found = byLeader.find(process.group);
        if (found != byLeader.end())
            members[process.pid] = found->second;
    }
    return members;
}

bool isInside(std::string_view file, const std::string& path) {
    // SQLite keeps "-wal" and "-shm" beside its file; LMDB and others keep files in a folder.
    return file == path || (file.starts_with(path) && (file[path.size()] == '/' || file[path.size()] == '-'));
}

}  // namespace

void TrespassWatch::tick(const std::vector<Instance>& instances, const std::vector<Store>& stores,
                         const std::vector<pid_t>& ours) {
    const unsigned now = m_ticks++;
    // What we have open ourselves grows with them: 10 ms a look with 1,000, a tenth of the idle daemon's time.
    if (now % (2 + static_cast<unsigned>(instances.size()) / 100) == 1)
        lookAtConnections(instances, ours);
    if (now % 10 == 5)
        lookAtStores(instances, stores);
    forgetOld();
}

void TrespassWatch::lookAtConnections(const std::vector<Instance>& instances, const std::vector<pid_t>& ours) {
    std::map<int, const Instance*> byPort;
    std::set<int> ports;
    for (const auto& instance : instances)
        for (const int port : instance.ports)
            if (port != 0) {
                byPort[port] = &instance;
                ports.insert(port);
            }
    std::map<std::uint64_t, const Instance*> calledBy;
    for (const auto& connection : runtime::connectionsTo(ports))
        if (connection.inode != 0)
            calledBy[connection.inode] = byPort.at(connection.remotePort);
    // Requests and probes are nearly all of them. Without these there is, as a rule, nobody to look for: with 1,000
    // instances the look at what each has open took 40 ms.
    for (const pid_t pid : ours)
        if (!calledBy.empty())
            runtime::eachDescriptor(pid,
                                    [&](std::string_view target) { calledBy.erase(runtime::socketInode(target)); });
    if (calledBy.empty())
        return;
    for (const auto& [pid, caller] : membersOf(instances, runtime::readProcessTable()))
        runtime::eachDescriptor(pid, [&, process = pid, from = caller](std::string_view target) {
            const auto found = calledBy.find(runtime::socketInode(target));
            if (found == calledBy.end())
                return;
            const Instance* to = found->second;
            if (to->project == from->project && to->service == from->service)
                return;
            note({from->project, "undeclared_connection", from->service, to->service, ""}, from->id, process,
                 from->id + " is connected straight to " + to->id +
                     ", around its link: what it does there is neither balanced nor counted");
        });
}

void TrespassWatch::lookAtStores(const std::vector<Instance>& instances, const std::vector<Store>& stores) {
    if (stores.empty())
        return;
    const auto processes = runtime::readProcessTable();
    const auto members = membersOf(instances, processes);
    for (const auto& process : processes) {
        if (process.pid == ::getpid())
            continue;
        const auto member = members.find(process.pid);
        const Instance* who = member == members.end() ? nullptr : member->second;
        std::set<const Store*> told;
        runtime::eachDescriptor(process.pid, [&](std::string_view target) {
            if (target.empty() || target.front() != '/')
                return;
            for (const auto& store : stores) {
                if (!isInside(target, store.path) || !told.insert(&store).second)
                    continue;
                if (who && who->project == store.project && who->service == store.service)
                    continue;
                const std::string name = who ? who->id : runtime::commandOf(process.pid);
                note({store.project, "foreign_store", who ? who->service : "", store.service, who ? "" : name},
                     who ? who->id : "", process.pid,
                     name + " (pid " + std::to_string(process.pid) + ") has the store of " + store.service +
                         " open: " + std::string(target));
            }
        });
    }
}

void TrespassWatch::note(const Key& key, const std::string& instance, int pid, const std::string& detail) {
    const auto [place, added] = m_seen.try_emplace(key);
    api::TopologyViolation& row = place->second;
    const WallMs now = m_clock.wallMs();
    if (added) {
        row.kind = key.kind;
        row.from = key.from;
        row.to = key.to;
        row.sinceMs = now;
        m_news.emplace_back(key.project, detail);
    }
    row.instance = instance;
    row.pid = pid;
    row.detail = detail;
    row.lastSeenMs = now;
}

void TrespassWatch::forgetOld() {
    const WallMs now = m_clock.wallMs();
    std::erase_if(m_seen, [&](const auto& entry) { return now - entry.second.lastSeenMs > kRemembered; });
}

std::vector<api::TopologyViolation> TrespassWatch::of(const std::string& project) const {
    std::vector<api::TopologyViolation> rows;
    for (const auto& [key, row] : m_seen)
        if (key.project == project)
            rows.push_back(row);
    return rows;
}

std::vector<std::pair<std::string, std::string>> TrespassWatch::takeNews() {
    return std::exchange(m_news, {});
}

}  // namespace slipway::daemon
