#pragma once

#include <map>
#include <memory>
#include <string>

#include "gateway/policy/basic.h"
#include "gateway/policy/jwt.h"
#include "gateway/policy/permit_table.h"
#include "gateway/policy/rate_table.h"

namespace slipway::gateway::policy {

/// What policies know beyond a snapshot, by whose it is: a route keeps its buckets while its services roll out.
/// Forgotten when no configuration has it any more. Listeners of one project share it, so that a second address is no
/// second allowance. Thread: control.
class PolicyStates {
  public:
    explicit PolicyStates(unsigned workers) : m_workers(workers) {}

    std::shared_ptr<RateTable> rates(const std::string& id, RateTable::Keyed keyed) {
        return get(m_rates, id, [&] { return std::make_shared<RateTable>(keyed); });
    }
    std::shared_ptr<PermitTable> permits(const std::string& id, PermitTable::Keyed keyed) {
        return get(m_permits, id, [&] { return std::make_shared<PermitTable>(keyed); });
    }
    std::shared_ptr<BasicState> basic(const std::string& id) {
        return get(m_basic, id, [] { return std::make_shared<BasicState>(); });
    }
    /// `id` says all that a token's acceptance depends on.
    std::shared_ptr<TokenCaches> tokens(const std::string& id) {
        return get(m_tokens, id, [&] { return std::make_shared<TokenCaches>(m_workers); });
    }

  private:
    template <class State, class Make>
    std::shared_ptr<State> get(std::map<std::string, std::weak_ptr<State>>& states, const std::string& id, Make make) {
        std::erase_if(states, [](const auto& entry) { return entry.second.expired(); });
        auto& place = states[id];
        std::shared_ptr<State> state = place.lock();
        if (!state)
            place = state = make();
        return state;
    }

    const unsigned m_workers;
    std::map<std::string, std::weak_ptr<RateTable>> m_rates;
    std::map<std::string, std::weak_ptr<PermitTable>> m_permits;
    std::map<std::string, std::weak_ptr<BasicState>> m_basic;
    std::map<std::string, std::weak_ptr<TokenCaches>> m_tokens;
};

}  // namespace slipway::gateway::policy
