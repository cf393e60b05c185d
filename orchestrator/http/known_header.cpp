#include "http/known_header.h"

#include <array>
#include <cstring>

#include "http/chars.h"

namespace slipway::http {
namespace {

struct Row {
    std::string_view name;
    HeaderClass cls;
};

constexpr std::array<Row, kKnownHeaderCount> kRows{{{"", HeaderClass::EndToEnd},
#define X(id, name, cls) {name, HeaderClass::cls},
                                                    SLIPWAY_KNOWN_HEADERS(X)
#undef X
}};

/// Found by trying odd 32-bit numbers until no two names share a slot; makeSlots() proves it again whenever it is
/// compiled.
constexpr std::uint32_t kMultiplier = 0xDE0F39A7;

constexpr std::uint32_t slotOf(std::string_view name) {
    const auto byte = [&](std::size_t at) {
        return static_cast<std::uint32_t>(static_cast<unsigned char>(name[at]) | 0x20u);
    };
    const std::size_t size = name.size();
    const std::uint32_t key =
        byte(0) | byte(size - 1) << 8 | byte(size / 2) << 16 | byte(size - (size < 4 ? size : 4)) << 24;
    return ((key ^ static_cast<std::uint32_t>(size) * 0x01000193u) * kMultiplier) >> 24;
}

constexpr std::array<std::uint8_t, 256> makeSlots() {
    std::array<std::uint8_t, 256> slots{};
    for (std::size_t id = 1; id < kRows.size(); ++id) {
        std::uint8_t& slot = slots[slotOf(kRows[id].name)];
        if (slot != 0)
            throw "two names share a slot: find another multiplier";  // only ever a compile error
        slot = static_cast<std::uint8_t>(id);
    }
    return slots;
}
constexpr std::array<std::uint8_t, 256> kSlots = makeSlots();

/// Setting bit 5 folds case. It is exact here: `b` has letters, digits and '-' alone, and of the two bytes that fold to
/// one of these, the other is the letter's other case or no tchar.
bool sameToken(const char* a, const char* b, std::size_t size) {
    std::size_t i = 0;
    for (; size - i >= 8; i += 8) {
        std::uint64_t x, y;
        std::memcpy(&x, a + i, 8);
        std::memcpy(&y, b + i, 8);
        if ((x | 0x2020202020202020ull) != (y | 0x2020202020202020ull))
            return false;
    }
    for (; i < size; ++i)
        if ((a[i] | 0x20) != (b[i] | 0x20))
            return false;
    return true;
}

}  // namespace

KnownHeader knownHeader(std::string_view name) {
    if (name.empty())
        return KnownHeader::Unknown;
    const std::uint8_t id = kSlots[slotOf(name)];
    const std::string_view candidate = kRows[id].name;
    if (candidate.size() != name.size() || !sameToken(name.data(), candidate.data(), name.size()))
        return KnownHeader::Unknown;
    return static_cast<KnownHeader>(id);
}

std::string_view knownHeaderName(KnownHeader id) {
    return kRows[static_cast<std::size_t>(id)].name;
}

HeaderClass headerClass(KnownHeader id) {
    return kRows[static_cast<std::size_t>(id)].cls;
}

}  // namespace slipway::http
