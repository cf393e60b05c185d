#include "gui/topology/node_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/tabular.h"
#include "gui/topology/graph.h"

namespace slipway::gui {
namespace {

/// Everything that the pieces of one node share. Lengths are pixels of the screen.
struct Canvas {
    QPainter& painter;
    const NodeVisual& visual;
    const Colors& colors;
    double zoom;
    double scale;  ///< of text and symbols: never below what is legible
    QSizeF size;
    QColor ground;
    NodeDetail detail;

    double barWidth() const { return std::max(3.0, 4 * zoom); }
    double left() const { return barWidth() + 9 * std::min(zoom, 1.4); }
    double right() const { return size.width() - 10 * std::min(zoom, 1.4); }
    QFont font(double pixels, QFont::Weight weight = QFont::Normal) const {
        return Theme::current().font(std::max(type::kCaption, static_cast<int>(std::lround(pixels * zoom))), weight);
    }
    bool isGateway() const { return visual.kind == TopologyNode::Kind::Gateway; }
};

double radiusOf(const Canvas& c) {
    return std::clamp(metric::kCardRadius * c.zoom, 2.0, 14.0);
}

void paintCard(const Canvas& c) {
    QPainter& p = c.painter;
    // Half a pixel in, so that the outline lies on whole pixels.
    const QRectF card = QRectF(QPointF(0, 0), c.size).adjusted(0.5, 0.5, -0.5, -0.5);
    const double radius = radiusOf(c);
    QColor outline = mix(c.colors.separator, c.colors.outline, c.visual.hovered ? 1.0 : 0.35);
    double stroke = 1;
    if (c.visual.status == Status::Failing)
        outline = c.colors.err;
    if (c.visual.selected) {
        outline = c.colors.accent;
        stroke = 2;
    }
    QPen pen(outline, stroke);
    if (c.visual.kind == TopologyNode::Kind::External && !c.visual.selected)
        pen.setDashPattern({4, 3});
    p.setRenderHint(QPainter::Antialiasing, true);
    p.setPen(Qt::NoPen);
    p.setBrush(c.ground);
    p.drawRoundedRect(card, radius, radius);

    // The team's bar takes the card's rounding on its side.
    QPainterPath cardPath;
    cardPath.addRoundedRect(card, radius, radius);
    QPainterPath barPath;
    barPath.addRect(QRectF(0, 0, c.barWidth(), c.size.height()));
    p.setBrush(c.visual.team);
    p.drawPath(cardPath.intersected(barPath));

    p.setBrush(Qt::NoBrush);
    p.setPen(pen);
    const double inset = (stroke - 1) / 2;
    p.drawRoundedRect(card.adjusted(inset, inset, -inset, -inset), radius, radius);
}

void paintProgress(const Canvas& c) {
    if (!c.visual.progress)
        return;
    QPainter& p = c.painter;
    const double height = std::max(2.5, 3 * c.zoom);
    QPainterPath card;
    card.addRoundedRect(QRectF(QPointF(0, 0), c.size).adjusted(1, 1, -1, -1), radiusOf(c), radiusOf(c));
    QPainterPath track;
    const QRectF strip(c.barWidth(), c.size.height() - height - 0.5, c.size.width() - c.barWidth(), height);
    track.addRect(strip);
    p.setPen(Qt::NoPen);
    p.setBrush(c.colors.track);
    p.drawPath(card.intersected(track));
    QPainterPath done;
    done.addRect(QRectF(strip.topLeft(), QSizeF(strip.width() * c.visual.progress->fraction, height)));
    p.setBrush(c.colors.accent);
    p.drawPath(card.intersected(done));
}

QRectF paintState(const Canvas& c, double middle) {
    const double side = 11 * c.scale;
    QRectF box(c.right() - side, middle - side / 2, side, side);
    if (c.visual.phase > 0) {
        // The pulse: a ring that grows out of the shape and fades, again and again while the service starts, once when
        // it is ready.
        const double grow = c.visual.phase * side * 0.5;
        const QColor ring = mix(c.ground, c.colors.status(c.visual.status), 0.7 * (1 - c.visual.phase));
        c.painter.setPen(QPen(ring, 1.5));
        c.painter.setBrush(Qt::NoBrush);
        c.painter.drawEllipse(box.adjusted(-grow, -grow, grow, grow));
    }
    paintStatus(c.painter, box, c.visual.status, c.visual.phase);
    return box;
}

void paintName(const Canvas& c, double middle, double right) {
    QPainter& p = c.painter;
    const QFont font = c.font(type::kBody, QFont::DemiBold);
    double left = c.left();
    if (c.isGateway()) {
        const double side = std::round(14 * c.scale);
        p.drawPixmap(QPointF(std::round(left - 1), std::round(middle - side / 2)),
                     iconPixmap(QStringLiteral("gateway"), c.colors.accent, static_cast<int>(side),
                                p.device()->devicePixelRatioF()));
        left += side + 4;
    }
    p.setFont(font);
    p.setPen(c.colors.text);
    const QFontMetricsF metrics(font, p.device());
    const QString name = metrics.elidedText(c.visual.label, Qt::ElideRight, right - left);
    p.drawText(QPointF(left, std::round(middle + (metrics.capHeight()) / 2)), name);
}

void paintFacts(const Canvas& c, double middle) {
    QPainter& p = c.painter;
    const QFont font = c.font(type::kCaption);
    const QFontMetricsF metrics(font, p.device());
    double left = c.left();
    QStringList wordings = c.visual.facts;
    QColor color = c.visual.factsAreBad ? c.colors.err : c.colors.muted;
    if (c.visual.progress) {
        wordings = {c.visual.progress->text};
        color = c.colors.accent;
    } else if (c.visual.badge) {
        wordings = {c.visual.badge->text};
        color = c.colors.status(c.visual.badge->status);
        const double side = std::round(12 * c.scale);
        const QString shape = c.visual.badge->status == Status::Ok ? QStringLiteral("check") : QStringLiteral("alert");
        p.drawPixmap(QPointF(std::round(left - 1), std::round(middle - side / 2)),
                     iconPixmap(shape, color, static_cast<int>(side), p.device()->devicePixelRatioF()));
        left += side + 3;
    }
    const double room = c.right() - left;
    // All nodes leave out the same word at a zoom, though one with small numbers had room for it.
    const bool roomy = tabularWidth(metrics, QStringLiteral("888 rps · p95 88 ms")) <= room;
    QString text;
    for (int i = wordings.size() > 1 && !roomy ? 1 : 0; i < wordings.size(); ++i) {
        text = wordings[i];
        if (tabularWidth(metrics, text) <= room)
            break;
    }
    p.setFont(font);
    p.setPen(color);
    if (tabularWidth(metrics, text) > room)
        text = metrics.elidedText(text, Qt::ElideRight, room);
    drawTabular(p, QRectF(left, middle - 10 * c.scale, room, 20 * c.scale), Qt::AlignLeft | Qt::AlignVCenter, text);
}

/// One replica. Colour and filling differ together: solid serves, hollow is on its way, a stroke through it failed.
void paintSquare(QPainter& p, const QRectF& box, Status status, const Colors& colors) {
    const QColor color = colors.status(status);
    const double radius = std::max(1.0, box.width() * 0.22);
    if (status == Status::Ok || status == Status::Degraded) {
        p.setPen(Qt::NoPen);
        p.setBrush(color);
        p.drawRoundedRect(box, radius, radius);
        return;
    }
    p.setPen(QPen(color, 1.25));
    p.setBrush(Qt::NoBrush);
    const QRectF inner = box.adjusted(0.75, 0.75, -0.75, -0.75);
    p.drawRoundedRect(inner, radius, radius);
    if (status == Status::Failing)
        p.drawLine(inner.bottomLeft(), inner.topRight());
}

void paintReplicas(const Canvas& c, double middle, double right) {
    QPainter& p = c.painter;
    const int count = static_cast<int>(c.visual.instances.size()) + c.visual.missing;
    if (count == 0)
        return;
    const QFont font = c.font(type::kCaption);
    const QFontMetricsF metrics(font, p.device());
    const ReplicaGrid grid =
        replicaGrid(count, right - c.left(), c.scale, metrics.horizontalAdvance(QStringLiteral("+%1").arg(count)) + 4);
    const double height = grid.rows * grid.side + (grid.rows - 1) * grid.gap;
    for (int i = 0; i < grid.shown; ++i) {
        const QRectF box(c.left() + (i % grid.perRow) * (grid.side + grid.gap),
                         middle - height / 2 + (i / grid.perRow) * (grid.side + grid.gap), grid.side, grid.side);
        if (i < static_cast<int>(c.visual.instances.size())) {
            paintSquare(p, box, c.visual.instances[i], c.colors);
        } else {
            p.setPen(QPen(c.colors.outline, 1, Qt::DotLine));
            p.setBrush(Qt::NoBrush);
            p.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
        }
    }
    if (grid.hidden > 0) {
        p.setFont(font);
        p.setPen(c.colors.muted);
        const double x = c.left() + grid.perRow * (grid.side + grid.gap) + 2;
        p.drawText(QPointF(x, std::round(middle + metrics.capHeight() / 2)), QStringLiteral("+%1").arg(grid.hidden));
    }
}

/// The owner's initials; returns the left edge of their room.
double paintInitials(const Canvas& c, double middle) {
    if (c.visual.initials.isEmpty())
        return c.right();
    QPainter& p = c.painter;
    const QFont font = c.font(type::kCaption, QFont::DemiBold);
    const QFontMetricsF metrics(font, p.device());
    const double width = std::max(22 * c.scale, metrics.horizontalAdvance(c.visual.initials) + 9 * c.scale);
    const double height = 15 * c.scale;
    const QRectF chip(c.right() - width, std::round(middle - height / 2), width, height);
    p.setPen(Qt::NoPen);
    p.setBrush(mix(c.ground, c.visual.team, 0.24));
    p.drawRoundedRect(chip, 4, 4);
    p.setFont(font);
    p.setPen(c.colors.text);
    p.drawText(QPointF(chip.center().x() - metrics.horizontalAdvance(c.visual.initials) / 2,
                       std::round(middle + metrics.capHeight() / 2)),
               c.visual.initials);
    return chip.left() - 6;
}

void paintPin(const Canvas& c, double middle, double right) {
    const int side = static_cast<int>(std::round(11 * c.scale));
    c.painter.drawPixmap(
        QPointF(std::round(right - side), std::round(middle - side / 2.0)),
        iconPixmap(QStringLiteral("pin"), c.colors.muted, side, c.painter.device()->devicePixelRatioF()));
}

void paintBox(const Canvas& c) {
    QPainter& p = c.painter;
    const bool bad = c.visual.status == Status::Failing || c.visual.status == Status::Degraded;
    p.setRenderHint(QPainter::Antialiasing, false);
    QColor fill = bad ? mix(c.colors.raised, c.colors.status(c.visual.status), 0.55) : c.ground;
    p.fillRect(QRectF(QPointF(0, 0), c.size), fill);
    p.fillRect(QRectF(0, 0, std::max(2.0, 8 * c.zoom), c.size.height()), c.visual.team);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(c.visual.selected ? c.colors.accent : c.colors.outline, c.visual.selected ? 2 : 0));
    p.drawRect(QRectF(QPointF(0, 0), c.size).adjusted(0, 0, -1, -1));
}

}  // namespace

