#include "manifest/extend.h"

#include <algorithm>

namespace slipway::manifest {
namespace {

bool isOneOf(std::string_view key, std::initializer_list<std::string_view> words) {
    return std::find(words.begin(), words.end(), key) != words.end();
}

// Lists that are sets: both sides count.
bool isAppended(std::string_view key) {
    return isOneOf(key, {"env_file", "calls", "secrets", "profiles"});
}
bool isByName(std::string_view key) {
    return isOneOf(key, {"environment", "depends_on"});
}
// Mappings of which one form excludes another.
bool isWhole(std::string_view key) {
    return isOneOf(key, {"startup_probe", "readiness_probe", "liveness_probe", "external", "pre_start", "post_start",
                         "pre_stop", "build"});
}

YamlPtr scalar(const YamlNode& like, std::string text) {
    auto node = std::make_shared<YamlNode>();
    node->kind = YamlNode::Kind::Scalar;
    node->mark = like.mark;
    node->quoted = like.quoted;
    node->text = std::move(text);
    return node;
}

// A list of KEY=VALUE, KEY or service names as the mapping that it stands for.
YamlPtr asMapping(const YamlPtr& list, std::string_view key) {
    if (list->kind != YamlNode::Kind::List)
        return list;
    auto map = std::make_shared<YamlNode>();
    map->kind = YamlNode::Kind::Map;
    map->mark = list->mark;
    map->depth = list->depth + 1;
    for (const auto& item : list->items) {
        if (item->kind != YamlNode::Kind::Scalar)
            return list;  // the reader tells what is wrong with it
        YamlPtr value;
        std::string name = item->text;
        if (key == "depends_on") {
            value = std::make_shared<YamlNode>();
            value->kind = YamlNode::Kind::Map;
            value->mark = item->mark;
            value->depth = 1;
            value->entries.push_back({"condition", item->mark, scalar(*item, "service_started")});
        } else if (const size_t equals = name.find('='); equals != std::string::npos) {
            value = scalar(*item, name.substr(equals + 1));
            name.resize(equals);
        } else {
            value = std::make_shared<YamlNode>();
            value->mark = item->mark;
        }
        map->entries.push_back({std::move(name), item->mark, std::move(value)});
    }
    return map;
}

YamlPtr both(const YamlPtr& base, const YamlPtr& own, std::string_view key) {
    if (isByName(key) && base->kind != own->kind)
        return both(asMapping(base, key), asMapping(own, key), "");
    if (isByName(key) && base->kind == YamlNode::Kind::List) {
        const YamlPtr left = asMapping(base, key), right = asMapping(own, key);
        return left->kind == right->kind && left->kind == YamlNode::Kind::Map ? both(left, right, key) : own;
    }
    if (base->kind != own->kind || isWhole(key))
        return own;
    auto merged = std::make_shared<YamlNode>(*own);
    merged->depth = std::max(base->depth, own->depth);
    if (own->kind == YamlNode::Kind::List && isAppended(key)) {
        merged->items = base->items;
        for (const auto& item : own->items)
            if (item->kind != YamlNode::Kind::Scalar ||
                std::none_of(base->items.begin(), base->items.end(), [&](const YamlPtr& known) {
                    return known->kind == YamlNode::Kind::Scalar && known->text == item->text;
                }))
                merged->items.push_back(item);
    } else if (own->kind == YamlNode::Kind::Map) {
        merged->entries = base->entries;
        for (const auto& entry : own->entries) {
            const auto known = std::find_if(merged->entries.begin(), merged->entries.end(),
                                            [&](const YamlEntry& each) { return each.key == entry.key; });
            if (known == merged->entries.end())
                merged->entries.push_back(entry);
            else
                *known = {entry.key, entry.keyMark, both(known->value, entry.value, entry.key)};
        }
    }
    return merged;
}

}  // namespace

YamlPtr without(const YamlNode& map, std::string_view key) {
    auto rest = std::make_shared<YamlNode>(map);
    std::erase_if(rest->entries, [&](const YamlEntry& entry) { return entry.key == key; });
    return rest;
}

YamlPtr extendedBy(const YamlPtr& base, const YamlPtr& own) {
    return both(base, own, "");
}

}  // namespace slipway::manifest
