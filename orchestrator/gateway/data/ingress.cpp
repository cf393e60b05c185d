#include "gateway/data/ingress.h"

#include <cstring>

#include "base/log.h"
#include "gateway/data/worker.h"

namespace slipway::gateway {

Ingress::Ingress(Worker& worker, std::shared_ptr<const SharedListener> shared)
    : m_worker(worker), m_shared(std::move(shared)) {}

void Ingress::update(const Config* config) {
    m_listener = config ? config->listener(m_shared->id) : nullptr;
    if (m_listener && !m_stopped) {
        if (!m_acceptor)
            m_acceptor = std::make_unique<net::Listener>(m_worker.loop(), m_shared->socket, *this);
    } else {
        m_acceptor.reset();
    }
}

void Ingress::stopAccepting() {
    m_stopped = true;
    m_acceptor.reset();
}

ListenerShard& Ingress::shard() {
    return m_shared->slot->shards[m_worker.id()];
}

void Ingress::onAccepted(UniqueFd socket, const net::Address& peer) {
    m_worker.dispatch(*this, std::move(socket), peer);
}

void Ingress::onExhausted(int error) {
    logWarn("gateway", "accepting rests: out of descriptors or memory",
            {{"listener", m_shared->id}, {"error", std::strerror(error)}});
}

}  // namespace slipway::gateway
