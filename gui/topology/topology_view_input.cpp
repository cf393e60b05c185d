// Pointer and keys.
#include <QApplication>
#include <QContextMenuEvent>
#include <QHelpEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QToolTip>
#include <algorithm>
#include <cmath>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/node_item.h"
#include "gui/topology/topology_accessible.h"
#include "gui/topology/topology_view.h"

namespace slipway::gui {
namespace {

constexpr double kEdgeReach = 7;  // pixels from an edge that still mean it

}  // namespace

int TopologyView::nodeAt(QPoint viewportPos) const {
    const QPointF p = mapToScene(viewportPos);
    for (int i = static_cast<int>(m_items.size()) - 1; i >= 0; --i) {
        if (m_items[i]->isVisible() && m_items[i]->sceneRect().contains(p))
            return i;
    }
    return -1;
}

int TopologyView::edgeAtPoint(QPoint viewportPos) const {
    return m_edges->edgeAt(mapToScene(viewportPos), kEdgeReach / zoom());
}

void TopologyView::setHover(int node, int edge) {
    if (node == m_hoverNode && edge == m_hoverEdge)
        return;
    m_hoverNode = node;
    m_hoverEdge = edge;
    viewport()->setCursor(node >= 0 || edge >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    syncVisuals();
    syncEdges();
    arrangeLabels();
}

void TopologyView::applySelection(const TopologySelection& selection) {
    if (selection == m_selection)
        return;
    m_selection = selection;
    syncVisuals();
    syncEdges();
    arrangeLabels();
    emit selectionChanged(m_selection);
    if (!selection.node.isEmpty() && hasFocus())
        announceFocus(this, nodeIndex(selection.node));
}

void TopologyView::select(const TopologySelection& selection) {
    if (!selection.node.isEmpty() && nodeIndex(selection.node) < 0)
        return;
    if (selection.isEdge() && edgeIndex(selection.from, selection.to) < 0)
        return;
    applySelection(selection);
}

void TopologyView::zoomAround(double factor, QPointF viewportPos) {
    const double next = std::clamp(zoom() * factor, kMinZoom, kMaxZoom);
    if (qFuzzyCompare(next, zoom()))
        return;
    beginGesture(true);
    const QPointF before = viewportTransform().inverted().map(viewportPos);
    setTransform(QTransform::fromScale(next, next));
    const QPointF off = viewportTransform().map(before) - viewportPos;
    horizontalScrollBar()->setValue(horizontalScrollBar()->value() + static_cast<int>(std::lround(off.x())));
    verticalScrollBar()->setValue(verticalScrollBar()->value() + static_cast<int>(std::lround(off.y())));
    m_fitWanted = false;
    viewport()->update();
    emit zoomChanged(next);
}

void TopologyView::setZoom(double zoomTo) {
    zoomAround(zoomTo / zoom(), QRectF(viewport()->rect()).center());
}

void TopologyView::wheelEvent(QWheelEvent* event) {
    const QPoint delta = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier) {
        beginGesture(false);
        m_fitWanted = false;
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (delta.x() != 0 ? delta.x() : delta.y()));
    } else if (delta.y() != 0) {
        zoomAround(std::pow(1.0016, delta.y()), event->position());
    }
    event->accept();
}

void TopologyView::mousePressEvent(QMouseEvent* event) {
    setFocus(Qt::MouseFocusReason);
    if (event->button() != Qt::LeftButton && event->button() != Qt::MiddleButton)
        return;
    m_pressedAt = m_lastPan = event->position().toPoint();
    m_dragging = false;
    m_pressedNode = event->button() == Qt::LeftButton ? nodeAt(m_pressedAt) : -1;
    m_press = m_pressedNode >= 0 ? Press::Node : Press::Canvas;
    if (m_pressedNode >= 0)
        m_grab = mapToScene(m_pressedAt) - m_items[m_pressedNode]->pos();
    event->accept();
}

