#pragma once

#include <sys/socket.h>

#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::net {

/// An IPv4 or IPv6 address with its port, as the kernel takes it. A value; unset until assigned.
class Address {
  public:
    Address() = default;
    Address(const sockaddr* address, socklen_t length);

    /// "127.0.0.1:8080" or "[::1]:8080"; a name is not resolved. Errors: Usage.
    static Result<Address> parse(std::string_view text);
    /// Where a socket is bound, and who is at its other end; unset when the kernel does not say.
    static Address localOf(int fd);
    static Address peerOf(int fd);

    bool isSet() const { return m_length != 0; }
    const sockaddr* data() const { return reinterpret_cast<const sockaddr*>(&m_storage); }
    socklen_t length() const { return m_length; }
    int family() const { return m_storage.ss_family; }
    std::uint16_t port() const;
    /// "127.0.0.1", "::1": no brackets, no port.
    std::string host() const;
    /// "127.0.0.1:8080", "[::1]:8080".
    std::string text() const;

  private:
    sockaddr_storage m_storage{};
    socklen_t m_length = 0;
};

}  // namespace slipway::net
