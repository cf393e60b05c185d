#include "http/field_table.h"

#include "http/chars.h"

namespace slipway::http {

std::optional<std::string_view> FieldTable::find(std::string_view name) const {
    for (const Field field : *this)
        if (equalsIgnoreCase(field.name, name))
            return field.value;
    return std::nullopt;
}

std::uint8_t fieldTraits(std::string_view name) {
    static constexpr std::string_view kForwarded = "x-forwarded-";
    static constexpr std::string_view kIdentity = "slipway-";
    unsigned traits = 0;
    if (name.find('_') != std::string_view::npos)
        traits |= kUnderscore;
    const char first = toLower(name.empty() ? '\0' : name.front());
    if (first == 'x' && equalsIgnoreCase(name.substr(0, kForwarded.size()), kForwarded))
        traits |= kForwardedPrefix;
    else if (first == 's' && equalsIgnoreCase(name.substr(0, kIdentity.size()), kIdentity))
        traits |= kIdentityPrefix;
    return static_cast<std::uint8_t>(traits);
}

}  // namespace slipway::http
