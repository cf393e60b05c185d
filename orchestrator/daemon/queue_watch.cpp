#include "daemon/queue_watch.h"

#include <nlohmann/json.hpp>

#include "daemon/loopback_request.h"

namespace slipway::daemon {

void QueueWatch::ask(const std::string& project, int port) {
    if (port == 0 || !m_asked.insert(project).second)
        return;
    requestLoopback(this, port, "GET", "/-/queues", [this, project](const Result<LoopbackAnswer>& answer) {
        m_asked.erase(project);
        if (answer && answer->status == 200)
            take(project, answer->body);
    });
}

void QueueWatch::take(const std::string& project, const std::string& body) {
    using nlohmann::json;
    const json rows = json::parse(body, nullptr, false);
    if (!rows.is_array())
        return;
    auto& told = m_told[project];
    told.clear();
    const auto count = [](const json& row, const char* key) {
        const auto found = row.find(key);
        return found != row.end() && found->is_number_integer() ? found->get<std::int64_t>() : 0;
    };
    for (const json& row : rows)
        if (row.is_object() && row.contains("caller") && row["caller"].is_string() && row.contains("service") &&
            row["service"].is_string())
            told[{row["caller"].get<std::string>(), row["service"].get<std::string>()}] = {
                count(row, "depth"), count(row, "in_flight"), count(row, "dead"), count(row, "lag_ms")};
}

std::optional<api::EdgeQueue> QueueWatch::of(const std::string& project, const std::string& caller,
                                             const std::string& service) const {
    const auto found = m_told.find(project);
    if (found == m_told.end())
        return std::nullopt;
    const auto queue = found->second.find({caller, service});
    return queue == found->second.end() ? std::nullopt : std::optional(queue->second);
}

std::vector<QueueWatch::Orphan> QueueWatch::orphansOf(const model::Project& project) const {
    std::vector<Orphan> orphans;
    const auto found = m_told.find(project.name.str());
    if (found == m_told.end())
        return orphans;
    for (const auto& [ends, queue] : found->second) {
        const auto* caller = project.service(ServiceName(ends.first));
        if (queue.depth + queue.dead > 0 && !(caller && caller->asyncCalls.contains(ServiceName(ends.second))))
            orphans.push_back({ends.first, ends.second, queue});
    }
    return orphans;
}

}  // namespace slipway::daemon
