#include "mediation/json_builder.h"

#include <algorithm>
#include <cmath>

#include "base/utf8.h"
#include "mediation/base64.h"

namespace slipway::mediation {
namespace {

/// Up to here a search through the keys is as quick as a set.
constexpr std::size_t kFewMembers = 16;
/// A pointer longer than this would fill the answer.
constexpr std::size_t kMaxPointer = 200;

}  // namespace

bool JsonBuilder::refuseWith(Reason reason, std::string message, std::size_t offset) {
    if (m_refusal)
        return false;
    if (const std::string place = offset == 0 ? pointer() : ""; !place.empty() && place.size() <= kMaxPointer)
        message.insert(0, "at " + place + ": ");
    m_refusal = Refusal{reason, std::move(message), offset};
    return false;
}

std::string JsonBuilder::pointer() const {
    std::string text;
    for (const Frame& frame : m_stack) {
        text += '/';
        if (!frame.object)
            text += std::to_string(frame.items.size());
        for (const char c : frame.key)
            text += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    }
    return text;
}

bool JsonBuilder::value(Json value) {
    if (++m_nodes > m_limits.nodes)
        return refuseWith(Reason::TooMany, "more than " + std::to_string(m_limits.nodes) + " values");
    if (m_stack.empty()) {
        m_root = std::move(value);
        return true;
    }
    Frame& frame = m_stack.back();
    if (frame.object)
        frame.members.emplace_back(std::move(frame.key), std::move(value));
    else
        frame.items.push_back(std::move(value));
    return true;
}

bool JsonBuilder::null() {
    return value(nullptr);
}
bool JsonBuilder::boolean(bool v) {
    return value(v);
}
bool JsonBuilder::number_integer(number_integer_t v) {
    return value(v);
}
bool JsonBuilder::number_unsigned(number_unsigned_t v) {
    return value(v);
}

bool JsonBuilder::number_float(number_float_t v, const string_t& source) {
    if (!std::isfinite(v))
        return refuseWith(Reason::NotJson, "a number is NaN or infinite, which JSON can't say");
    if (!source.empty() && source.find_first_of(".eE") == std::string::npos)
        return refuseWith(Reason::BadValue, "an integer of " + std::to_string(source.size()) +
                                                " digits would lose some of them: send it as text");
    return value(v);
}

bool JsonBuilder::string(string_t& v) {
    if (!isUtf8(v))
        return refuseWith(Reason::InvalidUtf8, "a text is not UTF-8");
    return value(std::move(v));
}

bool JsonBuilder::binary(binary_t& v) {
    if (v.has_subtype())
        return refuseWith(Reason::NotJson, "an extension type, which JSON can't say");
    return value(base64Url(v));
}

bool JsonBuilder::open(bool object, std::size_t elements) {
    if (m_stack.size() >= static_cast<std::size_t>(m_limits.depth))
        return refuseWith(Reason::TooDeep, "nested deeper than " + std::to_string(m_limits.depth) + " levels");
    // A length that is announced counts before what it announces comes. An unknown one is size_t(-1).
    if (elements != static_cast<std::size_t>(-1) && elements > m_limits.nodes)
        return refuseWith(Reason::TooMany, "more than " + std::to_string(m_limits.nodes) + " values are announced");
    m_stack.push_back({object, {}, {}, {}, {}});
    return true;
}

bool JsonBuilder::start_object(std::size_t elements) {
    return open(true, elements);
}
bool JsonBuilder::start_array(std::size_t elements) {
    return open(false, elements);
}

bool JsonBuilder::key(string_t& v) {
    if (!isUtf8(v))
        return refuseWith(Reason::InvalidUtf8, "a key is not UTF-8");
    Frame& frame = m_stack.back();
    bool known = false;
    if (frame.members.size() < kFewMembers) {
        known = std::any_of(frame.members.begin(), frame.members.end(), [&](const auto& m) { return m.first == v; });
    } else {
        if (frame.seen.empty())
            for (const auto& member : frame.members)
                frame.seen.insert(member.first);
        known = !frame.seen.insert(v).second;
    }
    frame.key = std::move(v);
    return !known || refuseWith(Reason::DuplicateKey, "the key stands twice in its object");
}

bool JsonBuilder::end_object() {
    Json::object_t object;
    object.reserve(m_stack.back().members.size());
    // Past the map's own insertion, which searches all members for the key: keys are known to be unique.
    for (auto& [name, member] : m_stack.back().members)
        object.emplace_back(std::move(name), std::move(member));
    m_stack.pop_back();
    return value(std::move(object));
}

bool JsonBuilder::end_array() {
    Json::array_t array = std::move(m_stack.back().items);
    m_stack.pop_back();
    return value(std::move(array));
}

bool JsonBuilder::parse_error(std::size_t position, const std::string& /*token*/,
                              const nlohmann::detail::exception& error) {
    // "[json.exception.parse_error.101] parse error at line 1, column 2: what"; 113 is a key that is no text.
    const std::string what = error.what();
    const std::size_t end = what.find("] ");
    std::string message = end == std::string::npos ? what : what.substr(end + 2, 200);
    if (constexpr std::string_view kPreface = "parse error at "; message.starts_with(kPreface))
        message.erase(0, kPreface.size());
    if (message.find("UTF-8") != std::string::npos)
        return refuseWith(Reason::InvalidUtf8, isUtf8(message) ? message : "text that is not UTF-8", position);
    // Not "unexpected end of input", which is the opposite.
    if (message.find(": expected end of input") != std::string::npos ||
        message.find("; expected end of input") != std::string::npos)
        return refuseWith(Reason::TrailingBytes, "something follows the document", position);
    return refuseWith(Reason::Malformed, isUtf8(message) ? message : "not what the format allows", position);
}

Outcome<Json> JsonBuilder::take() {
    if (m_refusal)
        return tl::unexpected(*m_refusal);
    if (!m_root || !m_stack.empty())
        return refuse(Reason::Malformed, "the document ends too early");
    return std::move(*m_root);
}

}  // namespace slipway::mediation
