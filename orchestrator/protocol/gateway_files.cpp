#include "protocol/gateway_files.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdint>
#include <cstdio>

namespace slipway::protocol {
namespace {

/// FNV-1a, 32 bits (draft-eastlake-fnv). Two callers of one hash would refuse each other by the lock.
std::string hashed(const std::string& name) {
    std::uint32_t hash = 2166136261U;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
    char digits[9];
    std::snprintf(digits, sizeof digits, "%08x", hash);
    return digits;
}

Result<> exchange(const std::string& one, const std::string& other) {
    if (::renameat2(AT_FDCWD, one.c_str(), AT_FDCWD, other.c_str(), RENAME_EXCHANGE) == 0)
        return {};
    // What one of them was named by is gone, and so is its process; or the file system can't swap. Then the old name is
    // given up for a moment's sake.
    if (errno != ENOENT && errno != EINVAL && errno != ENOSYS)
        return failErrno("exchange " + one + " and " + other, errno);
    if (::rename(other.c_str(), one.c_str()) != 0)
        return failErrno("rename " + other + " to " + one, errno);
    return {};
}

}  // namespace

Result<> exchangeLocks(const std::string& home, const GatewayRole& role) {
    return exchange(gatewayFiles(home, role).lock, gatewayFiles(home, role, GatewayPlace::Beside).lock);
}

Result<> exchangePlaces(const std::string& home, const GatewayRole& role) {
    if (auto swapped = exchangeLocks(home, role); !swapped)
        return swapped;
    return exchange(gatewayFiles(home, role).socket, gatewayFiles(home, role, GatewayPlace::Beside).socket);
}

GatewayFiles gatewayFiles(const std::string& home, const GatewayRole& role, GatewayPlace place) {
    const std::string logs = home + "/logs/";
    const std::string next = place == GatewayPlace::Beside ? ".next" : "";
    if (role.isHub())
        return {home + "/gateway" + next + ".sock", home + "/gateway" + next + ".lock", home + "/gateway-snapshot.json",
                logs + "access.log", logs + "gateway.log"};
    const std::string stem = home + "/sc-" + hashed(role.name());
    const std::string name = role.project + "." + role.caller;
    return {stem + next + ".sock", stem + next + ".lock", stem + ".json", logs + "access-" + name + ".log",
            logs + "sidecar-" + name + ".log"};
}

}  // namespace slipway::protocol
