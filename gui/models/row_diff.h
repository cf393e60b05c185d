#pragma once

#include <algorithm>
#include <vector>

namespace slipway::gui {

/// Turns a model's rows into `wanted` by removals and insertions of single rows; the caller emits dataChanged for the
/// rest. `keyOf` names a row; keys are unique. `removeAt(row, change)` and `insertAt(row, change)` call beginXRows,
/// change(), endXRows. False: no row is left.
template <class Row, class KeyOf, class Remove, class Insert>
bool diffRows(std::vector<Row>& rows, std::vector<Row> wanted, KeyOf keyOf, Remove removeAt, Insert insertAt) {
    const auto sameKey = [&](const auto& key) { return [&keyOf, key](const Row& row) { return keyOf(row) == key; }; };
    for (std::size_t at = rows.size(); at-- > 0;) {
        if (std::none_of(wanted.begin(), wanted.end(), sameKey(keyOf(rows[at])))) {
            removeAt(static_cast<int>(at), [&] { rows.erase(rows.begin() + static_cast<std::ptrdiff_t>(at)); });
        }
    }
    for (std::size_t at = 0; at < wanted.size(); ++at) {
        if (at < rows.size() && keyOf(rows[at]) == keyOf(wanted[at])) {
            continue;
        }
        // A row that stands further down changed places: rare (a service's instances are re-sorted), so remove and
        // insert will do.
        const auto elsewhere = std::find_if(rows.begin() + static_cast<std::ptrdiff_t>(std::min(at, rows.size())),
                                            rows.end(), sameKey(keyOf(wanted[at])));
        if (elsewhere != rows.end()) {
            removeAt(static_cast<int>(elsewhere - rows.begin()), [&] { rows.erase(elsewhere); });
        }
        insertAt(static_cast<int>(at),
                 [&] { rows.insert(rows.begin() + static_cast<std::ptrdiff_t>(at), wanted[at]); });
    }
    rows = std::move(wanted);
    return !rows.empty();
}

}  // namespace slipway::gui
