#include "gui/models/events_model.h"

#include "gui/models/format.h"

namespace slipway::gui {

EventsModel::EventsModel(const Store* store, QObject* parent) : QAbstractTableModel(parent), m_store(store) {
    m_rows = static_cast<int>(store->events().size());
    connect(store, &Store::eventsReset, this, [this] {
        beginResetModel();
        m_rows = static_cast<int>(m_store->events().size());
        endResetModel();
    });
    connect(store, &Store::eventsAppended, this, [this](int count) {
        beginInsertRows({}, 0, count - 1);
        m_rows += count;
        endInsertRows();
    });
}

const EventRow* EventsModel::at(int row) const {
    // Counted from the oldest: those the Store has beyond m_rows are not told of yet.
    const int position = m_rows - 1 - row;
    return position >= 0 && position < static_cast<int>(m_store->events().size())
               ? &m_store->events()[static_cast<std::size_t>(position)]
               : nullptr;
}

int EventsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}
int EventsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QVariant EventsModel::data(const QModelIndex& index, int role) const {
    const EventRow* event = index.isValid() ? at(index.row()) : nullptr;
    if (!event) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return index.column() == Time      ? format::clock(event->atMs)
                   : index.column() == Subject ? (event->service.isEmpty() ? event->type : event->service)
                                               : event->text;
        case Qt::ToolTipRole:
            return index.column() == Text ? event->text : QVariant();
        case StatusRole:
            return static_cast<int>(event->status);
        case ServiceNameRole:
            return event->service;
        default:
            return {};
    }
}

QVariant EventsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return role == Qt::TextAlignmentRole ? QVariant(static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft))
                                             : QVariant();
    }
    return section == Time ? tr("Time") : section == Subject ? tr("Service") : tr("Event");
}

}  // namespace slipway::gui
