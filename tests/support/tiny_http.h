#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::testing {

/// A listening TCP socket on 127.0.0.1 with a port of the kernel's choice.
struct LoopbackListener {
    LoopbackListener();
    std::uint16_t port = 0;
    std::string address() const { return "127.0.0.1:" + std::to_string(port); }
    UniqueFd socket;
};

/// An HTTP/1.1 server with keep-alive that answers every request with "NAME PATH", as soon as it may.
class TinyBackend {
  public:
    explicit TinyBackend(std::string name);
    ~TinyBackend();

    std::string address() const { return m_listener.address(); }
    /// Requests whose head has been read. Thread: any.
    int requests() const { return m_requests.load(); }
    /// Answers nothing until `release`.
    void hold();
    void release();

  private:
    void acceptAll();
    void serve(int socket);

    std::string m_name;
    LoopbackListener m_listener;
    std::atomic<int> m_requests{0};
    std::mutex m_mutex;
    std::condition_variable m_released;
    bool m_holding = false;   ///< guarded by m_mutex
    bool m_stopping = false;  ///< guarded by m_mutex
    std::vector<UniqueFd> m_sockets;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

struct TinyResponse {
    int status = 0;
    std::string head;  ///< status line and fields
    std::string body;
};

/// A blocking HTTP/1.1 client on one connection. Every wait ends after ten seconds.
class TinyClient {
  public:
    static Result<TinyClient> connect(std::uint16_t port);
    Result<> send(const std::string& bytes);
    /// Understands Content-Length and chunked answers.
    Result<TinyResponse> receive();
    Result<TinyResponse> get(const std::string& path, const std::string& host = "localhost");

  private:
    explicit TinyClient(UniqueFd socket) : m_socket(std::move(socket)) {}
    Result<> fill();
    UniqueFd m_socket;
    std::string m_buffer;
};

/// A request on a connection of its own.
Result<TinyResponse> tinyGet(std::uint16_t port, const std::string& path);

}  // namespace slipway::testing
