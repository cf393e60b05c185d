#include "gateway/cache/cache_control.h"

#include <algorithm>

#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {
namespace {

struct Directive {
    std::string_view name;
    std::string argument;
    bool hasArgument = false;
    bool malformed = false;
};

/// Takes the next element of a list off `rest`; commas inside quotes are none.
Directive takeDirective(std::string_view& rest) {
    Directive directive;
    std::size_t at = 0;
    while (at < rest.size() && rest[at] != ',' && rest[at] != '=')
        ++at;
    directive.name = http::trimOws(rest.substr(0, at));
    if (at < rest.size() && rest[at] == '=') {
        directive.hasArgument = true;
        ++at;
        while (at < rest.size() && (rest[at] == ' ' || rest[at] == '\t'))
            ++at;
        if (at < rest.size() && rest[at] == '"') {
            ++at;
            while (at < rest.size() && rest[at] != '"') {
                if (rest[at] == '\\' && at + 1 < rest.size())
                    ++at;
                directive.argument += rest[at++];
            }
            directive.malformed = at >= rest.size();
        }
        const std::size_t end = std::min(rest.find(',', at), rest.size());
        if (directive.argument.empty() && at < rest.size() && rest[at] != '"')
            directive.argument = http::trimOws(rest.substr(at, end - at));
        at = end;
    }
    rest.remove_prefix(std::min(at + 1, rest.size()));
    return directive;
}

/// The stricter of what was said before and now: a shorter time, 0 where it can't be read.
void shorten(std::optional<Seconds>& into, const Directive& from) {
    const Seconds seconds = parseDeltaSeconds(from.argument).value_or(Seconds{0});
    into = into ? std::min(*into, seconds) : seconds;
}

void withhold(std::vector<std::string>& into, std::string_view list) {
    while (!list.empty()) {
        const std::size_t comma = std::min(list.find(','), list.size());
        if (const auto name = http::trimOws(list.substr(0, comma)); !name.empty())
            into.push_back(lowered(name));
        list.remove_prefix(std::min(comma + 1, list.size()));
    }
}

void read(const Directive& from, Directives& into) {
    const auto is = [&](std::string_view name) { return http::equalsIgnoreCase(from.name, name); };
    if (is("no-store")) {
        into.noStore = true;
    } else if (is("no-cache") || is("private")) {
        // A list that ends in the middle names nothing for sure: then the whole response is meant.
        const bool whole = from.argument.empty() || from.malformed;
        if (!whole)
            withhold(into.withheld, from.argument);
        else
            (is("private") ? into.isPrivate : into.noCache) = true;
    } else if (is("max-age")) {
        shorten(into.maxAge, from);
    } else if (is("s-maxage")) {
        shorten(into.sMaxAge, from);
    } else if (is("stale-if-error")) {
        shorten(into.staleIfError, from);
    } else if (is("stale-while-revalidate")) {
        shorten(into.staleWhileRevalidate, from);
    } else if (is("min-fresh")) {
        // The stricter one asks for more; what can't be read asks for all there is.
        const Seconds wish = parseDeltaSeconds(from.argument).value_or(kForever);
        into.minFresh = into.minFresh ? std::max(*into.minFresh, wish) : wish;
    } else if (is("max-stale")) {
        const auto bound = from.hasArgument ? parseDeltaSeconds(from.argument) : std::optional(kForever);
        if (bound)
            into.maxStale = into.maxStale ? std::min(*into.maxStale, *bound) : *bound;
    } else if (is("only-if-cached")) {
        into.onlyIfCached = true;
    } else if (is("public")) {
        into.isPublic = true;
    } else if (is("must-revalidate")) {
        into.mustRevalidate = true;
    } else if (is("proxy-revalidate")) {
        into.proxyRevalidate = true;
    } else if (is("must-understand")) {
        into.mustUnderstand = true;
    }
}

}  // namespace

Directives parseCacheControl(std::string_view value) {
    Directives directives;
    while (!value.empty())
        read(takeDirective(value), directives);
    return directives;
}

std::optional<Seconds> parseDeltaSeconds(std::string_view text) {
    if (text.empty() || !std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; }))
        return std::nullopt;
    std::int64_t seconds = 0;
    for (const char c : text) {
        seconds = seconds * 10 + (c - '0');
        if (seconds >= kForever.count())
            return kForever;
    }
    return Seconds{seconds};
}

}  // namespace slipway::gateway::cache
