#pragma once

#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "mediation/json.h"

namespace slipway::mediation {

/// Builds a document out of a reader's events, and stops the reader at the first thing that is too much or that JSON
/// can't say. Text, CBOR and MessagePack all pass through here, so that their limits are the same. It never recurses,
/// and takes linear time (n log n in the keys of an object), which nlohmann's own builder does not for ordered objects.
/// Binary strings become base64url text without padding (RFC 8949 §6.1).
class JsonBuilder final : public nlohmann::json_sax<Json> {
  public:
    explicit JsonBuilder(const Limits& limits) : m_limits(limits) {}

    bool null() override;
    bool boolean(bool value) override;
    bool number_integer(number_integer_t value) override;
    bool number_unsigned(number_unsigned_t value) override;
    /// `source`: the number as it was written, if it was text.
    bool number_float(number_float_t value, const string_t& source) override;
    bool string(string_t& value) override;
    bool binary(binary_t& value) override;
    bool start_object(std::size_t elements) override;
    bool key(string_t& value) override;
    bool end_object() override;
    bool start_array(std::size_t elements) override;
    bool end_array() override;
    bool parse_error(std::size_t position, const std::string& token, const nlohmann::detail::exception& error) override;

    /// False, and the first refusal stays. Without an offset it names the pointer of the value.
    bool refuseWith(Reason reason, std::string message, std::size_t offset = 0);

    /// The document; or why there is none. Call it once, at the end.
    Outcome<Json> take();

  private:
    struct Frame {
        bool object;
        std::string key;
        std::vector<std::pair<std::string, Json>> members;
        std::vector<Json> items;
        std::set<std::string> seen;  ///< filled once a linear search would be slow
    };

    /// The JSON Pointer of the value that comes next.
    std::string pointer() const;
    bool value(Json value);
    bool open(bool object, std::size_t elements);

    const Limits& m_limits;
    std::vector<Frame> m_stack;
    std::optional<Json> m_root;
    std::optional<Refusal> m_refusal;
    std::size_t m_nodes = 0;
};

}  // namespace slipway::mediation
