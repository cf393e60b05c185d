#include "crypto/strict_json.h"

#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

namespace slipway::crypto {

std::optional<nlohmann::json> parseStrictJson(std::string_view text) {
    using nlohmann::json;
    constexpr int kMaxDepth = 16;
    bool bad = false;
    std::vector<std::set<std::string>> keys;
    const auto look = [&](int depth, json::parse_event_t event, json& parsed) {
        if (depth > kMaxDepth)
            bad = true;
        if (event == json::parse_event_t::object_start)
            keys.emplace_back();
        else if (event == json::parse_event_t::object_end)
            keys.pop_back();
        else if (event == json::parse_event_t::key && !keys.back().insert(parsed.get<std::string>()).second)
            bad = true;
        return !bad;
    };
    json value = json::parse(text, look, false);
    if (bad || value.is_discarded())
        return std::nullopt;
    return value;
}

}  // namespace slipway::crypto
