#include "gui/views/shell/command_palette.h"

#include <QKeyEvent>
#include <QPainter>
#include <QStyledItemDelegate>
#include <QTextLayout>
#include <QVBoxLayout>

#include "gui/theme/icons.h"
#include "gui/views/controls/paint.h"
#include "gui/views/shell/palette_model.h"

namespace slipway::gui {

namespace {

constexpr int kWidth = 600;
constexpr int kRow = 34;
constexpr int kField = 48;
constexpr int kMostRows = 10;

class EntryDelegate : public QStyledItemDelegate {
  public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem&, const QModelIndex&) const override { return {kWidth, kRow}; }

    void paint(QPainter* painter, const QStyleOptionViewItem& option, const QModelIndex& index) const override {
        const Colors& c = colors();
        painter->save();
        const QRect rect = option.rect;
        if (option.state & (QStyle::State_Selected)) {
            paintPanel(*painter, QRectF(rect).adjusted(6, 1, -6, -1), mix(c.raised, c.accent, 0.16), {}, 6);
        }
        const QString reason = index.data(PaletteModel::ReasonRole).toString();
        const QColor ink = reason.isEmpty() ? c.text : mix(c.raised, c.muted, 0.75);
        painter->drawPixmap(rect.left() + 18, rect.center().y() - 7,
                            iconPixmap(index.data(PaletteModel::IconRole).toString(), reason.isEmpty() ? c.muted : ink,
                                       16, painter->device()->devicePixelRatio()));
        QTextLayout layout(index.data().toString(), Theme::current().font());
        QList<QTextLayout::FormatRange> formats;
        for (const int hit : index.data(PaletteModel::HitsRole).value<QList<int>>()) {
            QTextLayout::FormatRange range;
            range.start = hit;
            range.length = 1;
            range.format.setForeground(c.accent);
            range.format.setFontWeight(QFont::DemiBold);
            formats << range;
        }
        layout.setFormats(formats);
        layout.beginLayout();
        QTextLine line = layout.createLine();
        line.setLineWidth(1e5);
        layout.endLayout();
        painter->setPen(ink);
        layout.draw(painter,
                    QPointF(rect.left() + 46, rect.top() + (rect.height() - layout.boundingRect().height()) / 2));
        const double titleEnd = rect.left() + 46 + line.naturalTextWidth() + 12;
        painter->setFont(Theme::current().font(type::kCaption));
        painter->setPen(c.muted);
        const QString right = reason.isEmpty() ? index.data(PaletteModel::ShortcutRole).toString() : reason;
        const QString group = index.data(PaletteModel::GroupRole).toString();
        const QString tail = right.isEmpty() ? group : right;
        const QRectF room(titleEnd, rect.top(), rect.right() - 18 - titleEnd, rect.height());
        painter->drawText(room, Qt::AlignRight | Qt::AlignVCenter,
                          painter->fontMetrics().elidedText(tail, Qt::ElideRight, static_cast<int>(room.width())));
        painter->restore();
    }
};

}  // namespace

