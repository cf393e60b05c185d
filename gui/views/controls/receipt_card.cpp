#include "gui/views/controls/receipt_card.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QPainter>
#include <algorithm>

#include "gui/models/event_text.h"
#include "gui/models/format.h"
#include "gui/models/receipts_model.h"
#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

constexpr int kHeadHeight = 44;
constexpr int kNumber = 48;
constexpr int kPhaseBlock = 46;
constexpr int kPhaseLine = 17;         ///< a further line of the phases' legend, where the card is narrow
constexpr double kPhaseShown = 0.005;  ///< seconds; less would read "0.00 s"
constexpr int kInstanceRow = 20;
constexpr int kMostInstances = 8;
constexpr int kLine = 26;

QColor phaseColor(Phase phase, const Colors& c) {
    switch (phase) {
        case Phase::Start:
            return mix(c.surface, c.accent, 0.45);
        case Phase::Health:
            return c.accent;
        case Phase::Shift:
            return c.ok;
        case Phase::Drain:
            return c.warn;
        default:
            return c.unknown;
    }
}

int shownInstances(const Receipt& r) {
    return std::min(kMostInstances, static_cast<int>(r.instances.size()));
}

QString replacement(const ReceiptInstance& i) {
    if (i.oldInstance.isEmpty()) {
        return ReceiptCard::tr("%1 (pid %2) started").arg(i.newInstance).arg(i.newPid);
    }
    if (i.newInstance.isEmpty()) {
        return ReceiptCard::tr("%1 (pid %2) stopped").arg(i.oldInstance).arg(i.oldPid);
    }
    return ReceiptCard::tr("%1 (pid %2) → %3 (pid %4)")
        .arg(i.oldInstance)
        .arg(i.oldPid)
        .arg(i.newInstance)
        .arg(i.newPid);
}

}  // namespace

QString receiptText(const Receipt& r) {
    QStringList lines;
    lines << QStringLiteral("%1: %2 — %3").arg(r.service, receiptTitle(r), r.outcome);
    lines << ReceiptCard::tr("%1 requests served, %2 failed, %3 retried, %4 held in %5")
                 .arg(format::count(r.requests), format::count(r.failed), format::count(r.retried),
                      format::count(r.held), format::seconds(r.seconds));
    for (const ReceiptInstance& each : r.instances) {
        lines << replacement(each);
    }
    if (!r.why.isEmpty()) {
        lines << r.why;
    }
    lines << r.logLines;
    return lines.join(u'\n');
}

ReceiptCard::ReceiptCard(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_copy = new IconButton(QStringLiteral("copy"), tr("Copy receipt"), this);
    m_close = new IconButton(QStringLiteral("close"), tr("Dismiss"), this);
    m_close->hide();
    m_failure = new Notice(Notice::Error, this);
    m_failure->hide();
    connect(m_close, &QToolButton::clicked, this, [this] {
        hide();
        emit dismissed();
    });
    connect(m_copy, &QToolButton::clicked, this, [this] {
        if (const Receipt* r = m_store->receipt(m_id)) {
            QGuiApplication::clipboard()->setText(receiptText(*r));
        }
    });
    connect(store, &Store::receiptsReset, this, [this] { setReceipt(m_id); });
    hide();
}

void ReceiptCard::setReceipt(const QString& id) {
    m_id = id;
    const Receipt* r = m_store->receipt(id);
    setVisible(r != nullptr);
    if (!r) {
        return;
    }
    setAccessibleName(tr("Receipt of %1").arg(r->service));
    setAccessibleDescription(receiptText(*r));
    m_failure->setVisible(!r->succeeded());
    if (!r->succeeded()) {
        m_failure->setKind(r->endedByWish() ? Notice::Info : Notice::Error);
        m_failure->setText(r->outcome == QLatin1String("rolled_back")
                               ? tr("Rolled back: the old instances go on serving")
                               : outcomeTitle(*r),
                           r->why);
        m_failure->setLines(r->logLines);
    }
    layoutParts();
    updateGeometry();
    update();
}

void ReceiptCard::setDismissable(bool dismissable) {
    m_close->setVisible(dismissable);
    layoutParts();
}

void ReceiptCard::setNarrow(bool narrow) {
    m_narrow = narrow;
    updateGeometry();
    update();
}

