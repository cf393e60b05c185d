#pragma once

#include <sys/socket.h>

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/unique_fd.h"
#include "runtime/log_line.h"
#include "runtime/probe_policy.h"

namespace slipway::runtime {

/// How a probe of each kind is carried out, on the runner's thread and epoll descriptor. An engine starts probes by the
/// number of their owner, calls `done` once for each that was not cancelled, and never blocks.
using ProbeDone = std::function<void(std::uint64_t number, ProbeOutcome outcome)>;

/// What an epoll event is about: kind in the upper byte, number or descriptor below.
enum class ProbeEvent : std::uint64_t { Wake = 0, Http = 1, Tcp = 2, Exec = 3 };
constexpr std::uint64_t probeEventKey(ProbeEvent kind, std::uint64_t value) {
    return static_cast<std::uint64_t>(kind) << 56 | value;
}

/// The socket address of a numeric host, or of "localhost", which manifests say instead: looking a name up could block.
/// Returns its length; 0: it is none.
socklen_t numericAddress(const std::string& host, int port, sockaddr_storage& address);

/// GET over a kept connection an instance, read by the parser that reads what the gateway gets: who answers otherwise
/// is of no use behind it. One of libcurl's handles for 1,000 instances walked over all of its connections each second:
/// of the daemon's 12 % of a core, with a probe each every 2 s, that engine was 8.5 %, this one is 1.5 %.
class HttpProber {
  public:
    HttpProber(int epoll, ProbeDone done);
    ~HttpProber();
    HttpProber(const HttpProber&) = delete;
    HttpProber& operator=(const HttpProber&) = delete;

    void start(std::uint64_t number, const HttpGetProbe& probe, Duration timeout, TimePoint now);
    /// Ends a probe that runs without telling, and closes its connection.
    void forget(std::uint64_t number);
    void onEvent(std::uint64_t number);
    void onTimer(TimePoint now);
    std::optional<TimePoint> wakeAt() const;
    std::uint64_t connections() const { return m_opened; }

  private:
    struct Connection;
    struct Parsing;
    void connect(std::uint64_t number, Connection& connection);
    void send(std::uint64_t number, Connection& connection);
    void await(std::uint64_t number, Connection& connection, std::uint32_t events) const;
    void read(std::uint64_t number, Connection& connection, std::string_view bytes);
    /// Its answer is whole.
    void complete(std::uint64_t number, Connection& connection);
    /// The connection ended (`closed`) or failed before that.
    void broken(std::uint64_t number, Connection& connection, bool closed);
    /// Without an answer: the connection goes.
    void fail(std::uint64_t number, const std::string& why);
    /// `why`: empty for success.
    void end(std::uint64_t number, const std::string& why);

    int m_epoll;
    ProbeDone m_done;
    std::uint64_t m_opened = 0;
    std::unique_ptr<Parsing> m_parsing;
    std::unordered_map<std::uint64_t, Connection> m_connections;
    std::set<std::pair<TimePoint, std::uint64_t>> m_deadlines;
};

/// A connection that is made and closed.
class TcpProber {
  public:
    TcpProber(int epoll, ProbeDone done) : m_epoll(epoll), m_done(std::move(done)) {}

    void start(std::uint64_t number, const TcpProbe& probe, Duration timeout, TimePoint now);
    void forget(std::uint64_t number);
    void onEvent(std::uint64_t number);
    void onTimer(TimePoint now);
    std::optional<TimePoint> wakeAt() const;

  private:
    struct Attempt {
        UniqueFd socket;
        std::string target;
        TimePoint deadline{};
        Duration timeout{};
    };
    void end(std::uint64_t number, ProbeOutcome outcome);

    int m_epoll;
    ProbeDone m_done;
    std::map<std::uint64_t, Attempt> m_attempts;
    std::set<std::pair<TimePoint, std::uint64_t>> m_deadlines;
};

/// A program whose exit code is the answer.
class ExecProber {
  public:
    ExecProber(int epoll, ProbeDone done) : m_epoll(epoll), m_done(std::move(done)) {}
    /// Kills and reaps what runs.
    ~ExecProber();
    ExecProber(const ExecProber&) = delete;
    ExecProber& operator=(const ExecProber&) = delete;

    void start(std::uint64_t number, const ExecProbe& probe, Duration timeout, TimePoint now);
    void forget(std::uint64_t number);
    void onEvent(std::uint64_t run);
    void onTimer(TimePoint now);
    std::optional<TimePoint> wakeAt() const;

  private:
    struct Run {
        std::uint64_t number = 0;
        bool told = false;  ///< timed out or forgotten: killed, and only to be reaped yet
        SpawnedProcess process;
        UniqueFd output;
        std::string command;
        TimePoint deadline{};
        Duration timeout{};
    };
    void kill(const Run& run) const;

    int m_epoll;
    ProbeDone m_done;
    std::uint64_t m_lastRun = 0;
    std::map<std::uint64_t, Run> m_runs;
    std::set<std::pair<TimePoint, std::uint64_t>> m_deadlines;
};

/// Looks at what was written since the last look. Holds one line of each output (64 KiB), and its answer comes at once.
class LogLineProber {
  public:
    explicit LogLineProber(ProbeDone done) : m_done(std::move(done)) {}

    void start(std::uint64_t number, const LogLineProbe& probe);
    void forget(std::uint64_t number);

  private:
    struct File {
        std::string path;
        UniqueFd fd;
        std::uint64_t next = 0;
        LineSplitter lines;
    };
    struct Search {
        std::vector<File> files;
        bool found = false;
    };
    static bool look(File& file, const LinePattern& pattern, std::string& unreadable);

    ProbeDone m_done;
    std::map<std::uint64_t, Search> m_searches;
};

/// "timed out after 1.0s"
std::string timedOut(Duration timeout);

}  // namespace slipway::runtime
