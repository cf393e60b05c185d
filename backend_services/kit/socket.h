#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "kit/error.h"

namespace shop::kit {

using Deadline = std::chrono::steady_clock::time_point;

/// A connected TCP socket whose every wait ends at a deadline. One thread at a time.
class Socket {
  public:
    Socket() = default;
    ~Socket();
    Socket(Socket&& other) noexcept;
    Socket& operator=(Socket&& other) noexcept;

    /// Faults: Upstream with code kUnreachable (refused, no such host), or Timeout.
    static Result<Socket> connect(const std::string& host, std::uint16_t port, Deadline deadline);

    bool isOpen() const { return m_fd >= 0; }
    /// True where the peer has closed, or has sent what nobody asked for: not to be used again.
    bool isStale() const;
    /// All of it, or a fault (Upstream, Timeout).
    Result<> send(std::string_view bytes, Deadline deadline);
    /// At least a byte; 0 at the peer's end.
    Result<std::size_t> receive(void* buffer, std::size_t size, Deadline deadline);

  private:
    explicit Socket(int fd) : m_fd(fd) {}
    Result<> wait(short events, Deadline deadline) const;
    int m_fd = -1;
};

/// 1-65535 in decimal digits.
std::optional<std::uint16_t> parsePort(std::string_view text);

}  // namespace shop::kit