QSize ReceiptCard::sizeHint() const {
    const Receipt* r = m_store->receipt(m_id);
    if (!r) {
        return {300, kHeadHeight};
    }
    int height = kHeadHeight + (m_narrow ? 2 : 1) * kNumber + kPhaseBlock + (m_narrow ? kPhaseLine : 0);
    if (!m_narrow && !r->instances.empty()) {
        height += shownInstances(*r) * kInstanceRow + 12;
    }
    if (!r->untouched.empty()) {
        height += kLine;
    }
    if (!r->succeeded()) {
        height += m_failure->heightForWidth(std::max(200, width() - 24)) > 0
                      ? m_failure->heightForWidth(std::max(200, width() - 24)) + 8
                      : m_failure->sizeHint().height() + 8;
    }
    return {300, height + 4};
}

void ReceiptCard::resizeEvent(QResizeEvent*) {
    layoutParts();
    updateGeometry();
}

void ReceiptCard::layoutParts() {
    int x = width() - space::kS;
    for (IconButton* button : {m_close, m_copy}) {
        if (!button->isHidden()) {
            x -= button->width();
            button->move(x, 8);
        }
    }
    if (!m_failure->isHidden()) {
        const int inner = width() - 24;
        const int height =
            m_failure->heightForWidth(inner) > 0 ? m_failure->heightForWidth(inner) : m_failure->sizeHint().height();
        m_failure->setGeometry(12, this->height() - height - 10, inner, height);
    }
}

void ReceiptCard::paintEvent(QPaintEvent*) {
    const Receipt* r = m_store->receipt(m_id);
    if (!r) {
        return;
    }
    QPainter painter(this);
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    const QColor tint = r->succeeded() ? c.ok : r->endedByWish() ? c.muted : c.err;
    paintPanel(painter, rect(), c.surface, mix(c.surface, tint, 0.45));
    painter.drawPixmap(14, 14, iconPixmap(QStringLiteral("receipt"), tint, 16, devicePixelRatioF()));
    painter.setFont(theme.font(type::kBody, QFont::DemiBold));
    painter.setPen(c.text);
    const double room = width() - 44 - 72;
    const QString title = painter.fontMetrics().elidedText(receiptTitle(*r), Qt::ElideRight, static_cast<int>(room));
    painter.drawText(QRectF(40, 8, room, 28), Qt::AlignVCenter, title);
    const double after = 40 + painter.fontMetrics().horizontalAdvance(title) + 10;
    painter.setFont(theme.font(type::kSmall));
    painter.setPen(c.muted);
    const QString when = format::clock(r->endedMs);
    if (after + painter.fontMetrics().horizontalAdvance(when) < width() - 76) {
        painter.drawText(QRectF(after, 8, width() - after - 76, 28), Qt::AlignVCenter, when);
    }

    double y = kHeadHeight;
    paintNumbers(painter, *r, y);
    paintPhases(painter, *r, y);
    if (!m_narrow) {
        paintInstances(painter, *r, y);
    }
    paintUntouched(painter, *r, y);
}

void ReceiptCard::paintNumbers(QPainter& painter, const Receipt& r, double& y) const {
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    struct Number {
        QString value;
        QString name;
        QColor ink;
    };
    const Number numbers[] = {{format::count(r.requests), tr("requests served"), c.text},
                              {format::count(r.failed), tr("failed"), r.failed > 0 ? c.err : c.ok},
                              {format::count(r.retried), tr("retried"), r.retried > 0 ? c.warn : c.text},
                              {format::seconds(r.seconds), tr("in all"), c.text}};
    const int columns = m_narrow ? 2 : 4;
    const double cell = (width() - 28.0) / columns;
    for (int i = 0; i < 4; ++i) {
        const double x = 14 + (i % columns) * cell;
        const double top = y + (i / columns) * kNumber;
        painter.setFont(theme.font(m_narrow ? type::kTitle : 20, QFont::DemiBold));
        painter.setPen(numbers[i].ink);
        drawTabular(painter, QRectF(x, top, cell, 26), Qt::AlignLeft | Qt::AlignVCenter, numbers[i].value);
        painter.setFont(theme.font(type::kCaption));
        painter.setPen(c.muted);
        painter.drawText(QRectF(x, top + 25, cell - 4, 16), Qt::AlignLeft | Qt::AlignVCenter, numbers[i].name);
    }
    y += (m_narrow ? 2 : 1) * kNumber;
}

