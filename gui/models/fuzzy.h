#pragma once

#include <QString>
#include <vector>

namespace slipway::gui {

/// How well `query` fits `text` as a subsequence, ignoring case: higher is better, -1 where it does not fit. Starts of
/// words, runs of letters and an early first letter count more. `hits` takes the matched positions in `text`.
int fuzzyScore(const QString& query, const QString& text, std::vector<int>* hits = nullptr);

}  // namespace slipway::gui
