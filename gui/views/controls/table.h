#pragma once

#include <QStyledItemDelegate>
#include <QTableView>

#include "gui/theme/tokens.h"

namespace slipway::gui {

/// A table as the window draws all of its tables: whole rows, no grid, a tint under the pointer, a bar at the selected
/// row's left, digits of one width, a focus ring on the current row for the keyboard.
class Table : public QTableView {
    Q_OBJECT
  public:
    explicit Table(const QString& accessibleName, QWidget* parent = nullptr);

    int hoveredRow() const { return m_hovered; }
    /// Widths in pixels, left to right; 0 stretches. Columns past the list keep theirs.
    void setColumnWidths(const QList<int>& widths);
    /// Columns that go, in this order, where there is no room for all.
    void setDroppableColumns(const QList<int>& columns);

  signals:
    /// Right click or the Menu key, at a global position.
    void menuRequested(const QModelIndex& index, QPoint global);
    /// Return, Enter or a double click.
    void opened(const QModelIndex& index);

  protected:
    void mouseMoveEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

  private:
    void setHovered(int row);
    void layoutColumns();

    int m_hovered = -1;
    QList<int> m_widths;
    QList<int> m_droppable;
};

/// Paints a cell of a Table: ground, then paintContent(), which by default draws the display text with tabular digits.
class TableDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    explicit TableDelegate(Table* table);
    /// The role that gives an int of Status; its shape stands before the text of `column`.
    void setStatusRole(int role, int column);
    void setMonoColumn(int column) { m_monoColumn = column; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;

  protected:
    virtual void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const;
    Table* table() const { return m_table; }
    QColor ground(const QModelIndex& index, bool selected) const;

  private:
    Table* m_table;
    int m_statusRole = -1;
    int m_statusColumn = 0;
    int m_monoColumn = -1;
};

}  // namespace slipway::gui
