#include "model/plan.h"

#include <algorithm>

#include "model/plan_service.h"

namespace slipway::model {

Plan plan(const World& world, TimePoint now) {
    Plan result;
    for (const auto& [name, service] : world.services)
        planService(world, name, service, now, result);
    for (const auto& [id, instance] : world.instances)
        planInstance(world, instance, now, result);
    return result;
}

}  // namespace slipway::model
