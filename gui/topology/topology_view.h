#pragma once

#include <QElapsedTimer>
#include <QGraphicsView>
#include <QHash>
#include <QPixmap>
#include <QSet>
#include <QTimer>
#include <QVariantAnimation>
#include <memory>
#include <vector>

#include "gui/models/shapes.h"
#include "gui/topology/edge_look.h"
#include "gui/topology/flow.h"
#include "gui/topology/layout/layout_runner.h"
#include "gui/topology/node_visual.h"

namespace slipway::gui {

struct DrawnEdge;
class EdgeLayer;
class GroupLayer;
class LabelLayer;
class NodeItem;

/// What is selected: at most one node or one edge.
struct TopologySelection {
    QString node;
    QString from;  ///< with `to`: an edge
    QString to;

    bool isEmpty() const { return node.isEmpty() && from.isEmpty(); }
    bool isEdge() const { return !from.isEmpty(); }
    bool operator==(const TopologySelection&) const = default;
};

/// The drawing of a topology: nodes that the user can move, measured edges between them. Knows the shapes of the
/// control API and no store: TopologyPanel feeds it. Thread: GUI.
///
/// Keys: F fit, arrows along edges, Enter focus, Esc back, V what labels say, G groups, E problems only, H hide,
/// Shift+R layout, +/- zoom.
class TopologyView : public QGraphicsView {
    Q_OBJECT
  public:
    static constexpr double kMinZoom = 0.1;
    static constexpr double kMaxZoom = 3.0;
    static constexpr int kRefineMs = 120;
    static constexpr int kGroupsFrom = 150;  ///< nodes: more open grouped by team
    static constexpr int kBadgeMs = 8000;
    static constexpr int kArrivalMs = 700;  ///< how long the ring round a node that became ready grows

    explicit TopologyView(QWidget* parent = nullptr);
    ~TopologyView() override;

    /// Shows this topology. Nodes that stay keep their places, newcomers go near their neighbours. Another mode is laid
    /// out anew: a ring round the gateway for hub and spoke, layers for peer to peer.
    void setTopology(const Topology& topology);
    const Topology& topology() const { return m_topology; }
    /// Operations that run: their progress is drawn on the nodes. Those over, and of other services, are ignored.
    void setOperations(const std::vector<Operation>& operations);
    /// Shows what a rollout did on its node, for kBadgeMs.
    void showReceipt(const Receipt& receipt);
    void setBadgeMs(int milliseconds) { m_badgeMs = milliseconds; }
    /// False: the daemon is lost, what is shown is old and drawn faintly.
    void setLive(bool live);

    /// Centres of nodes that the user placed. They outlive layouts and, by whoever listens to pinsChanged(), the
    /// window.
    void setPins(const QHash<QString, QPointF>& pins);
    const QHash<QString, QPointF>& pins() const { return m_pins; }
    void unpin(const QString& id);

    void setGrouped(bool grouped);
    bool isGrouped() const { return m_grouped; }
    void setLabelMode(LabelMode mode);
    LabelMode labelMode() const { return m_labelMode; }
    /// Nodes of these teams stand out ("" is the unowned); empty: all do.
    void setTeamFilter(const QSet<QString>& teams);
    const QSet<QString>& teamFilter() const { return m_teamFilter; }
    /// Nodes that are failing or degraded, and edges with errors, stand out.
    void setProblemsOnly(bool only);
    bool problemsOnly() const { return m_problemsOnly; }
    /// Nodes whose name contains the text stand out. Returns how many.
    int setSearch(const QString& text);
    bool hasSearch() const { return !m_search.isEmpty(); }
    void hideNode(const QString& id);
    void showAll();
    int hiddenCount() const { return static_cast<int>(m_hidden.size()); }

    void select(const TopologySelection& selection);
    const TopologySelection& selection() const { return m_selection; }
    /// Shows one node and those it calls or that call it, until back().
    void focusNeighbourhood(const QString& id);
    QString focusedNode() const { return m_focused; }
    /// Leaves the neighbourhood; else drops the selection; else the search and filters.
    void back();

    /// The whole graph, at most at zoom 1.15.
    void fit();
    void ensureNodeVisible(const QString& id);
    double zoom() const { return transform().m11(); }
    void setZoom(double zoom);
    void relayout();

    /// In scene units; an empty rectangle or line for what is not there. For tests, accessibility and the inspector.
    QRectF nodeRectOf(const QString& id) const;
    QPolygonF routeOf(const QString& from, const QString& to) const;
    const NodeVisual* visualOf(const QString& id) const;
    const LabelLayer& labels() const { return *m_labels; }
    const EdgeLayer& edgeLayer() const { return *m_edges; }
    const GroupLayer& groups() const { return *m_groups; }
    /// The gateway's id where calls are drawn by way of it (hub and spoke, not grouped, few enough for a ring); else
    /// empty.
    QString hub() const;
    bool isLayingOut() const { return m_runner.running(); }
    bool isRefined() const { return !m_moving; }
    /// A transition between two layouts runs.
    bool isMoving() const { return m_transition.state() == QAbstractAnimation::Running; }
    /// Ends a gesture at once: what 120 ms of rest do. For screenshots, tests and the bench.
    void refine();
    bool isFlowing() const { return m_flowTimer.isActive(); }
    /// Paints that were more than a copy of what was there; for tests and the bench.
    int fullPaints() const { return m_fullPaints; }

