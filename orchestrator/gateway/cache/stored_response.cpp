#include "gateway/cache/stored_response.h"

#include <algorithm>
#include <array>

#include "gateway/cache/field_text.h"

namespace slipway::gateway::cache {

namespace {

std::string_view opaque(std::string_view tag) {
    return tag.starts_with("W/") ? tag.substr(2) : tag;
}

}  // namespace

void Body::append(std::string_view payload) {
    bytes += payload.size();
    while (!payload.empty()) {
        if (chunks.empty() || chunks.back().size() >= kChunkBytes)
            chunks.emplace_back();
        std::string& last = chunks.back();
        const std::size_t part = std::min(payload.size(), kChunkBytes - last.size());
        last.append(payload.substr(0, part));
        payload.remove_prefix(part);
    }
}

std::size_t StoredResponse::cost() const {
    std::size_t bytes = sizeof(StoredResponse) + fields.size() + scope.size() + etag.size();
    for (const Selecting& each : selecting)
        bytes += sizeof(Selecting) + each.name.size() + each.value.size();
    if (body)
        for (const std::string& chunk : body->chunks)
            bytes += sizeof chunk + chunk.capacity();
    return bytes;
}

std::string normalised(std::string_view value) {
    std::string out;
    for (;;) {
        const std::size_t comma = std::min(value.find(','), value.size());
        out += http::trimOws(value.substr(0, comma));
        if (comma == value.size())
            return out;
        out += ',';
        value.remove_prefix(comma + 1);
    }
}

bool matchesSelection(const StoredResponse& stored, const RequestFields& request) {
    std::string value;
    return std::all_of(stored.selecting.begin(), stored.selecting.end(), [&](const Selecting& each) {
        const bool present = request.combined(each.name, value);
        return present == each.present && (!present || normalised(value) == each.value);
    });
}

bool anyTagMatchesWeakly(std::string_view list, std::string_view tag) {
    if (http::trimOws(list) == "*")
        return true;
    while (!list.empty()) {
        const std::size_t begin = list.find_first_not_of(" \t,");
        if (begin == std::string_view::npos)
            return false;
        list.remove_prefix(begin);
        const std::size_t quote = list.find('"');
        const std::size_t end = quote == std::string_view::npos ? quote : list.find('"', quote + 1);
        if (end == std::string_view::npos)
            return false;
        if (opaque(list.substr(0, end + 1)) == opaque(tag))
            return !tag.empty();
        list.remove_prefix(end + 1);
    }
    return false;
}

bool isNotModified(const StoredResponse& stored, std::string_view ifNoneMatch, std::string_view ifModifiedSince,
                   WallSeconds now) {
    if (stored.status != 200)
        return false;
    if (!ifNoneMatch.empty())
        return anyTagMatchesWeakly(ifNoneMatch, stored.etag);
    if (ifModifiedSince.empty() || !stored.lastModified)
        return false;
    const auto since = parseHttpDate(ifModifiedSince, now);
    return since && *stored.lastModified <= *since;
}

std::string fieldsOf304(const StoredResponse& stored) {
    constexpr std::array<std::string_view, 6> kNames = {"Cache-Control", "Content-Location", "Date",
                                                        "ETag",          "Expires",          "Vary"};
    std::string out;
    eachLine(stored.fields, [&](std::string_view name, std::string_view value) {
        const auto is = [&](std::string_view each) { return http::equalsIgnoreCase(each, name); };
        // Without an ETag, Last-Modified is what the client goes by.
        if (std::any_of(kNames.begin(), kNames.end(), is) || (stored.etag.empty() && is("Last-Modified")) || is("Via"))
            addLine(out, name, value);
    });
    return out;
}

}  // namespace slipway::gateway::cache
