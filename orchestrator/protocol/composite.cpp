#include "protocol/composite.h"

#include <algorithm>

namespace slipway::composite {
namespace {

using nlohmann::json;

json pairs(const std::vector<std::pair<std::string, std::string>>& headers) {
    json out = json::array();
    for (const auto& [name, value] : headers)
        out.push_back({name, value});
    return out;
}

std::vector<std::pair<std::string, std::string>> readPairs(const json& list) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const auto& pair : list)
        out.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    return out;
}

json toJson(const Call& call) {
    json out{{"service", call.service}, {"method", call.method}, {"path", call.path}, {"headers", pairs(call.headers)}};
    if (call.body)
        out["body"] = *call.body;
    return out;
}

Call readCall(const json& from) {
    Call call{from.at("service"), from.at("method"), from.at("path"), readPairs(from.at("headers")), std::nullopt};
    if (from.contains("body"))
        call.body = from.at("body");
    return call;
}

json toJson(const Step& step) {
    json out{{"name", step.name}, {"call", toJson(step.call)},          {"when", step.when},
             {"key", step.key},   {"timeout_ms", step.timeout.count()}, {"retries", step.retries},
             {"save", step.save}};
    if (step.undo)
        out["undo"] = toJson(*step.undo);
    return out;
}

Step readStep(const json& from) {
    Step step;
    step.name = from.at("name");
    step.call = readCall(from.at("call"));
    step.when = from.at("when");
    step.key = from.at("key");
    step.timeout = milliseconds(from.at("timeout_ms").get<std::int64_t>());
    step.retries = from.at("retries");
    step.save = from.at("save").get<std::vector<std::string>>();
    if (from.contains("undo"))
        step.undo = readCall(from.at("undo"));
    return step;
}

json toJson(const Composite& composite) {
    json groups = json::array();
    for (const auto& group : composite.groups) {
        json steps = json::array();
        for (const auto& step : group)
            steps.push_back(toJson(step));
        groups.push_back(std::move(steps));
    }
    json response{{"status", composite.response.status}, {"headers", pairs(composite.response.headers)}};
    if (composite.response.body)
        response["body"] = *composite.response.body;
    return {{"name", composite.name},
            {"timeout_ms", composite.timeout.count()},
            {"mode", composite.mode == Mode::Async ? "async" : "sync"},
            {"stuck_after", composite.stuckAfter},
            {"groups", std::move(groups)},
            {"response", std::move(response)},
            {"prefixes", composite.prefixes},
            {"methods", composite.methods}};
}

Composite readComposite(const json& from) {
    Composite composite;
    composite.name = from.at("name");
    composite.timeout = milliseconds(from.at("timeout_ms").get<std::int64_t>());
    composite.mode = from.at("mode") == "async" ? Mode::Async : Mode::Sync;
    composite.stuckAfter = from.at("stuck_after");
    for (const auto& group : from.at("groups")) {
        composite.groups.emplace_back();
        for (const auto& step : group)
            composite.groups.back().push_back(readStep(step));
    }
    const json& response = from.at("response");
    composite.response.status = response.at("status");
    composite.response.headers = readPairs(response.at("headers"));
    if (response.contains("body"))
        composite.response.body = response.at("body");
    composite.prefixes = from.at("prefixes").get<std::vector<std::string>>();
    // Definitions that older runs began with have none.
    composite.methods = from.value("methods", std::vector<std::string>());
    return composite;
}

tl::unexpected<Error> corrupt(const char* what, const std::exception& failure) {
    return fail(ErrorCode::Corrupt, std::string(what) + " can't be read: " + failure.what());
}

}  // namespace

const Step* Composite::step(const std::string& wanted) const {
    for (const auto& group : groups)
        for (const auto& each : group)
            if (each.name == wanted)
                return &each;
    return nullptr;
}

bool Composite::readsOnly() const {
    for (const auto& group : groups)
        for (const auto& each : group)
            if (!each.call.changesNothing())
                return false;
    return true;
}

std::vector<std::string> Composite::takenMethods() const {
    std::vector<std::string> taken;
    if (readsOnly())
        taken = {"GET", "HEAD"};
    taken.emplace_back("POST");
    for (const char* method : {"PUT", "PATCH", "DELETE"})
        if (std::find(methods.begin(), methods.end(), method) != methods.end())
            taken.emplace_back(method);
    return taken;
}

std::string encode(const Composite& composite) {
    return toJson(composite).dump();
}

std::string encode(const Composites& composites) {
    json all = json::array();
    for (const auto& each : composites.all)
        all.push_back(toJson(each));
    return json{{"composites", std::move(all)}, {"urls", composites.urls}}.dump();
}

Result<Composite> decodeComposite(const std::string& text) {
    try {
        return readComposite(json::parse(text));
    } catch (const json::exception& failure) {
        return corrupt("a composite", failure);
    }
}

Result<Composites> decodeComposites(const std::string& text) {
    try {
        const json from = json::parse(text);
        Composites composites;
        for (const auto& each : from.at("composites"))
            composites.all.push_back(readComposite(each));
        composites.urls = from.at("urls").get<std::map<std::string, std::string>>();
        return composites;
    } catch (const json::exception& failure) {
        return corrupt("SLIPWAY_COMPOSITES", failure);
    }
}

}  // namespace slipway::composite
