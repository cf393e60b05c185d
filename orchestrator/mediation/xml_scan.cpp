#include "mediation/xml_scan.h"

#include <set>
#include <string>
#include <vector>

#include "base/utf8.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

/// Up to here each attribute's name is compared with all before it.
constexpr std::size_t kFewAttributes = 8;

/// A name for a message; what is cut is whole characters.
std::string shortened(std::string_view name) {
    if (name.size() <= 60)
        return std::string(name);
    std::size_t end = 40;
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0U) == 0x80U)
        --end;
    return std::string(name.substr(0, end)) + "…";
}

class Scanner {
  public:
    Scanner(std::string_view xml, const Limits& limits) : m_all(xml), m_limits(limits) {}

    Outcome<XmlCounts> run() {
        if (!(checkBytes() && declaration() && misc(true) && element() && content() && misc(false)))
            return tl::unexpected(m_refusal);
        return m_counts;
    }

  private:
    bool no(Reason reason, std::string message) {
        m_refusal = {reason, std::move(message), m_at};
        return false;
    }
    bool malformed(std::string message) { return no(Reason::Malformed, std::move(message)); }

    bool atEnd() const { return m_at >= m_all.size(); }
    char here() const { return atEnd() ? '\0' : m_all[m_at]; }
    bool looksAt(std::string_view text) const { return m_all.substr(m_at).starts_with(text); }
    bool skip(std::string_view text) {
        if (!looksAt(text))
            return false;
        m_at += text.size();
        return true;
    }
    bool skipSpace() {
        const std::size_t from = m_at;
        while (!atEnd() && isXmlSpace(here()))
            ++m_at;
        return m_at > from;
    }
    bool countNode() {
        if (++m_nodes > m_limits.nodes)
            return no(Reason::TooMany, "more than " + std::to_string(m_limits.nodes) + " nodes");
        return true;
    }

    /// The size, the encoding by its first bytes, and every character of it.
    bool checkBytes() {
        if (m_all.size() > m_limits.bytes)
            return no(Reason::TooLarge, "more than " + std::to_string(m_limits.bytes) + " bytes");
        if (m_all.starts_with("\xFE\xFF") || m_all.starts_with("\xFF\xFE") ||
            m_all.starts_with(std::string_view("\0<", 2)) || m_all.starts_with(std::string_view("<\0", 2)) ||
            m_all.starts_with(std::string_view("\0\0", 2)))
            return no(Reason::Encoding, "UTF-16 or UTF-32; only UTF-8 is read");
        std::string_view rest = m_all;
        while (!rest.empty()) {
            const std::size_t at = m_all.size() - rest.size();
            const auto c = takeCodePoint(rest);
            if (c && isXmlChar(*c))
                continue;
            m_at = at;
            return c ? no(Reason::Character, codePointName(*c) + " can't stand in XML")
                     : no(Reason::InvalidUtf8, "not UTF-8");
        }
        skip("\xEF\xBB\xBF");
        return true;
    }

    bool quoted(std::string_view& value) {
        const char quote = here();
        if (quote != '"' && quote != '\'')
            return malformed("a quote is missing");
        const std::size_t end = m_all.find(quote, m_at + 1);
        if (end == std::string_view::npos)
            return malformed("a quote is never closed");
        value = m_all.substr(m_at + 1, end - m_at - 1);
        m_at = end + 1;
        return true;
    }

    /// `S name = "value"` of the declaration; `value` stays empty where it is absent.
    bool pseudoAttribute(std::string_view name, std::string_view& value) {
        const std::size_t from = m_at;
        const bool spaced = skipSpace();
        if (!spaced || !skip(name)) {
            m_at = from;
            return true;
        }
        skipSpace();
        if (!skip("="))
            return malformed("the XML declaration lacks a '='");
        skipSpace();
        return quoted(value) && (!value.empty() || malformed("the XML declaration has an empty value"));
    }

    bool declaration() {
        if (!looksAt("<?xml") || m_at + 5 >= m_all.size() || !isXmlSpace(m_all[m_at + 5]))
            return true;
        m_at += 5;
        std::string_view version;
        std::string_view encoding;
        std::string_view standalone;
        if (!pseudoAttribute("version", version) || !pseudoAttribute("encoding", encoding) ||
            !pseudoAttribute("standalone", standalone))
            return false;
        skipSpace();
        if (!skip("?>"))
            return malformed("the XML declaration is not one");
        if (version != "1.0")
            return malformed("only XML 1.0 is read");
        std::string lower;
        for (const char c : encoding)
            lower += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
        if (!lower.empty() && lower != "utf-8" && lower != "us-ascii")
            return no(Reason::Encoding, "only UTF-8 is read, and the document declares another encoding");
        if (!standalone.empty() && standalone != "yes" && standalone != "no")
            return malformed("'standalone' is yes or no");
        return true;
    }

