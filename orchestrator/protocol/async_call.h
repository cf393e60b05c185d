#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/error.h"

/// What a manifest's `calls` with `mode: async` say, as the composer is told them in its environment (SLIPWAY_QUEUES).
namespace slipway::async {

/// One caller's queue to one service.
struct Queue {
    std::string caller;
    std::string service;
    std::string urlVariable;                    ///< that holds the service's address, "POINTS_URL"
    std::string keyHeader = "x-ordering-key";   ///< lower case; messages with one value of it keep their order
    int attempts = 10;                          ///< tries that reached the service, 1-1000; then it is a dead letter
    int concurrency = 16;                       ///< deliveries at a time, 1-256
    std::chrono::milliseconds timeout{10'000};  ///< of one try
    std::chrono::milliseconds delay{200};       ///< before the second try; doubled from try to try
    std::chrono::milliseconds maxDelay{30'000};

    std::string name() const { return caller + "/" + service; }
};

std::string encode(const std::vector<Queue>& queues);
/// Errors: Corrupt. No text is no queues.
Result<std::vector<Queue>> decodeQueues(const std::string& text);

/// The path under which the composer takes messages of a queue. The gateway puts it in front of the caller's path; no
/// route of the manifest can lead to `/-/`.
std::string sendPrefix(const std::string& caller, const std::string& service);
/// Where the caller finds what became of a message, seen from its own URL of the service.
inline constexpr const char* kMessagesPath = "/-/messages";

}  // namespace slipway::async
