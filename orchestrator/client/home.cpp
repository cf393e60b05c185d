#include "client/home.h"

#include <sys/un.h>

#include <cstdlib>
#include <filesystem>

namespace slipway::client {
namespace {

std::string variable(const char* name) {
    const char* value = ::getenv(name);
    return value ? value : "";
}

constexpr size_t kMaxSocketPath = sizeof(sockaddr_un::sun_path) - 1;
static_assert(kMaxSocketPath == 107);

}  // namespace

std::string daemonSocket(const std::string& home) {
    return home + "/slipwayd.sock";
}
std::string daemonLog(const std::string& home) {
    return home + "/logs/slipwayd.log";
}

Result<std::string> resolveHome(const std::string& given) {
    std::string home = given.empty() ? variable("SLIPWAY_HOME") : given;
    if (home.empty()) {
        const std::string state = variable("XDG_STATE_HOME");
        const std::string user = variable("HOME");
        if (state.starts_with('/'))
            home = state + "/slipway";
        else if (user.starts_with('/'))
            home = user + "/.local/state/slipway";
        else
            return fail(ErrorCode::Usage, "neither SLIPWAY_HOME nor HOME says where state may be kept",
                        "Set SLIPWAY_HOME to a folder of yours.");
    }
    std::error_code error;
    std::string path = std::filesystem::absolute(home, error).lexically_normal().string();
    if (error)
        return failErrno("find " + home, error.value());
    while (path.size() > 1 && path.ends_with('/'))
        path.pop_back();
    const size_t length = daemonSocket(path).size();
    if (length > kMaxSocketPath)
        return fail(ErrorCode::PathTooLong,
                    "the socket " + daemonSocket(path) + " has a path of " + std::to_string(length) +
                        " bytes; Unix sockets end at " + std::to_string(kMaxSocketPath),
                    "Set SLIPWAY_HOME to a folder with a shorter path.");
    return path;
}

}  // namespace slipway::client
