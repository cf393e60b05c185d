#include "http/connection_options.h"

#include "http/chars.h"

namespace slipway::http {

Why ConnectionOptions::add(Role role, std::string_view value, const char* base) {
    while (!value.empty()) {
        const std::size_t comma = value.find(',');
        const std::string_view option = trimOws(value.substr(0, comma));
        value.remove_prefix(comma == std::string_view::npos ? value.size() : comma + 1);
        if (option.empty())
            continue;  // RFC 9110 §5.6.1.2: a recipient takes empty list elements
        if (!isToken(option))
            return Why::ConnectionInvalid;
        if (equalsIgnoreCase(option, "close")) {
            m_close = true;
            continue;
        }
        const KnownHeader id = knownHeader(option);
        if (id == KnownHeader::Unknown) {
            if (m_count == kNominatedCapacity)
                return Why::ConnectionInvalid;
            m_nominated[m_count++] = {static_cast<std::uint32_t>(option.data() - base),
                                      static_cast<std::uint32_t>(option.size())};
            continue;
        }
        m_keepAlive = m_keepAlive || id == KnownHeader::KeepAlive;
        m_upgrade = m_upgrade || id == KnownHeader::Upgrade;
        const HeaderClass cls = headerClass(id);
        if (role == Role::Request && cls != HeaderClass::Hop && cls != HeaderClass::Tolerated)
            return Why::ConnectionNamesEndToEnd;
    }
    return Why::None;
}

bool ConnectionOptions::nominates(std::string_view name, const char* base) const {
    for (std::size_t i = 0; i < m_count; ++i)
        if (equalsIgnoreCase(m_nominated[i].in(base), name))
            return true;
    return false;
}

}  // namespace slipway::http
