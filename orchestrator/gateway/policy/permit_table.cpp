#include "gateway/policy/permit_table.h"

namespace slipway::gateway::policy {
namespace {

constexpr std::uint64_t kCountMask = 0xffff;
/// Tokens: 1 for the one of all, 2 + place for the others.
constexpr std::uint64_t kOneToken = 1;
constexpr std::uint64_t kFirstPlace = 2;

}  // namespace

PermitTable::PermitTable(Keyed keyed)
    : m_places(keyed == Keyed::Yes ? new std::atomic<std::uint64_t>[std::size_t{kSets} * kWays]() : nullptr) {}

PermitTable::Got PermitTable::take(std::uint64_t key, std::uint32_t limit, std::uint64_t& token) {
    if (key == 0) {
        std::uint32_t now = m_one.load(std::memory_order_relaxed);
        do {
            if (now >= limit)
                return Got::Full;
        } while (!m_one.compare_exchange_weak(now, now + 1, std::memory_order_acq_rel));
        token = kOneToken;
        return Got::Permit;
    }
    const std::uint64_t set = key % kSets * kWays;
    const std::uint64_t tag = key & ~kCountMask;
    for (;;) {
        std::uint64_t free = kWays;
        std::uint64_t mine = kWays;
        std::array<std::uint64_t, kWays> seen{};
        for (std::uint64_t way = 0; way < kWays; ++way) {
            seen[way] = m_places[set + way].load(std::memory_order_acquire);
            if ((seen[way] & kCountMask) == 0) {
                if (free == kWays)
                    free = way;
            } else if ((seen[way] & ~kCountMask) == tag) {
                mine = way;
                break;
            }
        }
        const std::uint64_t way = mine != kWays ? mine : free;
        if (way == kWays) {
            m_uncounted.fetch_add(1, std::memory_order_relaxed);
            return Got::Uncounted;
        }
        const std::uint64_t count = mine != kWays ? seen[way] & kCountMask : 0;
        if (count >= limit)
            return Got::Full;
        if (!m_places[set + way].compare_exchange_strong(seen[way], tag | (count + 1), std::memory_order_seq_cst))
            continue;
        token = kFirstPlace + set + way;
        if (count > 0 || !isElsewhere(set, way, tag))
            return Got::Permit;
        // Another worker gave the key a place in the same moment: one count must do for both.
        give(token);
    }
}

bool PermitTable::isElsewhere(std::uint64_t set, std::uint64_t way, std::uint64_t tag) const {
    for (std::uint64_t other = 0; other < kWays; ++other) {
        const std::uint64_t word = m_places[set + other].load(std::memory_order_seq_cst);
        if (other != way && (word & kCountMask) != 0 && (word & ~kCountMask) == tag)
            return true;
    }
    return false;
}

void PermitTable::give(std::uint64_t token) {
    if (token == kOneToken)
        m_one.fetch_sub(1, std::memory_order_acq_rel);
    else if (token >= kFirstPlace)
        m_places[token - kFirstPlace].fetch_sub(1, std::memory_order_acq_rel);
}

}  // namespace slipway::gateway::policy
