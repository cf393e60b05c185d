#include <sys/epoll.h>
#include <sys/socket.h>

#include <algorithm>
#include <cctype>
#include <cerrno>
#include <cstring>

#include "http/body_decoder.h"
#include "http/response_parser.h"
#include "runtime/probe_engines.h"

namespace slipway::runtime {

namespace {

constexpr size_t kReadBytes = 16 * 1024;
constexpr http::Limits kLimits{.maxHeadBytes = 16 * 1024};

bool sameName(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        return std::tolower(static_cast<unsigned char>(x)) == std::tolower(static_cast<unsigned char>(y));
    });
}

std::string requestOf(const HttpGetProbe& probe) {
    const bool v6 = probe.host.find(':') != std::string::npos && probe.host.front() != '[';
    const std::pair<std::string, std::string> ours[] = {
        {"Host", (v6 ? "[" + probe.host + "]" : probe.host) + ":" + std::to_string(probe.port)},
        {"User-Agent", "slipway-probe"},
        {"Accept", "*/*"}};
    std::string text = "GET " + std::string(probe.path.starts_with('/') ? "" : "/") + probe.path + " HTTP/1.1\r\n";
    for (const auto& [name, value] : ours)
        if (std::none_of(probe.headers.begin(), probe.headers.end(),
                         [&, &own = name](const auto& given) { return sameName(given.first, own); }))
            text += name + ": " + value + "\r\n";
    for (const auto& [name, value] : probe.headers)
        text += name + ": " + value + "\r\n";
    return text + "\r\n";
}

std::string connectFailure(int error) {
    return error == ECONNREFUSED ? "connection refused" : "no connection";
}

}  // namespace

struct HttpProber::Connection {
    enum class Phase { Idle, Connecting, Sending, Head, Body };

    HttpGetProbe probe;
    std::string request;
    UniqueFd fd;
    std::uint32_t interest = 0;  ///< of epoll; 0: not asked for yet
    Phase phase = Phase::Idle;
    bool reused = false;  ///< the request went out on a connection that had carried another
    size_t sent = 0;
    std::string head;  ///< as much of it as is there
    http::BodyDecoder body;
    bool keepAlive = false;
    bool good = false;
    std::string status;  ///< "503 Service Unavailable"
    Duration timeout{};
    TimePoint deadline{};
};

struct HttpProber::Parsing {
    http::ResponseParser parser{kLimits};
    char bytes[kReadBytes];
};

HttpProber::HttpProber(int epoll, ProbeDone done)
    : m_epoll(epoll), m_done(std::move(done)), m_parsing(std::make_unique<Parsing>()) {}
HttpProber::~HttpProber() = default;

void HttpProber::start(std::uint64_t number, const HttpGetProbe& probe, Duration timeout, TimePoint now) {
    Connection& connection = m_connections[number];
    if (connection.request.empty()) {
        connection.probe = probe;
        connection.request = requestOf(probe);
    }
    connection.timeout = timeout;
    connection.deadline = now + timeout;
    m_deadlines.emplace(connection.deadline, number);
    connection.reused = static_cast<bool>(connection.fd);
    if (connection.reused)
        send(number, connection);
    else
        connect(number, connection);
}

void HttpProber::connect(std::uint64_t number, Connection& connection) {
    sockaddr_storage address{};
    const socklen_t length = numericAddress(connection.probe.host, connection.probe.port, address);
    if (length == 0)
        return fail(number, "not an IP address");
    connection.reused = false;
    connection.fd = UniqueFd(::socket(address.ss_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!connection.fd)
        return fail(number, strerror(errno));
    ++m_opened;
    if (::connect(connection.fd.get(), reinterpret_cast<const sockaddr*>(&address), length) != 0 &&
        errno != EINPROGRESS)
        return fail(number, connectFailure(errno));
    connection.interest = 0;
    connection.phase = Connection::Phase::Connecting;
    await(number, connection, EPOLLOUT);
}

void HttpProber::send(std::uint64_t number, Connection& connection) {
    if (connection.phase != Connection::Phase::Sending)
        connection.sent = 0;
    connection.phase = Connection::Phase::Sending;
    const std::string_view left = std::string_view(connection.request).substr(connection.sent);
    const ssize_t put = ::send(connection.fd.get(), left.data(), left.size(), MSG_NOSIGNAL);
    if (put < 0 && errno != EAGAIN && errno != EINTR)
        return broken(number, connection, false);
    connection.sent += static_cast<size_t>(std::max<ssize_t>(put, 0));
    if (connection.sent < connection.request.size())
        return await(number, connection, EPOLLOUT);
    connection.phase = Connection::Phase::Head;
    await(number, connection, EPOLLIN);
}

void HttpProber::await(std::uint64_t number, Connection& connection, std::uint32_t events) const {
    // What a kept connection waits for never changes: no call of the kernel but send, epoll_wait and recv.
    if (connection.interest == events)
        return;
    epoll_event event{};
    event.events = events;
    event.data.u64 = probeEventKey(ProbeEvent::Http, number);
    ::epoll_ctl(m_epoll, connection.interest == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, connection.fd.get(), &event);
    connection.interest = events;
}

void HttpProber::onEvent(std::uint64_t number) {
    const auto found = m_connections.find(number);
    if (found == m_connections.end() || !found->second.fd)
        return;
    Connection& connection = found->second;
    if (connection.phase == Connection::Phase::Connecting) {
        int error = 0;
        socklen_t length = sizeof error;
        ::getsockopt(connection.fd.get(), SOL_SOCKET, SO_ERROR, &error, &length);
        if (error != 0)
            return fail(number, connectFailure(error));
        return send(number, connection);
    }
    if (connection.phase == Connection::Phase::Sending)
        return send(number, connection);
    const ssize_t got = ::recv(connection.fd.get(), m_parsing->bytes, kReadBytes, 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR))
        return;
    if (connection.phase == Connection::Phase::Idle)
        connection.fd.reset();  // closed by the instance, or what nobody asked for
    else if (got <= 0)
        broken(number, connection, got == 0);
    else
        read(number, connection, {m_parsing->bytes, static_cast<size_t>(got)});
}

