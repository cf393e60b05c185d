#pragma once

#include "model/plan.h"

/// The two halves of plan(): which instances a service shall have, and what each instance needs next.
namespace slipway::model {

/// Creates, retires and recycles instances until the service has `wanted()` of its desired revision; judges its
/// rollout.
void planService(const World& world, const ServiceName& name, const ServiceWorld& service, TimePoint now, Plan& plan);

/// What moves a service by strategy `rolling`, and what keeps one that has no rollout at its number.
struct Census;
void planRolling(const ServiceName& name, const ServiceWorld& service, const Census& census, TimePoint now, Plan& plan);
/// What moves one by `canary` or `blue_green`.
void planTrial(const ServiceName& name, const ServiceWorld& service, const Census& census, TimePoint now, Plan& plan);

/// Runs of a scheduled job, one after the other.
void planScheduled(const ServiceName& name, const ServiceWorld& service, const Census& census, Plan& plan);

/// As far as its service needs it: ready, or, of a job, done.
inline bool fulfilled(const Instance& instance, const Service& spec) {
    return spec.job ? instance.completed() : instance.state == InstanceState::Ready;
}

/// Spawns, drains, stops, kills and forgets one instance.
void planInstance(const World& world, const Instance& instance, TimePoint now, Plan& plan);

/// Ready for `monitor`: it may take the place of an old one.
bool settled(const Instance& instance, const Service& spec, TimePoint now);

inline void wakeAt(Plan& plan, TimePoint at) {
    if (!plan.wake || at < *plan.wake)
        plan.wake = at;
}

}  // namespace slipway::model
