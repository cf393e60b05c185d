#include "daemon/develop_watch.h"

namespace slipway::daemon {

void DevelopWatch::set(const std::vector<model::Service>& services) {
    m_services.clear();
    m_notifier.reset();
    m_watch.reset();
    for (const auto& spec : services) {
        if (spec.watch.rules.empty())
            continue;
        if (!m_watch) {
            auto made = runtime::SourceWatch::create();
            if (!made) {
                m_callbacks.failed(made.error().message);
                return;
            }
            m_watch = *std::move(made);
        }
        auto& service = m_services[spec.name.str()] = std::make_unique<Service>();
        service->name = spec.name;
        service->rules = spec.watch.rules;
        service->quiet.setSingleShot(true);
        service->quiet.setInterval(static_cast<int>(spec.watch.debounce.count()));
        connect(&service->quiet, &QTimer::timeout, this, [this, one = service.get()] { fire(*one); });
        for (size_t i = 0; i < spec.watch.rules.size(); ++i) {
            const model::WatchRule& rule = spec.watch.rules[i];
            if (auto added = m_watch->add(spec.name.str() + "/" + std::to_string(i), rule.path, rule.ignore); !added)
                m_callbacks.failed("develop.watch of " + spec.name.str() + ": " + added.error().message);
        }
    }
    if (!m_watch)
        return;
    m_notifier = std::make_unique<QSocketNotifier>(m_watch->fd(), QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &DevelopWatch::onReadable);
}

void DevelopWatch::onReadable() {
    for (const auto& change : m_watch->process()) {
        const size_t slash = change.key.rfind('/');
        const auto found = m_services.find(change.key.substr(0, slash));
        if (found == m_services.end())
            continue;
        Service& service = *found->second;
        const auto action = service.rules[std::stoul(change.key.substr(slash + 1))].action;
        // Of two actions the one that does more.
        if (!service.pending || action == model::WatchAction::Redeploy)
            service.pending = action;
        service.path = change.path;
        service.quiet.start();
    }
}

void DevelopWatch::fire(Service& service) {
    if (const auto action = std::exchange(service.pending, std::nullopt))
        m_callbacks.changed(service.name, *action, service.path);
}

}  // namespace slipway::daemon
