#include "gateway/policy/request_limits.h"

namespace slipway::gateway::policy {

bool RequestLimits::admit(const Asked& asked, Admission& admission, std::uint64_t&) const {
    const http::RequestHead& head = asked.head;
    if (m_most.headBytes != 0 && head.size() > m_most.headBytes)
        return admission.refuse(431, "head_too_large", "the request's head is larger than this route takes");
    if (m_most.headers != 0 && head.fields().size() > m_most.headers)
        return admission.refuse(431, "too_many_fields", "the request has more header fields than this route takes");
    if (m_most.bodyBytes != 0 && head.framing().kind == http::BodyKind::ContentLength &&
        head.framing().contentLength > m_most.bodyBytes)
        return admission.refuse(413, "body_too_large", "the request's body is larger than this route takes");
    return true;
}

}  // namespace slipway::gateway::policy
