#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "client/transport.h"
#include "protocol/api_event.h"

namespace slipway::client {

/// Follows /v1/events on its own thread, and comes back by itself: back-off 0.25 s, doubling to 5 s, from where it was
/// (Last-Event-ID).
///
/// Threads: callbacks come on the stream's thread, one at a time, and must not destroy the stream; post to your own
/// thread from there. `stop` and the destructor wait until the callback that runs has returned; none comes after. An
/// event of type `lost` means that ids were missed: read STATE again.
class EventStream {
  public:
    struct Callbacks {
        std::function<void()> connected;  ///< each time that the daemon answers
        std::function<void(const api::ApiError&, std::chrono::milliseconds)>
            lost;  ///< and after how long it is tried again
        std::function<void(const api::Event&)> event;
    };

    /// `project` empty: all projects. `sinceId`: as in State::eventId; events above it come; 0: only those from now on.
    EventStream(const std::string& home, std::string project, std::int64_t sinceId, Callbacks callbacks);
    ~EventStream();
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    void stop();
    /// Tries again at once instead of waiting the back-off out. Thread: any.
    void retryNow();

  private:
    void run();
    api::ApiError follow();

    Transport m_transport;
    const std::string m_project;
    std::string m_lastId;
    const Callbacks m_callbacks;
    bool m_gotThrough = false;  // the running try reached the daemon

    std::mutex m_mutex;
    std::condition_variable m_wake;
    bool m_stopping = false;
    bool m_hurry = false;
    std::thread m_thread;
};

}  // namespace slipway::client
