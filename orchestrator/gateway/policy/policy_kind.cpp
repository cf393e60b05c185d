#include "gateway/policy/policy_kind.h"

namespace slipway::gateway::policy {

const char* policyKindName(PolicyKind kind) {
    switch (kind) {
        case PolicyKind::AllowFrom:
            return "allow_from";
        case PolicyKind::Limits:
            return "limits";
        case PolicyKind::Cors:
            return "cors";
        case PolicyKind::ClientLimit:
            return "rate_limit_client";
        case PolicyKind::Auth:
            return "auth";
        case PolicyKind::ApiKey:
            return "api_key";
        case PolicyKind::Basic:
            return "basic";
        case PolicyKind::Jwt:
            return "jwt";
        case PolicyKind::RateLimit:
            return "rate_limit";
        case PolicyKind::Concurrency:
            return "concurrency";
    }
    return "";
}

}  // namespace slipway::gateway::policy
