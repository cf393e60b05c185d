#include "http/target.h"

#include "http/chars.h"

namespace slipway::http {
namespace {

void splitPathAndQuery(std::string_view text, TargetParts& parts) {
    const std::size_t mark = text.find('?');
    parts.path = text.substr(0, mark);
    parts.hasQuery = mark != std::string_view::npos;
    if (parts.hasQuery)
        parts.query = text.substr(mark + 1);
}

}  // namespace

Why parseTarget(Method method, std::string_view target, TargetParts& parts) {
    if (method == Method::Connect)
        return Why::ConnectRefused;
    if (target.front() == '/') {
        splitPathAndQuery(target, parts);
        return Why::None;
    }
    if (target == "*") {
        if (method != Method::Options)
            return Why::TargetInvalid;
        parts.form = TargetForm::Asterisk;
        parts.path = target;
        return Why::None;
    }
    // Absolute form, http and https alone: a gateway is no origin of other schemes (RFC 9110 §7.4).
    const std::size_t colon = target.find("://");
    if (colon == std::string_view::npos)
        return Why::TargetInvalid;
    parts.form = TargetForm::Absolute;
    parts.scheme = target.substr(0, colon);
    if (!equalsIgnoreCase(parts.scheme, "http") && !equalsIgnoreCase(parts.scheme, "https"))
        return Why::TargetInvalid;
    const std::string_view rest = target.substr(colon + 3);
    const std::size_t end = rest.find_first_of("/?");
    parts.authority = rest.substr(0, end);
    if (end != std::string_view::npos)
        splitPathAndQuery(rest.substr(end), parts);
    // Also refuses user information, whose '@' no host has.
    const auto host = parseHostPort(parts.authority);
    return host && !host->host.empty() ? Why::None : Why::TargetInvalid;
}

std::optional<HostPort> parseHostPort(std::string_view text) {
    HostPort result;
    std::size_t end = 0;
    if (!text.empty() && text.front() == '[') {
        end = text.find(']');
        if (end == std::string_view::npos || end < 3)
            return std::nullopt;
        for (const char c : text.substr(1, end - 1))
            if (!isClass(c, kHex) && c != ':' && c != '.')
                return std::nullopt;
        ++end;
    } else {
        while (end < text.size() && isClass(text[end], kHost))
            ++end;
    }
    result.host = text.substr(0, end);
    if (end == text.size())
        return result;
    if (text[end] != ':' || result.host.empty())
        return std::nullopt;
    result.port = text.substr(end + 1);
    if (result.port.size() > 5)
        return std::nullopt;
    unsigned number = 0;
    for (const char c : result.port) {
        if (!isClass(c, kDigit))
            return std::nullopt;
        number = number * 10 + static_cast<unsigned>(c - '0');
    }
    if (number > 65535)
        return std::nullopt;
    return result;
}

bool sameHost(const HostPort& a, const HostPort& b, std::string_view defaultPort) {
    const auto port = [&](const HostPort& host) { return host.port.empty() ? defaultPort : host.port; };
    return equalsIgnoreCase(a.host, b.host) && port(a) == port(b);
}

}  // namespace slipway::http
