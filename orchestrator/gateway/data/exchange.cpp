#include "gateway/data/exchange.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include "gateway/data/cookie.h"
#include "gateway/data/worker.h"
#include "gateway/policy/api_key.h"
#include "gateway/policy/cors.h"
#include "http/chars.h"
#include "http/request_writer.h"

namespace slipway::gateway {

namespace {

/// What an id of somebody else's may look like, so that it can stand in headers, logs and URLs.
bool isRequestId(std::string_view id) {
    return !id.empty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '-' || c == '_' ||
               c == '.' || c == ':' || c == '/' || c == '+' || c == '=';
    });
}

bool hasField(const http::RequestHead& head, std::string_view name, std::string_view value) {
    if (name.starts_with(kCookieMatch))
        return cookieOf(head, name.substr(kCookieMatch.size())) == value;
    for (const http::Field field : head.fields())
        if (http::equalsIgnoreCase(field.name, name) && field.value == value)
            return true;
    return false;
}

bool isOpenApiRequest(const http::RequestHead& head) {
    return head.path() == "/openapi.json" &&
           (head.method() == http::Method::Get || head.method() == http::Method::Head);
}

}  // namespace

Exchange::Exchange(Worker& worker)
    : m_worker(worker), m_timer([](void* self) { static_cast<Exchange*>(self)->onTimer(); }, this) {}

size_t Exchange::begin(ClientConnection& client, const http::RequestHead& head, std::string_view rest) {
    m_client = &client;
    m_config = m_worker.config();
    m_started = m_worker.loop().now();
    m_method = head.method();
    m_upgrade = head.upgrade();
    m_clientMinor = static_cast<std::uint8_t>(head.minor());
    m_offersKeepAlive = head.keepAlive();
    m_keepAlive = m_offersKeepAlive;
    m_requestBody.start(head.framing());
    m_requestChunked = head.framing().kind == http::BodyKind::Chunked;
    chooseRequestId(head);
    startTrace(head);
    return admit(head) ? proceed(head, rest) : 0;
}

size_t Exchange::proceed(const http::RequestHead& head, std::string_view rest) {
    if (m_mediated && m_mediated->gathersRequest)
        return gatherMediated(rest);
    std::string_view direct;
    const size_t used = takeBody(rest, m_request, direct);
    m_request.append(direct);
    if (m_mirror)
        mirrorRequest(m_request.view(), {});
    if (m_bodyFault != http::Why::None || m_bodyTooLarge) {
        refuseBody();
        return rest.size();
    }
    if (!m_requestBody.done()) {
        m_client->expectProgress(m_config->config().limits.bodyTimeout);
        if (m_requestChunked && !head.expectContinue() && m_request.size() < m_headBytes + bodyBuffer()) {
            m_phase = Phase::Gathering;
            m_worker.loop().arm(m_timer, kGather);
            return used;
        }
    }
    if (waitsForCache())
        return used;
    tryNext(Choice::Ordinary);
    return used;
}

void Exchange::chooseRequestId(const http::RequestHead& head) {
    const auto given = head.find(http::KnownHeader::XRequestId);
    if (given && isRequestId(*given))
        m_requestId.assign(*given);
    else
        m_worker.nextRequestId(m_requestId);
}

bool Exchange::admit(const http::RequestHead& head) {
    const Listener* listener = m_client->ingress().listener();
    if (!listener) {
        answer({404, "no_listener", "the configuration has no such listener any more"});
        return false;
    }
    const http::PathTraits refused = http::pathTraits(head.path()) & http::kRefusedByDefault;
    if (refused != 0 && head.path() != "*") {
        m_worker.shard().reject(RejectReason::BadRequest);
        answer({400, http::pathTraitName(refused), "two programs could read this path differently"});
        return false;
    }
    if (http::endsHere(head)) {
        answerHere();
        return false;
    }
    if (!listener->openapi.empty() && isOpenApiRequest(head)) {
        answerDocument(listener->openapi);
        return false;
    }
    m_route = findRoute(head, *listener);
    if (!m_route) {
        m_worker.shard().reject(RejectReason::NoRoute);
        answer({404, "no_route", "no route of this listener takes the request"});
        return false;
    }
    if (m_route->policies && !passPolicies(head))
        return false;
    return aim(head, *listener);
}

