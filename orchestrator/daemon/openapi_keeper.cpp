#include "daemon/openapi_keeper.h"

#include <algorithm>

#include "daemon/loopback_request.h"
#include "mediation/openapi_merge.h"

namespace slipway::daemon {
namespace {

constexpr auto kAgain = std::chrono::seconds(10);
constexpr std::size_t kMaxDocument = 4u << 20;

const model::Instance* readyOne(const model::World& world, const ServiceName& service) {
    for (const model::Instance* instance : world.of(service))
        if (instance->state == model::InstanceState::Ready && instance->port != 0)
            return instance;
    return nullptr;
}

/// What the merged document depends on beside the services' own.
std::string shapeOf(const model::Project& project) {
    std::string shape;
    for (const auto& route : project.gateway.routes) {
        shape += route.pathPrefix + (route.stripPrefix ? " strips" : " ");
        for (const auto& method : route.methods)
            shape += method + ',';
        for (const auto& target : route.to)
            shape += ' ' + target.service.str();
        shape += '\n';
    }
    for (const auto& service : project.services)
        shape += service.name.str() + ' ' + service.owner.str() + ' ' + service.openapi + '\n';
    return shape;
}

}  // namespace

void OpenApiKeeper::look(const model::Project& project, const model::World& world) {
    const std::string name = project.name.str();
    const auto& services = project.services;
    if (std::none_of(services.begin(), services.end(), [](const auto& each) { return !each.openapi.empty(); })) {
        if (m_projects.erase(name) != 0)
            m_callbacks.changed();
        return;
    }
    Kept& kept = m_projects[name];
    for (const auto& service : services) {
        if (service.openapi.empty()) {
            kept.stale = kept.sources.erase(service.name.str()) != 0 || kept.stale;
            continue;
        }
        Source& source = kept.sources[service.name.str()];
        const model::Instance* instance = readyOne(world, service.name);
        const bool known =
            instance && source.document && source.revision == instance->revision && source.path == service.openapi;
        if (!instance || known || source.asked || m_clock.now() < source.nextTry)
            continue;
        source.asked = true;
        source.path = service.openapi;
        requestLoopback(
            this, instance->port, "GET", service.openapi,
            [this, name, id = service.name.str(), revision = instance->revision](const Result<LoopbackAnswer>& answer) {
                if (!answer)
                    missed(name, id, answer.error().message);
                else if (answer->status != 200)
                    missed(name, id, "it answered " + std::to_string(answer->status));
                else
                    take(name, id, revision, answer->body);
            });
    }
    const std::string shape = shapeOf(project);
    if (!kept.stale && kept.shape == shape)
        return;
    kept.stale = false;
    kept.shape = shape;
    merge(project, kept);
}

void OpenApiKeeper::take(const std::string& project, const std::string& service, int revision,
                         const std::string& body) {
    const auto kept = m_projects.find(project);
    if (kept == m_projects.end())
        return;
    mediation::Limits limits;
    limits.bytes = kMaxDocument;
    auto document = mediation::parseJson(body, limits);
    if (!document)
        return missed(project, service, "it is no JSON: " + document.error().message);
    Source& source = kept->second.sources[service];
    source.asked = false;
    source.revision = revision;
    source.document = std::move(*document);
    kept->second.stale = true;
}

void OpenApiKeeper::missed(const std::string& project, const std::string& service, const std::string& why) {
    const auto kept = m_projects.find(project);
    if (kept == m_projects.end())
        return;
    Source& source = kept->second.sources[service];
    source.asked = false;
    source.nextTry = m_clock.now() + kAgain;
    // What was read of the revision before stays until there is something better.
    if (!source.document)
        m_callbacks.warned(project, "the OpenAPI document of " + service + " can't be had: " + why);
}

void OpenApiKeeper::merge(const model::Project& project, Kept& kept) {
    std::vector<mediation::OpenApiPart> parts;
    for (const auto& route : project.gateway.routes)
        for (const auto& target : route.to) {
            const auto source = kept.sources.find(target.service.str());
            const model::Service* service = project.service(target.service);
            if (source == kept.sources.end() || !source->second.document || !service)
                continue;
            mediation::OpenApiPart part;
            part.service = target.service.str();
            part.owner = service->owner.str();
            for (const auto& team : project.teams)
                if (team.id == service->owner)
                    part.ownerDescription = team.name + (team.contact.empty() ? "" : ", " + team.contact);
            part.routePrefix = route.pathPrefix;
            part.stripPrefix = route.stripPrefix;
            part.methods = route.methods;
            part.document = *source->second.document;
            parts.push_back(std::move(part));
        }
    const mediation::OpenApiMerged merged = mediation::mergeOpenApi(project.name.str(), "1", parts);
    std::string warnings;
    for (const auto& warning : merged.warnings)
        warnings += (warnings.empty() ? "" : "; ") + warning;
    if (warnings != kept.warnings && !warnings.empty())
        m_callbacks.warned(project.name.str(), "/openapi.json: " + warnings);
    kept.warnings = std::move(warnings);
    const std::string text = parts.empty() ? "" : mediation::writeJson(merged.document).value_or("");
    if (text == kept.merged)
        return;
    kept.merged = text;
    m_callbacks.changed();
}

std::string OpenApiKeeper::of(const std::string& project) const {
    const auto kept = m_projects.find(project);
    return kept == m_projects.end() ? "" : kept->second.merged;
}

}  // namespace slipway::daemon
