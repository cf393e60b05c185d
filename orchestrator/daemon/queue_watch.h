#pragma once

#include <QObject>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "model/project.h"
#include "protocol/api_topology.h"

namespace slipway::daemon {

/// How full the queues of asynchronous calls are, as each project's composer last told. Thread: the daemon's.
class QueueWatch final : public QObject {
  public:
    /// Whether messages of a project were told of.
    bool knows(const std::string& project) const { return m_told.contains(project); }
    /// Once a second for a project that has queues; `port` of its composer, 0 where none answers now. What was told
    /// before stays: messages don't go away with who keeps them.
    void ask(const std::string& project, int port);

    /// Nothing: it was not told yet.
    std::optional<api::EdgeQueue> of(const std::string& project, const std::string& caller,
                                     const std::string& service) const;
    /// Queues with messages in them that `project` has no call for any more, as they were when they were told.
    struct Orphan {
        std::string caller, service;
        api::EdgeQueue queue;
    };
    std::vector<Orphan> orphansOf(const model::Project& project) const;

  private:
    void take(const std::string& project, const std::string& body);

    std::map<std::string, std::map<std::pair<std::string, std::string>, api::EdgeQueue>> m_told;
    std::set<std::string> m_asked;  ///< projects whose composer has not answered yet
};

}  // namespace slipway::daemon
