#include "gui/models/receipts_model.h"

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/models/row_diff.h"

namespace slipway::gui {

QString receiptTitle(const Receipt& r) {
    if (r.kind == QLatin1String("scale") && r.replicasTo >= 0) {
        return ReceiptsModel::tr("Scale %1 → %2").arg(r.replicasFrom).arg(r.replicasTo);
    }
    if (r.kind == QLatin1String("restart")) {
        return ReceiptsModel::tr("Restart, revision %1").arg(r.to);
    }
    if (r.kind == QLatin1String("stop")) {
        return ReceiptsModel::tr("Stop");
    }
    if (r.kind == QLatin1String("start")) {
        return ReceiptsModel::tr("Start, revision %1").arg(r.to);
    }
    return r.from == r.to ? ReceiptsModel::tr("Redeploy, revision %1").arg(r.to)
                          : ReceiptsModel::tr("Redeploy, revision %1 → %2").arg(r.from).arg(r.to);
}

ReceiptsModel::ReceiptsModel(const Store* store, QObject* parent) : QAbstractListModel(parent), m_store(store) {
    m_ids = wanted();
    connect(store, &Store::receiptAdded, this, &ReceiptsModel::update);
    connect(store, &Store::receiptsReset, this, &ReceiptsModel::update);
}

void ReceiptsModel::setService(const QString& service) {
    if (service == m_service) {
        return;
    }
    beginResetModel();
    m_service = service;
    m_ids = wanted();
    endResetModel();
}

QStringList ReceiptsModel::wanted() const {
    QStringList ids;
    for (const Receipt& each : m_store->receipts()) {
        if (m_service.isEmpty() || each.service == m_service) {
            ids << each.id;
        }
    }
    return ids;
}

void ReceiptsModel::update() {
    std::vector<QString> rows(m_ids.begin(), m_ids.end());
    const QStringList next = wanted();
    diffRows(
        rows, std::vector<QString>(next.begin(), next.end()), [](const QString& id) { return id; },
        [this](int row, auto&& change) {
            beginRemoveRows({}, row, row);
            change();
            m_ids.removeAt(row);
            endRemoveRows();
        },
        [&](int row, auto&& change) {
            beginInsertRows({}, row, row);
            change();
            m_ids.insert(row, next.value(row));
            endInsertRows();
        });
}

int ReceiptsModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_ids.size());
}

QVariant ReceiptsModel::data(const QModelIndex& index, int role) const {
    const Receipt* r = index.isValid() ? m_store->receipt(m_ids.value(index.row())) : nullptr;
    if (!r) {
        return {};
    }
    const QString summary =
        r->succeeded() ? tr("%1 requests, %2 failed · %3")
                             .arg(format::count(r->requests), format::count(r->failed), format::seconds(r->seconds))
                       : r->why;
    // A list of all services says whose each one is.
    const QString title =
        m_service.isEmpty() ? r->service + QStringLiteral(" · ") + receiptTitle(*r) : receiptTitle(*r);
    switch (role) {
        case Qt::DisplayRole:
            return title;
        case Qt::AccessibleTextRole:
            return title + QStringLiteral(", ") + summary;
        case ReceiptIdRole:
            return r->id;
        case StatusRole:
            return static_cast<int>(receiptStatus(*r));
        case SummaryRole:
            return summary;
        case WhenRole:
            return format::clock(r->endedMs);
        default:
            return {};
    }
}

}  // namespace slipway::gui
