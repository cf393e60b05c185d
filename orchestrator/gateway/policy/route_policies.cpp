#include "gateway/policy/route_policies.h"

#include <chrono>

namespace slipway::gateway::policy {

std::string_view Admission::keep(std::string_view text) {
    if (m_keptUsed == m_kept.size())
        m_kept.emplace_back();
    std::string& place = m_kept[m_keptUsed++];
    place.assign(text);
    return place;
}

std::string_view Admission::claim(std::string_view name) const {
    for (const http::FieldLine& each : m_claims)
        if (each.name == name)
            return each.value;
    return {};
}

void Admission::clear() {
    m_keptUsed = 0;
    m_toRequest.clear();
    m_toResponse.clear();
    m_claims.clear();
    m_strip.clear();
    m_query.clear();
    m_queryChanged = false;
    m_principal = {};
    m_authenticated = false;
    m_refusal = {};
    m_deferred = nullptr;
    m_verdict.reset();
    m_held.clear();
}

void RoutePolicies::stripFromRequest(std::string name) {
    m_names.push_back(std::make_unique<std::string>(std::move(name)));
    m_requestStripViews.push_back(*m_names.back());
}

void RoutePolicies::stripFromResponse(std::string name) {
    m_names.push_back(std::make_unique<std::string>(std::move(name)));
    m_responseStripViews.push_back(*m_names.back());
}

bool RoutePolicies::admit(const Asked& asked, Admission& admission, PolicyShard& counts, bool sampled) const {
    admission.clear();
    admission.m_strip.assign(m_requestStripViews.begin(), m_requestStripViews.end());
    return askFrom(0, asked, admission, counts, sampled);
}

bool RoutePolicies::resume(const Asked& asked, Admission& admission, bool verdict, PolicyShard& counts) const {
    admission.m_verdict = verdict;
    return askFrom(admission.m_next, asked, admission, counts, false);
}

bool RoutePolicies::askFrom(std::size_t first, const Asked& asked, Admission& admission, PolicyShard& counts,
                            bool sampled) const {
    for (std::size_t i = first; i < m_policies.size(); ++i) {
        const Policy& policy = *m_policies[i];
        std::uint64_t token = 0;
        bool passed = false;
        if (sampled) {
            const auto before = std::chrono::steady_clock::now();
            passed = policy.admit(asked, admission, token);
            const auto ns = std::chrono::nanoseconds(std::chrono::steady_clock::now() - before).count();
            PolicyCounter& count = counts[policy.kind()];
            count.samples.add();
            count.sampledNs.add(static_cast<std::uint64_t>(ns));
        } else {
            passed = policy.admit(asked, admission, token);
        }
        if (token != 0)
            admission.m_held.push_back({static_cast<std::uint8_t>(i), token});
        admission.m_verdict.reset();
        if (admission.isDeferred()) {
            admission.m_next = i;
            return false;
        }
        if (!passed) {
            // A preflight's answer is no refusal.
            if (admission.refusal().status >= 400)
                counts[policy.kind()].refused.add();
            return false;
        }
    }
    return true;
}

void RoutePolicies::release(Admission& admission) const {
    for (const Admission::Held& each : admission.m_held)
        m_policies[each.policy]->release(each.token);
    admission.m_held.clear();
}

}  // namespace slipway::gateway::policy
