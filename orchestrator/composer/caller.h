#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "composer/saga.h"
#include "net/loop.h"

namespace slipway::composer {

/// Makes the calls of steps, many at a time, on a thread of its own, over connections that it keeps. Each ends with an
/// answer, a refusal to connect, or doubt; none is ever made twice by it.
class Caller {
  public:
    static constexpr std::size_t kMaxAnswerBytes = 1u << 20;  ///< past it the outcome is Unknown

    /// `bases`: service -> "http://127.0.0.1:20003". `loop` outlives this.
    Caller(net::Loop& loop, std::map<std::string, std::string> bases);
    /// Ends at once: calls that were made are cut off, and nothing is told of them.
    ~Caller();

    /// `done` runs on the loop. Thread: the loop's.
    void send(OutgoingCall call, std::function<void(const Answer&)> done);

  private:
    struct Transfer;
    void run();
    void begin(std::unique_ptr<Transfer> transfer);
    void finish(void* easy, int code);

    net::Loop& m_loop;
    std::map<std::string, std::string> m_bases;
    void* m_multi = nullptr;
    std::mutex m_mutex;
    std::vector<std::unique_ptr<Transfer>> m_incoming;
    bool m_ending = false;
    std::map<void*, std::unique_ptr<Transfer>> m_running;  // of the thread alone
    std::vector<void*> m_idle;                             // easy handles to be used again
    std::thread m_thread;
};

}  // namespace slipway::composer
