#pragma once

#include <string>
#include <vector>

#include "base/error.h"
#include "protocol/gateway_files.h"

namespace slipway::gateway {

struct Options {
    enum class Action { Serve, Help, Version };
    Action action = Action::Serve;
    std::string home;            ///< --home, else SLIPWAY_HOME, else below the XDG state folder
    protocol::GatewayRole role;  ///< --egress PROJECT/CALLER: the sidecar of that caller
    /// --beside: the successor of one that runs, with names of its own until it is put in charge.
    protocol::GatewayPlace place = protocol::GatewayPlace::InCharge;
    unsigned workers = 0;  ///< 0: auto
};

/// Errors: Usage, naming the word that is wrong.
Result<Options> parseOptions(const std::vector<std::string>& words);
extern const char* const kUsage;

/// What `auto` means here: one worker a core that this process may use, at most 8.
unsigned automaticWorkers();

}  // namespace slipway::gateway
