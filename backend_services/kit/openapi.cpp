#include "kit/openapi.h"

#include <algorithm>

#include "kit/json.h"

namespace shop::kit {

namespace {

Json jsonBody(const char* description, const char* schema) {
    return {
        {"description", description},
        {"content", {{"application/json", {{"schema", {{"$ref", std::string("#/components/schemas/") + schema}}}}}}}};
}

std::string lowered(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

/// "PUT /payments/{id}" to "put-payments-id".
std::string operationId(const Route& route) {
    std::string id = lowered(route.method);
    for (const std::string& segment : route.segments) {
        id += '-';
        std::copy_if(segment.begin(), segment.end(), std::back_inserter(id),
                     [](char c) { return c != '{' && c != '}'; });
    }
    return id;
}

Json operationOf(const Route& route) {
    Json operation = {{"operationId", operationId(route)},
                      {"responses", {{"2XX", jsonBody("Done", "Answer")}, {"default", jsonBody("Not done", "Error")}}}};
    Json parameters = Json::array();
    for (const std::string& segment : route.segments) {
        if (isParam(segment)) {
            parameters.push_back({{"name", segment.substr(1, segment.size() - 2)},
                                  {"in", "path"},
                                  {"required", true},
                                  {"schema", {{"type", "string"}}}});
        }
    }
    if (!parameters.empty()) {
        operation["parameters"] = std::move(parameters);
    }
    if (route.method == "POST" || route.method == "PUT" || route.method == "PATCH") {
        operation["requestBody"] = {{"content", {{"application/json", {{"schema", {{"type", "object"}}}}}}}};
    }
    return operation;
}

}  // namespace

std::string openApiDocument(const std::string& name, const std::vector<Route>& routes) {
    Json paths = Json::object();
    for (const Route& route : routes) {
        if (isHousekeeping(route.pattern)) {
            continue;
        }
        paths[route.pattern][lowered(route.method)] = operationOf(route);
    }
    const Json error = {{"type", "object"},
                        {"properties",
                         {{"error",
                           {{"type", "object"},
                            {"properties", {{"code", {{"type", "string"}}}, {"message", {{"type", "string"}}}}}}}}}};
    return Json{{"openapi", "3.1.0"},
                {"info", {{"title", name}, {"version", "1"}}},
                {"paths", std::move(paths)},
                {"components", {{"schemas", {{"Answer", {{"type", "object"}}}, {"Error", error}}}}}}
        .dump();
}

}  // namespace shop::kit
