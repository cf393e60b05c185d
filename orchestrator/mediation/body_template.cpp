#include "mediation/body_template.h"

#include <algorithm>

#include "mediation/body_template_node.h"

namespace slipway::mediation {

BodyTemplate::BodyTemplate() = default;
BodyTemplate::BodyTemplate(BodyTemplate&&) noexcept = default;
BodyTemplate& BodyTemplate::operator=(BodyTemplate&&) noexcept = default;
BodyTemplate::~BodyTemplate() = default;

namespace {
constexpr int kMaxLevels = 32;
}

class TemplateCompiler {
  public:
    using Node = BodyTemplate::Node;
    using Made = Outcome<std::unique_ptr<Node>>;

    static Outcome<BodyTemplate> compile(const Json& source) {
        if (auto fine = checkJson(source, {}); !fine)
            return refuse(Reason::BadConfiguration, "the template: " + fine.error().message);
        auto root = node(source, "", 0);
        if (!root)
            return tl::unexpected(root.error());
        BodyTemplate made;
        made.m_root = std::move(*root);
        return made;
    }

  private:
    static tl::unexpected<Refusal> wrong(const std::string& place, const std::string& what) {
        return refuse(Reason::BadConfiguration, "the template at '" + (place.empty() ? "/" : place) + "': " + what);
    }

    static Made node(const Json& source, const std::string& place, int level) {
        if (level > kMaxLevels)
            return wrong(place, "more than 32 levels");
        auto made = std::make_unique<Node>();
        if (source.is_array()) {
            made->kind = Node::Kind::Array;
            for (std::size_t at = 0; at < source.size(); ++at) {
                auto item = node(source[at], place + "/" + std::to_string(at), level + 1);
                if (!item)
                    return item;
                made->items.push_back(std::move(*item));
            }
            return made;
        }
        if (!source.is_object()) {
            made->literal = source;
            return made;
        }
        const auto& members = membersOf(source);
        if (std::any_of(members.begin(), members.end(),
                        [](const auto& member) { return member.first.starts_with('$'); }))
            return instruction(source, place, level);
        made->kind = Node::Kind::Object;
        for (const auto& [name, value] : members) {
            auto member = node(value, place + "/" + name, level + 1);
            if (!member)
                return member;
            made->members.emplace_back(name, std::move(*member));
        }
        return made;
    }

    /// Whether `source` has the first of these keys and none but these.
    static bool hasOnly(const Json& source, std::initializer_list<const char*> keys) {
        for (const auto& member : membersOf(source))
            if (std::none_of(keys.begin(), keys.end(), [&](const char* key) { return member.first == key; }))
                return false;
        return source.contains(*keys.begin());
    }

    static Made instruction(const Json& source, const std::string& place, int level) {
        auto made = std::make_unique<Node>();
        if (hasOnly(source, {"$literal"})) {
            made->literal = source["$literal"];
            return made;
        }
        if (hasOnly(source, {"$ptr", "$default", "$optional"}))
            return pointer(source, "$ptr", place, level);
        if (hasOnly(source, {"$root", "$default", "$optional"}))
            return pointer(source, "$root", place, level);
        if (hasOnly(source, {"$each", "$as"}) && source.contains("$as")) {
            made->kind = Node::Kind::Each;
            if (auto fine = setPointer(*made, source["$each"], place); !fine)
                return tl::unexpected(fine.error());
            return withInner(std::move(made), source["$as"], place + "/$as", level);
        }
        if (hasOnly(source, {"$text"}))
            return text(source["$text"], place);
        for (const auto& [key, kind] :
             {std::pair{"$as_number", Node::Kind::AsNumber}, std::pair{"$as_text", Node::Kind::AsText}}) {
            if (!hasOnly(source, {key}))
                continue;
            made->kind = kind;
            return withInner(std::move(made), source[key], place + "/" + key, level);
        }
        return wrong(
            place,
            "an instruction is one of $ptr, $root (with $default or $optional), $each with $as, $text, $as_number, "
            "$as_text, $literal, and has no other members");
    }

    static Made withInner(std::unique_ptr<Node> made, const Json& source, const std::string& place, int level) {
        auto inner = node(source, place, level + 1);
        if (!inner)
            return inner;
        made->inner = std::move(*inner);
        return made;
    }

    static Outcome<void> setPointer(Node& into, const Json& source, const std::string& place) {
        if (!source.is_string())
            return wrong(place, "a pointer is a text");
        auto compiled = JsonPointer::compile(source.get_ref<const std::string&>());
        if (!compiled)
            return wrong(place, compiled.error().message);
        into.pointer = std::move(*compiled);
        into.shown = source.get<std::string>();
        return {};
    }

    static Made pointer(const Json& source, const char* key, const std::string& place, int level) {
        auto made = std::make_unique<Node>();
        made->kind = Node::Kind::Pointer;
        made->fromRoot = std::string_view(key) == "$root";
        if (auto fine = setPointer(*made, source[key], place); !fine)
            return tl::unexpected(fine.error());
        if (source.contains("$optional")) {
            if (!source["$optional"].is_boolean() || source.contains("$default"))
                return wrong(place, "$optional is true or false, and has no $default beside it");
            made->optional = source["$optional"].get<bool>();
        }
        if (!source.contains("$default"))
            return made;
        return withInner(std::move(made), source["$default"], place + "/$default", level);
    }

    static Made text(const Json& source, const std::string& place) {
        auto made = std::make_unique<Node>();
        made->kind = Node::Kind::Text;
        if (!source.is_string())
            return wrong(place, "$text is a text");
        std::string_view rest = source.get_ref<const std::string&>();
        std::string plain;
        while (!rest.empty()) {
            const std::size_t dollar = rest.find('$');
            plain += rest.substr(0, dollar);
            if (dollar == std::string_view::npos)
                break;
            rest.remove_prefix(dollar + 1);
            if (rest.starts_with('$')) {
                plain += '$';
                rest.remove_prefix(1);
                continue;
            }
            const std::size_t end = rest.find('}');
            if (!rest.starts_with('{') || end == std::string_view::npos)
                return wrong(place, "in $text, '$' begins ${/pointer} or $$");
            auto compiled = JsonPointer::compile(rest.substr(1, end - 1));
            if (!compiled)
                return wrong(place, compiled.error().message);
            made->pieces.push_back({std::move(plain), {}, {}, false});
            made->pieces.push_back({{}, std::move(*compiled), std::string(rest.substr(1, end - 1)), true});
            plain.clear();
            rest.remove_prefix(end + 1);
        }
        made->pieces.push_back({std::move(plain), {}, {}, false});
        return made;
    }
};

Outcome<BodyTemplate> BodyTemplate::compile(const Json& source) {
    return TemplateCompiler::compile(source);
}

}  // namespace slipway::mediation
