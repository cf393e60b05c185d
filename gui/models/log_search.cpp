#include "gui/models/log_search.h"

#include <algorithm>
#include <memory>

namespace slipway::gui {

namespace {
constexpr std::size_t kBunch = 32;  ///< lines that are looked through at once
}

std::vector<bool> wantedInstances(const LogArena& arena, const LogQuery& query) {
    std::vector<bool> wanted(static_cast<std::size_t>(arena.instances().size()));
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        const auto at = static_cast<qsizetype>(i);
        wanted[i] = (query.instance.isEmpty() || arena.instances()[at] == query.instance) &&
                    (query.service.isEmpty() || arena.services()[at] == query.service);
    }
    return wanted;
}

LogMatches searchSlice(const LogSlice& slice, const LogCriteria& criteria, const std::vector<bool>& instances,
                       const std::stop_token& stop) {
    LogMatches found;
    const bool leavesOut = criteria.leavesOut();
    const bool looks = !criteria.pattern.isEmpty();
    std::vector<std::uint64_t> asked;  // the lines of a bunch that the query wants
    std::string forms;
    for (std::uint64_t line = slice.first(); line < slice.end();) {
        if (stop.stop_requested()) {
            return found;
        }
        asked.clear();
        forms.clear();
        for (; line < slice.end() && asked.size() < kBunch; ++line) {
            const LogArena::View view = slice.at(line);
            const auto instance = static_cast<std::size_t>(view.instance);
            if (view.level < criteria.query.atLeast || (instance < instances.size() && !instances[instance])) {
                continue;
            }
            asked.push_back(line);
            if (looks) {
                LogPattern::appendForms(forms, view.text);
            }
        }
        const bool any = looks && criteria.pattern.matchesAny(forms);
        for (const std::uint64_t each : asked) {
            const bool hit = any && criteria.pattern.matches(slice.at(each).text);
            if (hit) {
                found.hits.push_back(each);
            }
            if (leavesOut && (hit || !criteria.filters || !looks)) {
                found.lines.push_back(each);
            }
        }
    }
    found.end = slice.end();
    return found;
}

LogSearch::LogSearch(const LogArena* arena, QObject* parent) : QObject(parent), m_arena(arena) {
    m_pool.setMaxThreadCount(1);
}

LogSearch::~LogSearch() {
    cancel();
    m_pool.waitForDone();
}

void LogSearch::start(const LogCriteria& criteria, std::uint64_t from) {
    cancel();
    m_criteria = criteria;
    m_stop = std::stop_source();
    m_running = true;
    m_found = {};
    m_found.end = criteria.isEmpty() ? m_arena->end() : from;
    next();
}

void LogSearch::cancel() {
    m_stop.request_stop();
    m_running = false;
    ++m_round;
}

void LogSearch::next() {
    LogSlice slice(*m_arena, m_found.end, kSliceLines);
    if (slice.first() == slice.end()) {
        m_running = false;
        m_found.end = slice.end();
        emit finished(m_found);
        return;
    }
    m_pool.start([this, round = m_round, slice = std::move(slice), criteria = m_criteria,
                  instances = wantedInstances(*m_arena, m_criteria.query), stop = m_stop.get_token()] {
        auto found = std::make_shared<LogMatches>(searchSlice(slice, criteria, instances, stop));
        // The destructor waits for this function, so `this` lives; an event that it leaves behind dies with the object.
        QMetaObject::invokeMethod(
            this, [this, round, found] { take(round, *found); }, Qt::QueuedConnection);
    });
}

void LogSearch::take(quint64 round, const LogMatches& matches) {
    if (round != m_round) {
        return;
    }
    m_found.lines.insert(m_found.lines.end(), matches.lines.begin(), matches.lines.end());
    m_found.hits.insert(m_found.hits.end(), matches.hits.begin(), matches.hits.end());
    m_found.end = matches.end;
    next();
}

}  // namespace slipway::gui
