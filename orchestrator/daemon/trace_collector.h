#pragma once

#include <QObject>
#include <QTimer>
#include <functional>
#include <set>
#include <string>

#include "base/clock.h"
#include "daemon/data_plane.h"
#include "daemon/otlp_exporter.h"
#include "daemon/trace_store.h"

namespace slipway::daemon {

/// Brings spans from where they are made, the processes that carry requests and the composers, to the store and to the
/// exporter. It asks, and only while there is something: an idle project costs nothing. Thread: the daemon's.
class TraceCollector : public QObject {
  public:
    /// The port of the project's composer; 0 where it has none that answers.
    using ComposerPort = std::function<int(const std::string& project)>;
    TraceCollector(DataPlane& dataPlane, const Clock& clock, ComposerPort composerPort);

    /// The statistics say whether there are spans to fetch.
    void onFigures(const PlaneFigures& figures);
    /// Calls back when what has ended until now is in the store, or after 400 ms.
    void fetch(std::function<void()> then);
    /// Records as they came. A composer does not know its project: `project`, where it is given, is that of each.
    void ingest(std::string_view records, std::string_view project = {});
    void forgetProject(const std::string& project);

    const TraceStore& store() const { return m_store; }
    OtlpExporter& exporter() { return m_exporter; }

    /// The last spans of a process that has ended.
    void add(std::string_view records) { ingest(records); }

  private:
    static constexpr std::chrono::milliseconds kPeriod{250};
    static constexpr std::chrono::milliseconds kPatience{400};
    static constexpr std::int64_t kClockWasSetNs = 5'000'000;
    void fetchComposers(std::function<void()> then);

    DataPlane& m_dataPlane;
    const Clock& m_clock;
    ComposerPort m_composerPort;
    TraceStore m_store;
    OtlpExporter m_exporter;
    std::set<std::string> m_composersAsked;  ///< projects whose composer was called since its spans were fetched
    bool m_gotSome = false;
    std::int64_t m_toWallNs = 0;  ///< what a time of the monotonic clock lacks to one since 1970
    QTimer m_soon;
};

}  // namespace slipway::daemon
