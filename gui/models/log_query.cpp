#include "gui/models/log_query.h"

#include <algorithm>
#include <cstring>

#include "gui/models/log_display.h"

namespace slipway::gui {

namespace {

/// "(a+)+$" and its like take exponential time on a line that does not match: past this many steps it counts as no
/// match, so that neither the search nor the painting of a line hangs (PCRE2, pcre2pattern, "Setting match resource
/// limits").
constexpr auto kLimit = "(*LIMIT_MATCH=50000)";

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
    m_regex = QRegularExpression(QLatin1String(kLimit) + text, QRegularExpression::CaseInsensitiveOption);
    if (!m_regex.isValid()) {
        m_error = m_regex.errorString();
        m_errorAt = std::max(0, static_cast<int>(m_regex.patternErrorOffset()) - static_cast<int>(std::strlen(kLimit)));
    } else {
        m_regex.optimize();
    }
    // A line that matches alone matches among others, with ^ and $ at newlines; not so for what looks about itself,
    // gives nothing back, or speaks of the text's ends.
    static const QRegularExpression tellsLinesApart(QStringLiteral("\\(\\?(?!:)|\\(\\*|[+*?}]\\+|\\\\[AZzGKRXC]"));
    if (m_regex.isValid() && m_plainLower.isEmpty() && !tellsLinesApart.match(text).hasMatch()) {
        m_anyLine = QRegularExpression(QLatin1String(kLimit) + text,
                                       QRegularExpression::CaseInsensitiveOption | QRegularExpression::MultilineOption);
    }
}

bool LogPattern::matches(std::string_view utf8) const {
    if (m_text.isEmpty() || !isValid()) {
        return false;
    }
    // What is read on the screen is what people type: of a JSON line, both forms count.
    return isIn(utf8) || (utf8.starts_with('{') && isIn(displayLine(utf8)));
}

void LogPattern::appendForms(std::string& text, std::string_view utf8) {
    text.append(utf8).push_back('\n');
    if (utf8.starts_with('{')) {
        text.append(displayLine(utf8)).push_back('\n');
    }
}

bool LogPattern::matchesAny(std::string_view forms) const {
    if (m_anyLine.pattern().isEmpty()) {
        return true;
    }
    const QRegularExpressionMatch match =
        m_anyLine.match(QString::fromUtf8(forms.data(), static_cast<qsizetype>(forms.size())));
    return match.hasMatch() || !match.isValid();
}

bool LogPattern::isIn(std::string_view utf8) const {
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
