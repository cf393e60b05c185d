// Before the service is asked: whether what is stored answers the request, or what another request is about to bring.

#include "gateway/cache/field_text.h"
#include "gateway/data/cache_refresh.h"
#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

namespace {

using http::KnownHeader;
using http::Method;

/// How often a request waits for others before it goes by itself: each may bring an answer for others alone (Vary).
constexpr unsigned kMaxJoins = 4;

bool isSafe(Method method) {
    return method == Method::Get || method == Method::Head || method == Method::Options || method == Method::Trace;
}

cache::Directives askedFor(const http::RequestHead& head) {
    std::string value;
    if (cache::TableFields(head.fields()).combined("Cache-Control", value))
        return cache::parseCacheControl(value);
    cache::Directives asked;
    // RFC 9111 §5.4
    asked.noCache =
        head.fields().has(KnownHeader::Pragma) && http::listHas(*head.find(KnownHeader::Pragma), "no-cache");
    return asked;
}

/// Not a matter of what is stored: a part of the whole, a condition on what the service has now, another protocol.
bool isBypassed(const http::RequestHead& head, const cache::Directives& asked) {
    for (const KnownHeader id : {KnownHeader::Range, KnownHeader::IfRange, KnownHeader::IfMatch,
                                 KnownHeader::IfUnmodifiedSince, KnownHeader::Upgrade})
        if (head.fields().has(id))
            return true;
    return asked.noStore || head.framing().kind != http::BodyKind::None;
}

}  // namespace

bool Exchange::answeredFromCache(const http::RequestHead& head, const Listener& listener) {
    const cache::RouteCache& route = *m_route->cache;
    const bool reads = m_method == Method::Get || m_method == Method::Head;
    if (reads ? !route.serves : isSafe(m_method))
        return false;
    m_turn = std::make_unique<CacheTurn>(route);
    CacheTurn& turn = *m_turn;
    turn.invalidates = !reads;
    turn.key = m_client->isSecure() ? "https://" : "http://";
    turn.key += cache::lowered(head.authority());
    turn.key += head.path();
    const std::string* query = m_route->policies ? m_admission->query() : nullptr;
    if (turn.hasQuery = query ? !query->empty() : head.hasQuery(); turn.hasQuery)
        turn.key.append(1, '?').append(query ? std::string_view(*query) : head.query());
    if (!reads) {
        turn.forward = "method";
        return false;
    }
    turn.scope.append(m_route->id).append(1, '\n').append(m_target->service->id);
    turn.credentials = head.fields().has(KnownHeader::Authorization) || head.fields().has(KnownHeader::Cookie);
    if (m_route->policies) {
        turn.credentials = turn.credentials || m_admission->isAuthenticated();
        // What the service is told of who asks selects its answer, whether or not its Vary says so.
        for (const http::FieldLine& each : m_admission->toRequest())
            turn.scope.append(1, '\n').append(each.name).append(1, ':').append(each.value);
    }
    turn.asked = askedFor(head);
    turn.ifNoneMatch = head.find(KnownHeader::IfNoneMatch).value_or("");
    turn.ifModifiedSince = head.find(KnownHeader::IfModifiedSince).value_or("");
    if (isBypassed(head, turn.asked)) {
        turn.forward = "bypass";
        route.store->countBypass();
        if (!turn.asked.onlyIfCached)
            return false;
        answerOnlyIfCached();
        return true;
    }
    switch (lookUpCache(cache::TableFields(head.fields()))) {
        case CacheLook::Answered:
            // Its answer is under way, or whole; what is left is to write it down, which ends the exchange.
            return true;
        case CacheLook::Refresh:
            return answerStaleAndRefresh(head, listener);
        case CacheLook::Hit:
            noteForLog(head);
            serveHit();
            return true;
        case CacheLook::Go:
            break;
    }
    turn.fields = cache::keptFields(head.fields());
    return false;
}

