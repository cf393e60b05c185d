#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "protocol/latency_histogram.h"

namespace slipway::daemon {

/// Writes the Prometheus text format 0.0.4 (https://prometheus.io/docs/instrumenting/exposition_formats/): each family
/// once, with its help and type before its samples. A value; thread: any.
class PrometheusText {
  public:
    static constexpr const char* kContentType = "text/plain; version=0.0.4; charset=utf-8";
    using Labels = std::vector<std::pair<std::string_view, std::string_view>>;
    enum class Type { Counter, Gauge, Histogram };

    /// The samples that follow are of this family. `help` without line breaks.
    void family(std::string_view name, Type type, std::string_view help);
    void sample(const Labels& labels, double value);
    /// Seconds, in buckets from 0.5 ms to 60 s; what lies across a bound counts above it.
    void histogram(const Labels& labels, const protocol::LatencyHistogram& latency);

    const std::string& text() const { return m_text; }

  private:
    void line(std::string_view suffix, const Labels& labels, std::string_view le, double value);

    std::string m_text;
    std::string m_name;
};

}  // namespace slipway::daemon
