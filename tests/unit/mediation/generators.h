#pragma once

#include <string>

#include "base/random.h"
#include "mediation/json.h"

namespace slipway::mediation::test {

/// Any JSON document: keys that are XML names, nearly are, or are none; arrays of arrays; control characters; numbers
/// of all kinds.
Json anyJson(Random& random);
/// Up to three pieces: words, markup, white space, control characters, what looks like numbers and escapes.
std::string anyText(Random& random);

/// A document of XML in two spellings that mean the same: plainly, and with comments, CDATA, references and blanks
/// wherever they change nothing.
struct XmlSpellings {
    std::string plain;
    std::string noisy;
};
XmlSpellings anyXml(Random& random);

/// The document as mediation promises to keep it: expanded names, attributes in order, text; blank text among elements
/// gone, unless xml:space preserves it or there is other text beside it.
std::string canonicalXml(const std::string& xml);

/// SLIPWAY_SEED, or a new seed at each run; it is printed with every failure.
std::uint64_t testSeed();
/// SLIPWAY_DOCUMENTS, or 10000.
int testDocuments();

}  // namespace slipway::mediation::test
