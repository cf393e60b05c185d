// Places: layouts, transitions between them, pins and dragged nodes.
#include <QScrollBar>
#include <algorithm>
#include <numeric>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/label_layer.h"
#include "gui/topology/layout/lanes.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/layout/ring_layout.h"
#include "gui/topology/node_item.h"
#include "gui/topology/topology_view.h"

namespace slipway::gui {
namespace {

constexpr int kAnimatedNodes = 150;  // past this a transition drops frames, and is too much movement to follow anyway
constexpr int kBlendPoints = 24;
constexpr double kFitZoom = 1.15;
constexpr double kMarginX = 24;
constexpr double kMarginY = 24;

}  // namespace

void TopologyView::startLayout(Arrange how) {
    Graph graph;
    for (std::size_t i = 0; i < m_topology.nodes.size(); ++i) {
        const TopologyNode& node = m_topology.nodes[i];
        GraphNode each{node.id, node.owner, {}, false};
        const auto pin = m_pins.constFind(node.id);
        if (!m_grouped && pin != m_pins.constEnd()) {
            each.at = *pin;
            each.pinned = true;
        } else if (m_placed[i]) {
            each.at = m_items[i]->pos();
        }
        graph.nodes.push_back(std::move(each));
    }
    for (std::size_t i = 0; i < m_topology.edges.size(); ++i) {
        const TopologyEdge& edge = m_topology.edges[i];
        graph.edges.push_back({nodeIndex(edge.from), nodeIndex(edge.to), 1, m_routes[i]});
    }
    LayoutOptions options;
    options.lanes = m_grouped;
    options.room = QSizeF(viewport()->size()) - QSizeF(2 * kMarginX, 2 * kMarginY);
    m_laidOutFor =
        how == Arrange::StartAgain || std::none_of(m_placed.begin(), m_placed.end(), [](bool placed) { return placed; })
            ? viewport()->size()
            : QSize();
    for (const TopologyNode& node : m_topology.nodes) {
        if (node.kind == TopologyNode::Kind::Gateway)
            options.front = node.id;
    }
    options.hub = hub();
    m_runner.start(graph, options, how);
}

void TopologyView::applyLayout(const Layout& layout) {
    if (layout.centres.size() != m_items.size() || layout.routes.size() != m_topology.edges.size())
        return;
    const bool first = std::none_of(m_placed.begin(), m_placed.end(), [](bool placed) { return placed; });
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_placed[i])
            m_items[i]->setPos(layout.centres[i]);
        m_placed[i] = true;
        m_items[i]->setVisible(!m_hidden.contains(m_topology.nodes[i].id));
    }
    moveTo(layout.centres, layout.routes, !first);
    emit layoutNotice(layout.notice);
    emit laidOut();
}

void TopologyView::moveTo(const std::vector<QPointF>& centres, const std::vector<QPolygonF>& routes, bool animated) {
    m_transition.stop();
    m_toCentres = centres;
    m_toRoutes = routes;
    bool moves = false;
    for (std::size_t i = 0; i < m_items.size(); ++i)
        moves |= m_items[i]->pos() != centres[i];
    for (std::size_t i = 0; i < m_routes.size(); ++i)
        moves |= !m_routes[i].isEmpty() && m_routes[i] != routes[i];
    const int duration = Theme::current().duration(Theme::kCalm);
    if (!animated || !moves || duration == 0 || !isVisible() || static_cast<int>(m_items.size()) > kAnimatedNodes) {
        placeNow(1);
        return;
    }
    m_fromCentres.clear();
    for (const NodeItem* item : m_items)
        m_fromCentres.push_back(item->pos());
    m_blendFrom.clear();
    m_blendTo.clear();
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        m_blendFrom.push_back(resampled(m_routes[i].isEmpty() ? routes[i] : m_routes[i], kBlendPoints));
        m_blendTo.push_back(resampled(routes[i], kBlendPoints));
    }
    std::vector<int> all(m_routes.size());
    std::iota(all.begin(), all.end(), 0);
    m_labels->drop(all);
    m_transition.setDuration(duration);
    m_transition.setStartValue(0.0);
    m_transition.setEndValue(1.0);
    m_transition.setEasingCurve(QEasingCurve::InOutCubic);
    m_transition.start();
}

