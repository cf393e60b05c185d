#pragma once

#include <QObject>
#include <functional>
#include <string>

#include "base/error.h"

namespace slipway::daemon {

struct LoopbackAnswer {
    int status = 0;
    std::string contentType;
    std::string body;
};

/// One request to 127.0.0.1:`port`, of an instance whose answers the control API passes on. `target` is a path with its
/// query, percent-encoded. `done` is called once, later, unless `context` has died: with Timeout after ten seconds,
/// Io where the connection broke, Corrupt where the answer is no HTTP or larger than 16 MiB. Thread: the daemon's.
void requestLoopback(QObject* context, int port, const std::string& method, const std::string& target,
                     std::function<void(Result<LoopbackAnswer>)> done);

}  // namespace slipway::daemon
