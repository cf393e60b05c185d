#pragma once

#include <atomic>
#include <deque>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <tuple>

#include "gateway/mirror/compare.h"
#include "protocol/gateway_mirror.h"

namespace slipway::gateway::mirror {

/// What one mirror has counted; it lives as long as its rules do, over all snapshots that have them. Thread: any.
class MirrorSlot {
  public:
    static constexpr std::size_t kKeptDifferences = 20;

    MirrorSlot(std::string project, std::string route, std::string service, std::string rules)
        : m_project(std::move(project)),
          m_route(std::move(route)),
          m_service(std::move(service)),
          m_rules(std::move(rules)) {}

    std::atomic<std::uint64_t> same{0}, different{0}, failed{0}, dropped{0}, tooLarge{0}, kept{0};

    void add(protocol::MirrorDifference difference);
    protocol::MirrorStats stats() const;
    /// By which a change of the rules is seen.
    const std::string& rules() const { return m_rules; }

  private:
    const std::string m_project, m_route, m_service, m_rules;
    mutable std::mutex m_mutex;
    std::deque<protocol::MirrorDifference> m_differences;
};

/// A route's mirror, ready for use. Immutable but for its slot.
struct MirrorRoute {
    std::string service;  ///< id of the shadow
    std::uint32_t percent = 100;
    bool unsafe = false;
    CompareRules rules;
    std::shared_ptr<MirrorSlot> slot;
};

/// Owns the slots by (project, route, shadow). Thread: control.
class MirrorRegistry {
  public:
    std::shared_ptr<MirrorSlot> slot(const std::string& project, const std::string& route, const std::string& service,
                                     const std::string& rules);
    std::vector<protocol::MirrorStats> stats() const;
    /// Forgets those that no configuration has any more.
    void retire();

  private:
    std::map<std::tuple<std::string, std::string, std::string>, std::shared_ptr<MirrorSlot>> m_slots;
};

/// What is wrong with it, or an empty sentence.
std::string checkMirror(const protocol::SnapshotMirror& mirror);
/// Null where the route has none. `serviceName`: the shadow's, without its project.
std::shared_ptr<const MirrorRoute> compileMirror(const protocol::SnapshotMirror& mirror, const std::string& project,
                                                 const std::string& route, const std::string& serviceName,
                                                 MirrorRegistry& registry);

}  // namespace slipway::gateway::mirror
