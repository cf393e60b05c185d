#include "gui/views/service/services_delegate.h"

#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "gui/models/event_text.h"
#include "gui/models/services_model.h"
#include "gui/theme/icons.h"
#include "gui/theme/tabular.h"
#include "gui/views/controls/paint.h"
#include "gui/views/controls/replica_stepper.h"

namespace slipway::gui {

namespace {
constexpr int kPadding = 8;
constexpr int kSparkSamples = 60;
constexpr int kBadge = 20;
}  // namespace

ServicesDelegate::ServicesDelegate(const Store* store, Table* table) : TableDelegate(table), m_store(store) {
    setStatusRole(ServicesModel::StatusRole, ServicesModel::Name);
    m_gather.setSingleShot(true);
    m_gather.setInterval(ReplicaStepper::kGatherMs);
    m_patience.setSingleShot(true);
    m_patience.setInterval(ReplicaStepper::kPatienceMs);
    connect(&m_gather, &QTimer::timeout, this, [this] {
        for (auto asked = m_asked.constBegin(); asked != m_asked.constEnd(); ++asked) {
            const Service* service = m_store->service(asked.key());
            if (service && service->desired != asked.value()) {
                emit wanted(asked.key(), asked.value());
            }
        }
        m_patience.start();
    });
    const auto forget = [this] {
        m_asked.clear();
        this->table()->viewport()->update();
    };
    connect(&m_patience, &QTimer::timeout, this, forget);
    connect(store, &Store::servicesChanged, this, [this](const QStringList& names) {
        for (const QString& name : names) {
            const Service* service = m_store->service(name);
            if (!m_gather.isActive() && m_asked.contains(name) && service && service->desired == m_asked.value(name)) {
                m_asked.remove(name);
            }
        }
    });
}

void ServicesDelegate::step(const QString& name, int by) {
    const Service* service = m_store->service(name);
    if (!service || !serviceAction(*m_store, name, ServiceAction::Scale).enabled) {
        return;
    }
    m_asked.insert(name, std::clamp(shown(*service) + by, 0, ReplicaStepper::kMost));
    m_patience.stop();
    m_gather.start();
    table()->viewport()->update();
}

ServicesDelegate::Stepper ServicesDelegate::stepperIn(const QRect& cell) const {
    const int side = 22;
    const int y = cell.center().y() - side / 2 + 1;
    return {QRect(cell.left() + kPadding, y, side, side), QRect(cell.left() + kPadding + side, y, 40, side),
            QRect(cell.left() + kPadding + side + 40, y, side, side)};
}

QRect ServicesDelegate::menuIn(const QRect& cell) const {
    return QRect(cell.right() - 30, cell.center().y() - 11, 24, 24);
}
QRect ServicesDelegate::redeployIn(const QRect& cell) const {
    return menuIn(cell).translated(-28, 0);
}

void ServicesDelegate::paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index,
                                    bool selected) const {
    const Service* service = m_store->service(index.data(ServicesModel::ServiceNameRole).toString());
    if (!service) {
        return;
    }
    const bool hover = index.row() == table()->hoveredRow();
    const Colors& c = colors();
    switch (index.column()) {
        case ServicesModel::Owner: {
            paintTeamBadge(painter, QRectF(rect.left(), rect.center().y() - kBadge / 2 + 1, 24, kBadge - 2),
                           service->owner.isEmpty() ? QString() : m_store->teamName(service->owner),
                           m_store->teamColor(service->owner));
            painter.setFont(Theme::current().font());
            painter.setPen(service->owner.isEmpty() ? c.muted : c.text);
            const QRect text = rect.adjusted(32, 0, 0, 0);
            painter.drawText(text, Qt::AlignVCenter,
                             painter.fontMetrics().elidedText(index.data().toString(), Qt::ElideRight, text.width()));
            return;
        }
        case ServicesModel::Replicas:
            paintStepper(painter, rect.adjusted(-kPadding, 0, kPadding, 0), *service, hover || selected);
            return;
        case ServicesModel::Trend:
            paintTrend(painter, rect, *service);
            return;
        case ServicesModel::Success:
        case ServicesModel::P95: {
            const double success = service->success();
            const bool bad = index.column() == ServicesModel::Success && success < 0.99;
            painter.setFont(Theme::current().font(type::kBody, bad ? QFont::DemiBold : QFont::Normal));
            painter.setPen(index.data().toString() == QStringLiteral("–") ? c.muted : bad ? c.err : c.text);
            drawTabular(painter, rect, Qt::AlignRight | Qt::AlignVCenter, index.data().toString());
            return;
        }
        case ServicesModel::Actions: {
            if (!hover && !selected) {
                return;
            }
            const QRect cell = rect.adjusted(-kPadding, 0, kPadding, 0);
            const bool can = serviceAction(*m_store, service->name, ServiceAction::Redeploy).enabled;
            const qreal ratio = painter.device()->devicePixelRatio();
            painter.drawPixmap(
                redeployIn(cell).center() - QPoint(7, 7),
                iconPixmap(QStringLiteral("redeploy"), can ? c.text : mix(c.surface, c.muted, 0.5), 16, ratio));
            painter.drawPixmap(menuIn(cell).center() - QPoint(7, 7),
                               iconPixmap(QStringLiteral("more"), c.text, 16, ratio));
            return;
        }
        default:
            TableDelegate::paintContent(painter, rect, index, selected);
    }
}