bool Exchange::aim(const http::RequestHead& head, const Listener& listener) {
    m_target = &chooseTarget(head);
    m_retriesLeft = m_route->retries;
    if (m_route->cache && answeredFromCache(head, listener))
        return false;
    if (m_route->mediation && m_upgrade == http::UpgradeKind::None)
        return startMediation(head, listener);
    if (!writeHead(head, listener)) {
        answer({400, "target-invalid", "the target can't be forwarded"});
        return false;
    }
    if (m_route->mirror)
        startMirror(head);
    return true;
}

const Route* Exchange::findRoute(const http::RequestHead& head, const Listener& listener) const {
    const auto matches = [&](std::string_view name, std::string_view value) { return hasField(head, name, value); };
    const Route* route = listener.routes.match(head.methodText(), head.host(), head.path(), matches);
    if (head.method() != http::Method::Options || (route && route->policies && route->policies->hasCors()))
        return route;
    // A preflight belongs to the route of the request that it asks for.
    if (const std::string_view method = policy::preflightMethod(head); !method.empty()) {
        const Route* meant = listener.routes.match(method, head.host(), head.path(), matches);
        if (meant && meant->policies && meant->policies->hasCors())
            return meant;
    }
    return route;
}

bool Exchange::writeHead(const http::RequestHead& head, const Listener& listener) {
    http::RequestRewrite rewrite;
    rewrite.clientAddress = m_client->peerHost();
    rewrite.requestId = m_requestId;
    if (m_client->isSecure())
        rewrite.scheme = "https";
    rewrite.trust =
        listener.kind == ListenerKind::Egress ? http::ForwardingTrust::Append : http::ForwardingTrust::Replace;
    // An HTTP/1.0 client may name no host; a backend of HTTP/1.1 wants one, and the service's name is what we have.
    rewrite.fallbackHost = m_target->service->name;
    std::string target;
    const std::string* query = nullptr;
    if (m_route->policies) {
        rewrite.add = m_admission->toRequest();
        rewrite.strip = m_route->policies->strippedFromRequest(*m_admission);
        // What is mediated was without its credential from the start.
        query = m_mediated ? nullptr : m_admission->query();
    }
    const bool stripPrefix =
        m_route->stripPrefix && !m_route->prefix.empty() && !(m_mediated && m_mediated->retargeted);
    if (stripPrefix || query || !m_route->addPrefix.empty()) {
        target = m_route->addPrefix;
        target.append(head.path().substr(stripPrefix ? m_route->prefix.size() : 0));
        if (!target.starts_with('/') && target != "*")
            target.insert(0, 1, '/');
        if (query ? !query->empty() : head.hasQuery())
            target.append(1, '?').append(query ? *query : head.query());
        rewrite.target = target;
    }
    if (m_turn)
        amendForCache(rewrite);
    writeTraceparent(rewrite);
    m_request.clear();
    m_headBytes = http::writeRequestHead(head, rewrite, m_request.reserve(http::requestHeadBound(head, rewrite)));
    m_request.commit(m_headBytes);
    if (m_headBytes == 0)
        return false;
    if (!m_mediated)
        noteForLog(head);
    return true;
}

void Exchange::noteForLog(const http::RequestHead& head) {
    if (!m_worker.accessLog())
        return;
    m_logMethod.assign(head.methodText());
    m_logTarget.assign(head.target());
    m_logHost.assign(head.authority());
    if (!head.hasQuery())
        return;
    // No log shows a key, whatever route it was sent to.
    for (const std::string& name : m_config->config().secretParameters) {
        const auto mark = m_logTarget.find('?');
        if (mark == std::string::npos)
            return;
        const policy::QueryParameter secret =
            policy::takeQueryParameter(std::string_view(m_logTarget).substr(mark + 1), name);
        if (!secret.found)
            continue;
        m_logTarget.resize(mark + 1);
        m_logTarget.append(secret.without).append(secret.without.empty() ? "" : "&").append(name).append("=***");
    }
}

const Service* Exchange::currentService() const {
    if (m_config.get() == m_worker.config().get())
        return m_target->service;
    return m_worker.config()->service(m_target->service->id);
}

