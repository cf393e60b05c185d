#include "gui/topology/edge_layer.h"

#include <QPainter>
#include <QPainterPath>
#include <QStyleOptionGraphicsItem>
#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

#include "gui/topology/layout/polyline.h"

namespace slipway::gui {
namespace {

constexpr double kMargin = 8;  // room for arrow heads and wide strokes around a route

/// `line` without its last `length`, measured along it.
QPolygonF shortened(const QPolygonF& line, double length) {
    QPolygonF result = line;
    while (result.size() > 2) {
        const QPointF d = result.back() - result[result.size() - 2];
        const double last = std::hypot(d.x(), d.y());
        if (last > length)
            break;
        length -= last;
        result.pop_back();
    }
    if (result.size() >= 2) {
        const QPointF before = result[result.size() - 2];
        const QPointF d = result.back() - before;
        const double last = std::hypot(d.x(), d.y());
        if (last > 0)
            result.back() = result.back() - d * (std::min(length, last * 0.9) / last);
    }
    return result;
}

}  // namespace

EdgeLayer::EdgeLayer() {
    setZValue(1);
    setFlag(ItemUsesExtendedStyleOption);
}

EdgeLayer::Shape EdgeLayer::shapeOf(const QPolygonF& route) const {
    Shape shape;
    if (route.size() < 2)
        return shape;
    shape.tip = route.back();
    // The head points the way of the line's last stretch, not of its last short piece alone.
    const QPolygonF tail = shortened(route, kArrow + 3);
    const QPointF d = shape.tip - tail.back();
    const double length = std::hypot(d.x(), d.y());
    shape.direction = length > 0 ? d / length : QPointF(1, 0);
    shape.shaft = shortened(route, kArrow - 1.5);
    shape.bounds = route.boundingRect().adjusted(-kMargin, -kMargin, kMargin, kMargin);
    return shape;
}

void EdgeLayer::rebuildBounds() {
    QRectF bounds;
    for (const Shape& shape : m_shapes)
        bounds |= shape.bounds;
    if (bounds != m_bounds) {
        prepareGeometryChange();
        m_bounds = bounds;
    }
}

void EdgeLayer::setEdges(std::vector<DrawnEdge> edges) {
    m_edges = std::move(edges);
    m_shapes.clear();
    for (const DrawnEdge& edge : m_edges)
        m_shapes.push_back(shapeOf(edge.route));
    rebuildBounds();
    forgetRefined();
    update();
}

void EdgeLayer::setRoutes(const std::vector<QPolygonF>& routes) {
    for (std::size_t i = 0; i < m_edges.size() && i < routes.size(); ++i) {
        if (m_edges[i].route == routes[i])
            continue;
        update(m_shapes[i].bounds);
        m_edges[i].route = routes[i];
        m_shapes[i] = shapeOf(routes[i]);
    }
    rebuildBounds();
    forgetRefined();
    for (const Shape& shape : m_shapes)
        update(shape.bounds);
}

bool EdgeLayer::setEdge(int index, DrawnEdge edge) {
    DrawnEdge& now = m_edges[index];
    const bool same = now.look == edge.look && now.hidden == edge.hidden && now.dimmed == edge.dimmed &&
                      now.selected == edge.selected && now.related == edge.related && now.route == edge.route;
    if (same)
        return false;
    // A refined large graph is shown as it was until the next refine().
    const bool repaint = m_refined.isNull() || now.route != edge.route;
    if (repaint)
        update(m_shapes[index].bounds);
    if (now.route != edge.route) {
        m_shapes[index] = shapeOf(edge.route);
        rebuildBounds();
        forgetRefined();
        update(m_shapes[index].bounds);
    }
    now = std::move(edge);
    m_dirty = true;
    return true;
}

void EdgeLayer::setStale(bool stale) {
    if (stale != m_stale) {
        m_stale = stale;
        forgetRefined();
        update();
    }
}

QColor EdgeLayer::colorOf(const DrawnEdge& edge) const {
    const Colors& theme = colors();
    QColor color = edge.selected ? theme.accent : edgeColor(edge.look.health, theme);
    if (edge.related && !edge.selected && edge.look.health == EdgeHealth::Healthy)
        color = mix(theme.muted, theme.text, 0.55);
    if (edge.dimmed)
        return mix(theme.background, color, 0.18);
    return m_stale ? mix(theme.background, color, 0.5) : color;
}

void EdgeLayer::drawEdge(QPainter& painter, int index, double zoom) const {
    const DrawnEdge& edge = m_edges[index];
    const Shape& shape = m_shapes[index];
    const QColor color = colorOf(edge);
    // Below zoom 1 strokes keep their pixels: a rate stays readable from afar.
    const double unit = 1 / std::min(1.0, zoom);
    const double width = edge.look.width() * unit * (zoom < 0.45 ? 0.6 : 1.0);
    QPen pen(color, width, Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
    if (edge.look.health == EdgeHealth::Unused) {
        pen.setDashPattern({1.0, 3.5});
        pen.setCapStyle(Qt::RoundCap);
        pen.setWidthF(1.4 * unit);
    } else if (edge.look.async) {
        pen.setDashPattern({6 / edge.look.width(), 4 / edge.look.width()});
    } else if (!edge.look.declared) {
        pen.setDashPattern(
            {10 / edge.look.width(), 3 / edge.look.width(), 2 / edge.look.width(), 3 / edge.look.width()});
    }
    painter.setPen(pen);
    painter.setBrush(Qt::NoBrush);
    painter.drawPolyline(shape.shaft);
    drawHead(painter, index, zoom);
}

void EdgeLayer::drawHead(QPainter& painter, int index, double zoom) const {
    if (zoom < 0.3)
        return;
    const DrawnEdge& edge = m_edges[index];
    const Shape& shape = m_shapes[index];
    // Seven pixels on a thin edge, and as much more as a wide one hides of it.
    const double length = (kArrow + (edge.look.width() - 1) * 1.3) / std::min(1.0, zoom) * (zoom < 0.45 ? 0.75 : 1.0);
    const double half = length * 0.44;
    const QPointF back = shape.tip - shape.direction * length;
    const QPointF across(-shape.direction.y() * half, shape.direction.x() * half);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colorOf(edge));
    const QPointF head[] = {shape.tip, back + across, back - across};
    painter.drawPolygon(head, 3);
}

int EdgeLayer::rankOf(const DrawnEdge& edge) {
    return edge.selected ? 4 : edge.dimmed ? 0 : edge.related ? 3 : edge.look.health >= EdgeHealth::Errors ? 2 : 1;
}

// Stroking a polyline antialiased and wide takes the general path of the raster engine: 160-300 ms of CPU at 2,000
// edges. Separate segments of one pen take its short one: 6-19 ms for the same picture (square caps close the joints).
// Dashes need the line as a whole.
void EdgeLayer::drawMany(QPainter& painter, const QRectF& exposed, double zoom) const {
    painter.setRenderHint(QPainter::Antialiasing, true);
    const double unit = 1 / std::min(1.0, zoom) * (zoom < 0.45 ? 0.6 : 1.0);
    struct Batch {
        std::vector<QLineF> lines;
        std::vector<int> edges;
        std::vector<int> patterned;
    };
    std::map<std::tuple<int, QRgb, int>, Batch> batches;  // in the order of drawing
    for (int i = 0; i < static_cast<int>(m_edges.size()); ++i) {
        const DrawnEdge& edge = m_edges[i];
        if (edge.hidden || !m_shapes[i].bounds.intersects(exposed))
            continue;
        Batch& batch = batches[{rankOf(edge), colorOf(edge).rgb(), edge.look.quarterPixels}];
        const bool patterned = edge.look.health == EdgeHealth::Unused || edge.look.async || !edge.look.declared;
        if (patterned && zoom >= 0.45) {
            batch.patterned.push_back(i);
            continue;
        }
        batch.edges.push_back(i);
        const QPolygonF& shaft = m_shapes[i].shaft;
        const double margin = edge.look.width() * unit;
        const QRectF near = exposed.adjusted(-margin, -margin, margin, margin);
        for (int p = 1; p < shaft.size(); ++p) {
            if (segmentMeetsRect(shaft[p - 1], shaft[p], near))
                batch.lines.emplace_back(shaft[p - 1], shaft[p]);
        }
    }
    for (const auto& [key, batch] : batches) {
        const double width = std::get<2>(key) / 4.0 * unit;
        painter.setPen(QPen(QColor::fromRgb(std::get<1>(key)), width, Qt::SolidLine, Qt::SquareCap));
        painter.drawLines(batch.lines.data(), static_cast<int>(batch.lines.size()));
        for (const int i : batch.edges) {
            if (exposed.adjusted(-kMargin, -kMargin, kMargin, kMargin).contains(m_shapes[i].tip))
                drawHead(painter, i, zoom);
        }
        for (const int i : batch.patterned)
            drawEdge(painter, i, zoom);
    }
}

void EdgeLayer::drawAll(QPainter& painter, const QRectF& exposed, double zoom) const {
    painter.setRenderHint(QPainter::Antialiasing, true);
    // Dimmed edges lie lowest, then unused and healthy ones; errors, related and selected ones lie on top of what they
    // cross.
    for (int pass = 0; pass <= 4; ++pass) {
        for (int i = 0; i < static_cast<int>(m_edges.size()); ++i) {
            if (!m_edges[i].hidden && rankOf(m_edges[i]) == pass && m_shapes[i].bounds.intersects(exposed))
                drawEdge(painter, i, zoom);
        }
    }
}

void EdgeLayer::drawHairlines(QPainter& painter, const QRectF& exposed) const {
    painter.setRenderHint(QPainter::Antialiasing, false);
    std::map<QRgb, std::vector<int>> byColor;
    for (int i = 0; i < static_cast<int>(m_edges.size()); ++i) {
        if (!m_edges[i].hidden && m_shapes[i].bounds.intersects(exposed))
            byColor[colorOf(m_edges[i]).rgb()].push_back(i);
    }
    for (const auto& [color, indices] : byColor) {
        QPen pen(QColor::fromRgb(color), 0);
        painter.setPen(pen);
        for (const int i : indices)
            painter.drawPolyline(m_shapes[i].shaft);
    }
}

void EdgeLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem* option, QWidget*) {
    const double zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    if (!isLarge()) {
        drawAll(*painter, option->exposedRect, zoom);
        return;
    }
    if (!m_refined.isNull() && painter->worldTransform() == m_refinedTransform) {
        painter->save();
        painter->setWorldTransform(QTransform());
        painter->drawPixmap(0, 0, m_refined);
        painter->restore();
        return;
    }
    drawHairlines(*painter, option->exposedRect);
}

