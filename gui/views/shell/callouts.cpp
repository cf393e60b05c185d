#include "gui/views/shell/callouts.h"

#include <QAbstractButton>
#include <QHBoxLayout>
#include <QPainter>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

class Suggestion : public QAbstractButton {
  public:
    Suggestion(const QString& iconName, const QString& title, const QString& sentence)
        : m_icon(iconName), m_sentence(sentence) {
        setText(title);
        setAccessibleName(title);
        setAccessibleDescription(sentence);
        setFocusPolicy(Qt::TabFocus);
        setAttribute(Qt::WA_Hover);
        setCursor(Qt::PointingHandCursor);
        setToolTip(sentence);
        setFixedHeight(48);
        setMinimumWidth(140);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Colors& c = colors();
        paintPanel(painter, rect(), underMouse() ? c.hover : c.surface, underMouse() ? c.outline : c.separator, 6);
        painter.drawPixmap(10, 15, iconPixmap(m_icon, c.accent, 18, devicePixelRatioF()));
        painter.setFont(Theme::current().font(type::kBody, QFont::DemiBold));
        painter.setPen(c.text);
        painter.drawText(QRect(40, 5, width() - 48, 20), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(text(), Qt::ElideRight, width() - 48));
        painter.setFont(Theme::current().font(type::kSmall));
        painter.setPen(c.muted);
        painter.drawText(QRect(40, 24, width() - 48, 18), Qt::AlignVCenter,
                         painter.fontMetrics().elidedText(m_sentence, Qt::ElideRight, width() - 48));
        if (hasFocus()) {
            paintFocusRing(painter, rect(), 6);
        }
    }

  private:
    QString m_icon;
    QString m_sentence;
};

}  // namespace

Callouts::Callouts(QWidget* parent) : QWidget(parent) {
    setAccessibleName(tr("Things to try"));
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kM, space::kXs + 1, space::kS, space::kXs);
    row->setSpacing(space::kS);
    m_list = new QHBoxLayout;
    m_list->setSpacing(space::kS);
    row->addLayout(m_list, 1);
    auto* close = new IconButton(QStringLiteral("close"), tr("Dismiss"));
    row->addWidget(close);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    hide();
}

void Callouts::add(const QString& iconName, const QString& title, const QString& sentence, const QString& id) {
    auto* suggestion = new Suggestion(iconName, title, sentence);
    m_list->addWidget(suggestion, 1);
    connect(suggestion, &QAbstractButton::clicked, this, [this, id] { emit chosen(id); });
}

void Callouts::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), mix(colors().background, colors().accent, 0.07));
    painter.fillRect(QRect(0, 0, width(), 1), colors().separator);
}

}  // namespace slipway::gui
