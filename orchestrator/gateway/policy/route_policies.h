#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "gateway/policy/policy.h"
#include "gateway/policy/policy_counters.h"

namespace slipway::gateway::policy {

/// The policies of one route, in the order in which they run. A route without any has none of these, and its requests
/// pay one test of a pointer. Immutable. Thread: any.
class RoutePolicies {
  public:
    static constexpr std::uint64_t kNoBodyLimit = UINT64_MAX;

    /// At most 255.
    void add(std::unique_ptr<const Policy> policy) { m_policies.push_back(std::move(policy)); }
    /// Fields that policies of this route write for the service: a client's never get there, whether or not there is
    /// one to put in their place.
    void stripFromRequest(std::string name);
    /// Fields that policies write for the client; the service's of that name give way.
    void stripFromResponse(std::string name);
    void setBodyLimit(std::uint64_t bytes) { m_bodyLimit = bytes; }
    void setHasCors() { m_hasCors = true; }

    /// Nothing that a request would have to stop for.
    bool isEmpty() const { return m_policies.empty() && m_requestStripViews.empty() && m_responseStripViews.empty(); }
    /// Payload bytes of a request; past it: 413.
    std::uint64_t bodyLimit() const { return m_bodyLimit; }
    /// Preflights are answered here, for methods that the route takes (OPTIONS need not be one of them).
    bool hasCors() const { return m_hasCors; }
    const std::vector<std::unique_ptr<const Policy>>& policies() const { return m_policies; }

    /// Asks each in turn; false at the first that refuses, which is counted, or that defers. `sampled`: takes the time
    /// of each. What was in `admission` before goes.
    bool admit(const Asked& asked, Admission& admission, PolicyShard& counts, bool sampled) const;
    /// Goes on with the policy that has deferred, and what its check has said. Of the same request.
    bool resume(const Asked& asked, Admission& admission, bool verdict, PolicyShard& counts) const;
    /// The request has ended: gives back what its policies hold for it. Once for each admit().
    void release(Admission& admission) const;

    /// For http::RequestRewrite::strip: of the route and of this request. Valid until the next admit().
    std::span<const std::string_view> strippedFromRequest(const Admission& admission) const {
        return admission.m_strip;
    }
    std::span<const std::string_view> strippedFromResponse() const { return m_responseStripViews; }

  private:
    bool askFrom(std::size_t first, const Asked& asked, Admission& admission, PolicyShard& counts, bool sampled) const;

    std::vector<std::unique_ptr<const Policy>> m_policies;
    std::vector<std::unique_ptr<std::string>> m_names;  // what the views are of
    std::vector<std::string_view> m_requestStripViews, m_responseStripViews;
    std::uint64_t m_bodyLimit = kNoBodyLimit;
    bool m_hasCors = false;
};

}  // namespace slipway::gateway::policy
