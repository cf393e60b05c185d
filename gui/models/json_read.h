#pragma once

#include <QString>
#include <QStringList>
#include <algorithm>
#include <climits>
#include <nlohmann/json.hpp>

/// Reading of JSON that may be newer or older than we are: a member that is absent or of another type gives the
/// fallback.
namespace slipway::gui::read {

using nlohmann::json;

inline const json* member(const json& object, const char* key) {
    if (!object.is_object()) {
        return nullptr;
    }
    const auto found = object.find(key);
    return found == object.end() || found->is_null() ? nullptr : &*found;
}

inline QString text(const json& object, const char* key) {
    const json* value = member(object, key);
    return value && value->is_string() ? QString::fromStdString(value->get_ref<const std::string&>()) : QString();
}

inline double number(const json& object, const char* key, double fallback) {
    const json* value = member(object, key);
    return value && value->is_number() ? value->get<double>() : fallback;
}

inline qint64 whole(const json& object, const char* key, qint64 fallback = 0) {
    const json* value = member(object, key);
    if (!value || !value->is_number()) {
        return fallback;
    }
    return value->is_number_integer() ? value->get<qint64>() : static_cast<qint64>(value->get<double>());
}

inline int small(const json& object, const char* key, int fallback = 0) {
    return static_cast<int>(std::clamp<qint64>(whole(object, key, fallback), INT_MIN, INT_MAX));
}

inline bool flag(const json& object, const char* key, bool fallback = false) {
    const json* value = member(object, key);
    return value && value->is_boolean() ? value->get<bool>() : fallback;
}

/// The member, or an empty array: to be walked without a check.
inline const json& list(const json& object, const char* key) {
    static const json empty = json::array();
    const json* value = member(object, key);
    return value && value->is_array() ? *value : empty;
}

inline const json& object(const json& parent, const char* key) {
    static const json empty = json::object();
    const json* value = member(parent, key);
    return value && value->is_object() ? *value : empty;
}

inline QStringList texts(const json& object, const char* key) {
    QStringList result;
    for (const json& value : list(object, key)) {
        if (value.is_string()) {
            result << QString::fromStdString(value.get_ref<const std::string&>());
        }
    }
    return result;
}

}  // namespace slipway::gui::read
