#pragma once

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>

#include "kit/http.h"

namespace shop::kit {

using Json = nlohmann::json;

/// The body as a JSON object. Faults: MediaType where it is not application/json, BadRequest where it is not JSON,
/// Invalid where it is no object. Counted as decode.
Result<Json> readObject(const Request& request);

/// A string field of `min` to `max` characters (code points), without leading or trailing white space and control
/// characters. Fault: Invalid, which names the field.
Result<std::string> stringField(const Json& object, const char* name, std::size_t min, std::size_t max);
/// The same where the field may be missing.
Result<std::optional<std::string>> optionalString(const Json& object, const char* name, std::size_t min,
                                                  std::size_t max);
/// An integer field in [min, max]. Fault: Invalid. A number with a fraction is none.
Result<std::int64_t> integerField(const Json& object, const char* name, std::int64_t min, std::int64_t max);
Result<std::optional<std::int64_t>> optionalInteger(const Json& object, const char* name, std::int64_t min,
                                                    std::int64_t max);
/// Invalid where the object has a key that is not in `known`: a misspelt field is told, not ignored.
Result<> onlyFields(const Json& object, std::initializer_list<const char*> known);

/// Counted as encode.
Response jsonResponse(int status, const Json& body);

/// The Idempotency-Key header: empty where there is none. Fault: BadRequest past 200 characters or with other than
/// printable ASCII.
Result<std::string> idempotencyKey(const Request& request);

}  // namespace shop::kit
