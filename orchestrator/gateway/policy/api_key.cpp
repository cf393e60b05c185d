#include "gateway/policy/api_key.h"

#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

std::string decoded(std::string_view text) {
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%' && i + 2 < text.size() && http::hexDigit(text[i + 1]) >= 0 &&
            http::hexDigit(text[i + 2]) >= 0) {
            out.push_back(static_cast<char>(http::hexDigit(text[i + 1]) << 4 | http::hexDigit(text[i + 2])));
            i += 2;
        } else {
            out.push_back(text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

}  // namespace

QueryParameter takeQueryParameter(std::string_view query, std::string_view name) {
    QueryParameter out;
    while (!query.empty()) {
        const std::string_view part = query.substr(0, query.find('&'));
        query.remove_prefix(std::min(query.size(), part.size() + 1));
        const auto equals = part.find('=');
        if (decoded(part.substr(0, equals)) == name) {
            out.twice = out.found;
            out.found = true;
            out.value = equals == std::string_view::npos ? std::string() : decoded(part.substr(equals + 1));
            continue;
        }
        if (!out.without.empty())
            out.without.push_back('&');
        out.without.append(part);
    }
    return out;
}

Authenticator::Answer ApiKey::check(const Asked& asked, Admission& admission) const {
    std::size_t given = 0;
    std::string value;
    if (!m_rules.header.empty()) {
        for (const http::Field field : asked.head.fields())
            if (http::equalsIgnoreCase(field.name, m_rules.header)) {
                ++given;
                value = field.value;
            }
        if (given > 0 && !m_rules.passOn)
            admission.stripFromRequest(m_rules.header);
    }
    if (!m_rules.query.empty() && asked.head.hasQuery()) {
        QueryParameter parameter = takeQueryParameter(asked.head.query(), m_rules.query);
        if (parameter.found) {
            given += parameter.twice ? 2 : 1;
            value = std::move(parameter.value);
            if (!m_rules.passOn)
                admission.setQuery(std::move(parameter.without));
        }
    }
    if (given == 0)
        return {};
    if (given > 1)
        return {Finding::Rejected, "credentials_ambiguous", "the request has more than one API key"};
    const crypto::Sha256 digest = crypto::sha256(value);
    const Key* match = nullptr;
    for (const Key& key : m_rules.keys)
        if (crypto::equalInConstantTime(crypto::view(key.digest), crypto::view(digest)))
            match = &key;
    if (!match)
        return {Finding::Rejected, "credentials_invalid", "nobody has this API key"};
    admission.setPrincipal(match->name);
    if (!m_rules.forwardAs.empty())
        admission.addToRequest(m_rules.forwardAs, match->name);
    return {Finding::Accepted};
}

}  // namespace slipway::gateway::policy
