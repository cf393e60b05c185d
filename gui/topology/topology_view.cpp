#include "gui/topology/topology_view.h"

#include <QScrollBar>
#include <algorithm>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/label_layer.h"
#include "gui/topology/layout/ring_layout.h"
#include "gui/topology/node_item.h"
#include "gui/topology/topology_accessible.h"

namespace slipway::gui {
namespace {

QString edgeKey(const TopologyEdge& edge) {
    return edge.from + QLatin1Char('\n') + edge.to;
}

bool sameStructure(const Topology& a, const Topology& b) {
    return std::equal(
               a.nodes.begin(), a.nodes.end(), b.nodes.begin(), b.nodes.end(),
               [](const TopologyNode& x, const TopologyNode& y) { return x.id == y.id && x.owner == y.owner; }) &&
           std::equal(a.edges.begin(), a.edges.end(), b.edges.begin(), b.edges.end(),
                      [](const TopologyEdge& x, const TopologyEdge& y) { return x.from == y.from && x.to == y.to; });
}

}  // namespace

TopologyView::TopologyView(QWidget* parent)
    : QGraphicsView(parent), m_edges(new EdgeLayer), m_labels(new LabelLayer), m_groups(new GroupLayer) {
    installTopologyAccessibility();
    auto* scene = new QGraphicsScene(this);
    scene->setItemIndexMethod(
        QGraphicsScene::NoIndex);  // a few hundred items: the index costs more than it saves while they move
    scene->addItem(m_groups);
    scene->addItem(m_edges);
    scene->addItem(m_labels);
    setScene(scene);
    setViewportUpdateMode(MinimalViewportUpdate);
    setOptimizationFlags(DontAdjustForAntialiasing | DontSavePainterState);
    setFrameShape(NoFrame);
    setAlignment(Qt::AlignCenter);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTransformationAnchor(NoAnchor);
    setResizeAnchor(AnchorViewCenter);
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    viewport()->setMouseTracking(true);
    viewport()->setAttribute(Qt::WA_OpaquePaintEvent);
    setAccessibleName(tr("Topology"));
    setAccessibleDescription(tr("Services and the calls between them. Arrow keys follow calls."));
    m_clock.start();

    m_refineTimer.setSingleShot(true);
    m_refineTimer.setInterval(kRefineMs);
    connect(&m_refineTimer, &QTimer::timeout, this, &TopologyView::refine);
    connect(&m_runner, &LayoutRunner::finished, this, [this](quint64, const Layout& layout) { applyLayout(layout); });
    m_flowTimer.setInterval(50);
    connect(&m_flowTimer, &QTimer::timeout, this, &TopologyView::advanceFlow);
    m_badgeTimer.setSingleShot(true);
    connect(&m_badgeTimer, &QTimer::timeout, this, [this] { syncVisuals(); });
    connect(&m_transition, &QVariantAnimation::valueChanged, this,
            [this](const QVariant& value) { placeNow(value.toDouble()); });
    connect(&m_transition, &QVariantAnimation::finished, this, [this] { placeNow(1); });

    const auto applyTheme = [this] {
        setBackgroundBrush(colors().background);
        m_edges->forgetRefined();
        syncVisuals();
        updateGroups();
        m_edges->update();
        m_labels->update();
        refine();
        viewport()->update();
    };
    connect(&Theme::current(), &Theme::changed, this, applyTheme);
    setBackgroundBrush(colors().background);
}

TopologyView::~TopologyView() {
    m_flowTimer.stop();
    m_transition.stop();
}

int TopologyView::nodeIndex(const QString& id) const {
    return m_nodeIndex.value(id, -1);
}

int TopologyView::edgeIndex(const QString& from, const QString& to) const {
    for (std::size_t i = 0; i < m_topology.edges.size(); ++i) {
        if (m_topology.edges[i].from == from && m_topology.edges[i].to == to)
            return static_cast<int>(i);
    }
    return -1;
}

void TopologyView::setTopology(const Topology& given) {
    Topology topology = given;
    // An edge to a node that is not listed cannot be drawn.
    QSet<QString> ids;
    for (const TopologyNode& node : topology.nodes)
        ids.insert(node.id);
    std::erase_if(topology.edges,
                  [&](const TopologyEdge& edge) { return !ids.contains(edge.from) || !ids.contains(edge.to); });
    const bool same = sameStructure(m_topology, topology);
    const QString hubBefore = hub();
    const bool wasEmpty = m_topology.nodes.empty();
    QHash<QString, QPolygonF> routes;
    if (!same) {
        if (m_transition.state() == QAbstractAnimation::Running) {
            m_transition.stop();
            placeNow(1);
        }
        for (std::size_t i = 0; i < m_topology.edges.size(); ++i)
            routes.insert(edgeKey(m_topology.edges[i]), m_routes[i]);
    }
    m_topology = std::move(topology);
    if (!same) {
        syncNodes();
        m_routes.clear();
        for (const TopologyEdge& edge : m_topology.edges)
            m_routes.push_back(routes.value(edgeKey(edge)));
        m_hoverNode = m_hoverEdge = -1;
        m_pressedNode = -1;
        m_press = Press::None;
        m_dragging = false;
        if (!m_groupsChosen && static_cast<int>(m_topology.nodes.size()) > kGroupsFrom && !m_grouped) {
            m_grouped = true;
            emit groupedChanged(true);
        }
        const bool gone = (!m_selection.node.isEmpty() && nodeIndex(m_selection.node) < 0) ||
                          (m_selection.isEdge() && edgeIndex(m_selection.from, m_selection.to) < 0);
        if (gone)
            applySelection({});
        if (!m_focused.isEmpty() && nodeIndex(m_focused) < 0)
            back();
    }
    syncVisuals();
    syncEdges();
    if (!wasEmpty && hubBefore != hub()) {  // a ring, or no ring any more: another drawing
        m_fitWanted = true;
        startLayout(Arrange::StartAgain);
    } else if (!same)
        startLayout(Arrange::KeepKnown);
    else if (m_edges->isLarge())
        changed();  // labels with the rest of what refine() does
    else
        arrangeLabels();
    updateFlow();
}

void TopologyView::syncNodes() {
    QHash<QString, NodeItem*> known;
    QHash<QString, bool> placed;
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        known.insert(m_items[i]->visual().id, m_items[i]);
        placed.insert(m_items[i]->visual().id, m_placed[i]);
    }
    m_items.clear();
    m_placed.clear();
    m_nodeIndex.clear();
    for (const TopologyNode& node : m_topology.nodes) {
        NodeItem* item = known.take(node.id);
        if (!item) {
            item = new NodeItem;
            item->setVisible(false);
            item->update([&](NodeVisual& visual) { visual.id = node.id; });
            scene()->addItem(item);
        }
        m_nodeIndex.insert(node.id, static_cast<int>(m_items.size()));
        m_items.push_back(item);
        m_placed.push_back(placed.value(node.id, false));
    }
    qDeleteAll(known);  // a deleted item leaves its scene
}

