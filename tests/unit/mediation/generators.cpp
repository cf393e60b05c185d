#include "unit/mediation/generators.h"

#include <cstdlib>
#include <vector>

#include "base/utf8.h"
#include "mediation/xml_document.h"
#include "mediation/xml_mapping.h"
#include "mediation/xml_names.h"

namespace slipway::mediation::test {
namespace {

template <class List>
const auto& oneOf(Random& random, const List& list) {
    return list[random.below(static_cast<std::uint32_t>(std::size(list)))];
}

const char* const kKeys[] = {
    "a",     "b",        "item",     "order-line", "x.y",      "_u",     "é",        "名",         "",
    " ",     "1st",      "a b",      "a:b",        "p:a",      "q:a",    "xml:lang", "@",          "@id",
    "@a b",  "@xmlns",   "@xmlns:p", "@xmlns:q",   "@xmlns:j", "@p:id",  "@q:id",    "@xml:space", "@xml:id",
    "#text", "#content", "#",        "j:member",   "json",     "xmlns",  "xmlns:p",  "\x01",       "tab\there",
    "]]>",   "<&\"'>",   "a\r\nb",   "@xmlns:xml", "@@",       "@#text", "-a",       "a-"};
const char* const kUris[] = {"urn:x",
                             "urn:y",
                             "",
                             "urn:slipway:json",
                             "http://www.w3.org/XML/1998/namespace",
                             "http://www.w3.org/2000/xmlns/",
                             "preserve",
                             "default"};

Json anyNumber(Random& random) {
    switch (random.below(6)) {
        case 0:
            return static_cast<int>(random.below(200)) - 100;
        case 1:
            return static_cast<std::int64_t>(random.next());
        case 2:
            return random.next();
        case 3:
            return random.unit();
        case 4:
            return (random.unit() - 0.5) * 1e300;
        default:
            return static_cast<double>(random.below(10));
    }
}

Json anyValue(Random& random, int depth);

Json anyObject(Random& random, int depth) {
    Json object = Json::object();
    const auto members = random.below(5);
    for (std::uint32_t at = 0; at < members; ++at) {
        const std::string key = random.below(12) == 0 ? anyText(random) : std::string(oneOf(random, kKeys));
        if (key.starts_with('@') && random.below(4) != 0)
            object[key] = random.below(2) ? std::string(oneOf(random, kUris)) : anyText(random);
        else
            object[key] = anyValue(random, depth + 1);
    }
    if (random.below(8) == 0)
        object["#text"] = anyText(random);
    if (random.below(8) == 0) {
        Json content = Json::array();
        const auto pieces = random.below(5);
        for (std::uint32_t at = 0; at < pieces; ++at) {
            if (random.below(2))
                content.push_back(anyText(random));
            else
                content.push_back({{oneOf(random, kKeys), anyValue(random, depth + 1)}});
        }
        object["#content"] = std::move(content);
    }
    return object;
}

Json anyValue(Random& random, int depth) {
    const auto kind = random.below(depth > 5 ? 6 : 10);
    switch (kind) {
        case 0:
            return nullptr;
        case 1:
            return random.below(2) == 1;
        case 2:
            return anyNumber(random);
        case 3:
        case 4:
        case 5:
            return anyText(random);
        case 6:
        case 7: {
            Json array = Json::array();
            const auto items = random.below(4);
            for (std::uint32_t at = 0; at < items; ++at)
                array.push_back(anyValue(random, depth + 1));
            return array;
        }
        default:
            return anyObject(random, depth);
    }
}

/// One element in both spellings. Two prefixes are declared at the root, and here and there again.
class XmlMaker {
  public:
    explicit XmlMaker(Random& random) : m_random(random) {}

    XmlSpellings make() {
        m_out.plain = "";
        m_out.noisy = m_random.below(2) ? "<?xml version='1.0' encoding=\"utf-8\"?>\n" : "";
        noise();
        element(0);
        noise();
        return m_out;
    }

  private:
    void both(const std::string& text) {
        m_out.plain += text;
        m_out.noisy += text;
    }
    void noise() {
        if (m_random.below(4) == 0)
            m_out.noisy += m_random.below(2) ? "<!-- <x> &no; -->" : "<?pi a > b ?>";
    }
    void blank() { m_out.noisy += m_random.below(3) ? "" : "\n  "; }

    /// Never empty, XML characters alone.
    std::string characters() {
        static const char* const kPieces[] = {"a",  "b c", "<", "&",  ">",  "]]>", "\"", "'", "é",
                                              "名", "😀",   " ", "\t", "\n", "\r",  "x",  "0"};
        std::string all;
        for (auto left = m_random.below(4) + 1; left > 0; --left)
            all += oneOf(m_random, kPieces);
        return all;
    }

    void reference(char32_t c) {
        const auto value = static_cast<unsigned>(c);
        char text[16];
        std::snprintf(text, sizeof text, m_random.below(2) ? "&#x%X;" : "&#%u;", value);
        m_out.noisy += text;
    }

    void text(const std::string& value) {
        appendXmlText(m_out.plain, value);
        std::string_view rest = value;
        while (!rest.empty()) {
            noise();
            std::string_view next = rest;
            const char32_t c = *takeCodePoint(next);
            const auto raw = rest.substr(0, rest.size() - next.size());
            if (m_random.below(4) == 0 && c != '\r')
                m_out.noisy += "<![CDATA[" + std::string(raw) + "]]>";
            else if (m_random.below(3) == 0)
                reference(c);
            else
                appendXmlText(m_out.noisy, raw);
            rest = next;
        }
    }

