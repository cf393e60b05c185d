#include <algorithm>

#include "manifest/scalars.h"

namespace slipway::manifest {
namespace {

char plain(char c) {
    if (c >= 'A' && c <= 'Z')
        return static_cast<char>(c - 'A' + 'a');
    return c == '-' ? '_' : c;
}

// Damerau's distance, restricted to swaps of neighbours (optimal string alignment).
size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<size_t> before(b.size() + 1), last(b.size() + 1), now(b.size() + 1);
    for (size_t j = 0; j <= b.size(); ++j)
        last[j] = j;
    for (size_t i = 1; i <= a.size(); ++i) {
        now[0] = i;
        for (size_t j = 1; j <= b.size(); ++j) {
            const bool same = plain(a[i - 1]) == plain(b[j - 1]);
            now[j] = std::min({last[j] + 1, now[j - 1] + 1, last[j - 1] + (same ? 0 : 1)});
            if (i > 1 && j > 1 && plain(a[i - 1]) == plain(b[j - 2]) && plain(a[i - 2]) == plain(b[j - 1]))
                now[j] = std::min(now[j], before[j - 2] + 1);
        }
        std::swap(before, last);
        std::swap(last, now);
    }
    return last[b.size()];
}

}  // namespace

std::string nearest(std::string_view word, const std::vector<std::string>& candidates) {
    word = word.substr(0, 128);
    std::string best;
    size_t bestDistance = word.size() / 3 + 2;
    for (const auto& candidate : candidates) {
        const size_t distance = editDistance(word, std::string_view(candidate).substr(0, 128));
        if (distance < bestDistance && distance < candidate.size()) {
            bestDistance = distance;
            best = candidate;
        }
    }
    // A word of it: "ttl" of "default_ttl".
    if (best.empty() && word.size() >= 3)
        for (const auto& candidate : candidates)
            if (candidate.ends_with('_' + std::string(word)) || candidate.starts_with(std::string(word) + '_'))
                return candidate;
    return best;
}

std::optional<std::vector<ShellWord>> splitWords(std::string_view text) {
    std::vector<ShellWord> words;
    bool inWord = false;
    char quote = 0;
    int braces = 0;
    const auto current = [&]() -> ShellWord& {
        if (!inWord)
            words.emplace_back();
        inWord = true;
        return words.back();
    };
    for (size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (braces > 0 || (c == '$' && i + 1 < text.size() && text[i + 1] == '{')) {
            if (c == '$' && i + 1 < text.size() && text[i + 1] == '{') {
                ++braces;
                current().text += "${";
                ++i;
            } else {
                if (c == '}')
                    --braces;
                current().text += c;
            }
        } else if (quote == '\'' ? c == '\'' : quote == '"' && c == '"') {
            quote = 0;
        } else if (quote == '\'') {
            current().text += c;
        } else if (c == '\\' && i + 1 < text.size()) {
            const char next = text[++i];
            const bool special = next == '\\' || next == '"' || next == '`' || next == '$' || next == '\n';
            if (quote == '"' && !special)
                current().text += '\\';
            if (next == '\n')
                continue;
            current().text += next == '$' ? std::string("$$") : std::string(1, next);  // interpolation comes after
            current().quoted = true;
        } else if (quote == 0 && (c == '\'' || c == '"')) {
            quote = c;
            current().quoted = true;
        } else if (quote == 0 && (c == ' ' || c == '\t' || c == '\n' || c == '\r')) {
            inWord = false;
        } else {
            current().text += c;
        }
    }
    if (quote != 0 || braces != 0)
        return std::nullopt;
    return words;
}

}  // namespace slipway::manifest
