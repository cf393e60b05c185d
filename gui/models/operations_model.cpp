#include "gui/models/operations_model.h"

#include <QDateTime>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/models/row_diff.h"

namespace slipway::gui {

OperationsModel::OperationsModel(const Store* store, QObject* parent) : QAbstractTableModel(parent), m_store(store) {
    m_rows = store->operations();
    connect(store, &Store::reset, this, &OperationsModel::update);
    connect(store, &Store::operationsChanged, this, &OperationsModel::update);
}

void OperationsModel::update() {
    const bool any = diffRows(
        m_rows, m_store->operations(), [](const Operation& o) { return o.id; },
        [this](int row, auto&& change) {
            beginRemoveRows({}, row, row);
            change();
            endRemoveRows();
        },
        [this](int row, auto&& change) {
            beginInsertRows({}, row, row);
            change();
            endInsertRows();
        });
    if (any) {
        emit dataChanged(index(0, 0), index(rowCount() - 1, ColumnCount - 1));
    }
}

void OperationsModel::refreshElapsed() {
    for (int row = 0; row < rowCount(); ++row) {
        if (!m_rows[static_cast<std::size_t>(row)].isOver()) {
            emit dataChanged(index(row, Elapsed), index(row, Elapsed), {Qt::DisplayRole});
        }
    }
}

int OperationsModel::runningCount() const {
    return static_cast<int>(
        std::count_if(m_rows.begin(), m_rows.end(), [](const Operation& o) { return !o.isOver(); }));
}

int OperationsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int OperationsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString OperationsModel::text(const Operation& o, int column) const {
    switch (column) {
        case Task:
            return operationTitle(o);
        case Progress:
            if (o.state == OperationState::Queued) {
                return tr("Waiting");
            }
            if (o.isOver()) {
                return o.total > 0 ? QStringLiteral("%1/%2").arg(o.done).arg(o.total) : QString();
            }
            return o.total > 0 ? QStringLiteral("%1 · %2/%3").arg(phaseText(o.phase)).arg(o.done).arg(o.total)
                               : phaseText(o.phase);
        case Elapsed: {
            const qint64 end = o.isOver() && o.endedMs > 0 ? o.endedMs : QDateTime::currentMSecsSinceEpoch();
            return o.startedMs > 0 ? format::duration(end - o.startedMs) : QString();
        }
        case Result:
            if (o.state == OperationState::Failed) {
                return o.error.message;
            }
            return o.state == OperationState::Succeeded ? tr("Done") : o.message;
        default:
            return {};
    }
}

QVariant OperationsModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= rowCount()) {
        return {};
    }
    const Operation& o = m_rows[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return text(o, index.column());
        case Qt::ToolTipRole:
            return index.column() == Result && o.error.isSet() ? o.error.message + u'\n' + o.error.hint : QVariant();
        case OperationIdRole:
            return o.id;
        case ServiceNameRole:
            return o.service;
        case StatusRole:
            return static_cast<int>(o.state == OperationState::Failed      ? Status::Failing
                                    : o.state == OperationState::Succeeded ? Status::Ok
                                                                           : Status::Pending);
        case DoneRole:
            return o.isOver() ? -1.0 : o.total > 0 ? static_cast<double>(o.done) / o.total : 0.0;
        default:
            return {};
    }
}

QVariant OperationsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) {
        return role == Qt::TextAlignmentRole ? QVariant(static_cast<int>(Qt::AlignVCenter | Qt::AlignLeft))
                                             : QVariant();
    }
    switch (section) {
        case Task:
            return tr("Task");
        case Progress:
            return tr("Progress");
        case Elapsed:
            return tr("Time");
        case Result:
            return tr("Result");
        default:
            return {};
    }
}

}  // namespace slipway::gui
