#include "gui/topology/topology_switch.h"

#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/theme/style.h"
#include "gui/topology/topology_summary.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"

namespace slipway::gui {

namespace {
constexpr int kSegmentPadding = 12;
constexpr int kSegmentHeight = metric::kMinimumHit;
constexpr int kSegmentBar = 3;  // the progress
}  // namespace

ModeSegment::ModeSegment(const QString& mode, const QString& text, bool first, QWidget* parent)
    : QAbstractButton(parent), m_mode(mode), m_first(first) {
    setText(text);
    setAccessibleName(text);
    setCheckable(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void ModeSegment::setProgress(double share) {
    if (share == m_progress)
        return;
    m_progress = share;
    update();
}

QSize ModeSegment::sizeHint() const {
    // As wide as the bold text: a switch must not move what stands beside it.
    const QFontMetrics metrics(Theme::current().font(type::kSmall, QFont::DemiBold));
    return {metrics.horizontalAdvance(text()) + 2 * kSegmentPadding, kSegmentHeight};
}

void ModeSegment::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const Colors& c = colors();
    const double radius = metric::kControlRadius;
    // The outer corners are round, the inner edge is one line for both: each draws beyond it and is cut.
    const QRectF whole = m_first ? QRectF(0.5, 0.5, width() + radius, height() - 1)
                                 : QRectF(-radius, 0.5, width() + radius - 0.5, height() - 1);
    QPainterPath shape;
    shape.addRoundedRect(whole, radius, radius);
    const QColor ground = isChecked()                   ? mix(c.surface, c.accent, isEnabled() ? 0.2 : 0.12)
                          : underMouse() && isEnabled() ? c.hover
                                                        : c.surface;
    painter.fillPath(shape, ground);
    painter.setPen(QPen(c.outline, 1));
    painter.drawPath(shape);
    if (!m_first)
        painter.drawLine(QPointF(0.5, 1), QPointF(0.5, height() - 1));
    if (m_progress >= 0) {
        const QRectF track(4, height() - kSegmentBar - 2, width() - 8, kSegmentBar);
        painter.setPen(Qt::NoPen);
        painter.setBrush(c.track);
        painter.drawRoundedRect(track, 1.5, 1.5);
        painter.setBrush(c.accent);
        painter.drawRoundedRect(QRectF(track.topLeft(), QSizeF(std::max(6.0, track.width() * m_progress), kSegmentBar)),
                                1.5, 1.5);
    }
    painter.setFont(Theme::current().font(type::kSmall, isChecked() ? QFont::DemiBold : QFont::Normal));
    painter.setPen(isChecked() ? c.text : c.muted);
    painter.drawText(rect(), Qt::AlignCenter, text());
    if (hasFocus())
        paintFocusRing(painter, rect(), metric::kControlRadius);
}

void ModeSegment::enterEvent(QEnterEvent*) {
    update();
}

void ModeSegment::leaveEvent(QEvent*) {
    update();
}

void ModeSegment::keyPressEvent(QKeyEvent* event) {
    const bool press = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    if (press && !event->isAutoRepeat()) {
        click();
        return;
    }
    if (event->key() == Qt::Key_Left || event->key() == Qt::Key_Right) {
        focusNextPrevChild(event->key() == Qt::Key_Right);
        return;
    }
    QAbstractButton::keyPressEvent(event);
}

TopologySwitch::TopologySwitch(const Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    setFixedHeight(kSegmentHeight + space::kS);
    setAccessibleName(tr("Way of calls between services"));
    m_hub = new ModeSegment(QStringLiteral("hub-and-spoke"), modeName(QStringLiteral("hub-and-spoke")), true);
    m_peer = new ModeSegment(QStringLiteral("p2p"), modeName(QStringLiteral("p2p")), false);
    m_links = new Label(Label::Body);
    m_memory = new Label(Label::Muted);
    m_memory->setElided(true);
    auto* line = new QHBoxLayout(this);
    line->setContentsMargins(space::kM, 0, space::kM, space::kS);
    line->setSpacing(0);
    line->addWidget(m_hub);
    line->addWidget(m_peer);
    line->addSpacing(space::kM);
    line->addWidget(m_links);
    line->addSpacing(space::kM);
    line->addWidget(m_memory, 1);
    for (ModeSegment* each : {m_hub, m_peer}) {
        connect(each, &QAbstractButton::clicked, this, [this, each] {
            if (each->mode() != m_store->topology().mode)
                emit modeRequested(each->mode());
        });
    }
    for (const auto signal :
         {&Store::topologyStructureChanged, &Store::topologyValuesChanged, &Store::reset, &Store::projectChanged})
        connect(store, signal, this, &TopologySwitch::refresh);
    connect(store, &Store::operationsChanged, this, &TopologySwitch::refresh);
    connect(store, &Store::linkChanged, this, &TopologySwitch::refresh);
    refresh();
}

QString TopologySwitch::modeName(const QString& mode) {
    return mode == QLatin1String("p2p") ? tr("Peer to peer") : tr("Hub and spoke");
}

QString TopologySwitch::otherMode(const QString& mode) {
    return mode == QLatin1String("p2p") ? QStringLiteral("hub-and-spoke") : QStringLiteral("p2p");
}

QString TopologySwitch::whyNot(const Store& store) {
    if (!store.hasProject())
        return tr("No project runs");
    if (!store.isLive())
        return tr("Not connected to slipwayd");
    if (store.runningSwitch())
        return tr("A switch is running");
    return {};
}

ModeSegment* TopologySwitch::segment(const QString& mode) const {
    return mode == QLatin1String("p2p") ? m_peer : m_hub;
}

QString TopologySwitch::linksText() const {
    return m_links->text();
}

void TopologySwitch::refresh() {
    const Topology& topology = m_store->topology();
    const Operation* running = m_store->runningSwitch();
    const bool peer = topology.mode == QLatin1String("p2p");
    const QString reason = whyNot(*m_store);
    m_hub->setChecked(!peer && !topology.mode.isEmpty());
    m_peer->setChecked(peer);
    for (ModeSegment* each : {m_hub, m_peer}) {
        setReason(each, reason);
        each->setProgress(running && each->isChecked()
                              ? running->total > 0 ? std::clamp(double(running->done) / running->total, 0.0, 1.0) : 0.0
                              : -1);
        if (reason.isEmpty()) {
            const bool hub = each == m_hub;
            each->setToolTip(hub ? tr("Calls between services run through the gateway")
                                 : tr("Each caller's sidecar calls the instances straight"));
            each->setAccessibleDescription(each->isChecked() ? tr("In force") : tr("Switch to it, while calls run"));
        }
    }
    if (running) {
        m_links->setText(running->total > 0 ? tr("Switching… %1 of %2 links").arg(running->done).arg(running->total)
                                            : tr("Switching…"));
    } else if (topology.hubLinks >= 0 && topology.peerLinks >= 0) {
        m_links->setText(
            tr("%1 links through the hub / %2 from peer to peer").arg(topology.hubLinks).arg(topology.peerLinks));
    } else {
        m_links->clear();
    }
    m_links->setToolTip(modeExplanation(summarize(topology)));
    double kib = 0;
    for (const TopologyProcess& process : topology.processes)
        kib += process.memoryKib() > 0 ? process.memoryKib() : 0;
    const int count = static_cast<int>(topology.processes.size());
    m_memory->setText(count == 0 || kib <= 0 ? QString()
                      : count == 1           ? tr("1 process, %1").arg(format::memory(kib))
                                             : tr("%1 processes, %2").arg(QString::number(count), format::memory(kib)));
}

}  // namespace slipway::gui
