#pragma once

#include <deque>
#include <map>
#include <string>
#include <string_view>

#include "gateway/core/hold_ledger.h"

namespace slipway::gateway {

class Exchange;
struct Service;

/// One worker's held requests, first come first served, by service. Thread: the worker's.
///
/// While the endpoints in force refuse connections, one request a service probes them, every Worker::kProbePeriod; the
/// others follow when it got through, or when a new configuration comes.
class HoldQueue {
  public:
    enum class Place { Front, Back };

    explicit HoldQueue(HoldLedger& ledger) : m_ledger(ledger) {}

    /// False when the service's limit is reached.
    bool add(const Service& service, Exchange& exchange, Place place);
    /// Takes it out: it is served, gave up, or its client went.
    void remove(const std::string& service, Exchange& exchange);
    bool isEmpty() const { return m_byService.empty(); }
    bool hasWaiting(const std::string& service) const {
        return !m_byService.empty() && m_byService.count(service) != 0;
    }

    /// Sends all that wait for it on their way; those that can't be placed come back.
    void release(const std::string& service);
    void releaseAll();
    /// The first of each service tries its luck.
    void probe();

  private:
    HoldLedger& m_ledger;
    std::map<std::string, std::deque<Exchange*>> m_byService;
};

}  // namespace slipway::gateway
