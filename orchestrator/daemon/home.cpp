#include "daemon/home.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>

#include "base/files.h"
#include "base/random.h"
#include "protocol/gateway_files.h"

namespace slipway::daemon {

Result<Home> Home::open(const std::string& folder) {
    if (auto made = makeFolders(folder + "/logs"); !made)
        return tl::unexpected(made.error());
    char resolved[PATH_MAX];
    if (!::realpath(folder.c_str(), resolved))
        return failErrno("resolve " + folder, errno);
    Home home;
    home.m_folder = resolved;
    const size_t longest = std::max(
        {home.socket().size(), protocol::gatewayFiles(home.m_folder, {}, protocol::GatewayPlace::Beside).socket.size(),
         protocol::gatewayFiles(home.m_folder, {"p", "c"}, protocol::GatewayPlace::Beside).socket.size()});
    if (longest > sizeof(sockaddr_un::sun_path) - 1)
        return fail(ErrorCode::PathTooLong,
                    "SLIPWAY_HOME " + home.m_folder + " makes a socket path of " + std::to_string(longest) +
                        " bytes; the system allows 107",
                    "Set SLIPWAY_HOME to a shorter folder.");
    const std::string idFile = home.file("home.id");
    if (auto known = readFile(idFile, 64); known && !known->empty()) {
        home.m_id = *known;
    } else {
        home.m_id = randomHex(6);
        if (auto written = writeFileAtomically(idFile, home.m_id); !written)
            return tl::unexpected(written.error());
    }
    return home;
}

Result<HomeLock> HomeLock::take(const Home& home) {
    const std::string path = home.file("slipwayd.lock");
    UniqueFd fd;
    for (;;) {
        fd.reset(::open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
        if (!fd)
            return failErrno("open " + path, errno);
        if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) {
            if (errno != EWOULDBLOCK)
                return failErrno("lock " + path, errno);
            const std::string holder = readFile(path, 64).value_or("");
            return fail(ErrorCode::HomeInUse, "another slipwayd" +
                                                  (holder.empty() ? std::string() : " (pid " + holder + ")") +
                                                  " holds " + home.folder());
        }
        // The holder before us may have removed the file between our open and our lock: then this is nobody's lock.
        struct stat ours {
        }, there{};
        if (::fstat(fd.get(), &ours) == 0 && ::stat(path.c_str(), &there) == 0 && ours.st_ino == there.st_ino &&
            ours.st_dev == there.st_dev)
            break;
    }
    const std::string pid = std::to_string(::getpid());
    if (::ftruncate(fd.get(), 0) != 0 ||
        ::pwrite(fd.get(), pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size()))
        return failErrno("write " + path, errno);
    return HomeLock(std::move(fd), path);
}

void HomeLock::release() {
    if (m_fd)
        ::unlink(m_path.c_str());
    m_fd.reset();
}

Result<UniqueFd> bindControlSocket(const Home& home) {
    UniqueFd fd(::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0));
    if (!fd)
        return failErrno("make the control socket", errno);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::strncpy(address.sun_path, home.socket().c_str(), sizeof address.sun_path - 1);
    ::unlink(home.socket().c_str());
    const mode_t before = ::umask(0177);
    const int bound = ::bind(fd.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address);
    const int error = errno;
    ::umask(before);
    if (bound != 0)
        return failErrno("bind " + home.socket(), error);
    if (::listen(fd.get(), 128) != 0)
        return failErrno("listen on " + home.socket(), errno);
    return fd;
}

}  // namespace slipway::daemon
