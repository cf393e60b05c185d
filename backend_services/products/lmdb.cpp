#include "products/lmdb.h"

#include <filesystem>
#include <utility>

namespace shop::products {

namespace {

MDB_val asValue(std::string_view text) {
    return {text.size(), const_cast<char*>(text.data())};
}
std::string_view asView(const MDB_val& value) {
    return {static_cast<const char*>(value.mv_data), value.mv_size};
}

}  // namespace

Error lmdbError(const char* what, int code) {
    const std::string message = std::string(what) + ": " + mdb_strerror(code);
    if (code == MDB_MAP_FULL || code == ENOSPC) {
        return {Fault::Unavailable, "store_full", message};
    }
    if (code == MDB_READERS_FULL) {
        return {Fault::Unavailable, "store_busy", message};
    }
    return {Fault::Internal, "store", message};
}

Result<std::unique_ptr<LmdbEnvironment>> LmdbEnvironment::open(const std::string& path, std::size_t mapBytes,
                                                               unsigned databases) {
    std::error_code ignored;  // where the folder cannot be made, opening the file says why
    std::filesystem::create_directories(std::filesystem::absolute(path).parent_path(), ignored);
    auto environment = std::unique_ptr<LmdbEnvironment>(new LmdbEnvironment());
    int code = mdb_env_create(&environment->m_env);
    if (code == 0) {
        code = mdb_env_set_mapsize(environment->m_env, mapBytes);
    }
    if (code == 0) {
        code = mdb_env_set_maxdbs(environment->m_env, databases);
    }
    if (code == 0) {
        // NOMETASYNC: one sync a commit in place of two. A power cut may lose the last commit, never the file's order.
        code = mdb_env_open(environment->m_env, path.c_str(), MDB_NOSUBDIR | MDB_NOMETASYNC, 0600);
    }
    if (code != 0) {
        return tl::unexpected(lmdbError(("cannot open " + path).c_str(), code));
    }
    environment->forgetDeadReaders();
    return environment;
}

LmdbEnvironment::~LmdbEnvironment() {
    if (m_env != nullptr) {
        mdb_env_close(m_env);
    }
}

void LmdbEnvironment::forgetDeadReaders() {
    int dead = 0;
    mdb_reader_check(m_env, &dead);
}

Result<LmdbTransaction> LmdbTransaction::begin(LmdbEnvironment& environment, Kind kind) {
    std::unique_lock<std::mutex> writer;
    if (kind == Kind::Write) {
        writer = std::unique_lock(environment.writer());
    }
    MDB_txn* txn = nullptr;
    const int code = mdb_txn_begin(environment.get(), nullptr, kind == Kind::Read ? MDB_RDONLY : 0U, &txn);
    if (code != 0) {
        return tl::unexpected(lmdbError("cannot begin a transaction", code));
    }
    return LmdbTransaction(txn, std::move(writer));
}

LmdbTransaction::~LmdbTransaction() {
    if (m_txn != nullptr) {
        mdb_txn_abort(m_txn);
    }
}

LmdbTransaction::LmdbTransaction(LmdbTransaction&& other) noexcept
    : m_writer(std::move(other.m_writer)), m_txn(std::exchange(other.m_txn, nullptr)) {}

Result<MDB_dbi> LmdbTransaction::openDatabase(const char* name) {
    MDB_dbi database = 0;
    if (const int code = mdb_dbi_open(m_txn, name, MDB_CREATE, &database); code != 0) {
        return tl::unexpected(lmdbError(name, code));
    }
    return database;
}

Result<std::optional<std::string_view>> LmdbTransaction::find(MDB_dbi database, std::string_view key) {
    MDB_val wanted = asValue(key);
    MDB_val found{};
    const int code = mdb_get(m_txn, database, &wanted, &found);
    if (code == MDB_NOTFOUND || code == MDB_BAD_VALSIZE) {
        return std::nullopt;  // a key that is too long to be there is not there
    }
    if (code != 0) {
        return tl::unexpected(lmdbError("cannot read", code));
    }
    return std::optional(asView(found));
}

Result<> LmdbTransaction::put(MDB_dbi database, std::string_view key, std::string_view value) {
    MDB_val k = asValue(key);
    MDB_val v = asValue(value);
    if (const int code = mdb_put(m_txn, database, &k, &v, 0); code != 0) {
        return tl::unexpected(lmdbError("cannot write", code));
    }
    return {};
}

Result<> LmdbTransaction::erase(MDB_dbi database, std::string_view key) {
    MDB_val k = asValue(key);
    const int code = mdb_del(m_txn, database, &k, nullptr);
    if (code != 0 && code != MDB_NOTFOUND) {
        return tl::unexpected(lmdbError("cannot erase", code));
    }
    return {};
}

Result<> LmdbTransaction::commit() {
    if (const int code = mdb_txn_commit(std::exchange(m_txn, nullptr)); code != 0) {
        return tl::unexpected(lmdbError("cannot commit", code));
    }
    return {};
}

Result<LmdbCursor> LmdbCursor::open(LmdbTransaction& transaction, MDB_dbi database) {
    MDB_cursor* cursor = nullptr;
    if (const int code = mdb_cursor_open(transaction.get(), database, &cursor); code != 0) {
        return tl::unexpected(lmdbError("cannot open a cursor", code));
    }
    return LmdbCursor(cursor);
}

LmdbCursor::~LmdbCursor() {
    if (m_cursor != nullptr) {
        mdb_cursor_close(m_cursor);
    }
}

LmdbCursor::LmdbCursor(LmdbCursor&& other) noexcept : m_cursor(std::exchange(other.m_cursor, nullptr)) {}

Result<std::optional<LmdbCursor::Entry>> LmdbCursor::seek(std::string_view key) {
    return key.empty() ? move(key, MDB_FIRST) : move(key, MDB_SET_RANGE);
}

Result<std::optional<LmdbCursor::Entry>> LmdbCursor::next() {
    return move({}, MDB_NEXT);
}

Result<std::optional<LmdbCursor::Entry>> LmdbCursor::move(std::string_view key, MDB_cursor_op operation) {
    MDB_val k = asValue(key);
    MDB_val v{};
    const int code = mdb_cursor_get(m_cursor, &k, &v, operation);
    if (code == MDB_NOTFOUND) {
        return std::nullopt;
    }
    if (code != 0) {
        return tl::unexpected(lmdbError("cannot read", code));
    }
    return std::optional(Entry{asView(k), asView(v)});
}

}  // namespace shop::products
