#pragma once

#include "composer/saga.h"

/// What both directions of a saga say about answers. Private to saga*.cpp.
namespace slipway::composer {

inline bool isGood(int status) {
    return status >= 200 && status < 300;
}

inline std::string tellMissing(const Missing& missing) {
    return missing.reference + " has no value here";
}

inline std::string whatWentWrong(const composite::Step& step, const Answer& answer) {
    if (answer.kind == Answer::Kind::Response)
        return step.call.service + " answered " + std::to_string(answer.status);
    return step.call.service + ": " + answer.error;
}

}  // namespace slipway::composer
