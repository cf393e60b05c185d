#include "composer/saga_store.h"
#include "composer/json_text.h"

#include <array>

namespace slipway::composer {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 1> kMigrations = {
    "CREATE TABLE definitions (digest TEXT PRIMARY KEY, text TEXT NOT NULL) WITHOUT ROWID;"
    "CREATE TABLE sagas (id TEXT PRIMARY KEY, composite TEXT NOT NULL, digest TEXT NOT NULL, client_key TEXT,"
    " request_hash TEXT NOT NULL, request TEXT NOT NULL, state TEXT NOT NULL, cause TEXT NOT NULL,"
    " reply TEXT NOT NULL, created_ms INTEGER NOT NULL, updated_ms INTEGER NOT NULL, ended_ms INTEGER NOT NULL);"
    "CREATE UNIQUE INDEX sagas_key ON sagas (composite, client_key) WHERE client_key IS NOT NULL;"
    "CREATE INDEX sagas_open ON sagas (created_ms) WHERE ended_ms = 0;"
    "CREATE INDEX sagas_ended ON sagas (ended_ms) WHERE ended_ms > 0;"
    "CREATE INDEX sagas_age ON sagas (created_ms);"
    "CREATE INDEX sagas_digest ON sagas (digest);"
    "CREATE TABLE steps (saga TEXT NOT NULL REFERENCES sagas (id) ON DELETE CASCADE, name TEXT NOT NULL,"
    " state TEXT NOT NULL, attempts INTEGER NOT NULL, undo_attempts INTEGER NOT NULL, unsure INTEGER NOT NULL,"
    " status INTEGER NOT NULL, body TEXT NOT NULL, headers TEXT NOT NULL, error TEXT NOT NULL,"
    " PRIMARY KEY (saga, name)) WITHOUT ROWID;"};

std::string encodeCause(const Cause& cause) {
    if (cause.reason.empty())
        return {};
    return dumped({{"step", cause.step},
                   {"reason", cause.reason},
                   {"status", cause.status},
                   {"detail", cause.detail},
                   {"answer", cause.answer}});
}

Cause decodeCause(const std::string& text) {
    const json from = json::parse(text, nullptr, false);
    if (!from.is_object())
        return {};
    return {from.value("step", ""), from.value("reason", ""), from.value("status", 0), from.value("detail", ""),
            from.value("answer", json())};
}

std::string encodeReply(const Reply& reply) {
    if (reply.status == 0)
        return {};
    return dumped(
        {{"status", reply.status}, {"type", reply.contentType}, {"headers", reply.headers}, {"body", reply.body}});
}

Reply decodeReply(const std::string& text) {
    const json from = json::parse(text, nullptr, false);
    if (!from.is_object())
        return {};
    Reply reply{from.value("status", 0), from.value("type", ""), {}, from.value("body", "")};
    for (const auto& pair : from.value("headers", json::array()))
        reply.headers.emplace_back(pair.at(0).get<std::string>(), pair.at(1).get<std::string>());
    return reply;
}

Change::StepRow rowOf(const std::string& name, const StepRecord& step) {
    return {name,
            std::string(word(step.state)),
            step.attempts,
            step.undoAttempts,
            step.unsure,
            step.status,
            dumped(step.body),
            dumped(step.headers),
            step.error};
}

}  // namespace

Change changeOf(const SagaRecord& record, const std::set<std::string>& touched) {
    Change change;
    change.id = record.id;
    change.state = word(record.state);
    change.cause = encodeCause(record.cause);
    change.reply = record.reply;
    change.updatedMs = record.updatedMs;
    change.endedMs = record.endedMs;
    for (const auto& name : touched)
        if (const auto step = record.steps.find(name); step != record.steps.end())
            change.steps.push_back(rowOf(name, step->second));
    return change;
}

Change beginningOf(const SagaRecord& record, const std::set<std::string>& touched, const std::string& definition) {
    Change change = changeOf(record, touched);
    change.beginning = {record.composite,   record.digest,          definition,      record.clientKey,
                        record.requestHash, dumped(record.request), record.createdMs};
    return change;
}

Result<SagaStore> SagaStore::open(const std::string& path) {
    auto database = store::Database::open(path, kMigrations);
    if (!database)
        return tl::unexpected(database.error());
    return SagaStore(std::move(*database));
}

