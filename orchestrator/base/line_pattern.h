#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway {

/// A POSIX extended regular expression that is looked for in a line. Matched by an automaton, so that no line of a
/// service's output takes more than its length; back-references, which would, are refused. Immutable and cheap to copy.
/// Thread: any.
class LinePattern {
  public:
    /// Is in no line.
    LinePattern() = default;
    /// Errors: Usage, a sentence that says what is wrong with `text`; an escape of Perl's that POSIX would silently
    /// read as a letter ("\d") is one.
    static Result<LinePattern> compile(const std::string& text);
    /// Whether it matches anywhere in `line`, which may hold any bytes.
    bool in(std::string_view line) const;

  private:
    struct Compiled;
    explicit LinePattern(std::shared_ptr<const Compiled> compiled) : m_compiled(std::move(compiled)) {}
    std::shared_ptr<const Compiled> m_compiled;
};

}  // namespace slipway
