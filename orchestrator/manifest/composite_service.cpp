#include <algorithm>
#include <set>

#include "manifest/composite_draft.h"
#include "manifest/scalars.h"
#include "protocol/async_call.h"

namespace slipway::manifest {
namespace {

/// The kernel takes 128 KiB for one string of an environment (MAX_ARG_STRLEN), its name included.
constexpr size_t kMaxDefinitionBytes = 120 * 1024;

std::vector<std::string> namesOf(const CompositesDraft& composites) {
    std::vector<std::string> names;
    for (const auto& each : composites.all)
        names.push_back(each.composite.name);
    return names;
}

void addOnce(std::vector<std::string>& to, const std::string& text) {
    if (std::find(to.begin(), to.end(), text) == to.end())
        to.push_back(text);
}

// Gives each composite the prefixes and methods of its routes, and refuses routes by which the composer could not tell
// them apart.
void routes(ProjectDraft& draft, Findings& findings) {
    const std::vector<std::string> names = draft.composites ? namesOf(*draft.composites) : std::vector<std::string>();
    std::map<std::string, std::string> byPrefix;
    for (auto& route : draft.routes) {
        for (const auto& [name, place] : route.composites) {
            const auto known = std::find(names.begin(), names.end(), name);
            if (known == names.end()) {
                findings.error(place, "'" + name + "' is no composite", "a key of composites", nearest(name, names));
                continue;
            }
            const std::string& prefix = route.route.pathPrefix;
            if (prefix == "/" || prefix == "/-" || prefix.starts_with("/-/") || prefix == "/health" ||
                prefix.starts_with("/health/"))
                findings.error(place, "a composite can't be served at " + prefix,
                               "a path_prefix of its own, such as /" + name);
            if (route.route.stripPrefix)
                findings.error(place, "a composite is found by its path, so its prefix can't be stripped",
                               "no strip_prefix");
            const auto [first, fresh] = byPrefix.emplace(prefix, name);
            if (!fresh && first->second != name)
                findings.error(place, prefix + " leads to the composite '" + first->second + "' already",
                               "a path_prefix of its own");
            auto& composite = draft.composites->all[static_cast<size_t>(known - names.begin())].composite;
            addOnce(composite.prefixes, prefix);
            for (const std::string& method : route.route.methods)
                addOnce(composite.methods, method);
        }
    }
}

// What could not be understood is told once, and not again as a route to a service that is not there.
void dropTargets(ProjectDraft& draft) {
    for (auto& route : draft.routes) {
        if (route.composites.empty())
            continue;
        for (size_t i = route.route.to.size(); i-- > 0;) {
            if (route.route.to[i].service.str() != kComposer)
                continue;
            route.route.to.erase(route.route.to.begin() + static_cast<std::ptrdiff_t>(i));
            route.to.erase(route.to.begin() + static_cast<std::ptrdiff_t>(i));
        }
    }
}

bool hasService(const ProjectDraft& draft, const std::string& name) {
    return std::any_of(draft.services.begin(), draft.services.end(),
                       [&](const ServiceDraft& each) { return each.service.name.str() == name; });
}

/// The queues that the services' asynchronous calls need; `first` is where the first of them stands.
std::vector<async::Queue> queuesOf(const ProjectDraft& draft, Place& first) {
    std::vector<async::Queue> queues;
    for (const auto& each : draft.services)
        for (size_t i = 0; i < each.service.calls.size(); ++i) {
            const auto call = each.service.asyncCalls.find(each.service.calls[i]);
            if (call == each.service.asyncCalls.end() || !hasService(draft, call->first.str()))
                continue;
            if (queues.empty())
                first = each.calls[i];
            async::Queue queue;
            queue.caller = each.service.name.str();
            queue.service = call->first.str();
            queue.urlVariable = model::urlVariable(call->first);
            queue.keyHeader = call->second.keyHeader;
            for (char& c : queue.keyHeader)
                c = c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
            queue.attempts = call->second.attempts;
            queue.concurrency = call->second.concurrency;
            queue.timeout = call->second.timeout;
            queue.delay = call->second.delay;
            queue.maxDelay = call->second.maxDelay;
            queues.push_back(std::move(queue));
        }
    return queues;
}

ServiceDraft composerService(const ProjectDraft& draft, const CompositesDraft& composites,
                             const std::vector<async::Queue>& queues, Findings& findings) {
    ServiceDraft made;
    made.isMade = true;
    made.folder = draft.folder;
    made.name = composites.place;
    made.owner = composites.place;
    model::Service& service = made.service;
    service.name = ServiceName(kComposer);
    const auto libexec = findings.variables().find("SLIPWAY_LIBEXEC");
    service.command = {(libexec == findings.variables().end() ? "" : libexec->second + "/") + "slipway-composer"};
    service.workingDir = draft.folder;
    service.ports = {{"http", 0}};
    made.ports = {composites.place};
    service.data = model::DataStore{"sqlite", "composer.db"};
    made.data = composites.place;
    model::Probe ready;
    ready.check = model::HttpGetProbe{"/health/ready", "", {}};
    ready.period = std::chrono::milliseconds(500);
    service.readinessProbe = ready;
    made.readinessProbe = composites.place;
    service.stopGracePeriod = std::chrono::seconds(15);
    // One at a time: sagas belong to one process.
    service.updateConfig.order = model::UpdateOrder::StopFirst;
    // It is never given up: what is half done waits in its store.
    service.restartPolicy.maxAttempts = 0;
    service.restartPolicy.maxDelay = std::chrono::seconds(5);

    composite::Composites told;
    std::set<std::string> called;
    for (const auto& each : composites.all) {
        told.all.push_back(each.composite);
        if (!each.owner.empty() && service.owner.empty()) {
            service.owner = each.owner;
            made.owner = each.ownerPlace;
        }
        for (const auto& [place, name] : each.services) {
            told.urls[name] = model::urlVariable(ServiceName(name));
            if (called.insert(name).second && hasService(draft, name)) {
                service.calls.emplace_back(name);
                made.calls.push_back(place);
            }
        }
    }
    for (const auto& queue : queues)
        if (called.insert(queue.service).second) {
            service.calls.emplace_back(queue.service);
            made.calls.push_back(composites.place);
        }
    // Somebody answers for it: the owner of the first composite that has one, else of the first caller.
    for (const auto& each : draft.services)
        if (const bool calls = !each.service.asyncCalls.empty();
            calls && service.owner.empty() && !each.service.owner.empty()) {
            service.owner = each.service.owner;
            made.owner = each.owner;
        }
    if (service.owner.empty())
        made.owner = {};
    // With the documents of services, so that the front door tells all of itself or nothing.
    if (!composites.all.empty() && std::any_of(draft.services.begin(), draft.services.end(),
                                               [](const auto& each) { return !each.service.openapi.empty(); }))
        service.openapi = "/-/openapi.json";
    if (!queues.empty())
        service.environment["SLIPWAY_QUEUES"] = async::encode(queues);
    const std::string definition = composite::encode(told);
    if (definition.size() > kMaxDefinitionBytes)
        findings.error(composites.place, "the composites take more than 120 KiB as JSON", "shorter ones");
    service.environment["SLIPWAY_COMPOSITES"] = definition;
    return made;
}

}  // namespace

void lowerComposites(ProjectDraft& draft, Findings& findings) {
    routes(draft, findings);
    Place firstQueue;
    const std::vector<async::Queue> queues = queuesOf(draft, firstQueue);
    const bool some = draft.composites && !draft.composites->all.empty();
    if (!some) {
        dropTargets(draft);
        if (queues.empty())
            return;
        draft.composites = std::make_shared<CompositesDraft>();
        draft.composites->place = firstQueue;
    }
    CompositesDraft& composites = *draft.composites;
    std::vector<std::string> services;
    for (const auto& each : draft.services)
        services.push_back(each.service.name.str());
    for (const auto& each : composites.all) {
        checkTemplates(each, findings);
        for (const auto& [place, name] : each.services)
            if (!hasService(draft, name))
                findings.error(place, "'" + name + "' is no service", "a key of services", nearest(name, services));
        if (each.composite.prefixes.empty())
            findings.warning(each.place, "no route leads to it",
                             "{path_prefix: /" + each.composite.name + ", to: {composite: " + each.composite.name +
                                 "}} in gateway.routes");
    }
    for (const auto& each : draft.services)
        if (each.service.name.str() == kComposer) {
            findings.error(each.name,
                           "composer is the service that runs composites and asynchronous calls; it is there by itself",
                           "another name");
            return;
        }
    if (draft.services.size() == kMaxServices)
        findings.error(composites.place,
                       "the composites and asynchronous calls need one more service than there may be",
                       "fewer services");
    else
        draft.services.push_back(composerService(draft, composites, queues, findings));
}

}  // namespace slipway::manifest
