#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string_view>

namespace slipway::gateway {

/// A ring of bytes with one writer and one reader, for whole lines: a line goes in entirely or not at all. Neither side
/// waits for the other.
class LineRing {
  public:
    /// `capacity` is a power of two.
    explicit LineRing(std::size_t capacity) : m_bytes(new char[capacity]), m_capacity(capacity) {}

    /// Thread: the writer. False when it is full.
    bool put(std::string_view line) {
        const std::size_t head = m_head.load(std::memory_order_relaxed);
        if (m_capacity - (head - m_tail.load(std::memory_order_acquire)) < line.size())
            return false;
        const std::size_t at = head & (m_capacity - 1);
        const std::size_t first = std::min(line.size(), m_capacity - at);
        std::memcpy(m_bytes.get() + at, line.data(), first);
        std::memcpy(m_bytes.get(), line.data() + first, line.size() - first);
        // Sequentially consistent, so that a writer that then finds the reader awake, and a reader that falls asleep
        // and then finds the ring empty, can't both be.
        m_head.store(head + line.size(), std::memory_order_seq_cst);
        return true;
    }
    /// Thread: the reader. The bytes that can be read in one piece; `consume` gives them back.
    std::string_view peek() const {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        const std::size_t size = m_head.load(std::memory_order_seq_cst) - tail;
        const std::size_t at = tail & (m_capacity - 1);
        return {m_bytes.get() + at, std::min(size, m_capacity - at)};
    }
    void consume(std::size_t bytes) {
        m_tail.store(m_tail.load(std::memory_order_relaxed) + bytes, std::memory_order_release);
    }
    /// Thread: any; as of some moment just now.
    std::size_t used() const {
        const std::size_t tail = m_tail.load(std::memory_order_relaxed);
        return m_head.load(std::memory_order_relaxed) - tail;
    }
    std::size_t capacity() const { return m_capacity; }

  private:
    std::unique_ptr<char[]> m_bytes;
    std::size_t m_capacity;
    alignas(64) std::atomic<std::size_t> m_head{0};
    alignas(64) std::atomic<std::size_t> m_tail{0};
};

}  // namespace slipway::gateway
