#pragma once

#include <QString>
#include <QStringList>
#include <limits>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "gui/theme/tokens.h"

/// The shapes of docs/control-api.md as the window holds them. Members have the API's names and units; what was not
/// measured is NaN, what is not there is empty or -1. fromJson() ignores unknown members and takes wrong types for
/// absent ones: the daemon may be newer.
namespace slipway::gui {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

enum class ServiceState { Ready, Starting, Degraded, Failing, Stopped, Unknown };
enum class InstanceState { Pending, Starting, Ready, Unready, Draining, Stopping, Stopped, Failed, CrashLoop, Unknown };
enum class OperationState { Queued, Running, Succeeded, Failed };
/// Of a rollout's step; in the order in which one instance passes them.
enum class Phase { None, Start, Health, Shift, Drain, Stop, Done };

Status statusOf(ServiceState state);
/// Degraded or failing.
inline bool needsAttention(ServiceState state) {
    return state == ServiceState::Degraded || state == ServiceState::Failing;
}
Status statusOf(InstanceState state);

struct LastExit {
    bool present = false;
    int code = 0;
    int signal = 0;
    qint64 atMs = 0;
    QString reason;
};

struct Instance {
    QString service;
    QString instance;  ///< "users-3"
    qint64 pid = -1;
    int port = -1;
    InstanceState state = InstanceState::Unknown;
    int revision = 0;
    int restarts = 0;
    QString owner;
    qint64 startedMs = 0;
    qint64 readyMs = 0;
    double cpu = kNotMeasured;  ///< cores
    double rssKib = kNotMeasured;
    double pssKib = kNotMeasured;
    int inFlight = 0;
    LastExit lastExit;
    QString why;
    QStringList lastLines;
    QString address;
    bool adopted = false;
};

struct Service {
    QString name;
    QString owner;  ///< team's key; empty: unowned
    bool external = false;
    ServiceState state = ServiceState::Unknown;
    int desired = 0;
    int ready = 0;
    int minReady = 0;
    int revision = 0;
    double rps = kNotMeasured;
    double errorsPerS = kNotMeasured;
    double p50Us = kNotMeasured;
    double p95Us = kNotMeasured;
    double cpu = kNotMeasured;
    double rssKib = kNotMeasured;
    int restarts = 0;
    qint64 uptimeMs = 0;
    QStringList calls;
    QString policy;
    QString dataKind;
    QString dataPath;
    QString command;
    QString rollout;    ///< id of the one that runs, else empty
    QString operation;  ///< id of the one that runs, else empty
    QString why;

    /// Share of requests without an error, 0-1; NaN without traffic.
    double success() const;
};

struct NodeInstance {
    QString instance;
    InstanceState state = InstanceState::Unknown;
};

struct TopologyNode {
    enum class Kind { Gateway, Service, External };
    QString id;
    Kind kind = Kind::Service;
    QString label;
    QString owner;
    ServiceState state = ServiceState::Unknown;
    int desired = 0;
    int ready = 0;
    double rps = kNotMeasured;
    double errorsPerS = kNotMeasured;
    double p95Us = kNotMeasured;
    std::vector<NodeInstance> instances;
};

struct TopologyEdge {
    QString from;
    QString to;
    bool declared = true;
    bool async = false;
    qint64 requests = 0;
    qint64 tries = 0;
    qint64 errors = 0;
    qint64 retries = 0;
    qint64 failed = 0;
    double rps = kNotMeasured;
    double errorsPerS = kNotMeasured;
    double p50Us = kNotMeasured;
    double p95Us = kNotMeasured;
    QString address;
};

struct Team {
    QString key;
    QString name;  ///< the key where the manifest gives none
    QString contact;
    QString color;  ///< as declared, "#7C8CF8" or empty; Theme::team() makes a colour of it
};

/// A process that carries calls: the hub, or a caller's sidecar.
struct TopologyProcess {
    bool hub = false;
    QString caller;  ///< of a sidecar
    qint64 pid = -1;
    bool serving = false;
    double rssKib = kNotMeasured;  ///< the hub's are of all projects
    double pssKib = kNotMeasured;
    int callerConnections = 0;    ///< that it has taken
    int instanceConnections = 0;  ///< that it has made

