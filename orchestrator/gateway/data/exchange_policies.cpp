// Conditions of the route: asked once, before a service is chosen; an answer of theirs ends the exchange.

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

struct Exchange::Check {
    Exchange* exchange;  // null when the request is no more; its worker's thread alone may look
    std::string text;
    http::RequestHead head;  // of text
    bool right = false;
};

bool Exchange::passPolicies(const http::RequestHead& head) {
    if (!m_admission)
        m_admission = std::make_unique<policy::Admission>();
    const policy::RoutePolicies& policies = *m_route->policies;
    m_bodyLimit = policies.bodyLimit();
    const policy::Asked asked{head, m_client->peerHost(), m_worker.loop().now(), m_worker.wallMs(), m_worker.id()};
    policy::PolicyShard& counts = m_route->slot->policies[m_worker.id()];
    const bool passed = m_check ? policies.resume(asked, *m_admission, m_check->right, counts)
                                : policies.admit(asked, *m_admission, counts, counts.timesNext());
    if (passed)
        return true;
    if (m_admission->isDeferred() && startCheck(head))
        return false;
    noteForLog(head);
    answerRefusal(m_admission->refusal());
    return false;
}

bool Exchange::startCheck(const http::RequestHead& head) {
    const auto check = std::make_shared<Check>(Check{this, {head.base(), head.size()}, head});
    check->head.bind(check->text.data());
    const bool taken = m_worker.checks().submit([job = m_admission->takeDeferred(), check, &worker = m_worker] {
        const bool right = job();
        worker.post([check, right] {
            if (check->exchange)
                check->exchange->onChecked(right);
        });
    });
    if (!taken) {
        m_admission->refuse(429, "too_many_guesses", "too many passwords are being tried; come again in a second", 1);
        return false;
    }
    m_check = check;
    m_phase = Phase::Checking;
    return true;
}

void Exchange::onChecked(bool right) {
    m_check->right = right;
    m_client->resumeExchange();
}

size_t Exchange::beginChecked(std::string_view rest) {
    // Holds the head as long as it is looked at, whatever becomes of the exchange.
    const std::shared_ptr<Check> check = m_check;
    const Listener* listener = m_client->ingress().listener();
    m_phase = Phase::Free;
    if (!listener) {
        answer({404, "no_listener", "the configuration has no such listener any more"});
        return 0;
    }
    if (!passPolicies(check->head))
        return 0;
    dropCheck();
    return aim(check->head, *listener) ? proceed(check->head, rest) : 0;
}

void Exchange::dropCheck() {
    m_check->exchange = nullptr;
    m_check.reset();
}

void Exchange::answerRefusal(const policy::Refusal& refusal) {
    if (refusal.status >= 400) {
        answer({refusal.status, refusal.code, refusal.why, refusal.retryAfterSeconds});
        return;
    }
    http::OwnResponse response;
    response.status = refusal.status;
    response.to = {m_clientMinor, m_method,
                   m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress())};
    response.date = m_worker.date();
    response.fields = policyFields();
    OutBuffer& out = m_worker.out();
    out.clear();
    const http::WrittenHead head = http::writeOwnResponse(response, out.reserve(http::ownResponseBound(response)));
    out.commit(head.bytes);
    m_keepAlive = head.keepAlive;
    send(refusal.status, refusal.code, out);
}

std::span<const http::FieldLine> Exchange::policyFields() const {
    if (!m_route || !m_route->policies)
        return {};
    return m_admission->toResponse();
}

}  // namespace slipway::gateway
