#include "mediation/cbor.h"

#include <cmath>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>

#include "mediation/json_builder.h"

namespace slipway::mediation {
namespace {

constexpr std::uint64_t kIndefinite = std::numeric_limits<std::uint64_t>::max();
/// Tags around tags; each would be a frame.
constexpr int kMaxTags = 4;

/// Why not nlohmann's reader: it recurses without bound over nested chunks of strings and over tags, wraps integers
/// below -2^63, and gives no say over tags and `undefined`. Writing is nlohmann's.
class CborReader {
  public:
    CborReader(std::string_view bytes, const Limits& limits) : m_bytes(bytes), m_builder(limits), m_limits(limits) {}

    Outcome<Json> read() {
        if (m_bytes.size() > m_limits.bytes)
            return refuse(Reason::TooLarge, "more than " + std::to_string(m_limits.bytes) + " bytes");
        if (item() && m_at != m_bytes.size())
            m_builder.refuseWith(Reason::TrailingBytes, "something follows the item", m_at);
        return m_builder.take();
    }

  private:
    struct Head {
        unsigned major;
        unsigned info;
        std::uint64_t value;  ///< kIndefinite with info 31
    };

    bool no(Reason reason, const char* message) { return m_builder.refuseWith(reason, message, m_at); }
    std::size_t left() const { return m_bytes.size() - m_at; }
    unsigned byte(std::size_t at) const { return static_cast<unsigned char>(m_bytes[at]); }
    bool atBreak() const { return left() > 0 && byte(m_at) == 0xFF; }

    bool head(Head& into) {
        if (left() == 0)
            return no(Reason::Malformed, "the item ends too early");
        const unsigned initial = byte(m_at++);
        into = {initial >> 5U, initial & 31U, initial & 31U};
        if (into.info < 24)
            return true;
        if (into.info == 31) {
            into.value = kIndefinite;
            // A break is read where it may stand; integers and tags have no indefinite form.
            return (into.major >= 2 && into.major <= 5) || no(Reason::Malformed, "an indefinite length that is none");
        }
        if (into.info > 27)
            return no(Reason::Malformed, "a reserved length");
        const std::size_t size = std::size_t(1) << (into.info - 24);
        if (left() < size)
            return no(Reason::Malformed, "the item ends too early");
        into.value = 0;
        for (std::size_t at = 0; at < size; ++at)
            into.value = (into.value << 8U) | byte(m_at + at);
        m_at += size;
        if (into.value == kIndefinite && into.major >= 2 && into.major <= 5)
            return no(Reason::Malformed, "a length beyond the end");
        return true;
    }

    /// The bytes of a string, chunks joined. Chunks are definite and of the same kind (§3.2.3), so there is nothing to
    /// recurse into.
    bool stringBytes(const Head& start, std::string& into) {
        if (start.value != kIndefinite)
            return chunk(start, into);
        while (!atBreak()) {
            Head part{};
            if (!head(part))
                return false;
            if (part.major != start.major || part.value == kIndefinite)
                return no(Reason::Malformed, "a chunk of a string is no string of its kind");
            if (!chunk(part, into))
                return false;
        }
        ++m_at;
        return true;
    }

    bool chunk(const Head& part, std::string& into) {
        if (part.value > left())
            return no(Reason::Malformed, "a string ends too early");
        into.append(m_bytes.substr(m_at, part.value));
        m_at += part.value;
        return true;
    }

    /// One item. Recurses a level of arrays and maps at a time, which the builder bounds, and kMaxTags of tags.
    bool item(int tags = 0) {
        Head start{};
        if (!head(start))
            return false;
        switch (start.major) {
            case 0:
                return m_builder.number_unsigned(start.value);
            case 1:
                return negative(start.value);
            case 2: {
                std::string bytes;
                if (!stringBytes(start, bytes))
                    return false;
                Json::binary_t binary(std::vector<std::uint8_t>(bytes.begin(), bytes.end()));
                return m_builder.binary(binary);
            }
            case 3: {
                std::string text;
                return stringBytes(start, text) && m_builder.string(text);
            }
            case 4:
                return array(start.value);
            case 5:
                return map(start.value);
            case 6:
                return tag(start.value, tags);
            default:
                return simple(start);
        }
    }

    bool negative(std::uint64_t value) {
        if (value > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max()))
            return no(Reason::BadValue, "an integer below -2^63");
        return m_builder.number_integer(-1 - static_cast<std::int64_t>(value));
    }

    bool array(std::uint64_t length) {
        // Each item has a byte at least: what can't be there is not waited for.
        if (length != kIndefinite && length > left())
            return no(Reason::Malformed, "an array ends too early");
        if (!m_builder.start_array(static_cast<std::size_t>(length)))
            return false;
        for (std::uint64_t at = 0; length == kIndefinite ? !atBreak() : at < length; ++at)
            if (!item())
                return false;
        m_at += length == kIndefinite ? 1 : 0;
        return m_builder.end_array();
    }

