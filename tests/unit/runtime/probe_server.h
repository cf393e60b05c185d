#pragma once

#include <netinet/in.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <atomic>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "runtime/ports.h"

namespace slipway::runtime::test {

/// A service to be probed: one thread, kept connections, and answers that the test chooses.
class ProbeServer {
  public:
    ProbeServer() : m_listener(listenTcp("127.0.0.1:0").value()), m_wake(::eventfd(0, EFD_CLOEXEC)) {
        const auto address = boundAddress(m_listener.get()).value();
        m_port = std::stoi(address.substr(address.rfind(':') + 1));
        m_thread = std::thread([this] { run(); });
    }
    ~ProbeServer() {
        const std::uint64_t one = 1;
        (void)!::write(m_wake.get(), &one, sizeof one);
        m_thread.join();
    }

    int port() const { return m_port; }
    /// The whole answer to each request from now on; empty: none is given.
    void setAnswer(std::string answer, bool thenClose = false) {
        const std::lock_guard lock(m_mutex);
        m_answer = std::move(answer);
        m_thenClose = thenClose;
    }
    void setStatus(const std::string& status) { setAnswer("HTTP/1.1 " + status + "\r\nContent-Length: 2\r\n\r\nok"); }
    std::string lastRequest() const {
        const std::lock_guard lock(m_mutex);
        return m_lastRequest;
    }
    int requests() const { return m_requests; }
    int connections() const { return m_connections; }
    int open() const { return m_open; }

  private:
    void run() {
        std::vector<UniqueFd> clients;
        for (;;) {
            std::vector<pollfd> entries{{m_wake.get(), POLLIN, 0}, {m_listener.get(), POLLIN, 0}};
            for (const auto& client : clients)
                entries.push_back({client.get(), POLLIN, 0});
            ::poll(entries.data(), entries.size(), -1);
            if (entries[0].revents)
                return;
            for (size_t i = clients.size(); i-- > 0;)
                if (entries[i + 2].revents && !answer(clients[i].get())) {
                    clients.erase(clients.begin() + static_cast<std::ptrdiff_t>(i));
                    --m_open;
                }
            while (UniqueFd client{::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC)}) {
                ++m_connections;
                ++m_open;
                clients.push_back(std::move(client));
            }
        }
    }

    bool answer(int fd) {
        char buffer[4096];
        const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
        if (got <= 0)
            return false;
        ++m_requests;
        const std::lock_guard lock(m_mutex);
        m_lastRequest.assign(buffer, static_cast<size_t>(got));
        if (m_answer == "close")
            return false;
        return m_answer.empty() ||
               (::send(fd, m_answer.data(), m_answer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(m_answer.size()) &&
                !m_thenClose);
    }

    UniqueFd m_listener;
    UniqueFd m_wake;
    int m_port = 0;
    mutable std::mutex m_mutex;
    std::string m_answer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";
    bool m_thenClose = false;
    std::string m_lastRequest;
    std::atomic<int> m_requests{0}, m_connections{0}, m_open{0};
    std::thread m_thread;
};

}  // namespace slipway::runtime::test
