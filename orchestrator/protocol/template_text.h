#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <tl/expected.hpp>
#include <variant>
#include <vector>

/// The templates of composite services: `{{steps.order.body.id}}`. Syntax alone: what a path leads to is the composer's
/// business (composer/scope.h), whether it may stand where it stands the manifest's. Pure. Thread: any.
namespace slipway::composite {

/// `request.body.items.0.id ?? "none"`: a path into what is known of a saga, and what stands in where it leads nowhere.
struct Reference {
    std::vector<std::string> path;        ///< at least one; letters, digits, '_' and '-'
    std::optional<std::string> fallback;  ///< JSON text behind `??`

    std::string text() const;  ///< "request.body.id"
};

/// Texts and references in their order.
struct Template {
    std::vector<std::variant<std::string, Reference>> pieces;

    /// The whole text is one reference: its value is taken as it is, with its JSON type.
    const Reference* whole() const;
};

struct TemplateError {
    std::string message;
    std::string expected;
};

inline bool hasTemplate(std::string_view text) {
    return text.find("{{") != std::string_view::npos;
}

tl::expected<Template, TemplateError> parseTemplate(std::string_view text);

/// `steps.order.body.points > 0`, `request.body.gift`, `!request.body.gift`; a right side is JSON or another reference.
struct Condition {
    enum class Test { True, False, Equal, NotEqual, Less, LessOrEqual, Greater, GreaterOrEqual };
    Reference left;
    Test test = Test::True;
    std::variant<std::string, Reference> right;  ///< JSON text, or a reference
};

tl::expected<Condition, TemplateError> parseCondition(std::string_view text);

}  // namespace slipway::composite
