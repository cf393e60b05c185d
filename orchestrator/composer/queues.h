#pragma once

#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

#include "base/random.h"
#include "composer/group_commit.h"
#include "composer/queue_store.h"
#include "composer/saga.h"
#include "protocol/async_call.h"

namespace slipway::composer {

/// The queues of asynchronous calls. A message is on the disk before its caller hears of it; it is delivered until the
/// service has taken it, with the same Idempotency-Key at each try, and the next one with its ordering key goes out
/// only once that is on the disk too: so a crash repeats at most the last delivery of a key, and never swaps two.
///
/// A try that the service answered with 2xx delivers; other 4xx and 3xx are its last word (a dead letter at once); 5xx,
/// 408, timeouts and broken connections count as tries, and too many are a dead letter. What had no effect (refused
/// connections, 503, 429, 425) is tried again for as long as it takes: an outage makes no dead letters.
/// Thread: the loop's.
class Queues {
  public:
    static constexpr std::int64_t kMaxMessages = 100'000;         ///< of one queue, dead letters among them
    static constexpr std::int64_t kMaxBytes = 1LL << 30;          ///< of their bodies
    static constexpr WallMs kRememberMs = 24LL * 60 * 60 * 1000;  ///< delivered messages, and with them their keys

    using Send = std::function<void(OutgoingCall call, std::function<void(const Answer&)> done)>;
    /// `reader` and `writer` are two connections to one store.
    Queues(net::Loop& loop, const Clock& clock, QueueStore reader, QueueStore writer, std::vector<async::Queue> queues,
           Send send);
    ~Queues();

    /// Takes up what a former process left. Errors: the store's.
    Result<> recover();

    enum class Refusal { None, NoQueue, KeyReused, Full, Stopping, Failing };
    /// `message`: queue, orderingKey, clientKey, hash, method, target, headers, body. `accepted` is called with the id
    /// once it is durable. The same client's key with the same hash is the same message, for a day.
    Refusal accept(Message message, std::function<void(const std::string& id)> accepted);

    struct Figures {
        std::string caller, service;
        bool configured = true;  ///< false: left over from a manifest that had it
        std::int64_t depth = 0, inFlight = 0, dead = 0, bytes = 0;
        std::int64_t lagMs = 0;                                      ///< age of the oldest that waits
        std::uint64_t accepted = 0, delivered = 0, failedTries = 0;  ///< since this process began
        std::string error;  ///< of the last try that failed, until one succeeds; then of the last dead letter, while
                            ///< there is one
    };
    std::vector<Figures> figures() const;
    struct View {
        Message message;
        bool inFlight = false;
        std::int64_t nextTryMs = -1;  ///< from now; -1: it waits for no time
    };
    Result<std::vector<View>> list(const MessageFilter& filter);
    /// With headers and body, if whole. Errors: NotFound.
    Result<View> show(const std::string& queue, const std::string& id);

    /// Dead letters wait again, at the end of their key's line; one that waits for its next try is tried at once.
    /// Empty id: all dead letters. `done` gets how many, once it is durable. Errors: NotFound, Conflict.
    Result<> redeliver(const std::string& queue, const std::string& id, std::function<void(std::size_t)> done);
    /// Forgets a dead letter, or all of a queue.
    Result<> purge(const std::string& queue, const std::string& id, std::function<void(std::size_t)> done);

    void stop() { m_stopping = true; }
    bool isBusy() const;
    bool failing() const { return m_commit->failing(); }

  private:
    struct Pending {
        std::string id, lane;
        int attempts = 0;
        int waits = 0;  ///< tries that had no effect, in a row
        TimePoint due{};
        WallMs queuedMs = 0;
        std::int64_t bytes = 0;
        bool inFlight = false;
        bool settling = false;  ///< delivered or dead, and that is being written
        std::string error;
        int status = 0;
    };
    struct Line;
    Line* line(const std::string& queue);
    Line& lineOf(const std::string& queue, const async::Queue* spec);
    void enqueue(Line& line, const Message& message);
    void pump(Line& line);
    void deliver(Line& line, std::int64_t seq);
    void onAnswer(const std::string& queue, std::int64_t seq, const Answer& answer);
    void again(Line& line, std::int64_t seq, bool counts);
    void settle(Line& line, std::int64_t seq, const char* state);
    View viewOf(Line& line, Message message) const;
    Result<std::vector<Message>> deadOnes(const std::string& queue, const std::string& id);

    net::Loop& m_loop;
    const Clock& m_clock;
    QueueStore m_reader;
    Send m_send;
    bool m_stopping = false;
    std::int64_t m_lastSeq = 0;
    std::map<std::string, std::unique_ptr<Line>> m_lines;
    /// Accepted, not durable yet: queue + '\n' + client's key.
    struct Fresh {
        std::string id, hash;
        std::vector<std::function<void(const std::string&)>> told;
    };
    std::map<std::string, Fresh> m_fresh;
    std::unique_ptr<GroupCommit<QueueChange>> m_commit;
    Random m_random;
};

}  // namespace slipway::composer
