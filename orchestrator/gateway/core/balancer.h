#pragma once

#include <array>
#include <cstddef>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "gateway/core/config.h"
#include "gateway/core/slots.h"

namespace slipway::gateway {

/// The endpoints that a request was already sent to; its retries avoid them. Holds eight; a request with more tries
/// than that may meet an old one again.
class TriedEndpoints {
  public:
    void add(const EndpointSlot* slot) {
        m_slots[m_next % m_slots.size()] = slot;
        ++m_next;
    }
    bool has(const EndpointSlot* slot) const {
        for (const auto* each : m_slots)
            if (each == slot)
                return true;
        return false;
    }
    bool empty() const { return m_next == 0; }

  private:
    std::array<const EndpointSlot*, 8> m_slots{};
    std::size_t m_next = 0;
};

/// A request's claim on an endpoint: it counts as in flight there from the choice until this goes. Keep it as long as
/// the request or the tunnel lives. Thread: the worker that chose. The slot outlives it, as no slot with claims is
/// retired.
class Assignment {
  public:
    Assignment() = default;
    Assignment(const Endpoint& endpoint, WorkerId worker)
        : m_endpoint(&endpoint), m_slot(endpoint.slot.get()), m_worker(worker) {
        m_slot->acquire(worker);
    }
    Assignment(Assignment&& other) noexcept
        : m_endpoint(std::exchange(other.m_endpoint, nullptr)),
          m_slot(std::exchange(other.m_slot, nullptr)),
          m_worker(other.m_worker) {}
    Assignment& operator=(Assignment&& other) noexcept {
        if (this != &other) {
            release();
            m_endpoint = std::exchange(other.m_endpoint, nullptr);
            m_slot = std::exchange(other.m_slot, nullptr);
            m_worker = other.m_worker;
        }
        return *this;
    }
    ~Assignment() { release(); }

    explicit operator bool() const { return m_slot != nullptr; }
    /// Belongs to the Config that it was chosen from: valid as long as that one is held.
    const Endpoint& endpoint() const { return *m_endpoint; }
    EndpointSlot& slot() const { return *m_slot; }
    EndpointShard& shard() const { return m_slot->shard(m_worker); }

    void release() {
        if (auto* slot = std::exchange(m_slot, nullptr))
            slot->release(m_worker);
        m_endpoint = nullptr;
    }

  private:
    const Endpoint* m_endpoint = nullptr;
    EndpointSlot* m_slot = nullptr;
    WorkerId m_worker = 0;
};

/// Chooses an endpoint among the service's active ones by its policy, and claims it. Those in `tried` are left out,
/// suspects too unless nothing else is left; empty when no active endpoint remains (then hold the request, or give up
/// the retry). Thread: the worker's. Cost: O(1) for least_request, O(endpoints) for round_robin.
///
/// round_robin: smooth weighted round robin, one sequence a worker. least_request: two drawn by weight, the one with
/// fewer requests in flight for its weight wins, the first drawn on a tie (power of two choices, Mitzenmacher 2001).
///
/// With canaries among them, the request is one of theirs by Service::canaryPercent first, whatever the policy: a
/// revision that fails fast has few requests in flight, and must not draw more than its share by that. The other group
/// serves where the drawn one has nobody left.
Assignment pickEndpoint(const Service& service, WorkerId worker, Random& random, TimePoint now,
                        const TriedEndpoints& tried = {});

/// A connect to the endpoint failed just now: leave it out for 500 ms, twice as long each time in a row, at most 8 s.
void suspectEndpoint(EndpointShard& shard, TimePoint now);
/// A connect succeeded: forget suspicion.
inline void trustEndpoint(EndpointShard& shard) {
    shard.suspectUntil = {};
    shard.failedConnects = 0;
}

}  // namespace slipway::gateway
