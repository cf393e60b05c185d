#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace slipway::composer {

/// One line of JSON; bytes that are no UTF-8 (of a service's answer) become U+FFFD.
inline std::string dumped(const nlohmann::json& value) {
    return value.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

}  // namespace slipway::composer
