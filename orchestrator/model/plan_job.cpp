#include <algorithm>

#include "model/plan_census.h"
#include "model/plan_service.h"

namespace slipway::model {

void planScheduled(const ServiceName& name, const ServiceWorld& service, const Census& census, Plan& plan) {
    std::vector<const Instance*> running, ended;
    for (const auto* group : {&census.old, &census.fresh})
        for (const Instance* instance : *group)
            (instance->terminal() ? ended : running).push_back(instance);
    if (service.stopped) {
        for (const auto* group : {&running, &ended})
            for (const Instance* instance : *group)
                retire(plan, *instance);
        return;
    }
    // A new definition or program holds from the next run on; what runs comes to its end.
    if (service.rollout)
        plan.actions.push_back(CompleteRollout{name});
    if (service.runsDue == 0) {
        // The last run is kept, to be looked at.
        for (size_t i = 0; i + 1 < ended.size(); ++i)
            retire(plan, *ended[i]);
        return;
    }
    if (!running.empty()) {
        switch (service.spec().job->schedule->overlap) {
            case Overlap::Skip:
                plan.actions.push_back(SkipRuns{name});
                break;
            case Overlap::Queue:
                break;
            case Overlap::Replace:
                for (const Instance* instance : running)
                    retire(plan, *instance);
                break;
        }
        return;
    }
    if (!census.retiring.empty())
        return;
    for (const Instance* instance : ended)
        retire(plan, *instance);
    create(plan, name, service, 1, census);
}

}  // namespace slipway::model
