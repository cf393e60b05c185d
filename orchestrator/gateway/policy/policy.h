#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "gateway/core/counter.h"
#include "gateway/policy/policy_kind.h"
#include "http/field_line.h"
#include "http/request_head.h"

namespace slipway::gateway::policy {

/// What a policy may look at. Views live during the call.
struct Asked {
    const http::RequestHead& head;
    std::string_view clientAddress;  ///< "192.0.2.7", "2001:db8::7": the peer's, whatever fields claim
    TimePoint now;
    WallMs wallMs = 0;
    WorkerId worker = 0;
};

/// An answer instead of the service's. Its fields are those of Admission::addToResponse.
struct Refusal {
    unsigned status = 0;             ///< 0: none. 2xx and 3xx have no body, what is above is a problem document
    const char* code = "";           ///< stable, snake_case
    std::string_view why;            ///< one sentence
    unsigned retryAfterSeconds = 0;  ///< 0: not said
};

class RoutePolicies;

/// What policies have found out about one request, and want done with it and with its answer. One an Exchange, used
/// again, so that its memory is. Thread: the worker's.
class Admission {
  public:
    Admission() = default;
    Admission(const Admission&) = delete;
    Admission& operator=(const Admission&) = delete;

    /// A copy that lives as long as the request.
    std::string_view keep(std::string_view text);

    /// A field for the service; the client's of that name never gets there (RoutePolicies::strippedFromRequest). Both
    /// views must live as long as the request.
    void addToRequest(std::string_view name, std::string_view value) { m_toRequest.push_back({name, value}); }
    /// A field for the client, on whatever answer it gets.
    void addToResponse(std::string_view name, std::string_view value) { m_toResponse.push_back({name, value}); }
    /// A field of the client's that must not reach the service (a credential). `name` lives as long as the request.
    void stripFromRequest(std::string_view name) { m_strip.push_back(name); }
    /// The query as the service shall see it: without a credential. Empty: none.
    void setQuery(std::string query) {
        m_query = std::move(query);
        m_queryChanged = true;
    }

    /// Who asks, once that is proven: the name of an API key, a user, a token's subject.
    void setPrincipal(std::string_view name) {
        m_principal = name;
        m_authenticated = true;
    }
    /// A proven claim of the token; limits may go by it.
    void addClaim(std::string_view name, std::string_view value) { m_claims.push_back({name, value}); }

    bool isAuthenticated() const { return m_authenticated; }
    std::string_view principal() const { return m_principal; }
    /// Empty when there is none.
    std::string_view claim(std::string_view name) const;

    /// Answers the request. Returns false, as a policy's admit() does then.
    bool refuse(unsigned status, const char* code, std::string_view why, unsigned retryAfterSeconds = 0) {
        m_refusal = {status, code, why, retryAfterSeconds};
        return false;
    }
    const Refusal& refusal() const { return m_refusal; }

    /// For what takes milliseconds, and so must keep no worker: `check` is run once, in another thread, and the policy
    /// is then asked again, with verdict(). Returns false, as the policy's admit() does then. `check` owns all that it
    /// touches.
    bool defer(std::function<bool()> check) {
        m_deferred = std::move(check);
        return false;
    }
    bool isDeferred() const { return static_cast<bool>(m_deferred); }
    std::function<bool()> takeDeferred() { return std::exchange(m_deferred, nullptr); }
    /// What the check of the policy that is asked again has said; none: it was not deferred.
    std::optional<bool> verdict() const { return m_verdict; }

    std::span<const http::FieldLine> toRequest() const { return m_toRequest; }
    std::span<const http::FieldLine> toResponse() const { return m_toResponse; }
    /// Null: the request's own.
    const std::string* query() const { return m_queryChanged ? &m_query : nullptr; }

  private:
    friend class RoutePolicies;
    void clear();

    std::deque<std::string> m_kept;  // its strings keep their memory and never move
    std::size_t m_keptUsed = 0;
    std::vector<http::FieldLine> m_toRequest, m_toResponse, m_claims;
    std::vector<std::string_view> m_strip;
    std::string m_query;
    std::string_view m_principal;
    bool m_queryChanged = false;
    bool m_authenticated = false;
    Refusal m_refusal;
    std::function<bool()> m_deferred;
    std::optional<bool> m_verdict;
    std::size_t m_next = 0;  // the policy that has deferred
    struct Held {
        std::uint8_t policy;
        std::uint64_t token;
    };
    std::vector<Held> m_held;  // what Policy::release gives back
};

/// One condition on a route's requests. Compiled from the snapshot, immutable; what changes (buckets, counts, caches)
/// lives behind it, outlives snapshots, and bears all workers at once.
class Policy {
  public:
    explicit Policy(PolicyKind kind) : m_kind(kind) {}
    virtual ~Policy() = default;
    Policy(const Policy&) = delete;
    Policy& operator=(const Policy&) = delete;

    PolicyKind kind() const { return m_kind; }
    /// False when it has refused (Admission::refuse) or must be asked again (Admission::defer). `token`: set it to
    /// something but 0 to have release() called with it when the request ends, however it ends. Thread: any worker.
    /// Never blocks.
    virtual bool admit(const Asked& asked, Admission& admission, std::uint64_t& token) const = 0;
    virtual void release(std::uint64_t /*token*/) const {}

  private:
    const PolicyKind m_kind;
};

}  // namespace slipway::gateway::policy
