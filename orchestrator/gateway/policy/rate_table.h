#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace slipway::gateway::policy {

/// Token buckets, shared by all workers, without a lock. A bucket is one number: the time at which it will be full
/// again (the generic cell rate algorithm, ITU-T I.371), so that to take a token is one compare-and-swap, and a bucket
/// that is full needs no memory at all.
///
/// Bounded: kSets * kWays buckets of 16 bytes (1 MiB), whatever number of keys come. A key has kWays places to go to; a
/// bucket that is full again, which nobody needs, gives up its place first, then the one that is full soonest.
class RateTable {
  public:
    static constexpr std::uint32_t kSets = 8192;
    static constexpr std::uint32_t kWays = 8;

    enum class Keyed { No, Yes };
    explicit RateTable(Keyed keyed);

    struct Rate {
        std::int64_t intervalNs = 1;  ///< between two tokens
        std::int64_t depthNs = 1;     ///< intervalNs times the bucket's tokens
    };
    struct Taken {
        bool ok = false;
        std::int64_t left = 0;         ///< tokens after this
        std::int64_t waitNs = 0;       ///< until there is one again; 0 when ok
        std::int64_t fullAgainNs = 0;  ///< until the bucket is full
    };
    /// `key` 0: the one bucket of all. Thread: any.
    Taken take(std::uint64_t key, const Rate& rate, std::int64_t nowNs);
    /// Buckets that had to give up their place before they were full. Thread: any.
    std::uint64_t evicted() const { return m_evicted.load(std::memory_order_relaxed); }

  private:
    struct Bucket {
        std::atomic<std::uint64_t> key{0};
        std::atomic<std::int64_t> fullAt{0};
    };
    static Taken takeFrom(std::atomic<std::int64_t>& fullAt, const Rate& rate, std::int64_t nowNs);
    Bucket& find(std::uint64_t key, std::int64_t nowNs);

    alignas(64) std::atomic<std::int64_t> m_one{0};
    alignas(64) std::atomic<std::uint64_t> m_evicted{0};
    const std::unique_ptr<Bucket[]> m_buckets;  // null where there are no keys
};

}  // namespace slipway::gateway::policy
