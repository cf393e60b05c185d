#include "store/counters.h"

#include "store/rows.h"

namespace slipway::store {

namespace {

constexpr std::string_view kAdd =
    "INSERT INTO counters (name, value) VALUES (?1,?2) ON CONFLICT (name) DO UPDATE SET value=value+?2 RETURNING value";

/// The name right after all that begin with `prefix`; empty when there is none such.
std::string afterPrefix(std::string_view prefix) {
    std::string after(prefix);
    while (!after.empty() && static_cast<unsigned char>(after.back()) == 0xff)
        after.pop_back();
    if (!after.empty())
        after.back() = static_cast<char>(static_cast<unsigned char>(after.back()) + 1);
    return after;
}

Result<std::int64_t> addOne(Database& database, std::string_view name, std::int64_t delta) {
    auto statement = database.prepare(kAdd);
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = statement->bind(1, name).bind(2, delta).step();
    if (!row)
        return tl::unexpected(row.error());
    const std::int64_t value = statement->integer(0);
    if (auto done = statement->run(); !done)
        return tl::unexpected(done.error());
    return value;
}

}  // namespace

Result<std::int64_t> Counters::get(std::string_view name) {
    auto statement = m_database.prepare("SELECT value FROM counters WHERE name=?");
    if (!statement)
        return tl::unexpected(statement.error());
    const auto row = statement->bind(1, name).step();
    if (!row)
        return tl::unexpected(row.error());
    return *row ? statement->integer(0) : 0;
}

Result<> Counters::set(std::string_view name, std::int64_t value) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare("INSERT OR REPLACE INTO counters (name, value) VALUES (?,?)");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, name).bind(2, value).run();
    });
}

Result<std::int64_t> Counters::add(std::string_view name, std::int64_t delta) {
    Result<std::int64_t> value = 0;
    auto done = m_database.transaction([&]() -> Result<> {
        value = addOne(m_database, name, delta);
        return value ? Result<>() : Result<>(tl::unexpected(value.error()));
    });
    if (!done)
        return tl::unexpected(done.error());
    return value;
}

Result<std::int64_t> Counters::next(std::string_view name) {
    Result<std::int64_t> value = 0;
    auto done = m_database.transaction(
        [&]() -> Result<> {
            value = addOne(m_database, name, 1);
            return value ? Result<>() : Result<>(tl::unexpected(value.error()));
        },
        Durability::Power);
    if (!done)
        return tl::unexpected(done.error());
    return value;
}

Result<> Counters::addAll(const std::vector<std::pair<std::string, std::int64_t>>& deltas) {
    if (deltas.empty())
        return {};
    return m_database.transaction([&]() -> Result<> {
        for (const auto& [name, delta] : deltas)
            if (auto value = addOne(m_database, name, delta); !value)
                return tl::unexpected(value.error());
        return {};
    });
}

Result<std::map<std::string, std::int64_t>> Counters::all(std::string_view prefix) {
    auto statement = m_database.prepare("SELECT name, value FROM counters WHERE name>=?1 AND (?2='' OR name<?2)");
    if (!statement)
        return tl::unexpected(statement.error());
    statement->bind(1, prefix).bind(2, afterPrefix(prefix));
    std::map<std::string, std::int64_t> values;
    for (;;) {
        const auto row = statement->step();
        if (!row)
            return tl::unexpected(row.error());
        if (!*row)
            return values;
        values.emplace(statement->text(0), statement->integer(1));
    }
}

Result<> Counters::removeAll(std::string_view prefix) {
    return m_database.transaction([&]() -> Result<> {
        auto statement = m_database.prepare("DELETE FROM counters WHERE name>=?1 AND (?2='' OR name<?2)");
        if (!statement)
            return tl::unexpected(statement.error());
        return statement->bind(1, prefix).bind(2, afterPrefix(prefix)).run();
    });
}

}  // namespace slipway::store
