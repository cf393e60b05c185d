#pragma once

#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::daemon {

/// Where everything of one SLIPWAY_HOME lies (docs/control-api.md, "Files"), but for what the
/// gateways keep in it (protocol/gateway_files.h).
class Home {
  public:
    /// Makes the folder (0700). Errors: PathTooLong when a socket in it would pass 107 bytes (unix(7), sun_path), Io,
    /// Permission.
    static Result<Home> open(const std::string& folder);

    const std::string& folder() const { return m_folder; }
    std::string file(const std::string& name) const { return m_folder + "/" + name; }
    std::string socket() const { return file("slipwayd.sock"); }
    std::string database() const { return file("state.db"); }
    std::string logs() const { return file("logs"); }
    std::string project(const std::string& name) const { return m_folder + "/projects/" + name; }
    std::string instanceLog(const std::string& projectName, const std::string& instance, const char* suffix) const {
        return project(projectName) + "/logs/" + instance + suffix;
    }
    /// Begins every cookie of this home's instances, so that two homes on one machine do not take each other's
    /// children.
    const std::string& id() const { return m_id; }

  private:
    std::string m_folder;
    std::string m_id;
};

/// One daemon a home: the lock is held as long as this lives, and the kernel lets go of it however the process ends.
class HomeLock {
  public:
    /// Errors: HomeInUse with the pid that holds it.
    static Result<HomeLock> take(const Home& home);
    /// An orderly end leaves no file behind.
    void release();

  private:
    HomeLock(UniqueFd fd, std::string path) : m_fd(std::move(fd)), m_path(std::move(path)) {}
    UniqueFd m_fd;
    std::string m_path;
};

/// Unlinks what a dead daemon left and binds anew; only the holder of the lock may. 0600, close-on-exec, non-blocking.
Result<UniqueFd> bindControlSocket(const Home& home);

}  // namespace slipway::daemon
