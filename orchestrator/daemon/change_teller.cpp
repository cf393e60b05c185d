#include "daemon/change_teller.h"

#include "daemon/event_bus.h"
#include "daemon/rows.h"

namespace slipway::daemon {
namespace {

std::string markOf(const model::Instance& instance) {
    return std::string(model::stateName(instance.state)) + "|" + std::to_string(instance.pid) + "|" +
           std::to_string(instance.port) + "|" + instance.why + "|" + std::to_string(instance.restarts) +
           std::to_string(instance.retire);
}

}  // namespace

void ChangeTeller::knows(const model::Instance& instance) {
    m_states[instance.id] = instance.state;
    m_instances[instance.id] = markOf(instance);
}

void ChangeTeller::tell(const std::string& name, const std::map<InstanceId, model::Instance>& instances,
                        const ProjectRows& rows, EventBus& events) {
    for (const auto& [id, instance] : instances) {
        const std::string mark = markOf(instance);
        std::string& told = m_instances[id];
        if (told == mark)
            continue;
        api::InstanceEvent event;
        event.instance = rows.instance(instance);
        if (const auto before = m_states.find(id); before != m_states.end())
            event.from = model::stateName(before->second);
        told = mark;
        m_states[id] = instance.state;
        events.publish({0, 0, name, std::move(event)});
    }
    for (auto it = m_instances.begin(); it != m_instances.end();) {
        if (instances.contains(it->first)) {
            ++it;
            continue;
        }
        api::InstanceEvent event;
        event.instance.instance = it->first.str();
        event.instance.service = it->first.str().substr(0, it->first.str().rfind('-'));
        event.instance.project = name;
        event.instance.state = api::InstanceState::Stopped;
        event.from = model::stateName(m_states[it->first]);
        event.removed = true;
        events.publish({0, 0, name, std::move(event)});
        m_states.erase(it->first);
        it = m_instances.erase(it);
    }
    for (const auto& row : rows.services()) {
        const std::string mark = std::string(api::word(row.state)) + "|" + std::to_string(row.desired) + "|" +
                                 std::to_string(row.ready) + "|" + std::to_string(row.revision) + "|" + row.rollout +
                                 "|" + row.operation + "|" + row.why;
        std::string& told = m_services[row.name];
        if (told == mark)
            continue;
        told = mark;
        events.publish({0, 0, name, api::ServiceEvent{row}});
    }
}

}  // namespace slipway::daemon
