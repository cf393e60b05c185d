#include "mediation/path_template.h"

#include <algorithm>

#include "base/utf8.h"
#include "mediation/form.h"

namespace slipway::mediation {
namespace {

bool isName(std::string_view name) {
    return !name.empty() && std::all_of(name.begin(), name.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

/// "." and ".." would be taken out of the path by whoever reads it next; '/' and '\' would be segments.
bool isSafeSegment(std::string_view segment) {
    return segment != "." && segment != "..";
}

std::vector<std::string_view> split(std::string_view path) {
    std::vector<std::string_view> segments;
    for (path.remove_prefix(1);;) {
        const std::size_t slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos)
            return segments;
        path.remove_prefix(slash + 1);
    }
}

Outcome<std::string> encodeRest(std::string_view value) {
    std::string encoded;
    const std::string path = "/" + std::string(value);
    for (const std::string_view segment : split(path)) {
        if (!isSafeSegment(segment))
            return refuse(Reason::BadValue, "a path with . or .. in a value");
        encoded += "/" + percentEncode(segment);
    }
    return encoded;
}

}  // namespace

Outcome<PathTemplate> PathTemplate::compile(std::string_view text) {
    const auto wrong = [&](const char* what) {
        return refuse(Reason::BadConfiguration, "the path '" + std::string(text) + "' " + what);
    };
    if (!text.starts_with('/'))
        return wrong("does not begin with a slash");
    PathTemplate path;
    const auto segments = split(text);
    for (std::size_t at = 0; at < segments.size(); ++at) {
        std::string_view segment = segments[at];
        if (!segment.starts_with('{') || !segment.ends_with('}')) {
            const auto isWrong = [](char c) {
                return c <= ' ' || c >= 0x7F || std::string_view("{}?#").find(c) != std::string_view::npos;
            };
            if (std::any_of(segment.begin(), segment.end(), isWrong))
                return wrong(
                    "has a brace, ? or # in a segment ({name} is a whole one), or what must be percent-encoded");
            path.m_segments.push_back({Segment::Kind::Literal, std::string(segment)});
            continue;
        }
        segment = segment.substr(1, segment.size() - 2);
        const bool rest = segment.ends_with('*');
        if (rest)
            segment.remove_suffix(1);
        const auto names = path.names();
        if (!isName(segment))
            return wrong("has a {name} that is no name");
        if (std::find(names.begin(), names.end(), segment) != names.end())
            return wrong("has one name twice");
        if (rest && at + 1 < segments.size())
            return wrong("goes on behind {name*}");
        path.m_segments.push_back({rest ? Segment::Kind::Rest : Segment::Kind::One, std::string(segment)});
    }
    return path;
}

std::optional<PathParameters> PathTemplate::match(std::string_view path) const {
    if (!path.starts_with('/'))
        return std::nullopt;
    PathParameters values;
    std::size_t at = 0;
    for (const Segment& segment : m_segments) {
        // `at` is at the slash before the segment; at the end, nothing is left but an empty rest.
        if (segment.kind == Segment::Kind::Rest) {
            const std::string_view rest = at < path.size() ? path.substr(at + 1) : std::string_view();
            auto decoded = percentDecode(rest, false);
            if (!decoded || !isUtf8(*decoded))
                return std::nullopt;
            values.emplace(segment.text, std::move(*decoded));
            return values;
        }
        if (at >= path.size())
            return std::nullopt;
        const std::size_t end = std::min(path.find('/', at + 1), path.size());
        const std::string_view found = path.substr(at + 1, end - at - 1);
        at = end;
        if (segment.kind == Segment::Kind::Literal) {
            if (found != segment.text)
                return std::nullopt;
            continue;
        }
        auto decoded = percentDecode(found, false);
        if (!decoded || decoded->empty() || !isUtf8(*decoded))
            return std::nullopt;
        values.emplace(segment.text, std::move(*decoded));
    }
    return at >= path.size() ? std::optional(std::move(values)) : std::nullopt;
}

Outcome<std::string> PathTemplate::expand(
    const std::function<std::optional<std::string>(std::string_view)>& lookUp) const {
    std::string path;
    for (const Segment& segment : m_segments) {
        if (segment.kind == Segment::Kind::Literal) {
            path += "/" + segment.text;
            continue;
        }
        const auto value = lookUp(segment.text);
        if (!value || (value->empty() && segment.kind == Segment::Kind::One))
            return refuse(Reason::Missing, "the path needs a value for '" + segment.text + "'");
        if (segment.kind == Segment::Kind::Rest) {
            auto rest = encodeRest(*value);
            if (!rest)
                return rest;
            path += *rest;
            continue;
        }
        if (!isSafeSegment(*value))
            return refuse(Reason::BadValue, "'" + segment.text + "' is . or .., which would be another path");
        path += "/" + percentEncode(*value);
    }
    return path;
}

Outcome<std::string> PathTemplate::expand(const PathParameters& values) const {
    return expand([&](std::string_view name) {
        const auto found = values.find(name);
        return found == values.end() ? std::nullopt : std::optional(found->second);
    });
}

std::vector<std::string> PathTemplate::names() const {
    std::vector<std::string> all;
    for (const Segment& segment : m_segments)
        if (segment.kind != Segment::Kind::Literal)
            all.push_back(segment.text);
    return all;
}

}  // namespace slipway::mediation