void TopologyView::placeNow(double progress) {
    if (m_toCentres.size() != m_items.size() || m_toRoutes.size() != m_routes.size())
        return;
    const bool last = progress >= 1;
    for (std::size_t i = 0; i < m_items.size(); ++i)
        m_items[i]->setPos(last ? m_toCentres[i] : m_fromCentres[i] + (m_toCentres[i] - m_fromCentres[i]) * progress);
    for (std::size_t i = 0; i < m_routes.size(); ++i) {
        if (last) {
            m_routes[i] = m_toRoutes[i];
            continue;
        }
        QPolygonF blend = m_blendFrom[i];
        for (int p = 0; p < blend.size() && p < m_blendTo[i].size(); ++p)
            blend[p] += (m_blendTo[i][p] - blend[p]) * progress;
        m_routes[i] = blend;
    }
    syncEdges();
    updateGroups();
    if (!last) {
        if (m_fitWanted)
            fit();  // with what moves, in place of a leap at the end
        return;
    }
    updateSceneRect();
    if (m_fitWanted)
        fit();
    arrangeLabels();
    updateFlow();
    changed();
}

void TopologyView::dragNodeTo(int index, QPointF centre) {
    m_transition.stop();
    m_items[index]->setPos(centre);
    Graph graph;
    std::vector<QPointF> centres;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        graph.nodes.push_back({m_topology.nodes[i].id, {}, {}, false});
        centres.push_back(m_items[i]->pos());
    }
    for (const TopologyEdge& edge : m_topology.edges)
        graph.edges.push_back({nodeIndex(edge.from), nodeIndex(edge.to), 1, {}});
    std::vector<int> moved;
    for (std::size_t i = 0; i < graph.edges.size(); ++i) {
        // Ports of the moved node's edges depend on where it went: these are all drawn again.
        if (graph.edges[i].from == index || graph.edges[i].to == index) {
            m_routes[i].clear();
            moved.push_back(static_cast<int>(i));
        }
    }
    m_labels->drop(moved);
    if (const int through = ringHub(graph, hub()); through >= 0)
        routeThroughHub(graph, through, centres, m_routes);
    else
        mendRoutes(graph, centres, m_routes);
    syncEdges();
    updateGroups();
}

void TopologyView::updateGroups() {
    std::vector<GroupLayer::Box> boxes;
    if (m_grouped) {
        Graph graph;
        std::vector<QPointF> centres;
        for (std::size_t i = 0; i < m_items.size(); ++i) {
            if (!m_placed[i] || m_hidden.contains(m_topology.nodes[i].id))
                continue;
            graph.nodes.push_back({m_topology.nodes[i].id, m_topology.nodes[i].owner, {}, false});
            centres.push_back(m_items[i]->pos());
        }
        for (const GroupBox& box : boxesOfGroups(graph, centres)) {
            const int count =
                static_cast<int>(std::count_if(graph.nodes.begin(), graph.nodes.end(),
                                               [&](const GraphNode& node) { return node.group == box.group; }));
            boxes.push_back({teamLook(box.group, m_topology), box.box, count});
        }
    }
    m_groups->setBoxes(std::move(boxes));
}

QRectF TopologyView::contentRect() const {
    QRectF content;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        if (!m_placed[i] || m_hidden.contains(m_topology.nodes[i].id))
            continue;
        if (!m_focused.isEmpty() && m_items[i]->visual().dimmed)
            continue;
        content |= m_items[i]->sceneRect();
    }
    if (m_focused.isEmpty()) {
        for (const DrawnEdge& edge : m_edges->edges()) {
            if (!edge.hidden)
                content |= edge.route.boundingRect();
        }
        for (const GroupLayer::Box& box : m_groups->boxes())
            content |= box.rect;
    }
    return content;
}