void Exchange::tryNext(Choice choice) {
    const Service* service = currentService();
    if (!service) {
        answer({503, "service_gone", "the service is no longer configured", 1});
        return;
    }
    // First come, first served: who comes while others wait, waits behind them.
    if (choice == Choice::Ordinary && m_worker.holds().hasWaiting(service->id)) {
        hold(*service);
        return;
    }
    Assignment chosen = pickEndpoint(*service, m_worker.id(), m_worker.random(), m_worker.loop().now(), m_tried);
    if (!chosen && choice == Choice::SameIfOnlyOne) {
        m_tried = {};
        chosen = pickEndpoint(*service, m_worker.id(), m_worker.random(), m_worker.loop().now(), m_tried);
    }
    if (!chosen) {
        hold(*service);
        return;
    }
    m_assignment = std::move(chosen);
    if (!openUpstream(*service)) {
        m_assignment.release();
        answer({503, "no_descriptors", "the gateway is out of file descriptors", 1});
    }
}

bool Exchange::openUpstream(const Service& service) {
    EndpointPool& pool = m_worker.config()->pool(service, m_assignment.endpoint());
    m_upstream = m_fresh ? nullptr : pool.takeIdle();
    // Sent into a connection that the endpoint has closed, it would be lost, and could not be sent again (row 46).
    while (m_upstream && !http::isIdempotent(m_method) && !m_upstream->isQuiet()) {
        pool.close(std::move(m_upstream));
        m_upstream = pool.takeIdle();
    }
    if (!m_upstream)
        m_upstream = pool.open();
    if (!m_upstream)
        return false;
    m_upstream->attach(*this);
    m_phase = Phase::Trying;
    m_tryStarted = m_worker.loop().now();
    m_upstreamStatus = 0;
    startTryTrace();
    m_responseInput.clear();
    m_responseParser.reset();
    m_upstream->stream().send(m_request.view());
    if (m_upstream->stream().isConnected())
        connected();
    else
        m_worker.loop().arm(m_timer, service.connectTimeout);
    if (!m_requestBody.done())
        throttleClient();
    return true;
}

void Exchange::connected() {
    m_worker.loop().arm(m_timer, m_route->timeout);
    if (!m_upstream->wasUsed())
        trustEndpoint(m_assignment.shard());
    settleReplay();
    if (std::exchange(m_probing, false))
        m_worker.holds().release(m_target->service->id);
}

void Exchange::onUpstreamConnected() {
    if (m_phase == Phase::Trying)
        connected();
}

void Exchange::onUpstreamSent() {
    settleReplay();
    throttleClient();
}

void Exchange::onUpstreamError(int error) {
    switch (m_phase) {
        case Phase::Trying:
            tryFailed(error == ECONNREFUSED ? "connect_refused" : "upstream_reset");
            return;
        case Phase::GatheringAnswer:
            endTry(TryEnd::NoAnswer);
            answer({502, "upstream_reset", "the service broke off its answer"});
            return;
        case Phase::Responding:
            abort("upstream_reset", Fault::Upstream);
            return;
        case Phase::Tunnel:
            m_why = "upstream_reset";
            tunnelEnded();
            return;
        default:
            return;
    }
}

void Exchange::tryFailed(std::string_view why) {
    const bool sent = m_upstream->sentBytes() > 0;
    const bool connected = m_upstream->stream().isConnected();
    if (!connected) {
        m_assignment.shard().connectErrors.add();
        suspectEndpoint(m_assignment.shard(), m_worker.loop().now());
    }
    // A kept connection that took nothing says nothing about its endpoint: a new one may do.
    if (sent || !connected)
        m_tried.add(&m_assignment.slot());
    m_fresh = sent || connected;
    m_why.assign(why);
    endTry(TryEnd::NoAnswer);
    releaseUpstream(false);
    const bool again = m_replayable && (!sent || (http::isIdempotent(m_method) && m_retriesLeft > 0));
    if (!again) {
        answer({502, why, "the service broke the connection before it answered"});
        return;
    }
    if (sent)
        --m_retriesLeft;
    m_timer.disarm();
    tryNext(sent ? Choice::SameIfOnlyOne : Choice::OthersOnly);
}

