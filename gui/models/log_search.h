#pragma once

#include <QObject>
#include <QThreadPool>
#include <cstdint>
#include <stop_token>
#include <vector>

#include "gui/models/log_query.h"

namespace slipway::gui {

/// Which lines of an arena are wanted, and which of those hold the pattern.
struct LogCriteria {
    LogQuery query;
    LogPattern pattern;
    bool filters = false;  ///< only lines that hold the pattern are wanted

    /// Every line is wanted, and none is looked at.
    bool isEmpty() const { return query.isEmpty() && pattern.isEmpty(); }
    /// Some lines are left out.
    bool leavesOut() const { return !query.isEmpty() || (filters && !pattern.isEmpty()); }
};

/// What a stretch of lines holds.
struct LogMatches {
    std::vector<std::uint64_t> lines;  ///< those that are wanted; empty where the criteria leave none out
    std::vector<std::uint64_t> hits;   ///< wanted lines that hold the pattern
    std::uint64_t end = 0;             ///< lines before it are judged
};

/// Judges the slice's lines until asked to stop. `instances[i]` says whether the query wants instance i's lines.
/// Thread: any.
LogMatches searchSlice(const LogSlice& slice, const LogCriteria& criteria, const std::vector<bool>& instances,
                       const std::stop_token& stop);
/// For searchSlice: which instances the query wants, by their index in the arena.
std::vector<bool> wantedInstances(const LogArena& arena, const LogQuery& query);

/// Searches an arena in a thread of its own, slice by slice, so that the arena needs no lock: between two slices the
/// GUI thread copies the places of the next lines, which takes well under a millisecond. Lines that come meanwhile are
/// searched too. A new search cancels the one that runs. Thread: GUI.
class LogSearch : public QObject {
    Q_OBJECT
  public:
    static constexpr std::size_t kSliceLines = 32768;

    explicit LogSearch(const LogArena* arena, QObject* parent = nullptr);
    ~LogSearch() override;

    /// Judges the lines from `from` on, to the newest.
    void start(const LogCriteria& criteria, std::uint64_t from = 0);
    void cancel();
    bool isRunning() const { return m_running; }

  signals:
    void finished(const slipway::gui::LogMatches& matches);

  private:
    void next();
    void take(quint64 round, const LogMatches& matches);

    const LogArena* m_arena;
    LogCriteria m_criteria;
    LogMatches m_found;
    bool m_running = false;
    quint64 m_round = 0;
    std::stop_source m_stop;
    QThreadPool m_pool;
};

}  // namespace slipway::gui
