#pragma once

#include <cstdint>
#include <string>

#include "base/error.h"
#include "base/unique_fd.h"

namespace slipway::gateway {

/// One hub a home, and one sidecar a caller: a flock on a file that holds the pid and, in its second line, the role
/// ("hub", "shop/orders"), by which a daemon finds the sidecars that run. Goes with the process; a clean end removes
/// the file, whichever of its two names it has by then (protocol::exchangePlaces).
class HomeLock {
  public:
    /// Errors: HomeInUse with the holder's pid, Io.
    static Result<HomeLock> take(const std::string& path, const std::string& role, const std::string& otherName = {});
    HomeLock(HomeLock&&) = default;
    HomeLock& operator=(HomeLock&&) = default;
    ~HomeLock();

  private:
    HomeLock(std::string path, std::string otherName, UniqueFd fd)
        : m_path(std::move(path)), m_otherName(std::move(otherName)), m_fd(std::move(fd)) {}
    std::string m_path;
    std::string m_otherName;
    UniqueFd m_fd;
};

/// Removes a name only where it leads to this file.
void unlinkIfSame(const std::string& path, std::uint64_t inode);
/// Of what is at `path`; 0: nothing.
std::uint64_t inodeOf(const std::string& path);

}  // namespace slipway::gateway
