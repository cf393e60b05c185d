#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "base/error.h"
#include "base/unique_fd.h"
#include "gateway/core/config.h"

namespace slipway::gateway {

/// The data path as the control thread sees it. All calls come from the control thread and return at once; each `done`
/// is called exactly once, on any thread, and must not block.
class WorkerPool {
  public:
    virtual ~WorkerPool() = default;

    virtual unsigned workers() const = 0;
    /// "epoll" or "io_uring".
    virtual const char* io() const = 0;

    /// Takes over a descriptor of its own of a listening socket (non-blocking, close-on-exec). Connections are accepted
    /// as soon as the configuration in force has a listener of this id; until then they wait in the backlog.
    virtual Result<> addListener(const std::string& id, UniqueFd socket) = 0;
    /// Accepts no more and closes its descriptor; connections that it accepted live on.
    virtual void removeListener(const std::string& id) = 0;

    /// Makes every worker run on `config`: `done` when the last one does. From then on no worker chooses an endpoint by
    /// an older configuration, retries and held requests included. The control thread publishes one at a time.
    virtual void publish(ConfigPtr config, std::function<void()> done) = 0;
    /// `done` after each worker has passed the top of its loop.
    virtual void barrier(std::function<void()> done) = 0;

    /// Accepts no more, finishes what is in flight (idle keep-alive connections are closed, answers say Connection:
    /// close), cuts what is left after `grace`, ends the workers, then `done`.
    virtual void stop(std::chrono::milliseconds grace, std::function<void()> done) = 0;
};

}  // namespace slipway::gateway