NodeDetail nodeDetail(double zoom) {
    return zoom < 0.45   ? NodeDetail::Box
           : zoom < 0.62 ? NodeDetail::Name
           : zoom < 0.76 ? NodeDetail::Brief
                         : NodeDetail::Full;
}

ReplicaGrid replicaGrid(int count, double width, double scale, double plusWidth) {
    ReplicaGrid grid;
    const auto fits = [&](double room) {
        return std::max(1, static_cast<int>((room + grid.gap) / (grid.side + grid.gap)));
    };
    grid.side = 8 * scale;
    grid.gap = 3 * scale;
    grid.perRow = fits(width);
    if (count > grid.perRow) {
        grid.side = 5 * scale;
        grid.gap = 2 * scale;
        grid.rows = 2;
        grid.perRow = fits(width);
        if (count > 2 * grid.perRow)
            grid.perRow = fits(width - plusWidth);
    }
    grid.shown = std::min(count, grid.rows * grid.perRow);
    grid.hidden = count - grid.shown;
    return grid;
}

void paintNode(QPainter& painter, const NodeVisual& visual, double zoom) {
    painter.save();
    painter.scale(1 / zoom, 1 / zoom);
    if (visual.dimmed)
        painter.setOpacity(0.22);
    else if (visual.stale)
        painter.setOpacity(0.55);
    const Colors& theme = colors();
    const QColor ground = visual.selected  ? mix(theme.raised, theme.accent, 0.15)
                          : visual.hovered ? mix(theme.raised, theme.text, 0.05)
                                           : theme.raised;
    const Canvas c{painter, visual, theme, zoom, std::max(1.0, zoom), kNodeSize * zoom, ground, nodeDetail(zoom)};

    if (c.detail == NodeDetail::Box) {
        paintBox(c);
        painter.restore();
        return;
    }
    paintCard(c);
    const double height = c.size.height() - (visual.progress ? 2 : 0);
    const double first = height * (c.detail == NodeDetail::Full ? 0.26 : c.detail == NodeDetail::Brief ? 0.31 : 0.5);
    double right = paintState(c, first).left() - 6;
    if (visual.pinned && c.detail >= NodeDetail::Brief) {
        paintPin(c, first, right);
        right -= 14 * c.scale;
    }
    paintName(c, first, right);
    if (c.detail >= NodeDetail::Brief)
        paintFacts(c, height * (c.detail == NodeDetail::Full ? 0.535 : 0.7));
    if (c.detail == NodeDetail::Full) {
        const double third = height * 0.805;
        paintReplicas(c, third, paintInitials(c, third));
    }
    paintProgress(c);
    painter.restore();
}

}  // namespace slipway::gui
