// Painting: what is drawn while the view moves, what is refined when it rests, and the dots that flow along edges.
#include <QPaintEvent>
#include <QPainter>
#include <QScrollBar>
#include <algorithm>
#include <cmath>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/label_layer.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/node_item.h"
#include "gui/topology/topology_view.h"

namespace slipway::gui {
namespace {

constexpr double kDotRadius = 2.2;
constexpr std::size_t kMostLabels = 120;  // placing them is O(labels * edges)

}  // namespace

void TopologyView::beginGesture(bool zooming) {
    if (zooming && m_edges->isLarge() && m_snapshot.isNull() && viewport()->isVisible()) {
        captureBacking();
        m_snapshot = m_backing;
        m_snapshotTransform = viewportTransform();
    }
    m_moving = true;
    m_refineTimer.start();
}

void TopologyView::changed() {
    // Small graphs are drawn in full at every paint; a large one gets its antialiased edges when nothing happened for a
    // while.
    if (m_edges->isLarge() || m_moving)
        m_refineTimer.start();
}

void TopologyView::refine() {
    m_refineTimer.stop();
    m_moving = false;
    const bool hadSnapshot = !m_snapshot.isNull();
    m_snapshot = {};
    m_edges->refine(viewportTransform(), viewport()->size(), devicePixelRatioF());
    arrangeLabels();
    m_backingStale = QRegion(viewport()->rect());
    if (hadSnapshot)
        viewport()->update();
}

void TopologyView::arrangeLabels() {
    if (m_moving || m_transition.state() == QAbstractAnimation::Running)
        return;  // placed when it rests
    std::vector<QRectF> nodes;
    for (const NodeItem* item : m_items) {
        if (item->isVisible())
            nodes.push_back(item->sceneRect().adjusted(-3, -3, 3, 3));
    }
    const QRectF visible = mapToScene(viewport()->rect()).boundingRect();
    std::vector<EdgeLabel> labels;
    std::vector<QPolygonF> lines;
    for (int i = 0; i < static_cast<int>(m_topology.edges.size()); ++i) {
        const TopologyEdge& edge = m_topology.edges[i];
        const DrawnEdge& drawn = m_edges->edges()[i];
        lines.push_back(drawn.hidden || drawn.dimmed ? QPolygonF() : drawn.route);
        if (drawn.hidden || drawn.dimmed)
            continue;
        const bool alone = drawn.selected || m_hoverEdge == i;
        const bool wanted =
            alone || (!m_selection.node.isEmpty() && (edge.from == m_selection.node || edge.to == m_selection.node));
        const QStringList texts = labelTexts(edge, m_labelMode, wanted);
        if (!texts.isEmpty() &&
            (visible.isEmpty() || drawn.route.boundingRect().adjusted(-1, -1, 1, 1).intersects(visible)))
            labels.push_back({i, texts, edgeHealth(edge), wanted, alone});
    }
    if (labels.size() > kMostLabels) {
        // More than can be read: the wanted and the worst.
        std::stable_sort(labels.begin(), labels.end(), [](const EdgeLabel& a, const EdgeLabel& b) {
            return a.wanted != b.wanted ? a.wanted : a.health > b.health;
        });
        labels.resize(kMostLabels);
    }
    m_labels->arrange(labels, lines, nodes, zoom());
}

// The backing is the viewport as painted without dots. A frame of the flow copies the places of the old dots out of it
// and draws the new ones: no item is asked to paint. What else is painted marks its region stale, to be painted into
// the backing before the next frame.
void TopologyView::captureBacking() {
    const QSize size = viewport()->size() * devicePixelRatioF();
    if (m_backing.size() != size) {
        m_backing = QPixmap(size);
        m_backing.setDevicePixelRatio(devicePixelRatioF());
        m_backingStale = QRegion(viewport()->rect());
    }
    if (m_backingStale.isEmpty())
        return;
    const QRect area = m_backingStale.boundingRect() & viewport()->rect();
    m_backingStale = {};
    if (area.isEmpty())
        return;
    m_capturing = true;
    viewport()->render(&m_backing, area.topLeft(), area, QWidget::RenderFlags());
    m_capturing = false;
}

void TopologyView::paintEvent(QPaintEvent* event) {
    if (!m_snapshot.isNull()) {
        QPainter painter(viewport());
        painter.fillRect(viewport()->rect(), colors().background);
        painter.setTransform(m_snapshotTransform.inverted() * viewportTransform());
        painter.drawPixmap(0, 0, m_snapshot);
        return;
    }
    if (m_capturing) {
        QGraphicsView::paintEvent(event);
        return;
    }
    const bool onlyFlow =
        m_backingStale.isEmpty() && !m_flowDirty.isEmpty() && event->region().subtracted(m_flowDirty).isEmpty();
    if (onlyFlow) {
        QPainter painter(viewport());
        for (const QRect& rect : event->region()) {
            const qreal ratio = m_backing.devicePixelRatio();
            painter.drawPixmap(QRectF(rect), m_backing,
                               QRectF(QPointF(rect.topLeft()) * ratio, QSizeF(rect.size()) * ratio));
        }
        painter.setClipRegion(event->region());
        paintFlow(painter);
        return;
    }
    ++m_fullPaints;
    m_backingStale += event->region();
    QGraphicsView::paintEvent(event);
    if (m_flowTimer.isActive()) {
        QPainter painter(viewport());
        painter.setClipRegion(event->region());
        paintFlow(painter);
    }
}

bool TopologyView::mayAnimate() const {
    return Theme::current().duration(Theme::kCalm) > 0 && m_live && isVisible() && !window()->isMinimized() &&
           !m_edges->isLarge();
}

void TopologyView::updateFlow() {
    std::vector<Flow::Lane> lanes;
    bool pending = false;
    if (mayAnimate()) {
        for (int i = 0; i < static_cast<int>(m_topology.edges.size()); ++i) {
            const TopologyEdge& edge = m_topology.edges[i];
            const DrawnEdge& drawn = m_edges->edges()[i];
            if (!(edge.rps > 0) || drawn.hidden || drawn.dimmed)
                continue;
            // Rates in half decades: dots must not jump because a rate went from 41 to 42.
            const double steady = std::pow(10, std::round(2 * std::log10(1 + edge.rps)) / 2) - 1;
            lanes.push_back({i, drawn.route, steady});
        }
        pending = pulses();
    }
    m_flow.setLanes(std::move(lanes));
    const bool wanted = !m_flow.isEmpty() || pending;
    if (wanted == m_flowTimer.isActive())
        return;
    if (wanted) {
        m_flowTimer.start();
    } else {
        m_flowTimer.stop();
        viewport()->update(m_flowDots);
        m_flowDots = m_flowDirty = {};
    }
}

QRegion TopologyView::dotsRegion() const {
    QRegion region;
    const QTransform toViewport = viewportTransform();
    const QRect visible = viewport()->rect();
    for (const Flow::Dot& dot : m_flow.dots()) {
        const QPointF at = toViewport.map(dot.at);
        const QRect rect = QRectF(at.x() - 4, at.y() - 4, 8, 8).toAlignedRect();
        if (rect.intersects(visible))
            region += rect;
    }
    return region & visible;
}

bool TopologyView::pulses() const {
    return !m_arrived.isEmpty() || std::any_of(m_items.begin(), m_items.end(), [](const NodeItem* item) {
        return item->visual().status == Status::Pending || item->visual().phase > 0;
    });
}

void TopologyView::advanceFlow() {
    if (!mayAnimate()) {
        updateFlow();
        return;
    }
    if (m_moving || m_transition.state() == QAbstractAnimation::Running)
        return;
    const bool pulsing = pulses();
    if (pulsing) {
        m_pulse = std::fmod(m_pulse + 0.045, 1.0);
        noteArrivals();
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            const NodeVisual& now = m_items[i]->visual();
            if (now.status == Status::Pending || now.phase > 0)
                m_items[i]->setVisual(visualFor(m_topology.nodes[i]));
        }
    }
    if (m_flow.isEmpty()) {
        if (!pulsing)
            updateFlow();
        return;
    }
    captureBacking();
    m_flow.advance(m_flowTimer.interval() / 1000.0);
    const QRegion now = dotsRegion();
    m_flowDirty = m_flowDots + now;
    m_flowDots = now;
    viewport()->update(m_flowDirty);
}

