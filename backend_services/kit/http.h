#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "kit/error.h"

namespace shop::kit {

/// True where two header names are the same (ASCII, RFC 9110 §5.1).
bool sameName(std::string_view a, std::string_view b);

/// A request as handlers see it. Every view lives as long as the handler runs.
struct Request {
    std::string_view method;
    std::string_view target;  ///< as it came: path, and `?query` where there is one
    std::string_view path;    ///< as it came, still percent-encoded
    std::string_view query;   ///< without its `?`
    std::vector<std::pair<std::string_view, std::string_view>> headers;
    std::string_view body;
    std::vector<std::pair<std::string_view, std::string>> params;  ///< of the route: `{id}`, decoded

    /// First value of the header, or empty.
    std::string_view header(std::string_view name) const;
    /// The decoded value of `{name}`; the route has it, or this is a bug and the answer is empty.
    const std::string& param(std::string_view name) const;
    /// The decoded value of `?name=`; nothing where it is missing or not decodable.
    std::optional<std::string> queryValue(std::string_view name) const;
};

struct Response {
    int status = 200;
    std::string contentType = "application/json";
    std::string body;
    std::vector<std::pair<std::string, std::string>> headers;
};

/// `%41` to `A`; nothing where the encoding is broken or hides a NUL. `+` stays `+`: ids and paths are no forms.
std::optional<std::string> percentDecode(std::string_view text);
/// Everything but RFC 3986 §2.3's unreserved characters becomes `%XX`.
std::string percentEncode(std::string_view text);

/// `{"error": {"code", "message"}}` with the status of its fault.
Response errorResponse(const Error& error);

}  // namespace shop::kit