bool TopologyView::isFiltering() const {
    return !m_teamFilter.isEmpty() || m_problemsOnly || !m_search.isEmpty() || !m_focused.isEmpty();
}

bool TopologyView::standsOut(const TopologyNode& node) const {
    if (!m_focused.isEmpty() && node.id != m_focused) {
        const bool neighbour =
            std::any_of(m_topology.edges.begin(), m_topology.edges.end(), [&](const TopologyEdge& edge) {
                return (edge.from == m_focused && edge.to == node.id) || (edge.to == m_focused && edge.from == node.id);
            });
        if (!neighbour)
            return false;
    }
    if (!m_teamFilter.isEmpty() && (node.kind == TopologyNode::Kind::Gateway || !m_teamFilter.contains(node.owner)))
        return false;
    if (m_problemsOnly) {
        const bool troubled = node.state == ServiceState::Failing || node.state == ServiceState::Degraded;
        const bool onTroubledEdge =
            std::any_of(m_topology.edges.begin(), m_topology.edges.end(), [&](const TopologyEdge& edge) {
                return (edge.from == node.id || edge.to == node.id) && edgeHealth(edge) >= EdgeHealth::Errors;
            });
        if (!troubled && !onTroubledEdge)
            return false;
    }
    if (!m_search.isEmpty())
        return node.id.contains(m_search, Qt::CaseInsensitive) || node.label.contains(m_search, Qt::CaseInsensitive);
    return true;
}

