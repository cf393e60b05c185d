#pragma once

#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "composer/record.h"
#include "composer/scope.h"
#include "protocol/composite.h"

namespace slipway::composer {

/// A request that is ready to be sent.
struct OutgoingCall {
    std::string service;
    std::string method;
    std::string path;
    std::vector<std::pair<std::string, std::string>> headers;  ///< Idempotency-Key and X-Request-Id are among them
    std::string body;
    std::chrono::milliseconds timeout{0};
};

/// What became of it.
struct Answer {
    enum class Kind {
        Response,  ///< `status`, `headers`, `body`
        Unsent,    ///< no connection came about: it has had no effect
        Unknown,   ///< timed out, broke, too large: it may have had one
    };
    Kind kind = Kind::Unknown;
    int status = 0;
    std::vector<std::pair<std::string, std::string>> headers;  ///< names in lower case
    std::string body;
    std::string error;  ///< a sentence, unless Response
};

/// One saga as a state machine without I/O: facts go in, and out comes what to write down and what to do after that is
/// durable. `record.h` has the tables of states. Thread: the engine's.
///
/// What holds at every point at which it may be cut off: a call is made only after its intent was written; it carries
/// the same Idempotency-Key however often it is made, before and after a crash; of a call whose outcome nobody knows it
/// is assumed that it took effect.
class Saga {
  public:
    /// One call to make. `number` comes back with its answer: an answer to an earlier call is nothing to us.
    struct Send {
        std::string step;
        std::uint64_t number = 0;
        OutgoingCall call;
    };
    /// In this order: write `record()` (with the steps in `touched`), and when that is durable, the rest.
    struct Effects {
        bool save = false;
        std::set<std::string> touched;
        std::vector<Send> sends;
        bool settled = false;  ///< there is a reply to give now: ended, or stuck
    };

    static constexpr Duration kFirstDelay = std::chrono::milliseconds(100);
    static constexpr Duration kLongestDelay = std::chrono::seconds(5);
    static constexpr Duration kStuckDelay = std::chrono::seconds(15);

    /// A saga that begins, or one out of the store: the next advance() goes on with it.
    Saga(std::shared_ptr<const composite::Composite> definition, SagaRecord record);

    const SagaRecord& record() const { return m_record; }
    const composite::Composite& definition() const { return *m_definition; }

    /// Does what can be done at `now`; call it at the beginning, at wake(), and after each of the functions below has
    /// been answered by its own effects it need not be called.
    Effects advance(TimePoint now, WallMs wallMs);
    Effects onAnswer(const std::string& step, std::uint64_t number, const Answer& answer, TimePoint now, WallMs wallMs);
    /// The composite's time is over: what is not done by now will not be.
    Effects onDeadline(TimePoint now, WallMs wallMs);
    /// By hand: what waits for its next try is tried now.
    Effects retryNow(TimePoint now, WallMs wallMs);
    /// By hand: nothing more is tried. No effect on a saga that has ended.
    Effects abandon(TimePoint now, WallMs wallMs);
    /// By hand: an abandoned saga goes on with its compensation.
    Effects resume(TimePoint now, WallMs wallMs);

    /// When something waits for its next try; nothing: only answers can move it.
    std::optional<TimePoint> wake() const;
    bool hasCallsInFlight() const { return !m_inFlight.empty(); }

    /// The delay before try `attempts` + 1.
    static Duration backOff(int attempts);

  private:
    struct Flight {
        std::uint64_t number = 0;
        bool undo = false;
    };

    void forward(TimePoint now, Effects& effects);
    void backward(TimePoint now, Effects& effects);
    /// True where nothing of the group is left to wait for.
    bool forwardStep(const composite::Step& step, bool failing, TimePoint now, Effects& effects);
    bool backwardStep(const composite::Step& step, TimePoint now, Effects& effects);
    void answered(const composite::Step& step, StepRecord& record, const Answer& answer, TimePoint now);
    void undoAnswered(const composite::Step& step, StepRecord& record, const Answer& answer, TimePoint now,
                      Effects& effects);
    void give(const composite::Step& step, StepRecord& record, bool inDoubt, Cause cause);
    void finish(Effects& effects);
    void settleUndone(Effects& effects);
    bool send(const composite::Step& step, const composite::Call& call, bool undo, Effects& effects,
              std::optional<Missing>& missing);
    StepRecord& touch(const std::string& step, Effects& effects);
    Scope scope(const composite::Step* step) const;
    std::string keyOf(const composite::Step& step) const;
    Effects done(Effects effects, WallMs wallMs);
    const StepRecord* known(const std::string& step) const;

    std::shared_ptr<const composite::Composite> m_definition;
    SagaRecord m_record;
    std::map<std::string, Flight> m_inFlight;
    std::map<std::string, TimePoint> m_due;  ///< next tries
    std::uint64_t m_lastNumber = 0;
    bool m_late = false;
};

/// The answer of a saga that ended without success, or is stuck: RFC 9457, and what was undone.
Reply failureReply(const SagaRecord& record, const composite::Composite& definition);

}  // namespace slipway::composer
