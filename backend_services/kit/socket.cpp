#include "kit/socket.h"

#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstring>
#include <memory>
#include <utility>

namespace shop::kit {

namespace {

tl::unexpected<Error> broken(const std::string& what, int error) {
    return fail(Fault::Upstream, "upstream_broken", what + ": " + std::strerror(error));
}

tl::unexpected<Error> unreachable(const std::string& what, int error) {
    return fail(Fault::Upstream, kUnreachable, what + ": " + std::strerror(error));
}

}  // namespace

std::optional<std::uint16_t> parsePort(std::string_view text) {
    std::uint16_t port = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (error != std::errc{} || stopped != text.data() + text.size() || port == 0) {
        return std::nullopt;
    }
    return port;
}

Socket::~Socket() {
    if (m_fd >= 0) {
        ::close(m_fd);
    }
}

Socket::Socket(Socket&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

Socket& Socket::operator=(Socket&& other) noexcept {
    if (this != &other) {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

Result<> Socket::wait(short events, Deadline deadline) const {
    while (true) {
        const auto left =
            std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now()).count();
        pollfd entry{m_fd, events, 0};
        const int ready = left <= 0 ? 0 : ::poll(&entry, 1, static_cast<int>(left));
        if (ready > 0) {
            return {};
        }
        if (ready == 0) {
            return fail(Fault::Timeout, "upstream_timeout", "no answer in time");
        }
        if (errno != EINTR) {
            return broken("poll", errno);
        }
    }
}

Result<Socket> Socket::connect(const std::string& host, std::uint16_t port, Deadline deadline) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &found); error != 0) {
        return fail(Fault::Upstream, kUnreachable, "cannot resolve " + host + ": " + gai_strerror(error));
    }
    const std::unique_ptr<addrinfo, decltype(&freeaddrinfo)> addresses(found, freeaddrinfo);
    Result<Socket> result = fail(Fault::Upstream, kUnreachable, "no address for " + host);
    for (const addrinfo* address = found; address != nullptr; address = address->ai_next) {
        Socket socket(::socket(address->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
        if (!socket.isOpen()) {
            result = unreachable("socket", errno);
            continue;
        }
        int error = ::connect(socket.m_fd, address->ai_addr, address->ai_addrlen) == 0 ? 0 : errno;
        if (error == EINPROGRESS) {
            if (auto waited = socket.wait(POLLOUT, deadline); !waited) {
                result = tl::unexpected(waited.error());
                continue;
            }
            socklen_t size = sizeof error;
            ::getsockopt(socket.m_fd, SOL_SOCKET, SO_ERROR, &error, &size);
        }
        if (error != 0) {
            result = unreachable("cannot connect to " + host + ":" + std::to_string(port), error);
            continue;
        }
        const int on = 1;
        ::setsockopt(socket.m_fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        return socket;
    }
    return result;
}

bool Socket::isStale() const {
    char byte = 0;
    const ssize_t got = ::recv(m_fd, &byte, 1, MSG_PEEK | MSG_DONTWAIT);
    return got >= 0 || (errno != EAGAIN && errno != EWOULDBLOCK);
}

Result<> Socket::send(std::string_view bytes, Deadline deadline) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_fd, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent >= 0) {
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        } else if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (auto waited = wait(POLLOUT, deadline); !waited) {
                return waited;
            }
        } else if (errno != EINTR) {
            return broken("send", errno);
        }
    }
    return {};
}

Result<std::size_t> Socket::receive(void* buffer, std::size_t size, Deadline deadline) {
    while (true) {
        const ssize_t got = ::recv(m_fd, buffer, size, 0);
        if (got >= 0) {
            return static_cast<std::size_t>(got);
        }
        if (errno == EAGAIN || errno == EWOULDBLOCK) {
            if (auto waited = wait(POLLIN, deadline); !waited) {
                return tl::unexpected(waited.error());
            }
        } else if (errno != EINTR) {
            return broken("receive", errno);
        }
    }
}

}  // namespace shop::kit
