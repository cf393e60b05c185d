#include "gui/views/controls/grid_panel.h"

#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/views/controls/snippet_state.h"
#include "gui/views/controls/table.h"

namespace slipway::gui {

GridPanel::GridPanel(const QString& name, const QList<GridColumn>& columns, const QList<int>& widths,
                     const Empty& empty, QWidget* parent)
    : QWidget(parent), m_model(new GridModel(columns, this)) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    m_bar = new QHBoxLayout;
    m_bar->setSpacing(space::kS);
    column->addLayout(m_bar);
    m_table = new Table(name);
    m_table->setModel(m_model);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    m_table->setItemDelegate(new TableDelegate(m_table));
    m_table->setColumnWidths(widths);
    m_empty = new SnippetState(empty.icon, empty.sentence, empty.snippet);
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_stack->setCurrentIndex(1);
    column->addWidget(m_stack, 1);
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        const QString key = now.data(GridModel::KeyRole).toString();
        if (key != m_current && !key.isEmpty()) {
            m_current = key;
            emit currentChanged(key);
        }
    });
    connect(m_model, &QAbstractItemModel::rowsInserted, this, [this] {
        static_cast<TableDelegate*>(m_table->itemDelegate())
            ->setStatusRole(m_model->row(0)->status >= 0 ? GridModel::StatusRole : -1, 0);
    });
}

void GridPanel::setRows(std::vector<GridRow> rows) {
    const QString before = m_current;
    m_model->setGrid(std::move(rows));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : 1);
    if (m_model->rowOf(before) < 0) {
        m_current.clear();
        m_table->clearSelection();
        m_table->setCurrentIndex({});
        if (m_model->rowCount() > 0) {
            m_table->selectRow(0);
        } else {
            emit currentChanged({});
        }
    } else if (m_current != before) {
        selectKey(before);  // it was taken out and put in at another place
    }
}

void GridPanel::selectKey(const QString& key) {
    const int row = m_model->rowOf(key);
    if (row >= 0) {
        m_table->selectRow(row);
    }
}

void GridPanel::setDroppableColumns(const QList<int>& columns) {
    m_table->setDroppableColumns(columns);
}

void GridPanel::setMonoColumn(int column) {
    static_cast<TableDelegate*>(m_table->itemDelegate())->setMonoColumn(column);
}

void GridPanel::setEmptySentence(const QString& sentence) {
    m_empty->setSentence(sentence);
}

}  // namespace slipway::gui
