#include "daemon/mask.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace slipway::daemon {
namespace {

constexpr std::size_t kLeastInJson = 8;

void replaceAll(std::string& text, const std::string& value) {
    for (std::size_t at = 0; (at = text.find(value, at)) != std::string::npos; at += 3)
        text.replace(at, value.size(), "***");
}

void hidePasswords(std::string& text) {
    for (std::size_t at = 0; (at = text.find("://", at)) != std::string::npos;) {
        at += 3;
        const std::size_t end = std::min(text.find_first_of("/ \"", at), text.size());
        const std::size_t host = text.rfind('@', end);
        const std::size_t colon = text.find(':', at);
        if (host != std::string::npos && host >= at && host < end && colon < host)
            text.replace(colon + 1, host - colon - 1, "***");
    }
}

std::string asJsonHolds(const std::string& value) {
    const std::string quoted = nlohmann::json(value).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    return quoted.substr(1, quoted.size() - 2);
}

template <class Change>
void eachString(nlohmann::ordered_json& value, const Change& change) {
    if (value.is_string())
        change(value.get_ref<std::string&>());
    else if (value.is_structured())
        for (auto& member : value)
            eachString(member, change);
}

}  // namespace

bool soundsSecret(std::string_view name) {
    std::string upper(name);
    std::transform(upper.begin(), upper.end(), upper.begin(),
                   [](char c) { return static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c); });
    for (const char* word : {"PASS", "PWD", "SECRET", "TOKEN", "KEY", "CREDENTIAL", "AUTH", "COOKIE", "DSN"})
        if (upper.find(word) != std::string::npos && upper != "PWD")
            return true;
    return false;
}

void Mask::add(std::string_view value) {
    if (value.size() < kLeastBytes || std::find(m_values.begin(), m_values.end(), value) != m_values.end())
        return;
    const auto place = std::find_if(m_values.begin(), m_values.end(),
                                    [&](const std::string& known) { return known.size() < value.size(); });
    m_values.emplace(place, value);
}

void Mask::learn(const std::map<std::string, std::string>& variables) {
    for (const auto& [name, value] : variables)
        if (soundsSecret(name))
            add(value);
}

void Mask::learnSecret(std::string_view value) {
    add(value.substr(0, value.find_last_not_of("\r\n") + 1));
    while (!value.empty()) {
        const std::size_t end = value.find('\n');
        std::string_view line = value.substr(0, end);
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        add(line);
        value.remove_prefix(end == std::string_view::npos ? value.size() : end + 1);
    }
}

std::string Mask::withoutValues(std::string text) const {
    for (const auto& value : m_values)
        replaceAll(text, value);
    return text;
}

std::string Mask::hidden(std::string text) const {
    text = withoutValues(std::move(text));
    hidePasswords(text);
    return text;
}

std::string Mask::withoutValuesInJson(std::string text) const {
    const bool met = std::any_of(m_values.begin(), m_values.end(), [&](const std::string& value) {
        return value.size() >= kLeastInJson && text.find(asJsonHolds(value)) != std::string::npos;
    });
    if (!met)
        return text;
    auto json = nlohmann::ordered_json::parse(text, nullptr, false);
    if (json.is_discarded())
        return withoutValues(std::move(text));
    eachString(json, [&](std::string& each) {
        for (const auto& value : m_values)
            if (value.size() >= kLeastInJson)
                replaceAll(each, value);
    });
    return json.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

void SecretMask::learn(std::string_view value) {
    const std::lock_guard lock(m_mutex);
    m_mask.learnSecret(value);
}

std::string SecretMask::line(std::string text) const {
    const std::lock_guard lock(m_mutex);
    return m_mask.empty() ? text : m_mask.withoutValues(std::move(text));
}

std::string SecretMask::json(std::string text) const {
    const std::lock_guard lock(m_mutex);
    return m_mask.empty() ? text : m_mask.withoutValuesInJson(std::move(text));
}

SecretMask& secretMask() {
    static SecretMask mask;
    return mask;
}

}  // namespace slipway::daemon
