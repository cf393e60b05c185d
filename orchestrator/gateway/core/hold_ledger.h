#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace slipway::gateway {

class DrainSignal;

/// Counts held requests of a service over all workers, so that `hold.max_requests` is exact, and tells the control
/// thread of services that requests begin to wait for. Off the request path: a request comes here when there is nowhere
/// to send it. Thread: any.
class HoldLedger {
  public:
    explicit HoldLedger(std::shared_ptr<DrainSignal> signal) : m_signal(std::move(signal)) {}

    /// False when `limit` requests of the service are held.
    bool enter(const std::string& service, std::uint32_t limit);
    void leave(const std::string& service);

    /// Services that requests have begun to wait for since the last call.
    std::vector<std::string> takeNews();
    /// All that some request waits for are news again: a new daemon knows nothing.
    void tellAgain();

  private:
    std::shared_ptr<DrainSignal> m_signal;
    std::mutex m_mutex;
    std::map<std::string, std::uint32_t> m_held;
    std::vector<std::string> m_news;
};

}  // namespace slipway::gateway
