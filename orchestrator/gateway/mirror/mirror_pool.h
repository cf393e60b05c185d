#pragma once

#include <array>
#include <atomic>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <thread>

#include "gateway/core/config.h"
#include "gateway/mirror/mirror_route.h"
#include "gateway/mirror/shadow_call.h"

namespace slipway::gateway::mirror {

inline constexpr std::size_t kMaxRequestBytes = 256 * 1024;  ///< of one request, head and body
inline constexpr std::size_t kMaxBodyBytes = 1u << 20;       ///< of one answer

/// What all mirrored requests of a process have in memory, from the first byte that is copied. Thread: any.
class MirrorMemory {
  public:
    explicit MirrorMemory(std::size_t limit) : m_limit(limit) {}
    /// False, and nothing is taken, where it would pass the limit.
    bool take(std::size_t bytes) {
        if (m_taken.fetch_add(bytes, std::memory_order_relaxed) + bytes <= m_limit)
            return true;
        give(bytes);
        return false;
    }
    void give(std::size_t bytes) { m_taken.fetch_sub(bytes, std::memory_order_relaxed); }
    std::size_t taken() const { return m_taken.load(std::memory_order_relaxed); }

  private:
    const std::size_t m_limit;
    std::atomic<std::size_t> m_taken{0};
};

/// A request that is being answered, and shall be put to the shadow as well. Thread: who owns it.
class MirrorJob {
  public:
    static constexpr std::size_t kOwnBytes = 1024;  ///< that count for it before anything is copied

    /// `kOwnBytes` are taken already.
    MirrorJob(MirrorMemory& memory, std::shared_ptr<const MirrorRoute> mirrored)
        : route(std::move(mirrored)), m_memory(memory) {}
    ~MirrorJob() { m_memory.give(m_bytes); }
    MirrorJob(const MirrorJob&) = delete;
    MirrorJob& operator=(const MirrorJob&) = delete;

    /// Whether `more` bytes may be put to a text of `has` bytes. Once not, never again, and what was kept is let go.
    bool mayKeep(std::size_t has, std::size_t more, std::size_t limit);

    enum class Lost { Nothing, TooLarge, NoMemory };
    Lost lost = Lost::Nothing;
    const std::shared_ptr<const MirrorRoute> route;
    http::Method method = http::Method::Other;
    std::string methodText;
    std::string path;
    std::string requestId;
    std::string request;  ///< as it was sent, head and body
    std::chrono::milliseconds timeout{};
    Answer original;

  private:
    MirrorMemory& m_memory;
    std::size_t m_bytes = kOwnBytes;
};

/// A few threads that ask shadows and compare, so that no worker does: what waits here is waited for by nobody. Threads
/// start with the first job, so that a gateway without mirrors has none. Jobs of a route whose shadow takes writes keep
/// the order in which the originals were answered; others are spread.
class MirrorPool {
  public:
    static constexpr std::size_t kThreads = 4;
    static constexpr std::size_t kMaxWaiting = 256;      ///< a thread
    static constexpr std::size_t kMaxBytes = 16u << 20;  ///< of all that is copied or waits
    /// A shadow that takes longer has failed: it keeps a thread from others.
    static constexpr std::chrono::milliseconds kMaxTime{5000};

    ~MirrorPool() { stop(); }

    /// Where shadows are from now on. Thread: control.
    void adopt(ConfigPtr config);
    /// Null where memory is short; that is counted as dropped. Thread: any.
    std::unique_ptr<MirrorJob> begin(std::shared_ptr<const MirrorRoute> route);
    /// Counted as dropped where too much waits. Thread: any; it holds a lock for a push, and waits for nothing.
    void submit(std::unique_ptr<MirrorJob> job);
    /// What waits is dropped, what runs is given up. Nothing is taken after it.
    void stop();
    std::size_t bytes() const { return m_memory.taken(); }

  private:
    struct Lane {
        std::mutex mutex;
        std::condition_variable wake;
        std::deque<std::unique_ptr<MirrorJob>> waiting;
        std::thread thread;
        std::size_t next = 0;  // of the shadow's endpoints
    };
    bool push(Lane& lane, std::unique_ptr<MirrorJob>& job);
    void run(Lane& lane);
    void carryOut(MirrorJob& job, Lane& lane, ShadowConnections& connections);
    ConfigPtr config() const;

    MirrorMemory m_memory{kMaxBytes};  // outlives the jobs in the lanes
    mutable std::mutex m_configMutex;
    ConfigPtr m_config;
    std::array<Lane, kThreads> m_lanes;
    std::atomic<std::size_t> m_spread{0};
    std::atomic<bool> m_stop{false};
};

}  // namespace slipway::gateway::mirror
