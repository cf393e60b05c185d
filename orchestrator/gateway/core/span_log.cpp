#include "gateway/core/span_log.h"

namespace slipway::gateway {

SpanLog::SpanLog(unsigned workers, std::size_t ringBytes) : m_ringBytes(ringBytes) {
    for (unsigned i = 0; i < workers; ++i)
        m_lanes.push_back(std::make_unique<Lane>());
}

SpanLog::~SpanLog() {
    for (const auto& lane : m_lanes)
        delete lane->ring.load();
}

void SpanLog::append(WorkerId worker, std::string_view records, unsigned count, bool must) {
    Lane& lane = *m_lanes[worker];
    LineRing* ring = lane.ring.load(std::memory_order_relaxed);
    if (!ring) {
        ring = new LineRing(m_ringBytes);
        lane.ring.store(ring, std::memory_order_release);
    }
    const bool fits = must || ring->used() + records.size() <= m_ringBytes / 4 * 3;
    if (fits && ring->put(records))
        lane.recorded.add(count);
    else
        lane.dropped.add(count);
}

std::string SpanLog::take() {
    std::string all;
    for (const auto& lane : m_lanes) {
        LineRing* ring = lane->ring.load(std::memory_order_acquire);
        if (!ring)
            continue;
        // As many bytes as are there now end with a whole record; more may come while they are copied.
        for (std::size_t left = ring->used(); left != 0;) {
            const std::string_view piece = ring->peek().substr(0, left);
            all.append(piece);
            ring->consume(piece.size());
            left -= piece.size();
        }
    }
    return all;
}

std::uint64_t SpanLog::recorded() const {
    std::uint64_t total = 0;
    for (const auto& lane : m_lanes)
        total += lane->recorded.get();
    return total;
}

std::uint64_t SpanLog::dropped() const {
    std::uint64_t total = 0;
    for (const auto& lane : m_lanes)
        total += lane->dropped.get();
    return total;
}

std::uint64_t SpanLog::pendingBytes() const {
    std::uint64_t total = 0;
    for (const auto& lane : m_lanes)
        if (const LineRing* ring = lane->ring.load(std::memory_order_acquire))
            total += ring->used();
    return total;
}

}  // namespace slipway::gateway
