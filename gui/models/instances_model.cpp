#include "gui/models/instances_model.h"

#include <QDateTime>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/models/row_diff.h"

namespace slipway::gui {

InstancesModel::InstancesModel(const Store* store, QObject* parent) : QAbstractTableModel(parent), m_store(store) {
    m_rows = wanted();
    connect(store, &Store::reset, this, &InstancesModel::update);
    connect(store, &Store::instancesChanged, this, [this](const QStringList& services) {
        if (m_service.isEmpty() || services.contains(m_service)) {
            update();
        }
    });
}

void InstancesModel::setService(const QString& service) {
    if (service == m_service) {
        return;
    }
    beginResetModel();
    m_service = service;
    m_rows = wanted();
    endResetModel();
}

std::vector<Instance> InstancesModel::wanted() const {
    std::vector<Instance> rows;
    for (const Instance& each : m_store->instances()) {
        if (m_service.isEmpty() || each.service == m_service) {
            rows.push_back(each);
        }
    }
    return rows;
}

void InstancesModel::update() {
    const bool any = diffRows(
        m_rows, wanted(), [](const Instance& i) { return i.instance; },
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

const Instance* InstancesModel::at(int row) const {
    return row >= 0 && row < static_cast<int>(m_rows.size()) ? &m_rows[static_cast<std::size_t>(row)] : nullptr;
}

int InstancesModel::rowCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : static_cast<int>(m_rows.size());
}
int InstancesModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString InstancesModel::text(const Instance& i, int column) const {
    const QString none = QStringLiteral("–");
    switch (column) {
        case Name:
            return i.instance;
        case State:
            return instanceStateText(i.state);
        case Pid:
            return i.pid > 0 ? QString::number(i.pid) : none;
        case Address:
            return i.address.isEmpty() ? none : i.address;
        case Revision:
            return QString::number(i.revision);
        case Uptime:
            return i.startedMs > 0 && i.pid > 0 ? format::duration(QDateTime::currentMSecsSinceEpoch() - i.startedMs)
                                                : none;
        case InFlight:
            return QString::number(i.inFlight);
        case Restarts:
            return QString::number(i.restarts);
        case Cpu:
            return format::cores(i.cpu);
        case Memory:
            return format::memory(i.rssKib);
        case LastExit:
            if (!i.lastExit.present) {
                return none;
            }
            if (!i.lastExit.reason.isEmpty()) {
                return i.lastExit.reason;
            }
            return i.lastExit.signal > 0 ? tr("signal %1").arg(i.lastExit.signal) : tr("exit %1").arg(i.lastExit.code);
        default:
            return {};
    }
}

QVariant InstancesModel::data(const QModelIndex& index, int role) const {
    const Instance* i = index.isValid() ? at(index.row()) : nullptr;
    if (!i) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return text(*i, index.column());
        case Qt::TextAlignmentRole: {
            const int column = index.column();
            const bool right = column == Pid || (column >= Revision && column <= Memory);
            return static_cast<int>(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft));
        }
        case Qt::ToolTipRole:
            return index.column() <= State && !i->why.isEmpty() ? i->why : QVariant();
        case StatusRole:
            return static_cast<int>(statusOf(i->state));
        case InstanceNameRole:
            return i->instance;
        case ServiceNameRole:
            return i->service;
        default:
            return {};
    }
}

QVariant InstancesModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        const bool right = section == Pid || (section >= Revision && section <= Memory);
        return static_cast<int>(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft));
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Name:
            return tr("Instance");
        case State:
            return tr("State");
        case Pid:
            return tr("pid");
        case Address:
            return tr("Address");
        case Revision:
            return tr("Revision");
        case Uptime:
            return tr("Uptime");
        case InFlight:
            return tr("In flight");
        case Restarts:
            return tr("Restarts");
        case Cpu:
            return tr("CPU");
        case Memory:
            return tr("RSS");
        case LastExit:
            return tr("Last exit");
        default:
            return {};
    }
}

}  // namespace slipway::gui
