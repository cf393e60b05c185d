#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

#include "composer/saga_store.h"
#include "net/loop.h"

namespace slipway::composer {

/// Writes from a thread of its own, so that a sync of the disk stops no request: what has come in while one transaction
/// was synced goes into the next one together (group commit). Changes are written in the order in which they came.
///
/// While the disk takes nothing, it tries again each kRetry; nothing is told to have been written meanwhile.
class StoreWriter {
  public:
    static constexpr std::chrono::milliseconds kRetry{500};
    static constexpr WallMs kForgetAfterMs = 24LL * 60 * 60 * 1000;  ///< ended sagas stay this long

    /// `loop` outlives this.
    StoreWriter(SagaStore store, net::Loop& loop, const Clock& clock);
    /// Writes what has come in, then ends.
    ~StoreWriter();

    /// `durable` is called on the loop once the change has been synced. Thread: the loop's.
    void submit(Change change, std::function<void()> durable);
    /// The last write did not come through. Thread: any.
    bool failing() const { return m_failing.load(std::memory_order_relaxed); }

    struct Counts {
        std::uint64_t commits = 0;
        std::uint64_t changes = 0;
    };
    Counts counts() const { return {m_commits.load(), m_changes.load()}; }

  private:
    struct Waiting {
        Change change;
        std::function<void()> durable;
    };
    void run();
    void sweep();

    SagaStore m_store;
    net::Loop& m_loop;
    const Clock& m_clock;
    std::mutex m_mutex;
    std::condition_variable m_wake;
    std::vector<Waiting> m_queue;
    bool m_ending = false;
    std::atomic<bool> m_failing{false};
    std::atomic<std::uint64_t> m_commits{0};
    std::atomic<std::uint64_t> m_changes{0};
    TimePoint m_nextSweep{};
    std::thread m_thread;
};

}  // namespace slipway::composer
