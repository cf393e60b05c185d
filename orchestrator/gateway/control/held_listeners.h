#pragma once

#include <map>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "gateway/core/worker_pool.h"
#include "protocol/gateway_messages.h"

namespace slipway::gateway {

/// The listening sockets that a daemon has handed over, kept so that the next one gets them back. Thread: control.
class HeldListeners {
  public:
    explicit HeldListeners(WorkerPool& pool) : m_pool(pool) {}

    /// One listening stream socket for each name. What can't be taken is logged and left out; an id that is held
    /// already keeps its socket.
    void add(const std::vector<protocol::ListenerName>& names, std::vector<UniqueFd> sockets);
    void remove(const std::vector<std::string>& ids);

    std::vector<std::string> ids() const;
    std::size_t size() const { return m_held.size(); }

    struct Part {
        std::vector<protocol::ListenerName> names;
        std::vector<UniqueFd> sockets;  ///< duplicates
    };
    /// All of them, in parts of at most 253; one empty part when there is none.
    std::vector<Part> parts() const;

  private:
    Result<> take(const protocol::ListenerName& name, UniqueFd socket);

    struct Held {
        std::string address;
        UniqueFd socket;
    };
    WorkerPool& m_pool;
    std::map<std::string, Held> m_held;
};

}  // namespace slipway::gateway
