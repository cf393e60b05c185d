#include "gui/views/service/receipt_list.h"

#include <QPainter>

#include "gui/models/receipts_model.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"

namespace slipway::gui {

QSize ReceiptDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const {
    return {240, 52};
}

void ReceiptDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const {
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    painter->save();
    const bool selected = option.state & QStyle::State_Selected;
    painter->fillRect(option.rect, selected                                   ? c.selection
                                   : (option.state & QStyle::State_MouseOver) ? c.hover
                                                                              : c.surface);
    if (selected) {
        painter->fillRect(QRect(option.rect.topLeft(), QSize(3, option.rect.height())), c.accent);
    }
    const QRect inner = option.rect.adjusted(14, 8, -12, -8);
    paintStatus(*painter, QRectF(inner.left(), inner.top() + 4, 10, 10),
                static_cast<Status>(index.data(ReceiptsModel::StatusRole).toInt()));
    painter->setFont(theme.font(type::kSmall));
    painter->setPen(c.muted);
    const QString when = index.data(ReceiptsModel::WhenRole).toString();
    painter->drawText(QRect(inner.left(), inner.top(), inner.width(), 18), Qt::AlignRight | Qt::AlignVCenter, when);
    const int whenWidth = painter->fontMetrics().horizontalAdvance(when) + 8;
    painter->drawText(QRect(inner.left() + 20, inner.top() + 19, inner.width() - 20, 18), Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data(ReceiptsModel::SummaryRole).toString(),
                                                        Qt::ElideRight, inner.width() - 20));
    painter->setFont(theme.font(type::kBody, QFont::DemiBold));
    painter->setPen(c.text);
    const QRect title(inner.left() + 20, inner.top(), inner.width() - 20 - whenWidth, 18);
    painter->drawText(title, Qt::AlignVCenter,
                      painter->fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, title.width()));
    if (option.state & QStyle::State_HasFocus) {
        paintFocusRing(*painter, option.rect, metric::kControlRadius);
    }
    painter->restore();
}

}  // namespace slipway::gui
