#pragma once

#include <QWidget>

#include "gui/models/grid_model.h"

class QHBoxLayout;
class QStackedWidget;

namespace slipway::gui {

class SnippetState;
class Table;

/// A GridModel as a table, with what to do where it is empty in its place, and a line above for buttons.
class GridPanel : public QWidget {
    Q_OBJECT
  public:
    struct Empty {
        QString icon = {};
        QString sentence = {};
        QString snippet = {};  ///< lines for slipway.yaml; empty: none
    };

    GridPanel(const QString& name, const QList<GridColumn>& columns, const QList<int>& widths, const Empty& empty,
              QWidget* parent = nullptr);

    /// Selection stays with its row; where it went, the first is selected.
    void setRows(std::vector<GridRow> rows);
    QString currentKey() const { return m_current; }
    void selectKey(const QString& key);
    void setDroppableColumns(const QList<int>& columns);
    void setMonoColumn(int column);
    void setEmptySentence(const QString& sentence);
    /// The line above the table; shown as soon as it has something.
    QHBoxLayout* bar() const { return m_bar; }

    GridModel* model() const { return m_model; }
    Table* table() const { return m_table; }
    SnippetState* empty() const { return m_empty; }

  signals:
    void currentChanged(const QString& key);

  private:
    GridModel* m_model;
    Table* m_table;
    QStackedWidget* m_stack;
    SnippetState* m_empty;
    QHBoxLayout* m_bar;
    QString m_current;
};

}  // namespace slipway::gui
