#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

#include "base/error.h"
#include "protocol/composite.h"
#include "protocol/template_text.h"

namespace slipway::composer {

using nlohmann::json;

/// Why a template has no value. `ofRequest`: what is missing is the client's to give, so the answer is 422 and not 502.
struct Missing {
    std::string reference;
    bool ofRequest = false;
};

template <class T>
using Expanded = tl::expected<T, Missing>;

/// What templates see: one object with `request`, `steps`, `saga` and `step` in it. Thread: the owner's.
class Scope {
  public:
    explicit Scope(json root) : m_root(std::move(root)) {}

    /// A whole-string template gives its value with its JSON type, any other a string. Objects and lists are walked.
    Expanded<json> value(const json& pattern) const;
    /// Always a string; a number is written as JSON writes it, and null, a list or an object is Missing.
    Expanded<std::string> text(const std::string& pattern) const;
    /// As text, with what is put in percent-encoded, but for what the pattern says itself. An empty part is Missing: it
    /// would make another path.
    Expanded<std::string> path(const std::string& pattern) const;
    /// An empty condition is true. What is missing is null.
    bool holds(const std::string& condition) const;

  private:
    const json* find(const composite::Reference& reference) const;
    Expanded<json> get(const composite::Reference& reference) const;
    Expanded<std::string> spliced(const std::string& pattern, bool encode) const;

    json m_root;
};

}  // namespace slipway::composer
