#include "protocol/gateway_mirror.h"

#include <nlohmann/json.hpp>

namespace slipway::protocol {
namespace {

using nlohmann::json;

template <class T>
void take(const json& from, const char* key, T& into) {
    const auto found = from.find(key);
    if (found == from.end())
        return;
    if constexpr (std::is_same_v<T, std::string>) {
        if (found->is_string())
            into = found->get<std::string>();
    } else if (found->is_number_integer()) {
        into = found->get<T>();
    }
}

json answerJson(const MirrorAnswer& answer) {
    return {{"status", answer.status}, {"bytes", answer.bytes}, {"digest", answer.digest}};
}

MirrorAnswer answerFrom(const json& row, const char* key) {
    MirrorAnswer answer;
    if (const auto found = row.find(key); found != row.end() && found->is_object()) {
        take(*found, "status", answer.status);
        take(*found, "bytes", answer.bytes);
        take(*found, "digest", answer.digest);
    }
    return answer;
}

}  // namespace

json toJson(const MirrorStats& stats) {
    json differences = json::array();
    for (const auto& each : stats.differences)
        differences.push_back({{"at_ms", each.atMs},
                               {"method", each.method},
                               {"path", each.path},
                               {"request_id", each.requestId},
                               {"what", each.what},
                               {"pointer", each.pointer},
                               {"original", answerJson(each.original)},
                               {"shadow", answerJson(each.shadow)}});
    return {{"project", stats.project},     {"route", stats.route},
            {"service", stats.service},     {"same", stats.same},
            {"different", stats.different}, {"failed", stats.failed},
            {"dropped", stats.dropped},     {"too_large", stats.tooLarge},
            {"kept", stats.kept},           {"differences", std::move(differences)}};
}

MirrorStats mirrorFromJson(const json& row) {
    MirrorStats stats;
    if (!row.is_object())
        return stats;
    take(row, "project", stats.project);
    take(row, "route", stats.route);
    take(row, "service", stats.service);
    take(row, "same", stats.same);
    take(row, "different", stats.different);
    take(row, "failed", stats.failed);
    take(row, "dropped", stats.dropped);
    take(row, "too_large", stats.tooLarge);
    take(row, "kept", stats.kept);
    const auto list = row.find("differences");
    for (const json& each : list != row.end() && list->is_array() ? *list : json::array()) {
        if (!each.is_object())
            continue;
        MirrorDifference difference;
        take(each, "at_ms", difference.atMs);
        take(each, "method", difference.method);
        take(each, "path", difference.path);
        take(each, "request_id", difference.requestId);
        take(each, "what", difference.what);
        take(each, "pointer", difference.pointer);
        difference.original = answerFrom(each, "original");
        difference.shadow = answerFrom(each, "shadow");
        stats.differences.push_back(std::move(difference));
    }
    return stats;
}

}  // namespace slipway::protocol
