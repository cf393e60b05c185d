#include "base/line_pattern.h"

#include <regex.h>

#include <algorithm>
#include <cctype>
#include <cstdlib>

namespace slipway {
namespace {

constexpr size_t kMostPattern = 1024;
// The automaton has a copy of what is repeated for each time: nested, they multiply.
constexpr unsigned long kMostRepeats = 1000;

bool isDigit(char c) {
    return std::isdigit(static_cast<unsigned char>(c)) != 0;
}

/// What POSIX takes and we don't, or reads otherwise than it looks; empty when there is nothing of it.
std::string strangeness(const std::string& text) {
    unsigned long repeats = 1;
    for (size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\\' && i + 1 < text.size()) {
            const char next = text[++i];
            if (isDigit(next))
                return "back-references are not there";
            if (std::isalpha(static_cast<unsigned char>(next)) &&
                std::string_view("wWsSbB").find(next) == std::string_view::npos)
                return std::string("'\\") + next + "' is no escape of a POSIX extended expression" +
                       (next == 'd' ? "; [0-9] is a digit" : "");
        } else if (text[i] == '[') {
            // A bracket's own rules: ']' first is a member, a backslash is one, too.
            size_t end = i + 1;
            end += end < text.size() && text[end] == '^';
            end += end < text.size() && text[end] == ']';
            for (; end < text.size() && text[end] != ']'; ++end)
                if (text[end] == '[' && end + 1 < text.size() && text[end + 1] == ':')
                    end = std::min(text.find(":]", end + 2), text.size() - 2) + 1;
            i = end;
        } else if (text[i] == '(' && text.compare(i, 2, "(?") == 0) {
            return "'(?' is no group of a POSIX extended expression";
        } else if (text[i] == '{') {
            unsigned long most = 1;
            for (++i; i < text.size() && text[i] != '}'; ++i)
                if (isDigit(text[i]) && !isDigit(text[i - 1]))
                    most = std::max(most, std::strtoul(text.c_str() + i, nullptr, 10));
            repeats = most > kMostRepeats ? kMostRepeats + 1 : repeats * most;
            if (repeats > kMostRepeats)
                return "its repetitions come to more than " + std::to_string(kMostRepeats);
        }
    }
    return {};
}

}  // namespace

struct LinePattern::Compiled {
    regex_t regex{};
    bool valid = false;
    Compiled() = default;
    Compiled(const Compiled&) = delete;
    Compiled& operator=(const Compiled&) = delete;
    ~Compiled() {
        if (valid)
            ::regfree(&regex);
    }
};

Result<LinePattern> LinePattern::compile(const std::string& text) {
    const auto refuse = [&](const std::string& why) {
        return fail(ErrorCode::Usage, "'" + text.substr(0, 80) + "' is no regular expression: " + why);
    };
    if (text.empty())
        return fail(ErrorCode::Usage, "an empty regular expression matches every line");
    if (text.size() > kMostPattern)
        return refuse("it has more than " + std::to_string(kMostPattern) + " bytes");
    if (text.find_first_of(std::string("\n\0", 2)) != std::string::npos)
        return refuse("a line holds no line break");
    if (const std::string why = strangeness(text); !why.empty())
        return refuse(why);
    auto compiled = std::make_shared<Compiled>();
    if (const int error = ::regcomp(&compiled->regex, text.c_str(), REG_EXTENDED | REG_NOSUB); error != 0) {
        char why[128];
        ::regerror(error, &compiled->regex, why, sizeof why);
        return refuse(why);
    }
    compiled->valid = true;
    return LinePattern(std::move(compiled));
}

bool LinePattern::in(std::string_view line) const {
    regmatch_t range{};
    range.rm_eo = static_cast<regoff_t>(line.size());
    return m_compiled && ::regexec(&m_compiled->regex, line.empty() ? "" : line.data(), 0, &range, REG_STARTEND) == 0;
}

}  // namespace slipway
