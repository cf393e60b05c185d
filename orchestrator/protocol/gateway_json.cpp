#include "protocol/gateway_json.h"

#include <algorithm>
#include <cstring>

namespace slipway::protocol {

namespace {

/// RFC 6901 section 3
std::string escapedPointer(const std::string& key) {
    std::string out;
    for (const char c : key)
        out += c == '~' ? "~0" : c == '/' ? "~1" : std::string(1, c);
    return out;
}

}  // namespace

StrictObject::StrictObject(const nlohmann::json& json, std::string path) : m_json(json), m_path(std::move(path)) {
    if (!m_json.is_object())
        fault(m_path, "must be an object");
}

void StrictObject::fault(const std::string& path, std::string error) {
    if (ok())
        m_fault = {path, std::move(error)};
}

const nlohmann::json* StrictObject::member(const char* key, bool required, const char* shape) {
    if (!ok())
        return nullptr;
    m_known.push_back(key);
    const auto found = m_json.find(key);
    if (found != m_json.end())
        return &*found;
    if (required)
        fault(pathOf(key), std::string("is missing; it must be ") + shape);
    return nullptr;
}

void StrictObject::text(const char* key, std::string& into, bool required) {
    const auto* json = member(key, required, "a string");
    if (!json)
        return;
    if (!json->is_string())
        return fault(pathOf(key), "must be a string");
    into = json->get<std::string>();
    if (required && into.empty())
        fault(pathOf(key), "must not be empty");
}

void StrictObject::flag(const char* key, bool& into) {
    const auto* json = member(key, false, "true or false");
    if (!json)
        return;
    if (!json->is_boolean())
        return fault(pathOf(key), "must be true or false");
    into = json->get<bool>();
}

void StrictObject::number(const char* key, std::uint64_t& into, std::uint64_t least, std::uint64_t most,
                          bool required) {
    const auto* json = member(key, required, "a number");
    if (!json)
        return;
    if (!json->is_number_unsigned() || json->get<std::uint64_t>() < least || json->get<std::uint64_t>() > most)
        return fault(pathOf(key),
                     "must be a whole number from " + std::to_string(least) + " to " + std::to_string(most));
    into = json->get<std::uint64_t>();
}

void StrictObject::number(const char* key, std::uint32_t& into, std::uint32_t least, std::uint32_t most,
                          bool required) {
    std::uint64_t wide = into;
    number(key, wide, std::uint64_t{least}, std::uint64_t{most}, required);
    if (ok())
        into = static_cast<std::uint32_t>(wide);
}

void StrictObject::millis(const char* key, Millis& into) {
    auto wide = static_cast<std::uint64_t>(into.count());
    number(key, wide, std::uint64_t{0}, std::uint64_t{86'400'000});
    if (ok())
        into = Millis(static_cast<Millis::rep>(wide));
}

void StrictObject::texts(const char* key, std::vector<std::string>& into) {
    const auto* json = array(key, false);
    if (!json)
        return;
    for (std::size_t i = 0; i < json->size(); ++i) {
        if (!(*json)[i].is_string() || (*json)[i].get_ref<const std::string&>().empty())
            return fault(pathOf(key) + "/" + std::to_string(i), "must be a string that is not empty");
        into.push_back((*json)[i].get<std::string>());
    }
}

void StrictObject::word(const char* key, const std::vector<const char*>& words, int& into, bool required) {
    std::string all;
    for (const char* each : words)
        all += (all.empty() ? "" : ", ") + std::string(each);
    const auto* json = member(key, required, "a word");
    if (!json)
        return;
    const auto found = std::find_if(words.begin(), words.end(), [&](const char* each) { return *json == each; });
    if (found == words.end())
        return fault(pathOf(key), "must be one of: " + all);
    into = static_cast<int>(found - words.begin());
}

const nlohmann::json* StrictObject::array(const char* key, bool required) {
    const auto* json = member(key, required, "a list");
    if (json && !json->is_array()) {
        fault(pathOf(key), "must be a list");
        return nullptr;
    }
    return json;
}

const nlohmann::json* StrictObject::object(const char* key) {
    return member(key, false, "an object");
}

SnapshotFault StrictObject::finish() {
    if (ok())
        for (const auto& item : m_json.items()) {
            const std::string& key = item.key();
            const auto known =
                std::any_of(m_known.begin(), m_known.end(), [&](const char* each) { return key == each; });
            if (!known)
                fault(m_path + "/" + escapedPointer(key),
                      "is not known to this gateway; it would silently not be in force");
        }
    return m_fault;
}

}  // namespace slipway::protocol