  signals:
    void selectionChanged(const slipway::gui::TopologySelection& selection);
    /// Enter with Ctrl, or the menu's first line: the user wants this service's page.
    void serviceActivated(const QString& service);
    void nodeMenuRequested(const QString& id, const QPoint& globalPos);
    void pinsChanged(const QHash<QString, QPointF>& pins);
    void zoomChanged(double zoom);
    void labelModeChanged(slipway::gui::LabelMode mode);
    void groupedChanged(bool grouped);
    void filterChanged();
    void focusChanged(const QString& node);
    /// A sentence where the layout is a substitute; empty: all is well.
    void layoutNotice(const QString& notice);
    void laidOut();

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void showEvent(QShowEvent* event) override;
    void hideEvent(QHideEvent* event) override;
    bool eventFilter(QObject* watched, QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    // topology_view.cpp: data to items
    void syncNodes();
    void syncVisuals();
    void noteArrivals();
    void syncEdges();
    NodeVisual visualFor(const TopologyNode& node) const;
    DrawnEdge drawnEdgeFor(int index) const;
    bool standsOut(const TopologyNode& node) const;
    bool edgeStandsOut(const TopologyEdge& edge) const;
    bool isFiltering() const;
    void refreshFilter();
    int nodeIndex(const QString& id) const;
    int edgeIndex(const QString& from, const QString& to) const;

    // topology_view_layout.cpp: places
    void startLayout(Arrange how);
    void applyLayout(const Layout& layout);
    void moveTo(const std::vector<QPointF>& centres, const std::vector<QPolygonF>& routes, bool animated);
    void placeNow(double progress);
    void dragNodeTo(int index, QPointF centre);
    void updateGroups();
    void layOutForNewSize();
    void updateSceneRect();
    QRectF contentRect() const;

    // topology_view_paint.cpp: gestures, refinement, flow
    void beginGesture(bool zooming);
    void changed();
    void arrangeLabels();
    void updateFlow();
    Q_INVOKABLE void advanceFlow();
    void paintFlow(QPainter& painter) const;
    QRegion dotsRegion() const;
    void captureBacking();
    bool mayAnimate() const;
    bool pulses() const;

    // topology_view_input.cpp
    int nodeAt(QPoint viewportPos) const;
    int edgeAtPoint(QPoint viewportPos) const;
    void setHover(int node, int edge);
    void zoomAround(double factor, QPointF viewportPos);
    void walk(int key);
    void applySelection(const TopologySelection& selection);

    Topology m_topology;
    QHash<QString, int> m_nodeIndex;
    std::vector<NodeItem*> m_items;   // parallel to the topology's nodes; owned by the scene
    std::vector<bool> m_placed;       // parallel: has a place
    std::vector<QPolygonF> m_routes;  // parallel to its edges; empty: not laid out yet
    EdgeLayer* m_edges;
    LabelLayer* m_labels;
    GroupLayer* m_groups;
    LayoutRunner m_runner;

    std::vector<Operation> m_operations;
    struct Badge {
        NodeBadge badge;
        qint64 until = 0;  // of m_clock
    };
    QHash<QString, Badge> m_badges;
    QTimer m_badgeTimer;
    int m_badgeMs = kBadgeMs;
    QElapsedTimer m_clock;

    QHash<QString, QPointF> m_pins;
    QSet<QString> m_hidden;
    QSet<QString> m_teamFilter;
    QString m_search;
    bool m_problemsOnly = false;
    bool m_grouped = false;
    bool m_groupsChosen = false;  // the user turned groups on or off
    bool m_live = true;
    LabelMode m_labelMode = LabelMode::Auto;
    TopologySelection m_selection;
    QString m_focused;
    QTransform m_beforeFocus;
    QPointF m_centreBeforeFocus;

    int m_hoverNode = -1;
    int m_hoverEdge = -1;
    enum class Press { None, Node, Canvas };
    Press m_press = Press::None;
    bool m_dragging = false;
    int m_pressedNode = -1;
    QPoint m_pressedAt;
    QPoint m_lastPan;
    QPointF m_grab;  // from the node's centre to the pointer, scene units

    QSize m_laidOutFor;       // the viewport of the last full layout; empty: nodes were added or moved since
    bool m_fitWanted = true;  // until the user pans or zooms, the view fits by itself
    bool m_moving = false;    // a gesture is under way
    QTimer m_refineTimer;
    QPixmap m_snapshot;  // of the viewport, while a large graph is zoomed
    QTransform m_snapshotTransform;
    QPixmap m_backing;  // the viewport without flow dots
    QRegion m_backingStale;
    bool m_capturing = false;
    int m_fullPaints = 0;
    Flow m_flow;
    QTimer m_flowTimer;
    QRegion m_flowDots;   // of the dots on the screen
    QRegion m_flowDirty;  // what the next paint of the flow touches
    double m_pulse = 0;
    QHash<QString, qint64> m_arrived;  // nodes that became ready a moment ago, by m_clock

    QVariantAnimation m_transition;
    std::vector<QPointF> m_fromCentres, m_toCentres;
    std::vector<QPolygonF> m_toRoutes, m_blendFrom, m_blendTo;
};

}  // namespace slipway::gui

Q_DECLARE_METATYPE(slipway::gui::TopologySelection)
