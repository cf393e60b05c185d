#include "gateway/policy/allow_from.h"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <string>

namespace slipway::gateway::policy {

std::optional<std::array<std::uint8_t, 16>> parseIp(std::string_view text) {
    char terminated[INET6_ADDRSTRLEN];
    if (text.empty() || text.size() >= sizeof terminated)
        return std::nullopt;
    std::memcpy(terminated, text.data(), text.size());
    terminated[text.size()] = '\0';
    std::array<std::uint8_t, 16> bytes{};
    if (text.find(':') != std::string_view::npos) {
        if (::inet_pton(AF_INET6, terminated, bytes.data()) != 1)
            return std::nullopt;
        return bytes;
    }
    bytes[10] = bytes[11] = 0xff;
    if (::inet_pton(AF_INET, terminated, bytes.data() + 12) != 1)
        return std::nullopt;
    return bytes;
}

bool AddressRange::has(const std::array<std::uint8_t, 16>& address) const {
    const std::size_t whole = bits / 8;
    if (std::memcmp(bytes.data(), address.data(), whole) != 0)
        return false;
    const unsigned rest = bits % 8;
    return rest == 0 || (bytes[whole] ^ address[whole]) >> (8 - rest) == 0;
}

std::optional<AddressRange> AddressRange::parse(std::string_view text) {
    const auto slash = text.find('/');
    const auto address = parseIp(text.substr(0, slash));
    if (!address)
        return std::nullopt;
    AddressRange range{*address, 128};
    if (slash == std::string_view::npos)
        return range;
    const std::string_view length = text.substr(slash + 1);
    const unsigned most = text.find(':') == std::string_view::npos ? 32 : 128;
    const auto [end, error] = std::from_chars(length.data(), length.data() + length.size(), range.bits);
    if (error != std::errc() || end != length.data() + length.size() || range.bits > most)
        return std::nullopt;
    range.bits += 128 - most;
    for (unsigned bit = range.bits; bit < 128; ++bit)
        if ((range.bytes[bit / 8] >> (7 - bit % 8) & 1) != 0)
            return std::nullopt;
    return range;
}

bool AllowFrom::admit(const Asked& asked, Admission& admission, std::uint64_t&) const {
    // Of a connection over IPv6 a scope may follow ("fe80::1%eth0").
    const auto address = parseIp(asked.clientAddress.substr(0, asked.clientAddress.find('%')));
    for (const AddressRange& range : m_ranges)
        if (address && range.has(*address))
            return true;
    return admission.refuse(403, "address_not_allowed", "requests from this address are not taken here");
}

}  // namespace slipway::gateway::policy
