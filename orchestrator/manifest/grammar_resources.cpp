#include "manifest/draft.h"
#include "manifest/object_reader.h"

// `deploy.resources`: what an instance may use at most.
namespace slipway::manifest {
namespace {

using model::InstanceLimits;

constexpr double kLeastCpus = 0.01;
constexpr double kMostCpus = 4096;
constexpr long kLeastMemory = 1L << 20;
constexpr long kMostPids = 1L << 22;  // the kernel's own bound

const ObjectReader<InstanceLimits>& resourceLimitsReader() {
    static const ObjectReader<InstanceLimits> reader(
        "resource_limits",
        {
            {"cpus", [](const Value& v, InstanceLimits& limits) { set(limits.cpus, v.number(kLeastCpus, kMostCpus)); }},
            {"memory",
             [](const Value& v, InstanceLimits& limits) { readCacheBytes(v, kLeastMemory, limits.memoryBytes); }},
            {"pids", [](const Value& v, InstanceLimits& limits) { set(limits.pids, v.integer(1, kMostPids)); }},
        });
    return reader;
}

const ObjectReader<ServiceDraft>& resourcesReader() {
    static const ObjectReader<ServiceDraft> reader(
        "resources",
        {
            {"limits", [](const Value& v, ServiceDraft& draft) { resourceLimitsReader()(v, draft.service.resources); }},
            refused<ServiceDraft>("reservations",
                                  "reservations place services in a cluster; on one machine there are `limits`"),
        });
    return reader;
}

}  // namespace

void readResources(const Value& value, ServiceDraft& draft) {
    resourcesReader()(value, draft);
}

std::vector<Grammar> resourceGrammars() {
    return {resourcesReader().grammar(), resourceLimitsReader().grammar()};
}

}  // namespace slipway::manifest
