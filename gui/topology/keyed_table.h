#pragma once

#include <QAbstractTableModel>
#include <vector>

namespace slipway::gui {

/// A table whose rows have keys. setRows() moves to the new rows by insertions, removals and ranged changes, never by a
/// reset, so that selection, scrolling and screen readers keep their place. Rows keep the order in which they are
/// given.
template <class Row>
class KeyedTable : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }
    const std::vector<Row>& rows() const { return m_rows; }

    /// `keyOf(row)` gives something comparable; `differ(a, b)` whether a row must be repainted.
    template <class KeyOf, class Differ>
    void moveToRows(std::vector<Row> next, KeyOf keyOf, Differ differ) {
        const auto isIn = [&](const std::vector<Row>& rows, const Row& row, std::size_t from = 0) {
            for (std::size_t i = from; i < rows.size(); ++i) {
                if (keyOf(rows[i]) == keyOf(row))
                    return true;
            }
            return false;
        };
        for (int i = static_cast<int>(m_rows.size()) - 1; i >= 0; --i) {
            if (isIn(next, m_rows[i]))
                continue;
            beginRemoveRows({}, i, i);
            m_rows.erase(m_rows.begin() + i);
            endRemoveRows();
        }
        int firstChanged = -1;
        const auto flush = [&](int end) {
            if (firstChanged >= 0)
                emit dataChanged(index(firstChanged, 0), index(end - 1, columnCount() - 1));
            firstChanged = -1;
        };
        for (int i = 0; i < static_cast<int>(next.size()); ++i) {
            const bool here = i < static_cast<int>(m_rows.size()) && keyOf(m_rows[i]) == keyOf(next[i]);
            if (here) {
                const bool changed = differ(m_rows[i], next[i]);
                m_rows[i] = std::move(next[i]);
                if (changed && firstChanged < 0)
                    firstChanged = i;
                else if (!changed)
                    flush(i);
                continue;
            }
            flush(i);
            // A row that stands further down is taken out there and put in here: order changes are rare, and two steps
            // are plain.
            for (int later = i + 1; later < static_cast<int>(m_rows.size()); ++later) {
                if (keyOf(m_rows[later]) == keyOf(next[i])) {
                    beginRemoveRows({}, later, later);
                    m_rows.erase(m_rows.begin() + later);
                    endRemoveRows();
                    break;
                }
            }
            beginInsertRows({}, i, i);
            m_rows.insert(m_rows.begin() + i, std::move(next[i]));
            endInsertRows();
        }
        flush(static_cast<int>(m_rows.size()));
    }

  private:
    std::vector<Row> m_rows;
};

}  // namespace slipway::gui
