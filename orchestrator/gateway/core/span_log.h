#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gateway/core/line_ring.h"
#include "gateway/core/slots.h"

namespace slipway::gateway {

/// Spans on their way to the daemon: a ring of bytes a worker, made when the worker writes its first, and emptied when
/// the daemon asks. What does not fit is dropped and counted: a request never waits for who looks at it.
class SpanLog {
  public:
    /// `ringBytes` a worker, a power of two.
    SpanLog(unsigned workers, std::size_t ringBytes);
    ~SpanLog();

    /// Whole records of protocol/span_record.h, `count` of them, kept or dropped together. The last quarter of a ring
    /// is for what must be kept: failed and slow. Thread: the worker `worker`.
    void append(WorkerId worker, std::string_view records, unsigned count, bool must);
    /// All that is there. Thread: control.
    std::string take();

    std::uint64_t recorded() const;
    std::uint64_t dropped() const;
    std::uint64_t pendingBytes() const;

  private:
    struct alignas(64) Lane {
        std::atomic<LineRing*> ring{nullptr};
        Counter recorded, dropped;
    };
    const std::size_t m_ringBytes;
    std::vector<std::unique_ptr<Lane>> m_lanes;
};

}  // namespace slipway::gateway
