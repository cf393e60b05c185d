#pragma once

#include <cstdint>

namespace slipway::net {

/// What the loop's backend calls when a registered descriptor has something to say. Only net/ implements it: users of
/// the loop see bytes, connections and ends (stream.h, listener.h), which a completion-based backend can deliver just
/// as well.
class Source {
  public:
    Source() = default;
    Source(const Source&) = delete;
    Source& operator=(const Source&) = delete;
    virtual ~Source() = default;

    /// `events` is a mask of EPOLLIN, EPOLLOUT, EPOLLRDHUP, EPOLLHUP, EPOLLERR.
    virtual void onEvents(std::uint32_t events) = 0;
    /// The turn that was asked for with Loop::wantTurn(), after the batch.
    virtual void onTurn() {}

  private:
    friend class Loop;
    int m_turn = -1;  // index in the loop's list, -1 when it asked for none
};

/// What may still be named by events of the batch that runs: Loop::destroyLater() ends it after that.
class Disposable {
  public:
    virtual ~Disposable() = default;

  private:
    friend class Loop;
    Disposable* m_nextDisposable = nullptr;
};

}  // namespace slipway::net