void HttpProber::read(std::uint64_t number, Connection& connection, std::string_view bytes) {
    if (connection.phase == Connection::Phase::Head) {
        // Nearly always there at once; else parsed again from its beginning, by the one parser that all share.
        connection.head.append(bytes);
        auto& parser = m_parsing->parser;
        for (;;) {
            parser.reset();
            const http::ParseState state = parser.parse(connection.head, {});
            if (state == http::ParseState::Reject)
                return fail(number, "the answer is not HTTP");
            if (state == http::ParseState::NeedMore)
                return;
            if (!parser.head().interim())
                break;
            connection.head.erase(0, parser.head().size());
        }
        const http::ResponseHead& head = parser.head();
        const auto status = static_cast<int>(head.status());
        connection.good = connection.probe.minStatus <= status && status <= connection.probe.maxStatus;
        connection.status =
            std::to_string(status) + (head.reason().empty() ? "" : " " + std::string(head.reason().substr(0, 120)));
        connection.keepAlive = head.keepAlive();
        connection.body.start(head.framing());
        connection.phase = Connection::Phase::Body;
        bytes = std::string_view(connection.head).substr(head.size());
    }
    for (;;) {
        const auto step = connection.body.next(bytes);
        bytes.remove_prefix(step.consumed);
        if (step.event == http::BodyDecoder::Event::NeedMore)
            return;
        if (step.event == http::BodyDecoder::Event::Error)
            return fail(number, "the answer is not HTTP");
        if (step.event == http::BodyDecoder::Event::Done) {
            connection.keepAlive = connection.keepAlive && bytes.empty();
            return complete(number, connection);
        }
    }
}

void HttpProber::complete(std::uint64_t number, Connection& connection) {
    if (!connection.keepAlive)
        connection.fd.reset();
    end(number, connection.good ? "" : connection.status);
}

void HttpProber::broken(std::uint64_t number, Connection& connection, bool closed) {
    const bool silent = connection.phase != Connection::Phase::Body && connection.head.empty();
    // An instance may close a kept connection at any time; the next one tells how it is.
    if (silent && connection.reused)
        return connect(number, connection);
    if (closed && connection.phase == Connection::Phase::Body &&
        connection.body.finish().event == http::BodyDecoder::Event::Done) {
        connection.keepAlive = false;
        return complete(number, connection);
    }
    fail(number, closed && silent ? "the connection was closed without an answer" : "the connection broke");
}

void HttpProber::fail(std::uint64_t number, const std::string& why) {
    m_connections.at(number).fd.reset();
    end(number, why);
}

void HttpProber::end(std::uint64_t number, const std::string& why) {
    Connection& connection = m_connections.at(number);
    m_deadlines.erase({connection.deadline, number});
    connection.phase = Connection::Phase::Idle;
    connection.head.clear();
    m_done(number, {why.empty(), why.empty() ? "" : "GET " + connection.probe.path + ": " + why});
}

void HttpProber::forget(std::uint64_t number) {
    const auto found = m_connections.find(number);
    if (found == m_connections.end())
        return;
    m_deadlines.erase({found->second.deadline, number});
    m_connections.erase(found);
}

void HttpProber::onTimer(TimePoint now) {
    while (!m_deadlines.empty() && m_deadlines.begin()->first <= now) {
        const std::uint64_t number = m_deadlines.begin()->second;
        fail(number, timedOut(m_connections.at(number).timeout));
    }
}

std::optional<TimePoint> HttpProber::wakeAt() const {
    return m_deadlines.empty() ? std::nullopt : std::optional(m_deadlines.begin()->first);
}

}  // namespace slipway::runtime
