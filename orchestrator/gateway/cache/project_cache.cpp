#include "gateway/cache/project_cache.h"

#include <algorithm>

#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {
namespace {

std::string flightKey(std::string_view key, std::string_view scope) {
    std::string both;
    both.reserve(key.size() + scope.size() + 1);
    return both.append(key).append(1, '\n').append(scope);
}

}  // namespace

std::string_view pathOfKey(std::string_view key) {
    const std::size_t host = key.find("//");
    const std::size_t path = host == std::string_view::npos ? host : key.find('/', host + 2);
    return path == std::string_view::npos ? std::string_view() : key.substr(path, key.find('?', path) - path);
}

ProjectCache::Answer ProjectCache::lookUp(const Query& query, const std::function<Waiter()>& waiter) {
    const std::lock_guard lock(m_mutex);
    ResponseStore::Found found = m_store.find(query.key, query.scope, query.credentials, query.fields);
    Answer answer;
    answer.stored = std::move(found.stored);
    answer.why = found.hasOthers ? "vary-miss" : "uri-miss";
    bool refresh = false;
    if (answer.stored) {
        const StoredResponse& stored = *answer.stored;
        switch (reuseOf(stored.freshness, stored.directives, query.asked, query.rules, query.now)) {
            case Reuse::Fresh:
                answer.what = What::Hit;
                return answer;
            case Reuse::StaleAsked:
                answer.what = What::Stale;
                return answer;
            case Reuse::StaleRevalidate:
                refresh = query.mayRefresh;
                answer.what = refresh ? What::Stale : What::Ask;
                answer.why = "stale";
                break;
            case Reuse::Validate:
                answer.why = stored.freshness.ttl(query.now) > Seconds{0} ? "request" : "stale";
                break;
        }
    }
    if (query.asked.onlyIfCached && !refresh) {
        answer.what = What::Unavailable;
        return answer;
    }
    std::string flight = flightKey(query.key, query.scope);
    const auto flying = m_flights.find(flight);
    if (refresh && flying != m_flights.end())
        return answer;  // somebody does it already
    const bool alone = !query.mayFly || (query.conditional && !answer.stored) ||
                       isUnshared(std::hash<std::string>{}(flight), query.now);
    if (!alone && !refresh && flying != m_flights.end()) {
        answer.what = What::Wait;
        flying->second.push_back(waiter());
        return answer;
    }
    if (!query.mayFill)
        return answer;
    const bool leads = (refresh || !alone) && flying == m_flights.end();
    answer.fill = std::make_unique<Fill>(shared_from_this(), std::string(query.key), std::string(query.scope), leads);
    answer.fill->m_now = query.now;
    m_fills.push_back(answer.fill.get());
    answer.fill->m_place = std::prev(m_fills.end());
    if (leads)
        m_flights.emplace(std::move(flight), std::vector<Waiter>());
    return answer;
}

bool ProjectCache::isUnshared(std::size_t hash, TimePoint now) const {
    const Unshared& mark = m_unshared[hash % kUnshared];
    return mark.hash == hash && now < mark.until;
}

void ProjectCache::invalidate(std::string_view key) {
    const std::lock_guard lock(m_mutex);
    m_figures.invalidated += m_store.erase(key);
    for (Fill* each : m_fills)
        each->m_doomed = each->m_doomed || each->m_key == key;
}

std::size_t ProjectCache::purge(Purge what, std::string_view path) {
    const auto matches = [&](std::string_view key) {
        switch (what) {
            case Purge::Path:
                return pathOfKey(key) == path;
            case Purge::Prefix:
                return pathOfKey(key).starts_with(path);
            case Purge::All:
                break;
        }
        return true;
    };
    const std::lock_guard lock(m_mutex);
    const std::size_t gone = m_store.eraseIf(matches);
    for (Fill* each : m_fills)
        each->m_doomed = each->m_doomed || matches(each->m_key);
    m_figures.purged += gone;
    return gone;
}

void ProjectCache::put(const Fill& fill, StoredPtr stored) {
    const std::lock_guard lock(m_mutex);
    if (!fill.m_doomed && m_store.put(fill.m_key, std::move(stored)))
        ++m_figures.stored;
}

void ProjectCache::land(Fill& fill, FlightEnd end) {
    if (!std::exchange(fill.m_leads, false))
        return;
    std::vector<Waiter> waiters;
    {
        const std::lock_guard lock(m_mutex);
        const std::string flight = flightKey(fill.m_key, fill.m_scope);
        if (const auto found = m_flights.find(flight); found != m_flights.end()) {
            waiters = std::move(found->second);
            m_flights.erase(found);
        }
        if (end == FlightEnd::Unshared) {
            const std::size_t hash = std::hash<std::string>{}(flight);
            m_unshared[hash % kUnshared] = {hash, fill.m_now + kUnsharedFor};
        }
    }
    for (const Waiter& each : waiters)
        each(end);
}

