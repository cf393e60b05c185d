#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "base/random.h"
#include "composer/saga.h"

namespace slipway::test {

using namespace slipway::composer;

/// What becomes of one call.
enum class Fate {
    Works,
    Refused,      ///< 409, nothing done
    Unsent,       ///< no connection
    LostBefore,   ///< it never arrived, and nobody says so
    LostAfter,    ///< it took effect, and its answer was lost
    ErrorBefore,  ///< 503, nothing done
    ErrorAfter,   ///< 500, though it took effect
};

/// Services that keep their word on Idempotency-Key, a disk that keeps what was written, and a composer that may be
/// killed between any two of: a commit, a call's arrival, an answer's arrival. One saga at a time.
class SagaWorld {
  public:
    using Judge = std::function<Fate(const std::string& step, bool undo, int call)>;

    explicit SagaWorld(composite::Composite definition)
        : m_definition(std::make_shared<const composite::Composite>(std::move(definition))) {}

    Judge judge = [](const std::string&, bool, int) { return Fate::Works; };
    /// Asked before each micro-step, which it numbers from 1: true kills the composer there.
    std::function<bool(int)> kills = [](int) { return false; };

    /// Runs until the saga has ended, or nothing more happens in `maxMicroSteps`. Returns its record as the disk has
    /// it.
    SagaRecord run(int maxMicroSteps = 10'000);

    int microSteps() const { return m_microSteps; }
    int kindsOfFault() const { return static_cast<int>(m_faults.size()); }
    /// Steps whose effect stands.
    std::set<std::string> standing() const;
    /// Empty, or the first rule that was broken.
    const std::string& broken() const { return m_broken; }
    /// Every Idempotency-Key that a step's call came with.
    const std::map<std::string, std::set<std::string>>& keys() const { return m_keys; }
    /// Steps in the order in which they were undone first.
    const std::vector<std::string>& undone() const { return m_undone; }

    static composite::Composite checkout(int stuckAfter = 1000);

  private:
    struct Write {
        SagaRecord record;
        Saga::Effects effects;
    };
    struct Packet {
        Saga::Send send;
    };
    struct Reply {
        std::string step;
        std::uint64_t number = 0;
        Answer answer;
    };

    void begin();
    void take(Saga::Effects effects);
    Answer arrive(const Saga::Send& send);
    Answer serve(const std::string& step, const std::string& key, bool undo);
    void fault(const std::string& rule) {
        if (m_broken.empty())
            m_broken = rule;
    }

    std::shared_ptr<const composite::Composite> m_definition;
    std::optional<SagaRecord> m_disk;
    std::unique_ptr<Saga> m_saga;
    std::vector<Write> m_writes;
    std::vector<Packet> m_packets;
    std::vector<Reply> m_replies;
    TimePoint m_now{};
    int m_microSteps = 0;
    std::map<std::string, int> m_calls;
    std::map<std::string, int> m_applied;        ///< by key: how often it took effect
    std::set<std::string> m_tombstones;          ///< keys that were undone
    std::map<std::string, std::string> m_ofKey;  ///< key -> step
    std::map<std::string, std::set<std::string>> m_keys;
    std::set<Fate> m_faults;
    std::vector<std::string> m_undone;
    std::string m_broken;
};

}  // namespace slipway::test
