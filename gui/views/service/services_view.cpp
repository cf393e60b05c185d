#include "gui/views/service/services_view.h"

#include <QHBoxLayout>
#include <QHeaderView>
#include <QMenu>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/model_text.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/screen_head.h"
#include "gui/views/controls/service_menu.h"
#include "gui/views/service/services_delegate.h"

namespace slipway::gui {

namespace {
constexpr int kResortMs = 2000;
}

ServicesView::ServicesView(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = screenHead(tr("Services"));
    m_filter = new FilterField(tr("Filter: name, team:…, status:bad"), QStringLiteral("filter"));
    m_filter->setMaximumWidth(420);
    m_filter->setMinimumWidth(240);
    m_filter->setToolTip(tr("Words of the name, team:accounts, status:ok, status:bad, status:stopped"));
    head->addWidget(m_filter, 1);
    m_hidden = new Label(Label::Muted);
    head->addWidget(m_hidden);
    head->addStretch(1);
    column->addLayout(head);

    m_model = new ServicesModel(store, this);
    m_filterModel = new ServiceFilterModel(this);
    m_filterModel->setSourceModel(m_model);
    m_table = new Table(tr("Services"));
    m_table->setModel(m_filterModel);
    m_delegate = new ServicesDelegate(store, m_table);
    m_table->setItemDelegate(m_delegate);
    m_table->setSortingEnabled(true);
    m_table->horizontalHeader()->setSortIndicator(-1, Qt::AscendingOrder);
    m_table->setColumnWidths({0, 140, 104, 62, 140, 74, 70, 70, 58, 76, 72, 80, 72});
    m_table->setDroppableColumns({ServicesModel::Uptime, ServicesModel::Revision, ServicesModel::Cpu,
                                  ServicesModel::Memory, ServicesModel::P50, ServicesModel::Owner,
                                  ServicesModel::Trend});

    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No service matches the filter"), tr("Clear filter"));
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_noMatch);
    column->addWidget(m_stack, 1);

    connect(m_noMatch, &EmptyState::clicked, m_filter, &QLineEdit::clear);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filterModel->setFilterText(text);
        updateState();
    });
    connect(m_filter, &FilterField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &QLineEdit::returnPressed, this, [this] {
        m_table->setFocus();
        if (!m_table->currentIndex().isValid()) {
            m_table->selectRow(0);
        }
    });
    connect(m_filterModel, &ServiceFilterModel::hiddenCountChanged, this, &ServicesView::updateState);
    connect(m_table, &Table::opened, this, [this](const QModelIndex& index) {
        emit serviceActivated(index.data(ServicesModel::ServiceNameRole).toString());
    });
    connect(m_table, &Table::menuRequested, this, &ServicesView::showMenu);
    connect(m_delegate, &ServicesDelegate::menuClicked, this, &ServicesView::showMenu);
    connect(m_delegate, &ServicesDelegate::redeployClicked, this,
            [this](const QString& service) { emit actionRequested(ServiceAction::Redeploy, service, 0); });
    connect(m_delegate, &ServicesDelegate::wanted, this, [this](const QString& service, int replicas) {
        emit actionRequested(ServiceAction::Scale, service, replicas);
    });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            [this] { emit selectionChanged(currentService()); });
    connect(store, &Store::ticked, m_table->viewport(), qOverload<>(&QWidget::update));
    connect(store, &Store::operationsChanged, m_table->viewport(), qOverload<>(&QWidget::update));
    m_resort.setInterval(kResortMs);
    connect(&m_resort, &QTimer::timeout, this, &ServicesView::maybeResort);
    m_resort.start();
    updateState();
}

// A row that is aimed at must stay where it is: not under the pointer, not while rows are being selected.
void ServicesView::maybeResort() {
    if (!isVisible() || m_table->viewport()->underMouse() || m_table->selectionModel()->selectedRows().size() > 1) {
        return;
    }
    if (m_filterModel->sortColumn() >= 0 || !m_filter->text().isEmpty()) {
        m_filterModel->resort();
        updateState();
    }
}

void ServicesView::updateState() {
    const int hidden = m_filterModel->hiddenCount();
    m_hidden->setText(hidden > 0 ? tr("%n hidden", nullptr, hidden) : QString());
    m_stack->setCurrentWidget(m_filterModel->rowCount() == 0 && hidden > 0 ? static_cast<QWidget*>(m_noMatch)
                                                                           : m_table);
}

QString ServicesView::currentService() const {
    const QModelIndexList rows = m_table->selectionModel()->selectedRows();
    return rows.isEmpty() ? QString() : rows.constFirst().data(ServicesModel::ServiceNameRole).toString();
}

QStringList ServicesView::selectedServices() const {
    QStringList names;
    for (const QModelIndex& row : m_table->selectionModel()->selectedRows()) {
        names << row.data(ServicesModel::ServiceNameRole).toString();
    }
    return names;
}

void ServicesView::selectService(const QString& service) {
    const int row = m_model->rowOf(service);
    const QModelIndex index = m_filterModel->mapFromSource(m_model->index(row, 0));
    if (row >= 0 && index.isValid() && currentService() != service) {
        m_table->selectRow(index.row());
    }
}

void ServicesView::selectAny() {
    if (currentService().isEmpty() && m_filterModel->rowCount() > 0) {
        m_table->selectRow(0);
    }
}

void ServicesView::showMenu(const QModelIndex& index, QPoint global) {
    const QString service = index.data(ServicesModel::ServiceNameRole).toString();
    const QStringList selected = selectedServices();
    makeServiceMenu(*m_store, service, this, [this, selected](ServiceAction action, const QString& name, int argument) {
        const bool many = selected.size() > 1 && selected.contains(name) && action != ServiceAction::OpenDetail &&
                          action != ServiceAction::OpenLogs;
        for (const QString& each : many ? selected : QStringList{name}) {
            emit actionRequested(action, each, argument);
        }
    })->popup(global);
}

void ServicesView::setFilter(const QString& text) {
    m_filter->setText(text);
}
QString ServicesView::filter() const {
    return m_filter->text();
}

void ServicesView::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

}  // namespace slipway::gui
