#pragma once

#include <memory>
#include <span>

#include "net/mailbox.h"
#include "net/timer_wheel.h"

struct epoll_event;

namespace slipway::net {

/// One thread's event loop. Its users see an interface shaped for completions: bytes arrive in a buffer of the loop's,
/// valid until the handler returns; sends are handed over and complete later. The backend is epoll, edge-triggered: a
/// descriptor is registered once and reads and writes are tried first, so that a request costs no epoll_ctl (two a
/// request cost 28 %).
///
/// Order of one turn: tasks from other threads (here configuration is swapped), a batch of events, turns that sources
/// asked for, due timers, then the objects that were given to destroyLater(). Thread: all but post() and stop() belong
/// to the thread that calls run().
class Loop {
  public:
    /// Bytes that one receive can take. 256 KiB against 64 KiB saves a fifth of the CPU of 1 MiB bodies.
    static constexpr size_t kReceiveBytes = 256 * 1024;

    Loop();
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Runs until stop(). Not reentrant.
    void run();
    /// One turn; waits for at most `wait`. For tests and for loops inside of loops of other kinds.
    void runOnce(Duration wait);

    /// Thread: any. The task runs at the top of the loop's next turn; never inside post().
    void post(Mailbox::Task task);
    /// Thread: any. run() returns after the turn that is going on; tasks posted before have run.
    void stop();

    /// Time at the start of this batch; moves on with each turn.
    TimePoint now() const { return m_now; }
    /// Reads the clock, for what must be finer than a batch.
    TimePoint refreshNow();

    void arm(Timer& timer, Duration after) { m_timers.arm(timer, m_now + after); }

    /// Ends `object` after the running batch, so that events and callbacks that still name it meet something alive.
    void destroyLater(std::unique_ptr<Disposable> object);
    /// Ends them at once: for owners that end outside of a batch.
    void destroyNow();

    // For sources of net/.
    /// Edge-triggered, for its whole life. False with errno.
    bool watch(int fd, Source& source);
    /// Level-triggered and exclusive: one of the loops that share the descriptor is woken.
    bool watchShared(int fd, Source& source);
    /// Nothing is told to `source` any more, events of this batch among them: it may end now.
    void unwatch(int fd, Source& source);
    /// source.onTurn() once, in this turn after the events if there is still time, else in the next.
    void wantTurn(Source& source);
    void forgetTurn(Source& source);
    std::span<char> receiveBuffer() { return {m_receiveBuffer.get(), kReceiveBytes}; }

  private:
    void runTurns();

    UniqueFd m_epoll;
    Mailbox m_mailbox;
    TimePoint m_now;
    TimerWheel m_timers;
    std::vector<Source*> m_turns;
    std::vector<Source*> m_runningTurns;
    Disposable* m_disposables = nullptr;
    std::unique_ptr<char[]> m_receiveBuffer;
    std::unique_ptr<epoll_event[]> m_events;
    int m_next = 0;   ///< of m_events, the next to be told
    int m_count = 0;  ///< of m_events, in this batch
    std::atomic<bool> m_stopping{false};
};

}  // namespace slipway::net
