#pragma once

#include <pugixml.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "mediation/json.h"
#include "mediation/xml_document.h"

namespace slipway::mediation {

/// How XML becomes JSON; docs/mediation.md has the whole of it. Names are those of the JSON members.
struct XmlMapping {
    /// Drops prefixes and declarations, so that `<s:id xmlns:s="...">` is "id", and what XML Schema says about
    /// instances (xsi:type and its like); an element with xsi:nil is null. Not to be undone.
    bool stripNamespaces = false;
    /// Elements that are arrays even if there is one of them.
    std::vector<std::string> arrays;
    /// Elements whose text is a number or a boolean. BadValue where it is not.
    std::vector<std::string> numbers;
    std::vector<std::string> booleans;
};

/// {"root": ...}, members in the order of the document. Refuses what `scanXml` and `XmlScope` refuse; further
/// DuplicateKey (only with elements of kJsonNamespace, or without namespaces) and BadValue (a type that the text is not
/// of).
Outcome<Json> xmlToJson(std::string_view xml, const Limits& limits = {}, const XmlMapping& mapping = {});

/// The value of one element, without its name, for whoever has a tree: `scope` is what holds around `node`.
Outcome<Json> elementToJson(pugi::xml_node node, XmlScope& scope, const XmlMapping& mapping);

/// How a document says what XML has no word for.
enum class XmlStyle {
    Exact,  ///< attributes and elements of kJsonNamespace, so that reading restores the document
    Plain,  ///< none of them, for readers with a schema: null is xsi:nil, arrays of one or none do not show.
            ///< NotExpressible for keys that are no names, characters that XML can't hold and arrays in arrays
};

/// Any JSON document as XML, such that `xmlToJson` gives the same document again. What has a natural form in XML takes
/// it; the rest carries attributes of kJsonNamespace. Refuses InvalidUtf8, NotJson (NaN), TooDeep, TooMany, and
/// TooLarge by the bytes written.
Outcome<std::string> jsonToXml(const Json& value, const Limits& limits = {});

/// `<name>value</name>` without an XML declaration. `name` is an NCName or declared by `declarations`, which is written
/// into the start tag as it stands (` xmlns="urn:x"`, or nothing).
Outcome<std::string> jsonToElement(std::string_view name, std::string_view declarations, const Json& value,
                                   const Limits& limits = {}, XmlStyle style = XmlStyle::Exact);

/// Text with what XML needs as references. It must pass `isXmlText`.
void appendXmlText(std::string& to, std::string_view text);
void appendXmlAttribute(std::string& to, std::string_view name, std::string_view value);

inline constexpr std::string_view kXmlDeclaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";

}  // namespace slipway::mediation
