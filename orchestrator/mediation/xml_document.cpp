#include "mediation/xml_document.h"

#include <algorithm>
#include <set>

#include "mediation/xml_names.h"
#include "mediation/xml_scan.h"

namespace slipway::mediation {

Outcome<XmlDocument> XmlDocument::read(std::string_view xml, const Limits& limits) {
    if (auto scanned = scanXml(xml, limits); !scanned)
        return tl::unexpected(scanned.error());
    constexpr unsigned flags =
        pugi::parse_cdata | pugi::parse_escapes | pugi::parse_eol | pugi::parse_wconv_attribute | pugi::parse_ws_pcdata;
    XmlDocument document;
    document.m_document = std::make_unique<pugi::xml_document>();
    const auto result = document.m_document->load_buffer(xml.data(), xml.size(), flags, pugi::encoding_utf8);
    // Whatever the scan lets through, pugixml reads; the fuzzer looks whether that is so.
    if (!result || !document.root())
        return refuse(Reason::Malformed, result.description(), static_cast<std::size_t>(result.offset));
    return document;
}

XmlElement::XmlElement(XmlScope& scope, pugi::xml_node node) : m_scope(scope), m_mark(scope.mark()), m_node(node) {
    m_refusal = look();
    if (m_refusal)
        m_refusal->offset = offset();
}

XmlElement::~XmlElement() {
    m_scope.back(m_mark);
}

std::optional<Refusal> XmlElement::look() {
    for (const pugi::xml_attribute attribute : m_node.attributes())
        if (const auto prefix = declaredPrefix(attribute.name()))
            if (auto declared = m_scope.declare(*prefix, attribute.value()); !declared)
                return declared.error();
    const auto undeclared = [](std::string_view prefix) {
        const std::string shown = prefix.size() <= 60 ? " '" + std::string(prefix) + "'" : "";
        return Refusal{Reason::UndeclaredPrefix, "the prefix" + shown + " is not declared", 0};
    };
    const QName own = splitQName(name());
    const auto ownUri = m_scope.find(own.prefix);
    if (!ownUri)
        return undeclared(own.prefix);
    m_expanded = {*ownUri, own.local};
    std::set<std::pair<std::string_view, std::string_view>> seen;
    for (const pugi::xml_attribute attribute : m_node.attributes()) {
        const std::string_view written = attribute.name();
        if (declaredPrefix(written)) {
            m_attributes.push_back({written, {kXmlnsNamespace, written}, attribute.value()});
            continue;
        }
        const QName split = splitQName(written);
        // An attribute without a prefix is in no namespace, whatever the default is (§6.2).
        const auto uri = split.prefix.empty() ? std::optional(std::string_view()) : m_scope.find(split.prefix);
        if (!uri)
            return undeclared(split.prefix);
        m_attributes.push_back({written, {*uri, split.local}, attribute.value()});
        if (!uri->empty() && !seen.insert({*uri, split.local}).second)
            return Refusal{Reason::DuplicateAttribute, "two attributes of one element have the same expanded name", 0};
    }
    return std::nullopt;
}

std::size_t XmlElement::offset() const {
    return static_cast<std::size_t>(std::max<std::ptrdiff_t>(m_node.offset_debug(), 0));
}

std::optional<std::string_view> XmlElement::attribute(std::string_view uri, std::string_view local) const {
    for (const XmlAttribute& attribute : m_attributes)
        if (attribute.expanded.is(uri, local))
            return attribute.value;
    return std::nullopt;
}

bool XmlElement::hasElements() const {
    const auto children = m_node.children();
    return std::any_of(children.begin(), children.end(), isElement);
}

std::string XmlElement::text() const {
    std::string all;
    for (const pugi::xml_node child : m_node.children())
        if (!isElement(child))
            all += child.value();
    return all;
}

}  // namespace slipway::mediation