void TopologyView::layOutForNewSize() {
    // Only a drawing that is as the layout made it, in a view that the user has not moved, follows the window's size.
    if (!m_fitWanted || m_laidOutFor.isEmpty() || !m_pins.isEmpty() || m_items.empty() || m_edges->isLarge())
        return;
    const double widthChange = static_cast<double>(viewport()->width()) / m_laidOutFor.width();
    const double heightChange = static_cast<double>(viewport()->height()) / m_laidOutFor.height();
    if (std::abs(widthChange - 1) > 0.12 || std::abs(heightChange - 1) > 0.25)
        startLayout(Arrange::StartAgain);
}

void TopologyView::updateSceneRect() {
    // Room to pan beyond the graph on every side; it only grows while the user drags, so that the view does not slip
    // under the pointer.
    const QRectF wanted = contentRect().adjusted(-2400, -1800, 2400, 1800);
    if (!sceneRect().contains(wanted) || sceneRect().width() > wanted.width() * 2)
        setSceneRect(wanted);
}

void TopologyView::fit() {
    const QRectF content = contentRect();
    if (content.isEmpty() || viewport()->width() < 10 || viewport()->height() < 10)
        return;
    m_fitWanted = true;
    const double wanted = std::min((viewport()->width() - 2 * kMarginX) / content.width(),
                                   (viewport()->height() - 2 * kMarginY) / content.height());
    const double zoomTo = std::clamp(wanted, kMinZoom, kFitZoom);
    if (!qFuzzyCompare(zoomTo, zoom())) {
        setTransform(QTransform::fromScale(zoomTo, zoomTo));
        emit zoomChanged(zoomTo);
    }
    centerOn(content.center());
    changed();
    arrangeLabels();
    m_fitWanted = true;
}

void TopologyView::ensureNodeVisible(const QString& id) {
    const QRectF rect = nodeRectOf(id);
    if (!rect.isEmpty() && !mapToScene(viewport()->rect()).boundingRect().contains(rect))
        centerOn(rect.center());
}

void TopologyView::setPins(const QHash<QString, QPointF>& pins) {
    if (pins == m_pins)
        return;
    m_pins = pins;
    if (!m_topology.nodes.empty())
        startLayout(Arrange::KeepKnown);
    syncVisuals();
}

void TopologyView::unpin(const QString& id) {
    if (m_pins.remove(id) == 0)
        return;
    emit pinsChanged(m_pins);
    syncVisuals();
}

void TopologyView::setGrouped(bool grouped) {
    m_groupsChosen = true;
    if (grouped == m_grouped)
        return;
    m_grouped = grouped;
    m_fitWanted = true;
    startLayout(Arrange::StartAgain);
    syncVisuals();
    emit groupedChanged(grouped);
}

void TopologyView::relayout() {
    m_fitWanted = true;
    startLayout(Arrange::StartAgain);
}

void TopologyView::focusNeighbourhood(const QString& id) {
    if (nodeIndex(id) < 0 || id == m_focused)
        return;
    if (m_focused.isEmpty()) {
        m_beforeFocus = transform();
        m_centreBeforeFocus = mapToScene(viewport()->rect().center());
    }
    m_focused = id;
    select({id, {}, {}});
    refreshFilter();
    fit();
    emit focusChanged(id);
}

void TopologyView::back() {
    if (!m_focused.isEmpty()) {
        m_focused.clear();
        refreshFilter();
        setTransform(m_beforeFocus);
        centerOn(m_centreBeforeFocus);
        changed();
        arrangeLabels();
        emit zoomChanged(zoom());
        emit focusChanged({});
        return;
    }
    if (!m_selection.isEmpty()) {
        select({});
        return;
    }
    if (!m_teamFilter.isEmpty() || m_problemsOnly || !m_search.isEmpty()) {
        m_teamFilter.clear();
        m_problemsOnly = false;
        m_search.clear();
        refreshFilter();
    }
}

}  // namespace slipway::gui