void TopologyView::paintFlow(QPainter& painter) const {
    if (m_flow.isEmpty() || m_moving)
        return;
    const Colors& theme = colors();
    const QTransform toViewport = viewportTransform();
    const double radius = kDotRadius * std::clamp(zoom(), 0.6, 1.5);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    const QRectF behind = nodeRectOf(hub());
    for (const Flow::Dot& dot : m_flow.dots()) {
        if (behind.contains(dot.at))
            continue;
        const DrawnEdge& edge = m_edges->edges()[dot.edge];
        const QColor line = edge.selected ? theme.accent : edgeColor(edge.look.health, theme);
        painter.setBrush(edge.look.health == EdgeHealth::Healthy ? theme.accent : mix(line, theme.text, 0.35));
        painter.drawEllipse(toViewport.map(dot.at), radius, radius);
    }
}

void TopologyView::scrollContentsBy(int dx, int dy) {
    QGraphicsView::scrollContentsBy(dx, dy);
    m_backingStale = QRegion(viewport()->rect());
    m_flowDots = m_flowDirty = {};
    if (!m_flow.isEmpty())
        viewport()->update();  // else the scrolled picture takes the dots along
}

void TopologyView::resizeEvent(QResizeEvent* event) {
    QGraphicsView::resizeEvent(event);
    m_backingStale = QRegion(viewport()->rect());
    layOutForNewSize();
    if (m_fitWanted)
        fit();
    changed();
}

void TopologyView::showEvent(QShowEvent* event) {
    QGraphicsView::showEvent(event);
    window()->installEventFilter(this);
    layOutForNewSize();
    if (m_fitWanted)
        fit();
    updateFlow();
}

void TopologyView::hideEvent(QHideEvent* event) {
    QGraphicsView::hideEvent(event);
    updateFlow();
}

bool TopologyView::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::WindowStateChange && watched == window())
        updateFlow();
    return QGraphicsView::eventFilter(watched, event);
}

}  // namespace slipway::gui
