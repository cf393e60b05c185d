#include "gui/views/shell/shortcuts_sheet.h"

#include <QEvent>
#include <QPainter>
#include <algorithm>

#include "gui/theme/tokens.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kColumn = 290;
constexpr int kRow = 26;
constexpr int kPadding = 24;
}  // namespace

ShortcutsSheet::ShortcutsSheet(QWidget* host) : QWidget(host) {
    setAccessibleName(tr("Keyboard shortcuts"));
    setFocusPolicy(Qt::StrongFocus);
    host->installEventFilter(this);
    hide();
}

void ShortcutsSheet::open(std::vector<ShortcutGroup> groups) {
    m_groups = std::move(groups);
    QStringList said;
    for (const ShortcutGroup& group : m_groups) {
        for (const ShortcutLine& line : group.lines) {
            said << QStringLiteral("%1: %2").arg(line.keys, line.text);
        }
    }
    setAccessibleDescription(said.join(QStringLiteral("; ")));
    m_before = window()->focusWidget();
    setGeometry(parentWidget()->rect());
    show();
    raise();
    setFocus();
}

void ShortcutsSheet::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    QColor shade = c.background;
    shade.setAlphaF(0.7f);
    painter.fillRect(rect(), shade);
    std::size_t longest = 0;
    for (const ShortcutGroup& group : m_groups) {
        longest = std::max(longest, group.lines.size());
    }
    const int columns = static_cast<int>(m_groups.size());
    const int columnWidth = std::min(kColumn, (width() - 2 * kPadding - 32) / std::max(1, columns));
    const int panelWidth = columns * columnWidth + 2 * kPadding;
    const int panelHeight = 64 + static_cast<int>(longest) * kRow + 30 + kPadding;
    const QRectF panel((width() - panelWidth) / 2.0, (height() - panelHeight) / 2.0, panelWidth, panelHeight);
    paintPanel(painter, panel, c.raised, c.outline, metric::kCardRadius + 2);
    const Theme& theme = Theme::current();
    painter.setFont(theme.font(type::kTitle, QFont::DemiBold));
    painter.setPen(c.text);
    painter.drawText(QRectF(panel.left() + kPadding, panel.top() + 18, 400, 24), Qt::AlignVCenter,
                     tr("Keyboard shortcuts"));
    for (int column = 0; column < columns; ++column) {
        const ShortcutGroup& group = m_groups[static_cast<std::size_t>(column)];
        const double x = panel.left() + kPadding + column * columnWidth;
        double y = panel.top() + 60;
        painter.setFont(theme.font(type::kCaption, QFont::DemiBold));
        painter.setPen(c.muted);
        painter.drawText(QRectF(x, y, columnWidth, 20), Qt::AlignVCenter, group.title);
        y += 26;
        for (const ShortcutLine& line : group.lines) {
            painter.setFont(theme.font(type::kCaption, QFont::Medium));
            const double wide = painter.fontMetrics().horizontalAdvance(line.keys) + 12;
            paintPanel(painter, QRectF(x, y + 3, wide, kRow - 6), c.track, c.separator, metric::kControlRadius);
            painter.setPen(c.text);
            painter.drawText(QRectF(x, y + 3, wide, kRow - 6), Qt::AlignCenter, line.keys);
            painter.setFont(theme.font(type::kSmall));
            painter.setPen(c.text);
            const double textX = x + std::max(wide + 10, 100.0);
            const QRectF room(textX, y, x + columnWidth - textX - 8, kRow);
            painter.drawText(
                room, Qt::AlignVCenter,
                painter.fontMetrics().elidedText(line.text, Qt::ElideRight, static_cast<int>(room.width())));
            y += kRow;
        }
    }
}

void ShortcutsSheet::keyPressEvent(QKeyEvent*) {
    hide();
    if (m_before) {
        m_before->setFocus();
    }
}

void ShortcutsSheet::mousePressEvent(QMouseEvent*) {
    hide();
}

bool ShortcutsSheet::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        setGeometry(parentWidget()->rect());
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace slipway::gui
