#pragma once

#include <optional>
#include <vector>

#include "store/statement.h"

namespace slipway::store {

/// Every row, made by `read(statement)`.
template <class Row, class Read>
Result<std::vector<Row>> readRows(Statement& statement, Read read) {
    std::vector<Row> rows;
    for (;;) {
        const auto row = statement.step();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return rows;
        rows.push_back(read(statement));
    }
}

/// The first row, or empty.
template <class Row, class Read>
Result<std::optional<Row>> readRow(Statement& statement, Read read) {
    const auto row = statement.step();
    if (!row)
        return tl::unexpected(row.error());
    if (!*row)
        return std::optional<Row>();
    return std::optional<Row>(read(statement));
}

}  // namespace slipway::store