    void attribute(const std::string& name, const std::string& value) {
        appendXmlAttribute(m_out.plain, name, value);
        blank();
        m_out.noisy += " " + name;
        blank();
        m_out.noisy += "=";
        blank();
        m_out.noisy += "'";
        std::string_view rest = value;
        while (!rest.empty()) {
            const char32_t c = *takeCodePoint(rest);
            if (c < 0x30)
                reference(c);
            else if (c == '<' || c == '&' || m_random.below(4) == 0)
                reference(c);
            else
                appendUtf8(m_out.noisy, c);
        }
        m_out.noisy += "'";
    }

    void element(int depth) {
        static const char* const kNames[] = {"a", "b", "c", "p:a", "q:b", "long-name.1", "名前", "_"};
        const std::string name = depth == 0 && m_random.below(2) ? "root" : oneOf(m_random, kNames);
        both("<" + name);
        if (depth == 0 || m_random.below(8) == 0) {
            attribute("xmlns:p", "urn:x");
            attribute("xmlns:q", m_random.below(2) ? "urn:x" : "urn:y");
        }
        if (m_random.below(8) == 0)
            attribute("xmlns", m_random.below(2) ? "urn:d" : "");
        if (m_random.below(12) == 0)
            attribute("xml:space", m_random.below(3) ? "preserve" : "default");
        // p and q may be one namespace: of p:x and q:x there is never more than one.
        static const char* const kAttributes[] = {"id", "名", "p:x", "q:y", "xml:lang"};
        for (const char* attributeName : kAttributes)
            if (m_random.below(6) == 0)
                attribute(attributeName, m_random.below(4) ? characters() : "");
        blank();
        if (m_random.below(5) == 0) {
            both("/>");
            return;
        }
        both(">");
        noise();
        const bool mixed = m_random.below(3) == 0;
        const auto children = m_random.below(depth > 5 ? 1 : 5);
        if (children == 0 && m_random.below(3))
            text(characters());
        for (std::uint32_t at = 0; at < children; ++at) {
            if (mixed && m_random.below(2))
                text(characters());
            else if (m_random.below(3) == 0)
                both(" \n");
            element(depth + 1);
            noise();
        }
        both("</" + name);
        blank();
        both(">");
    }

    Random& m_random;
    XmlSpellings m_out;
};

void canonical(std::string& out, pugi::xml_node node, XmlScope& scope, bool preserve) {
    XmlElement element(scope, node);
    if (element.refusal())
        out += "REFUSED " + element.refusal()->message;
    out += "<{" + std::string(element.expanded().uri) + "}" + std::string(element.name());
    for (const XmlAttribute& attribute : element.attributes())
        out += " {" + std::string(attribute.expanded.uri) + "}" + std::string(attribute.name) + "='" +
               std::string(attribute.value) + "'";
    if (const auto space = element.attribute(kXmlNamespace, "space"))
        preserve = *space == "preserve";
    out += ">";
    bool text = preserve || !element.hasElements();
    for (const pugi::xml_node child : node.children())
        text = text || (!isElement(child) && !isXmlBlank(child.value()));
    for (const pugi::xml_node child : node.children()) {
        if (isElement(child))
            canonical(out, child, scope, preserve);
        else if (text)
            out += child.value();
    }
    out += "</>";
}

std::uint64_t fromEnvironment(const char* name, std::uint64_t otherwise) {
    const char* text = std::getenv(name);
    return text ? std::strtoull(text, nullptr, 10) : otherwise;
}

}  // namespace

std::string anyText(Random& random) {
    static const std::string kPieces[] = {"a",
                                          "word",
                                          "two words",
                                          "",
                                          " ",
                                          "\n",
                                          "\t",
                                          "\r",
                                          "\r\n",
                                          "<b>",
                                          "&amp;",
                                          "]]>",
                                          "\"",
                                          "'",
                                          "é",
                                          "名",
                                          "😀",
                                          "\x01",
                                          "\x1f",
                                          "\x7f",
                                          "\\",
                                          "\\u0041",
                                          "true",
                                          "null",
                                          "12",
                                          "1e5",
                                          "-0",
                                          "@",
                                          "#text",
                                          "\xEF\xBF\xBE",
                                          "\xEF\xBF\xBF",
                                          "\xC2\x85",
                                          std::string(1, '\0')};
    std::string all;
    for (auto left = random.below(4); left > 0; --left)
        all += oneOf(random, kPieces);
    return all;
}

Json anyJson(Random& random) {
    return random.below(3) ? anyObject(random, 0) : anyValue(random, 0);
}

XmlSpellings anyXml(Random& random) {
    return XmlMaker(random).make();
}

std::string canonicalXml(const std::string& xml) {
    const Limits limits;
    auto document = XmlDocument::read(xml, limits);
    if (!document)
        return "REFUSED " + document.error().message;
    std::string out;
    XmlScope scope(limits);
    canonical(out, document->root(), scope, false);
    return out;
}

std::uint64_t testSeed() {
    return fromEnvironment("SLIPWAY_SEED", Random::fromSystem().next());
}
int testDocuments() {
    return static_cast<int>(fromEnvironment("SLIPWAY_DOCUMENTS", 10'000));
}

}  // namespace slipway::mediation::test
