#pragma once

#include <optional>
#include <string_view>

#include "http/chars.h"
#include "http/request_head.h"

namespace slipway::gateway {

/// The first cookie of this name (RFC 6265 section 4.2.1; names are case-sensitive); nothing where there is none.
inline std::optional<std::string_view> cookieOf(const http::RequestHead& head, std::string_view name) {
    for (const http::Field field : head.fields()) {
        if (!http::equalsIgnoreCase(field.name, "cookie"))
            continue;
        std::string_view rest = field.value;
        while (!rest.empty()) {
            const auto end = rest.find(';');
            std::string_view pair = rest.substr(0, end);
            rest = end == std::string_view::npos ? std::string_view() : rest.substr(end + 1);
            while (!pair.empty() && (pair.front() == ' ' || pair.front() == '\t'))
                pair.remove_prefix(1);
            if (pair.size() > name.size() && pair.starts_with(name) && pair[name.size()] == '=')
                return pair.substr(name.size() + 1);
        }
    }
    return std::nullopt;
}

}  // namespace slipway::gateway