Exchange::CacheLook Exchange::lookUpCache(const cache::RequestFields& fields) {
    CacheTurn& turn = *m_turn;
    const cache::Rules& rules = turn.route.rules;
    cache::ProjectCache::Query query{turn.key, turn.scope, fields, turn.asked, rules.freshness, m_worker.loop().now()};
    query.credentials = turn.credentials;
    query.conditional = turn.isConditional();
    query.mayFill = m_method == Method::Get;
    // Who insists on what is newest does not take what another one asked for before.
    query.mayFly = query.mayFill && !turn.asked.noCache && turn.asked.maxAge != cache::Seconds{0};
    query.mayRefresh = query.mayFill && turn.joins == 0 && mayRefreshCache();
    auto answer = turn.route.store->lookUp(query, [this, &turn] {
        turn.ticket = std::make_shared<CacheTicket>(CacheTicket{this});
        return cache::ProjectCache::Waiter([ticket = turn.ticket, worker = &m_worker](cache::FlightEnd end) {
            worker->post([ticket, end] {
                if (ticket->exchange)
                    ticket->exchange->onCacheFlightEnded(end);
            });
        });
    });
    using What = cache::ProjectCache::What;
    turn.waits = answer.what == What::Wait;
    turn.fill = std::move(answer.fill);
    switch (answer.what) {
        case What::Hit:
        case What::Stale:
            turn.serving = std::move(answer.stored);
            return turn.fill ? CacheLook::Refresh : CacheLook::Hit;
        case What::Unavailable:
            answerOnlyIfCached();
            return CacheLook::Answered;
        case What::Wait:
        case What::Ask:
            break;
    }
    // Once the request is written, its condition stays what it is.
    if (turn.joins == 0) {
        turn.forward = answer.why;
        turn.stored = std::move(answer.stored);
        turn.validates = turn.stored && turn.stored->hasValidator() && m_method == Method::Get;
    }
    return CacheLook::Go;
}

bool Exchange::mayRefreshCache() const {
    // A refresh knows no conversion.
    return !m_route->mediation;
}

void Exchange::answerOnlyIfCached() {
    // Neither a hit nor forwarded, and the detail says why (RFC 9211 section 2).
    const http::FieldLine status{"Cache-Status", "slipway; detail=only-if-cached"};
    answer({504, "only_if_cached", "the client asked for what is stored alone, and nothing is that fits", 0,
            std::span(&status, 1)});
}

bool Exchange::answerStaleAndRefresh(const http::RequestHead& head, const Listener& listener) {
    CacheTurn& turn = *m_turn;
    turn.stored = turn.serving;
    turn.validates = turn.stored->hasValidator();
    if (writeHead(head, listener)) {
        CacheRefresh::Job job{m_config, m_route, m_target, std::string(m_request.view())};
        job.turn = std::make_unique<CacheTurn>(turn.route);
        job.turn->key = turn.key;
        job.turn->scope = turn.scope;
        job.turn->fields = cache::keptFields(head.fields());
        job.turn->asked = turn.asked;
        job.turn->credentials = turn.credentials;
        job.turn->hasQuery = turn.hasQuery;
        job.turn->validates = turn.validates;
        job.turn->stored = turn.stored;
        job.turn->fill = std::move(turn.fill);
        CacheRefresh::start(m_worker, std::move(job));
    }
    turn.fill.reset();
    turn.stored.reset();
    serveHit();
    return true;
}

void Exchange::amendForCache(http::RequestRewrite& rewrite) {
    CacheTurn& turn = *m_turn;
    if (!turn.validates)
        return;
    turn.add.assign(rewrite.add.begin(), rewrite.add.end());
    turn.strip.assign(rewrite.strip.begin(), rewrite.strip.end());
    turn.strip.push_back("If-None-Match");
    turn.strip.push_back("If-Modified-Since");
    if (!turn.stored->etag.empty())
        turn.add.push_back({"If-None-Match", turn.stored->etag});
    if (turn.stored->lastModified)
        turn.add.push_back({"If-Modified-Since", turn.stored->lastModifiedText});
    rewrite.add = turn.add;
    rewrite.strip = turn.strip;
}

bool Exchange::waitsForCache() {
    if (!m_turn || !m_turn->waits)
        return false;
    ++m_turn->joins;
    m_phase = Phase::CacheWait;
    m_worker.loop().arm(m_timer, m_turn->route.rules.wait);
    return true;
}

void Exchange::onCacheFlightEnded(cache::FlightEnd end) {
    if (m_phase != Phase::CacheWait)
        return;
    m_timer.disarm();
    m_turn->waits = false;
    m_phase = Phase::Trying;
    const bool again = end == cache::FlightEnd::Stored || end == cache::FlightEnd::Lost;
    if (again && m_turn->joins <= kMaxJoins) {
        switch (lookUpCache(cache::TextFields(m_turn->fields))) {
            case CacheLook::Answered:
                return;
            case CacheLook::Hit:
            case CacheLook::Refresh:
                m_turn->fill.reset();
                serveHit();
                return;
            case CacheLook::Go:
                if (waitsForCache())
                    return;
                break;
        }
    }
    tryNext(Choice::Ordinary);
}

}  // namespace slipway::gateway
