#pragma once

#include <memory>
#include <string>
#include <vector>

#include "gateway/core/config.h"
#include "gateway/data/threaded_pool.h"
#include "socket_peer.h"

namespace slipway::test {

/// A data path with one ingress listener "in" on port 0, whose one route "all" leads to the service "p/s".
class Rig {
  public:
    explicit Rig(unsigned workers = 1, gateway::AccessLog* log = nullptr, gateway::SpanLog* spans = nullptr);
    ~Rig();

    /// Change this, then publish() it.
    protocol::Snapshot snapshot;
    protocol::SnapshotService& service() { return snapshot.services.front(); }
    protocol::SnapshotRoute& route() { return snapshot.listeners.front().routes.front(); }
    void setEndpoints(const std::vector<const Backend*>& backends);
    void addEndpoint(const std::string& id, const net::Address& address);

    /// Returns when every worker runs on it; the generation grows by one.
    void publish();
    void barrier();
    void stop(std::chrono::milliseconds grace);

    Peer dial() const { return Peer::dial(m_address); }
    const net::Address& address() const { return m_address; }
    /// One connection, `request` on it, all that comes back until the end.
    std::string exchange(std::string_view request) const;

    gateway::SlotRegistry& registry() { return *m_slots; }
    gateway::ThreadedPool& pool() { return *m_pool; }
    protocol::Counters routeCounters() const;
    protocol::Counters edgeCounters() const;
    gateway::EndpointSlot& endpoint(const std::string& id) const { return *m_slots->endpoints().at(id); }

  private:
    std::unique_ptr<gateway::SlotRegistry> m_slots;
    std::unique_ptr<gateway::ThreadedPool> m_pool;
    net::Address m_address;
};

/// Waits for what another thread brings about; false when it did not within 10 s.
template <class Condition>
bool eventually(Condition condition) {
    for (int i = 0; i < 10'000; ++i) {
        if (condition())
            return true;
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
    return condition();
}

inline const std::string kGet = "GET /x HTTP/1.1\r\nHost: shop.local\r\n\r\n";
inline const std::string kGetClose = "GET /x HTTP/1.1\r\nHost: shop.local\r\nConnection: close\r\n\r\n";
std::string okResponse(std::string_view body);
/// The status code of an answer; 0 where there is none.
int statusOf(std::string_view answer);
std::string bodyOf(std::string_view answer);
/// Value of a field in a head, any case of the name; "-" where there is none.
std::string fieldOf(std::string_view message, std::string_view name);

}  // namespace slipway::test
