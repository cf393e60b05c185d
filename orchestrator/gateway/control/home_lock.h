#pragma once

#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::gateway {

/// One hub a home, and one sidecar a caller: a flock on a file that holds the pid and, in its second line, the role
/// ("hub", "shop/orders"), by which a daemon finds the sidecars that run. Goes with the process; a clean end removes
/// the file.
class HomeLock {
  public:
    /// Errors: HomeInUse with the holder's pid, Io.
    static Result<HomeLock> take(const std::string& path, const std::string& role);
    HomeLock(HomeLock&&) = default;
    HomeLock& operator=(HomeLock&&) = default;
    ~HomeLock();

  private:
    HomeLock(std::string path, UniqueFd fd) : m_path(std::move(path)), m_fd(std::move(fd)) {}
    std::string m_path;
    UniqueFd m_fd;
};

}  // namespace slipway::gateway
