#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "gateway/cache/stored_response.h"

namespace slipway::gateway::cache {

/// Stored responses by the target that they answer, least recently used out first. The sum of their costs never passes
/// the bound. Thread: one at a time.
class ResponseStore {
  public:
    /// Of one target; more push out the one that was used longest ago.
    static constexpr std::size_t kMaxVariants = 32;
    /// Counted for each response on top of its own cost: the maps' nodes.
    static constexpr std::size_t kOverhead = 192;

    explicit ResponseStore(std::size_t maxBytes) : m_maxBytes(maxBytes) {}

    struct Found {
        StoredPtr stored;        ///< null: none
        bool hasOthers = false;  ///< the target is known, for other requests than this one
    };
    /// What was stored last of all that answer such a request; it counts as used.
    Found find(std::string_view key, std::string_view scope, bool credentials, const RequestFields& request);

    /// In place of what was stored for the same requests. False when it is larger than the store.
    bool put(std::string_view key, StoredPtr stored);
    /// Of all scopes. Returns how many went.
    std::size_t erase(std::string_view key);
    template <class Predicate>
    std::size_t eraseIf(Predicate matches) {
        std::size_t gone = 0;
        for (auto at = m_order.begin(); at != m_order.end();) {
            const auto next = std::next(at);
            if (matches(std::string_view(*at->key))) {
                drop(at);
                ++gone;
            }
            at = next;
        }
        return gone;
    }
    /// Evicts what no longer fits.
    void setMaxBytes(std::size_t maxBytes);

    std::size_t bytes() const { return m_bytes; }
    std::size_t maxBytes() const { return m_maxBytes; }
    std::size_t entries() const { return m_order.size(); }
    std::uint64_t evictions() const { return m_evictions; }

  private:
    struct Node {
        const std::string* key;  // of m_byKey
        StoredPtr stored;
        std::size_t cost;
    };
    using Place = std::list<Node>::iterator;
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    void drop(Place at);
    void evict(Place at) {
        drop(at);
        ++m_evictions;
    }
    void makeRoom(std::size_t bytes);

    std::size_t m_maxBytes;
    std::size_t m_bytes = 0;
    std::uint64_t m_evictions = 0;
    std::list<Node> m_order;                                                             // most recently used first
    std::unordered_map<std::string, std::vector<Place>, Hash, std::equal_to<>> m_byKey;  // variants, oldest first
};

}  // namespace slipway::gateway::cache
