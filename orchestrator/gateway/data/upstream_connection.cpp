#include "gateway/data/upstream_connection.h"

#include <sys/socket.h>

#include <cerrno>

#include "gateway/data/endpoint_pool.h"

namespace slipway::gateway {

UpstreamConnection::UpstreamConnection(net::Loop& loop, EndpointPool& pool) : m_pool(pool), m_stream(loop, *this) {
    m_pool.onOpened();
}

UpstreamConnection::~UpstreamConnection() {
    m_pool.onGone();
}

bool UpstreamConnection::connect() {
    return m_stream.connect(m_pool.address());
}

void UpstreamConnection::attach(UpstreamUser& user) {
    m_user = &user;
    m_sentBefore = m_stream.sentBytes();
    ++m_uses;
}

bool UpstreamConnection::isQuiet() const {
    char byte = 0;
    return ::recv(m_stream.fd(), &byte, 1, MSG_PEEK | MSG_DONTWAIT) < 0 && errno == EAGAIN;
}

void UpstreamConnection::onBytes(std::string_view bytes) {
    if (m_user)
        m_user->onUpstreamBytes(bytes);
    else
        m_pool.discardIdle(*this);
}

void UpstreamConnection::onEnd() {
    if (m_user)
        m_user->onUpstreamEnd();
    else
        m_pool.discardIdle(*this);
}

void UpstreamConnection::onError(int error) {
    if (m_user)
        m_user->onUpstreamError(error);
    else
        m_pool.discardIdle(*this);
}

void UpstreamConnection::onConnected() {
    if (m_user)
        m_user->onUpstreamConnected();
}

void UpstreamConnection::onSent() {
    if (m_user)
        m_user->onUpstreamSent();
}

}  // namespace slipway::gateway
