#pragma once

#include <QListView>
#include <QStyledItemDelegate>

namespace slipway::gui {

/// Two lines a receipt: what, when; and its numbers.
class ReceiptDelegate : public QStyledItemDelegate {
    Q_OBJECT
  public:
    using QStyledItemDelegate::QStyledItemDelegate;
    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override;
    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override;
};

}  // namespace slipway::gui
