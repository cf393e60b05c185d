#include "kit/json.h"

#include <algorithm>

#include "kit/request_context.h"

namespace shop::kit {

namespace {

std::size_t codePoints(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

tl::unexpected<Error> invalid(const char* name, const std::string& rule) {
    return fail(Fault::Invalid, "invalid", std::string(name) + ": " + rule + ".");
}

bool isJson(std::string_view contentType) {
    const auto type = contentType.substr(0, contentType.find(';'));
    const auto end = type.find_last_not_of(" \t");
    return end != std::string_view::npos && sameName(type.substr(0, end + 1), "application/json");
}

}  // namespace

Result<Json> readObject(const Request& request) {
    const PhaseScope phase(Phase::Decode);
    if (!isJson(request.header("Content-Type"))) {
        return fail(Fault::MediaType, "unsupported_media_type", "The body must be application/json.");
    }
    Json json = Json::parse(request.body, nullptr, false);
    if (json.is_discarded()) {
        return fail(Fault::BadRequest, "bad_json", "The body is not JSON.");
    }
    if (!json.is_object()) {
        return fail(Fault::Invalid, "invalid", "The body must be a JSON object.");
    }
    return json;
}

Result<std::string> stringField(const Json& object, const char* name, std::size_t min, std::size_t max) {
    const auto found = object.find(name);
    if (found == object.end() || !found->is_string()) {
        return invalid(name, "a string is needed");
    }
    const auto& text = found->get_ref<const std::string&>();
    const auto first = text.find_first_not_of(" \t\r\n");
    if (std::any_of(text.begin(), text.end(),
                    [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; })) {
        return invalid(name, "control characters are not allowed");
    }
    std::string trimmed;
    if (first != std::string::npos) {
        trimmed = text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
    }
    if (const std::size_t length = codePoints(trimmed); length < min || length > max) {
        return invalid(name, std::to_string(min) + " to " + std::to_string(max) + " characters are needed");
    }
    return trimmed;
}

Result<std::optional<std::string>> optionalString(const Json& object, const char* name, std::size_t min,
                                                  std::size_t max) {
    if (!object.contains(name)) {
        return std::nullopt;
    }
    auto text = stringField(object, name, min, max);
    if (!text) {
        return tl::unexpected(text.error());
    }
    return std::optional(std::move(*text));
}

Result<std::int64_t> integerField(const Json& object, const char* name, std::int64_t min, std::int64_t max) {
    const auto found = object.find(name);
    const std::string rule = "an integer from " + std::to_string(min) + " to " + std::to_string(max) + " is needed";
    if (found == object.end() || !found->is_number_integer()) {
        return invalid(name, rule);
    }
    const bool tooLarge =
        found->is_number_unsigned() && found->get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX);
    const auto number = tooLarge ? INT64_MAX : found->get<std::int64_t>();
    if (tooLarge || number < min || number > max) {
        return invalid(name, rule);
    }
    return number;
}

Result<std::optional<std::int64_t>> optionalInteger(const Json& object, const char* name, std::int64_t min,
                                                    std::int64_t max) {
    if (!object.contains(name)) {
        return std::nullopt;
    }
    const auto number = integerField(object, name, min, max);
    if (!number) {
        return tl::unexpected(number.error());
    }
    return std::optional(*number);
}

Result<> onlyFields(const Json& object, std::initializer_list<const char*> known) {
    for (const auto& [key, value] : object.items()) {
        if (std::none_of(known.begin(), known.end(), [&key = key](const char* name) { return key == name; })) {
            return fail(Fault::Invalid, "unknown_field", key + ": there is no such field here.");
        }
    }
    return {};
}

Response jsonResponse(int status, const Json& body) {
    const PhaseScope phase(Phase::Encode);
    Response response;
    response.status = status;
    response.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    return response;
}

Result<std::string> idempotencyKey(const Request& request) {
    const std::string_view key = request.header("Idempotency-Key");
    const bool printable = std::all_of(key.begin(), key.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (key.size() > 200 || !printable) {
        return fail(Fault::BadRequest, "bad_idempotency_key",
                    "Idempotency-Key must be 1 to 200 printable ASCII characters without spaces.");
    }
    return std::string(key);
}

}  // namespace shop::kit
