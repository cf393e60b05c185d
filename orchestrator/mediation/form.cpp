#include "mediation/form.h"

#include <algorithm>
#include <map>

#include "base/utf8.h"

namespace slipway::mediation {
namespace {

int hexValue(char c) {
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lower = static_cast<char>(c | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

bool isUnreserved(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
           c == '_' || c == '~';
}

void encode(std::string& to, std::string_view text, bool form) {
    static constexpr char kHex[] = "0123456789ABCDEF";
    for (const char c : text) {
        if (isUnreserved(c)) {
            to += c;
        } else if (form && c == ' ') {
            to += '+';
        } else {
            const auto byte = static_cast<unsigned char>(c);
            to += '%';
            to += kHex[byte >> 4U];
            to += kHex[byte & 15U];
        }
    }
}

Outcome<std::string> decodeText(std::string_view text) {
    auto decoded = percentDecode(text, true);
    if (decoded && !isUtf8(*decoded))
        return refuse(Reason::InvalidUtf8, "a field of the form is not UTF-8");
    return decoded;
}

}  // namespace

std::string percentEncode(std::string_view text) {
    std::string encoded;
    encode(encoded, text, false);
    return encoded;
}

Outcome<std::string> percentDecode(std::string_view text, bool plusIsBlank) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '%') {
            const int high = at + 2 < text.size() ? hexValue(text[at + 1]) : -1;
            const int low = at + 2 < text.size() ? hexValue(text[at + 2]) : -1;
            if (high < 0 || low < 0)
                return refuse(Reason::Malformed, "a '%' without two hexadecimal digits", at);
            decoded += static_cast<char>(static_cast<unsigned char>(high * 16 + low));
            at += 2;
        } else {
            decoded += plusIsBlank && text[at] == '+' ? ' ' : text[at];
        }
    }
    return decoded;
}

Outcome<FormFields> parseForm(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes)
        return refuse(Reason::TooLarge, "more than " + std::to_string(limits.bytes) + " bytes");
    FormFields fields;
    const char* const begin = text.data();
    while (!text.empty()) {
        const std::size_t end = std::min(text.find('&'), text.size());
        const std::string_view piece = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (piece.empty())
            continue;
        if (fields.size() >= limits.nodes)
            return refuse(Reason::TooMany, "more than " + std::to_string(limits.nodes) + " fields");
        const std::size_t equals = std::min(piece.find('='), piece.size());
        const std::string_view right = piece.substr(std::min(equals + 1, piece.size()));
        auto name = decodeText(piece.substr(0, equals));
        auto value = decodeText(right);
        if (!name || !value) {
            Refusal refusal = name ? value.error() : name.error();
            refusal.offset += static_cast<std::size_t>((name ? right : piece).data() - begin);
            return tl::unexpected(std::move(refusal));
        }
        fields.emplace_back(std::move(*name), std::move(*value));
    }
    return fields;
}

std::string writeForm(const FormFields& fields) {
    std::string text;
    for (const auto& [name, value] : fields) {
        text += text.empty() ? "" : "&";
        encode(text, name, true);
        text += '=';
        encode(text, value, true);
    }
    return text;
}

Outcome<Json> formToJson(std::string_view text, const Limits& limits) {
    auto fields = parseForm(text, limits);
    if (!fields)
        return tl::unexpected(fields.error());
    std::map<std::string, std::size_t> places;
    Json::object_t object;
    for (auto& [name, value] : *fields) {
        const auto [place, fresh] = places.try_emplace(name, object.size());
        if (fresh) {
            object.emplace_back(std::move(name), Json(std::move(value)));
            continue;
        }
        Json& known = (object.begin() + static_cast<std::ptrdiff_t>(place->second))->second;
        if (!known.is_array()) {
            Json array = Json::array();
            array.push_back(std::move(known));
            known = std::move(array);
        }
        known.push_back(std::move(value));
    }
    return Json(std::move(object));
}

Outcome<std::string> jsonToForm(const Json& value, const Limits& limits) {
    if (auto checked = checkJson(value, limits); !checked)
        return tl::unexpected(checked.error());
    if (!value.is_object())
        return refuse(Reason::NotExpressible, "a form is made of an object");
    FormFields fields;
    const auto add = [&](const std::string& name, const Json& item) {
        if (item.is_string())
            fields.emplace_back(name, item.get<std::string>());
        else if (item.is_number() || item.is_boolean())
            fields.emplace_back(name, item.dump());
        else
            return false;
        return true;
    };
    for (const auto& entry : membersOf(value)) {
        const Json& member = entry.second;
        const bool fine = member.is_array()
                              ? !member.empty() && std::all_of(member.begin(), member.end(),
                                                               [&](const Json& item) { return add(entry.first, item); })
                              : add(entry.first, member);
        if (!fine)
            return refuse(Reason::NotExpressible,
                          (entry.first.size() <= 60 ? "at /" + entry.first + ": " : "") +
                              "a form has texts, numbers, booleans and arrays of these, and this is something else");
    }
    return writeForm(fields);
}

}  // namespace slipway::mediation
