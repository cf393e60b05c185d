#pragma once

#include <QAbstractTableModel>

#include "gui/models/row_diff.h"

namespace slipway::gui {

/// A table over a vector of values that is read anew every second or two: rows come and go by their key, those that
/// differ are told in one ranged dataChanged, and nothing is ever reset, so that selection and scroll position stay.
template <class Row>
class RowTable : public QAbstractTableModel {
  public:
    using QAbstractTableModel::QAbstractTableModel;

    const std::vector<Row>& rows() const { return m_rows; }
    /// Null past the end.
    const Row* row(int at) const {
        return at >= 0 && at < static_cast<int>(m_rows.size()) ? &m_rows[static_cast<std::size_t>(at)] : nullptr;
    }
    int rowCount(const QModelIndex& parent = {}) const override {
        return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
    }

  protected:
    virtual QString keyOf(const Row& row) const = 0;

    /// `wanted` holds each key once; the first of two is taken.
    void setRows(std::vector<Row> wanted) {
        const std::vector<Row> before = m_rows;
        diffRows(
            m_rows, std::move(wanted), [this](const Row& each) { return keyOf(each); },
            [this](int at, auto&& change) {
                beginRemoveRows({}, at, at);
                change();
                endRemoveRows();
            },
            [this](int at, auto&& change) {
                beginInsertRows({}, at, at);
                change();
                endInsertRows();
            });
        int first = -1;
        int last = -1;
        for (int at = 0; at < rowCount(); ++at) {
            const auto place = static_cast<std::size_t>(at);
            if (place >= before.size() || !(before[place] == m_rows[place])) {
                first = first < 0 ? at : first;
                last = at;
            }
        }
        if (first >= 0) {
            emit dataChanged(index(first, 0), index(last, columnCount() - 1));
        }
    }

  private:
    std::vector<Row> m_rows;
};

}  // namespace slipway::gui
