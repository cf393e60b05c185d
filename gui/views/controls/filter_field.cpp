#include "gui/views/controls/filter_field.h"

#include <QAction>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>

#include "gui/theme/icons.h"

namespace slipway::gui {

namespace {
constexpr int kTextMargin = 28;
}

FilterField::FilterField(const QString& placeholder, const QString& iconName, QWidget* parent)
    : QLineEdit(parent), m_icon(iconName) {
    setPlaceholderText(placeholder);
    setAccessibleName(placeholder);
    setTextMargins(kTextMargin - 4, 0, 24, 0);
    auto* clear = addAction(icon(QStringLiteral("close")), QLineEdit::TrailingPosition);
    clear->setText(tr("Clear"));
    clear->setVisible(false);
    connect(clear, &QAction::triggered, this, &QLineEdit::clear);
    connect(this, &QLineEdit::textChanged, clear, [clear](const QString& text) { clear->setVisible(!text.isEmpty()); });
}

void FilterField::setError(const QString& message, int at) {
    m_error = message;
    m_errorAt = at;
    setToolTip(message);
    setAccessibleDescription(message);
    update();
}

void FilterField::keyPressEvent(QKeyEvent* event) {
    if (event->key() == Qt::Key_Escape) {
        if (text().isEmpty()) {
            emit escaped();
        } else {
            clear();
        }
        event->accept();
        return;
    }
    QLineEdit::keyPressEvent(event);
}

void FilterField::paintEvent(QPaintEvent* event) {
    QLineEdit::paintEvent(event);
    QPainter painter(this);
    painter.drawPixmap(8, (height() - 14) / 2, iconPixmap(m_icon, colors().muted, 14, devicePixelRatioF()));
    if (m_error.isEmpty()) {
        return;
    }
    // From the place of the error to the end of the text; at least one letter wide.
    const int cursor = cursorRect().left() - fontMetrics().horizontalAdvance(text().left(cursorPosition()));
    const int from = cursor + fontMetrics().horizontalAdvance(text().left(std::max(0, m_errorAt))) + 4;
    const int to = std::max(from + 8, cursor + fontMetrics().horizontalAdvance(text()) + 4);
    QPainterPath wave;
    const double y = height() - 6.5;
    wave.moveTo(from, y);
    for (int x = from; x < std::min(to, width() - 24); x += 4) {
        wave.quadTo(x + 1, y - 2, x + 2, y);
        wave.quadTo(x + 3, y + 2, x + 4, y);
    }
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(QPen(colors().err, 1.25));
    painter.drawPath(wave);
}

}  // namespace slipway::gui
