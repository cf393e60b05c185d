#include "mediation/json.h"

#include <cmath>

#include "base/utf8.h"
#include "mediation/json_builder.h"

namespace slipway::mediation {
namespace {

struct Check {
    const Limits& limits;
    std::size_t nodes = 0;
    Refusal refusal;

    bool no(Reason reason, std::string message) {
        refusal = {reason, std::move(message), 0};
        return false;
    }

    bool check(const Json& value, int depth) {
        if (++nodes > limits.nodes)
            return no(Reason::TooMany, "more than " + std::to_string(limits.nodes) + " values");
        if (value.is_structured() && depth >= limits.depth)
            return no(Reason::TooDeep, "nested deeper than " + std::to_string(limits.depth) + " levels");
        if (value.is_string())
            return isUtf8(value.get_ref<const std::string&>()) || no(Reason::InvalidUtf8, "a text is not UTF-8");
        if (value.is_number_float())
            return std::isfinite(value.get<double>()) || no(Reason::NotJson, "a number is NaN or infinite");
        if (value.is_binary() || value.is_discarded())
            return no(Reason::NotJson, "a value that JSON can't say");
        if (value.is_object())
            for (const auto& [key, member] : membersOf(value))
                if (!(isUtf8(key) || no(Reason::InvalidUtf8, "a key is not UTF-8")) || !check(member, depth + 1))
                    return false;
        if (value.is_array())
            for (const Json& item : value)
                if (!check(item, depth + 1))
                    return false;
        return true;
    }
};

}  // namespace

Outcome<Json> parseJson(std::string_view text, const Limits& limits) {
    if (text.size() > limits.bytes)
        return refuse(Reason::TooLarge, "more than " + std::to_string(limits.bytes) + " bytes");
    // nlohmann's reader takes a NUL for the end of its input, and would not look at what follows it.
    if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos)
        return refuse(Reason::Malformed, "a NUL byte", nul);
    JsonBuilder builder(limits);
    if (!Json::sax_parse(text.begin(), text.end(), &builder, nlohmann::detail::input_format_t::json, true, false))
        builder.refuseWith(Reason::Malformed, "not JSON");
    return builder.take();
}

Outcome<void> checkJson(const Json& value, const Limits& limits) {
    Check check{limits, 0, {}};
    if (!check.check(value, 0))
        return tl::unexpected(check.refusal);
    return {};
}

Outcome<std::string> writeJson(const Json& value) {
    Limits generous;
    generous.depth = 512;
    generous.nodes = static_cast<std::size_t>(-1);
    if (auto checked = checkJson(value, generous); !checked)
        return tl::unexpected(checked.error());
    return value.dump();
}

}  // namespace slipway::mediation
