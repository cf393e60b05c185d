#include "gui/models/log_display.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

namespace slipway::gui {

namespace {

constexpr std::size_t kLongestParsed = 16u << 10;
constexpr std::array<std::string_view, 9> kShownBeside = {"time",     "timestamp", "ts",      "@timestamp", "level",
                                                          "severity", "lvl",       "service", "instance"};
constexpr std::array<std::string_view, 3> kMessages = {"message", "msg", "event"};

template <class List>
bool isOneOf(const List& list, std::string_view key) {
    return std::find(list.begin(), list.end(), key) != list.end();
}

std::string plain(const nlohmann::ordered_json& value) {
    if (!value.is_string()) {
        return value.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
    }
    const auto& text = value.get_ref<const std::string&>();
    const bool quotes = text.empty() || text.find_first_of(" \t\"=") != std::string::npos;
    return quotes ? '"' + text + '"' : text;
}

}  // namespace

std::string displayLine(std::string_view utf8) {
    if (utf8.size() < 2 || utf8.front() != '{' || utf8.size() > kLongestParsed) {
        return std::string(utf8);
    }
    // The writer's order is the one that it was meant to be read in.
    const auto parsed = nlohmann::ordered_json::parse(utf8, nullptr, false);
    if (!parsed.is_object()) {
        return std::string(utf8);
    }
    std::string message;
    std::string rest;
    for (const auto& [key, value] : parsed.items()) {
        if (message.empty() && isOneOf(kMessages, key) && value.is_string()) {
            message = value.get<std::string>();
        } else if (!isOneOf(kShownBeside, key)) {
            rest += (rest.empty() ? "" : " ") + key + "=" + plain(value);
        }
    }
    if (message.empty() && rest.empty()) {
        return std::string(utf8);
    }
    return message + (message.empty() || rest.empty() ? "" : "  ") + rest;
}

}  // namespace slipway::gui
