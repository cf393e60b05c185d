#pragma once

#include "composer/queues.h"

namespace slipway::composer {

/// One queue: its messages by number, each key's in a row of its own, and of each row the first, by when it is due.
struct Queues::Line {
    Line(Queues& q, std::string n)
        : queues(q),
          name(std::move(n)),
          wake(
              [](void* self) {
                  auto& line = *static_cast<Line*>(self);
                  line.queues.pump(line);
              },
              this) {
        const std::size_t slash = name.find('/');
        figures.caller = name.substr(0, slash);
        figures.service = slash == std::string::npos ? "" : name.substr(slash + 1);
        figures.configured = false;
    }

    Queues& queues;
    std::string name;
    async::Queue spec;
    std::map<std::int64_t, Pending> pending;
    std::unordered_map<std::string, std::deque<std::int64_t>> lanes;
    std::set<std::pair<TimePoint, std::int64_t>> ready;
    std::set<std::string> byHand;  ///< dead letters that are being moved or forgotten
    int inFlight = 0;
    std::int64_t taken = 0;  ///< accepted, not durable yet
    std::int64_t bytes = 0, deadBytes = 0;
    std::string deadError;  ///< of the dead letter that came last
    Figures figures;        ///< counters; the rest is filled in when asked
    net::Timer wake;
};

}  // namespace slipway::composer
