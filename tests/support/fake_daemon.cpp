#include "support/fake_daemon.h"

#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace slipway::test {
namespace {

bool sendAll(int socket, const std::string& bytes) {
    size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t got = ::send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (got <= 0)
            return false;
        sent += static_cast<size_t>(got);
    }
    return true;
}

std::string chunk(const std::string& bytes) {
    char size[32];
    std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
    return size + bytes + "\r\n";
}

std::string lower(std::string text) {
    for (char& c : text)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
    return text;
}

// Reads one request; `rest` holds what came behind it.
bool readRequest(int socket, std::string& rest, FakeDaemon::Request& request) {
    const auto more = [&] {
        char buffer[65536];
        const ssize_t got = ::recv(socket, buffer, sizeof buffer, 0);
        if (got > 0)
            rest.append(buffer, static_cast<size_t>(got));
        return got > 0;
    };
    size_t end = std::string::npos;
    while ((end = rest.find("\r\n\r\n")) == std::string::npos)
        if (!more())
            return false;
    std::string head = rest.substr(0, end + 2);
    rest.erase(0, end + 4);
    const size_t firstEnd = head.find("\r\n");
    const std::string first = head.substr(0, firstEnd);
    const size_t space = first.find(' ');
    request.method = first.substr(0, space);
    std::string target = first.substr(space + 1, first.rfind(' ') - space - 1);
    if (const size_t mark = target.find('?'); mark != std::string::npos) {
        request.query = target.substr(mark + 1);
        target.resize(mark);
    }
    request.path = target;
    for (size_t at = firstEnd + 2; at < head.size();) {
        const size_t lineEnd = head.find("\r\n", at);
        const std::string line = head.substr(at, lineEnd - at);
        const size_t colon = line.find(": ");
        if (colon != std::string::npos)
            request.headers[lower(line.substr(0, colon))] = line.substr(colon + 2);
        at = lineEnd + 2;
    }
    const auto length = request.headers.find("content-length");
    const size_t size = length == request.headers.end() ? 0 : std::strtoul(length->second.c_str(), nullptr, 10);
    while (rest.size() < size)
        if (!more())
            return false;
    request.body = rest.substr(0, size);
    rest.erase(0, size);
    return true;
}

}  // namespace

FakeDaemon::FakeDaemon(const std::string& home) : m_path(home + "/slipwayd.sock") {
    on("POST", "/v1/needs", R"({"project":"","variables":["TEST_NEEDED"],"env_files":[]})");
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, m_path.c_str(), sizeof address.sun_path - 1);
    ::unlink(m_path.c_str());
    m_listening.reset(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::bind(m_listening.get(), reinterpret_cast<sockaddr*>(&address), sizeof address) != 0 ||
        ::listen(m_listening.get(), 64) != 0) {
        std::perror(m_path.c_str());
        std::abort();
    }
    m_acceptor = std::thread([this] { acceptAll(); });
}

FakeDaemon::~FakeDaemon() {
    m_stopping = true;
    ::unlink(m_path.c_str());
    ::shutdown(m_listening.get(), SHUT_RDWR);
    m_acceptor.join();
    {
        const std::lock_guard lock(m_mutex);
        for (const int socket : m_sockets)
            ::shutdown(socket, SHUT_RDWR);
    }
    for (auto& thread : m_threads)
        thread.join();
}

void FakeDaemon::on(const std::string& method, const std::string& path, Handler handler) {
    const std::lock_guard lock(m_mutex);
    m_handlers[method + ' ' + path] = std::move(handler);
}

void FakeDaemon::on(const std::string& method, const std::string& path, const std::string& body, int status) {
    on(method, path, [body, status](const Request&) { return Answer{.status = status, .body = body}; });
}

std::vector<FakeDaemon::Request> FakeDaemon::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::vector<FakeDaemon::Request> FakeDaemon::requests(const std::string& path) const {
    std::vector<Request> found;
    for (auto& request : requests())
        if (request.path == path)
            found.push_back(std::move(request));
    return found;
}

void FakeDaemon::push(const std::string& bytes) {
    const std::lock_guard lock(m_mutex);
    for (const int socket : m_streams)
        sendAll(socket, chunk(bytes));
}

void FakeDaemon::closeStreams() {
    const std::lock_guard lock(m_mutex);
    for (const int socket : m_streams) {
        sendAll(socket, "0\r\n\r\n");
        ::shutdown(socket, SHUT_RDWR);
    }
    m_streams.clear();
}

bool FakeDaemon::waitForStreams(size_t count) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::minutes(1), [&] { return m_streams.size() >= count; });
}

bool FakeDaemon::waitForRequests(const std::string& path, size_t count) {
    std::unique_lock lock(m_mutex);
    return m_changed.wait_for(lock, std::chrono::minutes(1), [&] {
        return static_cast<size_t>(std::count_if(m_requests.begin(), m_requests.end(),
                                                 [&](const auto& r) { return r.path == path; })) >= count;
    });
}

void FakeDaemon::acceptAll() {
    while (!m_stopping) {
        const int socket = ::accept4(m_listening.get(), nullptr, nullptr, SOCK_CLOEXEC);
        if (socket < 0)
            continue;
        ++m_connections;
        const std::lock_guard lock(m_mutex);
        m_sockets.push_back(socket);
        m_threads.emplace_back([this, socket] { serve(socket); });
    }
}

FakeDaemon::Answer FakeDaemon::answerTo(const Request& request) {
    Handler handler;
    {
        const std::lock_guard lock(m_mutex);
        m_requests.push_back(request);
        m_changed.notify_all();
        if (const auto found = m_handlers.find(request.method + ' ' + request.path); found != m_handlers.end())
            handler = found->second;
    }
    if (handler)
        return handler(request);
    return {.status = 404,
            .body = R"({"error":{"code":"not_found","origin":"client","message":"no such path: )" + request.path +
                    R"(","hint":""}})"};
}

void FakeDaemon::serve(int socket) {
    std::string rest;
    Request request;
    bool open = true;
    while (open && readRequest(socket, rest, request)) {
        const Answer answer = answerTo(request);
        request = {};
        if (answer.hangUp)
            break;
        std::string head =
            "HTTP/1.1 " + std::to_string(answer.status) + " X\r\nContent-Type: " + answer.contentType + "\r\n";
        if (!answer.stream) {
            open = sendAll(socket,
                           head + "Content-Length: " + std::to_string(answer.body.size()) + "\r\n\r\n" + answer.body);
            continue;
        }
        head += "Transfer-Encoding: chunked\r\n\r\n";
        const std::lock_guard lock(m_mutex);
        sendAll(socket, head + (answer.body.empty() ? "" : chunk(answer.body)));
        m_streams.push_back(socket);
        m_changed.notify_all();
    }
    const std::lock_guard lock(m_mutex);
    std::erase(m_sockets, socket);
    std::erase(m_streams, socket);
    m_changed.notify_all();
    ::close(socket);
}

}  // namespace slipway::test
