#include "gateway/policy/cors.h"

#include <algorithm>

#include "http/chars.h"

namespace slipway::gateway::policy {
namespace {

constexpr std::string_view kRequestMethod = "Access-Control-Request-Method";
constexpr std::string_view kRequestHeaders = "Access-Control-Request-Headers";

std::string joined(const std::vector<std::string>& words) {
    std::string list;
    for (const auto& word : words)
        list += (list.empty() ? "" : ", ") + word;
    return list;
}

bool has(const std::vector<std::string>& words, std::string_view word) {
    return std::find(words.begin(), words.end(), word) != words.end();
}

/// What may stand in the answer's list: names and commas.
bool isNameList(std::string_view list) {
    return !list.empty() && list.size() <= 1024 && std::all_of(list.begin(), list.end(), [](char c) {
        return c == ',' || c == ' ' || http::isClass(c, http::kToken);
    });
}

}  // namespace

std::string_view preflightMethod(const http::RequestHead& head) {
    if (head.method() != http::Method::Options || !head.fields().has(http::KnownHeader::Origin))
        return {};
    return head.fields().find(kRequestMethod).value_or(std::string_view());
}

bool isPreflight(const http::RequestHead& head) {
    return !preflightMethod(head).empty();
}

const std::vector<std::string>& Cors::fields() {
    static const std::vector<std::string> names = {
        "Access-Control-Allow-Origin",   "Access-Control-Allow-Credentials", "Access-Control-Allow-Methods",
        "Access-Control-Allow-Headers",  "Access-Control-Expose-Headers",    "Access-Control-Max-Age",
        "Access-Control-Request-Method",
    };
    return names;
}

Cors::Cors(Rules rules)
    : Policy(PolicyKind::Cors),
      m_rules(std::move(rules)),
      m_any(has(m_rules.origins, "*")),
      m_anyHeader(has(m_rules.headers, "*")),
      m_methods(joined(m_rules.methods)),
      m_headers(joined(m_rules.headers)),
      m_expose(joined(m_rules.expose)),
      m_maxAge(std::to_string(m_rules.maxAgeSeconds)) {}

bool Cors::allows(std::string_view origin) const {
    return m_any || has(m_rules.origins, origin);
}

bool Cors::admit(const Asked& asked, Admission& admission, std::uint64_t&) const {
    // Whether it is there or not, an answer depends on it: a cache in between must know (Fetch, section 3.2.5).
    if (!m_any || m_rules.credentials)
        admission.addToResponse("Vary", "Origin");
    const auto origin = asked.head.find(http::KnownHeader::Origin);
    const bool preflight = isPreflight(asked.head);
    if (!origin)
        return true;
    if (allows(*origin)) {
        admission.addToResponse("Access-Control-Allow-Origin",
                                m_any && !m_rules.credentials ? std::string_view("*") : admission.keep(*origin));
        if (m_rules.credentials)
            admission.addToResponse("Access-Control-Allow-Credentials", "true");
        if (!m_expose.empty() && !preflight)
            admission.addToResponse("Access-Control-Expose-Headers", m_expose);
    }
    if (!preflight)
        return true;
    // A preflight of an origin that is not allowed gets an answer that allows nothing, which is how browsers are told.
    admission.addToResponse("Vary", "Access-Control-Request-Method, Access-Control-Request-Headers");
    if (allows(*origin)) {
        if (!m_methods.empty())
            admission.addToResponse("Access-Control-Allow-Methods", m_methods);
        const auto wanted = asked.head.fields().find(kRequestHeaders);
        if (m_anyHeader && wanted && isNameList(*wanted))
            admission.addToResponse("Access-Control-Allow-Headers", admission.keep(*wanted));
        else if (!m_anyHeader && !m_headers.empty())
            admission.addToResponse("Access-Control-Allow-Headers", m_headers);
        admission.addToResponse("Access-Control-Max-Age", m_maxAge);
    }
    return admission.refuse(204, "preflight", "");
}

}  // namespace slipway::gateway::policy
