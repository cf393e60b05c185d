#include "mediation/media_type.h"

#include <algorithm>

namespace slipway::mediation {
namespace {

constexpr std::size_t kMaxRanges = 64;

bool isToken(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}

/// Reads one field value from the left.
class FieldReader {
  public:
    explicit FieldReader(std::string_view text) : m_rest(text) {}

    bool atEnd() const { return m_rest.empty(); }
    bool skip(char c) {
        if (m_rest.empty() || m_rest.front() != c)
            return false;
        m_rest.remove_prefix(1);
        return true;
    }
    void skipBlanks() {
        while (!m_rest.empty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
            m_rest.remove_prefix(1);
    }
    std::string lowerToken() {
        std::string word;
        while (!m_rest.empty() && isToken(m_rest.front())) {
            const char c = m_rest.front();
            word += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
            m_rest.remove_prefix(1);
        }
        return word;
    }
    /// A token as it is, or a quoted string without its quotes and backslashes.
    std::optional<std::string> value() {
        std::string word;
        if (!skip('"')) {
            while (!m_rest.empty() && isToken(m_rest.front())) {
                word += m_rest.front();
                m_rest.remove_prefix(1);
            }
            return word.empty() ? std::nullopt : std::optional(word);
        }
        while (!m_rest.empty()) {
            char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '"')
                return word;
            if (c == '\\') {
                if (m_rest.empty())
                    return std::nullopt;
                c = m_rest.front();
                m_rest.remove_prefix(1);
            }
            word += c;
        }
        return std::nullopt;
    }
    /// Up to the next comma outside of quotes, which goes as well.
    void skipElement() {
        bool quoted = false;
        while (!m_rest.empty()) {
            const char c = m_rest.front();
            m_rest.remove_prefix(1);
            if (c == '\\' && quoted && !m_rest.empty())
                m_rest.remove_prefix(1);
            else if (c == '"')
                quoted = !quoted;
            else if (c == ',' && !quoted)
                return;
        }
    }
    /// "type/subtype;a=b": ends before what it can't be.
    std::optional<MediaType> mediaType() {
        MediaType media;
        media.type = lowerToken();
        if (media.type.empty() || !skip('/'))
            return std::nullopt;
        media.subtype = lowerToken();
        if (media.subtype.empty())
            return std::nullopt;
        for (;;) {
            skipBlanks();
            if (!skip(';'))
                return media;
            skipBlanks();
            std::string name = lowerToken();
            if (name.empty())
                continue;  // §5.6.6 lets a parameter be empty
            std::optional<std::string> text;
            if (!skip('=') || !(text = value()))
                return std::nullopt;
            media.parameters.emplace_back(std::move(name), std::move(*text));
        }
    }

  private:
    std::string_view m_rest;
};

/// RFC 9110 §12.4.2: 0 to 1 with at most three digits behind the point.
std::optional<int> parseQuality(std::string_view text) {
    if (text.empty() || text.size() > 5 || (text[0] != '0' && text[0] != '1') || (text.size() > 1 && text[1] != '.'))
        return std::nullopt;
    int quality = (text[0] - '0') * 1000;
    int unit = 100;
    for (const char c : text.substr(std::min<std::size_t>(2, text.size()))) {
        if (c < '0' || c > '9')
            return std::nullopt;
        quality += (c - '0') * unit;
        unit /= 10;
    }
    return quality <= 1000 ? std::optional(quality) : std::nullopt;
}

/// How closely a range names the type: -1 not at all, 0 for */*, more for more.
int specificity(const MediaType& range, const MediaType& offered) {
    if (range.type == "*")
        return 0;
    if (range.type != offered.type)
        return -1;
    if (range.subtype == "*")
        return 1;
    if (range.subtype != offered.subtype)
        return -1;
    const bool same = std::all_of(range.parameters.begin(), range.parameters.end(), [&](const auto& parameter) {
        const auto own = offered.parameter(parameter.first);
        // All that is made here is UTF-8, so asking for it is no condition.
        return own ? *own == parameter.second : parameter.first == "charset";
    });
    return same ? 2 + static_cast<int>(range.parameters.size()) : -1;
}

}  // namespace

std::optional<std::string> MediaType::parameter(std::string_view name) const {
    for (const auto& [key, value] : parameters)
        if (key == name)
            return value;
    return std::nullopt;
}

std::string_view MediaType::suffix() const {
    const std::size_t plus = subtype.rfind('+');
    return plus == std::string::npos ? std::string_view() : std::string_view(subtype).substr(plus + 1);
}

std::string fieldValue(const MediaType& media) {
    std::string text = media.essence();
    for (const auto& [name, value] : media.parameters)
        text += "; " + name + "=" + value;
    return text;
}

Outcome<MediaType> parseMediaType(std::string_view text) {
    FieldReader reader(text);
    reader.skipBlanks();
    auto media = reader.mediaType();
    if (!media || !reader.atEnd() || media->type == "*" || media->subtype == "*")
        return refuse(Reason::Malformed, "no media type");
    return *media;
}

std::vector<AcceptRange> parseAccept(std::string_view text) {
    std::vector<AcceptRange> ranges;
    FieldReader reader(text);
    while (!reader.atEnd() && ranges.size() < kMaxRanges) {
        reader.skipBlanks();
        if (reader.skip(','))
            continue;
        auto media = reader.mediaType();
        reader.skipBlanks();
        const bool whole = reader.atEnd() || reader.skip(',');
        if (!whole)
            reader.skipElement();
        if (!media || !whole || (media->type == "*" && media->subtype != "*"))
            continue;
        AcceptRange range{std::move(*media), 1000};
        auto& parameters = range.range.parameters;
        const auto q = std::find_if(parameters.begin(), parameters.end(), [](const auto& p) { return p.first == "q"; });
        if (q != parameters.end()) {
            const auto quality = parseQuality(q->second);
            if (!quality)
                continue;
            range.quality = *quality;
            parameters.erase(q, parameters.end());
        }
        ranges.push_back(std::move(range));
    }
    return ranges;
}

int qualityOf(const MediaType& offered, const std::vector<AcceptRange>& ranges) {
    if (ranges.empty())
        return 1000;
    int best = -1;
    int quality = 0;
    for (const AcceptRange& range : ranges) {
        const int specific = specificity(range.range, offered);
        if (specific > best) {
            best = specific;
            quality = range.quality;
        }
    }
    return quality;
}

}  // namespace slipway::mediation
