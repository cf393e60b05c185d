#pragma once

#include <string>
#include <string_view>

namespace slipway {

/// Without escape sequences (ECMA-48: CSI and OSC) and other escapes of one letter.
std::string withoutAnsi(std::string_view text);

}  // namespace slipway
