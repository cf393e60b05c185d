#include "composer/openapi_document.h"

#include <algorithm>

#include "base/problem_document.h"
#include "composer/json_text.h"

namespace slipway::composer {
namespace {

using nlohmann::json;

json answer(const char* description, const char* mediaType, const char* schema) {
    return {{"description", description},
            {"content", {{mediaType, {{"schema", {{"$ref", std::string("#/components/schemas/") + schema}}}}}}}};
}

json problems() {
    return answer("Not done, or undone; why is in it", std::string(kProblemMediaType).c_str(), "Problem");
}

json operationOf(const composite::Composite& composite, const std::string& method) {
    const bool async = composite.mode == composite::Mode::Async;
    json operation{{"summary", "The composite " + composite.name}, {"responses", {{"default", problems()}}}};
    operation["responses"][std::to_string(async ? 202 : composite.response.status)] =
        async ? answer("Begun; status_url tells how it ends", "application/json", "Run")
              : json{{"description", "Done"}, {"content", {{"application/json", {{"schema", json::object()}}}}}};
    if (method == "GET" || method == "HEAD" || method == "DELETE")
        return operation;
    operation["requestBody"] = {{"content", {{"application/json", {{"schema", json::object()}}}}}};
    operation["parameters"] = json::array({{{"name", "Idempotency-Key"},
                                            {"in", "header"},
                                            {"description", "A request that comes again with it is the same run"},
                                            {"schema", {{"type", "string"}, {"maxLength", 200}}}}});
    return operation;
}

json statusItem(const composite::Composite& composite) {
    return {{"get",
             {{"summary", "How a run of " + composite.name + " goes, or ended"},
              {"parameters",
               json::array({{{"name", "id"}, {"in", "path"}, {"required", true}, {"schema", {{"type", "string"}}}}})},
              {"responses", {{"200", answer("The run", "application/json", "Run")}, {"default", problems()}}}}}};
}

json properties(std::initializer_list<std::pair<const char*, const char*>> of) {
    json all = json::object();
    for (const auto& [name, type] : of)
        all[name] = {{"type", type}};
    return {{"type", "object"}, {"properties", std::move(all)}};
}

}  // namespace

std::string openApiDocument(const composite::Composites& composites) {
    json paths = json::object();
    for (const auto& composite : composites.all)
        for (const std::string& prefix : composite.prefixes) {
            for (const std::string& method : composite.takenMethods()) {
                std::string key = method;
                std::transform(key.begin(), key.end(), key.begin(), [](char c) { return static_cast<char>(c + 32); });
                paths[prefix][key] = operationOf(composite, method);
            }
            if (composite.isKept())
                paths[prefix + "/sagas/{id}"] = statusItem(composite);
        }
    return dumped({{"openapi", "3.0.3"},
                   {"info", {{"title", "composites"}, {"version", "1"}}},
                   {"paths", std::move(paths)},
                   {"components",
                    {{"schemas",
                      {{"Run", properties({{"saga", "string"}, {"state", "string"}, {"status_url", "string"}})},
                       {"Problem", properties({{"type", "string"},
                                               {"title", "string"},
                                               {"status", "integer"},
                                               {"detail", "string"},
                                               {"code", "string"},
                                               {"request_id", "string"}})}}}}}});
}

}  // namespace slipway::composer
