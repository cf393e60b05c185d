#include <algorithm>
#include <set>

#include "mediation/json.h"
#include "mediation/xml_mapping.h"
#include "mediation/xml_names.h"

namespace slipway::mediation {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// A JSON text of one scalar: of numbers, and of strings with escapes.
Outcome<Json> scalar(std::string_view text, bool wanted(const Json&), const char* what) {
    auto value = parseJson(text);
    if (!value || !wanted(*value))
        return refuse(Reason::BadValue, std::string("the element is to be ") + what + ", and is not");
    return value;
}

bool isNumber(const Json& value) {
    return value.is_number();
}
bool isString(const Json& value) {
    return value.is_string();
}

class Reader {
  public:
    Reader(XmlScope& scope, const XmlMapping& mapping) : m_scope(scope), m_mapping(mapping) {}

    struct Member {
        std::string key;
        Json value;
        bool array = false;  ///< an array even if it is the only one of its key
        bool text = false;   ///< a piece of mixed content, which has no key
    };

    /// The root is a member of the document's object, or our own wrapper, which is the document.
    Outcome<Json> document(pugi::xml_node root) {
        XmlElement element(m_scope, root);
        if (element.refusal())
            return tl::unexpected(*element.refusal());
        if (element.expanded().is(kJsonNamespace, "json"))
            return placedValue(element, "", false);
        auto only = member(element, false);
        if (!only)
            return tl::unexpected(only.error());
        Json document = Json::object();
        document.emplace(std::move(only->key), std::move(only->value));
        return document;
    }

    Outcome<Json> lone(pugi::xml_node node) {
        XmlElement element(m_scope, node);
        if (element.refusal())
            return tl::unexpected(*element.refusal());
        return placedValue(element, element.expanded().local, false);
    }

  private:
    /// The innermost element that a refusal is about is its place.
    static Refusal at(const XmlElement& element, Refusal refusal) {
        if (refusal.offset == 0)
            refusal.offset = element.offset();
        return refusal;
    }
    Outcome<Json> placedValue(const XmlElement& element, std::string_view key, bool preserve) {
        auto read = value(element, key, preserve);
        if (!read)
            return tl::unexpected(at(element, read.error()));
        return read;
    }

    Outcome<Member> member(const XmlElement& element, bool preserve) {
        Member read;
        auto key = keyOf(element);
        if (!key)
            return tl::unexpected(at(element, key.error()));
        read.key = std::move(*key);
        auto content = placedValue(element, read.key, preserve);
        if (!content)
            return tl::unexpected(content.error());
        read.value = std::move(*content);
        read.array = element.attribute(kJsonNamespace, "array") == "true" ||
                     (contains(m_mapping.arrays, read.key) && !read.value.is_array());
        return read;
    }

    Outcome<std::string> keyOf(const XmlElement& element) {
        if (element.expanded().is(kJsonNamespace, "member")) {
            if (const auto name = element.attribute(kJsonNamespace, "name"))
                return std::string(*name);
            const auto escaped = element.attribute(kJsonNamespace, "escaped-name");
            if (!escaped)
                return refuse(Reason::BadValue, "a member element has no name attribute");
            auto name = scalar("\"" + std::string(*escaped) + "\"", isString, "an escaped name");
            if (!name)
                return tl::unexpected(name.error());
            return name->get<std::string>();
        }
        return std::string(m_mapping.stripNamespaces ? element.expanded().local : element.name());
    }

    /// Attributes that are the document's own, as "@name" members; ours, and the declaration of our namespace, are not.
    Outcome<std::vector<Member>> attributes(const XmlElement& element) {
        std::vector<Member> members;
        for (const XmlAttribute& attribute : element.attributes()) {
            const std::string_view uri = attribute.expanded.uri;
            const bool declaration = uri == kXmlnsNamespace;
            if (uri == kJsonNamespace || (declaration && attribute.value == kJsonNamespace))
                continue;
            if (m_mapping.stripNamespaces && (declaration || uri == kXsiNamespace))
                continue;
            const auto name = m_mapping.stripNamespaces ? attribute.expanded.local : attribute.name;
            members.push_back({"@" + std::string(name), std::string(attribute.value), false, false});
        }
        // Only without namespaces can two be the same.
        if (m_mapping.stripNamespaces)
            for (std::size_t at = 1; at < members.size(); ++at)
                if (std::any_of(members.begin(), members.begin() + static_cast<std::ptrdiff_t>(at),
                                [&](const Member& other) { return other.key == members[at].key; }))
                    return refuse(Reason::DuplicateKey, "two attributes are the same without their namespaces");
        return members;
    }

    Outcome<Json> value(const XmlElement& element, std::string_view key, bool preserve) {
        auto members = attributes(element);
        if (!members)
            return tl::unexpected(members.error());
        if (const auto space = element.attribute(kXmlNamespace, "space"))
            preserve = *space == "preserve";
        const auto type = element.attribute(kJsonNamespace, "type").value_or("");
        if (m_mapping.stripNamespaces && element.attribute(kXsiNamespace, "nil") == "true")
            return Json(nullptr);
        if (type == "array")
            return items(element, preserve);
        if (type == "object" || (type.empty() && element.hasElements()))
            return object(element, std::move(*members), preserve);
        return leaf(element, type, key, std::move(*members));
    }

