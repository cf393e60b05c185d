#pragma once

#include <string_view>

namespace slipway::http {

/// A field to write. One whose name is no token, or whose value has a byte that no value may have, is left out: it
/// would change the framing.
struct FieldLine {
    std::string_view name;
    std::string_view value;
};

}  // namespace slipway::http
