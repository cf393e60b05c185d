#include "mediation/xml_scope.h"

namespace slipway::mediation {

Outcome<void> XmlScope::declare(std::string_view prefix, std::string_view uri) {
    if (m_bindings.size() >= m_limits->namespaces)
        return refuse(Reason::TooMany, "more than " + std::to_string(m_limits->namespaces) + " namespaces at once");
    // §3: `xml` may be declared as what it is, `xmlns` not at all, and nothing else may stand for either.
    if (prefix == "xmlns" || uri == kXmlnsNamespace || (prefix == "xml") != (uri == kXmlNamespace))
        return refuse(Reason::BadNamespace, "the prefixes xml and xmlns, and their namespaces, are reserved");
    if (!prefix.empty() && uri.empty())
        return refuse(Reason::BadNamespace, "a prefix can't be undeclared in XML 1.0");
    m_bindings.push_back({std::string(prefix), std::string(uri)});
    return {};
}

std::optional<std::string_view> XmlScope::find(std::string_view prefix) const {
    for (auto binding = m_bindings.rbegin(); binding != m_bindings.rend(); ++binding)
        if (binding->prefix == prefix)
            return binding->uri;
    if (prefix.empty())
        return std::string_view();
    if (prefix == "xml")
        return kXmlNamespace;
    return std::nullopt;
}

std::optional<std::string_view> declaredPrefix(std::string_view attribute) {
    if (attribute == "xmlns")
        return std::string_view();
    if (attribute.starts_with("xmlns:"))
        return attribute.substr(6);
    return std::nullopt;
}

}  // namespace slipway::mediation