void ReceiptCard::paintPhases(QPainter& painter, const Receipt& r, double& y) const {
    const Colors& c = colors();
    const Theme& theme = Theme::current();
    double sum = 0;
    for (const Phase phase : kPhases) {
        sum += r.phases.of(phase);
    }
    if (sum > 0) {
        const QRectF bar(14, y + 6, width() - 28, 8);
        double x = bar.left();
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        for (const Phase phase : kPhases) {
            const double share = r.phases.of(phase) / sum * bar.width();
            if (share >= 1) {
                painter.setBrush(phaseColor(phase, c));
                painter.drawRoundedRect(QRectF(x, bar.top(), std::max(2.0, share - 2), bar.height()), 2, 2);
            }
            x += share;
        }
        painter.restore();
        painter.setFont(theme.font(type::kCaption));
        x = bar.left();
        double lineY = y + 19;
        for (const Phase phase : kPhases) {
            if (r.phases.of(phase) < kPhaseShown) {
                continue;  // a scale up drains nothing
            }
            const QString text = QStringLiteral("%1 %2").arg(phaseText(phase), format::seconds(r.phases.of(phase)));
            const double wide = 9 + tabularWidth(QFontMetricsF(painter.font()), text);
            if (x > bar.left() && x + wide > bar.right()) {
                x = bar.left();
                lineY += kPhaseLine;
            }
            painter.setPen(Qt::NoPen);
            painter.setBrush(phaseColor(phase, c));
            painter.drawRect(QRectF(x, lineY + 5, 6, 6));
            painter.setPen(c.muted);
            drawTabular(painter, QRectF(x + 9, lineY, 100, 16), Qt::AlignLeft | Qt::AlignVCenter, text);
            x += wide + 14;
        }
    }
    y += kPhaseBlock + (m_narrow ? kPhaseLine : 0);
}

void ReceiptCard::paintInstances(QPainter& painter, const Receipt& r, double& y) const {
    const int count = shownInstances(r);
    if (count == 0) {
        return;
    }
    const Colors& c = colors();
    painter.fillRect(QRectF(14, y, width() - 28, 1), c.separator);
    y += 6;
    for (int i = 0; i < count; ++i) {
        const ReceiptInstance& each = r.instances[static_cast<std::size_t>(i)];
        painter.setFont(Theme::current().mono(type::kCaption));
        painter.setPen(c.text);
        painter.drawText(QRectF(14, y, width() - 28, kInstanceRow), Qt::AlignVCenter, replacement(each));
        if (each.drained) {
            painter.setFont(Theme::current().font(type::kCaption));
            painter.setPen(c.muted);
            painter.drawText(QRectF(14, y, width() - 28, kInstanceRow), Qt::AlignVCenter | Qt::AlignRight,
                             tr("drained, %n in flight", nullptr, each.inFlightAtDrain));
        }
        y += kInstanceRow;
    }
    y += 6;
}

void ReceiptCard::paintUntouched(QPainter& painter, const Receipt& r, double& y) const {
    if (r.untouched.empty()) {
        return;
    }
    const Colors& c = colors();
    QStringList touched;
    for (const Untouched& each : r.untouched) {
        if (!each.same) {
            touched << each.service;
        }
    }
    const bool clean = touched.isEmpty();
    painter.drawPixmap(14, static_cast<int>(y) + 3,
                       iconPixmap(clean ? QStringLiteral("check") : QStringLiteral("alert"), clean ? c.ok : c.warn, 14,
                                  devicePixelRatioF()));
    painter.setFont(Theme::current().font(type::kSmall));
    painter.setPen(c.muted);
    const QString text = clean ? tr("No other service was touched")
                               : tr("Meanwhile also changed: %1").arg(touched.join(QStringLiteral(", ")));
    painter.drawText(QRectF(34, y, width() - 48, 20), Qt::AlignVCenter,
                     painter.fontMetrics().elidedText(text, Qt::ElideRight, width() - 48));
    y += kLine;
}

}  // namespace slipway::gui
