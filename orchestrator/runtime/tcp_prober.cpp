#include <netdb.h>
#include <sys/epoll.h>
#include <sys/socket.h>

#include <cerrno>
#include <cstring>

#include "runtime/probe_engines.h"

namespace slipway::runtime {

namespace {

std::string refusal(int error) {
    return error == ECONNREFUSED ? "connection refused" : strerror(error);
}

}  // namespace

socklen_t numericAddress(const std::string& host, int port, sockaddr_storage& address) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV;
    addrinfo* found = nullptr;
    const std::string numeric = host == "localhost" ? "127.0.0.1" : host;
    if (::getaddrinfo(numeric.c_str(), std::to_string(port).c_str(), &hints, &found) != 0)
        return 0;
    const socklen_t length = found->ai_addrlen;
    std::memcpy(&address, found->ai_addr, length);
    ::freeaddrinfo(found);
    return length;
}

void TcpProber::start(std::uint64_t number, const TcpProbe& probe, Duration timeout, TimePoint now) {
    const std::string target = probe.host + ":" + std::to_string(probe.port);
    const auto fail = [&](const std::string& why) { m_done(number, {false, "connect to " + target + ": " + why}); };

    sockaddr_storage address{};
    const socklen_t length = numericAddress(probe.host, probe.port, address);
    if (length == 0)
        return fail("not an IP address");
    UniqueFd fd(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return fail(strerror(errno));
    if (::connect(fd.get(), reinterpret_cast<const sockaddr*>(&address), length) == 0)
        return m_done(number, {true, {}});
    if (errno != EINPROGRESS)
        return fail(refusal(errno));

    epoll_event event{};
    event.events = EPOLLOUT;
    event.data.u64 = probeEventKey(ProbeEvent::Tcp, number);
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd.get(), &event) != 0)
        return fail(strerror(errno));
    m_deadlines.emplace(now + timeout, number);
    m_attempts[number] = {std::move(fd), target, now + timeout, timeout};
}

void TcpProber::forget(std::uint64_t number) {
    const auto found = m_attempts.find(number);
    if (found == m_attempts.end())
        return;
    m_deadlines.erase({found->second.deadline, number});
    m_attempts.erase(found);
}

void TcpProber::end(std::uint64_t number, ProbeOutcome outcome) {
    if (!outcome.success)
        outcome.reason = "connect to " + m_attempts.at(number).target + ": " + outcome.reason;
    forget(number);
    m_done(number, std::move(outcome));
}

void TcpProber::onEvent(std::uint64_t number) {
    const auto found = m_attempts.find(number);
    if (found == m_attempts.end())
        return;
    int error = 0;
    socklen_t length = sizeof error;
    ::getsockopt(found->second.socket.get(), SOL_SOCKET, SO_ERROR, &error, &length);
    end(number, error == 0 ? ProbeOutcome{true, {}} : ProbeOutcome{false, refusal(error)});
}

void TcpProber::onTimer(TimePoint now) {
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        const std::uint64_t number = m_deadlines.begin()->second;
        end(number, {false, timedOut(m_attempts.at(number).timeout)});
    }
}

std::optional<TimePoint> TcpProber::wakeAt() const {
    return m_deadlines.empty() ? std::nullopt : std::optional(m_deadlines.begin()->first);
}

}  // namespace slipway::runtime
