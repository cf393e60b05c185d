#pragma once

#include <memory>
#include <string>

#include "gateway/policy/policy_states.h"
#include "gateway/policy/route_policies.h"
#include "protocol/gateway_policies.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::gateway::policy {

/// What is wrong with a route's policies, with the JSON pointer below `path`; an empty `error` where nothing is. A key
/// that can't be read is wrong here; one of a key set is passed over.
protocol::SnapshotFault checkPolicies(const protocol::SnapshotPolicies& policies, const std::string& path);

/// Fields in which the route's policies tell the service who asks.
std::vector<std::string> identityFields(const protocol::SnapshotPolicies& policies);

/// `owner`: "PROJECT/ROUTE", by which the route finds its buckets again. `untrusted`: fields that no client of the
/// route may set, although this one does not write them: its service believes them on another route. Null when nothing
/// is to be done. What checkPolicies would refuse must not come here. Thread: control.
std::shared_ptr<const RoutePolicies> compilePolicies(const protocol::SnapshotPolicies& policies,
                                                     const std::vector<std::string>& untrusted,
                                                     const std::string& owner, PolicyStates& states);

}  // namespace slipway::gateway::policy
