#pragma once

#include <QAbstractScrollArea>
#include <QTimer>
#include <deque>

#include "gui/models/log_search.h"

namespace slipway::gui {

/// Lines of a LogArena, only those on the screen ever turned into text. Lines are never wrapped; digits, level and
/// instance stand in columns, the text's advances are measured (Hangul is not one cell wide). Follows the end until the
/// user scrolls up, and again from the end on.
class LogView : public QAbstractScrollArea {
    Q_OBJECT
  public:
    enum class Mode { Highlight, Filter };

    explicit LogView(const LogArena* arena, QWidget* parent = nullptr);

    void setQuery(const LogQuery& query);
    /// An invalid pattern leaves what is shown as it is.
    void setPattern(const LogPattern& pattern);
    void setMode(Mode mode);
    /// The arena has more lines, or lost its oldest.
    void linesAppended();
    void setFollowing(bool following);
    bool isFollowing() const { return m_following; }
    /// Lines that came since following stopped.
    std::uint64_t unseen() const;
    /// Rows that can be scrolled to, and the line of each.
    std::uint64_t rowCount() const;
    std::uint64_t lineOfRow(std::uint64_t row) const;
    /// Lines that hold the pattern, among those shown; a thread looks for them, so behind by a moment.
    std::uint64_t hits() const { return m_hits.size(); }
    void showNextHit(bool backwards);
    QString selectedText() const;
    bool isScanning() const { return m_search.isRunning(); }

  signals:
    void followingChanged(bool following);
    void unseenChanged(std::uint64_t unseen);
    void hitsChanged(std::uint64_t hits);
    void lineActivated(std::uint64_t line);

  protected:
    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void scrollContentsBy(int dx, int dy) override;
    void wheelEvent(QWheelEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool viewportEvent(QEvent* event) override;

  private:
    bool isFiltered() const;
    void rescan();
    void takeMatches(const LogMatches& found);
    void updateRange();
    void measure();
    int rowHeight() const { return m_rowHeight; }
    int visibleRows() const;
    std::int64_t rowAt(int y) const;
    void paintRow(QPainter& painter, int y, std::uint64_t line, bool selected);
    void paintText(QPainter& painter, double x, int y, const LogArena::View& view);
    void paintRuler(QPainter& painter);
    void noteFollowing();
    void copySelection() const;

    const LogArena* m_arena;
    LogCriteria m_wanted;  ///< what the user asked for
    LogCriteria m_shown;   ///< what the lines below answer
    LogSearch m_search;
    bool m_extending = false;  ///< the search that runs is for the newest lines alone

    // The lines to show, where some are left out; otherwise all of the arena's are.
    std::deque<std::uint64_t> m_index;
    std::deque<std::uint64_t> m_hits;
    std::uint64_t m_scanned = 0;  ///< lines before it are judged

    bool m_following = true;
    bool m_ignoreScroll = false;
    std::uint64_t m_seenRows = 0;
    std::int64_t m_anchor = -1;  ///< line numbers of the selection; -1: none
    std::int64_t m_head = -1;

    int m_rowHeight = 18;
    double m_timeWidth = 90;
    double m_levelWidth = 44;
    double m_instanceWidth = 100;
    double m_widest = 0;  ///< of the texts drawn so far
};

}  // namespace slipway::gui
