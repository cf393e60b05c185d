#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

#include "kit/error.h"

namespace shop::kit {

/// What a service is told by its environment. Read once, at the start.
struct Environment {
    std::uint16_t port = 0;  ///< PORT; 0 takes a free one, which the log names
    std::string dataPath;    ///< DATA_PATH, absolute or from the working directory
    std::string instance;    ///< SLIPWAY_INSTANCE: `users-1`
    bool accessLog = true;   ///< off with SHOP_ACCESS_LOG=off

    // Fault switches, for tests and tours.
    std::chrono::milliseconds startDelay{0};  ///< SHOP_START_DELAY_MS: not ready before
    bool neverReady = false;                  ///< SHOP_NEVER_READY=1
    std::optional<int> exitAtStart;           ///< SHOP_EXIT_AT_START=N: exits with N at once
    std::chrono::milliseconds latency{0};     ///< SHOP_LATENCY_MS: added to each answer, health and metrics apart
};

/// Fault: BadRequest with a sentence that names the variable and what it must be.
Result<Environment> readEnvironment();

/// The value, or empty.
std::string environmentValue(const char* name);

}  // namespace shop::kit
