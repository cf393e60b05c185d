#include "net/listener.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>

#include <cerrno>

namespace slipway::net {

Result<UniqueFd> listenOn(const Address& address, int backlog) {
    UniqueFd socket(::socket(address.family(), SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (!socket)
        return failErrno("socket", errno);
    const int on = 1;
    // For the connections of an earlier process that linger in TIME_WAIT; it never lets two processes listen on one
    // port.
    ::setsockopt(socket.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (address.family() == AF_INET6)
        ::setsockopt(socket.get(), IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
    if (::bind(socket.get(), address.data(), address.length()) != 0 || ::listen(socket.get(), backlog) != 0) {
        if (errno == EADDRINUSE)
            return fail(ErrorCode::PortInUse, address.text() + " is taken by another process");
        return failErrno("listen on " + address.text(), errno);
    }
    return socket;
}

Listener::Listener(Loop& loop, std::shared_ptr<const UniqueFd> socket, AcceptHandler& handler)
    : m_loop(loop),
      m_socket(std::move(socket)),
      m_handler(handler),
      m_restTimer([](void* self) { static_cast<Listener*>(self)->start(); }, this) {
    const int fd = m_socket->get();
    // The socket may come from another process. Accepted sockets inherit TCP_NODELAY, which saves a call a connection.
    ::fcntl(fd, F_SETFL, ::fcntl(fd, F_GETFL) | O_NONBLOCK);
    const int on = 1;
    ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    start();
}

Listener::~Listener() {
    // Others hold the socket too, so closing our descriptor would leave it in the epoll set.
    if (m_accepting)
        m_loop.unwatch(m_socket->get(), *this);
}

void Listener::start() {
    m_accepting = m_loop.watchShared(m_socket->get(), *this);
    if (!m_accepting)
        m_loop.arm(m_restTimer, kRest);
}

void Listener::rest() {
    m_loop.unwatch(m_socket->get(), *this);
    m_accepting = false;
    m_loop.arm(m_restTimer, kRest);
}

void Listener::onEvents(std::uint32_t) {
    // A few a turn: a burst is shared with the other loops, and the loop's connections get their turn in between.
    constexpr int kAcceptsPerTurn = 8;
    for (int i = 0; i < kAcceptsPerTurn && m_accepting; ++i) {
        sockaddr_storage storage;
        socklen_t length = sizeof storage;
        auto* address = reinterpret_cast<sockaddr*>(&storage);
        UniqueFd socket(::accept4(m_socket->get(), address, &length, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket) {
            m_handler.onAccepted(std::move(socket), Address(address, length));
            continue;
        }
        switch (errno) {
            case EMFILE:
            case ENFILE:
            case ENOBUFS:
            case ENOMEM: {
                const int error = errno;
                rest();
                m_handler.onExhausted(error);
                return;
            }
            case EAGAIN:
                return;
            default:
                break;  // EINTR, ECONNABORTED and the network errors that accept(2) passes on: the next one may be fine
        }
    }
}

}  // namespace slipway::net
