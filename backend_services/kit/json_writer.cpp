#include "kit/json_writer.h"

#include <charconv>

namespace shop::kit {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Length of the well-formed UTF-8 sequence at the start of `text` (RFC 3629 §4), or 0.
std::size_t sequenceLength(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0) == 0x80; };
    const unsigned char first = at(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xC2 && first <= 0xDF) {
        return tail(1) ? 2 : 0;
    }
    if (first >= 0xE0 && first <= 0xEF && tail(1) && tail(2)) {
        const bool overlong = first == 0xE0 && at(1) < 0xA0;
        const bool surrogate = first == 0xED && at(1) > 0x9F;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xF0 && first <= 0xF4 && tail(1) && tail(2) && tail(3)) {
        const bool overlong = first == 0xF0 && at(1) < 0x90;
        const bool pastEnd = first == 0xF4 && at(1) > 0x8F;
        return overlong || pastEnd ? 0 : 4;
    }
    return 0;
}

void appendControl(std::string& out, char c) {
    static constexpr char kHex[] = "0123456789abcdef";
    switch (c) {
        case '\n':
            out += "\\n";
            return;
        case '\r':
            out += "\\r";
            return;
        case '\t':
            out += "\\t";
            return;
        default:
            out += "\\u00";
            out += kHex[static_cast<unsigned char>(c) >> 4];
            out += kHex[static_cast<unsigned char>(c) & 15];
    }
}

void appendInteger(std::string& out, std::int64_t number) {
    char digits[24];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out.append(digits, end);
}

void appendString(std::string& out, std::string_view text) {
    out += '"';
    std::size_t i = 0;
    std::size_t plainFrom = 0;
    const auto flush = [&] { out.append(text.substr(plainFrom, i - plainFrom)); };
    while (i < text.size()) {
        const char c = text[i];
        const auto byte = static_cast<unsigned char>(c);
        if (byte >= 0x20 && byte < 0x80 && c != '"' && c != '\\') {
            ++i;
            continue;
        }
        if (byte >= 0x80) {
            if (const std::size_t length = sequenceLength(text.substr(i)); length > 0) {
                i += length;
                continue;
            }
        }
        flush();
        if (byte < 0x20) {
            appendControl(out, c);
        } else if (byte >= 0x80) {
            out += kReplacement;
        } else {
            out += '\\';
            out += c;
        }
        plainFrom = ++i;
    }
    flush();
    out += '"';
}

}  // namespace

void appendThousandths(std::string& out, std::int64_t number) {
    if (number < 0) {
        out += '-';
        number = -number;
    }
    appendInteger(out, number / 1000);
    const auto rest = static_cast<int>(number % 1000);
    out += '.';
    out += static_cast<char>('0' + rest / 100);
    out += static_cast<char>('0' + rest / 10 % 10);
    out += static_cast<char>('0' + rest % 10);
}

void JsonWriter::comma() {
    if (m_needsComma) {
        m_out += ',';
    }
    m_needsComma = true;
}

JsonWriter& JsonWriter::open(char brace) {
    comma();
    m_out += brace;
    m_needsComma = false;
    return *this;
}

JsonWriter& JsonWriter::close(char brace) {
    m_out += brace;
    m_needsComma = true;
    return *this;
}

JsonWriter& JsonWriter::key(std::string_view name) {
    comma();
    appendString(m_out, name);
    m_out += ':';
    m_needsComma = false;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    comma();
    appendString(m_out, text);
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
    comma();
    appendInteger(m_out, number);
    return *this;
}

JsonWriter& JsonWriter::value(bool truth) {
    comma();
    m_out += truth ? "true" : "false";
    return *this;
}

JsonWriter& JsonWriter::null() {
    comma();
    m_out += "null";
    return *this;
}

JsonWriter& JsonWriter::thousandths(std::int64_t number) {
    comma();
    appendThousandths(m_out, number);
    return *this;
}

}  // namespace shop::kit
