#include "mediation/rewrite.h"

#include <algorithm>

#include "base/utf8.h"

namespace slipway::mediation {
namespace {

bool sameName(std::string_view a, std::string_view b, bool anyCase) {
    const auto lower = [](char c) { return static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c); };
    return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) {
               return x == y || (anyCase && lower(x) == lower(y));
           });
}

bool isFieldName(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
    });
}

/// RFC 9110 §5.5, less obs-text that is no UTF-8: nothing that could end the line.
bool isFieldValue(std::string_view value) {
    return isUtf8(value) && std::none_of(value.begin(), value.end(), [](char c) {
               return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F;
           });
}

bool isReservedField(std::string_view name) {
    static constexpr std::string_view kReserved[] = {
        "connection", "content-length",    "host",    "keep-alive", "proxy-connection", "te",
        "trailer",    "transfer-encoding", "upgrade", "expect"};
    return std::any_of(std::begin(kReserved), std::end(kReserved),
                       [&](std::string_view reserved) { return sameName(name, reserved, true); });
}

tl::unexpected<Refusal> wrong(std::string what) {
    return refuse(Reason::BadConfiguration, std::move(what));
}

Outcome<void> checkRules(const std::vector<NamedRule>& rules, const std::vector<std::string>& known, bool fields) {
    for (const NamedRule& rule : rules) {
        const bool renames = rule.kind == NamedRule::Kind::Rename;
        if (rule.name.empty() || (renames && rule.other.empty()))
            return wrong("a rule has no name");
        if (fields && (!isFieldName(rule.name) || (renames && !isFieldName(rule.other))))
            return wrong("'" + rule.name + "' or what it becomes is no field name");
        if (fields && (isReservedField(rule.name) || (renames && isReservedField(rule.other))))
            return wrong("'" + rule.name + "' is the gateway's own to set");
        for (const std::string& name : rule.value.names())
            if (std::find(known.begin(), known.end(), name) == known.end())
                return wrong("'{" + name + "}' is not in the path that is matched");
    }
    return {};
}

/// The rules, one after the other, on a list in its order.
Outcome<void> applyRules(const std::vector<NamedRule>& rules, const PathParameters& values, Fields& list, bool fields) {
    for (const NamedRule& rule : rules) {
        const auto isIt = [&](const auto& entry) { return sameName(entry.first, rule.name, fields); };
        if (rule.kind == NamedRule::Kind::Remove) {
            std::erase_if(list, isIt);
            continue;
        }
        if (rule.kind == NamedRule::Kind::Rename) {
            for (auto& entry : list)
                if (isIt(entry))
                    entry.first = rule.other;
            continue;
        }
        if (rule.kind == NamedRule::Kind::Default && std::any_of(list.begin(), list.end(), isIt))
            continue;
        auto value = rule.value.expand(values);
        if (!value)
            return tl::unexpected(value.error());
        if (fields && !isFieldValue(*value))
            return refuse(Reason::BadValue, "the value for the field '" + rule.name + "' has a control character");
        if (rule.kind == NamedRule::Kind::Set)
            std::erase_if(list, isIt);
        list.emplace_back(rule.name, std::move(*value));
    }
    return {};
}

/// The parameters of the target's path; nothing if it does not match. Without `from`, all match.
std::optional<PathParameters> matched(const RewriteRules& rules, std::string_view path) {
    return rules.from ? rules.from->match(path) : std::optional(PathParameters());
}

}  // namespace

Outcome<ValueTemplate> ValueTemplate::compile(std::string_view text) {
    ValueTemplate made;
    std::string plain;
    while (!text.empty()) {
        if (text.starts_with("{{") || text.starts_with("}}")) {
            plain += text[0];
            text.remove_prefix(2);
        } else if (text[0] == '{') {
            const std::size_t end = text.find('}');
            if (end == std::string_view::npos || end == 1)
                return wrong("a '{' without a name and '}'; a brace is written twice");
            made.m_texts.push_back(std::move(plain));
            plain.clear();
            made.m_names.emplace_back(text.substr(1, end - 1));
            text.remove_prefix(end + 1);
        } else {
            plain += text[0];
            text.remove_prefix(1);
        }
    }
    made.m_texts.push_back(std::move(plain));
    return made;
}

Outcome<std::string> ValueTemplate::expand(const PathParameters& values) const {
    std::string text;
    for (std::size_t at = 0; at < m_texts.size(); ++at) {
        text += m_texts[at];
        if (at >= m_names.size())
            continue;
        const auto found = values.find(m_names[at]);
        if (found == values.end())
            return refuse(Reason::Missing, "there is no value for '" + m_names[at] + "'");
        text += found->second;
    }
    return text;
}

Outcome<void> checkRewrite(const RewriteRules& rules) {
    if (rules.to && !rules.from)
        return wrong("a path to write needs one to match");
    const auto known = rules.from ? rules.from->names() : std::vector<std::string>();
    if (rules.to)
        for (const std::string& name : rules.to->names())
            if (std::find(known.begin(), known.end(), name) == known.end())
                return wrong("'{" + name + "}' is not in the path that is matched");
    for (const auto* list : {&rules.query, &rules.requestHeaders, &rules.answerHeaders})
        if (auto fine = checkRules(*list, known, list != &rules.query); !fine)
            return fine;
    return {};
}

Outcome<std::optional<Rewritten>> rewriteRequest(const RewriteRules& rules, std::string_view target,
                                                 const Fields& headers) {
    const std::size_t mark = std::min(target.find('?'), target.size());
    const auto values = matched(rules, target.substr(0, mark));
    if (!values)
        return std::optional<Rewritten>();
    Rewritten made{std::string(target.substr(0, mark)), headers};
    if (rules.to) {
        auto path = rules.to->expand(*values);
        if (!path)
            return tl::unexpected(path.error());
        made.target = std::move(*path);
    }
    if (rules.query.empty()) {
        made.target += target.substr(mark);
    } else {
        // Only a query that a rule is for is read and written anew: others keep their spelling.
        auto query = parseForm(target.substr(std::min(mark + 1, target.size())));
        if (!query)
            return tl::unexpected(query.error());
        if (auto fine = applyRules(rules.query, *values, *query, false); !fine)
            return tl::unexpected(fine.error());
        if (!query->empty())
            made.target += "?" + writeForm(*query);
    }
    if (auto fine = applyRules(rules.requestHeaders, *values, made.headers, true); !fine)
        return tl::unexpected(fine.error());
    return std::optional(std::move(made));
}

Outcome<Fields> rewriteAnswer(const RewriteRules& rules, std::string_view target, const Fields& headers) {
    Fields made = headers;
    const auto values = matched(rules, target.substr(0, std::min(target.find('?'), target.size())));
    if (!values)
        return made;
    if (auto fine = applyRules(rules.answerHeaders, *values, made, true); !fine)
        return tl::unexpected(fine.error());
    return made;
}

}  // namespace slipway::mediation
