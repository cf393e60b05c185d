#include "gateway/core/router.h"

#include <algorithm>
#include <array>
#include <bit>

namespace slipway::gateway {
namespace {

constexpr std::uint64_t kFnvStart = 0xcbf29ce484222325ULL;
constexpr std::uint64_t kFnvPrime = 0x100000001b3ULL;
/// Segments of a prefix that a table tells apart; compile refuses deeper ones.
constexpr std::size_t kMaxDepth = 64;

constexpr std::uint64_t fnv(std::uint64_t hash, char c) {
    return (hash ^ static_cast<unsigned char>(c)) * kFnvPrime;
}

std::uint64_t fnv(std::string_view text) {
    std::uint64_t hash = kFnvStart;
    for (const char c : text)
        hash = fnv(hash, c);
    return hash;
}

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

bool sameIgnoringCase(std::string_view any, std::string_view lowered) {
    return any.size() == lowered.size() &&
           std::equal(any.begin(), any.end(), lowered.begin(), [](char a, char b) { return lower(a) == b; });
}

bool isWildcard(std::string_view host) {
    return host.starts_with("*.");
}

bool hostMatches(std::string_view pattern, std::string_view host) {
    if (!isWildcard(pattern))
        return sameIgnoringCase(host, pattern);
    const std::string_view suffix = pattern.substr(1);  // ".shop.local"
    return host.size() > suffix.size() && sameIgnoringCase(host.substr(host.size() - suffix.size()), suffix);
}

/// 0: any host; 1 + its length: a wildcard; more than any wildcard: exact names alone. A route with both kinds is
/// ranked by its weakest, since one rank has to do for all of its hosts.
std::size_t hostRank(const Route& route) {
    std::size_t rank = route.hosts.empty() ? 0 : SIZE_MAX;
    for (const auto& host : route.hosts)
        if (isWildcard(host))
            rank = std::min(rank, 1 + host.size());
    return rank;
}

bool winsOver(const Route& a, const Route& b) {
    if (a.prefix != b.prefix)
        return a.prefix.size() != b.prefix.size() ? a.prefix.size() > b.prefix.size() : a.prefix < b.prefix;
    if (hostRank(a) != hostRank(b))
        return hostRank(a) > hostRank(b);
    if (a.methods.empty() != b.methods.empty())
        return b.methods.empty();
    return a.headers.size() > b.headers.size();
}

bool accepts(const Route& route, std::string_view method, std::string_view host, HeaderMatcher header) {
    if (!route.hosts.empty() &&
        std::none_of(route.hosts.begin(), route.hosts.end(), [&](const auto& each) { return hostMatches(each, host); }))
        return false;
    if (!route.methods.empty() && std::find(route.methods.begin(), route.methods.end(), method) == route.methods.end())
        return false;
    return std::all_of(route.headers.begin(), route.headers.end(),
                       [&](const auto& each) { return header(each.name, each.value); });
}

}  // namespace

RouteTable::RouteTable(std::vector<Route> routes) : m_routes(std::move(routes)) {
    std::stable_sort(m_routes.begin(), m_routes.end(), winsOver);
    m_groups.resize(std::bit_ceil(2 * m_routes.size() + 1));
    for (std::size_t i = 0; i < m_routes.size();) {
        Group group{fnv(m_routes[i].prefix), static_cast<std::uint32_t>(i), 0};
        while (i < m_routes.size() && m_routes[i].prefix == m_routes[group.first].prefix) {
            ++group.count;
            ++i;
        }
        m_longest = std::max(m_longest, m_routes[group.first].prefix.size());
        std::size_t place = group.hash & (m_groups.size() - 1);
        while (m_groups[place].count != 0)
            place = (place + 1) & (m_groups.size() - 1);
        m_groups[place] = group;
    }
}

const RouteTable::Group* RouteTable::find(std::string_view prefix, std::uint64_t hash) const {
    for (std::size_t place = hash & (m_groups.size() - 1); m_groups[place].count != 0;
         place = (place + 1) & (m_groups.size() - 1))
        if (m_groups[place].hash == hash && m_routes[m_groups[place].first].prefix == prefix)
            return &m_groups[place];
    return nullptr;
}

const Route* RouteTable::match(std::string_view method, std::string_view host, std::string_view path,
                               HeaderMatcher header) const {
    if (m_routes.empty())
        return nullptr;
    // The prefixes that end at a segment's border, and their hashes, found in one pass; then the longest is asked
    // first.
    std::array<std::pair<std::size_t, std::uint64_t>, kMaxDepth + 1> borders;
    std::size_t depth = 0;
    std::uint64_t hash = kFnvStart;
    for (std::size_t i = 0; i <= path.size() && i <= m_longest && depth < borders.size(); ++i) {
        if (i == path.size() || path[i] == '/')
            borders[depth++] = {i, hash};
        if (i < path.size())
            hash = fnv(hash, path[i]);
    }
    host = hostWithoutPort(host);
    while (depth-- > 0) {
        const auto [size, at] = borders[depth];
        const Group* group = find(path.substr(0, size), at);
        for (std::uint32_t i = 0; group && i < group->count; ++i)
            if (const Route& route = m_routes[group->first + i]; accepts(route, method, host, header))
                return &route;
    }
    // A target without a leading slash ("*" of OPTIONS) has no border at its start; the root prefix still takes it.
    if (!path.starts_with('/'))
        if (const Group* group = find({}, kFnvStart))
            for (std::uint32_t i = 0; i < group->count; ++i)
                if (const Route& route = m_routes[group->first + i]; accepts(route, method, host, header))
                    return &route;
    return nullptr;
}

const RouteTarget& pickTarget(const Route& route, Random& random) {
    if (route.targets.size() == 1)
        return route.targets.front();
    std::uint32_t left = random.below(route.totalWeight);
    for (const auto& target : route.targets) {
        if (left < target.weight)
            return target;
        left -= target.weight;
    }
    return route.targets.back();
}

std::string_view hostWithoutPort(std::string_view host) {
    if (host.starts_with('[')) {
        const auto end = host.find(']');
        return end == std::string_view::npos ? host : host.substr(0, end + 1);
    }
    return host.substr(0, host.find(':'));
}

}  // namespace slipway::gateway
