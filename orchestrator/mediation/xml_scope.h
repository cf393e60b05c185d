#pragma once

#include <deque>
#include <optional>
#include <string>
#include <string_view>

#include "mediation/limits.h"
#include "mediation/refusal.h"

namespace slipway::mediation {

inline constexpr std::string_view kXmlNamespace = "http://www.w3.org/XML/1998/namespace";
inline constexpr std::string_view kXmlnsNamespace = "http://www.w3.org/2000/xmlns/";
inline constexpr std::string_view kXsiNamespace = "http://www.w3.org/2001/XMLSchema-instance";
/// Attributes and elements that say what XML has no word for: types, arrays, keys that are no names
/// (docs/mediation.md).
inline constexpr std::string_view kJsonNamespace = "urn:slipway:json";

/// Which prefix stands for which namespace, at one place of a document (Namespaces in XML 1.0, third edition).
/// `mark` before an element's declarations and `back` behind its end make it a stack.
class XmlScope {
  public:
    explicit XmlScope(const Limits& limits) : m_limits(&limits) {}

    std::size_t mark() const { return m_bindings.size(); }
    void back(std::size_t mark) { m_bindings.resize(mark); }

    /// `prefix` is empty for the default namespace. BadNamespace for what the standard reserves or forbids.
    Outcome<void> declare(std::string_view prefix, std::string_view uri);
    /// The namespace of a prefix in force; "" for no prefix without a default namespace; nothing if it is undeclared.
    std::optional<std::string_view> find(std::string_view prefix) const;

  private:
    struct Binding {
        std::string prefix;
        std::string uri;
    };
    const Limits* m_limits;
    std::deque<Binding> m_bindings;  ///< never moves what `find` gave out
};

/// The prefix that an attribute declares: "" for xmlns, "p" for xmlns:p; nothing for any other attribute.
std::optional<std::string_view> declaredPrefix(std::string_view attribute);

}  // namespace slipway::mediation
