// Answers on a route that caches: what comes is stored, or says that what is stored still holds; what is stored is
// sent.

#include <algorithm>
#include <charconv>

#include "gateway/cache/field_text.h"
#include "gateway/data/cache_refresh.h"
#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

namespace {

void number(OutBuffer& out, std::int64_t value) {
    char digits[24];
    out.append({digits, static_cast<std::size_t>(std::to_chars(digits, digits + sizeof digits, value).ptr - digits)});
}

/// The target of an absolute or relative reference, as a key of the same host; empty where it is another's.
std::string sameHostKey(std::string_view reference, std::string_view key) {
    const std::size_t host = key.find("//") + 2;
    const std::string_view origin = key.substr(0, key.find('/', host));
    if (reference.starts_with('/') && !reference.starts_with("//"))
        return std::string(origin).append(reference);
    return reference.starts_with(origin) && reference.substr(origin.size()).starts_with('/') ? std::string(reference)
                                                                                             : std::string();
}

}  // namespace

std::span<const std::string_view> Exchange::withheldFromCache() const {
    return m_route->policies ? m_route->policies->strippedFromResponse() : std::span<const std::string_view>();
}

bool Exchange::takeCacheHead(const http::ResponseHead& head, std::string_view rest, OutBuffer& out) {
    CacheTurn& turn = *m_turn;
    const bool validated = turn.validates && head.status() == 304;
    const bool failed = turn.stored && head.status() >= 500 && mayServeCacheOnError(head.status());
    if (!validated && !failed)
        return false;
    if (!out.isEmpty())
        m_client->stream().send(out.view());
    m_upstreamStatus = static_cast<std::uint16_t>(head.status());
    const bool reusable = validated && rest.empty() && head.keepAlive() && m_upstream->stream().pendingBytes() == 0;
    std::optional<cache::StoredResponse> next;
    if (validated)
        next = takeValidation(turn, head, m_worker, m_tryStarted, withheldFromCache());
    endTry(TryEnd::Answered);
    releaseUpstream(reusable);
    if (failed) {
        serveOnError(head.status());
        return true;
    }
    if (!next) {
        // The service has another representation and tells so by a 304: a bug of its, which a request without the
        // condition gets around.
        turn.validates = false;
        turn.stored.reset();
        dropCondition();
        tryNext(Choice::Ordinary);
        return true;
    }
    turn.route.store->countRevalidated();
    turn.serving = std::make_shared<const cache::StoredResponse>(std::move(*next));
    serve(std::string("slipway; fwd=").append(turn.forward).append("; fwd-status=304"));
    return true;
}

void Exchange::dropCondition() {
    const std::string_view whole = m_request.view();
    std::string kept(whole.substr(0, whole.find("\r\n") + 2));
    const std::string_view fields = whole.substr(kept.size(), m_headBytes - kept.size() - 2);
    cache::eachLine(fields, [&](std::string_view name, std::string_view value) {
        if (!http::equalsIgnoreCase(name, "If-None-Match") && !http::equalsIgnoreCase(name, "If-Modified-Since"))
            cache::addLine(kept, name, value);
    });
    kept += "\r\n";
    m_headBytes = kept.size();
    m_request.clear();
    m_request.append(kept);
}

void Exchange::noteCacheHead(const http::ResponseHead& head, http::ResponseRewrite& rewrite) {
    CacheTurn& turn = *m_turn;
    if (turn.invalidates && head.status() < 400) {
        turn.route.store->invalidate(turn.key);
        for (const std::string_view name : {"Location", "Content-Location"})
            if (const auto reference = head.fields().find(name))
                if (const std::string key = sameHostKey(*reference, turn.key); !key.empty())
                    turn.route.store->invalidate(key);
    }
    if (!turn.route.serves)
        return;
    turn.status.assign("slipway; fwd=").append(turn.forward);
    if (!turn.invalidates && std::string_view(turn.forward) != "bypass")
        turn.route.store->countMiss();
    if (turn.fill) {
        const auto why = beginFill(turn, head, m_worker, m_tryStarted, withheldFromCache());
        if (why)
            turn.status.append("; detail=").append(cache::unstorableWord(*why));
        else if (head.framing().kind != http::BodyKind::Chunked &&
                 head.framing().kind != http::BodyKind::CloseDelimited)
            turn.status.append("; stored");
        if (why)
            turn.fill.reset();
    }
    turn.add.assign(rewrite.add.begin(), rewrite.add.end());
    turn.add.push_back({"Cache-Status", turn.status});
    rewrite.add = turn.add;
}