Result<> SagaStore::write(std::span<const Change> changes) {
    return m_database.transaction(
        [&]() -> Result<> {
            for (const Change& change : changes)
                if (auto written = writeOne(change); !written)
                    return written;
            return {};
        },
        store::Durability::Power);
}

Result<> SagaStore::writeOne(const Change& change) {
    if (change.beginning) {
        auto definition =
            m_database.prepare("INSERT INTO definitions (digest, text) VALUES (?1, ?2) ON CONFLICT DO NOTHING");
        if (!definition)
            return tl::unexpected(definition.error());
        if (auto done = definition->bind(1, change.beginning->digest).bind(2, change.beginning->definition).run();
            !done)
            return done;
        auto saga = m_database.prepare(
            "INSERT INTO sagas (id, composite, digest, client_key, request_hash, request, state, cause, reply,"
            " created_ms, updated_ms, ended_ms) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)");
        if (!saga)
            return tl::unexpected(saga.error());
        saga->bind(1, change.id).bind(2, change.beginning->composite).bind(3, change.beginning->digest);
        if (change.beginning->clientKey.empty())
            saga->bindNull(4);
        else
            saga->bind(4, change.beginning->clientKey);
        saga->bind(5, change.beginning->requestHash).bind(6, change.beginning->request).bind(7, change.state);
        saga->bind(8, change.cause).bind(9, encodeReply(change.reply)).bind(10, change.beginning->createdMs);
        if (auto done = saga->bind(11, change.updatedMs).bind(12, change.endedMs).run(); !done)
            return done;
    } else {
        auto saga = m_database.prepare(
            "UPDATE sagas SET state = ?2, cause = ?3, reply = ?4, updated_ms = ?5, ended_ms = ?6 WHERE id = ?1");
        if (!saga)
            return tl::unexpected(saga.error());
        saga->bind(1, change.id).bind(2, change.state).bind(3, change.cause).bind(4, encodeReply(change.reply));
        if (auto done = saga->bind(5, change.updatedMs).bind(6, change.endedMs).run(); !done)
            return done;
    }
    for (const auto& step : change.steps) {
        auto row = m_database.prepare(
            "INSERT OR REPLACE INTO steps (saga, name, state, attempts, undo_attempts, unsure, status, body, headers,"
            " error) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)");
        if (!row)
            return tl::unexpected(row.error());
        row->bind(1, change.id).bind(2, step.name).bind(3, step.state).bind(4, step.attempts);
        row->bind(5, step.undoAttempts).bind(6, step.unsure).bind(7, step.status).bind(8, step.body);
        if (auto done = row->bind(9, step.headers).bind(10, step.error).run(); !done)
            return done;
    }
    return {};
}

Result<std::vector<SagaRecord>> SagaStore::read(const std::string& where, const std::vector<std::string>& values,
                                                bool whole) {
    const std::string columns =
        whole
            ? "id, composite, digest, client_key, request_hash, state, cause, created_ms, updated_ms, ended_ms,"
              " request, reply"
            : "id, composite, digest, client_key, request_hash, state, cause, created_ms, updated_ms, ended_ms, '', ''";
    std::vector<SagaRecord> all;
    {
        auto query = m_database.prepare("SELECT " + columns + " FROM sagas " + where);
        if (!query)
            return tl::unexpected(query.error());
        for (std::size_t i = 0; i < values.size(); ++i)
            query->bind(static_cast<int>(i) + 1, values[i]);
        auto row = query->step();
        for (; row && *row; row = query->step()) {
            SagaRecord record;
            record.id = query->text(0);
            record.composite = query->text(1);
            record.digest = query->text(2);
            record.clientKey = query->text(3);
            record.requestHash = query->text(4);
            record.state = sagaState(query->text(5));
            record.cause = decodeCause(query->text(6));
            record.createdMs = query->integer(7);
            record.updatedMs = query->integer(8);
            record.endedMs = query->integer(9);
            record.request = json::parse(query->text(10), nullptr, false);
            record.reply = decodeReply(query->text(11));
            all.push_back(std::move(record));
        }
        if (!row)
            return tl::unexpected(row.error());
    }
    for (SagaRecord& record : all) {
        auto query = m_database.prepare(
            "SELECT name, state, attempts, undo_attempts, unsure, status, body, headers, error FROM steps"
            " WHERE saga = ?1");
        if (!query)
            return tl::unexpected(query.error());
        query->bind(1, record.id);
        auto row = query->step();
        for (; row && *row; row = query->step()) {
            StepRecord& step = record.steps[query->text(0)];
            step.state = stepState(query->text(1));
            step.attempts = static_cast<int>(query->integer(2));
            step.undoAttempts = static_cast<int>(query->integer(3));
            step.unsure = query->integer(4) != 0;
            step.status = static_cast<int>(query->integer(5));
            if (whole) {
                step.body = json::parse(query->text(6), nullptr, false);
                step.headers = json::parse(query->text(7), nullptr, false);
            }
            step.error = query->text(8);
        }
        if (!row)
            return tl::unexpected(row.error());
    }
    return all;
}

