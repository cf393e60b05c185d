#pragma once

#include <QHash>
#include <QString>
#include <array>
#include <nlohmann/json_fwd.hpp>
#include <vector>

namespace slipway::gui {

enum class Metric { Rps, Errors, P50Us, P95Us, Cpu, RssKib, Ready };
inline constexpr std::size_t kMetricCount = 7;

/// The last hour of one service, a value a second, oldest first; NaN where nothing was measured, so that gaps stay
/// gaps.
class Series {
  public:
    static constexpr int kSeconds = 3600;

    /// Values of a metric, all of the same length; the last one was taken at lastMs().
    const std::vector<double>& values(Metric metric) const { return m_values[static_cast<std::size_t>(metric)]; }
    qint64 lastMs() const { return m_lastMs; }
    bool isEmpty() const { return m_values[0].empty(); }

    using Sample = std::array<double, kMetricCount>;
    /// A sample taken at `atMs`. Whole seconds left out become NaN; one within half a second of the last replaces it;
    /// an older one is dropped.
    void append(qint64 atMs, const Sample& sample);
    /// Takes the history that `GET …/metrics` answers for one service: columns of equal length, the first at `fromMs`.
    /// Samples from before it stay.
    void load(qint64 fromMs, qint64 stepMs, const nlohmann::json& columns);

  private:
    Series before(qint64 atMs) const;

    std::array<std::vector<double>, kMetricCount> m_values;
    qint64 m_lastMs = 0;
};

}  // namespace slipway::gui
