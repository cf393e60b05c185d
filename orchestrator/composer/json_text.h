#pragma once

#include <nlohmann/json.hpp>
#include <string>

namespace slipway::composer {

/// One line of JSON; bytes that are no UTF-8 (of a service's answer) become U+FFFD. `Json`: nlohmann::json or
/// ordered_json.
template <class Json = nlohmann::json>
std::string dumped(const Json& value) {
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace slipway::composer
