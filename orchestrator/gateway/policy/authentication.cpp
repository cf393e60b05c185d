#include "gateway/policy/authentication.h"

namespace slipway::gateway::policy {

Authentication::Authentication(std::vector<std::unique_ptr<const Authenticator>> kinds, bool optional)
    : Policy(kinds.size() == 1 ? kinds.front()->kind() : PolicyKind::Auth),
      m_kinds(std::move(kinds)),
      m_optional(optional) {}

bool Authentication::admit(const Asked& asked, Admission& admission, std::uint64_t&) const {
    for (const auto& kind : m_kinds) {
        const Authenticator::Answer answer = kind->check(asked, admission);
        switch (answer.finding) {
            case Authenticator::Finding::Absent:
                continue;
            case Authenticator::Finding::Accepted:
                return true;
            case Authenticator::Finding::Deferred:
                return false;
            case Authenticator::Finding::Busy:
                return admission.refuse(429, answer.code, answer.why, 1);
            case Authenticator::Finding::Rejected:
                if (!kind->challenge(true).empty())
                    admission.addToResponse("WWW-Authenticate", kind->challenge(true));
                return admission.refuse(401, answer.code, answer.why);
        }
    }
    if (m_optional)
        return true;
    for (const auto& kind : m_kinds)
        if (!kind->challenge(false).empty())
            admission.addToResponse("WWW-Authenticate", kind->challenge(false));
    return admission.refuse(401, "credentials_missing", "this route wants to know who asks");
}

}  // namespace slipway::gateway::policy