void TopologyView::mouseMoveEvent(QMouseEvent* event) {
    const QPoint at = event->position().toPoint();
    if (m_press == Press::None) {
        const int node = nodeAt(at);
        setHover(node, node >= 0 ? -1 : edgeAtPoint(at));
        return;
    }
    if (!m_dragging && (at - m_pressedAt).manhattanLength() < QApplication::startDragDistance())
        return;
    m_dragging = true;
    if (m_press == Press::Node) {
        viewport()->setCursor(Qt::ClosedHandCursor);
        beginGesture(false);
        dragNodeTo(m_pressedNode, mapToScene(at) - m_grab);
    } else {
        viewport()->setCursor(Qt::ClosedHandCursor);
        beginGesture(false);
        m_fitWanted = false;
        horizontalScrollBar()->setValue(horizontalScrollBar()->value() - (at.x() - m_lastPan.x()));
        verticalScrollBar()->setValue(verticalScrollBar()->value() - (at.y() - m_lastPan.y()));
        m_lastPan = at;
    }
}

void TopologyView::mouseReleaseEvent(QMouseEvent* event) {
    const Press press = std::exchange(m_press, Press::None);
    const int node = std::exchange(m_pressedNode, -1);
    const QPoint at = event->position().toPoint();
    viewport()->setCursor(nodeAt(at) >= 0 ? Qt::PointingHandCursor : Qt::ArrowCursor);
    if (std::exchange(m_dragging, false)) {
        if (press == Press::Node && node >= 0) {
            m_fitWanted = false;
            updateSceneRect();
            if (!m_grouped) {
                m_pins.insert(m_topology.nodes[node].id, m_items[node]->pos());
                emit pinsChanged(m_pins);
            }
            syncVisuals();
            updateFlow();
            refine();
        }
        return;
    }
    if (press == Press::Node && node >= 0) {
        select({m_topology.nodes[node].id, {}, {}});
    } else if (press == Press::Canvas && event->button() == Qt::LeftButton) {
        const int edge = edgeAtPoint(at);
        if (edge >= 0)
            select({{}, m_topology.edges[edge].from, m_topology.edges[edge].to});
        else
            select({});
    }
}

void TopologyView::mouseDoubleClickEvent(QMouseEvent* event) {
    const int node = nodeAt(event->position().toPoint());
    if (node >= 0)
        focusNeighbourhood(m_topology.nodes[node].id);
    else if (edgeAtPoint(event->position().toPoint()) < 0)
        fit();
}

void TopologyView::contextMenuEvent(QContextMenuEvent* event) {
    int node = nodeAt(event->pos());
    QPoint at = event->globalPos();
    if (event->reason() == QContextMenuEvent::Keyboard) {
        node = nodeIndex(m_selection.node);
        if (node >= 0)
            at = viewport()->mapToGlobal(mapFromScene(m_items[node]->sceneRect().bottomLeft()));
    }
    if (node >= 0)
        select({m_topology.nodes[node].id, {}, {}});
    emit nodeMenuRequested(node >= 0 ? m_topology.nodes[node].id : QString(), at);
}

