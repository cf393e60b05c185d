#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace shop::kit {

/// Appends JSON to a string as it goes, with no tree in between: for answers that are made thousands of times a second,
/// and for log lines. The caller keeps braces and keys in order; commas are the writer's. Bytes that are not UTF-8
/// become U+FFFD.
class JsonWriter {
  public:
    explicit JsonWriter(std::string& out) : m_out(out) {}
    /// Goes on inside of an object whose first fields stand in `out` already; endObject() closes it.
    static JsonWriter insideObject(std::string& out) {
        JsonWriter writer(out);
        writer.m_needsComma = true;
        return writer;
    }

    JsonWriter& beginObject() { return open('{'); }
    JsonWriter& endObject() { return close('}'); }
    JsonWriter& beginArray() { return open('['); }
    JsonWriter& endArray() { return close(']'); }
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(bool truth);
    JsonWriter& null();
    /// A number with three decimals, from thousandths: 1234 is written 1.234.
    JsonWriter& thousandths(std::int64_t number);

    template <class T>
    JsonWriter& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

  private:
    JsonWriter& open(char brace);
    JsonWriter& close(char brace);
    void comma();

    std::string& m_out;
    bool m_needsComma = false;
};

/// Appends `number` thousandths as a decimal number: 1234 as 1.234.
void appendThousandths(std::string& out, std::int64_t number);

}  // namespace shop::kit
