#include "runtime/log_line.h"

#include <algorithm>
#include <array>
#include <cctype>

#include "base/ansi.h"

namespace slipway::runtime {

namespace {

constexpr size_t kLevelWithin = 128;
constexpr size_t kJsonLevelWithin = 4096;

struct LevelWord {
    std::string_view word;  ///< lower case
    std::string_view level;
};
constexpr std::array<LevelWord, 16> kLevelWords{{{"trace", "trace"},
                                                 {"debug", "debug"},
                                                 {"info", "info"},
                                                 {"information", "info"},
                                                 {"notice", "info"},
                                                 {"warn", "warn"},
                                                 {"warning", "warn"},
                                                 {"err", "error"},
                                                 {"error", "error"},
                                                 {"severe", "error"},
                                                 {"critical", "fatal"},
                                                 {"crit", "fatal"},
                                                 {"alert", "fatal"},
                                                 {"emerg", "fatal"},
                                                 {"panic", "fatal"},
                                                 {"fatal", "fatal"}}};

bool isLetter(char c) {
    return std::isalpha(static_cast<unsigned char>(c)) != 0;
}

/// By a word in any case.
std::string_view levelOfWord(std::string_view word) {
    for (const auto& row : kLevelWords)
        if (row.word.size() == word.size() &&
            std::equal(word.begin(), word.end(), row.word.begin(),
                       [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; }))
            return row.level;
    return {};
}

/// Pino and Bunyan: 10 trace, 20 debug, 30 info, 40 warn, 50 error, 60 fatal.
std::string_view levelOfNumber(std::string_view digits) {
    constexpr std::array<std::string_view, 6> kLevels{"trace", "debug", "info", "warn", "error", "fatal"};
    return digits.size() == 2 && digits[0] >= '1' && digits[0] <= '6' && digits[1] == '0'
               ? kLevels[static_cast<size_t>(digits[0] - '1')]
               : std::string_view();
}

std::string_view wordAt(std::string_view text) {
    size_t end = 0;
    while (end < text.size() && isLetter(text[end]))
        ++end;
    return text.substr(0, end);
}

std::string_view jsonLevel(std::string_view text) {
    text = text.substr(0, kJsonLevelWithin);
    for (const std::string_view key : {"\"level\"", "\"severity\"", "\"lvl\"", "\"log.level\""}) {
        size_t at = text.find(key);
        if (at == std::string_view::npos)
            continue;
        at = text.find_first_not_of(" \t", at + key.size());
        if (at == std::string_view::npos || text[at] != ':')
            continue;
        at = text.find_first_not_of(" \t", at + 1);
        if (at == std::string_view::npos)
            continue;
        if (text[at] == '"')
            return levelOfWord(wordAt(text.substr(at + 1)));
        size_t end = at;
        while (end < text.size() && std::isdigit(static_cast<unsigned char>(text[end])))
            ++end;
        return levelOfNumber(text.substr(at, end - at));
    }
    return {};
}

}  // namespace

std::string_view guessLevel(std::string_view text) {
    std::string plain;
    if (text.substr(0, kLevelWithin).find('\x1b') != std::string_view::npos) {
        plain = withoutAnsi(text.substr(0, kJsonLevelWithin));
        text = plain;
    }
    if (!text.empty() && text[0] == '{')
        return jsonLevel(text);
    text = text.substr(0, kLevelWithin);
    if (const size_t at = text.find("level="); at != std::string_view::npos) {
        const size_t quote = at + 6 < text.size() && text[at + 6] == '"' ? 1 : 0;
        if (const auto level = levelOfWord(wordAt(text.substr(at + 6 + quote))); !level.empty())
            return level;
    }
    for (size_t i = 0; i < text.size();) {
        const std::string_view word = wordAt(text.substr(i));
        if (word.empty()) {
            ++i;
            continue;
        }
        const bool capitals = std::all_of(word.begin(), word.end(),
                                          [](char c) { return std::isupper(static_cast<unsigned char>(c)) != 0; });
        const bool bracketed =
            i > 0 && text[i - 1] == '[' && i + word.size() < text.size() && text[i + word.size()] == ']';
        const bool heading = i == 0 && word.size() < text.size() && text[word.size()] == ':';
        if (capitals || bracketed || heading)
            if (const auto level = levelOfWord(word); !level.empty())
                return level;
        i += word.size();
    }
    return {};
}

LogLine LineSplitter::cut(size_t bytes, bool continued) {
    LogLine line;
    line.offset = m_start;
    line.continued = continued;
    line.text = m_pending.substr(0, bytes);
    m_pending.erase(0, bytes);
    m_start += bytes;
    line.endOffset = m_start;
    return line;
}

void LineSplitter::feed(std::string_view bytes, const std::function<void(LogLine&&)>& emit) {
    while (!bytes.empty()) {
        const size_t newline = bytes.find('\n');
        const size_t room = kMaxLineBytes - m_pending.size();
        const bool complete = newline != std::string_view::npos && newline <= room;
        const size_t taken = complete ? newline : std::min(bytes.size(), room);
        m_pending.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        if (complete) {
            bytes.remove_prefix(1);
            LogLine line = cut(m_pending.size(), false);
            line.endOffset = ++m_start;
            if (!line.text.empty() && line.text.back() == '\r')
                line.text.pop_back();
            emit(std::move(line));
        } else if (!bytes.empty()) {
            // Full, and the line goes on.
            emit(cut(m_pending.size(), true));
        }
    }
}

std::optional<LogLine> LineSplitter::takeRest() {
    if (m_pending.empty())
        return {};
    return cut(m_pending.size(), false);
}

std::vector<SourcedLine> mergeByTime(std::vector<std::vector<LogLine>> streams) {
    struct Place {
        WallMs at;
        size_t source;
        size_t line;
    };
    // A clock that was set back must not change the order within a stream: each line counts as no earlier than the one
    // before.
    std::vector<Place> places;
    for (size_t source = 0; source < streams.size(); ++source) {
        WallMs latest = 0;
        for (size_t line = 0; line < streams[source].size(); ++line) {
            latest = std::max(latest, streams[source][line].at);
            places.push_back({latest, source, line});
        }
    }
    std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.at < b.at; });
    std::vector<SourcedLine> merged;
    merged.reserve(places.size());
    for (const auto& place : places)
        merged.push_back({place.source, std::move(streams[place.source][place.line])});
    return merged;
}

}  // namespace slipway::runtime