    bool map(std::uint64_t length) {
        if (length != kIndefinite && length > left() / 2)
            return no(Reason::Malformed, "a map ends too early");
        if (!m_builder.start_object(static_cast<std::size_t>(length)))
            return false;
        for (std::uint64_t at = 0; length == kIndefinite ? !atBreak() : at < length; ++at) {
            Head start{};
            std::string key;
            if (!head(start))
                return false;
            if (start.major != 3)
                return no(Reason::NotJson, "a key that is no text");
            if (!stringBytes(start, key) || !m_builder.key(key) || !item())
                return false;
        }
        m_at += length == kIndefinite ? 1 : 0;
        return m_builder.end_object();
    }

    bool tag(std::uint64_t number, int tags) {
        if (tags >= kMaxTags)
            return no(Reason::TooDeep, "more than four tags around one item");
        if (number == 2 || number == 3)
            return bignum(number == 3);
        const bool known =
            number <= 1 || (number >= 21 && number <= 24) || (number >= 32 && number <= 36) || number == 55799;
        return known ? item(tags + 1) : no(Reason::NotJson, "a tag whose meaning JSON can't say");
    }

    bool bignum(bool negativeOne) {
        Head start{};
        std::string bytes;
        if (!head(start))
            return false;
        if (start.major != 2)
            return no(Reason::Malformed, "a bignum that is no byte string");
        if (!stringBytes(start, bytes))
            return false;
        std::uint64_t value = 0;
        for (const char c : bytes) {
            if (value >> 56U)
                return no(Reason::BadValue, "an integer of more than 64 bits");
            value = (value << 8U) | static_cast<unsigned char>(c);
        }
        return negativeOne ? negative(value) : m_builder.number_unsigned(value);
    }

    bool simple(const Head& start) {
        if (start.info == 24)  // §3.3: values below 32 in two bytes are not well-formed
            return start.value < 32 ? no(Reason::Malformed, "a simple value in too many bytes")
                                    : no(Reason::NotJson, "a simple value without a meaning");
        switch (start.info) {
            case 20:
            case 21:
                return m_builder.boolean(start.info == 21);
            case 22:
            case 23:
                return m_builder.null();
            case 25:
                return m_builder.number_float(half(static_cast<unsigned>(start.value)), "");
            case 26:
                return m_builder.number_float(
                    static_cast<double>(bitsAs<float>(static_cast<std::uint32_t>(start.value))), "");
            case 27:
                return m_builder.number_float(bitsAs<double>(start.value), "");
            default:
                return no(Reason::NotJson, "a simple value without a meaning");
        }
    }

    template <class Float, class Bits>
    static Float bitsAs(Bits bits) {
        static_assert(sizeof(Float) == sizeof(Bits));
        Float value;
        std::memcpy(&value, &bits, sizeof value);
        return value;
    }

    /// IEEE 754 binary16 (RFC 8949, appendix D).
    static double half(unsigned bits) {
        const int exponent = static_cast<int>((bits >> 10U) & 31U);
        const double mantissa = bits & 0x3FFU;
        double value = 0;
        if (exponent == 0)
            value = std::ldexp(mantissa, -24);
        else if (exponent != 31)
            value = std::ldexp(mantissa + 1024, exponent - 25);
        else
            value = mantissa == 0 ? std::numeric_limits<double>::infinity() : std::numeric_limits<double>::quiet_NaN();
        return bits & 0x8000U ? -value : value;
    }

    std::string_view m_bytes;
    JsonBuilder m_builder;
    const Limits& m_limits;
    std::size_t m_at = 0;
};

template <class Write>
Outcome<std::string> written(const Json& value, const Limits& limits, Write write) {
    if (auto checked = checkJson(value, limits); !checked)
        return tl::unexpected(checked.error());
    const std::vector<std::uint8_t> bytes = write(value);
    return std::string(bytes.begin(), bytes.end());
}

}  // namespace

Outcome<Json> cborToJson(std::string_view bytes, const Limits& limits) {
    return CborReader(bytes, limits).read();
}

Outcome<std::string> jsonToCbor(const Json& value, const Limits& limits) {
    return written(value, limits, [](const Json& json) { return Json::to_cbor(json); });
}

Outcome<Json> messagePackToJson(std::string_view bytes, const Limits& limits) {
    if (bytes.size() > limits.bytes)
        return refuse(Reason::TooLarge, "more than " + std::to_string(limits.bytes) + " bytes");
    // nlohmann's reader recurses with arrays and maps alone, and asks the builder before each; it reads strings as
    // their bytes come.
    JsonBuilder builder(limits);
    const char* at = bytes.data();
    if (!Json::sax_parse(at, at + bytes.size(), &builder, nlohmann::detail::input_format_t::msgpack, true))
        builder.refuseWith(Reason::Malformed, "not MessagePack");
    return builder.take();
}

Outcome<std::string> jsonToMessagePack(const Json& value, const Limits& limits) {
    return written(value, limits, [](const Json& json) { return Json::to_msgpack(json); });
}

}  // namespace slipway::mediation
