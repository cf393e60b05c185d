#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "base/clock.h"
#include "store/database.h"

namespace slipway::store {

struct EventRecord {
    std::int64_t id = 0;  ///< grows by one an event, never used twice
    WallMs at = 0;
    std::string type;
    std::string project;
    std::string json;  ///< the whole object of the control API, or what the daemon likes
};

/// The last 10,000 events.
class Events {
  public:
    static constexpr int kKept = 10'000;

    explicit Events(Database& database) : m_database(database) {}

    /// In one transaction; gives each event its id (a batch of 33 ms costs one commit). Events that bring their own id
    /// (greater than any before) keep it.
    Result<> append(std::vector<EventRecord>& events);
    /// With an id greater than `sinceId`, oldest first; of every project with an empty name.
    Result<std::vector<EventRecord>> since(std::int64_t sinceId, const std::string& project = {}, int limit = kKept);
    /// The newest `limit`, oldest of them first.
    Result<std::vector<EventRecord>> latest(const std::string& project = {}, int limit = 200);
    /// 0 when there never was one.
    Result<std::int64_t> lastId();
    /// The oldest that is kept; a client that is behind it has lost some.
    Result<std::int64_t> firstId();

  private:
    Database& m_database;
    int m_untilTrim = 0;
};

}  // namespace slipway::store
