#pragma once

#include <optional>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/random.h"
#include "composer/record.h"
#include "composer/saga.h"
#include "protocol/span_record.h"

namespace slipway::composer {

/// Spans of sagas and of their calls, until the daemon fetches them: as many bytes as the bound allows, then the newest
/// are dropped. A saga whose client's request was not traced has none. Thread: the loop's.
class SagaSpans {
  public:
    static constexpr std::size_t kMaxBytes = 512 * 1024;

    explicit SagaSpans(const Clock& clock) : m_clock(clock), m_random(Random::fromSystem()) {}

    /// What a request that begins a saga keeps of its trace: "trace" and "trace_parent" of SagaRecord::request, which
    /// outlive a crash. Nothing where `traceparent` is none.
    void begin(std::string_view traceparent, nlohmann::json& request);

    /// A call that is about to be made.
    struct Step {
        TraceContext context;  ///< `span` is the call's own
        std::uint64_t parent = 0;
        bool undo = false;
        int attempt = 0;
        TimePoint started{};
        std::string name, service, method, path;
    };
    /// Adds the call's traceparent to its header. Nothing where the saga has no trace.
    std::optional<Step> start(const SagaRecord& saga, const std::string& step, OutgoingCall& call);
    void end(const Step& step, const Answer& answer);
    /// Its client has its reply.
    void settled(const SagaRecord& saga, TimePoint began);

    /// Records of protocol/span_record.h.
    std::string take() { return std::exchange(m_records, {}); }
    std::uint64_t dropped() const { return m_dropped; }

  private:
    void put(const protocol::SpanRecord& record);

    const Clock& m_clock;
    Random m_random;
    std::string m_records;
    std::uint64_t m_dropped = 0;
};

}  // namespace slipway::composer