    /// Comments, instructions and white space around the root.
    bool misc(bool before) {
        for (;;) {
            skipSpace();
            if (atEnd())
                return !before || malformed("there is no element");
            if (looksAt("<!--")) {
                if (!comment())
                    return false;
            } else if (looksAt("<?")) {
                if (!instruction())
                    return false;
            } else if (looksAt("<!DOCTYPE")) {
                return doctype();
            } else if (before && here() == '<') {
                return true;
            } else {
                return before ? malformed("text before the root element")
                              : no(Reason::TrailingBytes, "something follows the root element");
            }
        }
    }

    bool doctype() { return no(Reason::Doctype, "a document type declaration is refused, whatever it says"); }

    bool comment() {
        if (!countNode())
            return false;
        const std::size_t end = m_all.find("--", m_at + 4);
        if (end == std::string_view::npos)
            return malformed("a comment is never closed");
        if (m_all.substr(end, 3) != "-->")
            return malformed("'--' inside of a comment");
        m_at = end + 3;
        return true;
    }

    bool instruction() {
        if (!countNode())
            return false;
        m_at += 2;
        std::string_view target;
        if (!name(target))
            return false;
        if (target.find(':') != std::string_view::npos)
            return no(Reason::BadName, "a processing instruction's target has no colon");
        if (target.size() == 3 && (target[0] | 0x20) == 'x' && (target[1] | 0x20) == 'm' && (target[2] | 0x20) == 'l')
            return malformed("an XML declaration that is not at the beginning");
        if (!isXmlSpace(here()) && !looksAt("?>"))
            return malformed("a processing instruction's target goes on");
        const std::size_t end = m_all.find("?>", m_at);
        if (end == std::string_view::npos)
            return malformed("a processing instruction is never closed");
        m_at = end + 2;
        return true;
    }

    /// A qualified name; the bytes are known to be UTF-8.
    bool name(std::string_view& into) {
        std::string_view rest = m_all.substr(m_at);
        const std::size_t before = rest.size();
        while (!rest.empty()) {
            std::string_view next = rest;
            const auto c = takeCodePoint(next);
            if (!c || !(*c == ':' || isNameChar(*c)))
                break;
            rest = next;
        }
        into = m_all.substr(m_at, before - rest.size());
        if (!splitQName(into).valid)
            return no(Reason::BadName,
                      into.empty() ? "a name is missing" : "'" + shortened(into) + "' is no qualified name");
        m_at += into.size();
        return true;
    }

    /// "&name;" or "&#...;" at m_at.
    bool reference() {
        const std::size_t semicolon = m_all.substr(m_at, 40).find(';');
        if (semicolon == std::string_view::npos)
            return no(Reason::BadReference, "'&' that begins no reference");
        const std::string_view body = m_all.substr(m_at + 1, semicolon - 1);
        if (body.starts_with('#')) {
            const bool hex = body.starts_with("#x");
            const std::string_view digits = body.substr(hex ? 2 : 1);
            char32_t value = 0;
            for (const char c : digits) {
                const bool decimal = c >= '0' && c <= '9';
                const char lower = static_cast<char>(c | 0x20);
                if (!decimal && !(hex && lower >= 'a' && lower <= 'f'))
                    return no(Reason::BadReference, "a character reference with something else than digits");
                const auto digit = static_cast<char32_t>(decimal ? c - '0' : lower - 'a' + 10);
                value = value > 0x10FFFF ? value : value * (hex ? 16 : 10) + digit;
            }
            if (digits.empty())
                return no(Reason::BadReference, "a character reference without digits");
            if (!isXmlChar(value))
                return no(Reason::Character, "a reference to a character that can't stand in XML");
        } else if (body != "lt" && body != "gt" && body != "amp" && body != "apos" && body != "quot") {
            return no(Reason::BadReference, "an entity that XML itself does not have; none can be declared");
        }
        m_at += semicolon + 1;
        return true;
    }

