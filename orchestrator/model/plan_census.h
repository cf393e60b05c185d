#pragma once

#include <vector>

#include "model/plan.h"

/// What the planning of a service counts, and the moves that its strategies share.
namespace slipway::model {

struct Census {
    std::vector<const Instance*> fresh;     ///< of the desired revision, staying
    std::vector<const Instance*> old;       ///< of another revision, not yet retired
    std::vector<const Instance*> retiring;  ///< on their way out
};

Census take(const World& world, const ServiceName& name, const ServiceWorld& service);

/// In charge of requests, or about to be again.
bool serving(const Instance& instance);

/// Of the desired revision; each names the old instance whose place it takes, for the receipt and for the order of
/// leaving.
void create(Plan& plan, const ServiceName& name, const ServiceWorld& service, int count, const Census& census);

/// Whom to let go first: what serves nobody, then what has been replaced, then the oldest (a rollout) or the newest
/// (scaling down).
void retireSome(Plan& plan, std::vector<const Instance*> candidates, int count, const Census& census, bool newestFirst);

inline void retire(Plan& plan, const Instance& instance) {
    plan.actions.push_back(RetireInstance{instance.id});
}

}  // namespace slipway::model
