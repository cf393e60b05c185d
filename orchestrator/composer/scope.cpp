#include "composer/scope.h"

#include "base/percent.h"

namespace slipway::composer {
namespace {

using composite::Condition;
using composite::Reference;

tl::unexpected<Missing> missing(const Reference& reference) {
    return tl::unexpected(Missing{reference.text(), reference.path.front() == "request"});
}

// A pattern that the manifest's reader let through, unless the definition was tampered with.
tl::unexpected<Missing> broken(const std::string& pattern) {
    return tl::unexpected(Missing{pattern, false});
}

bool isTrue(const json& value) {
    if (value.is_null())
        return false;
    if (value.is_boolean())
        return value.get<bool>();
    if (value.is_number())
        return value.get<double>() != 0;
    return !value.empty();
}

bool less(const json& left, const json& right) {
    const bool comparable = (left.is_number() && right.is_number()) || (left.is_string() && right.is_string());
    return comparable && left < right;
}

}  // namespace

const json* Scope::find(const Reference& reference) const {
    const json* at = &m_root;
    for (const std::string& segment : reference.path) {
        if (at->is_object()) {
            const auto member = at->find(segment);
            if (member == at->end())
                return nullptr;
            at = &*member;
        } else if (at->is_array()) {
            const bool number =
                !segment.empty() && segment.size() <= 6 && segment.find_first_not_of("0123456789") == std::string::npos;
            const std::size_t index = number ? std::stoul(segment) : at->size();
            if (index >= at->size())
                return nullptr;
            at = &(*at)[index];
        } else {
            return nullptr;
        }
    }
    return at;
}

Expanded<json> Scope::get(const Reference& reference) const {
    if (const json* found = find(reference); found && !(found->is_null() && reference.fallback))
        return *found;
    if (reference.fallback)
        return json::parse(*reference.fallback, nullptr, false);
    return missing(reference);
}

Expanded<std::string> Scope::spliced(const std::string& pattern, bool encode) const {
    if (!composite::hasTemplate(pattern))
        return pattern;
    const auto parsed = composite::parseTemplate(pattern);
    if (!parsed)
        return broken(pattern);
    std::string out;
    for (const auto& piece : parsed->pieces) {
        if (const auto* plain = std::get_if<std::string>(&piece)) {
            out += *plain;
            continue;
        }
        const auto& reference = std::get<Reference>(piece);
        const auto found = get(reference);
        if (!found)
            return tl::unexpected(found.error());
        if (found->is_null() || found->is_structured())
            return missing(reference);
        const std::string text = found->is_string() ? found->get<std::string>() : found->dump();
        // A part that is "." or ".." would climb: percent-encoding leaves dots alone.
        if (encode && (text.empty() || text == "." || text == ".."))
            return missing(reference);
        out += encode ? percentEncoded(text) : text;
    }
    return out;
}

Expanded<json> Scope::value(const json& pattern) const {
    if (pattern.is_object()) {
        json out = json::object();
        for (const auto& [name, member] : pattern.items()) {
            auto value = this->value(member);
            if (!value)
                return value;
            out[name] = *std::move(value);
        }
        return out;
    }
    if (pattern.is_array()) {
        json out = json::array();
        for (const auto& item : pattern) {
            auto value = this->value(item);
            if (!value)
                return value;
            out.push_back(*std::move(value));
        }
        return out;
    }
    if (!pattern.is_string() || !composite::hasTemplate(pattern.get_ref<const std::string&>()))
        return pattern;
    const auto& text = pattern.get_ref<const std::string&>();
    const auto parsed = composite::parseTemplate(text);
    if (!parsed)
        return broken(text);
    if (const Reference* whole = parsed->whole())
        return get(*whole);
    auto out = spliced(text, false);
    if (!out)
        return tl::unexpected(out.error());
    return json(*std::move(out));
}

Expanded<std::string> Scope::text(const std::string& pattern) const {
    return spliced(pattern, false);
}

Expanded<std::string> Scope::path(const std::string& pattern) const {
    return spliced(pattern, true);
}

bool Scope::holds(const std::string& text) const {
    if (text.empty())
        return true;
    const auto condition = composite::parseCondition(text);
    if (!condition)
        return false;
    const json left = get(condition->left).value_or(json());
    const auto* reference = std::get_if<Reference>(&condition->right);
    const json right = reference ? get(*reference).value_or(json())
                                 : json::parse(std::get<std::string>(condition->right), nullptr, false);
    switch (condition->test) {
        case Condition::Test::True:
            return isTrue(left);
        case Condition::Test::False:
            return !isTrue(left);
        case Condition::Test::Equal:
            return left == right;
        case Condition::Test::NotEqual:
            return left != right;
        case Condition::Test::Less:
            return less(left, right);
        case Condition::Test::LessOrEqual:
            return less(left, right) || left == right;
        case Condition::Test::Greater:
            return less(right, left);
        case Condition::Test::GreaterOrEqual:
            return less(right, left) || left == right;
    }
    return false;
}

}  // namespace slipway::composer
