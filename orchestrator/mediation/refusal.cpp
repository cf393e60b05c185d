#include "mediation/refusal.h"

#include <array>

namespace slipway::mediation {
namespace {

struct Row {
    const char* word;
    int status;
    const char* meaning;
};

constexpr std::array kRows{
#define X(name, wire, status, meaning) Row{wire, status, meaning},
    SLIPWAY_MEDIATION_REASONS(X)
#undef X
};

const Row& row(Reason reason) {
    return kRows.at(static_cast<std::size_t>(reason));
}

}  // namespace

const char* reasonWord(Reason reason) {
    return row(reason).word;
}
const char* reasonMeaning(Reason reason) {
    return row(reason).meaning;
}
int reasonStatus(Reason reason) {
    return row(reason).status;
}

}  // namespace slipway::mediation
