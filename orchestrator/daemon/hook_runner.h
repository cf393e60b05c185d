#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <memory>
#include <string>

#include "model/project.h"
#include "runtime/spawn.h"

namespace slipway::daemon {

/// Runs the hooks of instances, each in a session of its own with the instance's environment, folder and log. A hook
/// that ends takes with it what it left running, and so does one that is past its time. It ends with the daemon; one
/// that outlives a killed daemon is found by its cookie, which begins with the instance's, and ended by the next.
/// Thread: the daemon's; nothing here blocks but the fork.
class HookRunner : public QObject {
  public:
    /// `why` is empty where it ended with 0: "exit code 3", "not done within 30s".
    static constexpr const char* kCancelled = "cancelled";
    using Done = std::function<void(const std::string& why)>;

    HookRunner();
    ~HookRunner() override;

    /// `name`: "pre_start"; `instance`: what its program is started with. `done` is called once: later, or at once
    /// where the hook can't be started.
    void start(const std::string& id, const std::string& name, const model::Hook& hook, runtime::SpawnRequest instance,
               Done done);
    bool runs(const std::string& id, const std::string& name) const;
    /// Ends it; `done` is called with "cancelled".
    void cancel(const std::string& id, const std::string& name);

  private:
    struct Run;
    void onEnded(const std::string& key);
    void finish(const std::string& key, const std::string& why);

    std::map<std::string, std::unique_ptr<Run>> m_runs;
};

}  // namespace slipway::daemon
