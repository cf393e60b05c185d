#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mediation/limits.h"
#include "mediation/refusal.h"

namespace slipway::mediation {

/// Objects keep the order in which their members came: it is what XML's order of elements becomes.
using Json = nlohmann::ordered_json;

/// The members of an object by their places; the object itself can only be asked by key.
using Members = std::vector<std::pair<const std::string, Json>>;
inline const Members& membersOf(const Json& object) {
    return object.get_ref<const Json::object_t&>();
}

/// Strict RFC 8259, with limits, without NUL bytes, duplicate keys, and integers beyond 64 bits (which would lose
/// digits).
Outcome<Json> parseJson(std::string_view text, const Limits& limits = {});
/// Compact. NotJson for NaN and infinities, InvalidUtf8 for strings that are none. `value` is no deeper than Limits
/// allow.
Outcome<std::string> writeJson(const Json& value);

/// What keeps a document that was not read by this library (or was put together) from being too much for it.
Outcome<void> checkJson(const Json& value, const Limits& limits);

}  // namespace slipway::mediation
