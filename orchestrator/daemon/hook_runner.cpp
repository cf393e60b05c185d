#include "daemon/hook_runner.h"

#include <sys/wait.h>

#include <QSocketNotifier>
#include <QTimer>

#include "base/clock.h"
#include "runtime/exit_status.h"
#include "runtime/stop.h"

namespace slipway::daemon {

struct HookRunner::Run {
    runtime::SpawnedProcess process;
    std::string cookie;
    std::unique_ptr<QSocketNotifier> ended;
    QTimer limit;
    Done done;

    /// With all that it started, before it is reaped: its number still leads the group.
    void kill() const {
        runtime::ProcessTreeTarget target(process.identity, process.pidfd.get(), cookie);
        target.signalGroup(SIGKILL);
        target.signalStragglers(SIGKILL);
    }
    siginfo_t wait(int flags) const { return runtime::waitChild(process.pidfd.get(), flags).value_or(siginfo_t{}); }
};

HookRunner::HookRunner() = default;

HookRunner::~HookRunner() {
    for (const auto& [key, run] : m_runs) {
        run->kill();
        (void)run->wait(0);  // killed, it ends at once
    }
}

bool HookRunner::runs(const std::string& id, const std::string& name) const {
    return m_runs.contains(id + '/' + name);
}

void HookRunner::start(const std::string& id, const std::string& name, const model::Hook& hook,
                       runtime::SpawnRequest instance, Done done) {
    const std::string key = id + '/' + name;
    finish(key, "superseded");
    instance.argv = hook.command;
    instance.cookie += '/' + name;
    instance.cgroup = {};  // which is the instance's own process's, and ends with it
    auto spawned = runtime::spawn(instance);
    if (!spawned) {
        done(spawned.error().message);
        return;
    }
    auto& run = m_runs[key] = std::make_unique<Run>();
    run->process = std::move(*spawned);
    run->cookie = instance.cookie;
    run->done = std::move(done);
    run->ended = std::make_unique<QSocketNotifier>(run->process.pidfd.get(), QSocketNotifier::Read);
    connect(run->ended.get(), &QSocketNotifier::activated, this, [this, key] { onEnded(key); });
    run->limit.setSingleShot(true);
    connect(&run->limit, &QTimer::timeout, this,
            [this, key, timeout = hook.timeout] { finish(key, "not done within " + formatDuration(timeout)); });
    run->limit.start(static_cast<int>(hook.timeout.count()));
}

void HookRunner::cancel(const std::string& id, const std::string& name) {
    finish(id + '/' + name, kCancelled);
}

void HookRunner::onEnded(const std::string& key) {
    const auto found = m_runs.find(key);
    if (found == m_runs.end())
        return;
    const siginfo_t info = found->second->wait(WNOHANG | WNOWAIT);
    if (info.si_pid == 0)
        return;
    const bool good = info.si_code == CLD_EXITED && info.si_status == 0;
    finish(
        key,
        good ? "" : (info.si_code == CLD_EXITED ? "exit code " : "ended by signal ") + std::to_string(info.si_status));
}

void HookRunner::finish(const std::string& key, const std::string& why) {
    const auto found = m_runs.find(key);
    if (found == m_runs.end())
        return;
    const std::unique_ptr<Run> run = std::move(found->second);
    m_runs.erase(found);
    run->ended->setEnabled(false);
    run->limit.stop();
    run->kill();
    (void)run->wait(0);
    // Notifiers must not die inside their own signal.
    run->ended.release()->deleteLater();
    run->done(why);
}

}  // namespace slipway::daemon
