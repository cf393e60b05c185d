#pragma once

#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::composer {

/// A message of an asynchronous call, from its 202 on:
///
///     waiting --2xx--> delivered        (forgotten a day later)
///     waiting --refused, or too many tries--> dead --redeliver--> waiting
///                                             dead --purge--> gone
struct Message {
    std::int64_t seq = 0;  ///< the order in which messages were accepted, over all queues
    std::string id;
    std::string queue;        ///< "orders/points"
    std::string orderingKey;  ///< empty: in order with no other
    std::string clientKey;    ///< the caller's Idempotency-Key; empty: none was given
    std::string hash;         ///< of what was asked, to tell a repeated key from a reused one
    std::string state = "waiting";
    int attempts = 0;  ///< that reached the service
    int status = 0;    ///< of the last answer
    std::string error;
    WallMs createdMs = 0;
    WallMs queuedMs = 0;  ///< accepted, or redelivered by hand
    WallMs endedMs = 0;   ///< delivered, or dead since
    std::int64_t bytes = 0;
    std::string method;
    std::string target;   ///< path and query
    std::string headers;  ///< JSON: [[name, value], …]
    std::string body;
};

struct QueueChange {
    enum class Kind {
        Add,      ///< all of `message`
        Update,   ///< its state, attempts, status, error, endedMs; the body goes when it is delivered
        Requeue,  ///< a dead one: waiting again, under `newSeq`
        Delete,
    };
    Kind kind = Kind::Add;
    Message message;
    std::int64_t newSeq = 0;
};

struct MessageFilter {
    std::string queue;
    std::string state;  ///< empty: those that wait and dead letters
    int limit = 50;
};

/// The composer's messages, in a file beside its sagas. One connection; thread: one owner. Errors: as Database's.
class QueueStore {
  public:
    static Result<QueueStore> open(const std::string& path);

    /// All of them or none, over a loss of power too.
    Result<> write(std::span<const QueueChange> changes);
    /// Those that wait, in their order, without headers and body.
    Result<std::vector<Message>> waiting();
    /// With headers and body.
    Result<std::optional<Message>> bySeq(std::int64_t seq);
    Result<std::optional<Message>> byId(const std::string& id);
    Result<std::optional<Message>> byClientKey(const std::string& queue, const std::string& key);
    /// In their order, without headers and body.
    Result<std::vector<Message>> list(const MessageFilter& filter);
    struct Dead {
        std::string queue;
        std::int64_t count = 0, bytes = 0;
        std::string error;  ///< of the one that died last
    };
    Result<std::vector<Dead>> dead();
    Result<std::int64_t> lastSeq();
    /// Forgets at most `limit` messages that were delivered before. Returns how many.
    Result<int> forget(WallMs deliveredBefore, int limit);

  private:
    explicit QueueStore(store::Database database) : m_database(std::move(database)) {}
    Result<> writeOne(const QueueChange& change);
    Result<std::vector<Message>> read(const std::string& where, const std::vector<std::string>& values, bool whole);
    Result<std::optional<Message>> one(const std::string& where, const std::vector<std::string>& values);

    store::Database m_database;
};

}  // namespace slipway::composer
