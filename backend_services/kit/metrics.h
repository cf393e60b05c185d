#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "kit/router.h"

namespace shop::kit {

/// Counts of one service, written without locks by request threads and read by `/metrics`.
class Metrics {
  public:
    /// Upper ends of the latency buckets, in microseconds.
    static constexpr std::array<std::int64_t, 13> kBucketsUs = {
        100, 250, 500, 1'000, 2'500, 5'000, 10'000, 25'000, 50'000, 100'000, 250'000, 1'000'000, 5'000'000};

    explicit Metrics(std::string service) : m_service(std::move(service)) {}

    /// Makes one row a route, and one for what matched none. Before the server starts.
    void prepare(const std::vector<Route>& routes);

    void began() { m_inFlight.fetch_add(1, std::memory_order_relaxed); }
    /// `route`: its index, or -1 where none matched. `serves`: false for health and metrics themselves.
    void ended(std::ptrdiff_t route, int status, std::chrono::microseconds took, bool serves);
    /// A try of a call to another service; status 0 where no answer came. Takes a lock: calls are rare next to
    /// requests.
    void called(const std::string& to, std::string_view method, int status);
    /// A connection's request that never reached a route (broken head, too large).
    void refused(int status);

    std::uint64_t served() const { return m_served.load(std::memory_order_relaxed); }
    std::int64_t inFlight() const { return m_inFlight.load(std::memory_order_relaxed); }

    /// Prometheus text format 0.0.4.
    std::string text() const;

  private:
    static constexpr int kStatuses = 500;  // 100-599
    struct Row {
        std::string method;
        std::string pattern;
        std::array<std::atomic<std::uint64_t>, kStatuses> byStatus{};
        std::array<std::atomic<std::uint64_t>, kBucketsUs.size() + 1> buckets{};
        std::atomic<std::uint64_t> sumUs{0};
    };

    std::string m_service;
    std::vector<std::unique_ptr<Row>> m_rows;  // the last is for what matched no route
    std::atomic<std::uint64_t> m_served{0};
    std::atomic<std::int64_t> m_inFlight{0};
    mutable std::mutex m_callsMutex;
    std::map<std::string, std::uint64_t> m_calls;  // by their label set
};

}  // namespace shop::kit
