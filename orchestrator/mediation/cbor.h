#pragma once

#include <string>
#include <string_view>

#include "mediation/json.h"

namespace slipway::mediation {

/// CBOR (RFC 8949) as JSON, by its §6.1, strictly: one well-formed item and nothing behind it, text that is UTF-8,
/// unique keys, keys that are text. Byte strings become base64url text; `undefined` becomes null; tags that only say
/// what a text or number means are dropped (0, 1, 21 to 24, 32 to 36, 55799). Bignums up to 64 bits become integers.
/// Refused: larger bignums and integers below -2^63 (BadValue), NaN and infinities, other tags, other simple values
/// (NotJson).
Outcome<Json> cborToJson(std::string_view bytes, const Limits& limits = {});
/// Definite lengths, shortest integers, floats of 32 or 64 bits: reading gives the same document.
Outcome<std::string> jsonToCbor(const Json& value, const Limits& limits = {});

/// MessagePack as JSON. Binary becomes base64url text. Refused: extension types, timestamps among them (NotJson), keys
/// that are no text and bytes behind the end (Malformed, TrailingBytes).
Outcome<Json> messagePackToJson(std::string_view bytes, const Limits& limits = {});
Outcome<std::string> jsonToMessagePack(const Json& value, const Limits& limits = {});

}  // namespace slipway::mediation
