#include "model/plan_census.h"

#include <algorithm>

namespace slipway::model {

Census take(const World& world, const ServiceName& name, const ServiceWorld& service) {
    Census census;
    for (const Instance* instance : world.of(name)) {
        if (instance->retire)
            census.retiring.push_back(instance);
        else if (instance->revision == service.revision)
            census.fresh.push_back(instance);
        else
            census.old.push_back(instance);
    }
    return census;
}

bool serving(const Instance& instance) {
    return instance.state == InstanceState::Ready || instance.state == InstanceState::Unready;
}

void create(Plan& plan, const ServiceName& name, const ServiceWorld& service, int count, const Census& census) {
    std::vector<InstanceId> open;
    for (const Instance* old : census.old) {
        const auto taken = [&](const Instance* fresh) { return fresh->replaces == old->id; };
        if (std::none_of(census.fresh.begin(), census.fresh.end(), taken))
            open.push_back(old->id);
    }
    for (int i = 0; i < count; ++i) {
        std::optional<InstanceId> replaces;
        if (static_cast<size_t>(i) < open.size())
            replaces = open[static_cast<size_t>(i)];
        plan.actions.push_back(CreateInstance{name, service.revision, replaces});
    }
}

void retireSome(Plan& plan, std::vector<const Instance*> candidates, int count, const Census& census,
                bool newestFirst) {
    if (newestFirst)
        std::reverse(candidates.begin(), candidates.end());
    const auto replaced = [&](const Instance* old) {
        return std::any_of(census.fresh.begin(), census.fresh.end(),
                           [&](const Instance* fresh) { return fresh->replaces == old->id && serving(*fresh); });
    };
    std::stable_sort(candidates.begin(), candidates.end(), [&](const Instance* a, const Instance* b) {
        const auto rank = [&](const Instance* instance) {
            return !serving(*instance) ? 0 : replaced(instance) ? 1 : 2;
        };
        return rank(a) < rank(b);
    });
    for (int i = 0; i < count && i < static_cast<int>(candidates.size()); ++i)
        retire(plan, *candidates[static_cast<size_t>(i)]);
}

}  // namespace slipway::model
