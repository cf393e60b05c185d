#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/ids.h"
#include "model/mirror.h"
#include "model/observability.h"
#include "model/policies.h"
#include "model/route_cache.h"

/// What a manifest says, as values: the input of every plan. Made by `manifest/`, changed by nobody.
namespace slipway::model {

using std::chrono::milliseconds;

struct Team {
    TeamName id;  ///< key in `teams`
    std::string name;
    std::string contact;
    std::string color;  ///< "#RRGGBB"; never empty: a palette colour by position where the manifest gives none
};

struct Port {
    std::string name = "http";
    int target = 0;  ///< 0: a port an instance, in $PORT; else fixed (one replica)
};

struct HttpGetProbe {
    std::string path = "/";
    std::string port;  ///< a port's name; empty: the first
    std::vector<std::pair<std::string, std::string>> headers;
};
struct TcpSocketProbe {
    std::string port;
};
struct ExecProbe {
    std::vector<std::string> command;  ///< argv
};

struct LogLineProbe {
    std::string pattern;  ///< a LinePattern of base, checked
    std::string stream;   ///< "stdout" or "stderr"; empty: both
};

struct Probe {
    std::variant<HttpGetProbe, TcpSocketProbe, ExecProbe, LogLineProbe> check;
    milliseconds initialDelay{0};
    milliseconds period{1000};
    milliseconds timeout{1000};
    int successThreshold = 1;
    int failureThreshold = 3;
};

enum class DependsCondition { ServiceStarted, ServiceHealthy, ServiceCompletedSuccessfully };
struct Dependency {
    ServiceName service;
    DependsCondition condition = DependsCondition::ServiceStarted;
};

enum class UpdateOrder { StartFirst, StopFirst };
enum class FailureAction { Rollback, Pause };
enum class RolloutStrategy { Rolling, BlueGreen, Canary };

/// A part of the traffic on the new revision, for a time.
struct CanaryStep {
    int weight = 10;                ///< percent of the requests, 1-99
    milliseconds duration{30'000};  ///< from when it is in force
};

/// What the new revision may do worse than the old one over the same time.
struct RolloutAnalysis {
    double maxErrorRate = 0.02;  ///< its share of errors less the old one's, 0-1
    double maxP99Ratio = 3;      ///< its p99 by the old one's; 0: not compared
    int maxRestarts = 0;         ///< of its instances together, in a step
    int minRequests = 50;        ///< fewer than that are not judged
};

struct UpdateConfig {
    UpdateOrder order = UpdateOrder::StartFirst;
    int parallelism = 1;        ///< 1-64 instances moved at a time
    int maxSurge = 0;           ///< instances above `replicas`, rolling and start-first; 0: as `parallelism`
    milliseconds monitor{500};  ///< a new instance must stay ready this long before its old one drains
    FailureAction failureAction = FailureAction::Rollback;
    RolloutStrategy strategy = RolloutStrategy::Rolling;
    std::vector<CanaryStep> steps;            ///< canary; the whole follows the last
    milliseconds bake{10'000};                ///< blue_green: the old set stays so long after the switch
    std::optional<RolloutAnalysis> analysis;  ///< none: only instances that fall are a reason to go back
};

/// What the number of instances follows; each value is an instance's share of the sum.
enum class ScaleFigure {
    InFlight,     ///< requests at a time
    RequestRate,  ///< requests a second
    P95,          ///< milliseconds; the service's, not a share
    Cpu,          ///< percent of a core
};
const char* scaleFigureWord(ScaleFigure figure);  ///< "in_flight", as in the manifest

struct ScaleTarget {
    ScaleFigure figure = ScaleFigure::InFlight;
    double value = 0;  ///< > 0
};

/// How fast it may go one way.
struct ScalePace {
    milliseconds stabilization{0};  ///< of all that was wished within it, the mildest counts
    int step = 4;                   ///< instances within `period`; 0: no limit
    milliseconds period{10'000};
};

struct Autoscale {
    int min = 1;  ///< 0: to none after `idle`
    int max = 10;
    std::vector<ScaleTarget> targets;  ///< the one that wishes most wins
    milliseconds window{30'000};       ///< that figures are averaged over
    milliseconds panicWindow{6'000};   ///< a burst: if this short window wishes `panicThreshold` times what is there
    double panicThreshold = 2;
    double tolerance = 0.1;  ///< a wish nearer than this to what is there is none
    ScalePace up, down{milliseconds{60'000}, 1, milliseconds{10'000}};
    milliseconds idle{300'000};
};

/// One of the limits of setrlimit(2), for a process and what it starts.
struct ResourceLimit {
    std::string name;                  ///< as in Compose: "nofile"
    int resource = 0;                  ///< RLIMIT_NOFILE
    std::uint64_t soft = 0, hard = 0;  ///< UINT64_MAX: none

    bool operator==(const ResourceLimit&) const = default;
};

/// What makes the program before it is deployed.
struct BuildStep {
    std::vector<std::string> command;  ///< argv
    std::string workingDir;            ///< absolute
    milliseconds timeout{600'000};
};

/// A secret that an instance gets as a file. What it holds only the daemon's files know (daemon/secret_files.h).
struct SecretUse {
    std::string name;    ///< key in the manifest's `secrets`
    std::string target;  ///< the file's name
    std::string digest;  ///< another one for another value

    bool operator==(const SecretUse&) const = default;
};

/// A command that runs before or after something of an instance's life, with its environment and in its folder.
struct Hook {
    std::vector<std::string> command;  ///< argv
    milliseconds timeout{30'000};

    bool operator==(const Hook&) const = default;
};
struct Hooks {
    std::optional<Hook> preStart;   ///< before each start; its failure is the start's
    std::optional<Hook> postStart;  ///< once the program runs
    std::optional<Hook> preStop;    ///< before the stop signal, within the grace period

    bool operator==(const Hooks&) const = default;
};

/// Whom a process runs as. Only root may be anybody else.
struct RunAs {
    std::string word;  ///< as the manifest has it
    unsigned uid = 0, gid = 0;

    bool operator==(const RunAs&) const = default;
};

/// When it is due again while it still runs.
enum class Overlap { Skip, Queue, Replace };
struct Schedule {
    std::string cron;      ///< crontab's five fields, model/cron.h
    std::string timezone;  ///< "Europe/Berlin"; empty: the machine's
    Overlap overlap = Overlap::Skip;
};

/// It runs to its end, and is done when that was a success.
struct Job {
    milliseconds timeout{0};  ///< of one try; 0: none
    std::optional<Schedule> schedule;
};

/// `deploy.resources.limits`: what an instance may use at most, all of its processes together; 0: as much as there is.
struct InstanceLimits {
    double cpus = 0;       ///< cores
    long memoryBytes = 0;  ///< at least 1 MiB
    long pids = 0;         ///< processes and threads
    bool any() const { return cpus > 0 || memoryBytes > 0 || pids > 0; }
};

enum class WatchAction { Redeploy, Restart };
struct WatchRule {
    std::string path;  ///< absolute; a folder with all below it, or a file
    WatchAction action = WatchAction::Redeploy;
    std::vector<std::string> ignore;  ///< patterns as of a shell, on the path below `path` and on its last part
};
struct Watch {
    std::vector<WatchRule> rules;
    milliseconds debounce{300};
    bool cascade = false;  ///< then those that need it, too
};

enum class RestartCondition { None, OnFailure, Any };
struct RestartPolicy {
    RestartCondition condition = RestartCondition::Any;
    milliseconds delay{100};  ///< before the first restart
    milliseconds maxDelay{30'000};
    double factor = 2;                ///< delay grows by it with each restart in a row; >= 1
    milliseconds resetAfter{60'000};  ///< ready this long: the row is forgotten
    int maxAttempts = 10;             ///< restarts within `window` before crash_loop; 0: no limit
    milliseconds window{300'000};
};

enum class BalancingPolicy { RoundRobin, LeastRequest };

struct DataStore {
    std::string kind;     ///< "sqlite", "lmdb", "postgres", "files", any word
    std::string path;     ///< relative to the project's data folder; $DATA_PATH is it made absolute
    bool shadow = false;  ///< nobody relies on it yet: a mirror may write there
};

/// A call that the composer takes at once and delivers in its time (docs/async.md).
struct AsyncCall {
    std::string keyHeader = "X-Ordering-Key";
    int attempts = 10;     ///< 1-1000
    int concurrency = 16;  ///< 1-256
    milliseconds timeout{10'000};
    milliseconds delay{200};
    milliseconds maxDelay{30'000};
};

/// The service that runs composites and keeps the queues of asynchronous calls; the manifest's reader adds it.
inline constexpr const char* kComposer = "composer";

struct Service {
    ServiceName name;
    std::vector<std::string>
        command;             ///< argv; a string in the manifest is split as a shell splits words, without a shell
    std::string workingDir;  ///< absolute; default: the manifest's folder
    std::map<std::string, std::string> environment;  ///< env_file merged under environment, interpolated
    std::vector<SecretUse> secrets;
    std::map<std::string, std::string> secretEnvironment;  ///< variable -> name in `secrets`; wins over `environment`
    Hooks hooks;
    std::optional<RunAs> user;  ///< none: as the daemon
    TeamName owner;             ///< empty: nobody
    std::vector<ServiceName> calls;
    std::map<ServiceName, AsyncCall> asyncCalls;  ///< of `calls`, those whose requests are queued
    std::string openapi;  ///< path of its OpenAPI document, for the front door's; empty: it has none
    std::optional<DataStore> data;
    std::vector<Port> ports;  ///< empty: the service listens on nothing (a worker)
    std::vector<Dependency> dependsOn;
    std::optional<Probe> startupProbe;
    std::optional<Probe> readinessProbe;  ///< none: ready when its port accepts; with no port, when it runs
    std::optional<Probe> livenessProbe;
    std::vector<ResourceLimit> ulimits;
    InstanceLimits resources;
    int umask = 022;
    int stopSignal = 15;
    milliseconds stopGracePeriod{10'000};
    milliseconds startTimeout{60'000};  ///< from the fork to ready; past it the start has failed (`start_timeout`)
    int replicas = 1;                   ///< 0-256
    UpdateConfig updateConfig;
    std::optional<Job> job;  ///< its restart policy says how often it is tried again
    std::optional<Autoscale> autoscale;
    RestartPolicy restartPolicy;
    std::optional<BuildStep> build;
    Watch watch;
    BalancingPolicy balancing = BalancingPolicy::LeastRequest;
    std::vector<std::string> externalEndpoints;  ///< "host:port"; not empty: balanced, not launched

    bool external() const { return !externalEndpoints.empty(); }
    bool scheduled() const { return job && job->schedule; }
    bool servesRequests() const { return external() || !ports.empty(); }
    bool operator==(const Service&) const;
};

struct WeightedTarget {
    ServiceName service;
    int weight = 1;  ///< 1-256; 0 in the manifest drops the target
};

struct Route {
    std::string id;  ///< given, or made of what it matches: unique in the project
    std::vector<std::string> hosts;
    std::string pathPrefix = "/";
    std::vector<std::string> methods;  ///< upper case; empty: any
    std::vector<std::pair<std::string, std::string>> headers;
    std::vector<WeightedTarget> to;
    bool stripPrefix = false;
    milliseconds timeout{30'000};
    int retries = 1;
    std::string mediate;  ///< `mediate` as JSON, in the manifest's order; empty: bodies pass as they are
    RoutePolicies policies;
    std::optional<RouteCache> cache;
    std::string stickyCookie;  ///< empty: a client stays with nobody
    Mirror mirror;
};

enum class AccessLog { Json, Combined, Off };

struct TlsCertificate {
    std::string certificate, key;  ///< absolute paths of PEM files
};
struct GatewayTls {
    std::vector<std::string> listen;  ///< those of Gateway::listen that speak TLS
    std::vector<TlsCertificate> certificates;
};

struct Gateway {
    std::vector<std::string> listen;  ///< "127.0.0.1:8080"; empty: no front door
    int workers = 0;                  ///< 0: auto
    AccessLog accessLog = AccessLog::Json;
    int holdMaxRequests = 1024;        ///< a service
    milliseconds holdTimeout{10'000};  ///< then 503
    std::vector<Route> routes;
    std::optional<GatewayTls> tls;
    long cacheMemory = 64 << 20;  ///< bytes of all that its routes keep
};

enum class TopologyMode { HubAndSpoke, PeerToPeer };
/// "hub-and-spoke", "p2p": as manifest, API and command line have it.
const char* topologyWord(TopologyMode mode);
std::optional<TopologyMode> topologyFromWord(std::string_view word);

struct Project {
    ProjectName name;
    std::string manifestPath;  ///< absolute
    std::vector<Team> teams;
    std::vector<Service> services;  ///< in the manifest's order
    Gateway gateway;
    TopologyMode topology = TopologyMode::HubAndSpoke;
    Observability observability;

    const Service* service(const ServiceName& wanted) const;
    const Team* team(const TeamName& wanted) const;
};

/// "USERS_URL" for "users", "PAY_CORE_URL" for "pay-core".
std::string urlVariable(const ServiceName& dependency);
/// "PORT_ADMIN" for the port "admin".
std::string portVariable(const std::string& portName);

/// "DB_PASSWORD_FILE" for the secret file "db-password".
std::string secretVariable(const std::string& target);

/// A service's definition as text that changes exactly when a running instance would have to be replaced (command,
/// environment, working directory, probes, ports, data, calls); replicas, update and restart policy are not part of it.
std::string revisionKey(const Service& service);

/// Start order: each group needs only services of groups before it. Stop order is its reverse. The manifest has no
/// cycle.
std::vector<std::vector<ServiceName>> startOrder(const Project& project);

}  // namespace slipway::model
