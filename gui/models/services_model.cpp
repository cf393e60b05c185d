#include "gui/models/services_model.h"

#include <algorithm>
#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/format.h"

namespace slipway::gui {

ServicesModel::ServicesModel(const Store* store, QObject* parent) : QAbstractTableModel(parent), m_store(store) {
    m_rows = static_cast<int>(store->services().size());
    connect(store, &Store::reset, this, [this] {
        beginResetModel();
        m_rows = static_cast<int>(m_store->services().size());
        endResetModel();
    });
    connect(store, &Store::servicesChanged, this, &ServicesModel::onChanged);
}

void ServicesModel::onChanged(const QStringList& names) {
    int first = m_rows;
    int last = -1;
    for (const QString& name : names) {
        const int row = rowOf(name);
        if (row >= 0) {
            first = std::min(first, row);
            last = std::max(last, row);
        }
    }
    if (last >= first) {
        emit dataChanged(index(first, 0), index(last, ColumnCount - 1));
    }
}

int ServicesModel::rowOf(const QString& service) const {
    const Service* found = m_store->service(service);
    if (!found) {
        return -1;
    }
    const auto row = static_cast<int>(found - m_store->services().data());
    return row < m_rows ? row : -1;
}

int ServicesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : m_rows;
}
int ServicesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString ServicesModel::text(const Service& s, int column) const {
    switch (column) {
        case Name:
            return s.name;
        case Owner:
            return s.owner.isEmpty() ? tr("no owner") : m_store->teamName(s.owner);
        case Replicas:
            return s.external ? QStringLiteral("–") : QStringLiteral("%1/%2").arg(s.ready).arg(s.desired);
        case Rps:
            return format::rate(s.rps);
        case Success:
            return format::share(s.success());
        case P50:
            return format::latency(s.p50Us);
        case P95:
            return format::latency(s.p95Us);
        case Cpu:
            return format::cores(s.cpu);
        case Memory:
            return format::memory(s.rssKib);
        case Revision:
            return s.external ? QStringLiteral("–") : QString::number(s.revision);
        case Uptime:
            return s.uptimeMs > 0 ? format::duration(s.uptimeMs) : QStringLiteral("–");
        default:
            return {};
    }
}

QVariant ServicesModel::sortKey(const Service& s, int column) const {
    const auto number = [](double value) { return std::isnan(value) ? -1.0 : value; };
    switch (column) {
        case Replicas:
            return s.desired;
        case Rps:
        case Trend:
            return number(s.rps);
        case Success:
            return number(s.success());
        case P50:
            return number(s.p50Us);
        case P95:
            return number(s.p95Us);
        case Cpu:
            return number(s.cpu);
        case Memory:
            return number(s.rssKib);
        case Revision:
            return s.revision;
        case Uptime:
            return s.uptimeMs;
        default:
            return text(s, column);
    }
}

QVariant ServicesModel::data(const QModelIndex& index, int role) const {
    if (!index.isValid() || index.row() >= static_cast<int>(m_store->services().size())) {
        return {};
    }
    const Service& s = m_store->services()[static_cast<std::size_t>(index.row())];
    switch (role) {
        case Qt::DisplayRole:
            return text(s, index.column());
        case Qt::TextAlignmentRole:
            return static_cast<int>(
                Qt::AlignVCenter | (index.column() >= Rps && index.column() != Trend ? Qt::AlignRight : Qt::AlignLeft));
        case Qt::ToolTipRole:
            return index.column() == Name ? s.why : QVariant();
        case Qt::AccessibleTextRole:
            return index.column() == Name
                       ? tr("%1, %2, %3 of %4 ready").arg(s.name, serviceStateText(s.state)).arg(s.ready).arg(s.desired)
                       : text(s, index.column());
        case SortRole:
            return sortKey(s, index.column());
        case ServiceNameRole:
            return s.name;
        case StatusRole:
            return static_cast<int>(statusOf(s.state));
        case DesiredRole:
            return s.desired;
        case ReadyRole:
            return s.ready;
        default:
            return {};
    }
}

QVariant ServicesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return static_cast<int>(Qt::AlignVCenter |
                                (section >= Rps && section != Trend ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role == Qt::ToolTipRole && section == Success) {
        return tr("Share of requests answered without an error, last second");
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Name:
            return tr("Service");
        case Owner:
            return tr("Owner");
        case Replicas:
            return tr("Replicas");
        case Rps:
            return tr("rps");
        case Trend:
            return tr("Last minute");
        case Success:
            return tr("Success");
        case P50:
            return tr("p50");
        case P95:
            return tr("p95");
        case Cpu:
            return tr("CPU");
        case Memory:
            return tr("RSS");
        case Revision:
            return tr("Revision");
        case Uptime:
            return tr("Uptime");
        default:
            return {};
    }
}

}  // namespace slipway::gui
