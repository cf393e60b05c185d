#include <algorithm>

#include "model/plan_census.h"
#include "model/plan_service.h"

namespace slipway::model {
namespace {

/// A fixed port can't be bound twice, so its new instance has to wait until the old one is gone.
bool startFirst(const Service& spec) {
    const bool fixedPort =
        std::any_of(spec.ports.begin(), spec.ports.end(), [](const Port& port) { return port.target != 0; });
    return spec.updateConfig.order == UpdateOrder::StartFirst && !fixedPort;
}

}  // namespace

void planRolling(const ServiceName& name, const ServiceWorld& service, const Census& census, TimePoint now,
                 Plan& plan) {
    const Service& spec = service.spec();
    const int want = service.wanted();
    const int fresh = static_cast<int>(census.fresh.size());
    const int old = static_cast<int>(census.old.size());
    const int retiring = static_cast<int>(census.retiring.size());
    int settledFresh = 0;
    for (const Instance* instance : census.fresh) {
        if (settled(*instance, spec, now))
            ++settledFresh;
        else if (instance->state == InstanceState::Ready && !spec.job)
            wakeAt(plan, instance->readyAt + spec.updateConfig.monitor);
    }
    const int unsettled = fresh - settledFresh;

    if (fresh > want)
        retireSome(plan, census.fresh, fresh - want, census, true);

    if (old == 0) {
        if (fresh < want && (startFirst(spec) || fresh + retiring < want))
            create(plan, name, service, startFirst(spec) ? want - fresh : want - fresh - retiring, census);
        return;
    }

    const int parallelism = spec.updateConfig.parallelism;
    if (startFirst(spec)) {
        const int missing = want - fresh - old;  // scaled up meanwhile
        const int surge = spec.updateConfig.maxSurge > 0 ? spec.updateConfig.maxSurge : parallelism;
        const int step = std::min({parallelism - unsettled, want - fresh, want + surge - fresh - old});
        create(plan, name, service, std::max({missing, step, 0}), census);
        retireSome(plan, census.old, old - std::max(0, want - settledFresh), census, false);
        return;
    }
    // Stop-first: room is made by leaving, and filled once it is there.
    const int vacant = std::max(0, want - fresh - old - retiring);
    const int moving = retiring + unsettled + vacant;
    const int excess = fresh + old - want;
    retireSome(plan, census.old, std::max(excess, std::min(parallelism - moving, old)), census, false);
    create(plan, name, service, vacant, census);
}

}  // namespace slipway::model
