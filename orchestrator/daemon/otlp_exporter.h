#pragma once

#include <QObject>
#include <QTimer>
#include <cstdint>
#include <map>
#include <memory>
#include <string>

#include "base/clock.h"
#include "model/observability.h"
#include "protocol/span_record.h"

namespace slipway::daemon {

/// Sends spans to collectors as OTLP over HTTP in JSON (https://opentelemetry.io/docs/specs/otlp/), each project's to
/// its own. Batches; one request at a time a collector; on 429, 502, 503, 504 or no answer the batch is sent again
/// after the collector's Retry-After, else after a growing while; what does not fit the queue is dropped and counted.
/// Requests run on a thread of its own. Thread: the daemon's.
class OtlpExporter : public QObject {
  public:
    struct Limits {
        std::size_t queueBytes = 4u << 20;  ///< a project, as records
        std::size_t batchSpans = 512;
        std::chrono::milliseconds gather{1000};  ///< from the first span to the request, unless a batch is full
        std::chrono::milliseconds firstBackOff{500}, longestBackOff{30'000};
        int tries = 8;  ///< of a batch; then it is dropped
    };
    explicit OtlpExporter(Limits limits);
    OtlpExporter() : OtlpExporter(Limits{}) {}
    ~OtlpExporter() override;

    /// An empty endpoint ends the export of the project; what was queued is dropped.
    void configure(const std::string& project, const model::Otlp& otlp);
    /// `startNs` of the wall clock. Ignored where the project has no collector.
    void add(const protocol::SpanRecord& span);
    void sendSoon();

    struct Counts {
        std::uint64_t sent = 0, dropped = 0, requests = 0, failures = 0;
        std::size_t queued = 0;              ///< spans
        std::chrono::milliseconds pause{0};  ///< before the next try of the batch; 0: it is not waiting for one
        std::string lastError;               ///< empty: the last request went through
    };
    /// All zero where it has none.
    Counts counts(const std::string& project) const;

  private:
    struct Target;
    struct Wire;
    void send(const std::string& project, Target& target);
    void onAnswer(const std::string& project, std::uint64_t serial, int status, const std::string& retryAfter,
                  const std::string& error, std::uint64_t rejected);
    void drop(Target& target, const std::string& why);

    const Limits m_limits;
    std::map<std::string, std::unique_ptr<Target>> m_targets;
    std::unique_ptr<Wire> m_wire;  ///< made with the first collector
    std::uint64_t m_nextSerial = 1;
};

/// An ExportTraceServiceRequest of these records (one after another), as JSON. For tests, too.
std::string otlpDocument(std::string_view records);

}  // namespace slipway::daemon
