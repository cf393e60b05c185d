#pragma once

#include <atomic>
#include <cstdint>
#include <memory>

namespace slipway::gateway {

/// A worker's number, 0 to workers-1: the shard of each slot that it alone writes.
using WorkerId = unsigned;

/// A number that one thread writes and any thread reads, without a locked instruction. Goes up and down where it is a
/// gauge.
class Counter {
  public:
    void add(std::uint64_t n = 1) { m_value.store(get() + n, std::memory_order_relaxed); }
    void subtract(std::uint64_t n = 1) { m_value.store(get() - n, std::memory_order_relaxed); }
    std::uint64_t get() const { return m_value.load(std::memory_order_relaxed); }

  private:
    std::atomic<std::uint64_t> m_value{0};
};

/// One block a worker, on cache lines of its own.
template <class Block>
class Sharded {
  public:
    explicit Sharded(unsigned workers) : m_blocks(new Block[workers]), m_workers(workers) {}
    Block& operator[](WorkerId worker) { return m_blocks[worker]; }
    const Block& operator[](WorkerId worker) const { return m_blocks[worker]; }
    unsigned workers() const { return m_workers; }

  private:
    std::unique_ptr<Block[]> m_blocks;
    unsigned m_workers;
};

}  // namespace slipway::gateway
