#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/error.h"
#include "gateway/core/slots.h"
#include "protocol/gateway_snapshot.h"

namespace slipway::gateway {

using protocol::AccessLogFormat;

/// One line of the access log. The views must live during `append` alone. Times are microseconds.
struct AccessRecord {
    AccessLogFormat format = AccessLogFormat::Json;
    WallMs time = 0;  ///< of the request's head
    std::string_view requestId;
    std::string_view client;  ///< "127.0.0.1:51544"
    std::string_view listener;
    std::string_view caller;
    std::string_view project;
    std::string_view method;
    std::string_view host;
    std::string_view target;  ///< as it came; cut at 2 KiB
    std::string_view route;
    std::string_view service;
    std::string_view endpoint;  ///< of the last try
    int status = 0;             ///< to the client; 0 when none was sent
    std::uint64_t bytesIn = 0;
    std::uint64_t bytesOut = 0;
    std::uint64_t durationUs = 0;
    std::uint64_t upstreamUs = 0;  ///< of the last try, from send to its last byte
    std::uint64_t heldUs = 0;      ///< waited for an endpoint
    unsigned tries = 0;
    unsigned minor = 1;        ///< of HTTP/1.minor
    std::string_view traceId;  ///< empty: not traced
    std::string_view user;     ///< who asked, where the gateway knows
    std::string_view referer;  ///< of the combined format alone, as the next
    std::string_view userAgent;
    std::string_view why;  ///< empty when all went well; else a word or sentence: "client_closed", "connect_refused", …
};

/// Writes `logs/access.log`, off the request path: each worker formats into a ring of its own, a thread writes. A full
/// ring drops the line and counts it. Rotated at 64 MiB to .1, .2, .3.
class AccessLog {
  public:
    struct Options {
        std::string path;
        unsigned workers = 1;
        std::uint64_t rotateBytes = 64u << 20;
        unsigned keep = 3;
        std::size_t ringBytes = 1u << 20;  ///< a worker; a power of two
    };
    /// Errors: Io, Permission when the file can't be opened.
    static Result<std::unique_ptr<AccessLog>> open(Options options);
    /// Writes what is there and ends the thread.
    ~AccessLog();

    /// Thread: the worker `worker`. Never blocks, allocates nothing.
    void append(WorkerId worker, const AccessRecord& record);
    /// Opens the path anew (something moved the file away). Thread: any; safe in a signal handler.
    void reopen();
    /// Waits until everything appended before is in the file. Thread: any but a worker.
    void flush();
    std::uint64_t dropped() const;
    std::uint64_t written() const;

  private:
    struct State;
    explicit AccessLog(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::gateway
