#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "kit/error.h"
#include "kit/request_context.h"

namespace shop::kit {

// What the stores of the shop ask of an SQL database; sqlite.h and postgres.h are two. Parameters are `?1`, `?2`, …

/// A statement that a connection keeps. Not used by itself: `Statement` is.
class PreparedStatement {
  public:
    virtual ~PreparedStatement() = default;
    virtual void bind(int index, std::string_view text) = 0;
    virtual void bind(int index, std::int64_t number) = 0;
    virtual void bindNull(int index) = 0;
    virtual Result<bool> step() = 0;
    virtual std::string text(int column) const = 0;
    virtual std::int64_t integer(int column) const = 0;
    virtual bool isNull(int column) const = 0;
    virtual void reset() = 0;
};

/// A prepared statement in use: bind from 1, step, read from 0; it is reset when this goes out of scope. One thread.
class Statement {
  public:
    explicit Statement(PreparedStatement& prepared) : m_prepared(&prepared) {}
    ~Statement();
    Statement(Statement&& other) noexcept;
    Statement(const Statement&) = delete;
    Statement& operator=(const Statement&) = delete;
    Statement& operator=(Statement&&) = delete;

    Statement& bind(int index, std::string_view text);
    Statement& bind(int index, std::int64_t number);
    Statement& bindNull(int index);

    /// True where there is a row. Faults: Conflict, code `constraint`, where a constraint forbids; Unavailable where
    /// the store stayed locked or is away; Internal otherwise.
    Result<bool> step();
    /// step() where no row is wanted.
    Result<> run();

    std::string text(int column) const;
    std::int64_t integer(int column) const;
    bool isNull(int column) const;

  private:
    PreparedStatement* m_prepared;
};

/// One connection with its prepared statements. One thread at a time.
class SqlConnection {
  public:
    virtual ~SqlConnection() = default;

    /// Statements are kept by their text.
    virtual Result<Statement> prepare(std::string_view sql) = 0;
    /// Statements without parameters or rows, one after another.
    virtual Result<> execute(const char* sql) = 0;
    /// Rows changed by the last statement.
    virtual std::int64_t changes() const = 0;
};

/// A step of a schema: within its transaction.
using Migration = std::function<Result<>(SqlConnection&)>;

/// A database that several instances, threads and stores share.
class SqlDatabase {
  public:
    virtual ~SqlDatabase() = default;

    /// Runs `work` with a connection of its own, outside of a write transaction. Counted as store.
    template <class T, class Work>
    Result<T> read(Work&& work) {
        return within<T>(&SqlDatabase::reading, work);
    }
    /// Runs `work` in one write transaction, alone among writers in effect: committed where it succeeds, rolled back
    /// where it fails. `work` may run more than once. Counted as store.
    template <class T, class Work>
    Result<T> write(Work&& work) {
        return within<T>(&SqlDatabase::writing, work);
    }

    /// Makes the tables of one domain, once in the database's life however many instances start at a time: those
    /// `migrations` run that the database has not seen yet, all in one write transaction.
    virtual Result<> migrate(const char* domain, const std::vector<Migration>& migrations) = 0;
    /// For readiness: the database can be read.
    virtual Result<> check() = 0;

  protected:
    using Piece = std::function<Result<>(SqlConnection&)>;
    virtual Result<> reading(const Piece& work) = 0;
    virtual Result<> writing(const Piece& work) = 0;

  private:
    template <class T, class Work>
    Result<T> within(Result<> (SqlDatabase::*run)(const Piece&), Work&& work) {
        const PhaseScope phase(Phase::Store);
        if constexpr (std::is_void_v<T>) {
            return (this->*run)(work);
        } else {
            Result<T> result = tl::unexpected(Error{Fault::Internal, "store", "The store did nothing."});
            const Result<> done = (this->*run)([&](SqlConnection& connection) -> Result<> {
                result = work(connection);
                return result ? Result<>() : tl::unexpected(result.error());
            });
            return done ? std::move(result) : tl::unexpected(done.error());
        }
    }
};

}  // namespace shop::kit