void ServicesDelegate::paintStepper(QPainter& painter, const QRect& rect, const Service& service, bool active) const {
    const Colors& c = colors();
    if (service.external) {
        painter.setPen(c.muted);
        painter.setFont(Theme::current().font());
        painter.drawText(rect.adjusted(kPadding, 0, 0, 0), Qt::AlignVCenter, tr("external"));
        return;
    }
    const Stepper parts = stepperIn(rect);
    const int wantedCount = shown(service);
    if (active) {
        const bool can = serviceAction(*m_store, service.name, ServiceAction::Scale).enabled;
        const qreal ratio = painter.device()->devicePixelRatio();
        paintPanel(painter, QRectF(parts.less.united(parts.more)), c.surface, can ? c.outline : c.separator,
                   metric::kControlRadius);
        const QColor ink = can ? c.text : mix(c.surface, c.muted, 0.5);
        painter.drawPixmap(
            parts.less.center() - QPoint(6, 6),
            iconPixmap(QStringLiteral("minus"), wantedCount > 0 ? ink : mix(c.surface, c.muted, 0.4), 14, ratio));
        painter.drawPixmap(parts.more.center() - QPoint(6, 6), iconPixmap(QStringLiteral("plus"), ink, 14, ratio));
    }
    const bool moving = wantedCount > service.ready || wantedCount != service.desired;
    painter.setFont(Theme::current().font(type::kBody, moving ? QFont::DemiBold : QFont::Normal));
    painter.setPen(moving ? c.accent : c.text);
    const QString text =
        moving ? QStringLiteral("%1/%2").arg(service.ready).arg(wantedCount) : QString::number(wantedCount);
    drawTabular(painter, parts.number, Qt::AlignCenter, text);
}

void ServicesDelegate::paintTrend(QPainter& painter, const QRect& rect, const Service& service) const {
    if (const Operation* running = m_store->runningOperation(service.name)) {
        Phase phase = running->phase;
        paintPhaseBars(painter, QRectF(rect.left(), rect.bottom() - 9, rect.width(), 4), phase, false);
        painter.setFont(Theme::current().font(type::kCaption));
        painter.setPen(colors().accent);
        const QString text =
            running->state == OperationState::Queued
                ? tr("waiting")
                : QStringLiteral("%1 %2/%3").arg(phaseText(phase)).arg(running->done).arg(running->total);
        painter.drawText(rect.adjusted(0, 2, 0, -10), Qt::AlignVCenter, text);
        return;
    }
    if (const Series* series = m_store->series(service.name)) {
        paintSparkline(painter, QRectF(rect).adjusted(0, 6, 0, -5), series->values(Metric::Rps), kSparkSamples,
                       colors().accent);
    }
}

bool ServicesDelegate::editorEvent(QEvent* event, QAbstractItemModel*, const QStyleOptionViewItem& option,
                                   const QModelIndex& index) {
    if (event->type() != QEvent::MouseButtonRelease && event->type() != QEvent::MouseButtonDblClick &&
        event->type() != QEvent::MouseButtonPress) {
        return false;
    }
    const auto* mouse = static_cast<QMouseEvent*>(event);
    if (mouse->button() != Qt::LeftButton) {
        return false;
    }
    const QString name = index.data(ServicesModel::ServiceNameRole).toString();
    const QPoint pos = mouse->pos();
    const bool released = event->type() == QEvent::MouseButtonRelease;
    if (index.column() == ServicesModel::Replicas) {
        const Stepper parts = stepperIn(option.rect);
        const int by = parts.less.contains(pos) ? -1 : parts.more.contains(pos) ? +1 : 0;
        if (by != 0) {
            if (released) {
                step(name, by);
            }
            return true;
        }
    }
    if (index.column() == ServicesModel::Actions && released) {
        if (menuIn(option.rect).contains(pos)) {
            emit menuClicked(index, table()->viewport()->mapToGlobal(menuIn(option.rect).bottomLeft()));
            return true;
        }
        if (redeployIn(option.rect).contains(pos)) {
            emit redeployClicked(name);
            return true;
        }
    }
    return false;
}

}  // namespace slipway::gui
