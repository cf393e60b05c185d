#include "gateway/policy/concurrency_limit.h"

namespace slipway::gateway::policy {

bool ConcurrencyLimit::admit(const Asked& asked, Admission& admission, std::uint64_t& token) const {
    if (m_table->take(m_key.of(asked, admission), m_requests, token) != PermitTable::Got::Full)
        return true;
    if (m_key.by() == LimitKey::By::Route)
        return admission.refuse(503, "too_many_at_once", "as many requests as this route takes are under way", 1);
    return admission.refuse(429, "too_many_at_once", "as many requests of yours as this route takes are under way", 1);
}

}  // namespace slipway::gateway::policy