bool TopologyView::viewportEvent(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QGraphicsView::viewportEvent(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    const int node = nodeAt(help->pos());
    const int edge = node < 0 ? edgeAtPoint(help->pos()) : -1;
    if (node >= 0)
        QToolTip::showText(help->globalPos(), describe(m_topology.nodes[node], m_topology), this);
    else if (edge >= 0)
        QToolTip::showText(help->globalPos(), describe(m_topology.edges[edge], m_topology), this);
    else
        QToolTip::hideText();
    return true;
}

void TopologyView::leaveEvent(QEvent* event) {
    setHover(-1, -1);
    QGraphicsView::leaveEvent(event);
}

void TopologyView::focusInEvent(QFocusEvent* event) {
    QGraphicsView::focusInEvent(event);
    // Who comes by Tab must see where he is.
    if ((event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason) && m_selection.isEmpty())
        walk(Qt::Key_Right);
    else if (!m_selection.node.isEmpty())
        announceFocus(this, nodeIndex(m_selection.node));
}

void TopologyView::walk(int key) {
    const int from = nodeIndex(m_selection.node);
    if (from < 0) {
        // Nothing selected: start at the left, where calls enter.
        int first = -1;
        for (int i = 0; i < static_cast<int>(m_items.size()); ++i) {
            if (m_items[i]->isVisible() && (first < 0 || m_items[i]->pos().x() < m_items[first]->pos().x()))
                first = i;
        }
        if (first >= 0)
            select({m_topology.nodes[first].id, {}, {}});
        return;
    }
    const QPointF at = m_items[from]->pos();
    const bool sideways = key == Qt::Key_Left || key == Qt::Key_Right;
    int best = -1;
    double bestCost = 0;
    const auto consider = [&](int to) {
        if (to < 0 || to == from || !m_items[to]->isVisible())
            return;
        const QPointF off = m_items[to]->pos() - at;
        const double ahead = key == Qt::Key_Right  ? off.x()
                             : key == Qt::Key_Left ? -off.x()
                             : key == Qt::Key_Down ? off.y()
                                                   : -off.y();
        const double aside = sideways ? std::abs(off.y()) : std::abs(off.x());
        if (ahead <= 1)
            return;
        const double cost = ahead + aside * (sideways ? 1.0 : 2.5);
        if (best < 0 || cost < bestCost) {
            best = to;
            bestCost = cost;
        }
    };
    for (const TopologyEdge& edge : m_topology.edges) {
        // Along edges, whichever way they are drawn; up and down also beside them, below.
        if (edge.from == m_selection.node)
            consider(nodeIndex(edge.to));
        else if (edge.to == m_selection.node)
            consider(nodeIndex(edge.from));
    }
    if (!sideways) {
        best = -1;
        for (int i = 0; i < static_cast<int>(m_items.size()); ++i)
            consider(i);
    }
    if (best >= 0) {
        select({m_topology.nodes[best].id, {}, {}});
        ensureNodeVisible(m_topology.nodes[best].id);
    }
}

void TopologyView::keyPressEvent(QKeyEvent* event) {
    const bool plain = (event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier)) == 0;
    const bool control = event->modifiers() & Qt::ControlModifier;
    const int key = event->key();
    event->accept();
    if (control && (key == Qt::Key_Return || key == Qt::Key_Enter) && !m_selection.node.isEmpty())
        return emit serviceActivated(m_selection.node);
    if (!plain)
        return event->ignore();
    switch (key) {
        case Qt::Key_F:
            return fit();
        case Qt::Key_V:
            return setLabelMode(nextLabelMode(m_labelMode));
        case Qt::Key_G:
            return setGrouped(!m_grouped);
        case Qt::Key_E:
            return setProblemsOnly(!m_problemsOnly);
        case Qt::Key_H:
            return m_selection.node.isEmpty() ? showAll() : hideNode(m_selection.node);
        case Qt::Key_R:
            if (event->modifiers() & Qt::ShiftModifier)
                return relayout();
            break;
        case Qt::Key_Plus:
        case Qt::Key_Equal:
            return setZoom(zoom() * 1.2);
        case Qt::Key_Minus:
            return setZoom(zoom() / 1.2);
        case Qt::Key_Return:
        case Qt::Key_Enter:
            if (!m_selection.node.isEmpty())
                return focusNeighbourhood(m_selection.node);
            break;
        case Qt::Key_Escape:
            if (!m_focused.isEmpty() || !m_selection.isEmpty() || isFiltering())
                return back();
            break;
        case Qt::Key_Left:
        case Qt::Key_Right:
        case Qt::Key_Up:
        case Qt::Key_Down:
            return walk(key);
        default:
            break;
    }
    event->ignore();
}

}  // namespace slipway::gui
