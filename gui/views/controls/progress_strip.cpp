#include "gui/views/controls/progress_strip.h"

#include <QDateTime>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

constexpr int kHead = 40;
constexpr int kCaptions = 20;
constexpr int kRow = 24;
constexpr int kMostRows = 6;
constexpr int kNameWidth = 190;
constexpr int kPulseMs = 60;

}  // namespace

ProgressStrip::ProgressStrip(const Store* store, Density density, QWidget* parent)
    : QWidget(parent), m_store(store), m_density(density) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    setAccessibleName(tr("Progress of the rollout"));
    connect(store, &Store::operationsChanged, this, [this](const QStringList& ids) {
        if (ids.contains(m_id)) {
            refresh();
        }
    });
    connect(&m_pulse, &QTimer::timeout, this, [this] {
        m_phase = std::fmod(m_phase + 0.06, 1.0);
        update();
    });
    hide();
}

void ProgressStrip::setOperation(const QString& id) {
    m_id = id;
    refresh();
}

void ProgressStrip::refresh() {
    const Operation* o = m_store->operation(m_id);
    setVisible(o != nullptr);
    if (!o) {
        return;
    }
    if (rows() != m_rows) {
        m_rows = rows();
        updateGeometry();
    }
    setAccessibleDescription(
        tr("%1: %2, %3 of %4").arg(operationTitle(*o), phaseText(o->phase)).arg(o->done).arg(o->total));
    update();
}

int ProgressStrip::rows() const {
    const Operation* o = m_store->operation(m_id);
    if (!o || m_density == Compact) {
        return 0;
    }
    return std::min(kMostRows, std::max(o->total, static_cast<int>(o->steps.size())));
}

QSize ProgressStrip::sizeHint() const {
    if (m_density == Compact) {
        return {200, 52};
    }
    return {420, kHead + (m_rows > 0 ? kCaptions + m_rows * kRow + 10 : 12)};
}

void ProgressStrip::showEvent(QShowEvent*) {
    if (Theme::current().duration(kPulseMs) > 0) {
        m_pulse.start(kPulseMs);
    } else {
        m_pulse.start(1000);  // the clock still runs
    }
}

void ProgressStrip::hideEvent(QHideEvent*) {
    m_pulse.stop();
}

