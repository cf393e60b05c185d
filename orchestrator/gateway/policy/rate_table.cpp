#include "gateway/policy/rate_table.h"

#include <algorithm>

namespace slipway::gateway::policy {

RateTable::RateTable(Keyed keyed) : m_buckets(keyed == Keyed::Yes ? new Bucket[std::size_t{kSets} * kWays] : nullptr) {}

RateTable::Bucket& RateTable::find(std::uint64_t key, std::int64_t nowNs) {
    Bucket* const set = &m_buckets[std::size_t{key % kSets} * kWays];
    for (;;) {
        Bucket* free = &set[0];
        std::int64_t soonest = INT64_MAX;
        for (std::uint32_t way = 0; way < kWays; ++way) {
            Bucket& bucket = set[way];
            if (bucket.key.load(std::memory_order_acquire) == key)
                return bucket;
            const std::int64_t fullAt = bucket.fullAt.load(std::memory_order_relaxed);
            if (fullAt < soonest) {
                soonest = fullAt;
                free = &bucket;
            }
        }
        std::uint64_t before = free->key.load(std::memory_order_relaxed);
        // Another worker may take the same place in this moment: who loses looks again, and so finds its own key if it
        // was that one. In between, a request of the old key may take its token from what is now another's bucket: one
        // token, once.
        if (before != key && !free->key.compare_exchange_strong(before, key, std::memory_order_acq_rel))
            continue;
        if (soonest > nowNs)
            m_evicted.fetch_add(1, std::memory_order_relaxed);
        free->fullAt.store(0, std::memory_order_relaxed);
        return *free;
    }
}

RateTable::Taken RateTable::takeFrom(std::atomic<std::int64_t>& place, const Rate& rate, std::int64_t nowNs) {
    std::int64_t fullAt = place.load(std::memory_order_relaxed);
    for (;;) {
        // A changed rate may leave a time that its bucket can't have.
        const std::int64_t from = std::clamp(fullAt, nowNs, nowNs + rate.depthNs);
        const std::int64_t after = from + rate.intervalNs - nowNs;
        if (after > rate.depthNs)
            return {false, 0, after - rate.depthNs, from - nowNs};
        if (place.compare_exchange_weak(fullAt, nowNs + after, std::memory_order_relaxed))
            return {true, (rate.depthNs - after) / rate.intervalNs, 0, after};
    }
}

RateTable::Taken RateTable::take(std::uint64_t key, const Rate& rate, std::int64_t nowNs) {
    return takeFrom(key == 0 ? m_one : find(key, nowNs).fullAt, rate, nowNs);
}

}  // namespace slipway::gateway::policy
