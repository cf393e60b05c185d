#include "gateway/data/endpoint_pool.h"

#include <algorithm>

namespace slipway::gateway {

EndpointPool::EndpointPool(net::Loop& loop, WorkerId worker, const Endpoint& endpoint)
    : m_loop(loop),
      m_worker(worker),
      m_slot(endpoint.slot),
      m_address(endpoint.address.get(), endpoint.address.size),
      m_active(endpoint.state == EndpointState::Active) {}

EndpointPool::~EndpointPool() {
    m_idle.clear();
}

void EndpointPool::update(const Endpoint& endpoint) {
    const net::Address address(endpoint.address.get(), endpoint.address.size);
    const bool moved = address.text() != m_address.text();
    m_address = address;
    m_active = endpoint.state == EndpointState::Active;
    if (!m_active || moved)
        closeIdle();
}

void EndpointPool::retire() {
    m_active = false;
    closeIdle();
}

std::unique_ptr<UpstreamConnection> EndpointPool::takeIdle() {
    if (m_idle.empty())
        return nullptr;
    std::unique_ptr<UpstreamConnection> connection = std::move(m_idle.back());
    m_idle.pop_back();
    return connection;
}

std::unique_ptr<UpstreamConnection> EndpointPool::open() {
    auto connection = std::make_unique<UpstreamConnection>(m_loop, *this);
    if (!connection->connect())
        return nullptr;
    return connection;
}

void EndpointPool::giveBack(std::unique_ptr<UpstreamConnection> connection) {
    connection->detach();
    if (!m_active || m_idle.size() >= kMaxIdle || !connection->stream().isOpen()) {
        close(std::move(connection));
        return;
    }
    connection->stream().setReceiveLimit(kReceiveBytes);
    connection->stream().resumeReceiving();
    connection->m_idleSince = m_loop.now();
    m_idle.push_back(std::move(connection));
}

void EndpointPool::close(std::unique_ptr<UpstreamConnection> connection) {
    connection->detach();
    connection->stream().close();
    m_loop.destroyLater(std::move(connection));
}

void EndpointPool::closeAged(TimePoint now) {
    const auto young = std::find_if(m_idle.begin(), m_idle.end(),
                                    [&](const auto& each) { return each->m_idleSince + kIdleTime > now; });
    for (auto each = m_idle.begin(); each != young; ++each)
        close(std::move(*each));
    m_idle.erase(m_idle.begin(), young);
}

void EndpointPool::closeIdle() {
    for (auto& each : m_idle)
        close(std::move(each));
    m_idle.clear();
}

void EndpointPool::onOpened() {
    ++m_connections;
    shard().connections.add();
}

void EndpointPool::onGone() {
    --m_connections;
    shard().connections.subtract();
}

void EndpointPool::discardIdle(UpstreamConnection& connection) {
    const auto at =
        std::find_if(m_idle.rbegin(), m_idle.rend(), [&](const auto& each) { return each.get() == &connection; });
    if (at == m_idle.rend())
        return;
    close(std::move(*at));
    m_idle.erase(std::next(at).base());
}

}  // namespace slipway::gateway
