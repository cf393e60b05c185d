#include <optional>

#include "mediation/body_template_node.h"

namespace slipway::mediation {

/// One application. What is copied is paid for before it is copied.
class TemplateRun {
  public:
    using Node = BodyTemplate::Node;
    /// Nothing inside: left out.
    using Made = Outcome<std::optional<Json>>;

    TemplateRun(const Json& document, const Limits& limits) : m_document(document), m_limits(limits) {}

    Made make(const Node& node, const Json& here) {
        switch (node.kind) {
            case Node::Kind::Literal:
                return copy(node.literal);
            case Node::Kind::Object:
                return object(node, here);
            case Node::Kind::Array:
                return array(node, here);
            case Node::Kind::Pointer:
                return pointer(node, here);
            case Node::Kind::Each:
                return each(node, here);
            case Node::Kind::Text:
                return text(node, here);
            case Node::Kind::AsNumber:
            case Node::Kind::AsText:
                break;
        }
        return as(node, here);
    }

  private:
    bool pay(const Json& value) {
        ++m_nodes;
        if (value.is_string())
            m_bytes += value.get_ref<const std::string&>().size();
        if (value.is_object())
            for (const auto& [name, member] : membersOf(value)) {
                m_bytes += name.size();
                if (!pay(member))
                    return false;
            }
        if (value.is_array())
            for (const Json& item : value)
                if (!pay(item))
                    return false;
        return m_nodes <= m_limits.nodes && m_bytes <= m_limits.bytes;
    }

    tl::unexpected<Refusal> tooMuch() const {
        return m_bytes > m_limits.bytes
                   ? refuse(Reason::TooLarge, "the result has more than " + std::to_string(m_limits.bytes) + " bytes")
                   : refuse(Reason::TooMany, "the result has more than " + std::to_string(m_limits.nodes) + " values");
    }

    Made copy(const Json& value) {
        if (!pay(value))
            return tooMuch();
        return value;
    }

    Made object(const Node& node, const Json& here) {
        Json::object_t made;
        for (const auto& [name, member] : node.members) {
            auto value = make(*member, here);
            if (!value)
                return value;
            m_bytes += name.size();
            if (*value)
                made.emplace_back(name, std::move(**value));
        }
        return finish(std::move(made));
    }

    Made array(const Node& node, const Json& here) {
        Json::array_t made;
        for (const auto& item : node.items) {
            auto value = make(*item, here);
            if (!value)
                return value;
            if (*value)
                made.push_back(std::move(**value));
        }
        return finish(std::move(made));
    }

    Made finish(Json made) {
        if (++m_nodes > m_limits.nodes || m_bytes > m_limits.bytes)
            return tooMuch();
        return made;
    }

    Made pointer(const Node& node, const Json& here) {
        if (const Json* found = node.pointer.find(node.fromRoot ? m_document : here))
            return copy(*found);
        if (node.inner)
            return make(*node.inner, here);
        if (node.optional)
            return std::optional<Json>();
        return refuse(Reason::Missing, "there is nothing at '" + node.shown + "'");
    }

    Made each(const Node& node, const Json& here) {
        const Json* items = node.pointer.find(here);
        if (!items)
            return refuse(Reason::Missing, "there is nothing at '" + node.shown + "'");
        if (!items->is_array())
            return refuse(Reason::BadValue, "what is at '" + node.shown + "' is no array");
        Json::array_t made;
        for (const Json& item : *items) {
            // Even a template that leaves everything out costs something a round.
            if (++m_nodes > m_limits.nodes)
                return tooMuch();
            auto value = make(*node.inner, item);
            if (!value)
                return value;
            if (*value)
                made.push_back(std::move(**value));
        }
        return finish(std::move(made));
    }

    static std::optional<std::string> textOf(const Json& value) {
        if (value.is_string())
            return value.get<std::string>();
        if (value.is_number() || value.is_boolean())
            return value.dump();
        return std::nullopt;
    }

    Made text(const Node& node, const Json& here) {
        std::string made;
        for (const auto& piece : node.pieces) {
            made += piece.text;
            if (!piece.isPointer)
                continue;
            const Json* found = piece.pointer.find(here);
            if (!found)
                return refuse(Reason::Missing, "there is nothing at '" + piece.shown + "'");
            const auto value = textOf(*found);
            if (!value)
                return refuse(Reason::BadValue, "what is at '" + piece.shown + "' has no text");
            made += *value;
            if (made.size() > m_limits.bytes)
                return refuse(Reason::TooLarge, "a text has more than " + std::to_string(m_limits.bytes) + " bytes");
        }
        m_bytes += made.size();
        return finish(std::move(made));
    }

    Made as(const Node& node, const Json& here) {
        auto value = make(*node.inner, here);
        if (!value || !*value)
            return value;
        Json& made = **value;
        if (node.kind == Node::Kind::AsText) {
            const auto asText = textOf(made);
            if (!asText)
                return refuse(Reason::BadValue, "what is at '" + node.inner->shown + "' has no text");
            return std::optional<Json>(*asText);
        }
        if (made.is_number())
            return value;
        Outcome<Json> number = refuse(Reason::BadValue, "");
        if (made.is_string())
            number = parseJson(made.get_ref<const std::string&>());
        if (!number || !number->is_number())
            return refuse(Reason::BadValue, "what is at '" + node.inner->shown + "' is no number");
        return std::optional<Json>(std::move(*number));
    }

    const Json& m_document;
    const Limits& m_limits;
    std::size_t m_nodes = 0;
    std::size_t m_bytes = 0;
};

Outcome<Json> BodyTemplate::apply(const Json& document, const Limits& limits) const {
    auto made = TemplateRun(document, limits).make(*m_root, document);
    if (!made)
        return tl::unexpected(made.error());
    return *made ? std::move(**made) : Json();
}

}  // namespace slipway::mediation
