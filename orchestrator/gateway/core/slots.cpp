#include "gateway/core/slots.h"

#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>

#include "gateway/cache/project_cache.h"
#include "gateway/policy/policy_states.h"

namespace slipway::gateway {

namespace {

template <class Slot>
bool isOursAlone(const std::shared_ptr<Slot>& slot) {
    if (slot.use_count() != 1)
        return false;
    // use_count is a relaxed read. Letting go of a copy is a release and an acquire on the same count, so what the last
    // other holder wrote before it let go is seen by whoever reads the slot next.
    std::shared_ptr<Slot>(slot).reset();
    return true;
}

}  // namespace

void CounterShard::addTo(protocol::Counters& sum) const {
    sum.requests += requests.get();
    sum.tries += tries.get();
    sum.retries += retries.get();
    sum.errors += errors.get();
    sum.failed += failed.get();
    sum.bytesIn += bytesIn.get();
    sum.bytesOut += bytesOut.get();
    for (std::size_t i = 0; i < status.size(); ++i)
        sum.status[i] += status[i].get();
    auto& histogram = sum.latency;
    histogram.buckets.resize(protocol::kLatencyBuckets);
    histogram.sumUs += latencySumUs.get();
    for (std::size_t i = 0; i < latency.size(); ++i) {
        const std::uint64_t n = latency[i].get();
        histogram.buckets[i] += n;
        histogram.count += n;
    }
}

DrainSignal::DrainSignal() : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}

void DrainSignal::raise() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(m_fd.get(), &one, sizeof one);
}

void DrainSignal::clear() {
    std::uint64_t raised = 0;
    [[maybe_unused]] const ssize_t got = ::read(m_fd.get(), &raised, sizeof raised);
}

std::uint64_t ListenerSlot::sum(Counter ListenerShard::*field) const {
    std::uint64_t total = 0;
    for (WorkerId worker = 0; worker < shards.workers(); ++worker)
        total += (shards[worker].*field).get();
    return total;
}

EndpointSlot::EndpointSlot(std::string endpointId, std::string serviceId, unsigned workers,
                           std::shared_ptr<DrainSignal> signal)
    : id(std::move(endpointId)), service(std::move(serviceId)), m_shards(workers), m_signal(std::move(signal)) {}

std::uint64_t EndpointSlot::inFlight() const {
    return sum(&EndpointShard::inFlight);
}

std::uint64_t EndpointSlot::sum(Counter EndpointShard::*field) const {
    std::uint64_t total = 0;
    for (WorkerId worker = 0; worker < m_shards.workers(); ++worker)
        total += (m_shards[worker].*field).get();
    return total;
}

protocol::Counters EndpointSlot::counters() const {
    protocol::Counters total;
    for (WorkerId worker = 0; worker < m_shards.workers(); ++worker)
        m_shards[worker].counters.addTo(total);
    return total;
}

const char* rejectReasonName(RejectReason reason) {
    switch (reason) {
        case RejectReason::BadRequest:
            return "bad_request";
        case RejectReason::HeadTooLarge:
            return "head_too_large";
        case RejectReason::TargetTooLong:
            return "target_too_long";
        case RejectReason::HeadTimeout:
            return "head_timeout";
        case RejectReason::HandshakeTimeout:
            return "handshake_timeout";
        case RejectReason::TooManyConnections:
            return "too_many_connections";
        case RejectReason::NoRoute:
            return "no_route";
    }
    return "";
}

SlotRegistry::SlotRegistry(unsigned workers)
    : m_workers(workers),
      m_policies(std::make_unique<policy::PolicyStates>(workers)),
      m_caches(std::make_unique<cache::CacheRegistry>()),
      m_signal(std::make_shared<DrainSignal>()) {}

SlotRegistry::~SlotRegistry() = default;

std::shared_ptr<ListenerSlot> SlotRegistry::listener(const std::string& id) {
    auto& slot = m_listeners[id];
    if (!slot)
        slot = std::make_shared<ListenerSlot>(id, workers());
    return slot;
}

std::shared_ptr<RouteSlot> SlotRegistry::route(const std::string& listener, const std::string& id) {
    auto& slot = m_routes[{listener, id}];
    if (!slot)
        slot = std::make_shared<RouteSlot>(listener, id, workers());
    return slot;
}

std::shared_ptr<EdgeSlot> SlotRegistry::edge(const std::string& project, const std::string& from,
                                             const std::string& to) {
    auto& slot = m_edges[{project, from, to}];
    if (!slot)
        slot = std::make_shared<EdgeSlot>(project, from, to, workers());
    return slot;
}

std::shared_ptr<EndpointSlot> SlotRegistry::endpoint(const std::string& id, const std::string& service) {
    auto& slot = m_endpoints[id];
    if (!slot)
        slot = std::make_shared<EndpointSlot>(id, service, workers(), m_signal);
    return slot;
}

std::uint64_t SlotRegistry::sum(Counter WorkerShard::*field) const {
    std::uint64_t total = 0;
    for (WorkerId each = 0; each < workers(); ++each)
        total += (m_workers[each].*field).get();
    return total;
}

SlotRegistry::Idle SlotRegistry::idle() const {
    Idle idle;
    for (const auto& [id, slot] : m_listeners)
        if (isOursAlone(slot))
            idle.push_back(slot.get());
    for (const auto& [key, slot] : m_routes)
        if (isOursAlone(slot))
            idle.push_back(slot.get());
    for (const auto& [key, slot] : m_edges)
        if (isOursAlone(slot))
            idle.push_back(slot.get());
    for (const auto& [key, slot] : m_endpoints)
        if (isOursAlone(slot) && slot->inFlight() == 0)
            idle.push_back(slot.get());
    return idle;
}

void SlotRegistry::retire(const Idle& reported) {
    const auto isReported = [&](const auto& entry) {
        return entry.second.use_count() == 1 &&
               std::find(reported.begin(), reported.end(), entry.second.get()) != reported.end();
    };
    std::erase_if(m_listeners, isReported);
    std::erase_if(m_routes, isReported);
    std::erase_if(m_edges, isReported);
    std::erase_if(m_endpoints, isReported);
    m_mirrors.retire();
}

}  // namespace slipway::gateway
