#pragma once

#include <memory>
#include <vector>

#include "gateway/core/config.h"
#include "gateway/data/upstream_connection.h"

namespace slipway::gateway {

/// One worker's connections to one endpoint. Idle ones are used last in, first out, so that under low load the others
/// can age and go. Thread: the worker's.
class EndpointPool {
  public:
    /// Idle connections kept. More are only there after a burst.
    static constexpr size_t kMaxIdle = 256;
    /// Servers commonly close after 5 s (Node.js, uvicorn); to use one in that moment would fail a request that can't
    /// be sent twice.
    static constexpr Duration kIdleTime = std::chrono::seconds(4);
    /// What a connection reads at a time unless a large body makes it worth more.
    static constexpr size_t kReceiveBytes = 64 * 1024;

    EndpointPool(net::Loop& loop, WorkerId worker, const Endpoint& endpoint);
    ~EndpointPool();

    /// The configuration that now holds says so: an endpoint that takes no new request keeps no idle connection.
    void update(const Endpoint& endpoint);
    void retire();
    bool isActive() const { return m_active; }

    /// The youngest idle connection; null when there is none.
    std::unique_ptr<UpstreamConnection> takeIdle();
    /// A new one; null with errno when there is no socket to be had.
    std::unique_ptr<UpstreamConnection> open();
    /// After an answer that left the connection fit for another. Closes it when the pool is full or the endpoint is
    /// leaving.
    void giveBack(std::unique_ptr<UpstreamConnection> connection);
    /// Closes it now; the object ends after the batch.
    void close(std::unique_ptr<UpstreamConnection> connection);
    /// Closes idle connections that have waited for kIdleTime.
    void closeAged(TimePoint now);
    void closeIdle();

    EndpointSlot& slot() { return *m_slot; }
    EndpointShard& shard() { return m_slot->shard(m_worker); }
    const net::Address& address() const { return m_address; }
    /// Open or about to end. The pool must outlive them.
    size_t connections() const { return m_connections; }
    size_t idle() const { return m_idle.size(); }

  private:
    friend class UpstreamConnection;
    void onOpened();
    void onGone();
    void discardIdle(UpstreamConnection& connection);

    net::Loop& m_loop;
    const WorkerId m_worker;
    std::shared_ptr<EndpointSlot> m_slot;
    net::Address m_address;
    bool m_active;
    std::vector<std::unique_ptr<UpstreamConnection>> m_idle;  // oldest first
    size_t m_connections = 0;
};

}  // namespace slipway::gateway
