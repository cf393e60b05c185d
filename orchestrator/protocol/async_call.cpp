#include "protocol/async_call.h"

#include <nlohmann/json.hpp>

namespace slipway::async {

using nlohmann::json;

std::string encode(const std::vector<Queue>& queues) {
    json list = json::array();
    for (const Queue& queue : queues)
        list.push_back({{"caller", queue.caller},
                        {"service", queue.service},
                        {"url", queue.urlVariable},
                        {"key", queue.keyHeader},
                        {"attempts", queue.attempts},
                        {"concurrency", queue.concurrency},
                        {"timeout_ms", queue.timeout.count()},
                        {"delay_ms", queue.delay.count()},
                        {"max_delay_ms", queue.maxDelay.count()}});
    return list.dump();
}

Result<std::vector<Queue>> decodeQueues(const std::string& text) {
    std::vector<Queue> queues;
    if (text.empty())
        return queues;
    try {
        for (const json& from : json::parse(text)) {
            Queue queue;
            queue.caller = from.at("caller");
            queue.service = from.at("service");
            queue.urlVariable = from.at("url");
            queue.keyHeader = from.at("key");
            queue.attempts = from.at("attempts");
            queue.concurrency = from.at("concurrency");
            queue.timeout = std::chrono::milliseconds(from.at("timeout_ms").get<std::int64_t>());
            queue.delay = std::chrono::milliseconds(from.at("delay_ms").get<std::int64_t>());
            queue.maxDelay = std::chrono::milliseconds(from.at("max_delay_ms").get<std::int64_t>());
            queues.push_back(std::move(queue));
        }
    } catch (const json::exception& wrong) {
        return fail(ErrorCode::Corrupt, std::string("SLIPWAY_QUEUES is not what a manifest makes: ") + wrong.what());
    }
    return queues;
}

std::string sendPrefix(const std::string& caller, const std::string& service) {
    return "/-/send/" + caller + "/" + service;
}

}  // namespace slipway::async
