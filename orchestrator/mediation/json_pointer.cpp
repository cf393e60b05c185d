#include "mediation/json_pointer.h"

#include <charconv>

namespace slipway::mediation {

Outcome<JsonPointer> JsonPointer::compile(std::string_view text) {
    const auto wrong = [&](const char* what) {
        return refuse(Reason::BadConfiguration, "the pointer '" + std::string(text) + "' " + what);
    };
    JsonPointer pointer;
    if (text.empty())
        return pointer;
    if (text.front() != '/')
        return wrong("does not begin with a slash");
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '/') {
            pointer.m_tokens.emplace_back();
        } else if (text[at] != '~') {
            pointer.m_tokens.back() += text[at];
        } else {
            const char next = at + 1 < text.size() ? text[++at] : '\0';
            if (next != '0' && next != '1')
                return wrong("has a '~' that is neither ~0 nor ~1");
            pointer.m_tokens.back() += next == '0' ? '~' : '/';
        }
    }
    return pointer;
}

const Json* JsonPointer::find(const Json& document) const {
    const Json* at = &document;
    for (const std::string& token : m_tokens) {
        if (at->is_object()) {
            const auto member = at->find(token);
            if (member == at->end())
                return nullptr;
            at = &*member;
        } else if (at->is_array()) {
            std::size_t index = 0;
            const char* const end = token.data() + token.size();
            const auto read = std::from_chars(token.data(), end, index);
            const bool plain =
                !token.empty() && read.ec == std::errc() && read.ptr == end && (token.size() == 1 || token[0] != '0');
            if (!plain || index >= at->size())
                return nullptr;
            at = &(*at)[index];
        } else {
            return nullptr;
        }
    }
    return at;
}

}  // namespace slipway::mediation
