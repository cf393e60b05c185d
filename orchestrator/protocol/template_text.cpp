#include "protocol/template_text.h"

#include <nlohmann/json.hpp>

namespace slipway::composite {
namespace {

constexpr std::size_t kMaxSegments = 32;
constexpr const char* kForms =
    "{{request.body.x}}, {{request.query.x}}, {{request.headers.x}}, {{steps.NAME.body.x}}, {{saga.id}}";

tl::unexpected<TemplateError> wrong(std::string message, std::string expected = kForms) {
    return tl::unexpected(TemplateError{std::move(message), std::move(expected)});
}

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && (text.front() == ' ' || text.front() == '\t'))
        text.remove_prefix(1);
    while (!text.empty() && (text.back() == ' ' || text.back() == '\t'))
        text.remove_suffix(1);
    return text;
}

bool isNameByte(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
}

tl::expected<Reference, TemplateError> parseReference(std::string_view text) {
    Reference reference;
    const std::size_t mark = text.find("??");
    std::string_view path = trimmed(text.substr(0, mark));
    if (mark != std::string_view::npos) {
        const std::string fallback(trimmed(text.substr(mark + 2)));
        if (!nlohmann::json::accept(fallback))
            return wrong("what stands behind ?? is no JSON: " + fallback, "?? null, ?? 0, ?? \"text\"");
        reference.fallback = fallback;
    }
    if (path.empty())
        return wrong("'{{" + std::string(text) + "}}' names nothing");
    while (true) {
        const std::size_t dot = path.find('.');
        const std::string_view segment = path.substr(0, dot);
        for (const char c : segment)
            if (!isNameByte(c))
                return wrong("'" + std::string(trimmed(text)) + "' is no path of names with dots between them");
        if (segment.empty())
            return wrong("'" + std::string(trimmed(text)) + "' has an empty name in its path");
        if (reference.path.size() == kMaxSegments)
            return wrong("'" + std::string(trimmed(text)) + "' goes too deep", "at most 32 names");
        reference.path.emplace_back(segment);
        if (dot == std::string_view::npos)
            return reference;
        path.remove_prefix(dot + 1);
    }
}

// Where the operator stands outside of quotes, or npos.
std::size_t findOperator(std::string_view text) {
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"' && (i == 0 || text[i - 1] != '\\'))
            quoted = !quoted;
        if (quoted)
            continue;
        const bool two = i + 1 < text.size() && text[i + 1] == '=';
        if (text[i] == '<' || text[i] == '>' || ((text[i] == '=' || text[i] == '!') && two))
            return i;
    }
    return std::string_view::npos;
}

}  // namespace

std::string Reference::text() const {
    std::string out;
    for (const auto& segment : path)
        out += (out.empty() ? "" : ".") + segment;
    return out;
}

const Reference* Template::whole() const {
    return pieces.size() == 1 ? std::get_if<Reference>(&pieces.front()) : nullptr;
}

tl::expected<Template, TemplateError> parseTemplate(std::string_view text) {
    Template result;
    while (!text.empty()) {
        const std::size_t open = text.find("{{");
        if (open != 0)
            result.pieces.emplace_back(std::string(text.substr(0, open)));
        if (open == std::string_view::npos)
            return result;
        const std::size_t close = text.find("}}", open + 2);
        if (close == std::string_view::npos)
            return wrong("'{{' has no '}}'");
        auto reference = parseReference(text.substr(open + 2, close - open - 2));
        if (!reference)
            return tl::unexpected(reference.error());
        result.pieces.emplace_back(std::move(*reference));
        text.remove_prefix(close + 2);
    }
    return result;
}

tl::expected<Condition, TemplateError> parseCondition(std::string_view text) {
    text = trimmed(text);
    Condition condition;
    const std::size_t at = findOperator(text);
    if (at == std::string_view::npos) {
        if (text.starts_with('!')) {
            condition.test = Condition::Test::False;
            text.remove_prefix(1);
        }
        auto reference = parseReference(text);
        if (!reference)
            return tl::unexpected(reference.error());
        condition.left = std::move(*reference);
        return condition;
    }
    const bool orEqual = at + 1 < text.size() && text[at + 1] == '=';
    switch (text[at]) {
        case '=':
            condition.test = Condition::Test::Equal;
            break;
        case '!':
            condition.test = Condition::Test::NotEqual;
            break;
        case '<':
            condition.test = orEqual ? Condition::Test::LessOrEqual : Condition::Test::Less;
            break;
        default:
            condition.test = orEqual ? Condition::Test::GreaterOrEqual : Condition::Test::Greater;
            break;
    }
    auto left = parseReference(text.substr(0, at));
    if (!left)
        return tl::unexpected(left.error());
    condition.left = std::move(*left);
    const std::string right(trimmed(text.substr(at + (orEqual ? 2 : 1))));
    if (nlohmann::json::accept(right)) {
        condition.right = right;
        return condition;
    }
    auto reference = parseReference(right);
    if (!reference)
        return wrong("the right side of '" + std::string(text) + "' is neither JSON nor a path",
                     "steps.order.body.points > 0, request.body.kind == \"gift\"");
    condition.right = std::move(*reference);
    return condition;
}

}  // namespace slipway::composite
