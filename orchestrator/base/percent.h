#pragma once

#include <map>
#include <string>
#include <string_view>

namespace slipway {

/// All but the unreserved characters of RFC 3986 §2.3 as %XX.
std::string percentEncoded(std::string_view text);
/// %XX as its byte; a '%' without two hex digits stays. `plusIsSpace`: as in a query that a form made.
std::string percentDecoded(std::string_view text, bool plusIsSpace);
/// "a=1&b" -> {a: "1", b: ""}, decoded; of a name that comes twice, the last.
std::map<std::string, std::string> queryFields(std::string_view query);

}  // namespace slipway
