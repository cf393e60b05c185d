#include "composer/record.h"

#include <array>

namespace slipway::composer {
namespace {

constexpr std::array<std::string_view, 8> kSteps = {"waiting",  "sent",    "done",    "refused",
                                                    "doubtful", "skipped", "undoing", "undone"};
constexpr std::array<std::string_view, 6> kSagas = {"running", "compensating", "stuck", "done", "undone", "abandoned"};

template <class State, std::size_t N>
State fromWord(const std::array<std::string_view, N>& words, std::string_view word) {
    for (std::size_t i = 0; i < N; ++i)
        if (words[i] == word)
            return static_cast<State>(i);
    return static_cast<State>(0);
}

}  // namespace

std::string_view word(StepState state) {
    return kSteps[static_cast<std::size_t>(state)];
}
std::string_view word(SagaState state) {
    return kSagas[static_cast<std::size_t>(state)];
}
StepState stepState(std::string_view word) {
    return fromWord<StepState>(kSteps, word);
}
SagaState sagaState(std::string_view word) {
    return fromWord<SagaState>(kSagas, word);
}

}  // namespace slipway::composer
