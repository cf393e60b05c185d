#include "composer/queue_store.h"

#include <algorithm>
#include <array>

namespace slipway::composer {
namespace {

constexpr std::array<std::string_view, 1> kQueueMigrations = {
    "CREATE TABLE messages (seq INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, queue TEXT NOT NULL,"
    " ordering_key TEXT NOT NULL, client_key TEXT, hash TEXT NOT NULL, state TEXT NOT NULL, attempts INTEGER NOT NULL,"
    " status INTEGER NOT NULL, error TEXT NOT NULL, created_ms INTEGER NOT NULL, queued_ms INTEGER NOT NULL,"
    " ended_ms INTEGER NOT NULL, bytes INTEGER NOT NULL, method TEXT NOT NULL, target TEXT NOT NULL,"
    " headers TEXT NOT NULL, body BLOB NOT NULL);"
    "CREATE UNIQUE INDEX messages_key ON messages (queue, client_key) WHERE client_key IS NOT NULL;"
    "CREATE INDEX messages_open ON messages (queue, seq) WHERE state <> 'delivered';"
    "CREATE INDEX messages_delivered ON messages (ended_ms) WHERE state = 'delivered';"
    "CREATE TABLE counter (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL);"
    "INSERT INTO counter VALUES (1, 0);"};

}  // namespace

Result<QueueStore> QueueStore::open(const std::string& path) {
    auto database = store::Database::open(path, kQueueMigrations);
    if (!database)
        return tl::unexpected(database.error());
    return QueueStore(std::move(*database));
}

Result<> QueueStore::write(std::span<const QueueChange> changes) {
    return m_database.transaction(
        [&]() -> Result<> {
            std::int64_t last = 0;
            for (const QueueChange& change : changes) {
                if (auto written = writeOne(change); !written)
                    return written;
                last = std::max({last, change.newSeq, change.kind == QueueChange::Kind::Add ? change.message.seq : 0});
            }
            if (last == 0)
                return {};
            // Kept apart: of a queue that has run empty and been forgotten, the rows no longer tell.
            auto counter = m_database.prepare("UPDATE counter SET seq = max(seq, ?1)");
            return counter ? counter->bind(1, last).run() : tl::unexpected(counter.error());
        },
        store::Durability::Power);
}

Result<> QueueStore::writeOne(const QueueChange& change) {
    const Message& message = change.message;
    switch (change.kind) {
        case QueueChange::Kind::Add: {
            auto row = m_database.prepare(
                "INSERT INTO messages (seq, id, queue, ordering_key, client_key, hash, state, attempts, status, error,"
                " created_ms, queued_ms, ended_ms, bytes, method, target, headers, body)"
                " VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'waiting', 0, 0, '', ?7, ?8, 0, ?9, ?10, ?11, ?12, ?13)");
            if (!row)
                return tl::unexpected(row.error());
            row->bind(1, message.seq).bind(2, message.id).bind(3, message.queue).bind(4, message.orderingKey);
            if (message.clientKey.empty())
                row->bindNull(5);
            else
                row->bind(5, message.clientKey);
            row->bind(6, message.hash).bind(7, message.createdMs).bind(8, message.queuedMs).bind(9, message.bytes);
            return row->bind(10, message.method)
                .bind(11, message.target)
                .bind(12, message.headers)
                .bindBlob(13, message.body)
                .run();
        }
        case QueueChange::Kind::Update: {
            auto row = m_database.prepare(
                "UPDATE messages SET state = ?2, attempts = ?3, status = ?4, error = ?5, ended_ms = ?6,"
                " body = CASE WHEN ?2 = 'delivered' THEN x'' ELSE body END WHERE id = ?1");
            if (!row)
                return tl::unexpected(row.error());
            row->bind(1, message.id).bind(2, message.state).bind(3, message.attempts).bind(4, message.status);
            return row->bind(5, message.error).bind(6, message.endedMs).run();
        }
        case QueueChange::Kind::Requeue: {
            auto row = m_database.prepare(
                "UPDATE messages SET seq = ?2, state = 'waiting', attempts = 0, ended_ms = 0, queued_ms = ?3"
                " WHERE id = ?1");
            if (!row)
                return tl::unexpected(row.error());
            return row->bind(1, message.id).bind(2, change.newSeq).bind(3, message.queuedMs).run();
        }
        case QueueChange::Kind::Delete:
            break;
    }
    auto row = m_database.prepare("DELETE FROM messages WHERE id = ?1");
    return row ? row->bind(1, message.id).run() : tl::unexpected(row.error());
}

Result<std::vector<Message>> QueueStore::read(const std::string& where, const std::vector<std::string>& values,
                                              bool whole) {
    auto query = m_database.prepare(
        "SELECT seq, id, queue, ordering_key, client_key, hash, state, attempts, status, error, created_ms, queued_ms,"
        " ended_ms, bytes, method, target, " +
        std::string(whole ? "headers, body" : "'', x''") + " FROM messages " + where);
    if (!query)
        return tl::unexpected(query.error());
    for (std::size_t i = 0; i < values.size(); ++i)
        query->bind(static_cast<int>(i) + 1, values[i]);
    std::vector<Message> all;
    auto row = query->step();
    for (; row && *row; row = query->step()) {
        Message message;
        message.seq = query->integer(0);
        message.id = query->text(1);
        message.queue = query->text(2);
        message.orderingKey = query->text(3);
        message.clientKey = query->isNull(4) ? std::string() : query->text(4);
        message.hash = query->text(5);
        message.state = query->text(6);
        message.attempts = static_cast<int>(query->integer(7));
        message.status = static_cast<int>(query->integer(8));
        message.error = query->text(9);
        message.createdMs = query->integer(10);
        message.queuedMs = query->integer(11);
        message.endedMs = query->integer(12);
        message.bytes = query->integer(13);
        message.method = query->text(14);
        message.target = query->text(15);
        message.headers = query->text(16);
        message.body = query->blob(17);
        all.push_back(std::move(message));
    }
    if (!row)
        return tl::unexpected(row.error());
    return all;
}

Result<std::optional<Message>> QueueStore::one(const std::string& where, const std::vector<std::string>& values) {
    auto found = read(where, values, true);
    if (!found)
        return tl::unexpected(found.error());
    return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

Result<std::vector<Message>> QueueStore::waiting() {
    return read("WHERE state = 'waiting' ORDER BY seq", {}, false);
}

Result<std::optional<Message>> QueueStore::bySeq(std::int64_t seq) {
    return one("WHERE seq = CAST(?1 AS INTEGER)", {std::to_string(seq)});
}

Result<std::optional<Message>> QueueStore::byId(const std::string& id) {
    return one("WHERE id = ?1", {id});
}

Result<std::optional<Message>> QueueStore::byClientKey(const std::string& queue, const std::string& key) {
    return one("WHERE queue = ?1 AND client_key = ?2", {queue, key});
}

Result<std::vector<Message>> QueueStore::list(const MessageFilter& filter) {
    const std::string state = filter.state.empty() ? "state <> 'delivered' AND ?2 = ''" : "state = ?2";
    return read("WHERE queue = ?1 AND " + state + " ORDER BY seq LIMIT " + std::to_string(filter.limit),
                {filter.queue, filter.state}, false);
}

Result<std::vector<QueueStore::Dead>> QueueStore::dead() {
    auto query =
        // With max(), SQLite takes the other columns of that row (its manual, "bare columns in an aggregate query").
        m_database.prepare(
            "SELECT queue, count(*), sum(bytes), error, max(ended_ms) FROM messages"
            " WHERE state = 'dead' GROUP BY queue");
    if (!query)
        return tl::unexpected(query.error());
    std::vector<Dead> all;
    auto row = query->step();
    for (; row && *row; row = query->step())
        all.push_back({query->text(0), query->integer(1), query->integer(2), query->text(3)});
    if (!row)
        return tl::unexpected(row.error());
    return all;
}

Result<std::int64_t> QueueStore::lastSeq() {
    auto query = m_database.prepare("SELECT seq FROM counter");
    if (!query)
        return tl::unexpected(query.error());
    const auto row = query->step();
    if (!row)
        return tl::unexpected(row.error());
    return *row ? query->integer(0) : 0;
}

Result<int> QueueStore::forget(WallMs deliveredBefore, int limit) {
    auto query = m_database.prepare(
        "DELETE FROM messages WHERE seq IN (SELECT seq FROM messages WHERE state = 'delivered' AND ended_ms < ?1"
        " ORDER BY ended_ms LIMIT ?2)");
    if (!query)
        return tl::unexpected(query.error());
    if (auto run = query->bind(1, deliveredBefore).bind(2, limit).run(); !run)
        return tl::unexpected(run.error());
    return m_database.changes();
}

}  // namespace slipway::composer
