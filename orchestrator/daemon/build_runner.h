#pragma once

#include <QObject>
#include <functional>
#include <map>
#include <memory>

#include "base/error.h"
#include "daemon/home.h"
#include "model/project.h"

class QProcess;

namespace slipway::daemon {

/// Runs what makes services' programs, each in a session of its own, with the daemon's environment and the service's;
/// output goes to the build log of the service, the last one only. A build ends with the daemon: nothing has been moved
/// yet. Thread: the daemon's; nothing here blocks.
class BuildRunner : public QObject {
  public:
    explicit BuildRunner(const Home& home);
    ~BuildRunner() override;

    using Done = std::function<void(const Result<>&)>;
    using Said = std::function<void(const std::string& line)>;

    /// `done` is called once, later: with StartFailed, Timeout, RolloutFailed (it ended with a failure; details are its
    /// last lines), or Cancelled. One build a key at a time.
    void start(const std::string& project, const model::Service& service, Said said, Done done);
    /// Ends it, with all that it started.
    void cancel(const std::string& project, const ServiceName& service);

    std::string logPath(const std::string& project, const ServiceName& service) const;

  private:
    struct Build;

    void finish(const std::string& key, Result<> result);

    const Home& m_home;
    std::map<std::string, std::unique_ptr<Build>> m_builds;
};

}  // namespace slipway::daemon
