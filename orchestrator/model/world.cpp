#include "model/world.h"

#include <algorithm>
#include <set>

namespace slipway::model {
namespace {

using Edges = std::map<ServiceName, std::vector<ServiceName>>;

bool acyclic(const Edges& dependents) {
    Edges left = dependents;
    for (bool progress = true; progress && !left.empty();) {
        progress = false;
        for (auto it = left.begin(); it != left.end();) {
            const bool free = std::none_of(it->second.begin(), it->second.end(),
                                           [&](const ServiceName& name) { return left.contains(name); });
            if (free) {
                it = left.erase(it);
                progress = true;
            } else {
                ++it;
            }
        }
    }
    return left.empty();
}

Edges collect(const Project& project, bool withCalls) {
    Edges dependents;
    for (const auto& service : project.services)
        dependents[service.name];
    for (const auto& service : project.services) {
        for (const auto& dependency : service.dependsOn)
            dependents[dependency.service].push_back(service.name);
        if (withCalls)
            for (const auto& callee : service.calls)
                if (callee != service.name)
                    dependents[callee].push_back(service.name);
    }
    return dependents;
}

}  // namespace

std::vector<const Instance*> World::of(const ServiceName& service) const {
    std::vector<const Instance*> found;
    for (const auto& [id, instance] : instances)
        if (instance.service == service)
            found.push_back(&instance);
    std::sort(found.begin(), found.end(), [](const Instance* a, const Instance* b) {
        return a->createdAt != b->createdAt               ? a->createdAt < b->createdAt
               : a->id.str().size() != b->id.str().size() ? a->id.str().size() < b->id.str().size()
                                                          : a->id < b->id;
    });
    return found;
}

int World::count(const ServiceName& service, InstanceState state) const {
    return static_cast<int>(std::count_if(instances.begin(), instances.end(), [&](const auto& entry) {
        return entry.second.service == service && entry.second.state == state;
    }));
}

std::map<ServiceName, std::vector<ServiceName>> dependentsOf(const Project& project) {
    Edges both = collect(project, true);
    return acyclic(both) ? both : collect(project, false);
}

}  // namespace slipway::model
