// Conditions of the route: asked once, before a service is chosen; an answer of theirs ends the exchange.

#include "gateway/data/client_connection.h"
#include "gateway/data/exchange.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

bool Exchange::passPolicies(const http::RequestHead& head) {
    if (!m_admission)
        m_admission = std::make_unique<policy::Admission>();
    const policy::RoutePolicies& policies = *m_route->policies;
    m_bodyLimit = policies.bodyLimit();
    const policy::Asked asked{head, m_client->peerHost(), m_worker.loop().now(), m_worker.wallMs(), m_worker.id()};
    if (policies.admit(asked, *m_admission, m_route->slot->policies[m_worker.id()], m_worker.samplesPolicies()))
        return true;
    noteForLog(head);
    answerRefusal(m_admission->refusal());
    return false;
}

void Exchange::answerRefusal(const policy::Refusal& refusal) {
    if (refusal.status >= 400) {
        answer({refusal.status, refusal.code, refusal.why, refusal.retryAfterSeconds});
        return;
    }
    http::OwnResponse response;
    response.status = refusal.status;
    response.to = {m_clientMinor, m_method, m_keepAlive && m_requestBody.done() && !m_worker.isLeaving(m_client->ingress())};
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
