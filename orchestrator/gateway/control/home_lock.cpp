#include "gateway/control/home_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "base/files.h"

namespace slipway::gateway {
namespace {

/// The name still leads to the file that is open: its last holder may have removed it between our open and our lock.
bool isStillThere(const std::string& path, int fd) {
    struct stat named {
    }, opened{};
    return ::stat(path.c_str(), &named) == 0 && ::fstat(fd, &opened) == 0 && named.st_ino == opened.st_ino &&
           named.st_dev == opened.st_dev;
}

}  // namespace

Result<HomeLock> HomeLock::take(const std::string& path, const std::string& role, const std::string& otherName) {
    for (;;) {
        UniqueFd fd(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!fd)
            return failErrno("open " + path, errno);
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK)
                return failErrno("lock " + path, errno);
            std::string holder = readFile(path, 64).value_or("");
            holder.resize(std::min(holder.find('\n'), holder.size()));
            return fail(ErrorCode::HomeInUse, "a gateway (pid " + holder + ") holds " + path + " already");
        }
        if (!isStillThere(path, fd.get()))
            continue;
        const std::string pid = std::to_string(::getpid()) + "\n" + role + "\n";
        if (::ftruncate(fd.get(), 0) != 0 ||
            ::write(fd.get(), pid.data(), pid.size()) != static_cast<ssize_t>(pid.size()))
            return failErrno("write " + path, errno);
        return HomeLock(path, otherName, std::move(fd));
    }
}

HomeLock::~HomeLock() {
    struct stat opened {};
    if (!m_fd || ::fstat(m_fd.get(), &opened) != 0)
        return;
    unlinkIfSame(m_path, opened.st_ino);
    if (!m_otherName.empty())
        unlinkIfSame(m_otherName, opened.st_ino);
}

std::uint64_t inodeOf(const std::string& path) {
    struct stat named {};
    return ::lstat(path.c_str(), &named) == 0 ? named.st_ino : 0;
}

void unlinkIfSame(const std::string& path, std::uint64_t inode) {
    if (inode != 0 && inodeOf(path) == inode)
        ::unlink(path.c_str());
}

}  // namespace slipway::gateway
