#include <optional>
#include <set>

#include "base/utf8.h"
#include "mediation/xml_mapping.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

/// The inside of a JSON string that says `text`, all control characters and everything that XML can't hold as \u
/// escapes.
std::string escaped(std::string_view text) {
    std::string out;
    while (!text.empty()) {
        const char32_t c = takeCodePoint(text).value_or(0xFFFD);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += static_cast<char>(c);
        } else if (c < 0x20 || !isXmlChar(c)) {  // of those above U+FFFF, XML holds all
            char unit[8];
            std::snprintf(unit, sizeof unit, "\\u%04x", static_cast<unsigned>(c));
            out += unit;
        } else {
            appendUtf8(out, c);
        }
    }
    return out;
}

/// Collects the prefixes that the document itself declares, so that ours is none of them.
void collectPrefixes(const Json& value, std::set<std::string>& into) {
    if (value.is_object()) {
        for (const auto& [key, member] : membersOf(value)) {
            if (key.starts_with("@xmlns:"))
                into.insert(key.substr(7));
            collectPrefixes(member, into);
        }
    } else if (value.is_array()) {
        for (const Json& item : value)
            collectPrefixes(item, into);
    }
}

class Writer {
  public:
    Writer(const Json& document, const Limits& limits, XmlStyle style = XmlStyle::Exact)
        : m_limits(limits), m_plain(style == XmlStyle::Plain), m_scope(limits) {
        std::set<std::string> taken;
        collectPrefixes(document, taken);
        m_prefix = "j";
        for (int number = 1; taken.contains(m_prefix); ++number)
            m_prefix = "j" + std::to_string(number);
    }

    Outcome<std::string> document(const Json& value) {
        m_out = kXmlDeclaration;
        if (value.is_object() && value.size() == 1 && !value.begin().value().is_array()) {
            const auto& [key, member] = membersOf(value).front();
            element(key, member, 1, false, false);
        } else {
            tagged("json", "", value, 1, false, false);
        }
        return take();
    }

    Outcome<std::string> fragment(std::string_view name, std::string_view declarations, const Json& value) {
        m_rootDeclarations = declarations;
        tagged("", name, value, 1, false, false);
        return take();
    }

  private:
    Outcome<std::string> take() {
        if (m_out.size() > m_limits.bytes)
            return refuse(Reason::TooLarge, "as XML it has more than " + std::to_string(m_limits.bytes) + " bytes");
        if (m_refusal)
            return tl::unexpected(*m_refusal);
        if (m_usesXsi)
            m_out.insert(m_declareAt, " xmlns:xsi=\"" + std::string(kXsiNamespace) + "\"");
        if (m_usesPrefix)
            m_out.insert(m_declareAt, " xmlns:" + m_prefix + "=\"" + std::string(kJsonNamespace) + "\"");
        return std::move(m_out);
    }

    std::string ours(std::string_view local) {
        m_usesPrefix = true;
        return m_prefix + ":" + std::string(local);
    }

    /// How many leading members of an object are attributes in XML: their keys begin with '@', their values are text,
    /// their names are qualified names whose prefixes hold here. With the first that is not, attributes end, so that
    /// reading restores the order. Leaves their declarations in force.
    std::size_t attributeRun(const Json& value, int depth) {
        // A root that gets declarations from outside might get one of them twice.
        if (!value.is_object() || (depth == 1 && !m_rootDeclarations.empty()))
            return 0;
        const auto& members = membersOf(value);
        std::size_t run = 0;
        while (run < members.size() && run < m_limits.attributes && looksLikeAttribute(members[run]))
            ++run;
        for (const std::size_t mark = m_scope.mark();;) {
            m_scope.back(mark);
            const std::size_t fits = declaredRun(members, run);
            if (fits == run)
                return run;
            run = fits;
        }
    }

    static bool looksLikeAttribute(const Members::value_type& member) {
        return member.first.starts_with('@') && member.second.is_string() &&
               splitQName(std::string_view(member.first).substr(1)).valid &&
               isXmlText(member.second.get_ref<const std::string&>());
    }

