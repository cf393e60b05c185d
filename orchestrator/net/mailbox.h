#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <vector>

#include "base/unique_fd.h"
#include "net/source.h"

namespace slipway::net {

/// Tasks from other threads, with an eventfd that wakes the loop. Off the request path: it locks and allocates.
class Mailbox final : public Source {
  public:
    using Task = std::function<void()>;

    Mailbox();
    int fd() const { return m_event.get(); }

    /// Thread: any. Tasks of one thread run in their order.
    void post(Task task);
    /// Runs what has arrived; tasks that these post wait for the next call. Thread: the loop's.
    void run();

    void onEvents(std::uint32_t events) override;

  private:
    UniqueFd m_event;
    std::mutex m_mutex;
    std::vector<Task> m_tasks;
    std::vector<Task> m_running;
    std::atomic<bool> m_signalled{false};
};

}  // namespace slipway::net
