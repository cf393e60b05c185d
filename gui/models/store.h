#pragma once

#include <QElapsedTimer>
#include <QHash>
#include <QObject>
#include <QSet>
#include <QTimer>
#include <deque>
#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "gui/models/series.h"
#include "gui/models/shapes.h"

namespace slipway::gui {

/// Where the daemon stands, as the window knows it.
enum class Link {
    Connecting,  ///< never connected yet, trying
    Connected,
    Lost,  ///< was connected; what is shown is old, see Store::dataAgeMs()
};

/// A line of the Events list.
struct EventRow {
    qint64 id = 0;
    qint64 atMs = 0;
    QString type;
    QString service;   ///< empty where it concerns none
    QString instance;  ///< empty where it concerns none
    QString text;
    Status status = Status::Unknown;
};

/// What the daemon said: its snapshot (STATE of docs/control-api.md) and the events since. All views and models stand
/// on it, none on the wire. Rows keep their order: services as in the manifest, instances grouped by service,
/// operations and receipts newest first. References and pointers stay good until control returns to the event loop.
///
/// Signals are gathered and sent at most ten times a second; the first of a quiet time is sent at once. Thread: GUI.
class Store : public QObject {
    Q_OBJECT
  public:
    static constexpr int kSignalIntervalMs = 100;
    static constexpr int kKeptEvents = 2000;
    static constexpr int kKeptOperations = 200;
    static constexpr int kKeptReceipts = 200;

    explicit Store(QObject* parent = nullptr);

    /// Takes STATE. Emits reset() where the project or its set of services is another one, else what changed.
    void applyState(const nlohmann::json& state);
    /// Takes one event's `data`. An event with an id that STATE already held is ignored. Returns false for `lost`:
    /// STATE must be read again.
    bool applyEvent(const nlohmann::json& event);
    /// Takes `GET …/metrics`, `GET …/rollouts`, and the stored events.
    void applyMetrics(const nlohmann::json& metrics);
    void applyReceipts(const nlohmann::json& receipts);
    void applyEventHistory(const nlohmann::json& events);
    /// An operation that a call answered or that was polled; as an event of type `operation`.
    void applyOperation(const nlohmann::json& operation);
    /// Takes `GET …/topology`: which processes carry calls and what they cost. No event tells of these.
    void applyProcesses(const nlohmann::json& topology);
    void setLink(Link link);
    /// How many sagas of the project are stuck: what no event tells.
    void setStuckSagas(int stuck);
    /// Forgets the project: before another one is shown.
    void clear();

    bool hasProject() const { return !m_project.name.isEmpty(); }
    const ProjectInfo& project() const { return m_project; }
    const GatewayInfo& gateway() const { return m_gateway; }
    const std::vector<Service>& services() const { return m_services; }
    const Service* service(const QString& name) const;
    const std::vector<Instance>& instances() const { return m_instances; }
    const Instance* instance(const QString& name) const;
    std::vector<const Instance*> instancesOf(const QString& service) const;
    /// Nodes carry the state, rates and instances of their service, kept up by events.
    const Topology& topology() const { return m_topology; }
    const std::vector<Operation>& operations() const { return m_operations; }
    const Operation* operation(const QString& id) const;
    /// The queued or running one of a service; null if there is none.
    const Operation* runningOperation(const QString& service) const;
    /// The queued or running switch between hub and spoke and peer to peer; null if there is none.
    const Operation* runningSwitch() const;
    const std::vector<Receipt>& receipts() const { return m_receipts; }
    const Receipt* receipt(const QString& id) const;
    const Receipt* lastReceipt(const QString& service) const;
    const std::deque<EventRow>& events() const { return m_events; }
    int stuckSagas() const { return m_stuckSagas; }
    /// Null before the first tick.
    const Series* series(const QString& service) const;
    const Series& gatewaySeries() const { return m_gatewaySeries; }

    /// The team that owns a service, as it is shown; a null name and the unknown colour where there is none.
    QString teamName(const QString& key) const;
    QColor teamColor(const QString& key) const;

    Link link() const { return m_link; }
    bool isLive() const { return m_link == Link::Connected; }
    /// Since anything was heard of the daemon; -1 if never.
    qint64 dataAgeMs() const;
    /// Milliseconds that the last event took from the daemon's clock to here; -1 before the first.
    qint64 eventLagMs() const { return m_eventLagMs; }
    qint64 eventId() const { return m_eventId; }
    /// The sum over the gateway, or over the services where it reports nothing.
    double totalRps() const;
    double totalErrorsPerS() const;

    /// Sends what is pending at once; for tests and screenshots.
    void flush();

  signals:
    /// Another project, or another set of services: rebuild.
    void reset();
    /// Values of these services changed (state, counts, rates); the set is the same.
    void servicesChanged(const QStringList& names);
    /// Instances of these services came, went or changed.
    void instancesChanged(const QStringList& services);
    /// Nodes or edges came or went, or the mode changed: lay out again, keeping what is there.
    void topologyStructureChanged();
    /// Rates, states or counts of nodes and edges changed.
    void topologyValuesChanged();
    void operationsChanged(const QStringList& ids);
    /// A rollout ended. Not gathered: one signal a receipt, in order.
    void receiptAdded(const QString& id);
    void receiptsReset();
    void eventsAppended(int count);
    void eventsReset();
    /// A second's measurements of all services arrived.
    void ticked();
    void gatewayChanged();
    void projectChanged();
    void linkChanged(Link link);
    void stuckSagasChanged(int stuck);

  private:
    void takeService(Service service);
    void takeInstance(Instance instance, bool removed);
    void takeOperation(Operation operation);
    void takeReceipt(Receipt receipt);
    void takeTick(const nlohmann::json& tick);
    void takeGateway(const nlohmann::json& gateway);
    void loadGatewayHistory(const nlohmann::json& metrics);
    void syncNode(const Service& service);
    void appendEvent(const nlohmann::json& event);
    void schedule();
    Service* findService(const QString& name);

    ProjectInfo m_project;
    GatewayInfo m_gateway;
    std::vector<Service> m_services;
    QHash<QString, std::size_t> m_serviceRow;
    std::vector<Instance> m_instances;
    Topology m_topology;
    std::vector<Operation> m_operations;
    std::vector<Receipt> m_receipts;
    std::deque<EventRow> m_events;
    QHash<QString, Series> m_series;
    Series m_gatewaySeries;
    Link m_link = Link::Connecting;
    int m_stuckSagas = 0;
    qint64 m_eventId = 0;
    qint64 m_eventLagMs = -1;
    QElapsedTimer m_heard;

    struct Pending {
        QSet<QString> services;
        QSet<QString> instances;
        QSet<QString> operations;
        int events = 0;
        bool structure = false;
        bool values = false;
        bool tick = false;
        bool gateway = false;
        bool project = false;
    };
    Pending m_pending;
    QTimer m_timer;
    QElapsedTimer m_lastFlush;
};

}  // namespace slipway::gui
