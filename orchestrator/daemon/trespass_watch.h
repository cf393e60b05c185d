#pragma once

#include <sys/types.h>

#include <map>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocol/api_topology.h"

namespace slipway::daemon {

/// Finds what goes around the lines that a project has drawn: an instance that is connected to another service's
/// instance without the link that was made for it, and a process that has another service's store open. Looks at the
/// kernel's tables as they are, so what is short may be missed. Thread: the daemon's; some milliseconds a look.
class TrespassWatch {
  public:
    struct Instance {
        std::string project, service, id;
        int pid = 0;  ///< leads its session
        std::vector<int> ports;
    };
    struct Store {
        std::string project, service;
        std::string path;  ///< absolute, of a file or a folder
    };

    explicit TrespassWatch(const Clock& clock) : m_clock(clock) {}

    /// Once a second; looks at connections every other time (more rarely with hundreds of instances) and at stores
    /// every tenth. `ours`: the daemon and the gateways, which may connect to any instance.
    void tick(const std::vector<Instance>& instances, const std::vector<Store>& stores, const std::vector<pid_t>& ours);
    void lookAtConnections(const std::vector<Instance>& instances, const std::vector<pid_t>& ours);
    void lookAtStores(const std::vector<Instance>& instances, const std::vector<Store>& stores);

    /// Seen in the last minute.
    std::vector<api::TopologyViolation> of(const std::string& project) const;
    /// Those that were new in the last look, by project; told once.
    std::vector<std::pair<std::string, std::string>> takeNews();

  private:
    struct Key {
        std::string project, kind, from, to, command;
        auto operator<=>(const Key&) const = default;
    };
    void note(const Key& key, const std::string& instance, int pid, const std::string& detail);
    void forgetOld();

    const Clock& m_clock;
    unsigned m_ticks = 0;
    std::map<Key, api::TopologyViolation> m_seen;
    std::vector<std::pair<std::string, std::string>> m_news;
};

}  // namespace slipway::daemon
