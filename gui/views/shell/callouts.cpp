#include "gui/views/shell/callouts.h"

#include <QAbstractButton>
#include <QEvent>
#include <QPainter>
#include <QVBoxLayout>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
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
        setFixedHeight(48);
    }

  protected:
    void paintEvent(QPaintEvent*) override {
        QPainter painter(this);
        const Colors& c = colors();
        if (underMouse()) {
            paintPanel(painter, rect(), mix(c.raised, c.text, 0.06), {}, 6);
        }
        painter.drawPixmap(10, 15, iconPixmap(m_icon, c.accent, 18, devicePixelRatioF()));
        painter.setFont(Theme::current().font(type::kBody, QFont::DemiBold));
        painter.setPen(c.text);
        painter.drawText(QRect(40, 5, width() - 48, 20), Qt::AlignVCenter, text());
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

Callouts::Callouts(QWidget* host) : QWidget(host) {
    setAccessibleName(tr("Things to try"));
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(space::kS, space::kS, space::kS, space::kS);
    column->setSpacing(2);
    auto* head = new QHBoxLayout;
    head->setContentsMargins(10, 0, 0, 0);
    head->addWidget(new Label(Label::Caption, tr("Things to try")));
    head->addStretch(1);
    auto* close = new IconButton(QStringLiteral("close"), tr("Dismiss"));
    head->addWidget(close);
    column->addLayout(head);
    m_list = new QVBoxLayout;
    m_list->setSpacing(2);
    column->addLayout(m_list);
    setFixedWidth(312);
    connect(close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    host->installEventFilter(this);
    hide();
}

void Callouts::add(const QString& iconName, const QString& title, const QString& sentence, const QString& id) {
    auto* suggestion = new Suggestion(iconName, title, sentence);
    m_list->addWidget(suggestion);
    connect(suggestion, &QAbstractButton::clicked, this, [this, id] { emit chosen(id); });
}

void Callouts::setInset(QPoint inset) {
    m_inset = inset;
    place();
}

void Callouts::appear() {
    show();
    raise();
    place();
}

void Callouts::place() {
    adjustSize();
    move(m_inset.x(), parentWidget()->height() - height() - m_inset.y());
}

void Callouts::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), colors().raised, colors().outline);
}

bool Callouts::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace slipway::gui
