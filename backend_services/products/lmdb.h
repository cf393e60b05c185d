#pragma once

#include <lmdb.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>

#include "kit/error.h"

namespace shop::products {

/// Internal, or Unavailable (code `store_full`) where the map or the disk is full.
Error lmdbError(const char* what, int code);

/// An environment in one file (`PATH` and `PATH-lock`), shared by processes. A process may open a file once only:
/// LMDB's locks are of the process, and closing one handle would drop the other's.
class LmdbEnvironment {
  public:
    static Result<std::unique_ptr<LmdbEnvironment>> open(const std::string& path, std::size_t mapBytes,
                                                         unsigned databases);
    ~LmdbEnvironment();
    LmdbEnvironment(const LmdbEnvironment&) = delete;
    LmdbEnvironment& operator=(const LmdbEnvironment&) = delete;

    MDB_env* get() const { return m_env; }
    /// Held by the one thread of this process that writes or waits to.
    std::mutex& writer() { return m_writer; }
    /// Frees the reader slots of processes that died with a transaction open; without that, old pages are never used
    /// again.
    void forgetDeadReaders();

  private:
    LmdbEnvironment() = default;
    MDB_env* m_env = nullptr;
    std::mutex m_writer;
};

/// A transaction; aborted unless committed. Values that it returns are views into the map, good until it ends or
/// writes. One thread.
class LmdbTransaction {
  public:
    enum class Kind { Read, Write };

    /// A writer waits for the writers of all processes: its own first, on a mutex of the process, and then with nobody
    /// beside it of this process on LMDB's, which other processes share. So a process that is killed has either held
    /// that one or waited for it, and never both: the kernel's news of its death goes to somebody who lives to act on
    /// it.
    static Result<LmdbTransaction> begin(LmdbEnvironment& environment, Kind kind);
    ~LmdbTransaction();
    LmdbTransaction(LmdbTransaction&& other) noexcept;
    LmdbTransaction(const LmdbTransaction&) = delete;
    LmdbTransaction& operator=(const LmdbTransaction&) = delete;
    LmdbTransaction& operator=(LmdbTransaction&&) = delete;

    MDB_txn* get() const { return m_txn; }
    Result<MDB_dbi> openDatabase(const char* name);
    Result<std::optional<std::string_view>> find(MDB_dbi database, std::string_view key);
    Result<> put(MDB_dbi database, std::string_view key, std::string_view value);
    /// Fine where there is none.
    Result<> erase(MDB_dbi database, std::string_view key);
    Result<> commit();

  private:
    LmdbTransaction(MDB_txn* txn, std::unique_lock<std::mutex> writer) : m_writer(std::move(writer)), m_txn(txn) {}
    std::unique_lock<std::mutex> m_writer;  // released after the transaction has ended
    MDB_txn* m_txn;
};

/// Walks a database in the order of its keys. Within its transaction's life.
class LmdbCursor {
  public:
    static Result<LmdbCursor> open(LmdbTransaction& transaction, MDB_dbi database);
    ~LmdbCursor();
    LmdbCursor(LmdbCursor&& other) noexcept;
    LmdbCursor(const LmdbCursor&) = delete;
    LmdbCursor& operator=(const LmdbCursor&) = delete;
    LmdbCursor& operator=(LmdbCursor&&) = delete;

    struct Entry {
        std::string_view key;
        std::string_view value;
    };
    /// The first entry whose key is not less than `key`; nothing at the end.
    Result<std::optional<Entry>> seek(std::string_view key);
    Result<std::optional<Entry>> next();

  private:
    explicit LmdbCursor(MDB_cursor* cursor) : m_cursor(cursor) {}
    Result<std::optional<Entry>> move(std::string_view key, MDB_cursor_op operation);
    MDB_cursor* m_cursor;
};

}  // namespace shop::products
