#pragma once

#include <string>
#include <vector>

#include "daemon/mask.h"
#include "model/world.h"
#include "protocol/api_diff.h"

/// What `up` of a manifest would change against what runs. Pure; mirrors ProjectController::up.
namespace slipway::daemon {

/// One value of a definition: `exact` decides whether it is the same, `shown` is what may be told.
struct FieldValue {
    std::string field;
    std::string exact;
    std::string shown;
};

/// All but `replicas`, under the manifest's names; a variable each for the environment.
std::vector<FieldValue> fieldsOf(const model::Service& service, const Mask& mask);
std::vector<FieldValue> fieldsOf(const model::Route& route, const Mask& mask);
/// `listens`: where the front door is wished.
std::vector<FieldValue> fieldsOf(const model::Gateway& gateway, const std::vector<std::string>& listens);

std::vector<FieldValue> fieldsOf(const std::vector<model::Team>& teams, const model::Observability& observability);

/// One side of a comparison.
struct DiffSide {
    const model::Project& project;
    std::vector<std::string> listens;
};

/// `topology`: as it is now, which a switch may have made another than the manifest's. Errors: none; what can't be
/// known before `up` does it (an address that is taken) is not in it.
api::Diff manifestDiff(const DiffSide& before, const model::World& world, model::TopologyMode topology,
                       const DiffSide& after, const Mask& mask);
/// Of a project that does not run: everything starts.
api::Diff manifestDiff(const model::Project& after);

}  // namespace slipway::daemon