bool TopologyView::edgeStandsOut(const TopologyEdge& edge) const {
    if (!isFiltering())
        return true;
    if (!m_focused.isEmpty())
        return edge.from == m_focused || edge.to == m_focused;
    if (m_problemsOnly && edgeHealth(edge) < EdgeHealth::Errors)
        return false;
    // A team's edges are those to and from its services: where its work meets that of others.
    return standsOut(m_topology.nodes[nodeIndex(edge.from)]) || standsOut(m_topology.nodes[nodeIndex(edge.to)]);
}

NodeVisual TopologyView::visualFor(const TopologyNode& node) const {
    NodeVisual visual = nodeVisual(node, m_topology);
    for (const Operation& operation : m_operations) {
        if (operation.service == node.id)
            visual.progress = nodeProgress(operation);
    }
    const auto badge = m_badges.constFind(node.id);
    if (badge != m_badges.constEnd() && badge->until > m_clock.elapsed())
        visual.badge = badge->badge;
    visual.selected = m_selection.node == node.id;
    visual.hovered = m_hoverNode >= 0 && m_topology.nodes[m_hoverNode].id == node.id;
    visual.dimmed = isFiltering() && !standsOut(node);
    visual.stale = !m_live;
    visual.pinned = !m_grouped && m_pins.contains(node.id);
    if (visual.status == Status::Pending)
        visual.phase = m_pulse;
    else if (const auto since = m_arrived.constFind(node.id); since != m_arrived.constEnd())
        visual.phase = std::clamp(static_cast<double>(m_clock.elapsed() - *since) / kArrivalMs, 0.01, 1.0);
    return visual;
}

void TopologyView::noteArrivals() {
    const qint64 now = m_clock.elapsed();
    for (auto it = m_arrived.begin(); it != m_arrived.end();)
        it = now - *it > kArrivalMs ? m_arrived.erase(it) : std::next(it);
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        const TopologyNode& node = m_topology.nodes[i];
        if (m_items[i]->visual().status == Status::Pending && statusOf(node.state) == Status::Ok)
            m_arrived.insert(node.id, now);
    }
}

void TopologyView::syncVisuals() {
    const qint64 now = m_clock.elapsed();
    qint64 next = 0;
    for (auto badge = m_badges.begin(); badge != m_badges.end();) {
        if (badge->until <= now) {
            badge = m_badges.erase(badge);
            continue;
        }
        next = next == 0 ? badge->until : std::min(next, badge->until);
        ++badge;
    }
    if (next > 0)
        m_badgeTimer.start(static_cast<int>(next - now) + 1);
    noteArrivals();
    for (std::size_t i = 0; i < m_items.size(); ++i) {
        m_items[i]->setVisual(visualFor(m_topology.nodes[i]));
        m_items[i]->setVisible(m_placed[i] && !m_hidden.contains(m_topology.nodes[i].id));
    }
}

DrawnEdge TopologyView::drawnEdgeFor(int index) const {
    const TopologyEdge& edge = m_topology.edges[index];
    DrawnEdge drawn;
    drawn.route = m_routes[index];
    drawn.look = edgeLook(edge);
    drawn.hidden = m_hidden.contains(edge.from) || m_hidden.contains(edge.to) || m_routes[index].isEmpty();
    drawn.selected = m_selection.from == edge.from && m_selection.to == edge.to && m_selection.isEdge();
    const QString hovered = m_hoverNode >= 0 ? m_topology.nodes[m_hoverNode].id : QString();
    const auto touches = [&](const QString& id) { return !id.isEmpty() && (edge.from == id || edge.to == id); };
    drawn.related = touches(m_selection.node) || touches(hovered) || m_hoverEdge == index;
    drawn.dimmed = !edgeStandsOut(edge);
    return drawn;
}

