#include "mediation/base64.h"

namespace slipway::mediation {

std::string base64Url(const std::vector<std::uint8_t>& bytes) {
    static constexpr char kAlphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string text;
    text.reserve((bytes.size() * 4 + 2) / 3);
    std::uint32_t bits = 0;
    unsigned held = 0;
    for (const std::uint8_t byte : bytes) {
        bits = (bits << 8U) | byte;
        held += 8;
        while (held >= 6) {
            held -= 6;
            text += kAlphabet[(bits >> held) & 0x3FU];
        }
    }
    if (held > 0)
        text += kAlphabet[(bits << (6 - held)) & 0x3FU];
    return text;
}

}  // namespace slipway::mediation