    /// What it costs alone, where that was measured.
    double memoryKib() const { return pssKib > 0 ? pssKib : rssKib; }
};

struct Topology {
    QString mode;  ///< "hub-and-spoke" or "p2p"
    std::vector<TopologyProcess> processes;
    int hubLinks = -1;   ///< ways between processes that requests take by way of the hub; -1: the daemon does not say
    int peerLinks = -1;  ///< and from peer to peer
    std::vector<TopologyNode> nodes;
    std::vector<TopologyEdge> edges;
    std::vector<Team> teams;

    const TopologyNode* node(const QString& id) const;
    const TopologyEdge* edge(const QString& from, const QString& to) const;
    const Team* team(const QString& key) const;
};

struct PhaseSeconds {
    double start = 0;
    double health = 0;
    double shift = 0;
    double drain = 0;
    double stop = 0;

    double of(Phase phase) const;
};

struct ReceiptInstance {
    QString oldInstance;
    qint64 oldPid = -1;
    QString newInstance;
    qint64 newPid = -1;
    PhaseSeconds seconds;
    bool drained = false;
    int inFlightAtDrain = 0;
};

struct Untouched {
    QString service;
    bool same = true;
    int pids = 0;
};

/// What a rollout did to traffic.
struct Receipt {
    QString id;
    QString service;
    QString kind;
    int from = 0;  ///< revision
    int to = 0;
    int replicasFrom = -1;  ///< scale alone
    int replicasTo = -1;
    QString outcome;  ///< "succeeded", "failed", "rolled_back", "aborted", "superseded"
    QString why;
    QStringList logLines;
    std::vector<ReceiptInstance> instances;
    qint64 requests = 0;
    qint64 retried = 0;
    qint64 failed = 0;
    qint64 held = 0;
    PhaseSeconds phases;
    double seconds = 0;
    qint64 startedMs = 0;
    qint64 endedMs = 0;
    std::vector<Untouched> untouched;

    bool succeeded() const { return outcome == QLatin1String("succeeded"); }
    /// It did not come to its end because somebody wanted it so; nothing is wrong.
    bool endedByWish() const { return outcome == QLatin1String("aborted") || outcome == QLatin1String("superseded"); }
};

struct ApiError {
    QString code;
    QString message;
    QString hint;
    QStringList details;

    bool isSet() const { return !code.isEmpty() || !message.isEmpty(); }
};

struct OperationStep {
    QString instance;
    QString replaces;
    Phase phase = Phase::None;
};

struct Operation {
    QString id;
    QString kind;     ///< up, down, scale, redeploy, restart, stop, start, topology
    QString service;  ///< empty for up, down and topology
    OperationState state = OperationState::Queued;
    Phase phase = Phase::None;
    int done = 0;
    int total = 0;
    QString message;
    qint64 startedMs = 0;
    qint64 endedMs = 0;
    ApiError error;
    QString rollout;
    std::vector<OperationStep> steps;

    /// Of the whole project: from hub and spoke to peer to peer, or back.
    bool isSwitch() const { return kind == QLatin1String("topology"); }
    bool isOver() const { return state == OperationState::Succeeded || state == OperationState::Failed; }
};

struct GatewayInfo {
    qint64 pid = -1;
    qint64 generation = 0;
    QString state;  ///< "serving", "starting", "lost"; empty: none
    std::vector<std::pair<QString, QString>>
        ingress;  ///< project and address of each listener for requests from outside
    double rps = kNotMeasured;
    double errorsPerS = kNotMeasured;
    double p95Us = kNotMeasured;
};

struct ProjectInfo {
    QString name;
    QString path;
    QString state;
    QStringList listen;
    bool manifestChanged = false;
};

Instance instanceFromJson(const nlohmann::json& json);
Service serviceFromJson(const nlohmann::json& json);
TopologyNode nodeFromJson(const nlohmann::json& json);
TopologyEdge edgeFromJson(const nlohmann::json& json);
Topology topologyFromJson(const nlohmann::json& json);
Receipt receiptFromJson(const nlohmann::json& json);
Operation operationFromJson(const nlohmann::json& json);
/// Of a body `{"error": {…}}` or of the inner object alone.
ApiError errorFromJson(const nlohmann::json& json);
GatewayInfo gatewayFromJson(const nlohmann::json& json);
ProjectInfo projectFromJson(const nlohmann::json& json);

/// Words of the wire, both ways. An unknown word reads as Unknown or None.
QString wire(ServiceState state);
QString wire(InstanceState state);
QString wire(Phase phase);
ServiceState serviceStateFromWire(const QString& word);
InstanceState instanceStateFromWire(const QString& word);
Phase phaseFromWire(const QString& word);

}  // namespace slipway::gui
