#include <QtTest>
#include <set>

#include "model/rollout.h"
#include "sim/simulated_machine.h"

using namespace slipway;
using namespace slipway::model;
using namespace std::chrono_literals;

namespace {

const ServiceName kServices[] = {ServiceName("products"), ServiceName("orders")};

/// One history: what users ask for and what goes wrong, drawn from a seed; and what must hold at every step of it.
class History {
  public:
    explicit History(std::uint64_t seed) : m_seed(seed), m_machine(seed), m_dice(seed * 7919 + 1) {
        for (const ServiceName& name : kServices)
            install(name);
        m_machine.behaviour = [this](const Instance&) { return behaviour(); };
        m_machine.check = [this] { check(); };
    }

    /// Empty, or what was broken.
    std::string play() {
        for (int step = 0; step < 25 && m_broken.empty(); ++step) {
            act();
            run(std::chrono::milliseconds(m_dice.below(3000)));
        }
        // Faults end; what the policy gave up on is what a user would start again.
        m_faults = false;
        for (auto& [name, service] : m_machine.world.services) {
            service.stopped = false;
            resumeRollout(m_machine.world, name);
        }
        run(3min);
        for (auto& [name, service] : m_machine.world.services)
            resumeRollout(m_machine.world, name);
        for (auto& [id, instance] : m_machine.world.instances)
            if (instance.terminal())
                instance.recycle = Recycle::Asked;
        run(10min);
        for (const ServiceName& name : kServices)
            arrived(name);
        return m_broken;
    }

    std::string report() const {
        std::string text = "seed " + std::to_string(m_seed) + ": " + m_broken + "\n";
        const auto& history = m_machine.history;
        for (size_t i = history.size() > 80 ? history.size() - 80 : 0; i < history.size(); ++i)
            text += history[i] + "\n";
        return text;
    }

  private:
    void install(const ServiceName& name) {
        auto spec = std::make_shared<Service>();
        spec->name = name;
        spec->command = {"/bin/shop"};
        spec->ports = {Port{}};
        spec->startTimeout = 5s;
        spec->stopGracePeriod = 1s;
        UpdateConfig& config = spec->updateConfig;
        config.monitor = 200ms;
        config.parallelism = 1 + static_cast<int>(m_dice.below(3));
        config.strategy = static_cast<RolloutStrategy>(m_dice.below(3));
        config.order = config.strategy == RolloutStrategy::Rolling && m_dice.below(4) == 0 ? UpdateOrder::StopFirst
                                                                                           : UpdateOrder::StartFirst;
        config.maxSurge = static_cast<int>(m_dice.below(3));
        config.failureAction = m_dice.below(4) == 0 ? FailureAction::Pause : FailureAction::Rollback;
        config.steps = {{20, 1s}, {60, 500ms}};
        config.bake = 1s;
        config.analysis = RolloutAnalysis{};
        ServiceWorld service;
        service.revisions[1] = spec;
        service.replicas = 1 + static_cast<int>(m_dice.below(4));
        m_machine.world.services[name] = service;
    }

    sim::Behaviour behaviour() {
        sim::Behaviour does;
        does.readyAfter = std::chrono::milliseconds(m_dice.below(400));
        does.drainTakes = std::chrono::milliseconds(m_dice.below(200));
        does.stopTakes = std::chrono::milliseconds(m_dice.below(300));
        if (!m_faults)
            return does;
        does.neverReady = m_dice.below(20) == 0;
        does.spawnFails = m_dice.below(40) == 0;
        does.portTaken = m_dice.below(25) == 0;
        does.ignoresTerm = m_dice.below(20) == 0;
        if (m_dice.below(15) == 0)
            does.exitsAfter = std::chrono::milliseconds(1 + m_dice.below(2000));
        return does;
    }

    ServiceWorld& service(const ServiceName& name) { return m_machine.world.services.at(name); }

    void redeploy(const ServiceName& name) {
        ServiceWorld& world = service(name);
        const bool underWay = world.rollout && !world.rollout->failed;
        if (world.stopped || (world.rollout && world.rollout->failed))
            return;
        const int from = underWay ? world.rollout->from : world.revision;
        const auto spec = world.revisions.at(from);
        const int to = world.newRevision();
        world.revisions[to] = spec;
        world.revision = to;
        world.rollout =
            RolloutState{RolloutId("ro-" + std::to_string(to)), from, to, m_machine.clock.now(), false, {}, {}};
        m_machine.history.push_back("-- redeploy " + name.str());
    }

