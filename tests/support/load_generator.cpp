#include "support/load_generator.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>

#include "support/sanitized.h"

namespace slipway::test {

using Clock = std::chrono::steady_clock;

std::int64_t LoadGenerator::Result::non2xx() const {
    std::int64_t sum = 0;
    for (const auto& [status, count] : statuses)
        if (status < 200 || status > 299)
            sum += count;
    return sum;
}

std::string LoadGenerator::Result::text() const {
    std::string out = std::to_string(requests) + " answered, " + std::to_string(socketErrors) +
                      " socket errors, slowest " + std::to_string(slowestUs / 1000) + " ms;";
    for (const auto& [status, count] : statuses)
        out += " " + std::to_string(status) + ":" + std::to_string(count);
    for (const auto& [what, count] : errors)
        out += " [" + what + ": " + std::to_string(count) + "]";
    for (const auto& sample : samples)
        out += "\n  " + sample;
    return out;
}

struct LoadGenerator::Connection {
    int fd = -1;
    bool connecting = false;
    bool busy = false;   ///< a request is out
    bool begun = false;  ///< bytes of its answer have come
    size_t sent = 0;
    std::string in;
    Clock::time_point since{};
};

LoadGenerator::LoadGenerator(Options options) : m_options(std::move(options)), m_thread([this] { run(); }) {}

LoadGenerator::~LoadGenerator() {
    if (m_thread.joinable())
        stop();
}

LoadGenerator::Result LoadGenerator::stop() {
    m_stop = true;
    m_thread.join();
    return m_result;
}

namespace {

/// Length of the whole answer in `in`, or 0 when it is not all there. `status` and `close` are of its head.
size_t wholeAnswer(const std::string& in, int& status, bool& close, bool& untilClose) {
    const size_t end = in.find("\r\n\r\n");
    if (end == std::string::npos)
        return 0;
    status = atoi(in.c_str() + 9);
    std::string head = in.substr(0, end + 2);
    for (char& c : head)
        c = static_cast<char>(c >= 'A' && c <= 'Z' ? c | 0x20 : c);
    close = head.find("\r\nconnection: close") != std::string::npos;
    untilClose = false;
    const size_t body = end + 4;
    if (const size_t at = head.find("\r\ncontent-length:"); at != std::string::npos) {
        const size_t length = static_cast<size_t>(atoll(head.c_str() + at + 17));
        return in.size() >= body + length ? body + length : 0;
    }
    if (head.find("\r\ntransfer-encoding: chunked") != std::string::npos) {
        const size_t last = in.find("0\r\n\r\n", body);
        return last == std::string::npos ? 0 : last + 5;
    }
    untilClose = status != 204 && status != 304;
    return untilClose ? 0 : body;
}

}  // namespace

void LoadGenerator::run() {
    std::string request = m_options.method + " " + m_options.path +
                          " HTTP/1.1\r\nHost: 127.0.0.1:" + std::to_string(m_options.port) + "\r\n";
    if (!m_options.body.empty() || m_options.method == "POST")
        request +=
            "Content-Type: application/json\r\nContent-Length: " + std::to_string(m_options.body.size()) + "\r\n";
    request += m_options.keepAlive ? "\r\n" : "Connection: close\r\n\r\n";
    request += m_options.body;

    std::vector<Connection> connections(static_cast<size_t>(m_options.connections));
    const auto failed = [&](Connection& connection, const std::string& what) {
        ++m_result.socketErrors;
        ++m_result.errors[what];
        ::close(connection.fd);
        connection = Connection{};
    };
    const auto open = [&](Connection& connection) {
        connection = Connection{};
        connection.fd = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
        const int one = 1;
        ::setsockopt(connection.fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(m_options.port));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        connection.since = Clock::now();
        connection.busy = true;
        if (::connect(connection.fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return;
        if (errno == EINPROGRESS)
            connection.connecting = true;
        else
            failed(connection, std::string("connect: ") + strerror(errno));
    };
    const auto answered = [&](Connection& connection, int status, size_t length, bool close) {
        ++m_result.requests;
        ++m_result.statuses[status];
        if ((status < 200 || status > 299) && m_result.samples.size() < 3)
            m_result.samples.push_back(connection.in.substr(0, 600));
        m_result.slowestUs = std::max<std::int64_t>(
            m_result.slowestUs,
            std::chrono::duration_cast<std::chrono::microseconds>(Clock::now() - connection.since).count());
        m_answered.fetch_add(1);
        connection.in.erase(0, length);
        connection.busy = connection.begun = false;
        connection.sent = 0;
        if (close || !m_options.keepAlive) {
            ::close(connection.fd);
            connection = Connection{};
        }
    };

    Clock::time_point giveUp{};
    for (;;) {
        const bool stopping = m_stop.load();
        if (stopping && giveUp == Clock::time_point{})
            giveUp = Clock::now() + std::chrono::seconds(15);
        bool anyBusy = false;
        std::vector<pollfd> waits;
        std::vector<Connection*> who;
        for (Connection& connection : connections) {
            if (!stopping && connection.fd < 0)
                open(connection);
            if (connection.fd < 0)
                continue;
            if (!stopping && !connection.busy) {
                connection.busy = true;
                connection.since = Clock::now();
            }
            if (!connection.busy)
                continue;
            anyBusy = true;
            if (!connection.connecting && connection.sent < request.size()) {
                const ssize_t put = ::send(connection.fd, request.data() + connection.sent,
                                           request.size() - connection.sent, MSG_NOSIGNAL);
                if (put > 0)
                    connection.sent += static_cast<size_t>(put);
                else if (errno != EAGAIN) {
                    failed(connection, std::string("send: ") + strerror(errno));
                    continue;
                }
            }
            const bool wantsOut = connection.connecting || connection.sent < request.size();
            waits.push_back({connection.fd, static_cast<short>(POLLIN | (wantsOut ? POLLOUT : 0)), 0});
            who.push_back(&connection);
        }
        if (stopping && (!anyBusy || Clock::now() > giveUp))
            break;
        if (sanitized || m_options.gentle)
            std::this_thread::sleep_for(std::chrono::milliseconds(20));
        ::poll(waits.data(), waits.size(), 100);
        for (size_t i = 0; i < waits.size(); ++i) {
            Connection& connection = *who[i];
            if (waits[i].revents == 0 || connection.fd < 0)
                continue;
            if (connection.connecting) {
                int error = 0;
                socklen_t length = sizeof error;
                ::getsockopt(connection.fd, SOL_SOCKET, SO_ERROR, &error, &length);
                if (error != 0) {
                    failed(connection, std::string("connect: ") + strerror(error));
                    continue;
                }
                connection.connecting = false;
                continue;
            }
            char chunk[65536];
            const ssize_t got = ::recv(connection.fd, chunk, sizeof chunk, 0);
            if (got < 0 && (errno == EAGAIN || errno == EINTR))
                continue;
            int status = 0;
            bool close = false, untilClose = false;
            if (got <= 0) {
                if (got == 0 && wholeAnswer(connection.in, status, close, untilClose) == 0 && untilClose)
                    answered(connection, status, connection.in.size(), true);
                else
                    failed(connection, got < 0            ? std::string("recv: ") + strerror(errno)
                                       : connection.begun ? "ended inside an answer"
                                                          : "ended before an answer");
                continue;
            }
            connection.in.append(chunk, static_cast<size_t>(got));
            connection.begun = true;
            if (const size_t length = wholeAnswer(connection.in, status, close, untilClose))
                answered(connection, status, length, close);
        }
    }
    for (Connection& connection : connections) {
        if (connection.fd < 0)
            continue;
        if (connection.busy) {
            ++m_result.socketErrors;
            ++m_result.errors["no answer within 15 s"];
        }
        ::close(connection.fd);
    }
}

}  // namespace slipway::test
