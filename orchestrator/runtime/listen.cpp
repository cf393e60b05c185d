#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <memory>

#include "runtime/ports.h"

namespace slipway::runtime {

namespace {

constexpr int kBacklog = 4096;

struct HostPort {
    std::string host;  ///< empty: all addresses
    int port = 0;
};

std::optional<HostPort> splitAddress(const std::string& address) {
    const size_t colon = address.rfind(':');
    if (colon == std::string::npos)
        return {};
    HostPort result{address.substr(0, colon), 0};
    const char* begin = address.data() + colon + 1;
    const char* end = address.data() + address.size();
    const auto parsed = std::from_chars(begin, end, result.port);
    if (parsed.ec != std::errc() || parsed.ptr != end || result.port < 0 || result.port > 65'535)
        return {};
    const bool bracketed = result.host.size() >= 2 && result.host.front() == '[' && result.host.back() == ']';
    if (bracketed)
        result.host = result.host.substr(1, result.host.size() - 2);
    else if (result.host.find(':') != std::string::npos)
        return {};
    if (result.host == "*")
        result.host.clear();
    if (result.host == "localhost")
        result.host = "127.0.0.1";
    return result;
}

/// EADDRINUSE in the words of whoever has to make room.
Error inUse(const HostPort& wanted) {
    Error error{ErrorCode::PortInUse, "port " + std::to_string(wanted.port) + " is taken", {}, {}};
    if (const auto holder = findPortHolder(wanted.port))
        error.message += " by " + holder->describe();
    error.hint = "Stop it, or choose another port.";
    return error;
}

}  // namespace

Result<UniqueFd> listenTcp(const std::string& address) {
    const auto wanted = splitAddress(address);
    if (!wanted)
        return fail(ErrorCode::Usage, "\"" + address + "\" is no address to listen on",
                    "Write it as 127.0.0.1:8080, [::1]:8080 or :8080.");
    const std::string shown = "listen on " + address;

    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE;
    addrinfo* found = nullptr;
    // All addresses: one IPv6 socket takes both families where the machine has IPv6.
    const UniqueFd probe(wanted->host.empty() ? ::socket(AF_INET6, SOCK_STREAM | SOCK_CLOEXEC, 0) : -1);
    const std::string host = !wanted->host.empty() ? wanted->host : probe ? "::" : "0.0.0.0";
    if (::getaddrinfo(host.c_str(), std::to_string(wanted->port).c_str(), &hints, &found) != 0)
        return fail(ErrorCode::Usage, "\"" + wanted->host + "\" is no IP address to listen on",
                    "Names are not looked up; write the address, as in 127.0.0.1:8080.");
    const std::unique_ptr<addrinfo, void (*)(addrinfo*)> owner(found, ::freeaddrinfo);

    UniqueFd fd(::socket(found->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return failErrno(shown, errno);
    const int on = 1;
    const int off = 0;
    ::setsockopt(fd.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (found->ai_family == AF_INET6)
        ::setsockopt(fd.get(), IPPROTO_IPV6, IPV6_V6ONLY, wanted->host.empty() ? &off : &on, sizeof on);
    if (::bind(fd.get(), found->ai_addr, found->ai_addrlen) != 0 || ::listen(fd.get(), kBacklog) != 0) {
        if (errno == EADDRINUSE)
            return tl::unexpected(inUse(*wanted));
        return failErrno(shown, errno);
    }
    return fd;
}

Result<std::string> boundAddress(int fd) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(fd, reinterpret_cast<sockaddr*>(&storage), &length) != 0)
        return failErrno("address of a socket", errno);
    char host[INET6_ADDRSTRLEN] = {};
    if (storage.ss_family == AF_INET) {
        const auto& four = reinterpret_cast<const sockaddr_in&>(storage);
        ::inet_ntop(AF_INET, &four.sin_addr, host, sizeof host);
        return std::string(host) + ":" + std::to_string(ntohs(four.sin_port));
    }
    if (storage.ss_family == AF_INET6) {
        const auto& six = reinterpret_cast<const sockaddr_in6&>(storage);
        ::inet_ntop(AF_INET6, &six.sin6_addr, host, sizeof host);
        return "[" + std::string(host) + "]:" + std::to_string(ntohs(six.sin6_port));
    }
    return fail(ErrorCode::Io, "the socket has no IP address");
}

}  // namespace slipway::runtime
