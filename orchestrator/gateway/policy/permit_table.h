#pragma once

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>

namespace slipway::gateway::policy {

/// Requests under way by key, shared by all workers, without a lock: key and count of a place are one word, so that a
/// count is exact. A place whose count is 0 is free.
///
/// Bounded: kSets * kWays places of 8 bytes (512 KiB). Where all places that a key may have are in use by others (more
/// than 20,000 keys at the same time before that is likely), a request is let through uncounted, and that is counted.
class PermitTable {
  public:
    static constexpr std::uint32_t kSets = 8192;
    static constexpr std::uint32_t kWays = 8;

    enum class Keyed { No, Yes };
    explicit PermitTable(Keyed keyed);

    enum class Got { Permit, Full, Uncounted };
    /// One more of `key` (0: of all), unless `limit` (below 65,536) are there. With Permit, `token` (not 0) is for
    /// give().
    Got take(std::uint64_t key, std::uint32_t limit, std::uint64_t& token);
    void give(std::uint64_t token);

    std::uint64_t uncounted() const { return m_uncounted.load(std::memory_order_relaxed); }
    /// Of key 0.
    std::uint32_t inUse() const { return m_one.load(std::memory_order_relaxed); }

  private:
    bool isElsewhere(std::uint64_t set, std::uint64_t way, std::uint64_t tag) const;

    alignas(64) std::atomic<std::uint32_t> m_one{0};
    alignas(64) std::atomic<std::uint64_t> m_uncounted{0};
    const std::unique_ptr<std::atomic<std::uint64_t>[]> m_places;  // tag in the upper 48 bits, count in the lower 16
};

}  // namespace slipway::gateway::policy
