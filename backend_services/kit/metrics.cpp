#include "kit/metrics.h"

#include <algorithm>

namespace shop::kit {

namespace {

std::string seconds(std::int64_t microseconds) {
    std::string digits = std::to_string(microseconds % 1'000'000);
    digits.insert(0, 6 - digits.size(), '0');
    return std::to_string(microseconds / 1'000'000) + "." + digits;
}

}  // namespace

void Metrics::prepare(const std::vector<Route>& routes) {
    m_rows.clear();
    for (const Route& route : routes) {
        m_rows.push_back(std::make_unique<Row>());
        m_rows.back()->method = route.method;
        m_rows.back()->pattern = route.pattern;
    }
    m_rows.push_back(std::make_unique<Row>());
    m_rows.back()->method = "OTHER";
    m_rows.back()->pattern = "unmatched";
}

void Metrics::ended(std::ptrdiff_t route, int status, std::chrono::microseconds took, bool serves) {
    Row& row = route < 0 ? *m_rows.back() : *m_rows[static_cast<std::size_t>(route)];
    const auto slot = static_cast<std::size_t>(std::clamp(status, 100, 599) - 100);
    row.byStatus[slot].fetch_add(1, std::memory_order_relaxed);
    const auto bucket = std::lower_bound(kBucketsUs.begin(), kBucketsUs.end(), took.count()) - kBucketsUs.begin();
    row.buckets[static_cast<std::size_t>(bucket)].fetch_add(1, std::memory_order_relaxed);
    row.sumUs.fetch_add(static_cast<std::uint64_t>(took.count()), std::memory_order_relaxed);
    if (serves) {
        m_served.fetch_add(1, std::memory_order_relaxed);
    }
    m_inFlight.fetch_sub(1, std::memory_order_relaxed);
}

void Metrics::refused(int status) {
    began();
    ended(-1, status, std::chrono::microseconds(0), true);
}

void Metrics::called(const std::string& to, std::string_view method, int status) {
    std::string labels =
        "to=\"" + to + "\",method=\"" + std::string(method) + "\",status=\"" + std::to_string(status) + "\"";
    const std::lock_guard lock(m_callsMutex);
    ++m_calls[std::move(labels)];
}

std::string Metrics::text() const {
    const std::string service = "service=\"" + m_service + "\"";
    std::string out;
    const auto head = [&](const char* name, const char* type, const char* help) {
        out += std::string("# HELP ") + name + " " + help + "\n# TYPE " + name + " " + type + "\n";
    };
    head("shop_requests_served_total", "counter", "Requests answered, health and metrics apart.");
    out += "shop_requests_served_total{" + service + "} " + std::to_string(served()) + "\n";
    head("shop_requests_in_flight", "gauge", "Requests being worked on now, this one included.");
    out += "shop_requests_in_flight{" + service + "} " + std::to_string(inFlight()) + "\n";

    head("shop_requests_total", "counter", "Requests answered, by route and status.");
    for (const auto& row : m_rows) {
        for (int i = 0; i < kStatuses; ++i) {
            if (const auto count = row->byStatus[static_cast<std::size_t>(i)].load(std::memory_order_relaxed)) {
                out += "shop_requests_total{" + service + ",method=\"" + row->method + "\",route=\"" + row->pattern +
                       "\",status=\"" + std::to_string(i + 100) + "\"} " + std::to_string(count) + "\n";
            }
        }
    }
    head("shop_request_duration_seconds", "histogram", "Time from a whole request to its answer, by route.");
    for (const auto& row : m_rows) {
        const std::string labels = service + ",method=\"" + row->method + "\",route=\"" + row->pattern + "\"";
        std::uint64_t sum = 0;
        std::string lines;
        for (std::size_t i = 0; i <= kBucketsUs.size(); ++i) {
            sum += row->buckets[i].load(std::memory_order_relaxed);
            const std::string end = i < kBucketsUs.size() ? seconds(kBucketsUs[i]) : "+Inf";
            lines +=
                "shop_request_duration_seconds_bucket{" + labels + ",le=\"" + end + "\"} " + std::to_string(sum) + "\n";
        }
        if (sum > 0) {
            const auto totalUs = static_cast<std::int64_t>(row->sumUs.load(std::memory_order_relaxed));
            out += lines + "shop_request_duration_seconds_sum{" + labels + "} " + seconds(totalUs) + "\n" +
                   "shop_request_duration_seconds_count{" + labels + "} " + std::to_string(sum) + "\n";
        }
    }
    head("shop_calls_total", "counter", "Tries of calls to other services, by answer; status 0 where none came.");
    const std::lock_guard lock(m_callsMutex);
    for (const auto& [labels, count] : m_calls) {
        out += "shop_calls_total{" + service + "," + labels + "} " + std::to_string(count) + "\n";
    }
    return out;
}

}  // namespace shop::kit
