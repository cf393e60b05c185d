#include "daemon/log_search.h"

#include <algorithm>
#include <deque>

#include "runtime/log_history.h"

namespace slipway::daemon {
namespace {

constexpr size_t kPiece = 8192;  // lines
constexpr const char* kLevels[] = {"trace", "debug", "info", "warn", "error", "fatal"};
constexpr int kInfo = 2;

int rankOf(std::string_view level) {
    const auto found = std::find(std::begin(kLevels), std::end(kLevels), level);
    return found == std::end(kLevels) ? kInfo : static_cast<int>(found - std::begin(kLevels));
}

}  // namespace

bool isLogLevel(const std::string& word) {
    return std::find(std::begin(kLevels), std::end(kLevels), word) != std::end(kLevels);
}

Result<QRegularExpression> logPattern(const std::string& pattern) {
    QRegularExpression expression(QString::fromStdString(pattern));
    if (!expression.isValid())
        return fail(ErrorCode::Usage, "'" + pattern +
                                          "' is no regular expression: " + expression.errorString().toStdString() +
                                          " at character " + std::to_string(expression.patternErrorOffset() + 1));
    expression.optimize();
    return expression;
}

LogMatcher::LogMatcher(LogQuestion question)
    : m_question(std::move(question)), m_least(m_question.level.empty() ? 0 : rankOf(m_question.level)) {}

bool LogMatcher::matches(api::LogLine& line) {
    if (!m_question.level.empty()) {
        std::string& last = m_levels.try_emplace({line.instance, line.stream}, kLevels[kInfo]).first->second;
        if (!line.level.empty())
            last = line.level;
        line.level = last;
        if (rankOf(last) < m_least)
            return false;
    }
    // What was written while nobody watched may have been written in time.
    if ((m_question.since != 0 && line.at < m_question.since) ||
        (m_question.until != 0 && line.at - line.intervalMs > m_question.until))
        return false;
    return m_question.grep.pattern().isEmpty() ||
           m_question.grep.match(QString::fromUtf8(line.text.data(), static_cast<qsizetype>(line.text.size())))
               .hasMatch();
}

std::vector<api::LogLine> searchLogs(const std::vector<LogService::File>& files, const LogQuestion& question,
                                     const std::atomic<bool>& cancelled) {
    std::vector<api::LogLine> found;
    LogMatcher matcher(question);
    for (const auto& file : files) {
        const runtime::LogHistory history(file.path);
        std::deque<api::LogLine> kept;
        std::uint64_t offset = question.since == 0 ? 0 : history.offsetAt(question.since).value_or(0);
        for (bool more = true; more && !cancelled;) {
            const auto lines =
                history.range(offset, kPiece, file.end ? runtime::LastLine::CompleteOnly : runtime::LastLine::AsItIs);
            if (!lines || lines->empty())
                break;
            for (const auto& line : *lines) {
                if ((file.end && line.endOffset > *file.end) ||
                    (question.until != 0 && line.at - line.intervalMs > question.until)) {
                    more = false;
                    break;
                }
                api::LogLine row = LogService::rowOf(line, file);
                if (!matcher.matches(row))
                    continue;
                kept.push_back(std::move(row));
                if (kept.size() > question.count)
                    kept.pop_front();
            }
            offset = lines->back().endOffset;
            more = more && lines->size() == kPiece;
        }
        found.insert(found.end(), std::make_move_iterator(kept.begin()), std::make_move_iterator(kept.end()));
    }
    std::stable_sort(found.begin(), found.end(),
                     [](const api::LogLine& a, const api::LogLine& b) { return a.at < b.at; });
    if (found.size() > question.count)
        found.erase(found.begin(), found.end() - static_cast<std::ptrdiff_t>(question.count));
    return found;
}

}  // namespace slipway::daemon
