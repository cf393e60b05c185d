#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mediation/form.h"
#include "mediation/path_template.h"

namespace slipway::mediation {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// Text with {name} of the path's parameters in it, `{{` for a brace.
class ValueTemplate {
  public:
    static Outcome<ValueTemplate> compile(std::string_view text);
    /// Missing for a name that has no value.
    Outcome<std::string> expand(const PathParameters& values) const;
    /// The names in it, in order.
    const std::vector<std::string>& names() const { return m_names; }

  private:
    std::vector<std::string> m_texts;  ///< one more than names
    std::vector<std::string> m_names;
};

/// One thing that is done to a list of named values: fields of the head, or parameters of the query.
struct NamedRule {
    enum class Kind {
        Set,     ///< the only value of `name`
        Add,     ///< one more
        Remove,  ///< all of `name`
        Rename,  ///< all of `name` to `other`
        Default  ///< set unless there is one
    } kind = Kind::Set;
    std::string name;
    std::string other;    ///< Rename
    ValueTemplate value;  ///< Set, Add, Default
};

/// "/v1/items/{id}" to "/products/{id}", and what becomes of query and fields.
struct RewriteRules {
    std::optional<PathTemplate> from;
    std::optional<PathTemplate> to;
    std::vector<NamedRule> query;
    std::vector<NamedRule> requestHeaders;
    std::vector<NamedRule> answerHeaders;
};

/// Whether the rules hold together: every name in `to` and in values is one of `from`, and no rule touches a field that
/// frames the message, names the host, or belongs to one connection. BadConfiguration.
Outcome<void> checkRewrite(const RewriteRules& rules);

struct Rewritten {
    std::string target;  ///< path and query
    Fields headers;
};

/// The request as the service sees it. Nothing if `from` does not match the path: the rules are not for it. Values that
/// would break the head (control characters) are refused with BadValue.
Outcome<std::optional<Rewritten>> rewriteRequest(const RewriteRules& rules, std::string_view target,
                                                 const Fields& headers);
/// The answer's fields as the client sees them. `target` is the request's own, for its parameters.
Outcome<Fields> rewriteAnswer(const RewriteRules& rules, std::string_view target, const Fields& headers);

}  // namespace slipway::mediation
