#include "mediation/refusal.h"

#include <algorithm>
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

Refusal placed(Refusal refusal, std::string_view body, bool isText) {
    if (refusal.offset == 0 || refusal.message.starts_with("line ") || refusal.message.starts_with("byte "))
        return refusal;
    if (!isText) {
        refusal.message.insert(0, "byte " + std::to_string(refusal.offset) + ": ");
        return refusal;
    }
    const std::string_view before = body.substr(0, refusal.offset);
    const auto line = 1 + std::count(before.begin(), before.end(), '\n');
    const std::string_view row = before.substr(before.rfind('\n') + 1);
    const auto column = 1 + std::count_if(row.begin(), row.end(),
                                          [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; });
    refusal.message.insert(0, "line " + std::to_string(line) + ", column " + std::to_string(column) + ": ");
    return refusal;
}

}  // namespace slipway::mediation
