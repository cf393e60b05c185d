#include "gateway/data/cache_refresh.h"

#include "gateway/data/worker.h"

namespace slipway::gateway {

namespace {

cache::Times timesOf(Worker& worker, TimePoint sent) {
    const TimePoint now = worker.loop().now();
    return {worker.wallMs() / 1000, now, std::chrono::duration_cast<cache::Seconds>(now - sent)};
}

}  // namespace

std::optional<cache::Unstorable> beginFill(CacheTurn& turn, const http::ResponseHead& head, Worker& worker,
                                           TimePoint sent, std::span<const std::string_view> withheld) {
    // What each answer of the service gets on its way to a client.
    std::string common = head.minor() == 0 ? "Via: 1.0 slipway\r\n" : "Via: 1.1 slipway\r\n";
    if (!head.fields().has(http::KnownHeader::Date))
        common.append("Date: ").append(worker.date()).append("\r\n");
    const cache::TextFields fields(turn.fields);
    return turn.fill->begin(head, {fields, turn.asked, turn.credentials, turn.hasQuery, turn.scope}, turn.route.rules,
                            timesOf(worker, sent), withheld, common);
}

std::optional<cache::StoredResponse> takeValidation(CacheTurn& turn, const http::ResponseHead& head, Worker& worker,
                                                    TimePoint sent, std::span<const std::string_view> withheld) {
    auto next = cache::freshened(*turn.stored, head, turn.route.rules.freshness, timesOf(worker, sent), turn.hasQuery,
                                 withheld);
    if (!next || !turn.fill)
        return next;
    if (next->directives.noStore || next->directives.isPrivate) {
        turn.fill->giveUp(cache::FlightEnd::Unshared);
        turn.route.store->invalidate(turn.key);
    } else {
        turn.fill->replace(*next);
    }
    turn.fill.reset();
    return next;
}

void CacheRefresh::start(Worker& worker, Job job) {
    auto made = std::make_unique<CacheRefresh>(worker, std::move(job));
    CacheRefresh& refresh = *made;
    if (worker.keepRefresh(std::move(made)) && !refresh.send())
        refresh.end(false);
}

CacheRefresh::CacheRefresh(Worker& worker, Job job)
    : m_worker(worker),
      m_job(std::move(job)),
      m_timer([](void* self) { static_cast<CacheRefresh*>(self)->end(false); }, this) {}

CacheRefresh::~CacheRefresh() {
    if (m_upstream) {
        EndpointPool& pool = m_upstream->pool();
        pool.close(std::move(m_upstream));
    }
}

bool CacheRefresh::send() {
    const Service& service = *m_job.target->service;
    m_assignment = pickEndpoint(service, m_worker.id(), m_worker.random(), m_worker.loop().now());
    if (!m_assignment)
        return false;
    EndpointPool& pool = m_job.config->pool(service, m_assignment.endpoint());
    m_upstream = pool.takeIdle();
    if (!m_upstream)
        m_upstream = pool.open();
    if (!m_upstream)
        return false;
    m_upstream->attach(*this);
    m_sent = m_worker.loop().now();
    m_upstream->stream().send(m_job.request);
    m_worker.loop().arm(m_timer, m_upstream->stream().isConnected() ? m_job.route->timeout : service.connectTimeout);
    return true;
}

void CacheRefresh::onUpstreamConnected() {
    m_worker.loop().arm(m_timer, m_job.route->timeout);
}

void CacheRefresh::onUpstreamBytes(std::string_view bytes) {
    if (m_status != 0) {
        takeBody(bytes);
        return;
    }
    m_input.append(bytes);
    const net::ByteQueue whole = std::exchange(m_input, {});
    std::string_view rest = whole.view();
    for (;;) {
        if (!m_parser)
            m_parser = std::make_unique<http::ResponseParser>();
        const auto parser = std::move(m_parser);
        switch (parser->parse(rest, {http::Method::Get, http::UpgradeKind::None})) {
            case http::ParseState::NeedMore:
                m_input.append(rest);
                m_parser = std::make_unique<http::ResponseParser>(*parser);
                return;
            case http::ParseState::Reject:
                end(false);
                return;
            case http::ParseState::Head:
                break;
        }
        const http::ResponseHead& head = parser->head();
        rest.remove_prefix(head.size());
        if (head.interim())
            continue;
        takeHead(head);
        takeBody(rest);
        return;
    }
}

void CacheRefresh::takeHead(const http::ResponseHead& head) {
    CacheTurn& turn = *m_job.turn;
    m_status = static_cast<std::uint16_t>(head.status());
    m_keepAlive = head.keepAlive();
    m_body.start(head.framing());
    m_worker.loop().arm(m_timer, m_job.config->config().limits.bodyTimeout);
    const auto withheld =
        m_job.route->policies ? m_job.route->policies->strippedFromResponse() : std::span<const std::string_view>();
    if (turn.validates && m_status == 304) {
        if (takeValidation(turn, head, m_worker, m_sent, withheld))
            turn.route.store->countRevalidated();
    } else if (m_status < 500 || m_status == 501) {
        turn.route.store->countMiss();
        if (beginFill(turn, head, m_worker, m_sent, withheld))
            turn.fill.reset();
    } else {
        // What is stored is better than this, as long as it may be given.
        turn.fill->giveUp(cache::FlightEnd::Failed);
        turn.fill.reset();
    }
}

void CacheRefresh::takeBody(std::string_view bytes) {
    for (;;) {
        const http::BodyDecoder::Step step = m_body.next(bytes);
        bytes.remove_prefix(step.consumed);
        switch (step.event) {
            case http::BodyDecoder::Event::Payload:
                if (m_job.turn->fill)
                    m_job.turn->fill->take(step.payload);
                continue;
            case http::BodyDecoder::Event::Done:
                if (m_job.turn->fill)
                    m_job.turn->fill->finish();
                end(bytes.empty() && m_keepAlive);
                return;
            case http::BodyDecoder::Event::Error:
                end(false);
                return;
            case http::BodyDecoder::Event::NeedMore:
                return;
        }
    }
}

void CacheRefresh::onUpstreamEnd() {
    if (m_status != 0 && m_job.turn->fill && m_body.finish().event == http::BodyDecoder::Event::Done)
        m_job.turn->fill->finish();
    end(false);
}

void CacheRefresh::onUpstreamError(int /*error*/) {
    end(false);
}

void CacheRefresh::end(bool reusable) {
    m_timer.disarm();
    if (m_upstream) {
        EndpointPool& pool = m_upstream->pool();
        if (m_upstream->sentBytes() > 0) {
            CounterShard& counters = m_assignment.shard().counters;
            for (CounterShard* each :
                 {&counters, &m_job.route->slot->shards[m_worker.id()], &m_job.target->edge->shards[m_worker.id()]})
                each->tries.add();
            counters.requests.add();
            if (m_status != 0)
                counters.countStatus(m_status);
            if (m_status == 0 || m_status >= 500)
                counters.errors.add();
        }
        if (reusable)
            pool.giveBack(std::move(m_upstream));
        else
            pool.close(std::move(m_upstream));
    }
    m_assignment.release();
    m_job.turn.reset();
    m_worker.endRefresh(*this);
}

}  // namespace slipway::gateway
