// What a request and its answer leave behind for the route's shadow: copied as it goes by, asked when all is over.

#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

using mirror::MirrorJob;

namespace {

/// What it is answered depends on validators, which each service makes its own way.
bool isConditional(const http::RequestHead& head) {
    using enum http::KnownHeader;
    for (const http::KnownHeader each : {IfMatch, IfNoneMatch, IfModifiedSince, IfUnmodifiedSince, IfRange, Range})
        if (head.find(each))
            return true;
    return false;
}

}  // namespace

void Exchange::startMirror(const http::RequestHead& head) {
    const mirror::MirrorRoute& route = *m_route->mirror;
    // What the shadow serves itself is no news about it.
    if (m_upgrade != http::UpgradeKind::None || m_target->service->id == route.service || isConditional(head))
        return;
    const bool safe =
        m_method == http::Method::Get || m_method == http::Method::Head || m_method == http::Method::Options;
    if (!safe && !route.unsafe) {
        route.slot->kept.fetch_add(1, std::memory_order_relaxed);
        return;
    }
    if (route.percent < 100 && m_worker.random().below(100) >= route.percent)
        return;
    m_mirror = m_worker.mirrors().begin(m_route->mirror);
    if (!m_mirror)
        return;
    m_mirror->method = m_method;
    m_mirror->methodText.assign(head.methodText());
    m_mirror->path.assign(head.path());
    m_mirror->requestId = m_requestId;
    m_mirror->timeout = m_route->timeout;
}

void Exchange::mirrorRequest(std::string_view first, std::string_view second) {
    std::string& request = m_mirror->request;
    if (!m_mirror->mayKeep(request.size(), first.size() + second.size(), mirror::kMaxRequestBytes))
        return;
    if (request.empty()) {
        // The shadow shall be able to tell, for its logs' sake.
        const auto line = first.find("\r\n") + 2;
        request.append(first.substr(0, line)).append("Slipway-Mirror: 1\r\n");
        first.remove_prefix(line);
    }
    request.append(first).append(second);
}

void Exchange::mirrorHead(const http::ResponseHead& head) {
    const unsigned status = head.status();
    // A condition that the cache added: the answer is about what is kept, not about the resource.
    if (status == 206 || status == 304 || status == 412 || status == 416) {
        m_mirror.reset();
        return;
    }
    mirror::keepHead(head, m_mirror->route->rules, m_mirror->original);
}

void Exchange::mirrorBody(std::string_view payload) {
    std::string& body = m_mirror->original.body;
    if (m_mirror->mayKeep(body.size(), payload.size(), mirror::kMaxBodyBytes))
        body.append(payload);
}

void Exchange::sendMirror() {
    if (m_requestBody.done() && m_mirror->original.status != 0)
        m_worker.mirrors().submit(std::move(m_mirror));
    m_mirror.reset();
}

}  // namespace slipway::gateway
