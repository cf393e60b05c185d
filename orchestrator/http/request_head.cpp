#include "http/request_head.h"

#include "http/chars.h"

namespace slipway::http {

std::optional<std::uint32_t> RequestHead::maxForwards() const {
    const auto text = m_fields.find(KnownHeader::MaxForwards);
    if (!text || text->empty() || text->size() > 10)
        return std::nullopt;
    std::uint64_t value = 0;
    for (const char c : *text) {
        if (!isClass(c, kDigit))
            return std::nullopt;
        value = value * 10 + static_cast<std::uint64_t>(c - '0');
    }
    return value > 0xFFFFFFFF ? std::nullopt : std::optional(static_cast<std::uint32_t>(value));
}

}  // namespace slipway::http
