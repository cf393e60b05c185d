#pragma once

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/random.h"
#include "model/observe.h"
#include "model/plan.h"

namespace slipway::sim {

/// What a simulated process will do, drawn when it is spawned.
struct Behaviour {
    bool spawnFails = false;
    Duration readyAfter{std::chrono::milliseconds(50)};
    bool neverReady = false;
    bool portTaken = false;  ///< a stranger answers in its place, once it would be ready
    bool portFixed = false;
    Duration exitsAfter{0};  ///< 0: it does not, by itself
    Duration stopTakes{std::chrono::milliseconds(20)};
    bool ignoresTerm = false;
    Duration drainTakes{std::chrono::milliseconds(10)};
};

/// A machine with processes, a gateway and a clock, none of them real: carries out plans and gives facts back in the
/// order of their time.
class Machine {
  public:
    explicit Machine(std::uint64_t seed) : random(seed) {}

    model::World world;
    FakeClock clock;
    Random random;
    std::function<Behaviour(const model::Instance&)> behaviour = [](const model::Instance&) { return Behaviour{}; };
    std::vector<std::string> history;  ///< plans and facts, for the report of a failure

    /// Plans and carries out until there is nothing more to do at this moment. False when it does not come to rest.
    bool settle();
    /// Time passes: facts that are due come in, each followed by settle(). False when a plan did not come to rest.
    bool run(Duration duration);
    /// A process dies now.
    void kill(const InstanceId& id, int signal = 9);

    /// The daemon is gone and another takes over: what it had asked for and not yet heard of is lost, what ended
    /// meanwhile is found ended, and the rest is adopted. Takes a moment in which nobody watches.
    void daemonDies();
    /// A probe of some instance fails once, and succeeds again.
    void flap(std::uint32_t which);
    /// Two processes of one instance run.
    bool twice() const;
    /// A process of the service died by itself in the last seconds.
    bool troubled(const ServiceName& service) const;
    /// A fact from outside the machine comes in now.
    void tell(const model::Fact& fact) { give(fact); }

    int processes() const { return static_cast<int>(m_processes.size()); }
    std::function<void()> check = [] {};  ///< after every step

  private:
    struct Process {
        InstanceId id;
        Behaviour behaviour;
    };
    struct Due {
        std::int64_t pid;
        model::Fact fact;
    };

    void execute(const model::Action& action);
    void at(Duration after, std::int64_t pid, model::Fact fact);
    void give(const model::Fact& fact);

    std::map<std::int64_t, Process> m_processes;
    std::map<ServiceName, TimePoint> m_troubles;
    std::multimap<TimePoint, Due> m_due;
    std::optional<TimePoint> m_wake;
    std::int64_t m_nextPid = 100;
};

}  // namespace slipway::sim
