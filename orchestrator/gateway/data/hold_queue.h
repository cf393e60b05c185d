#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

namespace slipway::gateway {

class Exchange;
struct Service;

/// Counts held requests of a service over all workers, so that `hold.max_requests` is exact. Off the request path: a
/// request comes here when there is nowhere to send it. Thread: any.
class HoldLedger {
  public:
    /// False when `limit` requests of the service are held.
    bool enter(const std::string& service, std::uint32_t limit);
    void leave(const std::string& service);

  private:
    std::mutex m_mutex;
    std::map<std::string, std::uint32_t> m_held;
};

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
