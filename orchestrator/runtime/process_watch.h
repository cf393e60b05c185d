#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/error.h"
#include "base/unique_fd.h"
#include "runtime/identity.h"

namespace slipway::runtime {

enum class Kinship {
    Child,    ///< ours to reap; the exit status is known
    Adopted,  ///< started by an earlier daemon; the status is known where exit_status.h finds it
};

/// Whether the kernel ended it for want of memory.
enum class OutOfMemory {
    No,
    Limit,    ///< it passed the limit of its control group
    Machine,  ///< the machine had none left, and processes were killed for it at that time
};

struct ProcessExit {
    std::string id;  ///< as given to add()
    ProcessIdentity identity;
    std::optional<int> code;    ///< when it called exit
    std::optional<int> signal;  ///< when a signal ended it; both empty: nobody could know
    bool coreDumped = false;
    OutOfMemory outOfMemory = OutOfMemory::No;  ///< ProcessWatch does not know; Supervisor says it

    /// "it passed its memory limit", or nothing where there is nothing to say beside code and signal.
    std::string cause() const;
    /// "exit code 1", "killed by SIGKILL", "ended; its exit code is unknown (started by an earlier daemon)"
    std::string describe() const;
};

/// Tells when processes end, through one descriptor. Thread: one owner.
class ProcessWatch {
  public:
    static Result<std::unique_ptr<ProcessWatch>> create();
    ~ProcessWatch();

    /// Readable when process() has something to do.
    int fd() const;

    /// Takes the pidfd. A process that has ended already is reported by the next process(). `id` is the caller's name
    /// for it; adding an id again forgets the older process.
    Result<> add(std::string id, ProcessIdentity identity, UniqueFd pidfd, Kinship kinship);
    /// Forgets it without waiting; a child that ends later stays a zombie until we exit.
    void remove(const std::string& id);
    /// The pidfd, borrowed, or -1.
    int pidfd(const std::string& id) const;

    /// Reaps and reports what has ended; never blocks.
    std::vector<ProcessExit> process();

  private:
    struct State;
    explicit ProcessWatch(std::unique_ptr<State> state);
    std::unique_ptr<State> m_state;
};

}  // namespace slipway::runtime
