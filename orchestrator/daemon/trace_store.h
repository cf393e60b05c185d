#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "protocol/api_trace.h"
#include "protocol/span_record.h"

namespace slipway::daemon {

/// The last traces of all projects, in memory alone: whole traces go, the oldest first, when either bound is reached;
/// those in which something failed outlive the others until they are half of all.
/// What is kept of a span is the bytes that came (protocol/span_record.h). Thread: the daemon's.
class TraceStore {
  public:
    struct Bounds {
        std::size_t spans = 20'000;
        std::size_t bytes = 8u << 20;
        std::size_t spansOfOne = 2'000;  ///< more of one trace are dropped
    };
    explicit TraceStore(Bounds bounds) : m_bounds(bounds) {}
    TraceStore() : TraceStore(Bounds{}) {}

    /// Its `startNs` is of the wall clock, since 1970.
    void add(const protocol::SpanRecord& span);
    void forgetProject(const std::string& project);

    struct Filter {
        std::string service;  ///< one that took part; empty: any
        std::uint64_t minDurationUs = 0;
        std::string status;  ///< "", "error", "ok", "503", "5xx"
        std::size_t limit = 50;
    };
    /// Newest first.
    std::vector<api::TraceRow> list(const std::string& project, const Filter& filter) const;
    /// Its spans by start, parents before children of the same moment; nothing where it is not (any more) known.
    std::optional<api::Trace> find(const std::string& project, const TraceId& id) const;
    /// Those that `text` may mean, newest first: a trace's id; else what has it as the request id or saga of a span;
    /// else, from kLeastPrefix digits on, what begins with it.
    std::vector<TraceId> resolve(const std::string& project, const std::string& text) const;
    static constexpr std::size_t kLeastPrefix = 4;

    std::size_t traces() const { return m_traces.size(); }
    std::size_t spans() const { return m_failed.spans + m_others.spans; }
    std::size_t bytes() const { return m_failed.bytes + m_others.bytes; }
    std::uint64_t evicted() const { return m_evicted; }  ///< traces
    std::uint64_t refused() const { return m_refused; }  ///< spans of traces that had too many

  private:
    struct Key {
        std::string project;
        TraceId id;
        auto operator<=>(const Key&) const = default;
    };
    struct Entry {
        std::string records;
        std::size_t spans = 0;
        std::uint64_t serial = 0;
        bool failed = false;
    };
    /// By arrival of the first span.
    struct Shelf {
        std::map<std::uint64_t, Key> order;
        std::size_t spans = 0;
        std::size_t bytes = 0;
    };
    Shelf& shelfOf(const Entry& entry) { return entry.failed ? m_failed : m_others; }
    void take(const Entry& entry);
    void put(const Key& key, const Entry& entry);
    void evict();
    std::vector<const Key*> newestFirst(const std::string& project) const;
    std::vector<api::Span> spansOf(const Entry& entry) const;
    static api::TraceRow rowOf(const TraceId& id, const std::vector<api::Span>& spans);

    const Bounds m_bounds;
    std::map<Key, Entry> m_traces;
    Shelf m_failed, m_others;
    std::uint64_t m_next = 1;
    std::uint64_t m_evicted = 0;
    std::uint64_t m_refused = 0;
};

}  // namespace slipway::daemon
