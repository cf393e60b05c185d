#include "gui/views/logs/log_view.h"

#include <QClipboard>
#include <QContextMenuEvent>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMenu>
#include <QScrollBar>
#include <algorithm>
#include <utility>

#include "gui/models/format.h"
#include "gui/theme/icons.h"
#include "gui/theme/tokens.h"

namespace slipway::gui {

namespace {
constexpr int kLeft = 12;
constexpr int kGap = 12;
}  // namespace

LogView::LogView(const LogArena* arena, QWidget* parent)
    : QAbstractScrollArea(parent), m_arena(arena), m_search(arena) {
    setFrameShape(NoFrame);
    setFocusPolicy(Qt::StrongFocus);
    setAccessibleName(tr("Log lines"));
    viewport()->setCursor(Qt::IBeamCursor);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAsNeeded);
    connect(&m_search, &LogSearch::finished, this, &LogView::takeMatches);
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
    return m_shown.leavesOut();
}

void LogView::setQuery(const LogQuery& query) {
    if (!(query == m_wanted.query)) {
        m_wanted.query = query;
        rescan();
    }
}

void LogView::setPattern(const LogPattern& pattern) {
    if (pattern.isValid() && pattern.text() != m_wanted.pattern.text()) {
        m_wanted.pattern = pattern;
        rescan();
    }
}

void LogView::setMode(Mode mode) {
    if (m_wanted.filters != (mode == Mode::Filter)) {
        m_wanted.filters = mode == Mode::Filter;
        rescan();
    }
}

// The old result stays on the screen until the new one is whole.
void LogView::rescan() {
    m_extending = false;
    m_search.start(m_wanted);
}

void LogView::takeMatches(const LogMatches& found) {
    if (!std::exchange(m_extending, false)) {
        m_shown = m_wanted;
        m_index.clear();
        m_hits.clear();
    }
    m_index.insert(m_index.end(), found.lines.begin(), found.lines.end());
    m_hits.insert(m_hits.end(), found.hits.begin(), found.hits.end());
    m_scanned = found.end;
    emit hitsChanged(m_hits.size());
    linesAppended();  // those that came meanwhile, or went
}

void LogView::linesAppended() {
    if (m_search.isRunning() && !m_extending) {
        return;  // it goes on to the newest by itself
    }
    if (m_shown.isEmpty()) {
        m_scanned = m_arena->end();
    } else if (!m_search.isRunning() && m_scanned < m_arena->end()) {
        m_extending = true;
        m_search.start(m_shown, m_scanned);
    }
    for (std::deque<std::uint64_t>* lines : {&m_index, &m_hits}) {
        while (!lines->empty() && lines->front() < m_arena->first()) {
            lines->pop_front();
        }
    }
    if (m_arena->first() == m_arena->end()) {
        m_widest = 0;  // cleared: the next lines are another project's
    }
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
        if (isFiltered() && !std::binary_search(m_index.begin(), m_index.end(), line)) {
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
    if (m_hits.empty() || rowCount() == 0) {
        return;
    }
    const std::uint64_t top = lineOfRow(static_cast<std::uint64_t>(verticalScrollBar()->value()));
    const std::uint64_t bottom = top + static_cast<std::uint64_t>(visibleRows());
    // From the line chosen last, where it is still in sight.
    const auto chosen = static_cast<std::uint64_t>(std::max<std::int64_t>(0, m_head));
    const std::uint64_t from = m_head >= 0 && chosen >= top && (isFiltered() || chosen < bottom) ? chosen : top;
    auto hit = backwards ? std::lower_bound(m_hits.begin(), m_hits.end(), from)
                         : std::upper_bound(m_hits.begin(), m_hits.end(), from);
    if (backwards) {
        hit = std::prev(hit == m_hits.begin() ? m_hits.end() : hit);
    } else if (hit == m_hits.end()) {
        hit = m_hits.begin();
    }
    m_anchor = m_head = static_cast<std::int64_t>(*hit);
    const std::int64_t row = isFiltered() ? std::lower_bound(m_index.begin(), m_index.end(), *hit) - m_index.begin()
                                          : static_cast<std::int64_t>(*hit - m_arena->first());
    verticalScrollBar()->setValue(
        static_cast<int>(std::clamp<std::int64_t>(row - visibleRows() / 2, 0, verticalScrollBar()->maximum())));
    noteFollowing();
    viewport()->update();
}

void LogView::changeEvent(QEvent* event) {
    if (event->type() == QEvent::PaletteChange) {
        viewport()->update();
    }
    QAbstractScrollArea::changeEvent(event);
}

}  // namespace slipway::gui
