#pragma once

#include "daemon/api_server.h"

namespace slipway::daemon {

class Daemon;

/// GET …/logs: NDJSON, with `follow=1` without an end.
void streamLogs(Daemon& daemon, const ApiRequest& request, const Responder& responder, const std::string& project);
/// GET /v1/events: server-sent events (WHATWG HTML §9.2) where the client accepts them, else a list of the stored ones.
void streamEvents(Daemon& daemon, const ApiRequest& request, const Responder& responder);

}  // namespace slipway::daemon
