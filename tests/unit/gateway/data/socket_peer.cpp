#include "socket_peer.h"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <charconv>

#include "net/listener.h"

namespace slipway::test {

namespace {
constexpr int kPatienceMs = 10'000;

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}
}  // namespace

Peer Peer::dial(const net::Address& address) {
    UniqueFd socket(::socket(address.family(), SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), address.data(), address.length()) != 0)
        return {};
    return Peer(std::move(socket));
}

bool Peer::send(std::string_view bytes) {
    while (!bytes.empty()) {
        pollfd ready{m_socket.get(), POLLOUT, 0};
        if (::poll(&ready, 1, kPatienceMs) <= 0)
            return false;
        const ssize_t sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent < 0 && errno != EAGAIN)
            return false;
        if (sent > 0)
            bytes.remove_prefix(static_cast<size_t>(sent));
    }
    return true;
}

bool Peer::fill() {
    if (m_ended || !m_socket)
        return false;
    pollfd ready{m_socket.get(), POLLIN, 0};
    if (::poll(&ready, 1, kPatienceMs) <= 0)
        return false;
    char buffer[64 * 1024];
    const ssize_t got = ::recv(m_socket.get(), buffer, sizeof buffer, 0);
    if (got <= 0) {
        m_ended = true;
        m_reset = got < 0;
        return false;
    }
    m_unread.append(buffer, static_cast<size_t>(got));
    return true;
}

std::string Peer::readUntil(std::string_view end) {
    size_t at = 0;
    while ((at = m_unread.find(end)) == std::string::npos)
        if (!fill())
            return std::exchange(m_unread, {});
    std::string result = m_unread.substr(0, at + end.size());
    m_unread.erase(0, result.size());
    return result;
}

std::string Peer::readExactly(size_t bytes) {
    while (m_unread.size() < bytes && fill()) {
    }
    std::string result = m_unread.substr(0, bytes);
    m_unread.erase(0, result.size());
    return result;
}

std::string Peer::readToEnd() {
    while (fill()) {
    }
    return std::exchange(m_unread, {});
}

std::string Peer::readMessage() {
    std::string message = readHead();
    const std::string head = lower(message);
    if (const size_t at = head.find("content-length: "); at != std::string::npos) {
        size_t length = 0;
        std::from_chars(head.data() + at + 16, head.data() + head.size(), length);
        message += readExactly(length);
    } else if (head.find("transfer-encoding: chunked") != std::string::npos) {
        for (;;) {
            const std::string line = readUntil("\r\n");
            message += line;
            size_t size = 0;
            std::from_chars(line.data(), line.data() + line.size(), size, 16);
            if (size == 0) {
                std::string trailer;
                do {
                    trailer = readUntil("\r\n");
                    message += trailer;
                } while (trailer.size() > 2);
                break;
            }
            message += readExactly(size + 2);
        }
    }
    return message;
}

bool Peer::isEnded() {
    while (fill()) {
    }
    return m_ended && m_unread.empty();
}

void Peer::reset() {
    const ::linger now{1, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket.reset();
}

void Peer::setBuffers(int bytes) {
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVBUF, &bytes, sizeof bytes);
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_SNDBUF, &bytes, sizeof bytes);
}

Backend::Backend(Script script, std::string_view address)
    : m_script(std::move(script)),
      m_listener(std::move(net::listenOn(*net::Address::parse(address)).value())),
      m_wake(::eventfd(0, EFD_CLOEXEC)),
      m_address(net::Address::localOf(m_listener.get())),
      m_acceptor([this] { serve(); }) {}

Backend::~Backend() {
    kill();
    for (std::thread& thread : m_threads)
        thread.join();
}

void Backend::serve() {
    for (;;) {
        pollfd ready[2] = {{m_listener.get(), POLLIN, 0}, {m_wake.get(), POLLIN, 0}};
        ::poll(ready, 2, -1);
        const std::lock_guard lock(m_mutex);
        if (ready[1].revents != 0) {
            m_listener.reset();
            return;
        }
        UniqueFd socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket)
            continue;
        auto peer = std::make_shared<Peer>(std::move(socket));
        m_peers.push_back(peer);
        m_threads.emplace_back([this, peer, number = ++m_connections] {
            m_script(*peer, number);
            // Ended by shutdown alone, so that kill() never meets a descriptor that means something else by now.
            ::shutdown(peer->fd(), SHUT_RDWR);
            const std::lock_guard guard(m_mutex);
            peer->close();
        });
    }
}

void Backend::stopListening() {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t put = ::write(m_wake.get(), &one, sizeof one);
    // Its thread closes the listener last. (To dial until refused would be wrong: the port may soon be somebody
    // else's.)
    if (m_acceptor.joinable())
        m_acceptor.join();
}

void Backend::kill() {
    // The listener first, as the kernel does at a process's end: it closes descriptors in their order.
    stopListening();
    const std::lock_guard lock(m_mutex);
    for (const auto& peer : m_peers)
        if (*peer)
            ::shutdown(peer->fd(), SHUT_RDWR);
}

Backend::Script Backend::always(std::string response, std::atomic<int>* requests) {
    return [response = std::move(response), requests](Peer& peer, int) {
        while (!peer.readMessage().empty()) {
            if (requests)
                ++*requests;
            if (!peer.send(response))
                return;
        }
    };
}

}  // namespace slipway::test
