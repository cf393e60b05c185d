#include "gui/topology/inspector_row.h"

#include <QPainter>
#include <QVBoxLayout>

#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

InspectorRow::InspectorRow(QWidget* parent) : QAbstractButton(parent) {
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    setLeads(false);
}

void InspectorRow::set(const QString& name, const QString& value, const QColor& valueColor) {
    if (text() == name && m_value == value && m_valueColor == valueColor)
        return;
    setText(name);
    m_value = value;
    m_valueColor = valueColor;
    setAccessibleName(value.isEmpty() ? name : name + QStringLiteral(": ") + value);
    update();
}

void InspectorRow::setStatus(std::optional<Status> status) {
    if (status != m_status) {
        m_status = status;
        update();
    }
}

void InspectorRow::setLeads(bool leads) {
    m_leads = leads;
    setFocusPolicy(leads ? Qt::TabFocus : Qt::NoFocus);
    setCursor(leads ? Qt::PointingHandCursor : Qt::ArrowCursor);
    setAttribute(Qt::WA_TransparentForMouseEvents, !leads);
}

void InspectorRow::paintEvent(QPaintEvent*) {
    const Colors& theme = colors();
    QPainter painter(this);
    if (m_leads && (underMouse() || isDown()))
        paintPanel(painter, rect(), theme.hover, {}, metric::kControlRadius);
    double left = m_leads ? space::kS - 2 : 0;
    double right = width() - (m_leads ? space::kS - 2 : 0);
    if (m_status) {
        paintStatus(painter, QRectF(left, height() / 2.0 - 4.5, 9, 9), *m_status);
        left += 16;
    }
    if (m_leads) {
        painter.drawPixmap(QPointF(right - 12, height() / 2.0 - 6),
                           iconPixmap(QStringLiteral("chevron-right"), theme.muted, 12, devicePixelRatioF()));
        right -= 18;
    }
    const QFont font = Theme::current().font(type::kSmall);
    const QFontMetricsF metrics(font);
    painter.setFont(font);
    const double valueWidth = std::min(tabularWidth(metrics, m_value), (right - left) * 0.7);
    painter.setPen(m_valueColor.isValid() ? m_valueColor : theme.text);
    if (tabularWidth(metrics, m_value) > valueWidth)
        painter.drawText(QRectF(right - valueWidth, 0, valueWidth, height()), Qt::AlignVCenter | Qt::AlignRight,
                         metrics.elidedText(m_value, Qt::ElideMiddle, valueWidth));
    else
        drawTabular(painter, QRectF(right - valueWidth, 0, valueWidth, height()), Qt::AlignRight | Qt::AlignVCenter,
                    m_value);
    painter.setPen(m_leads ? theme.text : theme.muted);
    const double room = right - left - valueWidth - space::kS;
    painter.drawText(QRectF(left, 0, room, height()), Qt::AlignVCenter | Qt::AlignLeft,
                     metrics.elidedText(text(), Qt::ElideRight, room));
    if (hasFocus())
        paintFocusRing(painter, rect(), metric::kControlRadius);
}

void InspectorRow::enterEvent(QEnterEvent* event) {
    QAbstractButton::enterEvent(event);
    update();
}

void InspectorRow::leaveEvent(QEvent* event) {
    QAbstractButton::leaveEvent(event);
    update();
}

InspectorRows::InspectorRows(const QString& title, QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    if (!title.isEmpty()) {
        auto* label = new Label(Label::Strong, title);
        label->setContentsMargins(0, 0, 0, space::kXs);
        column->addWidget(label);
    }
}

InspectorRow* InspectorRows::next(const QString& key) {
    if (m_used == static_cast<int>(m_rows.size())) {
        auto* made = new InspectorRow(this);
        layout()->addWidget(made);
        connect(made, &QAbstractButton::clicked, this,
                [this, made] { emit activated(made->property("key").toString()); });
        m_rows.push_back(made);
    }
    InspectorRow* row = m_rows[static_cast<std::size_t>(m_used++)];
    row->setProperty("key", key);
    row->setLeads(!key.isEmpty());
    row->setStatus({});
    row->show();
    return row;
}

void InspectorRows::end() {
    for (std::size_t i = static_cast<std::size_t>(m_used); i < m_rows.size(); ++i)
        m_rows[i]->hide();
    setVisible(m_used > 0);
}

}  // namespace slipway::gui