bool Exchange::mayServeCacheOnError(unsigned status) const {
    if (!m_turn || !m_turn->stored || (status != 500 && status != 502 && status != 503 && status != 504))
        return false;
    const cache::StoredResponse& stored = *m_turn->stored;
    return cache::mayServeOnError(stored.freshness, stored.directives, m_turn->asked, m_turn->route.rules.freshness,
                                  m_worker.loop().now());
}

void Exchange::serveOnError(unsigned status) {
    CacheTurn& turn = *m_turn;
    if (turn.fill)
        turn.fill->giveUp(cache::FlightEnd::Failed);
    turn.route.store->countStale();
    turn.serving = std::move(turn.stored);
    std::string said = std::string("slipway; fwd=").append(turn.forward);
    if (m_upstreamStatus != 0)
        said.append("; fwd-status=").append(std::to_string(status));
    serve(said.append("; detail=stale-if-error"));
}

void Exchange::serveHit() {
    CacheTurn& turn = *m_turn;
    const auto ttl = turn.serving->freshness.ttl(m_worker.loop().now()).count();
    if (ttl > 0)
        turn.route.store->countHit(turn.joins != 0);
    else
        turn.route.store->countStale();
    // Nothing of it went to a service.
    m_target = nullptr;
    std::string said = turn.joins != 0 ? std::string("slipway; fwd=").append(turn.forward).append("; collapsed")
                                       : std::string("slipway; hit");
    serve(said.append("; ttl=").append(std::to_string(ttl)));
}

void Exchange::serve(std::string_view cacheStatus) {
    m_timer.disarm();
    const cache::StoredResponse& stored = *m_turn->serving;
    const bool notModified =
        cache::isNotModified(stored, m_turn->ifNoneMatch, m_turn->ifModifiedSince, m_worker.wallMs() / 1000);
    m_status = static_cast<std::uint16_t>(notModified ? 304 : stored.status);
    m_keepAlive = m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress());
    OutBuffer& out = m_worker.out();
    out.clear();
    out.append("HTTP/1.1 ");
    number(out, m_status);
    out.append(" ");
    out.append(notModified ? std::string_view("Not Modified") : std::string_view(stored.reason));
    out.append("\r\n");
    out.append(notModified ? cache::fieldsOf304(stored) : stored.fields);
    out.append("Age: ");
    number(out, std::max<std::int64_t>(0, stored.freshness.age(m_worker.loop().now()).count()));
    out.append("\r\nCache-Status: ");
    out.append(cacheStatus);
    out.append("\r\nX-Request-Id: ");
    out.append(m_requestId);
    out.append("\r\n");
    for (const http::FieldLine& each : policyFields())
        if (http::isToken(each.name) && http::isFieldValue(each.value)) {
            out.append(each.name);
            out.append(": ");
            out.append(each.value);
            out.append("\r\n");
        }
    if (!m_keepAlive)
        out.append("Connection: close\r\n");
    else if (m_clientMinor == 0)
        out.append("Connection: keep-alive\r\n");
    const std::size_t bytes = stored.body ? stored.body->bytes : 0;
    if (!notModified && stored.status != 204) {
        out.append("Content-Length: ");
        number(out, static_cast<std::int64_t>(bytes));
        out.append("\r\n");
    }
    out.append("\r\n");
    m_phase = Phase::Serving;
    const bool bodiless = notModified || m_method == http::Method::Head || bytes == 0;
    m_turn->nextChunk = bodiless ? stored.body ? stored.body->chunks.size() : 0 : 1;
    std::string_view first;
    if (!bodiless) {
        first = stored.body->chunks.front();
        m_bytesOut += first.size();
    }
    m_client->stream().send(out.view(), first);
    serveMore();
}

void Exchange::serveMore() {
    net::Stream& client = m_client->stream();
    const auto body = m_turn->serving->body;
    while (body && m_turn->nextChunk < body->chunks.size()) {
        if (client.pendingBytes() > 0) {
            m_client->expectProgress(m_config->config().limits.bodyTimeout);
            return;
        }
        const std::string& chunk = body->chunks[m_turn->nextChunk++];
        m_bytesOut += chunk.size();
        client.send(chunk);
    }
    if (client.pendingBytes() == 0) {
        finish(m_keepAlive);
        return;
    }
    m_worker.noteBuffered(client.pendingBytes());
    m_phase = Phase::Flushing;
    m_client->expectProgress(m_config->config().limits.bodyTimeout);
}

}  // namespace slipway::gateway
