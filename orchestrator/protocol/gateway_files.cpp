#include "protocol/gateway_files.h"

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

}  // namespace

GatewayFiles gatewayFiles(const std::string& home, const GatewayRole& role) {
    const std::string logs = home + "/logs/";
    if (role.isHub())
        return {home + "/gateway.sock", home + "/gateway.lock", home + "/gateway-snapshot.json", logs + "access.log",
                logs + "gateway.log"};
    const std::string stem = home + "/sc-" + hashed(role.name());
    const std::string name = role.project + "." + role.caller;
    return {stem + ".sock", stem + ".lock", stem + ".json", logs + "access-" + name + ".log",
            logs + "sidecar-" + name + ".log"};
}

}  // namespace slipway::protocol
