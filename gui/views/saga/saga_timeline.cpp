#include "gui/views/saga/saga_timeline.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <algorithm>

#include "gui/theme/status_shape.h"
#include "gui/theme/style.h"
#include "gui/views/controls/paint.h"

namespace slipway::gui {

namespace {

constexpr double kLabelWidth = 104;
constexpr double kBoxHeight = 42;
constexpr double kBoxLeast = 116;
constexpr double kBoxMost = 190;
constexpr double kColumnGap = 30;
constexpr double kRowGap = 6;
constexpr double kLaneGap = 18;
constexpr double kEdge = 4;
constexpr double kArrow = 4;

/// From `from` to `to` at one height, with a head at its end.
void paintArrow(QPainter& painter, QPointF from, QPointF to, const QColor& ink, bool dashed) {
    painter.setPen(QPen(ink, 1.5, dashed ? Qt::DotLine : Qt::SolidLine, Qt::FlatCap));
    const double side = to.x() > from.x() ? 1 : -1;
    painter.drawLine(from, to - QPointF(side * kArrow, 0));
    painter.setPen(Qt::NoPen);
    painter.setBrush(ink);
    const QPointF head[] = {to, to + QPointF(-side * kArrow * 1.5, -kArrow),
                            to + QPointF(-side * kArrow * 1.5, kArrow)};
    painter.drawPolygon(head, 3);
}

}  // namespace

SagaTimeline::SagaTimeline(QWidget* parent) : QWidget(parent) {
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Timeline of the saga"));
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    connect(&Theme::current(), &Theme::changed, this, qOverload<>(&QWidget::update));
}

void SagaTimeline::setSaga(const Saga& saga) {
    if (saga == m_saga) {
        return;
    }
    const bool another = saga.id != m_saga.id;
    m_saga = saga;
    const auto has = [this](const QString& name) {
        return std::any_of(m_saga.steps.begin(), m_saga.steps.end(),
                           [&](const SagaStep& step) { return step.name == name; });
    };
    if (another || !has(m_current)) {
        m_current = has(saga.step) ? saga.step : QString();
    }
    QStringList said;
    for (const SagaStep& step : m_saga.steps) {
        said << tr("%1: %2").arg(step.name, sagaStepStateText(step.state));
    }
    setAccessibleDescription(said.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

void SagaTimeline::setCurrentStep(const QString& name) {
    if (name != m_current) {
        m_current = name;
        update();
    }
}

void SagaTimeline::select(const QString& name) {
    setCurrentStep(name);
    emit stepSelected(name);
}

int SagaTimeline::columns() const {
    int last = -1;
    int count = 0;
    for (const SagaStep& step : m_saga.steps) {
        count += step.group != last ? 1 : 0;
        last = step.group;
    }
    return std::max(1, count);
}

int SagaTimeline::rowsOfLane() const {
    int most = 1;
    for (const SagaStep& step : m_saga.steps) {
        most = std::max(
            most, static_cast<int>(std::count_if(m_saga.steps.begin(), m_saga.steps.end(),
                                                 [&](const SagaStep& other) { return other.group == step.group; })));
    }
    return most;
}

double SagaTimeline::columnWidth() const {
    const double room = width() - kLabelWidth - 2 * kEdge - (columns() - 1) * kColumnGap;
    return std::clamp(room / columns(), kBoxLeast, kBoxMost);
}

QSize SagaTimeline::sizeHint() const {
    return minimumSizeHint();
}

QSize SagaTimeline::minimumSizeHint() const {
    const int rows = rowsOfLane();
    int undoRows = 1;
    for (const SagaStep& step : m_saga.steps) {
        undoRows = std::max(undoRows, static_cast<int>(std::count_if(m_saga.steps.begin(), m_saga.steps.end(),
                                                                     [&](const SagaStep& other) {
                                                                         return other.group == step.group && other.undo;
                                                                     })));
    }
    const double lane = (rows + undoRows) * kBoxHeight + (rows + undoRows - 2) * kRowGap;
    return {static_cast<int>(kLabelWidth + 2 * kEdge + columns() * kBoxLeast + (columns() - 1) * kColumnGap),
            static_cast<int>(2 * kEdge + lane + kLaneGap)};
}

std::vector<SagaTimeline::Box> SagaTimeline::boxes() const {
    const int rows = rowsOfLane();
    const double lane = rows * kBoxHeight + (rows - 1) * kRowGap;
    const double wide = columnWidth();
    std::vector<Box> result;
    int group = -1;
    int column = -1;
    int row = 0;
    int undoRow = 0;  // compensations close ranks where a step has none
    for (const SagaStep& step : m_saga.steps) {
        row = step.group == group ? row + 1 : 0;
        undoRow = row == 0 ? 0 : undoRow;
        column += step.group == group ? 0 : 1;
        group = step.group;
        const QRectF forward(kEdge + kLabelWidth + column * (wide + kColumnGap), kEdge + row * (kBoxHeight + kRowGap),
                             wide, kBoxHeight);
        QRectF undo;
        if (step.undo) {
            undo = forward.translated(0, lane + kLaneGap + (undoRow - row) * (kBoxHeight + kRowGap));
            ++undoRow;
        }
        result.push_back({&step, forward, undo});
    }
    return result;
}

QRectF SagaTimeline::boxOf(const QString& step, bool undo) const {
    for (const Box& box : boxes()) {
        if (box.step->name == step) {
            return undo ? box.undo : box.forward;
        }
    }
    return {};
}

SagaTimeline::Look SagaTimeline::forwardLook(const SagaStep& step) const {
    if (step.isTakenBack()) {
        return {Status::Stopped, tr("taken back"), false, true};
    }
    QString text = sagaStepStateText(step.state);
    if (step.status > 0) {
        text += QStringLiteral(" · ") + QString::number(step.status);
    }
    if (step.tries > 1) {
        text += QStringLiteral(" · ") + tr("%n tries", nullptr, step.tries);
    }
    return {statusOf(step.state), text, !step.isBegun(), step.state == SagaStepState::Skipped};
}

SagaTimeline::Look SagaTimeline::undoLook(const SagaStep& step) const {
    const QString tries =
        step.undoTries > 1 ? QStringLiteral(" · ") + tr("%n tries", nullptr, step.undoTries) : QString();
    if (step.state == SagaStepState::Undone) {
        return {Status::Ok, sagaStepStateText(step.state) + tries, false, false};
    }
    if (step.state == SagaStepState::Undoing) {
        const bool left = m_saga.state == SagaState::Abandoned;
        const bool failing = m_saga.state == SagaState::Stuck && !step.error.isEmpty();
        return {failing ? Status::Failing
                : left  ? Status::Degraded
                        : Status::Pending,
                (failing ? tr("fails")
                 : left  ? tr("given up")
                         : sagaStepStateText(step.state)) +
                    tries,
                false, false};
    }
    const bool took =
        step.state == SagaStepState::Done || step.state == SagaStepState::Doubtful || step.state == SagaStepState::Sent;
    if (took && m_saga.state == SagaState::Abandoned) {
        return {Status::Degraded, tr("given up"), false, false};
    }
    if (took && (m_saga.state == SagaState::Compensating || m_saga.state == SagaState::Stuck)) {
        return {Status::Unknown, tr("to be undone"), true, false};
    }
    return {Status::Unknown, tr("not needed"), true, true};
}

void SagaTimeline::paintBox(QPainter& painter, const QRectF& rect, const SagaStep& step, const Look& look,
                            bool current) const {
    const Colors& c = colors();
    const QRectF box = rect.adjusted(0.5, 0.5, -0.5, -0.5);
    const bool loud = look.status == Status::Failing || look.status == Status::Degraded;
    painter.setBrush(look.ghost ? QBrush(Qt::NoBrush)
                     : loud     ? QBrush(mix(c.raised, c.status(look.status), 0.12))
                                : QBrush(c.raised));
    const QColor line = loud && !look.ghost ? c.status(look.status) : look.ghost ? c.outline : c.separator;
    painter.setPen(QPen(look.faint && look.ghost ? c.separator : line, 1, look.ghost ? Qt::DashLine : Qt::SolidLine));
    painter.drawRoundedRect(box, 6, 6);
    if (current) {
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(c.accent, hasFocus() ? 2 : 1.25));
        painter.drawRoundedRect(box, 6, 6);
    }
    const double shape = 9;
    double left = rect.left() + 10;
    if (!look.ghost) {
        paintStatus(painter, QRectF(left, rect.top() + 11, shape, shape), look.status);
        left += shape + 7;
    }
    const bool quiet = look.ghost || look.faint;
    const double room = rect.right() - 8 - left;
    painter.setFont(Theme::current().font(type::kSmall, quiet ? QFont::Normal : QFont::DemiBold));
    painter.setPen(quiet ? c.muted : c.text);
    painter.drawText(QRectF(left, rect.top() + 5, room, 18), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(step.name, Qt::ElideRight, static_cast<int>(room)));
    painter.setFont(Theme::current().font(type::kCaption));
    painter.setPen(loud && !look.ghost ? c.status(look.status) : c.muted);
    painter.drawText(QRectF(left, rect.top() + 22, room, 16), Qt::AlignVCenter | Qt::AlignLeft,
                     painter.fontMetrics().elidedText(look.text, Qt::ElideRight, static_cast<int>(room)));
}

void SagaTimeline::paintArrows(QPainter& painter, const std::vector<Box>& all) const {
    const Colors& c = colors();
    const Box* before = nullptr;
    for (const Box& box : all) {
        if (before && before->step->group != box.step->group) {
            const bool ghost = !box.step->isBegun();
            const double y = kEdge + kBoxHeight / 2;
            paintArrow(painter, {before->forward.right() + 5, y}, {box.forward.left() - 4, y},
                       ghost ? c.outline : c.muted, ghost);
        }
        before = &box;
    }
    // Back from each compensation to the next one at its left.
    const int rows = rowsOfLane();
    const double lane = rows * kBoxHeight + (rows - 1) * kRowGap;
    const Box* right = nullptr;
    for (auto box = all.rbegin(); box != all.rend(); ++box) {
        if (box->undo.isEmpty()) {
            continue;
        }
        if (right && right->step->group != box->step->group) {
            const bool ghost = undoLook(*box->step).ghost;
            const double y = kEdge + lane + kLaneGap + kBoxHeight / 2;
            paintArrow(painter, {right->undo.left() - 5, y}, {box->undo.right() + 4, y}, ghost ? c.outline : c.muted,
                       ghost);
        }
        right = &*box;
    }
}

void SagaTimeline::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const std::vector<Box> all = boxes();
    if (all.empty()) {
        return;
    }
    const Colors& c = colors();
    const int rows = rowsOfLane();
    const double lane = rows * kBoxHeight + (rows - 1) * kRowGap;
    painter.setFont(Theme::current().font(type::kSmall, QFont::Medium));
    painter.setPen(c.muted);
    const QRectF first(kEdge, kEdge, kLabelWidth - 10, kBoxHeight);
    painter.drawText(first, Qt::AlignVCenter | Qt::AlignLeft, tr("▶ Forward"));
    painter.drawText(first.translated(0, lane + kLaneGap), Qt::AlignVCenter | Qt::AlignLeft, tr("◀ Undo"));
    paintArrows(painter, all);
    for (const Box& box : all) {
        const bool current = box.step->name == m_current;
        paintBox(painter, box.forward, *box.step, forwardLook(*box.step), current);
        if (!box.undo.isEmpty()) {
            paintBox(painter, box.undo, *box.step, undoLook(*box.step), current);
        }
    }
}

void SagaTimeline::mousePressEvent(QMouseEvent* event) {
    for (const Box& box : boxes()) {
        if (box.forward.contains(event->position()) || box.undo.contains(event->position())) {
            select(box.step->name);
            return;
        }
    }
    QWidget::mousePressEvent(event);
}

void SagaTimeline::keyPressEvent(QKeyEvent* event) {
    const int by = event->key() == Qt::Key_Right || event->key() == Qt::Key_Down ? 1
                   : event->key() == Qt::Key_Left || event->key() == Qt::Key_Up  ? -1
                                                                                 : 0;
    if (by == 0 || m_saga.steps.empty()) {
        QWidget::keyPressEvent(event);
        return;
    }
    int at = by > 0 ? -1 : static_cast<int>(m_saga.steps.size());
    for (std::size_t i = 0; i < m_saga.steps.size(); ++i) {
        at = m_saga.steps[i].name == m_current ? static_cast<int>(i) : at;
    }
    at = std::clamp(at + by, 0, static_cast<int>(m_saga.steps.size()) - 1);
    select(m_saga.steps[static_cast<std::size_t>(at)].name);
}

}  // namespace slipway::gui