    bool attributeValue() {
        const char quote = here();
        if (quote != '"' && quote != '\'')
            return malformed("an attribute without quotes");
        for (++m_at; !atEnd() && here() != quote;) {
            if (here() == '<')
                return malformed("'<' in an attribute");
            if (here() != '&')
                ++m_at;
            else if (!reference())
                return false;
        }
        if (atEnd())
            return malformed("an attribute is never closed");
        ++m_at;
        return true;
    }

    bool attribute(std::vector<std::string_view>& seen, std::set<std::string_view>& many) {
        std::string_view attributeName;
        if (!name(attributeName))
            return false;
        if (seen.size() >= m_limits.attributes)
            return no(Reason::TooMany,
                      "more than " + std::to_string(m_limits.attributes) + " attributes of one element");
        bool known = false;
        if (seen.size() < kFewAttributes) {
            for (const std::string_view other : seen)
                known = known || other == attributeName;
        } else {
            if (many.empty())
                many.insert(seen.begin(), seen.end());
            known = !many.insert(attributeName).second;
        }
        if (known)
            return no(Reason::DuplicateAttribute, "the attribute '" + shortened(attributeName) + "' stands twice");
        seen.push_back(attributeName);
        ++m_counts.attributes;
        skipSpace();
        if (!skip("="))
            return malformed("an attribute without '='");
        skipSpace();
        return attributeValue();
    }

    /// A start tag, or a whole empty element.
    bool element() {
        if (!countNode())
            return false;
        if (!skip("<"))
            return malformed("an element is missing");
        std::string_view elementName;
        if (!name(elementName))
            return false;
        if (m_open.size() >= static_cast<std::size_t>(m_limits.depth))
            return no(Reason::TooDeep, "nested deeper than " + std::to_string(m_limits.depth) + " levels");
        ++m_counts.elements;
        std::vector<std::string_view> seen;
        std::set<std::string_view> many;
        for (;;) {
            const bool spaced = skipSpace();
            const bool empty = looksAt("/>");
            if (empty || here() == '>') {
                m_at += empty ? 2 : 1;
                m_counts.depth = std::max(m_counts.depth, static_cast<int>(m_open.size()) + 1);
                if (!empty)
                    m_open.push_back(elementName);
                return true;
            }
            if (atEnd())
                return malformed("a tag is never closed");
            if (!spaced)
                return malformed("no blank before an attribute");
            if (!attribute(seen, many))
                return false;
        }
    }

    bool endTag() {
        m_at += 2;
        std::string_view closing;
        if (!name(closing))
            return false;
        if (closing != m_open.back())
            return malformed("'" + shortened(m_open.back()) + "' is closed as '" + shortened(closing) + "'");
        skipSpace();
        if (!skip(">"))
            return malformed("an end tag is never closed");
        m_open.pop_back();
        return true;
    }

    bool cdata() {
        if (!countNode())
            return false;
        const std::size_t end = m_all.find("]]>", m_at);
        if (end == std::string_view::npos)
            return malformed("a CDATA section is never closed");
        m_at = end + 3;
        return true;
    }

    bool text() {
        if (!countNode())
            return false;
        while (!atEnd() && here() != '<') {
            if (here() == ']' && looksAt("]]>"))
                return malformed("']]>' in text");
            if (here() != '&')
                ++m_at;
            else if (!reference())
                return false;
        }
        return true;
    }

    /// Everything up to the end of the root.
    bool content() {
        while (!m_open.empty()) {
            if (atEnd())
                return malformed("'" + shortened(m_open.back()) + "' is never closed");
            bool fine = false;
            if (here() != '<')
                fine = text();
            else if (looksAt("</"))
                fine = endTag();
            else if (looksAt("<!--"))
                fine = comment();
            else if (looksAt("<![CDATA["))
                fine = cdata();
            else if (looksAt("<!DOCTYPE"))
                fine = doctype();
            else if (looksAt("<?"))
                fine = instruction();
            else
                fine = element();
            if (!fine)
                return false;
        }
        return true;
    }

    std::string_view m_all;
    const Limits& m_limits;
    std::size_t m_at = 0;
    std::size_t m_nodes = 0;
    std::vector<std::string_view> m_open;
    XmlCounts m_counts;
    Refusal m_refusal;
};

}  // namespace

Outcome<XmlCounts> scanXml(std::string_view xml, const Limits& limits) {
    return Scanner(xml, limits).run();
}

}  // namespace slipway::mediation
