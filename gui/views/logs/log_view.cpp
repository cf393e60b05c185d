#include "gui/views/logs/log_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QElapsedTimer>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {
constexpr int kSliceMs = 8;
constexpr int kLeft = 12;
constexpr int kGap = 12;
constexpr int kCheckEvery = 512;
}  // namespace

LogView::LogView(const LogArena* arena, QWidget* parent) : QAbstractScrollArea(parent), m_arena(arena) {
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Log lines"));
    viewport()->setCursor(Qt::IBeamCursor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    m_scan.setInterval(0);
    connect(&m_scan, &QTimer::timeout, this, &LogView::scanSlice);
    connect(verticalScrollBar(), &QScrollBar::valueChanged, this, [this] {
        if (!m_ignoreScroll) {
            noteFollowing();
        }
    });
    connect(&Theme::current(), &Theme::changed, this, &LogView::measure);
    measure();
}

void LogView::measure() {
    setFont(Theme::current().mono());
    const QFontMetricsF metrics(font());
    m_rowHeight = std::max(18, static_cast<int>(metrics.height()) + 4);
    m_timeWidth = metrics.horizontalAdvance(QStringLiteral("00:00:00.000"));
    m_levelWidth = metrics.horizontalAdvance(QStringLiteral("ERROR"));
    viewport()->update();
}

bool LogView::isFiltered() const {
    return !m_query.isEmpty() || (m_mode == Mode::Filter && !m_pattern.isEmpty());
}

bool LogView::wanted(std::uint64_t line) const {
    const LogArena::View view = m_arena->at(line);
    if (!m_query.matches(*m_arena, view)) {
        return false;
    }
    return m_mode == Mode::Highlight || m_pattern.isEmpty() || m_pattern.matches(view.text);
}

void LogView::setQuery(const LogQuery& query) {
    if (!(query == m_query)) {
        m_query = query;
        rescan();
    }
}

void LogView::setPattern(const LogPattern& pattern) {
    if (pattern.isValid()) {
        m_pattern = pattern;
        rescan();
    }
}

void LogView::setMode(Mode mode) {
    if (mode != m_mode) {
        m_mode = mode;
        rescan();
    }
}

// The old result stays on the screen until the new one is whole.
void LogView::rescan() {
    m_next.clear();
    m_nextHits = 0;
    m_nextAt = m_arena->first();
    m_scan.start();
    scanSlice();
}

void LogView::scanSlice() {
    QElapsedTimer clock;
    clock.start();
    m_nextAt = std::max(m_nextAt, m_arena->first());
    const bool filtered = isFiltered();
    const bool counts = !m_pattern.isEmpty();
    for (int done = 0; m_nextAt < m_arena->end(); ++m_nextAt) {
        if (++done % kCheckEvery == 0 && clock.elapsed() >= kSliceMs) {
            return;
        }
        if (!filtered && !counts) {
            m_nextAt = m_arena->end();
            break;
        }
        const bool in = !filtered || wanted(m_nextAt);
        if (in && filtered) {
            m_next.push_back(m_nextAt);
        }
        if (in && counts && m_pattern.matches(m_arena->at(m_nextAt).text)) {
            ++m_nextHits;
        }
    }
    m_scan.stop();
    m_index = std::move(m_next);
    m_next.clear();
    m_scanned = m_nextAt;
    m_hits = m_nextHits;
    emit hitsChanged(m_hits);
    updateRange();
    viewport()->update();
}

void LogView::takeTail() {
    const bool filtered = isFiltered();
    const bool counts = !m_pattern.isEmpty();
    const std::uint64_t hitsBefore = m_hits;
    for (m_scanned = std::max(m_scanned, m_arena->first()); m_scanned < m_arena->end(); ++m_scanned) {
        const bool in = !filtered || wanted(m_scanned);
        if (in && filtered) {
            m_index.push_back(m_scanned);
        }
        if (in && counts && m_pattern.matches(m_arena->at(m_scanned).text)) {
            ++m_hits;
        }
    }
    while (!m_index.empty() && m_index.front() < m_arena->first()) {
        m_index.pop_front();
    }
    if (m_hits != hitsBefore) {
        emit hitsChanged(m_hits);
    }
}

void LogView::linesAppended() {
    if (m_scan.isActive()) {
        return;  // it goes on to the end by itself
    }
    takeTail();
    updateRange();
    viewport()->update();
}

std::uint64_t LogView::rowCount() const {
    return isFiltered() ? m_index.size() : m_arena->end() - m_arena->first();
}

std::uint64_t LogView::lineOfRow(std::uint64_t row) const {
    if (isFiltered()) {
        return row < m_index.size() ? m_index[row] : m_arena->end();
    }
    return m_arena->first() + row;
}

int LogView::visibleRows() const {
    return std::max(1, viewport()->height() / m_rowHeight);
}

void LogView::updateRange() {
    const auto rows = static_cast<int>(std::min<std::uint64_t>(rowCount(), INT_MAX));
    m_ignoreScroll = true;
    verticalScrollBar()->setPageStep(visibleRows());
    verticalScrollBar()->setRange(0, std::max(0, rows - visibleRows()));
    if (m_following) {
        verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        m_seenRows = rowCount();
    } else {
        emit unseenChanged(unseen());
    }
    m_ignoreScroll = false;
    horizontalScrollBar()->setPageStep(viewport()->width());
    const double textLeft = kLeft + m_timeWidth + m_levelWidth + m_instanceWidth + 3 * kGap;
    horizontalScrollBar()->setRange(0, std::max(0, static_cast<int>(textLeft + m_widest + kGap) - viewport()->width()));
    horizontalScrollBar()->setSingleStep(24);
}

std::uint64_t LogView::unseen() const {
    return m_following || rowCount() < m_seenRows ? 0 : rowCount() - m_seenRows;
}

void LogView::noteFollowing() {
    setFollowing(verticalScrollBar()->value() >= verticalScrollBar()->maximum());
}

void LogView::setFollowing(bool following) {
    if (following == m_following) {
        if (following) {
            verticalScrollBar()->setValue(verticalScrollBar()->maximum());
        }
        return;
    }
    m_following = following;
    m_seenRows = rowCount();
    if (following) {
        updateRange();
        emit unseenChanged(0);
    }
    emit followingChanged(following);
    viewport()->update();
}

std::int64_t LogView::rowAt(int y) const {
    const std::int64_t row = verticalScrollBar()->value() + y / m_rowHeight;
    return row >= 0 && static_cast<std::uint64_t>(row) < rowCount() ? row : -1;
}

void LogView::resizeEvent(QResizeEvent*) {
    updateRange();
}
void LogView::scrollContentsBy(int, int) {
    viewport()->update();
}

void LogView::wheelEvent(QWheelEvent* event) {
    QAbstractScrollArea::wheelEvent(event);
    if (event->angleDelta().y() > 0 && verticalScrollBar()->maximum() > 0) {
        noteFollowing();
    }
}

void LogView::keyPressEvent(QKeyEvent* event) {
    if (event->matches(QKeySequence::Copy)) {
        copySelection();
        return;
    }
    if (event->matches(QKeySequence::SelectAll)) {
        m_anchor = static_cast<std::int64_t>(m_arena->first());
        m_head = static_cast<std::int64_t>(m_arena->end()) - 1;
        viewport()->update();
        return;
    }
    switch (event->key()) {
        case Qt::Key_Home:
            verticalScrollBar()->setValue(0);
            return;
        case Qt::Key_End:
            setFollowing(true);
            return;
        default:
            QAbstractScrollArea::keyPressEvent(event);
    }
}

void LogView::mousePressEvent(QMouseEvent* event) {
    const std::int64_t row = rowAt(event->pos().y());
    if (event->button() != Qt::LeftButton || row < 0) {
        if (event->button() == Qt::LeftButton) {
            m_anchor = m_head = -1;
            viewport()->update();
        }
        return;
    }
    const auto line = static_cast<std::int64_t>(lineOfRow(static_cast<std::uint64_t>(row)));
    m_head = line;
    if (!(event->modifiers() & Qt::ShiftModifier) || m_anchor < 0) {
        m_anchor = line;
    }
    viewport()->update();
}

void LogView::mouseMoveEvent(QMouseEvent* event) {
    if (!(event->buttons() & Qt::LeftButton) || m_anchor < 0) {
        return;
    }
    const std::int64_t row = rowAt(std::clamp(event->pos().y(), 0, viewport()->height() - 1));
    if (row >= 0) {
        m_head = static_cast<std::int64_t>(lineOfRow(static_cast<std::uint64_t>(row)));
        viewport()->update();
    }
}

QString LogView::selectedText() const {
    if (m_anchor < 0) {
        return {};
    }
    const auto first = static_cast<std::uint64_t>(std::min(m_anchor, m_head));
    const auto last = static_cast<std::uint64_t>(std::max(m_anchor, m_head));
    QStringList lines;
    for (std::uint64_t line = std::max(first, m_arena->first()); line <= last && line < m_arena->end(); ++line) {
        if (isFiltered() && !wanted(line)) {
            continue;
        }
        const LogArena::View view = m_arena->at(line);
        lines << QStringLiteral("%1 %2 %3")
                     .arg(format::clock(view.atMs, true), m_arena->instances().value(view.instance),
                          QString::fromUtf8(view.text.data(), static_cast<qsizetype>(view.text.size())));
    }
    return lines.join(u'\n');
}

void LogView::copySelection() const {
    const QString text = selectedText();
    if (!text.isEmpty()) {
        QGuiApplication::clipboard()->setText(text);
    }
}

void LogView::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu(this);
    QAction* copy = menu.addAction(icon(QStringLiteral("copy")),
                                   tr("Copy lines") + u'\t' + QKeySequence(QKeySequence::Copy).toString());
    copy->setEnabled(m_anchor >= 0);
    connect(copy, &QAction::triggered, this, &LogView::copySelection);
    menu.exec(event->globalPos());
}

void LogView::showNextHit(bool backwards) {
    if (m_pattern.isEmpty() || rowCount() == 0) {
        return;
    }
    const auto rows = static_cast<std::int64_t>(rowCount());
    std::int64_t from = verticalScrollBar()->value();
    for (std::int64_t row = 0; m_head >= 0 && row < visibleRows(); ++row) {
        if (from + row < rows &&
            static_cast<std::int64_t>(lineOfRow(static_cast<std::uint64_t>(from + row))) == m_head) {
            from += row;
            break;
        }
    }
    for (std::int64_t step = 1; step <= rows; ++step) {
        const std::int64_t row = ((backwards ? from - step : from + step) % rows + rows) % rows;
        const std::uint64_t line = lineOfRow(static_cast<std::uint64_t>(row));
        if (m_pattern.matches(m_arena->at(line).text)) {
            m_anchor = m_head = static_cast<std::int64_t>(line);
            verticalScrollBar()->setValue(static_cast<int>(std::max<std::int64_t>(0, row - visibleRows() / 2)));
            noteFollowing();
            viewport()->update();
            return;
        }
    }
}

void LogView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

}  // namespace slipway::gui
