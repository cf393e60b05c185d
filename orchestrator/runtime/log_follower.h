#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/error.h"
#include "runtime/log_line.h"

namespace slipway::runtime {

struct FollowedLine {
    std::string id;  ///< of the stream, as given to add()
    LogLine line;
};

/// Follows many output files through one inotify descriptor, keeps the index of each, and punches out what is too old.
/// Thread: one owner. Never blocks; process() reads about 1 MiB at most and stays readable when there is more. Under a
/// flood of output it wakes its caller a hundred times a second, not once a write; times are as exact as that.
class LogFollower {
  public:
    struct Limits {
        std::uint64_t keepBytes = 64u << 20;  ///< of each file
    };

    static Result<std::unique_ptr<LogFollower>> create(const Clock& clock, Limits limits);
    static Result<std::unique_ptr<LogFollower>> create(const Clock& clock) { return create(clock, Limits{}); }
    ~LogFollower();

    /// Readable when process() has something to do.
    int fd() const;

    /// Follows `path`, which is made (0600) if need be. What is there and not indexed was written while nobody watched:
    /// it is reported with an interval that begins at `unwatchedSince` (0: when the index ends) and ends with the
    /// file's last modification. What is indexed is history and not reported.
    Result<> add(const std::string& id, const std::string& path, WallMs unwatchedSince = 0);
    /// Whether its lines come out of process(); at first they do. Without, the file is not even read: only its growth
    /// is indexed, which costs a stat and a write. Switched on, it begins with the next line.
    void report(const std::string& id, bool on);
    /// After the process has ended: reads what is left (the last 4 MiB of it), ends an incomplete last line with a
    /// newline, so that the next process of this name begins on a line of its own, and forgets the file.
    std::vector<FollowedLine> finish(const std::string& id);
    /// Forgets it at once.
    void remove(const std::string& id);
    /// Bytes before this have been reported (or are a line that is not complete yet): history().tail(n, …,
    /// position(id)) and the lines of process() join without a gap or a line twice. 0 for an unknown id.
    std::uint64_t position(const std::string& id) const;

    std::vector<FollowedLine> process();

  private:
    struct State;
    explicit LogFollower(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::runtime
