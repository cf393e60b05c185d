#pragma once

#include <atomic>
#include <map>
#include <string>
#include <thread>
#include <vector>

namespace slipway::test {

/// HTTP/1.1 load on 127.0.0.1 that forgives nothing: every refused or reset connection, every early end and every
/// status is counted. One thread, many connections, each with one request at a time; the next at once, or, under a
/// sanitizer, within 20 ms.
class LoadGenerator {
  public:
    struct Options {
        int port = 0;
        std::string path = "/";
        std::string method = "GET";
        std::string body;
        int connections = 8;
        bool keepAlive = true;  ///< false: a connection a request
        bool gentle = false;    ///< a rest of 20 ms between looks at the connections, as under a sanitizer: where the
                                ///< moment counts and not the load, the cores are left to others
    };
    struct Result {
        std::int64_t requests = 0;  ///< answered whole
        std::int64_t socketErrors = 0;
        std::map<int, std::int64_t> statuses;
        std::map<std::string, std::int64_t> errors;  ///< what went wrong, by kind
        std::vector<std::string> samples;            ///< bodies of the first answers that were not 2xx
        std::int64_t slowestUs = 0;

        std::int64_t non2xx() const;
        std::string text() const;
    };

    explicit LoadGenerator(Options options);
    ~LoadGenerator();

    /// Answered so far. Thread: any.
    std::int64_t answered() const { return m_answered.load(); }
    /// Lets the requests that are out end, at most 15 s, and tells what happened.
    Result stop();

  private:
    struct Connection;
    void run();

    Options m_options;
    std::atomic<std::int64_t> m_answered{0};
    std::atomic<bool> m_stop{false};
    Result m_result;
    std::thread m_thread;
};

}  // namespace slipway::test
