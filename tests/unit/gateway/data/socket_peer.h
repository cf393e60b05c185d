#pragma once

#include <sys/socket.h>

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "base/unique_fd.h"
#include "net/address.h"

namespace slipway::test {

/// One end of a TCP connection with blocking calls, for tests that say byte for byte what goes over the wire. Each wait
/// ends after 10 s at the latest, so that a hang is a failure and not a hang.
class Peer {
  public:
    Peer() = default;
    explicit Peer(UniqueFd socket) : m_socket(std::move(socket)) {}
    /// Connects; invalid when refused.
    static Peer dial(const net::Address& address);

    explicit operator bool() const { return static_cast<bool>(m_socket); }
    int fd() const { return m_socket.get(); }
    /// False when the connection broke.
    bool send(std::string_view bytes);
    /// Everything up to and with `end`; what came when the connection ended or time was up before.
    std::string readUntil(std::string_view end);
    std::string readExactly(size_t bytes);
    /// Until FIN, RST or time is up.
    std::string readToEnd();
    std::string readHead() { return readUntil("\r\n\r\n"); }
    /// Head and body of a message with Content-Length or chunked body.
    std::string readMessage();
    /// True when the peer has closed (FIN or RST) and nothing is left to read.
    bool isEnded();
    /// True when the last read found RST.
    bool wasReset() const { return m_reset; }
    void finishSending() { ::shutdown(m_socket.get(), SHUT_WR); }
    void close() { m_socket.reset(); }
    /// RST instead of FIN.
    void reset();
    /// Bytes that the kernel may keep, each way; must be set before much is sent.
    void setBuffers(int bytes);

  private:
    bool fill();

    UniqueFd m_socket;
    std::string m_unread;
    bool m_ended = false;
    bool m_reset = false;
};

/// A backend whose every connection is a script on a thread of its own.
class Backend {
  public:
    using Script = std::function<void(Peer& peer, int connection)>;

    /// Listens on `address` (by default on a port that the kernel chooses) and runs `script` for each connection,
    /// counted from 1.
    explicit Backend(Script script, std::string_view address = "127.0.0.1:0");
    ~Backend();

    const net::Address& address() const { return m_address; }
    int connections() const { return m_connections; }
    /// Stops listening: further connections are refused. Those that stand live on.
    void stopListening();
    /// Breaks all connections, as the death of the process would, and refuses more.
    void kill();

    /// Answers every request of every connection with `response`; counts requests and notes their heads.
    static Script always(std::string response, std::atomic<int>* requests = nullptr);

  private:
    void serve();

    Script m_script;
    std::mutex m_mutex;
    UniqueFd m_listener;
    UniqueFd m_wake;
    net::Address m_address;
    std::atomic<int> m_connections{0};
    std::vector<std::shared_ptr<Peer>> m_peers;
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

}  // namespace slipway::test
