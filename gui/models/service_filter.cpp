#include "gui/models/service_filter.h"

#include <algorithm>

#include "gui/models/services_model.h"

namespace slipway::gui {

namespace {

bool statusMatches(const QString& word, ServiceState state) {
    if (word == QLatin1String("ok")) {
        return state == ServiceState::Ready;
    }
    if (word == QLatin1String("bad")) {
        return needsAttention(state);
    }
    return !word.isEmpty() && wire(state).startsWith(word);
}

}  // namespace

ServiceFilter ServiceFilter::parse(const QString& text) {
    ServiceFilter filter;
    for (const QString& part : text.toLower().split(u' ', Qt::SkipEmptyParts)) {
        if (part.startsWith(QLatin1String("team:"))) {
            filter.m_teams << part.mid(5);
        } else if (part.startsWith(QLatin1String("owner:"))) {
            filter.m_teams << part.mid(6);
        } else if (part.startsWith(QLatin1String("status:"))) {
            filter.m_statuses << part.mid(7);
        } else {
            filter.m_words << part;
        }
    }
    return filter;
}

bool ServiceFilter::matches(const Service& service, const QString& teamName) const {
    const auto any = [](const QStringList& list, auto&& holds) {
        return list.isEmpty() || std::any_of(list.begin(), list.end(), holds);
    };
    const QString name = service.name.toLower();
    const QString team = teamName.toLower();
    return std::all_of(m_words.begin(), m_words.end(), [&](const QString& word) { return name.contains(word); }) &&
           any(m_teams,
               [&](const QString& word) { return service.owner.toLower().startsWith(word) || team.contains(word); }) &&
           any(m_statuses, [&](const QString& word) { return word.isEmpty() || statusMatches(word, service.state); });
}

ServiceFilterModel::ServiceFilterModel(QObject* parent) : QSortFilterProxyModel(parent) {
    setDynamicSortFilter(false);
    setSortRole(ServicesModel::SortRole);
    const auto announce = [this] { emit hiddenCountChanged(hiddenCount()); };
    connect(this, &QAbstractItemModel::modelReset, this, announce);
    connect(this, &QAbstractItemModel::rowsInserted, this, announce);
    connect(this, &QAbstractItemModel::rowsRemoved, this, announce);
}

void ServiceFilterModel::setFilterText(const QString& text) {
    m_text = text;
    m_filter = ServiceFilter::parse(text);
    invalidateFilter();
    emit hiddenCountChanged(hiddenCount());
}

void ServiceFilterModel::resort() {
    invalidateFilter();
    if (sortColumn() >= 0) {
        // sort() with the same column and order is a no-op without dynamic sorting being re-evaluated; invalidate()
        // does both.
        invalidate();
    }
}

int ServiceFilterModel::hiddenCount() const {
    return sourceModel() ? sourceModel()->rowCount() - rowCount() : 0;
}

bool ServiceFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const {
    Q_UNUSED(parent)
    const auto* model = static_cast<const ServicesModel*>(sourceModel());
    const auto& services = model->store().services();
    if (row < 0 || row >= static_cast<int>(services.size())) {
        return false;
    }
    const Service& service = services[static_cast<std::size_t>(row)];
    return m_filter.isEmpty() || m_filter.matches(service, model->store().teamName(service.owner));
}

bool ServiceFilterModel::lessThan(const QModelIndex& left, const QModelIndex& right) const {
    const QVariant a = left.data(ServicesModel::SortRole);
    const QVariant b = right.data(ServicesModel::SortRole);
    if (a.typeId() == QMetaType::QString) {
        return QString::localeAwareCompare(a.toString(), b.toString()) < 0;
    }
    return a.toDouble() < b.toDouble();
}

}  // namespace slipway::gui
