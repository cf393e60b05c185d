#include "gateway/core/balancer.h"

#include <algorithm>

namespace slipway::gateway {
namespace {

using std::chrono::milliseconds;
constexpr milliseconds kFirstSuspicion{500};
constexpr std::uint32_t kMostDoublings = 4;
/// Draws that may hit an endpoint that is left out before all are looked at.
constexpr int kBlindDraws = 4;

enum class Suspects { LeaveOut, Accept };

/// What a policy sees: one service, one worker, one request.
struct Candidates {
    const Service& service;
    const EndpointGroup& group;
    WorkerId worker;
    TimePoint now;
    const TriedEndpoints& tried;
    Suspects suspects;

    bool eligible(const Endpoint& endpoint) const {
        if (!tried.empty() && tried.has(endpoint.slot.get()))
            return false;
        return suspects == Suspects::Accept || endpoint.slot->shard(worker).suspectUntil <= now;
    }
};

const Endpoint* roundRobin(const Candidates& from, Random&) {
    const Endpoint* best = nullptr;
    std::int64_t bestWeight = 0, total = 0;
    for (const auto index : from.group) {
        const Endpoint& endpoint = from.service.endpoints[index];
        if (!from.eligible(endpoint))
            continue;
        auto& credit = endpoint.slot->shard(from.worker).smoothWeight;
        credit += endpoint.weight;
        total += endpoint.weight;
        if (!best || credit > bestWeight) {
            best = &endpoint;
            bestWeight = credit;
        }
    }
    if (best)
        best->slot->shard(from.worker).smoothWeight -= total;
    return best;
}

/// One eligible endpoint by weight, other than `but`; null when there is none.
const Endpoint* draw(const Candidates& from, Random& random, const Endpoint* but) {
    const auto& sums = from.group.weights;
    for (int attempt = 0; attempt < kBlindDraws; ++attempt) {
        const auto at = std::upper_bound(sums.begin(), sums.end(), random.below(sums.back())) - sums.begin();
        const Endpoint& endpoint = from.service.endpoints[from.group[static_cast<std::size_t>(at)]];
        if (&endpoint != but && from.eligible(endpoint))
            return &endpoint;
    }
    std::uint32_t total = 0;
    for (const auto index : from.group) {
        const Endpoint& endpoint = from.service.endpoints[index];
        if (&endpoint != but && from.eligible(endpoint))
            total += endpoint.weight;
    }
    if (total == 0)
        return nullptr;
    std::uint32_t left = random.below(total);
    for (const auto index : from.group) {
        const Endpoint& endpoint = from.service.endpoints[index];
        if (&endpoint == but || !from.eligible(endpoint))
            continue;
        if (left < endpoint.weight)
            return &endpoint;
        left -= endpoint.weight;
    }
    return nullptr;
}

const Endpoint* leastRequest(const Candidates& from, Random& random) {
    const Endpoint* first = draw(from, random, nullptr);
    if (!first || from.group.size() == 1)
        return first;
    const Endpoint* second = draw(from, random, first);
    if (!second)
        return first;
    return second->slot->inFlight() * first->weight < first->slot->inFlight() * second->weight ? second : first;
}

/// Where a policy is chosen from; docs/architecture.md says where else its name has to stand.
const Endpoint* byPolicy(const Candidates& from, Random& random) {
    switch (from.service.policy) {
        case Policy::RoundRobin:
            return roundRobin(from, random);
        case Policy::LeastRequest:
            return leastRequest(from, random);
    }
    return nullptr;
}

}  // namespace

Assignment pickEndpoint(const Service& service, WorkerId worker, Random& random, TimePoint now,
                        const TriedEndpoints& tried) {
    if (service.active.empty())
        return {};
    const EndpointGroup* group = &service.active;
    const EndpointGroup* other = nullptr;
    if (!service.canary.empty()) {
        const bool onTrial = random.below(100) < service.canaryPercent;
        group = onTrial ? &service.canary : &service.stable;
        other = onTrial ? &service.stable : &service.canary;
    }
    const auto from = [&](const EndpointGroup& each, Suspects suspects) {
        return byPolicy({service, each, worker, now, tried, suspects}, random);
    };
    const Endpoint* chosen = from(*group, Suspects::LeaveOut);
    if (!chosen && other)
        chosen = from(*other, Suspects::LeaveOut);
    if (!chosen)
        chosen = from(*group, Suspects::Accept);
    if (!chosen && other)
        chosen = from(*other, Suspects::Accept);
    return chosen ? Assignment(*chosen, worker) : Assignment();
}

void suspectEndpoint(EndpointShard& shard, TimePoint now) {
    const auto doublings = std::min(shard.failedConnects, kMostDoublings);
    shard.suspectUntil = now + kFirstSuspicion * (1u << doublings);
    ++shard.failedConnects;
}

}  // namespace slipway::gateway
