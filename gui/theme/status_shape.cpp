#include "gui/theme/status_shape.h"

#include <QCoreApplication>
#include <QPainter>
#include <QPainterPath>

namespace slipway::gui {

void paintStatus(QPainter& painter, const QRectF& rect, Status status, double phase) {
    paintStatus(painter, rect, status, colors().status(status), phase);
}

void paintStatus(QPainter& painter, const QRectF& rect, Status status, const QColor& color, double phase) {
    const double side = std::min(rect.width(), rect.height());
    QRectF box(0, 0, side, side);
    box.moveCenter(rect.center());
    const double stroke = std::max(1.5, side * 0.18);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(color);
    switch (status) {
        case Status::Ok:
            painter.drawEllipse(box.adjusted(0.5, 0.5, -0.5, -0.5));
            break;
        case Status::Degraded: {
            QPainterPath triangle;
            triangle.moveTo(box.center().x(), box.top() + side * 0.02);
            triangle.lineTo(box.right(), box.bottom() - side * 0.08);
            triangle.lineTo(box.left(), box.bottom() - side * 0.08);
            triangle.closeSubpath();
            painter.drawPath(triangle);
            break;
        }
        case Status::Failing: {
            painter.setPen(QPen(color, stroke * 1.15, Qt::SolidLine, Qt::RoundCap));
            const double inset = stroke * 0.75;
            const QRectF cross = box.adjusted(inset, inset, -inset, -inset);
            painter.drawLine(cross.topLeft(), cross.bottomRight());
            painter.drawLine(cross.topRight(), cross.bottomLeft());
            break;
        }
        case Status::Pending: {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color, stroke, Qt::SolidLine, Qt::FlatCap));
            const double inset = stroke / 2 + 0.25;
            const QRectF ring = box.adjusted(inset, inset, -inset, -inset);
            for (int i = 0; i < 4; ++i) {
                painter.drawArc(ring, static_cast<int>((i * 90.0 - phase * 360.0) * 16), 52 * 16);
            }
            break;
        }
        case Status::Stopped:
            painter.drawRoundedRect(box.adjusted(side * .1, side * .1, -side * .1, -side * .1), 1, 1);
            break;
        case Status::Unknown: {
            painter.setBrush(Qt::NoBrush);
            painter.setPen(QPen(color, stroke));
            const double inset = stroke / 2 + 0.25;
            painter.drawEllipse(box.adjusted(inset, inset, -inset, -inset));
            break;
        }
    }
    painter.restore();
}

QString statusText(Status status) {
    switch (status) {
        case Status::Ok:
            return QCoreApplication::translate("Status", "Ready");
        case Status::Degraded:
            return QCoreApplication::translate("Status", "Degraded");
        case Status::Failing:
            return QCoreApplication::translate("Status", "Failing");
        case Status::Pending:
            return QCoreApplication::translate("Status", "Starting");
        case Status::Stopped:
            return QCoreApplication::translate("Status", "Stopped");
        case Status::Unknown:
            return QCoreApplication::translate("Status", "Unknown");
    }
    return {};
}

}  // namespace slipway::gui