void EdgeLayer::refine(const QTransform& toViewport, const QSize& size, qreal ratio) {
    if (!isLarge()) {
        m_refined = {};
        return;
    }
    if (!m_dirty && !m_refined.isNull() && m_refinedTransform == toViewport && m_refined.size() == size * ratio)
        return;
    QPixmap pixmap(size * ratio);
    pixmap.setDevicePixelRatio(ratio);
    pixmap.fill(Qt::transparent);  // teams' boxes lie below
    QPainter painter(&pixmap);
    painter.setWorldTransform(toViewport);
    const double zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(toViewport);
    drawMany(painter, toViewport.inverted().mapRect(QRectF(QPointF(0, 0), QSizeF(size))), zoom);
    painter.end();
    m_refined = std::move(pixmap);
    m_refinedTransform = toViewport;
    m_dirty = false;
    update();
}

int EdgeLayer::edgeAt(QPointF scenePoint, double reach) const {
    int nearest = -1;
    double best = reach * reach;
    for (int i = 0; i < static_cast<int>(m_edges.size()); ++i) {
        if (m_edges[i].hidden || !m_shapes[i].bounds.adjusted(-reach, -reach, reach, reach).contains(scenePoint))
            continue;
        const double distance = squaredDistance(m_edges[i].route, scenePoint);
        if (distance <= best) {
            best = distance;
            nearest = i;
        }
    }
    return nearest;
}

}  // namespace slipway::gui
