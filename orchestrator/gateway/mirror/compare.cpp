#include "gateway/mirror/compare.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstdint>
#include <nlohmann/json.hpp>

namespace slipway::gateway::mirror {
namespace {

using nlohmann::json;

/// Deeper than this, bodies are compared byte by byte: no body may cost us the stack.
constexpr int kMaxDepth = 128;

bool isTooDeep(std::string_view text) {
    int depth = 0;
    bool quoted = false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            quoted = !quoted;
        else if (quoted)
            i += text[i] == '\\';
        else if ((text[i] == '[' || text[i] == '{') && ++depth > kMaxDepth)
            return true;
        else if (text[i] == ']' || text[i] == '}')
            --depth;
    }
    return false;
}

bool isJson(std::string_view type) {
    std::string name(type.substr(0, type.find(';')));
    while (!name.empty() && name.back() == ' ')
        name.pop_back();
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return name == "application/json" || name.ends_with("+json");
}

std::string escaped(const std::string& segment) {
    std::string out;
    for (const char c : segment)
        out += c == '~' ? std::string("~0") : c == '/' ? std::string("~1") : std::string(1, c);
    return out;
}

/// Walks two values at once, and stops at the first pair that differs.
class Walk {
  public:
    explicit Walk(const CompareRules& rules) : m_rules(rules) {}

    /// True where they are alike.
    bool run(const json& a, const json& b) {
        if (ignored())
            return true;
        if (a.is_object() && b.is_object())
            return members(a, b);
        if (a.is_array() && b.is_array())
            return elements(a, b);
        return a == b || differs();
    }
    std::string pointer() const { return m_pointer; }

  private:
    bool ignored() const {
        return std::any_of(m_rules.ignore.begin(), m_rules.ignore.end(), [&](const auto& segments) {
            return segments.size() == m_path.size() && std::equal(segments.begin(), segments.end(), m_path.begin(),
                                                                  [](const std::string& wanted, const std::string& is) {
                                                                      return wanted == "*" || wanted == is;
                                                                  });
        });
    }

    bool differs() {
        for (const auto& segment : m_path)
            m_pointer += "/" + escaped(segment);
        return false;
    }

    /// A member that one side alone has differs, unless it is ignored.
    bool lone(const std::string& name) {
        m_path.push_back(name);
        const bool fine = ignored() || differs();
        m_path.pop_back();
        return fine;
    }

    bool members(const json& a, const json& b) {
        for (const auto& [name, value] : a.items()) {
            const auto other = b.find(name);
            if (other == b.end()) {
                if (!lone(name))
                    return false;
                continue;
            }
            m_path.push_back(name);
            const bool same = run(value, *other);
            m_path.pop_back();
            if (!same)
                return false;
        }
        for (const auto& [name, value] : b.items())
            if (!a.contains(name) && !lone(name))
                return false;
        return true;
    }

    bool elements(const json& a, const json& b) {
        for (std::size_t i = 0; i < std::max(a.size(), b.size()); ++i) {
            if (i >= a.size() || i >= b.size()) {
                if (!lone(std::to_string(i)))
                    return false;
                continue;
            }
            m_path.push_back(std::to_string(i));
            const bool same = run(a[i], b[i]);
            m_path.pop_back();
            if (!same)
                return false;
        }
        return true;
    }

    const CompareRules& m_rules;
    std::vector<std::string> m_path;
    std::string m_pointer;
};

std::string valueOf(const Answer& answer, const std::string& name) {
    const auto found = std::find_if(answer.headers.begin(), answer.headers.end(),
                                    [&](const auto& each) { return each.first == name; });
    return found == answer.headers.end() ? std::string() : found->second;
}

}  // namespace

bool parsePointer(std::string_view text, std::vector<std::string>& segments) {
    segments.clear();
    if (!text.starts_with('/'))
        return text.empty();
    segments.emplace_back();
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '/') {
            segments.emplace_back();
        } else if (text[i] == '~') {
            if (i + 1 >= text.size() || (text[i + 1] != '0' && text[i + 1] != '1'))
                return false;
            segments.back() += text[++i] == '0' ? '~' : '/';
        } else {
            segments.back() += text[i];
        }
    }
    return true;
}

Verdict compare(const Answer& original, const Answer& shadow, const CompareRules& rules) {
    if (original.status != shadow.status)
        return {false, "status", ""};
    for (const auto& name : rules.headers)
        if (valueOf(original, name) != valueOf(shadow, name))
            return {false, "header " + name, ""};
    if (original.body == shadow.body)
        return {};
    if (isJson(original.contentType) && isJson(shadow.contentType) && !isTooDeep(original.body) &&
        !isTooDeep(shadow.body)) {
        const json a = json::parse(original.body, nullptr, false), b = json::parse(shadow.body, nullptr, false);
        if (!a.is_discarded() && !b.is_discarded()) {
            Walk walk(rules);
            const bool same = walk.run(a, b);
            return {same, same ? "" : "body", walk.pointer()};
        }
    }
    return {false, "body", ""};
}

std::string digestOf(std::string_view body) {
    std::uint64_t hash = 0xcbf29ce484222325ULL;
    for (const char c : body)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
    std::array<char, 16> digits;
    digits.fill('0');
    char text[17];
    const auto [end, error] = std::to_chars(text, text + sizeof text, hash, 16);
    std::copy(text, end, digits.end() - (end - text));
    return {digits.begin(), digits.end()};
}

}  // namespace slipway::gateway::mirror