CommandPalette::CommandPalette(QWidget* host) : QWidget(host) {
    setAccessibleName(tr("Command palette"));
    m_field = new QLineEdit(this);
    m_field->setPlaceholderText(tr("Redeploy products, scale orders, logs…"));
    m_field->setAccessibleName(tr("Search services and actions"));
    m_field->setProperty("slipwayBare", true);
    m_field->setFont(Theme::current().font(type::kTitle));
    m_list = new QListView(this);
    m_list->setAccessibleName(tr("Results"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setMouseTracking(true);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->viewport()->setAutoFillBackground(false);
    m_model = new PaletteModel(this);
    m_list->setModel(m_model);
    m_list->setItemDelegate(new EntryDelegate(m_list));
    connect(m_field, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_model->setQuery(text);
        m_list->setCurrentIndex(m_model->index(0));
        place();
    });
    connect(m_list, &QListView::clicked, this, &CommandPalette::run);
    connect(m_list, &QListView::entered, m_list, &QListView::setCurrentIndex);
    m_field->installEventFilter(this);
    host->installEventFilter(this);
    hide();
}

void CommandPalette::open(std::vector<PaletteEntry> entries) {
    m_before = window()->focusWidget();
    m_model->setEntries(std::move(entries));
    m_field->clear();
    m_list->setCurrentIndex(m_model->index(0));
    place();
    show();
    raise();
    m_field->setFocus(Qt::ShortcutFocusReason);
}

void CommandPalette::close() {
    hide();
    if (m_before) {
        m_before->setFocus(Qt::OtherFocusReason);
    }
}

QStringList CommandPalette::shown() const {
    QStringList titles;
    for (int row = 0; row < m_model->rowCount(); ++row) {
        titles << m_model->index(row).data().toString();
    }
    return titles;
}

void CommandPalette::run(const QModelIndex& index) {
    const PaletteEntry* entry = m_model->entry(index.row());
    if (!entry || !entry->reason.isEmpty()) {
        return;
    }
    const auto action = entry->run;
    close();
    if (action) {
        action();
    }
}

QRect CommandPalette::panel() const {
    const int width = std::min(kWidth, this->width() - 32);
    const int rows = std::clamp(m_model->rowCount(), 1, kMostRows);
    return {(this->width() - width) / 2, 52, width, kField + rows * kRow + 14};
}

void CommandPalette::place() {
    setGeometry(parentWidget()->rect());
    const QRect place = panel();
    m_field->setGeometry(place.left() + 44, place.top() + 4, place.width() - 60, kField - 8);
    m_list->setGeometry(place.left() + 1, place.top() + kField + 6, place.width() - 2, place.height() - kField - 12);
    update();
}

void CommandPalette::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    QColor shade = c.background;
    shade.setAlphaF(0.55f);
    painter.fillRect(rect(), shade);
    const QRectF place = panel();
    for (int i = 6; i > 0; --i) {
        QColor shadow(Qt::black);
        shadow.setAlpha(6);
        paintPanel(painter, place.adjusted(-i, -i + 3, i, i + 3), shadow, {}, metric::kCardRadius + i);
    }
    paintPanel(painter, place, c.raised, c.outline, metric::kCardRadius + 2);
    painter.drawPixmap(static_cast<int>(place.left()) + 18, static_cast<int>(place.top()) + 16,
                       iconPixmap(QStringLiteral("search"), c.muted, 16, devicePixelRatioF()));
    painter.fillRect(QRectF(place.left() + 1, place.top() + kField, place.width() - 2, 1), c.separator);
    if (m_model->rowCount() == 0) {
        painter.setFont(Theme::current().font());
        painter.setPen(c.muted);
        painter.drawText(QRectF(place.left(), place.top() + kField + 4, place.width(), kRow + 6), Qt::AlignCenter,
                         tr("Nothing fits"));
    }
}

void CommandPalette::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        close();
        return;
    }
    QWidget::keyPressEvent(event);
}

void CommandPalette::mousePressEvent(QMouseEvent* event) {
    if (!panel().contains(event->pos())) {
        close();
    }
}

bool CommandPalette::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    if (watched == m_field && event->type() == QEvent::KeyPress) {
        const auto* key = static_cast<QKeyEvent*>(event);
        const int row = m_list->currentIndex().row();
        switch (key->key()) {
            case Qt::Key_Down:
                m_list->setCurrentIndex(m_model->index(std::min(row + 1, m_model->rowCount() - 1)));
                return true;
            case Qt::Key_Up:
                m_list->setCurrentIndex(m_model->index(std::max(row - 1, 0)));
                return true;
            case Qt::Key_Return:
            case Qt::Key_Enter:
                run(m_list->currentIndex());
                return true;
            case Qt::Key_Escape:
                close();
                return true;
            default:
                break;
        }
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace slipway::gui
