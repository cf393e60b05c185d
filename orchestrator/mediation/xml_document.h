#pragma once

#include <memory>
#include <optional>
#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/limits.h"
#include "mediation/refusal.h"
#include "mediation/xml_scope.h"

namespace slipway::mediation {

/// A tree of a document that passed `scanXml`: elements, attributes, text and CDATA. Comments and instructions are
/// gone, references are resolved, line ends are \n.
class XmlDocument {
  public:
    static Outcome<XmlDocument> read(std::string_view xml, const Limits& limits);
    pugi::xml_node root() const { return m_document->document_element(); }

  private:
    std::unique_ptr<pugi::xml_document> m_document;
};

/// A name with its namespace resolved.
struct ExpandedName {
    std::string_view uri;
    std::string_view local;
    bool is(std::string_view otherUri, std::string_view otherLocal) const {
        return uri == otherUri && local == otherLocal;
    }
};

struct XmlAttribute {
    std::string_view name;  ///< as written: "p:local"
    ExpandedName expanded;
    std::string_view value;
};

/// One element with its namespaces looked up; it puts the element's declarations in force in `scope`, and its
/// destructor takes them back. The scope's strings must outlive it: it is for a recursion along the tree.
class XmlElement {
  public:
    XmlElement(XmlScope& scope, pugi::xml_node node);
    ~XmlElement();
    XmlElement(const XmlElement&) = delete;
    XmlElement& operator=(const XmlElement&) = delete;

    /// Undeclared prefixes, forbidden declarations, or two attributes with one expanded name.
    const std::optional<Refusal>& refusal() const { return m_refusal; }

    pugi::xml_node node() const { return m_node; }
    std::string_view name() const { return m_node.name(); }
    const ExpandedName& expanded() const { return m_expanded; }
    /// Declarations among them.
    const std::vector<XmlAttribute>& attributes() const { return m_attributes; }
    std::optional<std::string_view> attribute(std::string_view uri, std::string_view local) const;
    bool hasElements() const;
    /// Text and CDATA of the element itself, joined.
    std::string text() const;
    /// Bytes from the document's begin to the element's name.
    std::size_t offset() const;

  private:
    std::optional<Refusal> look();

    XmlScope& m_scope;
    std::size_t m_mark;
    pugi::xml_node m_node;
    ExpandedName m_expanded;
    std::vector<XmlAttribute> m_attributes;
    std::optional<Refusal> m_refusal;
};

inline bool isElement(pugi::xml_node node) {
    return node.type() == pugi::node_element;
}

}  // namespace slipway::mediation
