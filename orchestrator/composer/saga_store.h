#pragma once

#include <optional>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "composer/record.h"
#include "store/database.h"

namespace slipway::composer {

/// What one step of a saga's life writes: its row, and those of the steps that moved.
struct Change {
    struct StepRow {
        std::string name;
        std::string state;
        int attempts = 0;
        int undoAttempts = 0;
        bool unsure = false;
        int status = 0;
        std::string body;
        std::string headers;
        std::string error;
    };
    std::string id;
    std::string state;
    std::string cause;
    Reply reply;
    WallMs updatedMs = 0;
    WallMs endedMs = 0;
    std::vector<StepRow> steps;

    /// Of a saga that is not in the store yet.
    struct Beginning {
        std::string composite, digest, definition, clientKey, requestHash, request;
        WallMs createdMs = 0;
    };
    std::optional<Beginning> beginning;
};

Change changeOf(const SagaRecord& record, const std::set<std::string>& touched);
Change beginningOf(const SagaRecord& record, const std::set<std::string>& touched, const std::string& definition);

struct SagaFilter {
    std::string composite;  ///< empty: all
    std::string state;      ///< empty: all; "open": not ended
    int limit = 50;
};

/// The composer's own database: one row a saga, one a step that was begun, and the definitions that they began with.
/// One connection; thread: one owner. Errors: as Database's.
class SagaStore {
  public:
    static Result<SagaStore> open(const std::string& path);

    /// All of them or none, over a loss of power too.
    Result<> write(std::span<const Change> changes);

    /// Ids of those that have not ended, oldest first.
    Result<std::vector<std::string>> unfinished();
    Result<std::optional<SagaRecord>> byId(const std::string& id);
    Result<std::optional<SagaRecord>> byKey(const std::string& composite, const std::string& clientKey);
    /// Newest first, without request, reply and bodies.
    Result<std::vector<SagaRecord>> list(const SagaFilter& filter);
    Result<std::optional<std::string>> definition(const std::string& digest);
    /// Forgets at most `limit` sagas that ended before, and definitions that no saga uses. Returns how many.
    Result<int> forget(WallMs endedBefore, int limit);
    /// A read that fails where the file is of no use.
    Result<> check();

  private:
    explicit SagaStore(store::Database database) : m_database(std::move(database)) {}
    Result<> writeOne(const Change& change);
    Result<std::vector<SagaRecord>> read(const std::string& where, const std::vector<std::string>& values, bool whole);

    store::Database m_database;
};

}  // namespace slipway::composer