    /// How many of the first `run` members hold if exactly these are attributes.
    std::size_t declaredRun(const Members& members, std::size_t run) {
        for (std::size_t at = 0; at < run; ++at) {
            const auto& uri = members[at].second.get_ref<const std::string&>();
            if (const auto prefix = declaredPrefix(std::string_view(members[at].first).substr(1)))
                if (uri == kJsonNamespace || !m_scope.declare(*prefix, uri))
                    return at;
        }
        std::set<std::pair<std::string_view, std::string_view>> seen;
        for (std::size_t at = 0; at < run; ++at) {
            const std::string_view name = std::string_view(members[at].first).substr(1);
            const QName split = splitQName(name);
            if (declaredPrefix(name) || split.prefix.empty())
                continue;
            const auto uri = m_scope.find(split.prefix);
            if (!uri || !seen.insert({*uri, split.local}).second)
                return at;
        }
        return run;
    }

    bool isElementName(std::string_view key) {
        const QName split = splitQName(key);
        return split.valid && split.prefix != "xmlns" && m_scope.find(split.prefix).has_value();
    }

    /// One member of an object; `single`: an array of one item, which would read as no array.
    void element(const std::string& key, const Json& value, int depth, bool preserve, bool single) {
        const std::size_t mark = m_scope.mark();
        attributeRun(value, depth);
        const bool natural = isElementName(key);
        m_scope.back(mark);
        if (natural)
            tagged("", key, value, depth, preserve, single);
        else
            tagged("member", key, value, depth, preserve, single);
    }

    /// `own`: the local name of an element of our namespace, or empty for an element with the name of the key.
    void tagged(std::string_view own, std::string_view key, const Json& value, int depth, bool preserve, bool single) {
        if (m_out.size() > m_limits.bytes)
            return;
        if (m_plain && !own.empty())
            notPlain(own == "item" ? "an array in an array" : "a key that is no name");
        const std::string name = own.empty() ? std::string(key) : ours(own);
        const std::size_t mark = m_scope.mark();
        m_out += '<';
        m_out += name;
        if (m_declareAt == 0) {
            m_out += m_rootDeclarations;
            m_declareAt = m_out.size();
        }
        if (own == "member") {
            if (isXmlText(key))
                appendXmlAttribute(m_out, ours("name"), key);
            else
                appendXmlAttribute(m_out, ours("escaped-name"), escaped(key));
        }
        if (single && !m_plain)
            appendXmlAttribute(m_out, ours("array"), "true");
        body(value, name, depth, preserve);
        m_scope.back(mark);
    }

    void type(std::string_view word) {
        if (!m_plain) {
            appendXmlAttribute(m_out, ours("type"), word);
        } else if (word == "null") {
            m_usesXsi = true;
            appendXmlAttribute(m_out, "xsi:nil", "true");
        } else if (word == "escaped") {
            notPlain("a character that XML can't hold");
        }
    }

    void notPlain(const char* what) {
        if (!m_refusal)
            m_refusal = Refusal{Reason::NotExpressible, std::string("plain XML can't say ") + what, 0};
    }

    void close(std::string_view name) {
        m_out += "</";
        m_out += name;
        m_out += '>';
    }

    /// Everything of an element behind its name.
    void body(const Json& value, std::string_view name, int depth, bool preserve) {
        if (value.is_array()) {
            type("array");
            if (value.empty()) {
                m_out += "/>";
                return;
            }
            m_out += '>';
            for (const Json& item : value)
                tagged("item", "", item, depth + 1, preserve, false);
            close(name);
        } else if (value.is_object()) {
            object(value, name, depth, preserve);
        } else {
            scalar(value, name, false);
        }
    }

    /// `withAttributes`: the text of an object that has attributes, where an empty one needs a word.
    void scalar(const Json& value, std::string_view name, bool withAttributes) {
        std::string text;
        if (value.is_null()) {
            type("null");
        } else if (value.is_boolean()) {
            type("boolean");
            text = value.get<bool>() ? "true" : "false";
        } else if (value.is_number()) {
            type("number");
            text = value.dump();
        } else {
            const auto& string = value.get_ref<const std::string&>();
            const bool plain = isXmlText(string);
            if (!plain)
                type("escaped");
            else if (withAttributes && string.empty())
                type("string");
            text = plain ? string : escaped(string);
        }
        if (text.empty()) {
            m_out += "/>";
            return;
        }
        m_out += '>';
        appendXmlText(m_out, text);
        close(name);
    }

