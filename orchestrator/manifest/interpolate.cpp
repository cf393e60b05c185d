#include "manifest/interpolate.h"

namespace slipway::manifest {
namespace {

bool startsName(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}
bool continuesName(char c) {
    return startsName(c) || (c >= '0' && c <= '9');
}

std::string_view nameAt(std::string_view text, size_t at) {
    size_t end = at;
    if (end < text.size() && startsName(text[end]))
        while (end < text.size() && continuesName(text[end]))
            ++end;
    return text.substr(at, end - at);
}

// The position of the '}' that closes the '{' before `from`, or npos.
size_t closingBrace(std::string_view text, size_t from) {
    int depth = 1;
    for (size_t i = from; i < text.size(); ++i) {
        if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '{')
            ++depth, ++i;
        else if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '$')
            ++i;
        else if (text[i] == '}' && --depth == 0)
            return i;
    }
    return std::string_view::npos;
}

constexpr int kMaxNesting = 8;
constexpr size_t kMaxResult = 1u << 20;

class Interpolation {
  public:
    Interpolation(const Variables& variables, const std::function<void(const std::string&)>& unset)
        : m_variables(variables), m_unset(unset) {}

    tl::expected<std::string, InterpolationError> run(std::string_view text, int depth) {
        if (depth > kMaxNesting)
            return error("defaults inside defaults go too deep");
        std::string out;
        for (size_t i = 0; i < text.size();) {
            if (text[i] != '$') {
                out += text[i++];
                continue;
            }
            if (i + 1 < text.size() && text[i + 1] == '$') {
                out += '$';
                i += 2;
                continue;
            }
            if (i + 1 < text.size() && text[i + 1] == '{') {
                const size_t close = closingBrace(text, i + 2);
                if (close == std::string_view::npos)
                    return error("'${' has no '}'");
                auto value = braced(text.substr(i + 2, close - i - 2), depth);
                if (!value)
                    return value;
                out += *value;
                i = close + 1;
            } else {
                const std::string_view name = nameAt(text, i + 1);
                if (name.empty())
                    return error("a lone '$'");
                out += plain(std::string(name));
                i += 1 + name.size();
            }
            if (out.size() > kMaxResult)
                return error("the value grows past 1 MiB");
        }
        return out;
    }

  private:
    static tl::unexpected<InterpolationError> error(std::string message) {
        return tl::unexpected(InterpolationError{
            std::move(message), "${NAME}, ${NAME:-default}, ${NAME:?message}, or $$ for a dollar sign"});
    }

    std::string plain(const std::string& name) {
        if (const auto found = m_variables.find(name); found != m_variables.end())
            return found->second;
        if (m_unset)
            m_unset(name);
        return {};
    }

    tl::expected<std::string, InterpolationError> braced(std::string_view inner, int depth) {
        const std::string name(nameAt(inner, 0));
        if (name.empty())
            return error("'${" + std::string(inner) + "}' has no name");
        std::string_view rest = inner.substr(name.size());
        if (rest.empty())
            return plain(name);
        const bool emptyCounts = rest[0] == ':';
        if (emptyCounts)
            rest.remove_prefix(1);
        if (rest.empty())
            return error("'${" + std::string(inner) + "}' is not complete");
        const char how = rest[0];
        rest.remove_prefix(1);
        const auto found = m_variables.find(name);
        const bool have = found != m_variables.end() && !(emptyCounts && found->second.empty());
        switch (how) {
            case '-':
                return have ? found->second : run(rest, depth + 1);
            case '+':
                return have ? run(rest, depth + 1) : std::string();
            case '?': {
                if (have)
                    return found->second;
                auto message = run(rest, depth + 1);
                if (!message)
                    return message;
                return tl::unexpected(InterpolationError{
                    "the variable " + name + " is not set" + (message->empty() ? "" : ": " + *message), ""});
            }
            default:
                return error("'${" + std::string(inner) + "}' is not a known form");
        }
    }

    const Variables& m_variables;
    const std::function<void(const std::string&)>& m_unset;
};

}  // namespace

tl::expected<std::string, InterpolationError> interpolate(std::string_view text, const Variables& variables,
                                                          const std::function<void(const std::string&)>& unset) {
    return Interpolation(variables, unset).run(text, 0);
}

std::vector<std::string> referencedVariables(std::string_view text) {
    std::vector<std::string> names;
    for (size_t i = 0; i + 1 < text.size(); ++i) {
        if (text[i] != '$')
            continue;
        if (text[i + 1] == '$') {
            ++i;
            continue;
        }
        const std::string_view name = nameAt(text, text[i + 1] == '{' ? i + 2 : i + 1);
        if (!name.empty())
            names.emplace_back(name);
    }
    return names;
}

}  // namespace slipway::manifest
