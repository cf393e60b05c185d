#include "gui/topology/label_layer.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QStyleOptionGraphicsItem>
#include <algorithm>

#include "gui/theme/tabular.h"

namespace slipway::gui {
namespace {

constexpr double kPadX = 5;
constexpr double kPadY = 2;

QFont labelFont() {
    return Theme::current().font(LabelLayer::kPixels, QFont::Medium);
}

QSizeF sizeOf(const QString& text, const QFontMetricsF& metrics) {
    double width = 0;
    const QStringList lines = text.split(QLatin1Char('\n'));
    for (const QString& line : lines)
        width = std::max(width, tabularWidth(metrics, line));
    return {width + 2 * kPadX, metrics.height() * static_cast<double>(lines.size()) + 2 * kPadY};
}

}  // namespace

LabelLayer::LabelLayer() {
    setZValue(3);
}

void LabelLayer::setStale(bool stale) {
    if (stale != m_stale) {
        m_stale = stale;
        update();
    }
}

void LabelLayer::arrange(const std::vector<EdgeLabel>& labels, const std::vector<QPolygonF>& lines,
                         const std::vector<QRectF>& nodes, double zoom) {
    const QFontMetricsF metrics(labelFont());
    std::vector<LabelWish> wishes;
    std::vector<const EdgeLabel*> byEdge(lines.size(), nullptr);
    for (const EdgeLabel& label : labels) {
        if (label.texts.isEmpty() || (zoom < 0.45 && !label.wanted))
            continue;
        LabelWish wish;
        wish.edge = label.edge;
        wish.line = lines[label.edge];
        for (const QString& text : label.texts)
            wish.sizes.push_back(sizeOf(text, metrics) / zoom);
        const bool matters = label.alone || label.health >= EdgeHealth::Errors;
        wish.onLine = matters;
        wish.mostHarm = matters ? wish.mostHarm : label.wanted ? 7 : 17;
        wish.priority = (label.wanted ? 10 : 0) + static_cast<int>(label.health);
        wishes.push_back(std::move(wish));
        byEdge[label.edge] = &label;
    }
    std::vector<Shown> shown;
    for (const PlacedLabel& placed : placeLabels(std::move(wishes), nodes, lines, 5 / zoom)) {
        const EdgeLabel& label = *byEdge[placed.edge];
        shown.push_back({placed.edge, label.texts[placed.wording], placed.rect, label.health});
    }
    if (shown == m_shown && zoom == m_zoom)
        return;
    QRectF bounds;
    for (const Shown& label : shown)
        bounds |= label.rect;
    // Old and new places are repainted, not all between them.
    for (const Shown& label : m_shown)
        update(label.rect);
    if (bounds != m_bounds)
        prepareGeometryChange();
    m_bounds = bounds;
    m_shown = std::move(shown);
    m_zoom = zoom;
    for (const Shown& label : m_shown)
        update(label.rect);
}

void LabelLayer::drop(const std::vector<int>& edges) {
    std::erase_if(m_shown, [&](const Shown& label) {
        const bool gone = std::find(edges.begin(), edges.end(), label.edge) != edges.end();
        if (gone)
            update(label.rect);
        return gone;
    });
}

void LabelLayer::paint(QPainter* painter, const QStyleOptionGraphicsItem*, QWidget*) {
    const double zoom = QStyleOptionGraphicsItem::levelOfDetailFromTransform(painter->worldTransform());
    const Colors& theme = colors();
    const QFont font = labelFont();
    const QFontMetricsF metrics(font);
    for (const Shown& label : m_shown) {
        painter->save();
        // While a zoom is under way labels keep their size around their middle; they get new places when it ends.
        painter->translate(label.rect.center());
        painter->scale(1 / zoom, 1 / zoom);
        const QSizeF size = label.rect.size() * m_zoom;
        QRectF box(QPointF(0, 0), size);
        box.moveCenter({0, 0});
        painter->setRenderHint(QPainter::Antialiasing);
        painter->setOpacity(m_stale ? 0.6 : 1);
        painter->setPen(Qt::NoPen);
        QColor ground = theme.background;
        ground.setAlphaF(0.88F);
        painter->setBrush(ground);
        painter->drawRoundedRect(box, 4, 4);
        painter->setFont(font);
        painter->setPen(label.health == EdgeHealth::Failing  ? theme.err
                        : label.health == EdgeHealth::Errors ? theme.warn
                                                             : mix(theme.muted, theme.text, 0.6));
        const QStringList lines = label.text.split(QLatin1Char('\n'));
        for (int i = 0; i < lines.size(); ++i) {
            const QRectF row(box.left() + kPadX, box.top() + kPadY + i * metrics.height(), box.width() - 2 * kPadX,
                             metrics.height());
            drawTabular(*painter, row, Qt::AlignHCenter | Qt::AlignVCenter, lines[i]);
        }
        painter->restore();
    }
}

}  // namespace slipway::gui