bool ProjectCache::reserve(std::size_t bytes) {
    if (m_reserved.fetch_add(bytes, std::memory_order_relaxed) + bytes <= m_reservable.load(std::memory_order_relaxed))
        return true;
    m_reserved.fetch_sub(bytes, std::memory_order_relaxed);
    return false;
}

void ProjectCache::forget(Fill& fill) {
    m_reserved.fetch_sub(fill.m_reserved, std::memory_order_relaxed);
    const std::lock_guard lock(m_mutex);
    m_fills.erase(fill.m_place);
}

void ProjectCache::countHit(bool collapsed) {
    const std::lock_guard lock(m_mutex);
    ++m_figures.hits;
    m_figures.collapsed += collapsed ? 1 : 0;
}
void ProjectCache::countStale() {
    const std::lock_guard lock(m_mutex);
    ++m_figures.stale;
}
void ProjectCache::countRevalidated() {
    const std::lock_guard lock(m_mutex);
    ++m_figures.revalidated;
}
void ProjectCache::countMiss() {
    const std::lock_guard lock(m_mutex);
    ++m_figures.misses;
}
void ProjectCache::countBypass() {
    const std::lock_guard lock(m_mutex);
    ++m_figures.bypassed;
}

Figures ProjectCache::figures() const {
    const std::lock_guard lock(m_mutex);
    Figures figures = m_figures;
    figures.evictions = m_store.evictions();
    figures.entries = m_store.entries();
    figures.bytes = m_store.bytes();
    figures.maxBytes = m_store.maxBytes();
    for (const auto& [flight, waiters] : m_flights)
        figures.waiting += waiters.size();
    return figures;
}

void ProjectCache::setMaxBytes(std::size_t maxBytes) {
    const std::lock_guard lock(m_mutex);
    m_store.setMaxBytes(maxBytes);
    m_reservable = maxBytes / 2;
}

Fill::Fill(std::shared_ptr<ProjectCache> cache, std::string key, std::string scope, bool leads)
    : m_cache(std::move(cache)), m_key(std::move(key)), m_scope(std::move(scope)), m_leads(leads) {}

Fill::~Fill() {
    m_cache->land(*this, FlightEnd::Lost);
    m_cache->forget(*this);
}

std::optional<Unstorable> Fill::begin(const http::ResponseHead& head, const AskedBy& request, const Rules& rules,
                                      const Times& times, std::span<const std::string_view> withheld,
                                      std::string_view common) {
    m_now = times.received;
    m_maxBytes = rules.maxObjectBytes;
    auto draft = storable(head, request, rules.freshness, times, withheld, m_maxBytes);
    if (!draft) {
        giveUp(head.status() >= 500 ? FlightEnd::Failed : FlightEnd::Unshared);
        return draft.error();
    }
    draft->fields += common;
    m_draft = std::move(*draft);
    m_body = std::make_shared<Body>();
    return std::nullopt;
}

void Fill::take(std::string_view payload) {
    if (!m_draft)
        return;
    if (m_body->bytes + payload.size() > m_maxBytes || !m_cache->reserve(payload.size())) {
        giveUp(FlightEnd::Unshared);
        return;
    }
    m_reserved += payload.size();
    m_body->append(payload);
}

void Fill::finish() {
    if (!m_draft)
        return;
    for (std::string& chunk : m_body->chunks)
        chunk.shrink_to_fit();
    m_draft->body = std::move(m_body);
    replace(std::move(*std::exchange(m_draft, std::nullopt)));
}

void Fill::replace(StoredResponse next) {
    // Only what others may have without asking was worth their wait.
    const bool shared = !next.directives.noCache && next.freshness.ttl(m_now) > Seconds{0};
    m_cache->put(*this, std::make_shared<const StoredResponse>(std::move(next)));
    m_cache->land(*this, shared ? FlightEnd::Stored : FlightEnd::Unshared);
}

void Fill::giveUp(FlightEnd end) {
    m_draft.reset();
    m_body.reset();
    m_cache->land(*this, end);
}

std::shared_ptr<ProjectCache> CacheRegistry::of(const std::string& project, std::size_t maxBytes) {
    auto& cache = m_caches[project];
    if (!cache)
        cache = std::make_shared<ProjectCache>(maxBytes);
    else
        cache->setMaxBytes(maxBytes);
    return cache;
}

std::shared_ptr<ProjectCache> CacheRegistry::find(const std::string& project) const {
    const auto found = m_caches.find(project);
    return found == m_caches.end() ? nullptr : found->second;
}

void CacheRegistry::keepOnly(const std::vector<std::string>& projects) {
    std::erase_if(m_caches, [&](const auto& entry) {
        return std::find(projects.begin(), projects.end(), entry.first) == projects.end();
    });
}

}  // namespace slipway::gateway::cache
