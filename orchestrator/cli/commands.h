#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "cli/context.h"
#include "doctor/check.h"

/// The verbs. Each gives the exit code of docs/errors.md: 0, or 1-9 by the error's row.
namespace slipway::cli {

struct UpOptions {
    std::string file;    ///< -f; empty: the slipway.yaml of this folder or above
    std::string listen;  ///< moves the gateway
    std::vector<std::string> profiles;
    bool detach = false;
    std::chrono::milliseconds waitTimeout{0};  ///< 0: the longest start_timeout, and a minute
};
int up(Context& context, const UpOptions& options);

struct WaitOptions {
    std::chrono::milliseconds timeout{300'000};
    bool wait = true;
};
int down(Context& context, const WaitOptions& wait);
/// Each "SERVICE=N".
int scale(Context& context, const std::vector<std::string>& wanted, const WaitOptions& wait);
/// `build`: with what the manifest's `build` says, first.
int redeploy(Context& context, const std::vector<std::string>& services, bool build, const WaitOptions& wait);
/// `to` 0: the newest revision before the present one that succeeded.
int rollback(Context& context, const std::string& service, int to, const WaitOptions& wait);
/// "pause", "resume", "abort".
int controlRollout(Context& context, const std::string& verb, const std::string& service);
int jobList(Context& context);
/// Tries of a job, newest first.
int jobRuns(Context& context, const std::string& job, int limit);
/// Runs it now, and waits for the end of the first try.
int jobRun(Context& context, const std::string& job, const WaitOptions& wait);
/// What a service was rolled out as.
int revisions(Context& context, const std::string& service);
/// A service or an instance ("users-2") each.
int restart(Context& context, const std::vector<std::string>& targets, const WaitOptions& wait);
int stop(Context& context, const std::vector<std::string>& services, const WaitOptions& wait);
int start(Context& context, const std::vector<std::string>& services, const WaitOptions& wait);

int ps(Context& context);
int routes(Context& context);
/// A certificate for these names by the home's own root, into `folder` (empty: the current one).
int tlsIssue(Context& context, const std::vector<std::string>& names, const std::string& folder);
struct TrustOptions {
    bool remove = false;
    bool print = false;  ///< only what root would run
    bool yes = false;    ///< without a question
};
/// Makes the machine's programs believe the root, or no longer. Without root, or a yes, it says how.
int tlsTrust(Context& context, const TrustOptions& options);
/// The line that `auth: {basic: {users}}` of a manifest wants, of a password on standard input.
int hashPassword(Context& context);
int topology(Context& context);
int switchTopology(Context& context, const std::string& mode, const WaitOptions& wait);
int owners(Context& context);
/// `which`: empty, a service, or a rollout's id.
int rollouts(Context& context, const std::string& which, int limit);
int projects(Context& context);

struct LogOptions {
    bool follow = false;
    int tail = 200;            ///< below 0: all from `since` on
    std::string since, until;  ///< as parseTime takes them; empty: none
    std::string level, grep;
    bool timestamps = false;
    bool prefix = true;
    std::vector<std::string> services;  ///< or instances
};
int logs(Context& context, const LogOptions& options);
/// "2026-11-23T14:05:00Z" (RFC 3339), "10m" or "2h30m" before `now`, "14:05" or "14:05:30" (local; the last one
/// before `now`).
std::optional<WallMs> parseTime(const std::string& text, WallMs now);

struct EventOptions {
    bool follow = false;
    std::int64_t sinceId = 0;
    int limit = 50;
};
int events(Context& context, const EventOptions& options);

struct SagaListOptions {
    std::string state;      ///< empty: all; "open": not ended
    std::string composite;  ///< empty: all
    int limit = 50;
};
int sagaList(Context& context, const SagaListOptions& options);
int sagaShow(Context& context, const std::string& id);
/// `order`: "retry", "resume", "abandon".
int sagaOrder(Context& context, const std::string& order, const std::string& id);

/// Queues of asynchronous calls. `queue` is CALLER/SERVICE.
int queueList(Context& context);
struct QueueShowOptions {
    std::string queue;
    std::string message;  ///< empty: list them
    std::string state;    ///< of the list; empty: those that wait and dead letters
    int limit = 50;
};
int queueShow(Context& context, const QueueShowOptions& options);
/// `order`: "redeliver", "purge". Empty `message`: all dead letters.
int queueOrder(Context& context, const std::string& order, const std::string& queue, const std::string& message);
/// Has the daemon measure what each hop costs, and shows it.
int topologyPrice(Context& context);

/// Shadows of routes (docs/extraction.md).
int mirrorList(Context& context);
int mirrorShow(Context& context, const std::string& route);
int cacheStats(Context& context);
/// Both empty: all.
struct CachePurgeOptions {
    std::string path;
    std::string prefix;
};
int cachePurge(Context& context, const CachePurgeOptions& options);
struct TraceListOptions {
    std::string service;      ///< that took part; empty: any
    std::string status;       ///< "error", "ok", "503", "5xx"; empty: any
    std::string minDuration;  ///< "250ms"; empty: any
    int limit = 50;
};
int traceList(Context& context, const TraceListOptions& options);
/// As a waterfall.
int traceShow(Context& context, const std::string& id);

int validate(Context& context, const std::string& file, const std::vector<std::string>& profiles);
struct DiffOptions {
    std::string file;    ///< empty: as with `up`
    std::string listen;  ///< as with `up`
    std::vector<std::string> profiles;
};
/// What `up` would change; 0: nothing, kDiffers: something.
int diff(Context& context, const DiffOptions& options);
/// Beside the codes of errors, which end at 9.
inline constexpr int kDiffers = 10;

int daemonStart(Context& context);
int daemonStop(Context& context);
int daemonStatus(Context& context);
int gatewayStatus(Context& context);
struct GatewayUpgradeOptions {
    std::string binary;  ///< empty: the installed one
    std::chrono::milliseconds drainTimeout{30'000};
    std::chrono::milliseconds readyTimeout{10'000};
};
int gatewayUpgrade(Context& context, const GatewayUpgradeOptions& options);
/// What of this machine, the home and the manifest in this folder is well; kUnwell where there is a problem. Starts no
/// daemon.
int doctor(Context& context);
inline constexpr int kUnwell = 1;
/// Prints them, as text or JSON.
int doctorReport(Context& context, const std::vector<doctor::Check>& checks);
int showVersion(Context& context);

/// Waits for the operation with progress on standard error. Gives it when it ended well or ill; reports errors of the
/// wait itself.
api::Answer<api::Operation> follow(Context& context, const std::string& operation, std::chrono::milliseconds limit);
/// The exit code of an operation that ended; what failed goes to standard error, with the last log lines and what to
/// do.
int outcome(Context& context, const api::Operation& operation);

/// A table of the project's instances, with the reasons of those that are not well.
std::string instanceTable(const Console& console, const std::vector<api::InstanceRow>& rows);
std::string serviceTable(const Console& console, const std::vector<api::ServiceRow>& rows);

/// Prints one line of a log, with the instance's name in its service's colour.
class LogPrinter {
  public:
    LogPrinter(Console& console, bool timestamps, bool prefix)
        : m_console(console), m_timestamps(timestamps), m_prefix(prefix) {}
    /// Thread: any.
    void print(const api::LogLine& line);

  private:
    Color colorOf(const std::string& service);

    Console& m_console;
    const bool m_timestamps;
    const bool m_prefix;
    std::vector<std::string> m_services;  ///< in the order of their first line; the place is the colour
    int m_width = 0;                      ///< of the widest name so far
};

}  // namespace slipway::cli
