#pragma once

#include <map>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace slipway::composer {

/// What one step of a saga went through.
///
///   state     means                                                       leaves to
///   --------  ----------------------------------------------------------  ------------------------------------------
///   Waiting   not begun                                                   Sent, Skipped
///   Sent      its intent is durable; the call may or may not have come    Done, Refused, Doubtful
///             through, and is made again with its key until that is known
///   Done      it took effect                                              Undoing
///   Refused   it had no effect, and will have none                        -
///   Doubtful  nobody knows whether it had: its tries are over             Undoing
///   Skipped   its condition did not hold                                  -
///   Undoing   the intent of its compensation is durable                   Undone
///   Undone    its compensation came through                               -
enum class StepState { Waiting, Sent, Done, Refused, Doubtful, Skipped, Undoing, Undone };

///   state         means                                                    leaves to
///   ------------  -------------------------------------------------------  -------------------------------------------
///   Running       steps go forward                                         Done; Compensating: a step failed
///   Compensating  what was done is undone, in reverse order                Undone; Stuck: one compensation keeps
///   failing Stuck         the same, slowly                                         Compensating: it came through;
///   Abandoned Done          all steps are done                                       - Undone        nothing of it is
///   left                                    - Abandoned     given up by hand; what was not undone stays Compensating:
///   resumed by hand
enum class SagaState { Running, Compensating, Stuck, Done, Undone, Abandoned };

std::string_view word(StepState state);
std::string_view word(SagaState state);
/// Waiting, Running for a word that there is not.
StepState stepState(std::string_view word);
SagaState sagaState(std::string_view word);
inline bool hasEnded(SagaState state) {
    return state == SagaState::Done || state == SagaState::Undone || state == SagaState::Abandoned;
}

struct StepRecord {
    StepState state = StepState::Waiting;
    int attempts = 0;
    int undoAttempts = 0;
    bool unsure = false;                                ///< of one try at least nobody knows whether it had an effect
    int status = 0;                                     ///< of the last answer; 0: none came
    nlohmann::json body;                                ///< of a good answer: JSON, or a string
    nlohmann::json headers = nlohmann::json::object();  ///< names in lower case
    std::string error;                                  ///< of the last try that failed, one sentence
};

/// The first failure: what the client is told.
struct Cause {
    std::string step;       ///< empty: the composite as a whole (its time, its response)
    std::string reason;     ///< "refused", "failed", "timeout", "request", "template", "abandoned"
    int status = 0;         ///< of the service's answer; 0: none came
    std::string detail;     ///< one sentence
    nlohmann::json answer;  ///< of the service that refused, where it was JSON

    bool operator==(const Cause&) const = default;
};

struct Reply {
    int status = 0;  ///< 0: none yet
    std::string contentType = "application/json";
    std::vector<std::pair<std::string, std::string>> headers;
    std::string body;
};

/// All of a saga that outlives a crash.
struct SagaRecord {
    std::string id;
    std::string composite;
    std::string digest;       ///< of the definition that it began with
    std::string clientKey;    ///< the client's Idempotency-Key; empty: none
    std::string requestHash;  ///< of what came with that key
    nlohmann::json request;   ///< method, path, query, headers (those that templates name), body, id
    SagaState state = SagaState::Running;
    Cause cause;
    std::map<std::string, StepRecord> steps;
    Reply reply;
    WallMs createdMs = 0;
    WallMs updatedMs = 0;
    WallMs endedMs = 0;
};

}  // namespace slipway::composer
