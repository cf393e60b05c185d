#include "gui/views/shell/tasks_pane.h"

#include <QPainter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/operations_model.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/paint.h"
#include "gui/views/controls/table.h"

namespace slipway::gui {

namespace {

/// A running task's Result cell is a bar.
class TaskDelegate : public TableDelegate {
  public:
    using TableDelegate::TableDelegate;

  protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override {
        const double done = index.data(OperationsModel::DoneRole).toDouble();
        if (index.column() == OperationsModel::Result && done >= 0) {
            paintProgress(painter, QRectF(rect.left(), rect.center().y() - 1, std::min(rect.width(), 260), 4), done,
                          colors().accent);
            return;
        }
        TableDelegate::paintContent(painter, rect, index, selected);
    }
};

}  // namespace

TasksPane::TasksPane(const Store* store, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    m_model = new OperationsModel(store, this);
    auto* table = new Table(tr("Tasks"));
    table->setModel(m_model);
    auto* delegate = new TaskDelegate(table);
    delegate->setStatusRole(OperationsModel::StatusRole, OperationsModel::Task);
    table->setItemDelegate(delegate);
    table->setColumnWidths({240, 150, 90, 0});
    auto* stack = new QStackedWidget;
    stack->addWidget(table);
    stack->addWidget(new EmptyState(QStringLiteral("tasks"), tr("No task yet: redeploy or scale a service")));
    column->addWidget(stack);
    const auto choose = [this, stack] {
        stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
        emit runningChanged(m_model->runningCount());
    };
    connect(m_model, &QAbstractItemModel::rowsInserted, this, choose);
    connect(m_model, &QAbstractItemModel::rowsRemoved, this, choose);
    connect(m_model, &QAbstractItemModel::dataChanged, this, choose);
    connect(table, &Table::opened, this, [this](const QModelIndex& index) {
        const QString service = index.data(OperationsModel::ServiceNameRole).toString();
        if (!service.isEmpty()) {
            emit serviceActivated(service);
        }
    });
    m_clock.setInterval(1000);
    connect(&m_clock, &QTimer::timeout, m_model, &OperationsModel::refreshElapsed);
    choose();
}

void TasksPane::showEvent(QShowEvent*) {
    m_clock.start();
}
void TasksPane::hideEvent(QHideEvent*) {
    m_clock.stop();
}

}  // namespace slipway::gui
