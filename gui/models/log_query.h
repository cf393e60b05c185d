#pragma once

#include <QRegularExpression>
#include <QString>

#include "gui/models/log_arena.h"

namespace slipway::gui {

/// Which lines are wanted. Service, instance and level always filter; the pattern filters or only marks, as the view
/// says.
struct LogQuery {
    QString service;   ///< empty: all
    QString instance;  ///< empty: all
    LogLevel atLeast = LogLevel::None;

    bool operator==(const LogQuery&) const = default;
    bool isEmpty() const { return service.isEmpty() && instance.isEmpty() && atLeast == LogLevel::None; }
    bool matches(const LogArena& arena, const LogArena::View& line) const;
};

/// A search pattern: a regular expression without regard to case; a pattern without special signs is looked for as
/// bytes, which is ten times quicker. Invalid ones match nothing and say why.
class LogPattern {
  public:
    LogPattern() = default;
    explicit LogPattern(const QString& text);

    bool isEmpty() const { return m_text.isEmpty(); }
    bool isValid() const { return m_error.isEmpty(); }
    QString error() const { return m_error; }
    /// Where in the pattern it is wrong; -1 where it is not.
    int errorAt() const { return m_errorAt; }
    const QString& text() const { return m_text; }

    /// In the line as it was written, or as displayLine() shows it.
    bool matches(std::string_view utf8) const;
    /// What matchesAny() is to look through for a line: it, and what is shown of it, each ended by a newline.
    static void appendForms(std::string& text, std::string_view utf8);
    /// False: none of the lines that were appended holds the pattern. One look at many lines takes a tenth of the time
    /// that a look at each does.
    bool matchesAny(std::string_view forms) const;
    struct Span {
        int start;
        int length;
    };
    std::vector<Span> spans(const QString& text) const;

  private:
    bool isIn(std::string_view utf8) const;

    QString m_text;
    QString m_error;
    int m_errorAt = -1;
    QByteArray m_plainLower;  ///< set where the pattern is plain ASCII
    QRegularExpression m_regex;
    QRegularExpression m_anyLine;  ///< m_regex for many lines at once; invalid where that may miss some
};

}  // namespace slipway::gui
