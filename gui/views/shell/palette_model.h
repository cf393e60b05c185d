#pragma once

#include <QAbstractListModel>

#include "gui/views/shell/command_palette.h"

namespace slipway::gui {

/// The palette's entries that fit the query, best first. In the order given while the query is empty.
class PaletteModel : public QAbstractListModel {
    Q_OBJECT
  public:
    enum Role { GroupRole = Qt::UserRole + 1, IconRole, ShortcutRole, ReasonRole, HitsRole };

    using QAbstractListModel::QAbstractListModel;
    void setEntries(std::vector<PaletteEntry> entries);
    void setQuery(const QString& query);
    const PaletteEntry* entry(int row) const;

    int rowCount(const QModelIndex& parent = {}) const override;
    QVariant data(const QModelIndex& index, int role) const override;

  private:
    struct Fit {
        std::size_t entry;
        int score;
        std::vector<int> hits;
    };
    std::vector<PaletteEntry> m_entries;
    std::vector<Fit> m_fits;
};

}  // namespace slipway::gui
