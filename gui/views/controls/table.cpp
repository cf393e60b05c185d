#include "gui/views/controls/table.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"

namespace slipway::gui {

namespace {
constexpr int kPadding = 8;
constexpr int kShape = 10;
constexpr int kStretchLeast = 120;
}  // namespace

Table::Table(const QString& accessibleName, QWidget* parent) : QTableView(parent) {
    setAccessibleName(accessibleName);
    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(SelectRows);
    setSelectionMode(ExtendedSelection);
    setEditTriggers(NoEditTriggers);
    setHorizontalScrollMode(ScrollPerPixel);
    setVerticalScrollMode(ScrollPerPixel);
    setMouseTracking(true);
    setTabKeyNavigation(false);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setDefaultSectionSize(metric::kRowHeight);
    verticalHeader()->setMinimumSectionSize(metric::kCompactRowHeight);
    horizontalHeader()->setHighlightSections(false);
    horizontalHeader()->setSectionsMovable(true);
    horizontalHeader()->setFixedHeight(metric::kRowHeight);
    horizontalHeader()->setMinimumSectionSize(40);
    connect(this, &QAbstractItemView::doubleClicked, this, &Table::opened);
}

void Table::setColumnWidths(const QList<int>& widths) {
    m_widths = widths;
    layoutColumns();
}

void Table::setDroppableColumns(const QList<int>& columns) {
    m_droppable = columns;
    layoutColumns();
}

void Table::layoutColumns() {
    if (!model() || m_widths.isEmpty()) {
        return;
    }
    const int columns = std::min(static_cast<int>(m_widths.size()), model()->columnCount());
    for (const int column : m_droppable) {
        setColumnHidden(column, false);
    }
    int needed = 0;
    int fixed = 0;
    int stretching = 0;
    for (int column = 0; column < columns; ++column) {
        if (!isColumnHidden(column)) {
            fixed += m_widths[column];
            needed += m_widths[column] == 0 ? kStretchLeast : m_widths[column];
            stretching += m_widths[column] == 0 ? 1 : 0;
        }
    }
    for (const int column : m_droppable) {
        if (needed <= viewport()->width()) {
            break;
        }
        setColumnHidden(column, true);
        needed -= m_widths[column];
        fixed -= m_widths[column];
    }
    const int share = stretching > 0 ? std::max(kStretchLeast, (viewport()->width() - fixed) / stretching) : 0;
    for (int column = 0; column < columns; ++column) {
        setColumnWidth(column, m_widths[column] == 0 ? share : m_widths[column]);
    }
}

void Table::resizeEvent(QResizeEvent* event) {
    QTableView::resizeEvent(event);
    layoutColumns();
}

void Table::setHovered(int row) {
    if (row == m_hovered) {
        return;
    }
    m_hovered = row;
    viewport()->update();
}

void Table::mouseMoveEvent(QMouseEvent* event) {
    setHovered(indexAt(event->pos()).row());
    QTableView::mouseMoveEvent(event);
}

void Table::leaveEvent(QEvent* event) {
    setHovered(-1);
    QTableView::leaveEvent(event);
}

void Table::keyPressEvent(QKeyEvent* event) {
    if ((event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) && currentIndex().isValid()) {
        emit opened(currentIndex());
        return;
    }
    // Letters and Space belong to the window's shortcuts, not to a search by typing.
    const bool plain = !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier));
    if (plain && !event->text().isEmpty() && event->text().at(0).isPrint()) {
        event->ignore();
        return;
    }
    QTableView::keyPressEvent(event);
}

void Table::contextMenuEvent(QContextMenuEvent* event) {
    const bool keyboard = event->reason() == QContextMenuEvent::Keyboard;
    const QModelIndex index = keyboard ? currentIndex() : indexAt(event->pos());
    if (!index.isValid()) {
        return;
    }
    emit menuRequested(index, keyboard ? viewport()->mapToGlobal(visualRect(index).bottomLeft()) : event->globalPos());
}

TableDelegate::TableDelegate(Table* table) : QStyledItemDelegate(table), m_table(table) {}

void TableDelegate::setStatusRole(int role, int column) {
    m_statusRole = role;
    m_statusColumn = column;
}

QSize TableDelegate::sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const QFontMetrics metrics(Theme::current().font());
    Q_UNUSED(option)
    return {metrics.horizontalAdvance(index.data().toString()) + 2 * kPadding + 2, metric::kRowHeight};
}

QColor TableDelegate::ground(const QModelIndex& index, bool selected) const {
    if (selected) {
        return colors().selection;
    }
    return index.row() == m_table->hoveredRow() ? colors().hover : colors().surface;
}

void TableDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const bool selected = option.state & QStyle::State_Selected;
    painter->save();
    painter->setClipRect(option.rect);
    painter->fillRect(option.rect, ground(index, selected));
    const auto* header = m_table->horizontalHeader();
    if (selected && header->visualIndex(index.column()) == 0) {
        painter->fillRect(QRect(option.rect.left(), option.rect.top(), 3, option.rect.height()), colors().accent);
    }
    paintContent(*painter, option.rect.adjusted(kPadding, 0, -kPadding, 0), index, selected);
    painter->restore();
    if (m_table->hasFocus() && index.row() == m_table->currentIndex().row() && m_table->currentIndex().isValid() &&
        !selected) {
        painter->setPen(colors().accent);
        painter->drawLine(option.rect.topLeft(), option.rect.topRight());
        painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    }
}

void TableDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const {
    Q_UNUSED(selected)
    QRect place = rect;
    if (m_statusRole >= 0 && index.column() == m_statusColumn) {
        const QVariant status = index.data(m_statusRole);
        if (status.isValid()) {
            paintStatus(painter, QRectF(place.left() + 2, place.center().y() - kShape / 2.0 + 1, kShape, kShape),
                        static_cast<Status>(status.toInt()));
        }
        place.setLeft(place.left() + kShape + 10);
    }
    const bool dim = index.data().toString() == QStringLiteral("–");
    painter.setPen(dim ? colors().muted : colors().text);
    painter.setFont(index.column() == m_monoColumn ? Theme::current().mono() : Theme::current().font());
    const int alignment = index.data(Qt::TextAlignmentRole).toInt() | Qt::AlignVCenter;
    const QString text = painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, place.width() + 4);
    drawTabular(painter, place, alignment, text);
}

}  // namespace slipway::gui
