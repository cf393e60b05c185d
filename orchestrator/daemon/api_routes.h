#pragma once

#include "daemon/api_server.h"

namespace slipway::daemon {

class Daemon;

/// Answers one request of the control API (docs/control-api.md). Thread: the daemon's.
void handleApi(Daemon& daemon, const ApiRequest& request, Responder responder);

}  // namespace slipway::daemon
