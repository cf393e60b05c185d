#pragma once

#include <QObject>
#include <QSocketNotifier>
#include <QTimer>
#include <functional>
#include <map>
#include <memory>

#include "model/project.h"
#include "runtime/source_watch.h"

namespace slipway::daemon {

/// `develop.watch`: tells which service's sources have changed, once they have been quiet for its `debounce`. Thread:
/// the daemon's.
class DevelopWatch : public QObject {
  public:
    struct Callbacks {
        std::function<void(const ServiceName&, model::WatchAction, const std::string& path)> changed;
        std::function<void(const std::string& why)> failed;
    };
    explicit DevelopWatch(Callbacks callbacks) : m_callbacks(std::move(callbacks)) {}

    /// Watches what these services name, and nothing else from now on.
    void set(const std::vector<model::Service>& services);

  private:
    struct Service {
        ServiceName name;
        std::vector<model::WatchRule> rules;
        QTimer quiet;
        std::optional<model::WatchAction> pending;
        std::string path;  ///< of the last change
    };

    void onReadable();
    void fire(Service& service);

    Callbacks m_callbacks;
    std::unique_ptr<runtime::SourceWatch> m_watch;
    std::unique_ptr<QSocketNotifier> m_notifier;
    std::map<std::string, std::unique_ptr<Service>> m_services;
};

}  // namespace slipway::daemon
