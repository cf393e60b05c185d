#pragma once

#include <array>
#include <atomic>
#include <functional>
#include <list>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include "gateway/cache/response_store.h"
#include "gateway/cache/storing.h"

namespace slipway::gateway::cache {

class Fill;

/// What a route says: `cache` in the snapshot.
struct Rules {
    FreshnessRules freshness;
    std::uint64_t maxObjectBytes = 1 << 20;   ///< of a payload; larger ones pass and are not kept
    Duration wait = std::chrono::seconds(5);  ///< for somebody else's request of the same target
};

/// What a project's cache has counted since it is there.
struct Figures {
    std::uint64_t hits = 0;         ///< answered with what was fresh
    std::uint64_t stale = 0;        ///< answered with what was not: asked for, while it is revalidated, after an error
    std::uint64_t revalidated = 0;  ///< 304 of the service
    std::uint64_t misses = 0;       ///< sent to the service, answered by what it says
    std::uint64_t bypassed = 0;     ///< not a matter of the cache: ranges, no-store, conditions
    std::uint64_t collapsed = 0;    ///< of the hits, those that waited for another request
    std::uint64_t stored = 0, evictions = 0, invalidated = 0, purged = 0;
    std::uint64_t entries = 0, bytes = 0, maxBytes = 0;
    std::uint64_t waiting = 0;  ///< now, for another request
};

/// How the request that others waited for has ended.
enum class FlightEnd {
    Stored,    ///< look again
    Unshared,  ///< its answer is for nobody else: go on by yourself
    Failed,    ///< the service did not answer, or with an error: the same, but the next ones may wait again
    Lost,      ///< its client went: look again, and be the next
};

/// The responses of one project, and who is about to bring more: one for all workers, because what one has fetched
/// answers the clients of the others, and only together can they ask a service once (docs/adr/0018). A lock is held for
/// a look-up and for moving a few pointers, never for a copy of a body. Thread: any.
class ProjectCache : public std::enable_shared_from_this<ProjectCache> {
  public:
    explicit ProjectCache(std::size_t maxBytes) : m_store(maxBytes), m_reservable(maxBytes / 2) {}

    struct Query {
        std::string_view key;
        std::string_view scope;
        const RequestFields& fields;
        const Directives& asked;
        const FreshnessRules& rules;
        TimePoint now;
        bool credentials = false;
        bool conditional = false;  ///< a miss goes with the client's own condition: its answer is for nobody else
        bool mayFly = true;        ///< may wait for others, and others for it: its answer would be theirs
        bool mayFill = true;       ///< its answer may be stored
        bool mayRefresh = true;    ///< may be given what is stale while somebody asks for it anew
    };
    enum class What {
        Hit,          ///< `stored` is fresh
        Stale,        ///< `stored` is not, and may be given; with a `fill`: refresh it meanwhile
        Unavailable,  ///< only-if-cached, and there is nothing
        Wait,         ///< for another request; the waiter will be called once
        Ask,          ///< the service; `stored`, where there is one, can be validated, and serves if that fails
    };
    struct Answer {
        What what = What::Ask;
        StoredPtr stored;
        std::unique_ptr<Fill> fill;    ///< null: the answer will not be stored
        const char* why = "uri-miss";  ///< a forward reason of RFC 9211 §2.2
    };
    using Waiter = std::function<void(FlightEnd)>;
    /// `waiter` is made only if it is wanted, and called on any thread, never inside this call.
    Answer lookUp(const Query& query, const std::function<Waiter()>& waiter);

    /// An unsafe request to this target has succeeded (RFC 9111 §4.4): what is stored goes, what is on its way is not
    /// stored.
    void invalidate(std::string_view key);
    enum class Purge { All, Path, Prefix };
    /// By path, whatever host and query. Returns how many responses went; what is on its way is not stored either.
    std::size_t purge(Purge what, std::string_view path);

