#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "client/transport.h"
#include "protocol/api.h"
#include "protocol/api_diff.h"

namespace slipway::client {

using api::Answer;

/// Which lines `logs` gives.
struct LogQuery {
    std::string project;
    std::string service;   ///< empty: all
    std::string instance;  ///< empty: all
    int tail = 200;        ///< of what is there already; 0: none
    bool follow = false;
    std::int64_t sinceMs = 0;  ///< 0: from the beginning; else `tail` below 0 is all from there
    std::int64_t untilMs = 0;  ///< 0: to the end
    std::string level = {};    ///< it and above; empty: all
    std::string grep = {};     ///< PCRE2; empty: all
};

/// Typed calls of docs/control-api.md; each blocks until its answer is there. Answers that take time give an
/// operation's id: see waitForOperation.
///
/// Threads: one object belongs to one thread at a time, and keeps one connection; objects are cheap, so make one a
/// thread. `interrupt` may be called from any thread and ends the object's use. Nothing here needs an event loop, Qt,
/// or a daemon that runs when the object is made. Errors: the daemon's own (code, message, hint, problems),
/// DaemonUnreachable, Timeout, Cancelled, Corrupt.
class ControlClient {
  public:
    /// `home`: of resolveHome.
    explicit ControlClient(const std::string& home);

    Answer<api::Version> version(std::chrono::milliseconds timeout = std::chrono::seconds(15));
    Answer<> shutdown();

    Answer<std::vector<api::ProjectRow>> projects();
    /// Asks first which variables the manifest names, and sends those that this process's environment has.
    Answer<api::UpAnswer> up(const api::UpRequest& request);
    Answer<api::ManifestNeeds> needs(const api::UpRequest& request);
    Answer<api::ValidateAnswer> validate(const api::UpRequest& request);
    /// What `up` of the same request would change now; changes nothing.
    Answer<api::Diff> diff(const api::UpRequest& request);
    Answer<api::Accepted> down(const std::string& project);
    Answer<api::State> state(const std::string& project);

    Answer<std::vector<api::InstanceRow>> instances(const std::string& project);
    Answer<std::vector<api::ServiceRow>> services(const std::string& project);
    Answer<api::ServiceRow> service(const std::string& project, const std::string& service);
    Answer<api::Accepted> scale(const std::string& project, const std::string& service, int replicas);
    /// `build`: with what the manifest's `build` says, first.
    Answer<api::Accepted> redeploy(const std::string& project, const std::string& service, bool build = true);
    /// `to` 0: the newest before the present one that succeeded.
    Answer<api::Accepted> rollback(const std::string& project, const std::string& service, int to = 0);
    /// `verb`: "pause", "resume", "abort". The operation may be empty: its `up` has ended.
    Answer<api::Accepted> controlRollout(const std::string& project, const std::string& service,
                                         const std::string& verb);
    Answer<std::vector<api::RevisionRow>> revisions(const std::string& project, const std::string& service);
    /// `instance` empty: all of the service's.
    Answer<api::Accepted> restart(const std::string& project, const std::string& service,
                                  const std::string& instance = {});
    Answer<api::Accepted> stop(const std::string& project, const std::string& service);
    Answer<api::Accepted> start(const std::string& project, const std::string& service);

    Answer<api::Topology> topology(const std::string& project);
    /// `mode`: "hub-and-spoke" or "p2p".
    Answer<api::Accepted> switchTopology(const std::string& project, const std::string& mode);
    Answer<std::vector<api::OwnerRow>> owners(const std::string& project);
    Answer<std::vector<api::RouteRow>> routes(const std::string& project);
    Answer<std::vector<api::MirrorRow>> mirrors(const std::string& project);
    Answer<std::vector<api::Receipt>> rollouts(const std::string& project, const std::string& service = {},
                                               int limit = 20);
    Answer<api::Receipt> rollout(const std::string& project, const std::string& id);
    Answer<api::Metrics> metrics(const std::string& project, WallMs since = 0, const std::string& service = {});

    /// Waits on the daemon's side until the operation ends or `wait` (at most a minute) is over; gives it as it is
    /// then.
    Answer<api::Operation> operation(const std::string& id, std::chrono::milliseconds wait = {});
    Answer<std::vector<api::Operation>> operations();
    /// Asks until the operation has ended or `limit` is over (Timeout); `onChange` sees it each time that it moved. A
    /// daemon that restarts meanwhile is waited for. A failed operation is a value here, not an error.
    Answer<api::Operation> waitForOperation(const std::string& id, std::chrono::milliseconds limit,
                                            const std::function<void(const api::Operation&)>& onChange = {});

    /// Stored events with an id above `sinceId`, oldest first.
    Answer<std::vector<api::Event>> events(const std::string& project = {}, std::int64_t sinceId = 0, int limit = 200);
    /// Calls `onLine` with each line and its JSON text, until the end, or until it returns false (a success).
    Answer<> logs(const LogQuery& query, const std::function<bool(const api::LogLine&, std::string_view json)>& onLine);

    Answer<api::GatewayStatus> gateway();
    Answer<> restartGateway();
    Answer<api::GatewayUpgrade> upgradeGateway(const api::GatewayUpgradeRequest& request);
    /// The last one, as it stands when it has ended or `wait` is over.
    Answer<api::GatewayUpgrade> gatewayUpgrade(std::chrono::milliseconds wait);

    /// The raw JSON of any GET, with what this version does not know still in it. `path`: as in docs/control-api.md,
    /// percent-encoded.
    Answer<std::string> getText(const std::string& path);
    /// The same of a POST without a body.
    Answer<std::string> postText(const std::string& path);
    /// The same of a DELETE.
    Answer<std::string> deleteText(const std::string& path);

    /// Ends the running call with Cancelled, and every later one. Thread: any.
    void interrupt() { m_transport.interrupt(); }

  private:
    template <class T>
    Answer<T> get(const std::string& path, std::chrono::milliseconds timeout = std::chrono::seconds(30));
    template <class T>
    Answer<T> send(const std::string& method, const std::string& path, std::string body);

    Transport m_transport;
};

/// "/v1/projects/NAME" + `rest`.
std::string projectPath(const std::string& project, const std::string& rest = {});
std::string servicePath(const std::string& project, const std::string& service, const std::string& rest = {});
std::string logsPath(const LogQuery& query);

}  // namespace slipway::client
