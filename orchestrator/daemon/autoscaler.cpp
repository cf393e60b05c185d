#include "daemon/autoscaler.h"

#include "daemon/snapshot_builder.h"

namespace slipway::daemon {
namespace {

/// Null where its number is somebody else's to say.
const model::Autoscale* ruleOf(const model::World& world, const ServiceName& name) {
    const auto found = world.services.find(name);
    if (world.down || found == world.services.end() || found->second.stopped || !found->second.spec().autoscale)
        return nullptr;
    return &*found->second.spec().autoscale;
}

model::ScaleSample sampleOf(const std::string& project, const ServiceName& name, const model::World& world,
                            const Metrics& metrics, const Autoscaler::Usage& usage, TimePoint now) {
    const protocol::Counters second = metrics.lastSecond(project, name.str());
    model::ScaleSample sample;
    sample.at = now;
    sample.requests = static_cast<double>(second.requests);
    if (second.latency.count > 0)
        sample.p95Ms = second.latency.quantileUs(0.95) / 1000;
    double open = 0;
    for (const model::Instance* instance : world.of(name))
        if (const auto figures = metrics.endpoint(endpointId(project, instance->id.str())))
            open += static_cast<double>(figures->inFlight);
    // What ended in the second was there for its latency (Little's law); what takes longer is only in the count of now.
    sample.inFlight = std::max(open, static_cast<double>(second.latency.sumUs) / 1e6);
    if (const auto used = usage.find({project, name.str()}); used != usage.end())
        sample.cpu = used->second.cpu * 100;
    return sample;
}

}  // namespace

std::vector<Autoscaler::Decision> Autoscaler::tick(const std::string& project, const model::World& world,
                                                   const Metrics& metrics, const Usage& usage, TimePoint now) {
    std::vector<Decision> decisions;
    for (const auto& [name, service] : world.services) {
        const model::Autoscale* rule = ruleOf(world, name);
        if (!rule) {
            m_scalers.erase(name);
            m_waiting.erase(name);
            continue;
        }
        if (service.wanted() > 0)
            m_waiting.erase(name);
        model::Scaler& scaler = m_scalers[name];
        model::ScaleSample sample = sampleOf(project, name, world, metrics, usage, now);
        sample.waiting = m_waiting.contains(name);
        scaler.add(sample);
        if (auto change = scaler.decide(*rule, service.wanted(), now))
            decisions.push_back({name, *std::move(change)});
    }
    return decisions;
}

std::vector<Autoscaler::Decision> Autoscaler::holding(const model::World& world, const ServiceName& service,
                                                      TimePoint now) {
    const model::Autoscale* rule = ruleOf(world, service);
    if (!rule || world.services.at(service).wanted() > 0)
        return {};
    m_waiting.insert(service);
    model::ScaleSample sample;
    sample.at = now;
    sample.waiting = true;
    model::Scaler& scaler = m_scalers[service];
    scaler.add(sample);
    if (auto change = scaler.decide(*rule, 0, now))
        return {{service, *std::move(change)}};
    return {};
}

}  // namespace slipway::daemon
