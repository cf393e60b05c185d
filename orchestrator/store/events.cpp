#include "store/events.h"

#include <algorithm>

#include "store/rows.h"

namespace slipway::store {

namespace {

EventRecord readEvent(const Statement& row) {
    return {row.integer(0), row.integer(1), row.text(2), row.text(3), row.text(4)};
}

/// Trimming after every append would cost a delete a batch; a few more rows than promised do no harm.
constexpr int kTrimEvery = 256;

Result<std::int64_t> oneInteger(Database& database, std::string_view sql) {
    auto statement = database.prepare(sql);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = statement->step();
    if (!row)
        return tl::unexpected(row.error());
    return *row ? statement->integer(0) : 0;
}

}  // namespace

Result<> Events::append(std::vector<EventRecord>& events) {
    if (events.empty())
        return {};
    return m_database.transaction([&]() -> Result<> {
        for (auto& event : events) {
            auto statement = m_database.prepare("INSERT INTO events (id, at, type, project, json) VALUES (?,?,?,?,?)");
            if (!statement)
                return tl::unexpected(statement.error());
            statement->bind(1, event.id > 0 ? std::optional(event.id) : std::nullopt);
            auto added =
                statement->bind(2, event.at).bind(3, event.type).bind(4, event.project).bind(5, event.json).run();
            if (!added)
                return added;
            event.id = m_database.lastInsertId();
        }
        m_untilTrim -= static_cast<int>(std::min<size_t>(events.size(), kTrimEvery));
        if (m_untilTrim > 0)
            return {};
        m_untilTrim = kTrimEvery;
        auto trim = m_database.prepare("DELETE FROM events WHERE id <= (SELECT max(id) FROM events) - ?");
        if (!trim)
            return tl::unexpected(trim.error());
        return trim->bind(1, kKept).run();
    });
}

Result<std::vector<EventRecord>> Events::since(std::int64_t sinceId, const std::string& project, int limit) {
    auto statement = m_database.prepare(
        "SELECT id, at, type, project, json FROM events WHERE id>?1 AND (?2='' OR project=?2) ORDER BY id LIMIT ?3");
    if (!statement)
        return tl::unexpected(statement.error());
    return readRows<EventRecord>(statement->bind(1, sinceId).bind(2, project).bind(3, limit), readEvent);
}

Result<std::vector<EventRecord>> Events::latest(const std::string& project, int limit) {
    auto statement = m_database.prepare(
        "SELECT id, at, type, project, json FROM events WHERE ?1='' OR project=?1 ORDER BY id DESC LIMIT ?2");
    if (!statement)
        return tl::unexpected(statement.error());
    auto rows = readRows<EventRecord>(statement->bind(1, project).bind(2, limit), readEvent);
    if (rows)
        std::reverse(rows->begin(), rows->end());
    return rows;
}

Result<std::int64_t> Events::lastId() {
    return oneInteger(m_database, "SELECT seq FROM sqlite_sequence WHERE name='events'");
}

Result<std::int64_t> Events::firstId() {
    return oneInteger(m_database, "SELECT coalesce(min(id), 0) FROM events");
}

}  // namespace slipway::store
