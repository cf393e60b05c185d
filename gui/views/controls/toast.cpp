#include "gui/views/controls/toast.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QPainter>

#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kAboveFoot = 40;
}

Toast::Toast(QWidget* host) : QWidget(host) {
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(space::kL, space::kS, space::kS, space::kS);
    row->setSpacing(space::kM);
    m_text = new Label(Label::Body);
    row->addWidget(m_text);
    m_button = makeButton(ButtonKind::Quiet, {}, {});
    row->addWidget(m_button);
    auto* close = new IconButton(QStringLiteral("close"), tr("Dismiss"));
    row->addWidget(close);
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &QWidget::hide);
    connect(close, &QToolButton::clicked, this, &QWidget::hide);
    connect(m_button, &QPushButton::clicked, this, [this] {
        hide();
        if (m_onAction) {
            m_onAction();
        }
    });
    host->installEventFilter(this);
    hide();
}

void Toast::show(const QString& text, const QString& action, std::function<void()> onAction) {
    m_text->setText(text);
    m_button->setText(action);
    m_button->setVisible(!action.isEmpty());
    m_onAction = std::move(onAction);
    setAccessibleName(text);
    place();
    QWidget::show();
    raise();
    place();
    m_timer.start(kShownMs);
    QAccessibleEvent alert(this, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
}

QString Toast::text() const {
    return m_text->text();
}

void Toast::place() {
    adjustSize();
    const QWidget* host = parentWidget();
    const int width = std::min(sizeHint().width(), host->width() - 2 * space::kL);
    resize(width, sizeHint().height());
    move((host->width() - width) / 2, host->height() - height() - kAboveFoot);
}

void Toast::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    paintPanel(painter, rect(), colors().raised, colors().outline);
}

void Toast::enterEvent(QEnterEvent*) {
    m_timer.stop();
}
void Toast::leaveEvent(QEvent*) {
    m_timer.start(kShownMs / 2);
}

bool Toast::eventFilter(QObject* watched, QEvent* event) {
    if (watched == parentWidget() && event->type() == QEvent::Resize && isVisible()) {
        place();
    }
    return QWidget::eventFilter(watched, event);
}

}  // namespace slipway::gui
