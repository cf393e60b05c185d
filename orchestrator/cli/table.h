#pragma once

#include <string>
#include <vector>

#include "cli/console.h"

namespace slipway::cli {

enum class Align { Left, Right };

/// Rows under a header, each column as wide as its widest cell on the screen. A column that is empty in every row is
/// left out.
class Table {
  public:
    struct Column {
        std::string title;
        Align align = Align::Left;
    };

    explicit Table(std::vector<Column> columns) : m_columns(std::move(columns)) {}

    /// As many cells as there are columns; colours count nothing.
    void add(std::vector<std::string> cells) { m_rows.push_back(std::move(cells)); }
    bool empty() const { return m_rows.empty(); }
    /// Ends with a line break; no blanks at the ends of lines.
    std::string text(const Console& console, std::string_view indent = "") const;

  private:
    std::vector<Column> m_columns;
    std::vector<std::vector<std::string>> m_rows;
};

}  // namespace slipway::cli
