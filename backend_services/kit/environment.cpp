#include "kit/environment.h"

#include <charconv>
#include <cstdlib>

namespace shop::kit {

namespace {

Result<std::optional<long>> number(const char* name, long min, long max) {
    const std::string text = environmentValue(name);
    if (text.empty()) {
        return std::nullopt;
    }
    long value = 0;
    const auto [stopped, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || stopped != text.data() + text.size() || value < min || value > max) {
        return fail(Fault::BadRequest, "bad_environment",
                    std::string(name) + "=" + text + " is not a number from " + std::to_string(min) + " to " +
                        std::to_string(max));
    }
    return std::optional(value);
}

}  // namespace

std::string environmentValue(const char* name) {
    const char* value = std::getenv(name);
    return value == nullptr ? std::string() : std::string(value);
}

Result<Environment> readEnvironment() {
    constexpr long kDayMs = 86'400'000;
    Environment result;
    const auto exitAtStart = number("SHOP_EXIT_AT_START", 0, 255);
    const auto port = number("PORT", 0, 65535);
    const auto startDelay = number("SHOP_START_DELAY_MS", 0, kDayMs);
    const auto neverReady = number("SHOP_NEVER_READY", 0, 1);
    const auto latency = number("SHOP_LATENCY_MS", 0, kDayMs);
    for (const auto* read : {&exitAtStart, &port, &startDelay, &neverReady, &latency}) {
        if (!*read) {
            return tl::unexpected(read->error());
        }
    }
    if (*exitAtStart) {
        result.exitAtStart = static_cast<int>(**exitAtStart);
        return result;
    }
    if (!*port) {
        return fail(Fault::BadRequest, "bad_environment",
                    "PORT is not set: it says which port on 127.0.0.1 to listen on");
    }
    result.port = static_cast<std::uint16_t>(**port);
    result.startDelay = std::chrono::milliseconds(startDelay->value_or(0));
    result.neverReady = neverReady->value_or(0) == 1;
    result.latency = std::chrono::milliseconds(latency->value_or(0));
    result.dataPath = environmentValue("DATA_PATH");
    result.instance = environmentValue("SLIPWAY_INSTANCE");
    result.accessLog = environmentValue("SHOP_ACCESS_LOG") != "off";
    return result;
}

}  // namespace shop::kit
