#include "manifest/env_file.h"

#include "manifest/scalars.h"

namespace slipway::manifest {
namespace {

std::string_view trimmed(std::string_view text) {
    constexpr std::string_view kBlank = " \t\r";
    const size_t first = text.find_first_not_of(kBlank);
    if (first == std::string_view::npos)
        return {};
    return text.substr(first, text.find_last_not_of(kBlank) - first + 1);
}

// A '#' begins a comment where a blank stands before it.
std::string_view withoutComment(std::string_view text) {
    for (size_t i = 0; i < text.size(); ++i)
        if (text[i] == '#' && (i == 0 || text[i - 1] == ' ' || text[i - 1] == '\t'))
            return text.substr(0, i);
    return text;
}

}  // namespace

tl::expected<std::map<std::string, std::string>, EnvFileError> parseEnvFile(std::string_view text) {
    std::map<std::string, std::string> values;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    int line = 0;
    while (!text.empty()) {
        ++line;
        size_t end = text.find('\n');
        std::string_view row = trimmed(text.substr(0, end));
        std::string_view rest = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
        if (row.starts_with("export "))
            row = trimmed(row.substr(7));
        if (row.empty() || row[0] == '#') {
            text = rest;
            continue;
        }
        const size_t equals = row.find('=');
        const std::string key(trimmed(row.substr(0, equals)));
        if (equals == std::string_view::npos || !isEnvironmentName(key))
            return tl::unexpected(EnvFileError{line, "expected KEY=VALUE"});
        std::string_view value = trimmed(row.substr(equals + 1));
        if (value.empty() || (value[0] != '"' && value[0] != '\'')) {
            values[key] = std::string(trimmed(withoutComment(value)));
            text = rest;
            continue;
        }
        const char quote = value[0];
        std::string parsed;
        const size_t start = static_cast<size_t>(value.data() - text.data()) + 1;
        size_t i = start;
        int lines = 0;
        for (; i < text.size() && text[i] != quote; ++i) {
            if (quote == '"' && text[i] == '\\' && i + 1 < text.size()) {
                const char next = text[++i];
                parsed += next == 'n' ? '\n' : next == 't' ? '\t' : next == 'r' ? '\r' : next;
            } else {
                parsed += text[i];
            }
            lines += text[i] == '\n' ? 1 : 0;
        }
        if (i >= text.size())
            return tl::unexpected(EnvFileError{line, std::string("the quote ") + quote + " is never closed"});
        end = text.find('\n', i);
        const std::string_view tail = trimmed(text.substr(i + 1, end == std::string_view::npos ? end : end - i - 1));
        if (!tail.empty() && tail[0] != '#')
            return tl::unexpected(EnvFileError{line + lines, "something stands after the closing quote"});
        values[key] = std::move(parsed);
        line += lines;
        text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
    }
    return values;
}

}  // namespace slipway::manifest
