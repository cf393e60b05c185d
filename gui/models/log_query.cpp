#include "gui/models/log_query.h"

#include <algorithm>

namespace slipway::gui {

namespace {

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
}

bool isPlain(const QString& text) {
    return std::all_of(text.begin(), text.end(),
                       [](QChar c) { return c.unicode() < 128 && !QStringLiteral("\\^$.|?*+()[]{}").contains(c); });
}

}  // namespace

bool LogQuery::matches(const LogArena& arena, const LogArena::View& line) const {
    if (atLeast != LogLevel::None && line.level < atLeast) {
        return false;
    }
    if (!instance.isEmpty() && arena.instances().value(line.instance) != instance) {
        return false;
    }
    return service.isEmpty() || arena.services().value(line.instance) == service;
}

LogPattern::LogPattern(const QString& text) : m_text(text) {
    if (text.isEmpty()) {
        return;
    }
    if (isPlain(text)) {
        m_plainLower = text.toLatin1().toLower();
    }
    m_regex = QRegularExpression(text, QRegularExpression::CaseInsensitiveOption);
    if (!m_regex.isValid()) {
        m_error = m_regex.errorString();
        m_errorAt = static_cast<int>(m_regex.patternErrorOffset());
    } else {
        m_regex.optimize();
    }
}

bool LogPattern::matches(std::string_view utf8) const {
    if (m_text.isEmpty() || !isValid()) {
        return false;
    }
    if (!m_plainLower.isEmpty()) {
        return std::search(utf8.begin(), utf8.end(), m_plainLower.begin(), m_plainLower.end(),
                           [](char a, char b) { return lower(a) == b; }) != utf8.end();
    }
    return m_regex.match(QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()))).hasMatch();
}

std::vector<LogPattern::Span> LogPattern::spans(const QString& text) const {
    std::vector<Span> found;
    if (m_text.isEmpty() || !isValid()) {
        return found;
    }
    auto matches = m_regex.globalMatch(text);
    while (matches.hasNext() && found.size() < 200) {
        const auto match = matches.next();
        if (match.capturedLength() > 0) {
            found.push_back({static_cast<int>(match.capturedStart()), static_cast<int>(match.capturedLength())});
        }
    }
    return found;
}

}  // namespace slipway::gui