    void object(const Json& value, std::string_view name, int depth, bool preserve) {
        const auto& members = membersOf(value);
        if (members.empty()) {
            type("object");
            m_out += "/>";
            return;
        }
        const std::size_t attributes = attributeRun(value, depth);
        for (std::size_t at = 0; at < attributes; ++at) {
            const auto& text = members[at].second.get_ref<const std::string&>();
            appendXmlAttribute(m_out, std::string_view(members[at].first).substr(1), text);
            if (members[at].first == "@xml:space")
                preserve = text == "preserve";
        }
        const bool lastOne = attributes + 1 == members.size();
        if (attributes == members.size()) {
            m_out += "/>";
        } else if (lastOne && attributes > 0 && members.back().first == "#text" &&
                   !members.back().second.is_structured()) {
            scalar(members.back().second, name, true);
        } else if (lastOne && members.back().first == "#content" && isContent(members.back().second, preserve)) {
            m_out += '>';
            content(members.back().second, depth, preserve);
            close(name);
        } else {
            m_out += '>';
            for (std::size_t at = attributes; at < members.size(); ++at)
                children(members[at].first, members[at].second, depth, preserve);
            close(name);
        }
    }

    void children(const std::string& key, const Json& value, int depth, bool preserve) {
        if (value.is_array() && (m_plain || !value.empty()))
            for (const Json& item : value)
                element(key, item, depth + 1, preserve, value.size() == 1);
        else
            element(key, value, depth + 1, preserve, false);
    }

    /// Whether reading would make just this "#content" of it: mixed content, or elements of one key that stand apart.
    static bool isContent(const Json& value, bool preserve) {
        bool text = false;
        bool significant = false;
        bool apart = false;
        std::set<std::string_view> seen;
        const Json* before = nullptr;
        if (!value.is_array())
            return false;
        for (const Json& item : value) {
            if (item.is_string()) {
                const auto& piece = item.get_ref<const std::string&>();
                if (piece.empty() || !isXmlText(piece) || (before && before->is_string()))
                    return false;
                text = true;
                significant = significant || preserve || !isXmlBlank(piece);
            } else if (item.is_object() && item.size() == 1 && !item.begin().value().is_array()) {
                const std::string_view key = membersOf(item).front().first;
                const bool again = before && before->is_object() && membersOf(*before).front().first == key;
                apart = apart || (!again && !seen.insert(key).second);
            } else {
                return false;
            }
            before = &item;
        }
        return !seen.empty() && (text ? significant : apart);
    }

    void content(const Json& items, int depth, bool preserve) {
        for (const Json& item : items) {
            if (item.is_string()) {
                appendXmlText(m_out, item.get_ref<const std::string&>());
            } else {
                const auto& [key, value] = membersOf(item).front();
                element(key, value, depth + 1, preserve, false);
            }
        }
    }

    const Limits& m_limits;
    bool m_plain;
    XmlScope m_scope;
    std::string m_prefix;
    std::string m_out;
    std::string_view m_rootDeclarations;
    std::size_t m_declareAt = 0;  ///< behind the root's name
    bool m_usesPrefix = false;
    bool m_usesXsi = false;
    std::optional<Refusal> m_refusal;
};

}  // namespace

void appendXmlText(std::string& to, std::string_view text) {
    for (const char c : text) {
        switch (c) {
            case '&':
                to += "&amp;";
                break;
            case '<':
                to += "&lt;";
                break;
            case '>':  // for "]]>" must not stand in text
                to += "&gt;";
                break;
            case '\r':  // which a reader would take for a line end
                to += "&#13;";
                break;
            default:
                to += c;
        }
    }
}

void appendXmlAttribute(std::string& to, std::string_view name, std::string_view value) {
    to += ' ';
    to += name;
    to += "=\"";
    for (const char c : value) {
        if (c == '"')
            to += "&quot;";
        else if (c == '\t')  // a reader makes blanks of white space that is no reference
            to += "&#9;";
        else if (c == '\n')
            to += "&#10;";
        else
            appendXmlText(to, std::string_view(&c, 1));
    }
    to += '"';
}

Outcome<std::string> jsonToXml(const Json& value, const Limits& limits) {
    if (auto checked = checkJson(value, limits); !checked)
        return tl::unexpected(checked.error());
    return Writer(value, limits).document(value);
}

Outcome<std::string> jsonToElement(std::string_view name, std::string_view declarations, const Json& value,
                                   const Limits& limits, XmlStyle style) {
    if (auto checked = checkJson(value, limits); !checked)
        return tl::unexpected(checked.error());
    return Writer(value, limits, style).fragment(name, declarations, value);
}

}  // namespace slipway::mediation
