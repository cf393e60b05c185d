#include "gateway/mirror/mirror_route.h"

#include <algorithm>

namespace slipway::gateway::mirror {

void MirrorSlot::add(protocol::MirrorDifference difference) {
    const std::lock_guard lock(m_mutex);
    m_differences.push_back(std::move(difference));
    if (m_differences.size() > kKeptDifferences)
        m_differences.pop_front();
}

protocol::MirrorStats MirrorSlot::stats() const {
    protocol::MirrorStats stats;
    stats.project = m_project;
    stats.route = m_route;
    stats.service = m_service;
    stats.same = same.load();
    stats.different = different.load();
    stats.failed = failed.load();
    stats.dropped = dropped.load();
    stats.tooLarge = tooLarge.load();
    stats.kept = kept.load();
    const std::lock_guard lock(m_mutex);
    stats.differences.assign(m_differences.begin(), m_differences.end());
    return stats;
}

std::shared_ptr<MirrorSlot> MirrorRegistry::slot(const std::string& project, const std::string& route,
                                                 const std::string& service, const std::string& rules) {
    auto& slot = m_slots[{project, route, service}];
    if (!slot || slot->rules() != rules)
        slot = std::make_shared<MirrorSlot>(project, route, service, rules);
    return slot;
}

std::vector<protocol::MirrorStats> MirrorRegistry::stats() const {
    std::vector<protocol::MirrorStats> all;
    for (const auto& [key, slot] : m_slots)
        all.push_back(slot->stats());
    return all;
}

void MirrorRegistry::retire() {
    std::erase_if(m_slots, [](const auto& entry) { return entry.second.use_count() == 1; });
}

std::string checkMirror(const protocol::SnapshotMirror& mirror) {
    std::vector<std::string> segments;
    for (const auto& pointer : mirror.ignore)
        if (!parsePointer(pointer, segments))
            return "'" + pointer + "' is no JSON Pointer";
    return {};
}

std::shared_ptr<const MirrorRoute> compileMirror(const protocol::SnapshotMirror& mirror, const std::string& project,
                                                 const std::string& route, const std::string& serviceName,
                                                 MirrorRegistry& registry) {
    if (mirror.service.empty())
        return nullptr;
    auto made = std::make_shared<MirrorRoute>();
    made->service = mirror.service;
    made->percent = mirror.percent;
    made->unsafe = mirror.unsafe;
    std::string rules = mirror.unsafe ? "unsafe" : "safe";
    for (const auto& pointer : mirror.ignore) {
        made->rules.ignore.emplace_back();
        parsePointer(pointer, made->rules.ignore.back());
        rules += "\n" + pointer;
    }
    for (std::string name : mirror.headers) {
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
        rules += "\n" + name;
        made->rules.headers.push_back(std::move(name));
    }
    made->slot = registry.slot(project, route, serviceName, rules);
    return made;
}

}  // namespace slipway::gateway::mirror
