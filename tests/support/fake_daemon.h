#pragma once

#include <atomic>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "base/unique_fd.h"

namespace slipway::test {

/// A daemon that says what a test tells it to, on HOME/slipwayd.sock. Threads of its own; handlers run on them. All
/// calls: any thread.
class FakeDaemon {
  public:
    struct Request {
        std::string method;
        std::string path;   ///< without the query, as sent
        std::string query;  ///< without '?'
        std::string body;
        std::map<std::string, std::string> headers;  ///< names in lower case
    };
    struct Answer {
        int status = 200;
        std::string body = {};
        std::string contentType = "application/json";
        bool stream = false;  ///< `body` first, then what `push` says, until `closeStreams`
        bool hangUp = false;  ///< closes the connection without a word
    };
    using Handler = std::function<Answer(const Request&)>;

    explicit FakeDaemon(const std::string& home);
    ~FakeDaemon();

    void on(const std::string& method, const std::string& path, Handler handler);
    void on(const std::string& method, const std::string& path, const std::string& body, int status = 200);

    std::vector<Request> requests() const;
    /// Those with this path.
    std::vector<Request> requests(const std::string& path) const;

    /// Accepted so far.
    size_t connections() const { return m_connections; }

    void push(const std::string& bytes);
    void closeStreams();
    /// False: fewer than `count` streams were open at once within a minute.
    bool waitForStreams(size_t count);
    /// Waits (a minute) until a request with this path has come `count` times in all.
    bool waitForRequests(const std::string& path, size_t count);

  private:
    void acceptAll();
    void serve(int socket);
    Answer answerTo(const Request& request);

    std::string m_path;
    UniqueFd m_listening;
    std::atomic<bool> m_stopping{false};
    std::atomic<size_t> m_connections{0};
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::map<std::string, Handler> m_handlers;
    std::vector<Request> m_requests;
    std::vector<int> m_sockets;  ///< open connections
    std::vector<int> m_streams;  ///< those of them that stream
    std::vector<std::thread> m_threads;
    std::thread m_acceptor;
};

}  // namespace slipway::test