    void countHit(bool collapsed);
    void countStale();
    void countRevalidated();
    void countMiss();
    void countBypass();
    Figures figures() const;
    void setMaxBytes(std::size_t maxBytes);

  private:
    friend class Fill;

    /// Targets whose answers were for one client alone: nobody waits for the next one (until then).
    struct Unshared {
        std::size_t hash = 0;
        TimePoint until{};
    };
    static constexpr std::size_t kUnshared = 1024;
    static constexpr Duration kUnsharedFor = std::chrono::seconds(10);

    bool isUnshared(std::size_t hash, TimePoint now) const;
    void put(const Fill& fill, StoredPtr stored);
    void land(Fill& fill, FlightEnd end);
    bool reserve(std::size_t bytes);
    void forget(Fill& fill);

    mutable std::mutex m_mutex;
    ResponseStore m_store;
    Figures m_figures;
    std::unordered_map<std::string, std::vector<Waiter>> m_flights;  // by key and scope
    std::list<Fill*> m_fills;
    std::array<Unshared, kUnshared> m_unshared{};
    /// Payload that is on its way may take as much again as half of the store.
    std::atomic<std::size_t> m_reservable;
    std::atomic<std::size_t> m_reserved{0};
};

/// One request's right to store its answer: taken before the request leaves, so that what changes the target meanwhile
/// can forbid it. Others may wait for it; its end, however it comes, is told to them. Thread: one.
class Fill {
  public:
    Fill(std::shared_ptr<ProjectCache> cache, std::string key, std::string scope, bool leads);
    ~Fill();
    Fill(const Fill&) = delete;
    Fill& operator=(const Fill&) = delete;

    /// The answer's head is there. Says why it will not be stored; nothing when it will. `common`: lines that are added
    /// to the stored fields.
    std::optional<Unstorable> begin(const http::ResponseHead& head, const AskedBy& request, const Rules& rules,
                                    const Times& times, std::span<const std::string_view> withheld,
                                    std::string_view common);
    bool isTaking() const { return m_draft.has_value(); }
    /// More of its payload; past a bound the answer passes and is not kept.
    void take(std::string_view payload);
    /// The payload is whole: from now on it answers others.
    void finish();
    /// A stored response was validated: `next` in its place.
    void replace(StoredResponse next);
    /// Nothing will be stored.
    void giveUp(FlightEnd end);

  private:
    friend class ProjectCache;

    const std::shared_ptr<ProjectCache> m_cache;
    const std::string m_key, m_scope;
    std::optional<StoredResponse> m_draft;
    std::shared_ptr<Body> m_body;
    std::uint64_t m_maxBytes = 0;
    std::size_t m_reserved = 0;
    TimePoint m_now{};
    std::list<Fill*>::iterator m_place;  // in the cache's list
    bool m_leads;
    bool m_doomed = false;  // guarded by the cache's mutex
};

/// The caches of all projects, by name. Thread: control.
class CacheRegistry {
  public:
    /// What is there keeps what it has; the bound is changed.
    std::shared_ptr<ProjectCache> of(const std::string& project, std::size_t maxBytes);
    /// Null when there is none.
    std::shared_ptr<ProjectCache> find(const std::string& project) const;
    /// The others are forgotten, once no request uses them.
    void keepOnly(const std::vector<std::string>& projects);
    const std::map<std::string, std::shared_ptr<ProjectCache>>& all() const { return m_caches; }

  private:
    std::map<std::string, std::shared_ptr<ProjectCache>> m_caches;
};

/// A route's part in it: what Route points to. With `serves` false (a route without `cache` in a project that has some)
/// it only makes unsafe requests forget what they changed.
struct RouteCache {
    std::shared_ptr<ProjectCache> store;
    Rules rules;
    bool serves = false;
};

/// The path of a key ("http://shop.local/x?y" gives "/x").
std::string_view pathOfKey(std::string_view key);

}  // namespace slipway::gateway::cache
