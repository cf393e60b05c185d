#include "gui/views/shell/palette_model.h"

#include <algorithm>

#include "gui/models/fuzzy.h"

namespace slipway::gui {

void PaletteModel::setEntries(std::vector<PaletteEntry> entries) {
    m_entries = std::move(entries);
    setQuery({});
}

void PaletteModel::setQuery(const QString& query) {
    beginResetModel();
    m_fits.clear();
    for (std::size_t i = 0; i < m_entries.size(); ++i) {
        std::vector<int> hits;
        const int score = fuzzyScore(query, m_entries[i].title, &hits);
        if (score >= 0) {
            m_fits.push_back({i, score - (m_entries[i].reason.isEmpty() ? 0 : 6), std::move(hits)});
        }
    }
    if (!query.trimmed().isEmpty()) {
        std::stable_sort(m_fits.begin(), m_fits.end(), [](const Fit& a, const Fit& b) { return a.score > b.score; });
    }
    endResetModel();
}

const PaletteEntry* PaletteModel::entry(int row) const {
    return row >= 0 && row < static_cast<int>(m_fits.size()) ? &m_entries[m_fits[static_cast<std::size_t>(row)].entry]
                                                             : nullptr;
}

int PaletteModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_fits.size());
}

QVariant PaletteModel::data(const QModelIndex& index, int role) const {
    const PaletteEntry* e = index.isValid() ? entry(index.row()) : nullptr;
    if (!e) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
            return e->title;
        case Qt::AccessibleTextRole:
            return e->reason.isEmpty() ? e->title : e->title + QStringLiteral(", ") + e->reason;
        case GroupRole:
            return e->group;
        case IconRole:
            return e->icon;
        case ShortcutRole:
            return e->shortcut;
        case ReasonRole:
            return e->reason;
        case HitsRole: {
            const auto& hits = m_fits[static_cast<std::size_t>(index.row())].hits;
            return QVariant::fromValue(QList<int>(hits.begin(), hits.end()));
        }
        default:
            return {};
    }
}

}  // namespace slipway::gui
