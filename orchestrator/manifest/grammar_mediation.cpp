#include "manifest/draft.h"
#include "mediation/route_config.h"

namespace slipway::manifest {
namespace {

using mediation::Json;

/// As YAML has it: plain words are null, booleans and numbers where they read so, and text otherwise. Nothing is
/// interpolated, for
/// `$` is the templates' own here.
Json toJson(const YamlNode& node) {
    switch (node.kind) {
        case YamlNode::Kind::Null:
            return nullptr;
        case YamlNode::Kind::List: {
            Json list = Json::array();
            for (const YamlPtr& item : node.items)
                list.push_back(toJson(*item));
            return list;
        }
        case YamlNode::Kind::Map: {
            Json::object_t members;
            for (const YamlEntry& entry : node.entries)
                members.emplace_back(entry.key, toJson(*entry.value));
            return members;
        }
        case YamlNode::Kind::Scalar:
            break;
    }
    if (!node.quoted) {
        const auto scalar = mediation::parseJson(node.text);
        if (scalar && (scalar->is_number() || scalar->is_boolean()))
            return *scalar;
    }
    return node.text;
}

/// Where in the tree a fault's JSON pointer leads, as far as it goes.
const YamlNode* follow(const YamlNode& root, std::string_view pointer) {
    const YamlNode* at = &root;
    while (pointer.starts_with('/')) {
        pointer.remove_prefix(1);
        const std::string_view token = pointer.substr(0, pointer.find('/'));
        pointer.remove_prefix(token.size());
        const YamlNode* next = nullptr;
        for (const YamlEntry& entry : at->entries)
            if (entry.key == token)
                next = entry.value.get();
        for (std::size_t index = 0; index < at->items.size(); ++index)
            if (std::to_string(index) == token)
                next = at->items[index].get();
        if (!next)
            return at;
        at = next;
    }
    return at;
}

}  // namespace

void readMediate(const Value& value, RouteDraft& draft) {
    const Json source = toJson(value.node());
    if (source.is_boolean() && !source.get<bool>())
        return;
    const auto made = mediation::compileMediation(source);
    if (!made) {
        const std::string& message = made.error().message;
        const std::size_t end = message.find(' ');
        const std::string pointer = message.substr(0, end);
        std::string key = value.key() + pointer;
        for (char& c : key)
            c = c == '/' ? '.' : c;
        Place place = value.place();
        const YamlNode* node = follow(value.node(), pointer);
        if (node->mark.line > 0)
            place.mark = node->mark;
        place.key = key;
        value.findings().error(place, message.substr(end + 1), "what docs/mediation.md describes");
        return;
    }
    auto text = mediation::writeJson(source);
    if (text)
        draft.route.mediate = std::move(*text);
    else
        value.error(text.error().message, "what JSON can say");
}

}  // namespace slipway::manifest
