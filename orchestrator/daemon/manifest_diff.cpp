#include "daemon/manifest_diff.h"

#include <algorithm>

namespace slipway::daemon {

namespace {

std::vector<api::DiffField> compared(const std::vector<FieldValue>& before, const std::vector<FieldValue>& after) {
    const auto find = [](const std::vector<FieldValue>& fields, const std::string& name) {
        const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& f) { return f.field == name; });
        return found == fields.end() ? nullptr : &*found;
    };
    std::vector<api::DiffField> changed;
    for (const auto& old : before) {
        const FieldValue* now = find(after, old.field);
        if (!now || now->exact != old.exact)
            changed.push_back({old.field, old.shown, now ? now->shown : ""});
    }
    for (const auto& now : after)
        if (!find(before, now.field))
            changed.push_back({now.field, "", now.shown});
    return changed;
}

std::string instances(int count) {
    return std::to_string(count) + (count == 1 ? " instance" : " instances");
}

api::DiffChange added(const model::Service& service) {
    if (service.external())
        return {"service", service.name.str(), "added", "gateway", "the gateway balances to its endpoints", {}};
    return {"service", service.name.str(), "added", "start", instances(service.replicas) + " will start", {}};
}

// What `up` does to a service that is there already; nothing: it leaves it alone.
std::optional<api::DiffChange> changeOf(const model::Service& spec, const model::ServiceWorld& service,
                                        const model::World& world, const Mask& mask) {
    const model::Service& old = service.spec();
    api::DiffChange change{"service", spec.name.str(), "changed", "nothing", "", {}};
    change.fields = compared(fieldsOf(old, mask), fieldsOf(spec, mask));
    const int replicas = old.replicas != spec.replicas ? spec.replicas : service.replicas;
    if (replicas != service.replicas)
        change.fields.push_back({"deploy.replicas", std::to_string(service.replicas), std::to_string(replicas)});
    const auto present = world.of(spec.name);
    const bool ended = std::any_of(present.begin(), present.end(), [](const auto* each) { return each->terminal(); });
    if (change.fields.empty() && !service.stopped && !ended)
        return std::nullopt;
    if (change.fields.empty())
        change.change = "unchanged";
    if (service.stopped || present.empty()) {
        change.effect = replicas > 0 ? "start" : "nothing";
        change.detail = service.stopped ? "it is stopped; " + instances(replicas) + " will start"
                                        : instances(replicas) + " will start";
    } else if (!(old == spec)) {
        change.effect = "rollout";
        change.detail = "its instances are replaced one after the other";
        if (replicas != service.replicas)
            change.detail += ", and there will be " + std::to_string(replicas);
    } else if (replicas != service.replicas) {
        change.effect = "scale";
        change.detail = replicas > service.replicas ? instances(replicas - service.replicas) + " more will start"
                                                    : instances(service.replicas - replicas) + " will drain and stop";
    } else if (ended) {
        change.effect = "start";
        change.detail = "what has ended starts again";
    } else {
        change.detail = "no instance is replaced; it holds from now on";
    }
    return change;
}

template <class T, class Compare>
void routesOf(const std::vector<T>& before, const std::vector<T>& after, std::vector<api::DiffChange>& changes,
              const Compare& compare) {
    const auto find = [](const std::vector<T>& routes, const std::string& id) {
        const auto found = std::find_if(routes.begin(), routes.end(), [&](const T& r) { return r.id == id; });
        return found == routes.end() ? nullptr : &*found;
    };
    for (const auto& old : before)
        if (!find(after, old.id))
            changes.push_back({"route", old.id, "removed", "gateway", "the gateway no longer has it", {}});
    for (const auto& now : after) {
        const T* old = find(before, now.id);
        if (!old)
            changes.push_back({"route", now.id, "added", "gateway", "the gateway takes it up", {}});
        else if (auto fields = compare(*old, now); !fields.empty())
            changes.push_back(
                {"route", now.id, "changed", "gateway", "the gateway takes it up; no instance is replaced", fields});
    }
}

}  // namespace

api::Diff manifestDiff(const DiffSide& before, const model::World& world, model::TopologyMode topology,
                       const DiffSide& after, const Mask& mask) {
    api::Diff diff;
    diff.project = after.project.name.str();
    diff.running = true;
    for (const auto& spec : after.project.services) {
        const model::Service* old = before.project.service(spec.name);
        const auto service = world.services.find(spec.name);
        if (!old || old->external() != spec.external() || (!spec.external() && service == world.services.end())) {
            diff.changes.push_back(added(spec));
        } else if (spec.external()) {
            if (auto fields = compared(fieldsOf(*old, mask), fieldsOf(spec, mask)); !fields.empty())
                diff.changes.push_back({"service", spec.name.str(), "changed", "gateway",
                                        "the gateway takes it up; no instance is replaced", std::move(fields)});
        } else if (auto change = changeOf(spec, service->second, world, mask)) {
            diff.changes.push_back(std::move(*change));
        }
    }
    for (const auto& old : before.project.services) {
        if (after.project.service(old.name))
            continue;
        const int count = static_cast<int>(world.of(old.name).size());
        diff.changes.push_back({"service",
                                old.name.str(),
                                "removed",
                                old.external() ? "gateway" : "stop",
                                old.external() ? "the gateway no longer has it"
                                               : instances(count) + " will drain and stop; data and logs stay",
                                {}});
    }
    routesOf(before.project.gateway.routes, after.project.gateway.routes, diff.changes,
             [&](const model::Route& old, const model::Route& now) {
                 return compared(fieldsOf(old, mask), fieldsOf(now, mask));
             });
    if (auto fields =
            compared(fieldsOf(before.project.gateway, before.listens), fieldsOf(after.project.gateway, after.listens));
        !fields.empty())
        diff.changes.push_back({"gateway", "", "changed", "gateway", "no instance is replaced", std::move(fields)});
    if (auto fields = compared(fieldsOf(before.project.teams, before.project.observability),
                               fieldsOf(after.project.teams, after.project.observability));
        !fields.empty())
        diff.changes.push_back({"project", "", "changed", "nothing", "no instance is replaced", std::move(fields)});
    // As with replicas: only a changed word of the manifest wins over what was switched since.
    if (before.project.topology != after.project.topology && topology != after.project.topology)
        diff.changes.push_back(
            {"topology",
             "",
             "changed",
             "switch",
             "links are handed over; nothing restarts and no request is dropped",
             {{"topology", model::topologyWord(topology), model::topologyWord(after.project.topology)}}});
    diff.same = diff.changes.empty();
    return diff;
}

api::Diff manifestDiff(const model::Project& after) {
    api::Diff diff;
    diff.project = after.name.str();
    diff.same = false;
    for (const auto& service : after.services)
        diff.changes.push_back(added(service));
    for (const auto& route : after.gateway.routes)
        diff.changes.push_back({"route", route.id, "added", "gateway", "the gateway takes it up", {}});
    return diff;
}

}  // namespace slipway::daemon
