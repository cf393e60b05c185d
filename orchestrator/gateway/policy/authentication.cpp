#include "gateway/policy/authentication.h"

#include <algorithm>

#include "http/chars.h"

namespace slipway::gateway::policy {

GivenCredentials credentialsOf(const http::RequestHead& head, std::string_view scheme) {
    std::string_view value;
    std::size_t fields = 0;
    for (const http::Field field : head.fields())
        if (field.id == http::KnownHeader::Authorization) {
            value = field.value;
            ++fields;
        }
    const auto space = std::min(value.find(' '), value.size());
    if (fields == 0 || !http::equalsIgnoreCase(value.substr(0, space), scheme))
        return {};
    return {true, fields > 1, http::trimOws(value.substr(space))};
}

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
            case Authenticator::Finding::Rejected: {
                const auto challenge = answer.challenge.empty() ? kind->challenge() : answer.challenge;
                if (!challenge.empty())
                    admission.addToResponse("WWW-Authenticate", challenge);
                return admission.refuse(answer.status, answer.code, answer.why);
            }
        }
    }
    if (m_optional)
        return true;
    for (const auto& kind : m_kinds)
        if (!kind->challenge().empty())
            admission.addToResponse("WWW-Authenticate", kind->challenge());
    return admission.refuse(401, "credentials_missing", "this route wants to know who asks");
}

}  // namespace slipway::gateway::policy
