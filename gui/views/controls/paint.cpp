#include "gui/views/controls/paint.h"

#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

namespace slipway::gui {

void paintPanel(QPainter& painter, const QRectF& rect, const QColor& fill, const QColor& line, double radius) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(fill);
    painter.setPen(line.isValid() ? QPen(line, 1) : QPen(Qt::NoPen));
    painter.drawRoundedRect(line.isValid() ? rect.adjusted(.5, .5, -.5, -.5) : rect, radius, radius);
    painter.restore();
}

void paintSparkline(QPainter& painter, const QRectF& rect, const std::vector<double>& values, int samples,
                    const QColor& color) {
    if (values.empty() || samples < 2) {
        return;
    }
    const auto count = static_cast<int>(values.size());
    const int first = std::max(0, count - samples);
    double top = 0;
    for (int i = first; i < count; ++i) {
        if (!std::isnan(values[static_cast<std::size_t>(i)])) {
            top = std::max(top, values[static_cast<std::size_t>(i)]);
        }
    }
    top = top > 0 ? top * 1.1 : 1;
    const double step = rect.width() / (samples - 1);
    painter.save();
    QPainterPath line;
    QPainterPath area;
    bool open = false;
    double startX = 0;
    double x = 0;
    const auto close = [&] {
        if (open) {
            area.lineTo(x, rect.bottom());
            area.lineTo(startX, rect.bottom());
            area.closeSubpath();
            open = false;
        }
    };
    for (int i = first; i < count; ++i) {
        const double value = values[static_cast<std::size_t>(i)];
        if (std::isnan(value)) {
            close();
            continue;
        }
        x = rect.right() - (count - 1 - i) * step;
        const double y = rect.bottom() - 1 - (rect.height() - 2) * value / top;
        if (!open) {
            line.moveTo(x, y);
            area.moveTo(x, y);
            startX = x;
            open = true;
        } else {
            line.lineTo(x, y);
            area.lineTo(x, y);
        }
    }
    close();
    painter.setPen(Qt::NoPen);
    painter.setBrush(mix(colors().surface, color, 0.14));
    painter.drawPath(area);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(color, 1.25));
    painter.drawPath(line);
    painter.restore();
}

void paintTeamBadge(QPainter& painter, const QRectF& rect, const QString& team, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    const double radius = metric::kControlRadius;
    if (team.isEmpty()) {
        painter.setPen(QPen(colors().outline, 1, Qt::DashLine));
        painter.setBrush(Qt::NoBrush);
        painter.drawRoundedRect(rect.adjusted(.5, .5, -.5, -.5), radius, radius);
    } else {
        painter.setPen(Qt::NoPen);
        painter.setBrush(mix(colors().surface, color, 0.22));
        painter.drawRoundedRect(rect, radius, radius);
    }
    // The initials in the team's colour, drawn towards the text's until they can be read on its own tint.
    QColor ink = team.isEmpty() ? colors().muted : color;
    for (double towards = 0.2;
         !team.isEmpty() && towards <= 1.0 && contrast(ink, mix(colors().surface, color, 0.22)) < 4.5; towards += 0.2) {
        ink = mix(color, colors().text, towards);
    }
    painter.setPen(ink);
    painter.setFont(Theme::current().font(type::kCaption - 1, QFont::DemiBold));
    painter.drawText(rect, Qt::AlignCenter, team.isEmpty() ? QStringLiteral("?") : Theme::initials(team));
    painter.restore();
}

int phaseIndex(Phase phase) {
    switch (phase) {
        case Phase::None:
        case Phase::Start:
            return 0;
        case Phase::Health:
            return 1;
        case Phase::Shift:
            return 2;
        case Phase::Drain:
            return 3;
        case Phase::Stop:
            return 4;
        case Phase::Done:
            return 5;
    }
    return 0;
}

double operationShare(const Operation& operation) {
    if (operation.isOver()) {
        return 1;
    }
    if (operation.total <= 0) {
        return 0;
    }
    double whole = operation.done;
    for (const OperationStep& step : operation.steps) {
        if (step.phase != Phase::Done) {
            whole += phaseIndex(step.phase) / 5.0;
        }
    }
    return std::clamp(whole / operation.total, 0.0, 1.0);
}

void paintPhaseBars(QPainter& painter, const QRectF& rect, Phase phase, bool failed) {
    const Colors& c = colors();
    const double gap = 3;
    const double width = (rect.width() - 4 * gap) / 5;
    const int now = phaseIndex(phase);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    for (int i = 0; i < 5; ++i) {
        const QRectF bar(rect.left() + i * (width + gap), rect.top(), width, rect.height());
        painter.setBrush(i < now ? c.ok : i == now ? (failed ? c.err : c.accent) : c.track);
        painter.drawRoundedRect(bar, rect.height() / 2, rect.height() / 2);
    }
    painter.restore();
}

void paintProgress(QPainter& painter, const QRectF& rect, double share, const QColor& color) {
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colors().track);
    painter.drawRoundedRect(rect, rect.height() / 2, rect.height() / 2);
    if (share > 0) {
        QRectF full = rect;
        full.setWidth(std::max(rect.height(), rect.width() * std::min(1.0, share)));
        painter.setBrush(color);
        painter.drawRoundedRect(full, rect.height() / 2, rect.height() / 2);
    }
    painter.restore();
}

}  // namespace slipway::gui
