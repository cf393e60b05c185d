#include "gui/views/shell/events_pane.h"

#include <QHeaderView>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/events_model.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/table.h"

namespace slipway::gui {

EventsPane::EventsPane(const Store* store, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    auto* model = new EventsModel(store, this);
    auto* table = new Table(tr("Events"));
    table->setModel(model);
    table->verticalHeader()->setDefaultSectionSize(metric::kCompactRowHeight);
    auto* delegate = new TableDelegate(table);
    delegate->setStatusRole(EventsModel::StatusRole, EventsModel::Text);
    table->setItemDelegate(delegate);
    table->setColumnWidths({84, 130, 0});
    auto* stack = new QStackedWidget;
    stack->addWidget(table);
    stack->addWidget(new EmptyState(QStringLiteral("events"), tr("Nothing has happened yet")));
    column->addWidget(stack);
    const auto choose = [stack, model] { stack->setCurrentIndex(model->rowCount() > 0 ? 0 : 1); };
    connect(model, &QAbstractItemModel::rowsInserted, this, choose);
    connect(model, &QAbstractItemModel::modelReset, this, choose);
    connect(table, &Table::opened, this, [this](const QModelIndex& index) {
        const QString service = index.data(EventsModel::ServiceNameRole).toString();
        if (!service.isEmpty()) {
            emit serviceActivated(service);
        }
    });
    choose();
}

}  // namespace slipway::gui