void TopologyView::syncEdges() {
    const int count = static_cast<int>(m_topology.edges.size());
    bool rebuilt = static_cast<int>(m_edges->edges().size()) != count;
    if (rebuilt) {
        std::vector<DrawnEdge> edges;
        for (int i = 0; i < count; ++i)
            edges.push_back(drawnEdgeFor(i));
        m_edges->setEdges(std::move(edges));
    } else {
        for (int i = 0; i < count; ++i)
            rebuilt |= m_edges->setEdge(i, drawnEdgeFor(i));
    }
    if (rebuilt)
        changed();
}

void TopologyView::setOperations(const std::vector<Operation>& operations) {
    m_operations.clear();
    for (const Operation& operation : operations) {
        if (!operation.isOver() && !operation.service.isEmpty())
            m_operations.push_back(operation);
    }
    syncVisuals();
}

void TopologyView::showReceipt(const Receipt& receipt) {
    m_badges.insert(receipt.service, {nodeBadge(receipt), m_clock.elapsed() + m_badgeMs});
    syncVisuals();
}

void TopologyView::setLive(bool live) {
    if (live == m_live)
        return;
    m_live = live;
    m_edges->setStale(!live);
    m_labels->setStale(!live);
    syncVisuals();
    updateFlow();
    changed();
}

void TopologyView::refreshFilter() {
    syncVisuals();
    syncEdges();
    arrangeLabels();
    updateFlow();
    emit filterChanged();
}

void TopologyView::setTeamFilter(const QSet<QString>& teams) {
    if (teams == m_teamFilter)
        return;
    m_teamFilter = teams;
    refreshFilter();
}

void TopologyView::setProblemsOnly(bool only) {
    if (only == m_problemsOnly)
        return;
    m_problemsOnly = only;
    refreshFilter();
}

int TopologyView::setSearch(const QString& text) {
    if (text != m_search) {
        m_search = text;
        refreshFilter();
    }
    return static_cast<int>(std::count_if(m_topology.nodes.begin(), m_topology.nodes.end(),
                                          [this](const TopologyNode& node) { return standsOut(node); }));
}

void TopologyView::hideNode(const QString& id) {
    if (nodeIndex(id) < 0)
        return;
    m_hidden.insert(id);
    if (m_selection.node == id || m_selection.from == id || m_selection.to == id)
        applySelection({});
    refreshFilter();
}

void TopologyView::showAll() {
    m_hidden.clear();
    refreshFilter();
}

void TopologyView::setLabelMode(LabelMode mode) {
    if (mode == m_labelMode)
        return;
    m_labelMode = mode;
    arrangeLabels();
    emit labelModeChanged(mode);
}

QString TopologyView::hub() const {
    if (m_grouped || m_topology.mode != QLatin1String("hub-and-spoke") ||
        static_cast<int>(m_topology.nodes.size()) > kRingMost + 1)
        return {};
    for (const TopologyNode& node : m_topology.nodes) {
        if (node.kind == TopologyNode::Kind::Gateway)
            return node.id;
    }
    return {};
}

QRectF TopologyView::nodeRectOf(const QString& id) const {
    const int index = nodeIndex(id);
    return index >= 0 && m_placed[index] ? m_items[index]->sceneRect() : QRectF();
}

QPolygonF TopologyView::routeOf(const QString& from, const QString& to) const {
    const int index = edgeIndex(from, to);
    return index >= 0 ? m_routes[index] : QPolygonF();
}

const NodeVisual* TopologyView::visualOf(const QString& id) const {
    const int index = nodeIndex(id);
    return index >= 0 ? &m_items[index]->visual() : nullptr;
}

}  // namespace slipway::gui
