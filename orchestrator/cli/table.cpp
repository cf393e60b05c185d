#include "cli/table.h"

#include <algorithm>

namespace slipway::cli {

std::string Table::text(const Console& console, std::string_view indent) const {
    std::vector<int> widths(m_columns.size(), 0);
    for (const auto& row : m_rows)
        for (size_t i = 0; i < m_columns.size() && i < row.size(); ++i)
            widths[i] = std::max(widths[i], displayWidth(row[i]));
    const std::vector<int> filled = widths;
    for (size_t i = 0; i < m_columns.size(); ++i)
        widths[i] = std::max(widths[i], displayWidth(m_columns[i].title));

    const auto line = [&](const auto& cellOf) {
        std::string out(indent);
        for (size_t i = 0; i < m_columns.size(); ++i) {
            if (filled[i] == 0)
                continue;
            const std::string cell = cellOf(i);
            const std::string blanks(static_cast<size_t>(std::max(0, widths[i] - displayWidth(cell))), ' ');
            out += m_columns[i].align == Align::Right ? blanks + cell : cell + blanks;
            out += "  ";
        }
        out.erase(out.find_last_not_of(' ') + 1);
        return out + '\n';
    };
    std::string out = line([&](size_t i) { return console.onOut(Color::Dim, m_columns[i].title); });
    for (const auto& row : m_rows)
        out += line([&](size_t i) { return i < row.size() ? row[i] : std::string(); });
    return out;
}

}  // namespace slipway::cli