void Exchange::endTry(TryEnd end) {
    if (m_trace.on())
        endTryTrace(end == TryEnd::Answered);
    if (!m_assignment || m_upstream->sentBytes() == 0)
        return;
    ++m_tries;
    const auto us = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(m_worker.loop().refreshNow() - m_tryStarted).count());
    m_upstreamUs = us;
    CounterShard& endpoint = m_assignment.shard().counters;
    for (CounterShard* each : {&endpoint, &routeShard(), &edgeShard()}) {
        each->tries.add();
        if (m_tries > 1)
            each->retries.add();
    }
    endpoint.requests.add();
    endpoint.bytesIn.add(m_requestBody.received());
    endpoint.bytesOut.add(m_bytesOut);
    if (m_upstreamStatus != 0)
        endpoint.countStatus(m_upstreamStatus);
    m_unanswered = end == TryEnd::NoAnswer;
    if (end == TryEnd::Answered)
        endpoint.recordLatency(us);
    if (m_unanswered || m_upstreamStatus >= 500)
        endpoint.errors.add();
    if (m_worker.accessLog())
        m_endpoint.assign(m_assignment.slot().id);
}

void Exchange::hold(const Service& service) {
    const TimePoint now = m_worker.loop().now();
    if (!m_wasHeld)
        m_heldUntil = now + service.hold.timeout;
    WorkerShard& shard = m_worker.shard();
    const std::string_view why =
        service.hold.why.empty() ? std::string_view("the service has no ready instance") : service.hold.why;
    // Those that wait when a snapshot says that there is nothing to wait for go with it.
    if (now >= m_heldUntil || service.hold.timeout == service.hold.timeout.zero()) {
        if (m_wasHeld)
            shard.heldTimedOut.add();
        answer({503, "no_ready_instance", why, 1});
        return;
    }
    if (!m_worker.holds().add(service, *this, m_wasHeld ? HoldQueue::Place::Front : HoldQueue::Place::Back)) {
        shard.heldRefused.add();
        answer({503, "too_many_held", why, 1});
        return;
    }
    if (!std::exchange(m_wasHeld, true))
        shard.heldTotal.add();
    shard.heldNow.add();
    m_phase = Phase::Held;
    m_heldSince = now;
    m_worker.loop().arm(m_timer, m_heldUntil - now);
    m_worker.probeSoon();
    if (!m_requestBody.done())
        throttleClient();
}

void Exchange::leaveHold() {
    m_worker.holds().remove(m_target->service->id, *this);
    m_worker.shard().heldNow.subtract();
    m_heldUs += static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::microseconds>(m_worker.loop().now() - m_heldSince).count());
    m_timer.disarm();
    m_phase = Phase::Trying;
}

void Exchange::resumeFromHold(Resume how) {
    if (m_phase != Phase::Held)
        return;
    leaveHold();
    m_tried = {};
    m_probing = how == Resume::Probe;
    tryNext(Choice::OthersOnly);
}

void Exchange::onTimer() {
    switch (m_phase) {
        case Phase::CacheWait:
            m_phase = Phase::Trying;
            [[fallthrough]];
        case Phase::Gathering:
            tryNext(Choice::Ordinary);
            return;
        case Phase::Held: {
            const Service* service = currentService();
            leaveHold();
            m_worker.shard().heldTimedOut.add();
            answer({503, "no_ready_instance",
                    service && !service->hold.why.empty() ? std::string_view(service->hold.why)
                                                          : "the service has no ready instance",
                    1});
            return;
        }
        case Phase::Trying:
            if (!m_upstream->stream().isConnected()) {
                tryFailed("connect_timeout");
                return;
            }
            endTry(TryEnd::NoAnswer);
            answer({504, "upstream_timeout", "the service did not answer in the route's time"});
            return;
        case Phase::GatheringAnswer:
            endTry(TryEnd::NoAnswer);
            answer({504, "upstream_timeout", "the service did not answer in the route's time"});
            return;
        case Phase::Responding:
            abort("upstream_stalled", Fault::Upstream);
            return;
        default:
            return;
    }
}

}  // namespace slipway::gateway