void ProgressStrip::paintEvent(QPaintEvent*) {
    const Operation* o = m_store->operation(m_id);
    if (!o) {
        return;
    }
    QPainter painter(this);
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    const bool failed = o->state == OperationState::Failed;
    const QColor tint = failed ? c.err : o->isOver() ? c.ok : c.accent;
    paintPanel(painter, rect(), mix(c.surface, tint, 0.06), mix(c.surface, tint, 0.35));

    const double left = space::kM;
    const double right = width() - space::kM;
    const Status status = failed ? Status::Failing : o->isOver() ? Status::Ok : Status::Pending;
    paintStatus(painter, QRectF(left, 14, 12, 12), status, o->isOver() ? 0 : m_phase);
    painter.setFont(theme.font(type::kBody, QFont::DemiBold));
    painter.setPen(c.text);
    // Beside the inspector's title the service needs no second name.
    QString title = operationTitle(*o);
    if (m_density == Compact && !o->service.isEmpty()) {
        title = title.remove(o->service).simplified();
    }
    const double titleX = left + 20;
    const qint64 end = o->isOver() && o->endedMs > 0 ? o->endedMs : QDateTime::currentMSecsSinceEpoch();
    QString numbers = o->startedMs > 0 ? format::duration(end - o->startedMs) : QString();
    if (o->total > 0 && !o->isOver()) {
        numbers = QStringLiteral("%1 % · %2").arg(qRound(operationShare(*o) * 100)).arg(numbers);
    }
    painter.setFont(theme.font(type::kSmall));
    const double numbersWidth = tabularWidth(QFontMetricsF(painter.font()), numbers);
    painter.setPen(c.muted);
    drawTabular(painter, QRectF(right - numbersWidth, 10, numbersWidth, 20), Qt::AlignRight | Qt::AlignVCenter,
                numbers);
    painter.setFont(theme.font(type::kBody, QFont::DemiBold));
    painter.setPen(c.text);
    const QString shownTitle =
        painter.fontMetrics().elidedText(title, Qt::ElideRight, static_cast<int>(right - numbersWidth - titleX - 8));
    painter.drawText(QRectF(titleX, 10, right - titleX, 20), Qt::AlignLeft | Qt::AlignVCenter, shownTitle);
    const double afterTitle = titleX + painter.fontMetrics().horizontalAdvance(shownTitle) + 10;
    QString state = o->state == OperationState::Queued ? tr("waiting for its turn") : phaseText(o->phase);
    if (o->total > 0) {
        state += tr(" · %1 of %2").arg(o->done).arg(o->total);
    }
    painter.setFont(theme.font(type::kSmall));
    painter.setPen(c.muted);
    if (m_density == Compact) {
        const QString compact = painter.fontMetrics().elidedText(
            state, Qt::ElideRight, static_cast<int>(right - numbersWidth - afterTitle - 8));
        painter.drawText(QRectF(afterTitle, 10, right - numbersWidth - afterTitle - 8, 20),
                         Qt::AlignLeft | Qt::AlignVCenter, compact);
        paintProgress(painter, QRectF(left, height() - 14, right - left, 4), operationShare(*o), tint);
        return;
    }
    painter.drawText(QRectF(afterTitle, 10, right - afterTitle - 60, 20), Qt::AlignLeft | Qt::AlignVCenter, state);
    if (m_rows == 0) {
        paintProgress(painter, QRectF(left, height() - 8, right - left, 3), operationShare(*o), tint);
        return;
    }

    const double barsLeft = left + kNameWidth;
    const double segment = (right - barsLeft) / 5;
    painter.setFont(theme.font(type::kCaption));
    for (int i = 0; i < 5; ++i) {
        painter.setPen(o->phase == kPhases[i] ? c.text : c.muted);
        painter.drawText(QRectF(barsLeft + i * segment + 2, kHead, segment - 4, 14), Qt::AlignLeft | Qt::AlignVCenter,
                         phaseText(kPhases[i]));
    }
    for (int row = 0; row < m_rows; ++row) {
        const OperationStep* step =
            row < static_cast<int>(o->steps.size()) ? &o->steps[static_cast<std::size_t>(row)] : nullptr;
        paintRow(painter, QRectF(left, kHead + kCaptions + row * kRow, right - left, kRow), step);
    }
}

void ProgressStrip::paintRow(QPainter& painter, const QRectF& rect, const OperationStep* step) const {
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    painter.setFont(theme.font(type::kSmall));
    if (step) {
        painter.setPen(c.text);
        painter.drawText(
            QRectF(rect.left(), rect.top(), kNameWidth - 8, rect.height()), Qt::AlignVCenter,
            step->replaces.isEmpty() ? step->instance : QStringLiteral("%1 → %2").arg(step->replaces, step->instance));
    } else {
        painter.setPen(c.muted);
        painter.drawText(QRectF(rect.left(), rect.top(), kNameWidth - 8, rect.height()), Qt::AlignVCenter, tr("next"));
    }
    const Operation* o = m_store->operation(m_id);
    const bool failed = o && o->state == OperationState::Failed;
    const int now = step ? phaseIndex(step->phase) : -1;
    const double barsLeft = rect.left() + kNameWidth;
    const double segment = (rect.right() - barsLeft) / 5;
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 5; ++i) {
        QColor fill = c.track;
        if (i < now) {
            fill = c.ok;
        } else if (i == now) {
            const double pulse = 0.55 + 0.45 * std::abs(std::cos(m_phase * M_PI));
            fill = failed ? c.err : mix(c.track, c.accent, Theme::current().duration(1) > 0 ? pulse : 1.0);
        }
        painter.setBrush(fill);
        painter.drawRoundedRect(QRectF(barsLeft + i * segment + 2, rect.center().y() - 3, segment - 4, 6), 3, 3);
    }
    painter.restore();
}

}  // namespace slipway::gui
