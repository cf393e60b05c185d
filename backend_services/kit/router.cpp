#include "kit/router.h"

namespace shop::kit {

bool isParam(const std::string& segment) {
    return segment.size() > 2 && segment.front() == '{';
}

namespace {

/// `/a/b` to `a`, `b`; `/` to nothing. A trailing slash is an empty last segment and matches no route: one address, one
/// resource.
template <class Each>
void eachSegment(std::string_view path, Each&& each) {
    if (path.empty() || path == "/") {
        return;
    }
    std::size_t from = 1;
    while (true) {
        const auto end = path.find('/', from);
        each(path.substr(from, end == std::string_view::npos ? end : end - from));
        if (end == std::string_view::npos) {
            return;
        }
        from = end + 1;
    }
}

bool matches(const Route& route, const std::vector<std::string_view>& segments) {
    if (route.segments.size() != segments.size()) {
        return false;
    }
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const std::string& wanted = route.segments[i];
        if (isParam(wanted) ? segments[i].empty() : wanted != segments[i]) {
            return false;
        }
    }
    return true;
}

}  // namespace

bool isHousekeeping(std::string_view path) {
    return path.starts_with("/health/") || path == "/metrics" || path == "/openapi.json";
}

void Router::add(std::string_view method, std::string_view pattern, Work work, Handler handler) {
    Route route{std::string(method), std::string(pattern), std::move(handler), work, m_routes.size(), {}};
    eachSegment(route.pattern, [&](std::string_view segment) { route.segments.emplace_back(segment); });
    m_routes.push_back(std::move(route));
}

Router::Match Router::match(Request& request) const {
    Match result;
    if (request.path.empty() || request.path.front() != '/') {
        return result;
    }
    std::vector<std::string_view> segments;
    segments.reserve(6);
    eachSegment(request.path, [&](std::string_view segment) { segments.push_back(segment); });
    const std::string_view method = request.method == "HEAD" ? std::string_view("GET") : request.method;
    for (const Route& route : m_routes) {
        if (!matches(route, segments)) {
            continue;
        }
        if (route.method != method) {
            result.allow += result.allow.empty() ? "" : ", ";
            result.allow += route.method == "GET" ? "GET, HEAD" : route.method;
            continue;
        }
        for (std::size_t i = 0; i < segments.size(); ++i) {
            const std::string& name = route.segments[i];
            if (!isParam(name)) {
                continue;
            }
            auto decoded = percentDecode(segments[i]);
            if (!decoded) {
                result.badEncoding = true;
                return result;
            }
            request.params.emplace_back(std::string_view(name).substr(1, name.size() - 2), std::move(*decoded));
        }
        result.route = &route;
        return result;
    }
    return result;
}

}  // namespace shop::kit
