#pragma once

#include <string_view>

#include "mediation/limits.h"
#include "mediation/refusal.h"

namespace slipway::mediation {

/// What a scan has counted; an element is one that opens, text is a run between two pieces of markup.
struct XmlCounts {
    std::size_t elements = 0;
    std::size_t attributes = 0;
    int depth = 0;
};

/// Says whether `xml` is a well-formed document of XML 1.0 with qualified names, within limits, and without a document
/// type declaration. Reads once, forwards, without recursion; it keeps nothing but the names of open elements.
///
/// It exists because pugixml, which builds the tree afterwards, is lenient by design: it takes duplicate attributes,
/// names such as `1a`, `--` in comments, `<` in attribute values, unknown entities, control characters, and skips over
/// a DOCTYPE. Namespaces are judged later, by XmlScope.
Outcome<XmlCounts> scanXml(std::string_view xml, const Limits& limits);

}  // namespace slipway::mediation
