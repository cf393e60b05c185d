#include "support/tiny_http.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

namespace slipway::testing {
namespace {

constexpr int kPatienceMs = 10'000;

sockaddr_in loopback(std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    return address;
}

Result<> sendAll(int socket, std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t put = ::send(socket, bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (put < 0)
            return failErrno("send", errno);
        bytes.remove_prefix(static_cast<std::size_t>(put));
    }
    return {};
}

/// The value of a field of the head, in lower case; empty when there is none.
std::string field(std::string head, const std::string& name) {
    std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return std::tolower(c); });
    const auto at = head.find("\r\n" + name + ":");
    if (at == std::string::npos)
        return {};
    auto from = at + name.size() + 3;
    while (head[from] == ' ')
        ++from;
    return head.substr(from, head.find("\r\n", from) - from);
}

}  // namespace

LoopbackListener::LoopbackListener() : socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address = loopback(0);
    socklen_t size = sizeof address;
    ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket.get(), 511);
    ::getsockname(socket.get(), reinterpret_cast<sockaddr*>(&address), &size);
    port = ntohs(address.sin_port);
}

TinyBackend::TinyBackend(std::string name) : m_name(std::move(name)) {
    m_acceptor = std::thread([this] { acceptAll(); });
}

TinyBackend::~TinyBackend() {
    {
        const std::lock_guard lock(m_mutex);
        m_stopping = true;
        m_holding = false;
    }
    m_released.notify_all();
    ::shutdown(m_listener.socket.get(), SHUT_RDWR);
    m_acceptor.join();
    for (const auto& socket : m_sockets)
        ::shutdown(socket.get(), SHUT_RDWR);
    for (auto& thread : m_threads)
        thread.join();
}

void TinyBackend::hold() {
    const std::lock_guard lock(m_mutex);
    m_holding = true;
}

void TinyBackend::release() {
    {
        const std::lock_guard lock(m_mutex);
        m_holding = false;
    }
    m_released.notify_all();
}

void TinyBackend::acceptAll() {
    for (;;) {
        UniqueFd socket(::accept4(m_listener.socket.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (!socket)
            return;
        m_sockets.push_back(std::move(socket));
        m_threads.emplace_back([this, fd = m_sockets.back().get()] { serve(fd); });
    }
}

void TinyBackend::serve(int socket) {
    std::string buffer;
    char chunk[4096];
    for (;;) {
        const auto end = buffer.find("\r\n\r\n");
        if (end == std::string::npos) {
            const ssize_t got = ::recv(socket, chunk, sizeof chunk, 0);
            if (got <= 0) {
                ::shutdown(socket, SHUT_RDWR);
                return;
            }
            buffer.append(chunk, static_cast<std::size_t>(got));
            continue;
        }
        const auto from = buffer.find(' ') + 1;
        const std::string body = m_name + " " + buffer.substr(from, buffer.find(' ', from) - from);
        buffer.erase(0, end + 4);
        ++m_requests;
        {
            std::unique_lock lock(m_mutex);
            m_released.wait(lock, [this] { return !m_holding; });
        }
        const std::string answer =
            "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        if (!sendAll(socket, answer))
            return;
    }
}

Result<TinyClient> TinyClient::connect(std::uint16_t port) {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    const sockaddr_in address = loopback(port);
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        return failErrno("connect to port " + std::to_string(port), errno);
    return TinyClient(std::move(socket));
}

Result<> TinyClient::send(const std::string& bytes) {
    return sendAll(m_socket.get(), bytes);
}

Result<> TinyClient::fill() {
    pollfd poll{m_socket.get(), POLLIN, 0};
    if (::poll(&poll, 1, kPatienceMs) == 0)
        return fail(ErrorCode::Timeout, "no answer within ten seconds");
    char chunk[16384];
    const ssize_t got = ::recv(m_socket.get(), chunk, sizeof chunk, 0);
    if (got < 0)
        return failErrno("receive", errno);
    if (got == 0)
        return fail(ErrorCode::Io, "the connection was closed");
    m_buffer.append(chunk, static_cast<std::size_t>(got));
    return {};
}

Result<TinyResponse> TinyClient::receive() {
    const auto until = [this](const std::string& mark, std::size_t from) -> Result<std::size_t> {
        for (;;) {
            if (const auto at = m_buffer.find(mark, from); at != std::string::npos)
                return at + mark.size();
            if (auto filled = fill(); !filled)
                return tl::unexpected(filled.error());
        }
    };
    const auto headEnd = until("\r\n\r\n", 0);
    if (!headEnd)
        return tl::unexpected(headEnd.error());
    TinyResponse response;
    response.head = m_buffer.substr(0, *headEnd);
    response.status = std::atoi(response.head.c_str() + 9);
    std::size_t at = *headEnd;
    const auto take = [&](std::size_t bytes) -> Result<> {
        while (m_buffer.size() < at + bytes)
            if (auto filled = fill(); !filled)
                return filled;
        response.body += m_buffer.substr(at, bytes);
        at += bytes;
        return {};
    };
    if (field(response.head, "transfer-encoding") == "chunked") {
        for (std::size_t size = 1; size != 0;) {
            const auto line = until("\r\n", at);
            if (!line)
                return tl::unexpected(line.error());
            size = std::strtoul(m_buffer.c_str() + at, nullptr, 16);
            at = *line;
            if (auto taken = take(size); !taken)
                return tl::unexpected(taken.error());
            at += 2;
            while (m_buffer.size() < at)
                if (auto filled = fill(); !filled)
                    return tl::unexpected(filled.error());
        }
    } else if (auto taken = take(std::strtoul(field(response.head, "content-length").c_str(), nullptr, 10)); !taken) {
        return tl::unexpected(taken.error());
    }
    m_buffer.erase(0, at);
    return response;
}

Result<TinyResponse> TinyClient::get(const std::string& path, const std::string& host) {
    if (auto sent = send("GET " + path + " HTTP/1.1\r\nHost: " + host + "\r\n\r\n"); !sent)
        return tl::unexpected(sent.error());
    return receive();
}

Result<TinyResponse> tinyGet(std::uint16_t port, const std::string& path) {
    auto client = TinyClient::connect(port);
    if (!client)
        return tl::unexpected(client.error());
    return client->get(path);
}

}  // namespace slipway::testing
