#include "gui/models/series.h"

#include <algorithm>

#include "gui/models/json_read.h"
#include "gui/models/shapes.h"

namespace slipway::gui {

namespace {

constexpr std::array<const char*, kMetricCount> kColumns = {"rps", "errors",  "p50_us", "p95_us",
                                                            "cpu", "rss_kib", "ready"};
// Trimming a vector's front moves it all: let a minute gather first.
constexpr std::size_t kSlack = 60;

}  // namespace

void Series::append(qint64 atMs, const Sample& sample) {
    if (!isEmpty() && atMs < m_lastMs) {
        return;
    }
    // Ticks jitter around their second: the distance to the last one counts, rounded, not the second on the clock.
    const qint64 steps = (atMs - m_lastMs + 500) / 1000;
    const bool replaces = !isEmpty() && steps == 0;
    const qint64 missing = isEmpty() || replaces ? 0 : std::min<qint64>(steps - 1, kSeconds);
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        auto& column = m_values[i];
        if (replaces) {
            column.back() = sample[i];
            continue;
        }
        column.insert(column.end(), static_cast<std::size_t>(missing), kNotMeasured);
        column.push_back(sample[i]);
        if (column.size() > kSeconds + kSlack) {
            column.erase(column.begin(), column.end() - kSeconds);
        }
    }
    if (!replaces) {
        m_lastMs = atMs;
    }
}

Series Series::before(qint64 atMs) const {
    const auto size = static_cast<qint64>(m_values[0].size());
    const qint64 younger = m_lastMs < atMs ? 0 : (m_lastMs - atMs) / 1000 + 1;
    Series older;
    if (size <= younger) {
        return older;
    }
    for (std::size_t i = 0; i < kMetricCount; ++i) {
        older.m_values[i].assign(m_values[i].begin(), m_values[i].end() - younger);
    }
    older.m_lastMs = m_lastMs - younger * 1000;
    return older;
}

void Series::load(qint64 fromMs, qint64 stepMs, const nlohmann::json& columns) {
    std::size_t length = 0;
    for (const char* name : kColumns) {
        length = std::max(length, read::list(columns, name).size());
    }
    if (length == 0 || stepMs <= 0) {
        return;
    }
    // A daemon that came back remembers less than was seen here.
    Series fresh = before(fromMs);
    for (std::size_t at = 0; at < length; ++at) {
        Sample sample;
        for (std::size_t i = 0; i < kMetricCount; ++i) {
            const auto& column = read::list(columns, kColumns[i]);
            sample[i] = at < column.size() && column[at].is_number() ? column[at].get<double>() : kNotMeasured;
        }
        fresh.append(fromMs + static_cast<qint64>(at) * stepMs, sample);
    }
    *this = std::move(fresh);
}

}  // namespace slipway::gui