    Outcome<Json> items(const XmlElement& element, bool preserve) {
        Json array = Json::array();
        for (const pugi::xml_node child : element.node().children()) {
            if (!isElement(child))
                continue;
            XmlElement item(m_scope, child);
            if (item.refusal())
                return tl::unexpected(*item.refusal());
            auto read = placedValue(item, "", preserve);
            if (!read)
                return read;
            array.push_back(std::move(*read));
        }
        return array;
    }

    Outcome<Json> leaf(const XmlElement& element, std::string_view type, std::string_view key,
                       std::vector<Member> members) {
        if (element.hasElements())
            return refuse(Reason::BadValue, "an element of a simple type has elements inside");
        const std::string text = element.text();
        auto read = typed(type, key, text);
        if (!read || members.empty())
            return read;
        if (!type.empty() || !text.empty())
            members.push_back({"#text", std::move(*read), false, false});
        return assemble(std::move(members));
    }

    Outcome<Json> typed(std::string_view type, std::string_view key, const std::string& text) {
        if (type.empty() && contains(m_mapping.numbers, key))
            type = "number";
        else if (type.empty() && contains(m_mapping.booleans, key))
            type = "boolean";
        const auto trimmed = trimXml(text);
        if (type.empty() || type == "string")
            return Json(text);
        if (type == "number")
            return scalar(trimmed, isNumber, "a number");
        if (type == "escaped")
            return scalar("\"" + text + "\"", isString, "an escaped text");
        if (type == "null" && trimmed.empty())
            return Json(nullptr);
        if (type == "boolean" && (trimmed == "true" || trimmed == "1"))
            return Json(true);
        if (type == "boolean" && (trimmed == "false" || trimmed == "0"))
            return Json(false);
        return refuse(Reason::BadValue, "an element's type is unknown, or its text is not of it");
    }

    Outcome<Json> object(const XmlElement& element, std::vector<Member> members, bool preserve) {
        std::vector<Member> children;  // a piece of text is never followed by another
        bool mixed = false;
        for (const pugi::xml_node child : element.node().children()) {
            if (!isElement(child)) {
                const std::string_view text = child.value();
                if (text.empty())
                    continue;
                mixed = mixed || preserve || !isXmlBlank(text);
                if (!children.empty() && children.back().text)
                    children.back().value.get_ref<std::string&>() += text;
                else
                    children.push_back({"", std::string(text), false, true});
                continue;
            }
            XmlElement inner(m_scope, child);
            if (inner.refusal())
                return tl::unexpected(*inner.refusal());
            auto read = member(inner, preserve);
            if (!read)
                return tl::unexpected(read.error());
            children.push_back(std::move(*read));
        }
        return object(std::move(members), std::move(children), mixed);
    }

    static Outcome<Json> object(std::vector<Member> members, std::vector<Member> children, bool mixed) {
        if (!mixed)
            std::erase_if(children, [](const Member& child) { return child.text; });
        if (mixed || interleaved(children))
            members.push_back({"#content", content(std::move(children)), false, false});
        else
            group(std::move(children), members);
        return assemble(std::move(members));
    }

    /// Whether elements of one key stand apart, so that gathering them would lose their order.
    static bool interleaved(const std::vector<Member>& children) {
        std::set<std::string_view> seen;
        for (std::size_t at = 0; at < children.size(); ++at)
            if ((at == 0 || children[at].key != children[at - 1].key) && !seen.insert(children[at].key).second)
                return true;
        return false;
    }

    static Json content(std::vector<Member> children) {
        Json array = Json::array();
        for (Member& child : children) {
            if (child.text) {
                array.push_back(std::move(child.value));
            } else {
                Json::object_t single;
                single.emplace_back(std::move(child.key), std::move(child.value));
                array.push_back(std::move(single));
            }
        }
        return array;
    }

    static void group(std::vector<Member> children, std::vector<Member>& members) {
        for (std::size_t from = 0; from < children.size();) {
            std::size_t to = from + 1;
            while (to < children.size() && children[to].key == children[from].key)
                ++to;
            Member member{children[from].key, {}, false, false};
            if (to - from == 1 && !children[from].array) {
                member.value = std::move(children[from].value);
            } else {
                member.value = Json::array();
                for (std::size_t at = from; at < to; ++at)
                    member.value.push_back(std::move(children[at].value));
            }
            members.push_back(std::move(member));
            from = to;
        }
    }

    static Outcome<Json> assemble(std::vector<Member> members) {
        std::set<std::string_view> seen;
        for (const Member& member : members)
            if (!seen.insert(member.key).second)
                return refuse(Reason::DuplicateKey, "an attribute and an element become one key");
        Json::object_t object;
        object.reserve(members.size());
        for (Member& member : members)
            object.emplace_back(std::move(member.key), std::move(member.value));
        return Json(std::move(object));
    }

    XmlScope& m_scope;
    const XmlMapping& m_mapping;
};

}  // namespace

Outcome<Json> xmlToJson(std::string_view xml, const Limits& limits, const XmlMapping& mapping) {
    auto document = XmlDocument::read(xml, limits);
    if (!document)
        return tl::unexpected(document.error());
    XmlScope scope(limits);
    return Reader(scope, mapping).document(document->root());
}

Outcome<Json> elementToJson(pugi::xml_node node, XmlScope& scope, const XmlMapping& mapping) {
    return Reader(scope, mapping).lone(node);
}

}  // namespace slipway::mediation
