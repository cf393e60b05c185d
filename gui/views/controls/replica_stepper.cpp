#include "gui/views/controls/replica_stepper.h"

#include <QKeyEvent>
#include <QPainter>
#include <algorithm>

#include "gui/theme/tabular.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {
constexpr int kWidth = 104;
}

ReplicaStepper::ReplicaStepper(QWidget* parent) : QWidget(parent) {
    m_less = new IconButton(QStringLiteral("minus"), tr("One replica fewer"), this);
    m_more = new IconButton(QStringLiteral("plus"), tr("One replica more"), this);
    m_less->setFocusPolicy(Qt::NoFocus);
    m_more->setFocusPolicy(Qt::NoFocus);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_gather.setSingleShot(true);
    m_gather.setInterval(kGatherMs);
    connect(&m_gather, &QTimer::timeout, this, &ReplicaStepper::send);
    m_patience.setSingleShot(true);
    m_patience.setInterval(kPatienceMs);
    connect(m_less, &QToolButton::clicked, this, [this] { step(-1); });
    connect(m_more, &QToolButton::clicked, this, [this] { step(+1); });
    setServiceName({});
}

void ReplicaStepper::setServiceName(const QString& service) {
    setAccessibleName(service.isEmpty() ? tr("Replicas") : tr("Replicas of %1").arg(service));
}

void ReplicaStepper::setCounts(int desired, int ready) {
    const bool moved = desired != m_desired;
    m_desired = desired;
    m_ready = ready;
    if (moved || (!m_gather.isActive() && !m_patience.isActive())) {
        m_gather.stop();
        m_patience.stop();
        m_wanted = desired;
    }
    m_less->setEnabled(isEnabled() && m_wanted > 0);
    setAccessibleDescription(tr("%1 ready of %2").arg(ready).arg(m_wanted));
    update();
}

void ReplicaStepper::setReason(const QString& reason) {
    setEnabled(reason.isEmpty());
    setToolTip(reason);
    m_less->setReason(reason);
    m_more->setReason(reason);
}

void ReplicaStepper::step(int by) {
    const int next = std::clamp(m_wanted + by, 0, kMost);
    if (!isEnabled() || next == m_wanted) {
        return;
    }
    m_wanted = next;
    m_less->setEnabled(m_wanted > 0);
    m_gather.start();
    update();
}

void ReplicaStepper::send() {
    m_gather.stop();
    if (m_wanted != m_desired) {
        m_patience.start();
        emit wanted(m_wanted);
    }
}

// A menu that closes before the presses are gathered must not lose them.
void ReplicaStepper::hideEvent(QHideEvent*) {
    if (m_gather.isActive()) {
        send();
    }
}

QSize ReplicaStepper::sizeHint() const {
    return {kWidth, metric::kMinimumHit};
}

void ReplicaStepper::resizeEvent(QResizeEvent*) {
    m_less->move(0, (height() - m_less->height()) / 2);
    m_more->move(width() - m_more->width(), (height() - m_more->height()) / 2);
}

void ReplicaStepper::keyPressEvent(QKeyEvent* event) {
    switch (event->key()) {
        case Qt::Key_Up:
        case Qt::Key_Right:
        case Qt::Key_Plus:
            step(+1);
            return;
        case Qt::Key_Down:
        case Qt::Key_Left:
        case Qt::Key_Minus:
            step(-1);
            return;
        default:
            QWidget::keyPressEvent(event);
    }
}

void ReplicaStepper::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    const Colors& c = colors();
    paintPanel(painter, rect(), c.surface, isEnabled() ? c.outline : c.separator, metric::kControlRadius);
    const bool pending = m_wanted != m_desired || m_ready < m_desired;
    painter.setPen(!isEnabled() ? c.muted : pending ? c.accent : c.text);
    painter.setFont(Theme::current().font(type::kBody, QFont::DemiBold));
    const QString text =
        m_ready >= m_wanted ? QString::number(m_wanted) : QStringLiteral("%1/%2").arg(m_ready).arg(m_wanted);
    drawTabular(painter, rect(), Qt::AlignCenter, text);
    if (hasFocus()) {
        paintFocusRing(painter, rect(), metric::kControlRadius);
    }
}

}  // namespace slipway::gui
