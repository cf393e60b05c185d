#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mediation/json.h"

namespace slipway::mediation {

using FormFields = std::vector<std::pair<std::string, std::string>>;

/// Fields in their order (WHATWG URL §5.1): '+' is a blank, %XX a byte. Malformed for a '%' without two digits,
/// InvalidUtf8 for names and values that are none. Empty pieces (`a=1&&b=2`) are skipped.
Outcome<FormFields> parseForm(std::string_view text, const Limits& limits = {});
std::string writeForm(const FormFields& fields);

/// {"name": "value"}, and an array for a name that comes again. All values are text.
Outcome<Json> formToJson(std::string_view text, const Limits& limits = {});
/// An object of texts, numbers, booleans and arrays of these. NotExpressible for anything nested deeper, for null, and
/// for an empty array, which would vanish. Numbers and booleans come back as text.
Outcome<std::string> jsonToForm(const Json& value, const Limits& limits = {});

/// Percent-encodes all but unreserved characters (RFC 3986 §2.3): for one segment of a path, or a query's value.
std::string percentEncode(std::string_view text);
/// Nothing for a '%' without two digits. `plusIsBlank`: as in forms.
Outcome<std::string> percentDecode(std::string_view text, bool plusIsBlank);

}  // namespace slipway::mediation
