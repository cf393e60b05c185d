#include "protocol/latency_histogram.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace slipway::protocol {

void LatencyHistogram::record(std::uint64_t us) {
    if (buckets.empty())
        buckets.resize(kLatencyBuckets);
    ++count;
    sumUs += us;
    ++buckets[latencyIndex(us)];
}

void LatencyHistogram::add(const LatencyHistogram& other) {
    count += other.count;
    sumUs += other.sumUs;
    if (other.buckets.empty())
        return;
    if (buckets.empty())
        buckets.resize(kLatencyBuckets);
    for (std::size_t i = 0; i < kLatencyBuckets; ++i)
        buckets[i] += other.buckets[i];
}

LatencyHistogram LatencyHistogram::since(const LatencyHistogram& earlier) const {
    if (earlier.count > count || earlier.buckets.empty())
        return *this;
    LatencyHistogram difference = *this;
    difference.count -= earlier.count;
    difference.sumUs -= std::min(earlier.sumUs, sumUs);
    difference.buckets.resize(kLatencyBuckets);
    for (std::size_t i = 0; i < kLatencyBuckets; ++i)
        difference.buckets[i] -= std::min(earlier.buckets[i], difference.buckets[i]);
    return difference;
}

double LatencyHistogram::quantileUs(double q) const {
    std::uint64_t total = 0;
    for (const auto n : buckets)
        total += n;
    if (total == 0)
        return 0;
    const double rank = std::clamp(q, 0.0, 1.0) * static_cast<double>(total);
    double below = 0;
    std::size_t last = 0;
    for (std::size_t i = 0; i < buckets.size(); ++i) {
        if (buckets[i] == 0)
            continue;
        last = i;
        const double here = static_cast<double>(buckets[i]);
        if (below + here >= rank) {
            const double lower = static_cast<double>(latencyLowerUs(i));
            const double width = static_cast<double>(latencyUpperUs(i)) - lower;
            return lower + width * std::max(0.0, (rank - below) / here);
        }
        below += here;
    }
    return static_cast<double>(latencyUpperUs(last));
}

double LatencyHistogram::meanUs() const {
    return count == 0 ? 0 : static_cast<double>(sumUs) / static_cast<double>(count);
}

bool LatencyHistogram::operator==(const LatencyHistogram& other) const {
    if (count != other.count || sumUs != other.sumUs)
        return false;
    for (std::size_t i = 0; i < kLatencyBuckets; ++i)
        if ((buckets.empty() ? 0 : buckets[i]) != (other.buckets.empty() ? 0 : other.buckets[i]))
            return false;
    return true;
}

nlohmann::json toJson(const LatencyHistogram& histogram) {
    auto buckets = nlohmann::json::array();
    for (std::size_t i = 0; i < histogram.buckets.size(); ++i)
        if (histogram.buckets[i] != 0)
            buckets.push_back({i, histogram.buckets[i]});
    return {{"count", histogram.count}, {"sum_us", histogram.sumUs}, {"buckets", std::move(buckets)}};
}

Result<LatencyHistogram> latencyFromJson(const nlohmann::json& json) {
    const auto corrupt = [] { return fail(ErrorCode::Corrupt, "a latency histogram has an unknown shape"); };
    if (!json.is_object() || !json.contains("count") || !json.contains("sum_us") || !json.contains("buckets"))
        return corrupt();
    const auto &count = json["count"], &sum = json["sum_us"], &buckets = json["buckets"];
    if (!count.is_number_unsigned() || !sum.is_number_unsigned() || !buckets.is_array())
        return corrupt();
    LatencyHistogram histogram{count.get<std::uint64_t>(), sum.get<std::uint64_t>(), {}};
    if (!buckets.empty())
        histogram.buckets.resize(kLatencyBuckets);
    for (const auto& pair : buckets) {
        if (!pair.is_array() || pair.size() != 2 || !pair[0].is_number_unsigned() || !pair[1].is_number_unsigned() ||
            pair[0].get<std::uint64_t>() >= kLatencyBuckets)
            return corrupt();
        histogram.buckets[pair[0].get<std::size_t>()] = pair[1].get<std::uint64_t>();
    }
    return histogram;
}

}  // namespace slipway::protocol