Result<std::vector<std::string>> SagaStore::unfinished() {
    auto query = m_database.prepare("SELECT id FROM sagas WHERE ended_ms = 0 ORDER BY created_ms");
    if (!query)
        return tl::unexpected(query.error());
    std::vector<std::string> ids;
    auto row = query->step();
    for (; row && *row; row = query->step())
        ids.push_back(query->text(0));
    return row ? Result<std::vector<std::string>>(std::move(ids)) : tl::unexpected(row.error());
}

namespace {

Result<std::optional<SagaRecord>> one(Result<std::vector<SagaRecord>> found) {
    if (!found)
        return tl::unexpected(found.error());
    return found->empty() ? std::nullopt : std::optional(std::move(found->front()));
}

}  // namespace

Result<std::optional<SagaRecord>> SagaStore::byId(const std::string& id) {
    return one(read("WHERE id = ?1", {id}, true));
}

Result<std::optional<SagaRecord>> SagaStore::byKey(const std::string& composite, const std::string& clientKey) {
    return one(read("WHERE composite = ?1 AND client_key = ?2", {composite, clientKey}, true));
}

Result<std::vector<SagaRecord>> SagaStore::list(const SagaFilter& filter) {
    std::string where = "WHERE (?1 = '' OR composite = ?1) AND (?2 = '' OR ";
    where += filter.state == "open" ? "ended_ms = 0)" : "state = ?2)";
    where += " ORDER BY created_ms DESC, id DESC LIMIT " + std::to_string(filter.limit);
    return read(where, {filter.composite, filter.state}, false);
}

Result<std::optional<std::string>> SagaStore::definition(const std::string& digest) {
    auto query = m_database.prepare("SELECT text FROM definitions WHERE digest = ?1");
    if (!query)
        return tl::unexpected(query.error());
    const auto row = query->bind(1, digest).step();
    if (!row)
        return tl::unexpected(row.error());
    return *row ? std::optional(query->text(0)) : std::nullopt;
}

Result<int> SagaStore::forget(WallMs endedBefore, int limit) {
    int forgotten = 0;
    const auto done = m_database.transaction([&]() -> Result<> {
        auto sagas = m_database.prepare(
            "DELETE FROM sagas WHERE id IN (SELECT id FROM sagas WHERE ended_ms > 0 AND ended_ms < ?1 AND"
            " state <> 'abandoned' ORDER BY ended_ms LIMIT ?2)");
        if (!sagas)
            return tl::unexpected(sagas.error());
        if (auto run = sagas->bind(1, endedBefore).bind(2, limit).run(); !run)
            return run;
        forgotten = m_database.changes();
        if (forgotten == 0)
            return {};
        return m_database.execute("DELETE FROM definitions WHERE digest NOT IN (SELECT DISTINCT digest FROM sagas)");
    });
    if (!done)
        return tl::unexpected(done.error());
    return forgotten;
}

Result<> SagaStore::check() {
    auto query = m_database.prepare("SELECT count(*) FROM sagas WHERE ended_ms = 0");
    if (!query)
        return tl::unexpected(query.error());
    const auto row = query->step();
    if (!row)
        return tl::unexpected(row.error());
    return {};
}

}  // namespace slipway::composer