    void act() {
        const ServiceName& name = kServices[m_dice.below(2)];
        ServiceWorld& world = service(name);
        const auto& instances = m_machine.world.instances;
        switch (m_dice.below(12)) {
            case 0:
                world.replicas = static_cast<int>(m_dice.below(5));
                m_machine.history.push_back("-- scale " + name.str() + " to " + std::to_string(world.replicas));
                break;
            case 1:
            case 2:
                redeploy(name);
                break;
            case 3:
            case 4:
                if (!instances.empty())
                    m_machine.kill(
                        std::next(instances.begin(), m_dice.below(static_cast<std::uint32_t>(instances.size())))
                            ->first);
                break;
            case 5:
                world.rollout.reset();
                world.stopped = !world.stopped;
                m_machine.history.push_back(std::string("-- ") + (world.stopped ? "stop " : "start ") + name.str());
                break;
            case 6:
                if (world.rollout)
                    break;  // a restart waits for the rollout that runs
                for (auto& [id, instance] : m_machine.world.instances)
                    if (!instance.retire && instance.service == name)
                        instance.recycle = Recycle::Asked;
                m_machine.history.push_back("-- restart " + name.str());
                break;
            case 7:
                if (world.rollout && !world.rollout->failed && world.rollout->paused)
                    resumeRollout(m_machine.world, name);
                else if (world.rollout && !world.rollout->failed)
                    world.rollout->paused = true;
                break;
            case 8:
                if (world.rollout && !world.rollout->failed) {
                    world.rollout->aborted = true;
                    m_machine.history.push_back("-- abort " + name.str());
                }
                break;
            case 9:
                if (world.rollout && m_faults)
                    m_machine.tell(RevisionsCompared{name, world.rollout->step, {200, 20, 1000, 0}, {200, 0, 1000, 0}});
                break;
            case 10:
                m_machine.flap(m_dice.below(64));
                break;
            default:
                m_machine.daemonDies();
                break;
        }
    }

    void run(Duration duration) {
        if (m_broken.empty() && !m_machine.run(duration))
            m_broken = "the plan does not come to rest";
    }

    void fail(const std::string& what) {
        if (m_broken.empty())
            m_broken = what;
    }

    /// At every action and fact.
    void check() {
        std::set<int> ports;
        for (const auto& [id, instance] : m_machine.world.instances) {
            if (instance.hasProcess() && instance.port != 0 && !ports.insert(instance.port).second)
                fail("port " + std::to_string(instance.port) + " was given twice");
            if (instance.hasProcess() && instance.pid == 0)
                fail(id.str() + " claims a process and has none");
        }
        if (m_machine.twice())
            fail("two processes of one instance");
        for (const ServiceName& name : kServices) {
            const ServiceWorld& world = service(name);
            if (!world.rollout || world.rollout->failed || world.stopped)
                continue;
            const UpdateConfig& config = world.spec().updateConfig;
            // Who leaves in a rollout leaves no gap: as many as are wanted are ready, or stopped being so by
            // themselves.
            if (config.order == UpdateOrder::StopFirst)
                continue;
            int serving = 0, leaving = 0;
            for (const Instance* instance : m_machine.world.of(name)) {
                serving += !instance->retire && instance->state == InstanceState::Ready;
                leaving += instance->retire && instance->state == InstanceState::Draining && instance->everReady &&
                           instance->revision != world.revision;
            }
            if (leaving > 0 && serving == 0 && world.wanted() > 0 && !m_machine.troubled(name))
                fail("old instances of " + name.str() + " leave and none is ready");
        }
    }

    /// Long after the faults have ended.
    void arrived(const ServiceName& name) {
        const ServiceWorld& world = service(name);
        int ready = 0;
        for (const Instance* instance : m_machine.world.of(name)) {
            if (instance->revision != world.revision || instance->retire || instance->state != InstanceState::Ready)
                fail(instance->id.str() + " is " + stateName(instance->state) + " at revision " +
                     std::to_string(instance->revision) + " (" + instance->why + ")");
            ++ready;
        }
        if (ready != world.wanted())
            fail(name.str() + " has " + std::to_string(ready) + " of " + std::to_string(world.wanted()));
        if (world.rollout)
            fail("the rollout of " + name.str() + " has not ended");
        int processes = 0;
        for (const ServiceName& each : kServices)
            processes += service(each).wanted();
        if (m_machine.processes() != processes)
            fail(std::to_string(m_machine.processes()) + " processes run, not " + std::to_string(processes));
    }

    std::uint64_t m_seed;
    sim::Machine m_machine;
    Random m_dice;
    bool m_faults = true;
    std::string m_broken;
};

}  // namespace

/// Thousands of seeded histories of users' actions and faults. SLIPWAY_SIM_SEED plays one alone, SLIPWAY_SIM_HISTORIES
/// says how many.
class ControlPlaneHistoriesTest : public QObject {
    Q_OBJECT
  private slots:
    void everyHistoryEndsWhereItShould() {
        bool one = false, given = false;
        const auto seed = qEnvironmentVariable("SLIPWAY_SIM_SEED").toULongLong(&one);
        const auto wanted = qEnvironmentVariable("SLIPWAY_SIM_HISTORIES").toULongLong(&given);
        const std::uint64_t first = one ? seed : 1, count = one ? 1 : given ? wanted : 2500;
        for (std::uint64_t each = first; each < first + count; ++each) {
            History history(each);
            if (!history.play().empty())
                QFAIL(history.report().c_str());
        }
        qInfo("%llu histories", static_cast<unsigned long long>(count));
    }
};

QTEST_GUILESS_MAIN(ControlPlaneHistoriesTest)
#include "control_plane_histories_test.moc"
