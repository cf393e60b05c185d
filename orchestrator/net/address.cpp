#include "net/address.h"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <charconv>
#include <cstring>

namespace slipway::net {

Address::Address(const sockaddr* address, socklen_t length)
    : m_length(length > sizeof m_storage ? socklen_t{sizeof m_storage} : length) {
    std::memcpy(&m_storage, address, m_length);
}

Result<Address> Address::parse(std::string_view text) {
    const auto bad = [&] {
        return fail(ErrorCode::Usage, "\"" + std::string(text) + "\" is no address",
                    "write it as 127.0.0.1:8080 or [::1]:8080");
    };
    const size_t colon = text.rfind(':');
    if (colon == std::string_view::npos)
        return bad();
    std::uint16_t port = 0;
    const std::string_view digits = text.substr(colon + 1);
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size() || digits.empty())
        return bad();

    std::string host(text.substr(0, colon));
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        sockaddr_in6 six{};
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        host = host.substr(1, host.size() - 2);
        if (inet_pton(AF_INET6, host.c_str(), &six.sin6_addr) != 1)
            return bad();
        return Address(reinterpret_cast<const sockaddr*>(&six), sizeof six);
    }
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &four.sin_addr) != 1)
        return bad();
    return Address(reinterpret_cast<const sockaddr*>(&four), sizeof four);
}

Address Address::localOf(int fd) {
    Address result;
    socklen_t length = sizeof result.m_storage;
    if (getsockname(fd, reinterpret_cast<sockaddr*>(&result.m_storage), &length) == 0)
        result.m_length = length;
    return result;
}

Address Address::peerOf(int fd) {
    Address result;
    socklen_t length = sizeof result.m_storage;
    if (getpeername(fd, reinterpret_cast<sockaddr*>(&result.m_storage), &length) == 0)
        result.m_length = length;
    return result;
}

std::uint16_t Address::port() const {
    if (family() == AF_INET)
        return ntohs(reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_port);
    if (family() == AF_INET6)
        return ntohs(reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_port);
    return 0;
}

std::string Address::host() const {
    char text[INET6_ADDRSTRLEN] = "";
    if (family() == AF_INET)
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in*>(&m_storage)->sin_addr, text, sizeof text);
    else if (family() == AF_INET6)
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6*>(&m_storage)->sin6_addr, text, sizeof text);
    return text;
}

std::string Address::text() const {
    if (!isSet())
        return {};
    const std::string port = std::to_string(this->port());
    return family() == AF_INET6 ? "[" + host() + "]:" + port : host() + ":" + port;
}

}  // namespace slipway::net
