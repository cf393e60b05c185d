#include "gateway/policy/rate_limit.h"

#include <algorithm>
#include <charconv>

namespace slipway::gateway::policy {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

std::int64_t secondsUp(std::int64_t ns) {
    return std::max<std::int64_t>(0, (ns + kSecond - 1) / kSecond);
}

RateTable::Rate rateOf(const RateLimit::Rules& rules) {
    const auto perNs = static_cast<std::int64_t>(rules.perMs) * 1'000'000;
    const std::int64_t interval = std::max<std::int64_t>(1, perNs / rules.requests);
    return {interval, interval * rules.burst};
}

}  // namespace

RateLimit::RateLimit(Rules rules, std::shared_ptr<RateTable> table)
    : Policy(rules.key.by() == LimitKey::By::Client ? PolicyKind::ClientLimit : PolicyKind::RateLimit),
      m_rules(std::move(rules)),
      m_rate(rateOf(m_rules)),
      m_name("\"" + m_rules.name + "\""),
      m_table(std::move(table)) {
    m_policyField = m_name + ";q=" + std::to_string(m_rules.burst) +
                    ";w=" + std::to_string(std::max<std::int64_t>(1, secondsUp(m_rate.depthNs)));
}

bool RateLimit::admit(const Asked& asked, Admission& admission, std::uint64_t&) const {
    const std::int64_t now = asked.now.time_since_epoch().count();
    const RateTable::Taken taken = m_table->take(m_rules.key.of(asked, admission), m_rate, now);
    const auto wait = static_cast<unsigned>(std::max<std::int64_t>(1, secondsUp(taken.waitNs)));
    // r: what is left; t: seconds until the quota is whole again, or, where nothing is left, until there is one.
    char text[96];
    char* at =
        std::copy(m_name.begin(), m_name.begin() + static_cast<long>(std::min<std::size_t>(m_name.size(), 48)), text);
    const auto put = [&](const char* words, std::int64_t number) {
        at = std::copy(words, words + 3, at);
        at = std::to_chars(at, text + sizeof text, number).ptr;
    };
    put(";r=", taken.left);
    put(";t=", taken.ok ? secondsUp(taken.fullAgainNs) : wait);
    admission.addToResponse("RateLimit-Policy", m_policyField);
    admission.addToResponse("RateLimit", admission.keep({text, static_cast<std::size_t>(at - text)}));
    if (taken.ok)
        return true;
    return admission.refuse(429, "rate_limited", "more requests than this route takes in that time", wait);
}

}  // namespace slipway::gateway::policy
