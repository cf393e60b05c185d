#pragma once

#include <string>

#include "base/error.h"

/// Where all state and sockets of one Slipway are.
namespace slipway::client {

/// `given` if it is not empty, else $SLIPWAY_HOME, else $XDG_STATE_HOME/slipway, else ~/.local/state/slipway; absolute,
/// and not made here. Errors: Usage (no HOME, a relative XDG_STATE_HOME is ignored as its specification says),
/// PathTooLong (a Unix socket's path ends at 107 bytes).
Result<std::string> resolveHome(const std::string& given = {});

std::string daemonSocket(const std::string& home);
std::string daemonLog(const std::string& home);

}  // namespace slipway::client
