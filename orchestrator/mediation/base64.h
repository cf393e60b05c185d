#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace slipway::mediation {

/// RFC 4648 §5, without padding.
std::string base64Url(const std::vector<std::uint8_t>& bytes);

}  // namespace slipway::mediation
