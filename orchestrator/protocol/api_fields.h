#pragma once

#include <nlohmann/json.hpp>
#include <optional>
#include <type_traits>

#include "base/error.h"
#include "protocol/api_words.h"

/// One list of members a struct serves both directions, so that what is written is what is read. Private to
/// protocol/api_*.cpp.
///
///   SLIPWAY_FIELDS(Row) { v("pid", zeroIsNull(x.pid)); v("state", x.state); }
///   SLIPWAY_JSON_BY_FIELDS(Row)
namespace slipway::api::detail {

using nlohmann::json;

/// A number or text whose empty value is null on the wire.
template <class T>
struct NullWhenEmpty {
    T& value;
};
template <class T>
NullWhenEmpty<T> emptyIsNull(T& value) {
    return {value};
}
template <class T>
NullWhenEmpty<T> zeroIsNull(T& value) {
    return {value};
}

/// T or const T.
template <class X, class T>
concept Of = std::is_same_v<std::remove_const_t<X>, T>;

template <class T>
concept WordEnum = std::is_enum_v<T> && requires(T value) {
    {word(value)};
};

template <class T>
struct IsOptional : std::false_type {};
template <class T>
struct IsOptional<std::optional<T>> : std::true_type {};
template <class T>
struct IsVector : std::false_type {};
template <class T>
struct IsVector<std::vector<T>> : std::true_type {};

template <class T>
json put(const T& value) {
    if constexpr (IsOptional<T>::value) {
        return value ? put(*value) : json(nullptr);
    } else if constexpr (WordEnum<T>) {
        return word(value);
    } else if constexpr (IsVector<T>::value) {
        json list = json::array();
        for (const auto& item : value)
            list.push_back(put(item));
        return list;
    } else {
        return json(value);
    }
}

template <class T>
void take(const json& from, T& value) {
    if constexpr (IsOptional<T>::value) {
        value.reset();
        if (!from.is_null())
            take(from, value.emplace());
    } else if constexpr (WordEnum<T>) {
        fromWord(from.get_ref<const std::string&>(), value);
    } else if constexpr (IsVector<T>::value) {
        value.clear();
        if (!from.is_array())
            throw json::type_error::create(302, std::string("type must be array, but is ") + from.type_name(), &from);
        for (const auto& item : from)
            take(item, value.emplace_back());
    } else {
        from.get_to(value);
    }
}

struct Writer {
    json& out;

    template <class T>
    void operator()(const char* key, const T& value) const {
        out[key] = put(value);
    }
    template <class T>
    void operator()(const char* key, NullWhenEmpty<T> field) const {
        out[key] = field.value == std::remove_const_t<T>{} ? json(nullptr) : put(field.value);
    }
};

struct Reader {
    const json& in;

    template <class T>
    void operator()(const char* key, T& value) const {
        const auto found = in.find(key);
        if (found == in.end() || (found->is_null() && !IsOptional<T>::value))
            return;
        take(*found, value);
    }
    template <class T>
    void operator()(const char* key, NullWhenEmpty<T> field) const {
        (*this)(key, field.value);
    }
};

inline void mustBeObject(const json& value) {
    if (!value.is_object())
        throw json::type_error::create(302, std::string("type must be object, but is ") + value.type_name(), &value);
}

}  // namespace slipway::api::detail

/// Defines to_json and from_json of T by its `fields`.
#define SLIPWAY_JSON_BY_FIELDS(T)                        \
    void to_json(nlohmann::json& out, const T& value) {  \
        out = nlohmann::json::object();                  \
        fields(detail::Writer{out}, value);              \
    }                                                    \
    void from_json(const nlohmann::json& in, T& value) { \
        detail::mustBeObject(in);                        \
        fields(detail::Reader{in}, value);               \
    }
/// Opens the definition of the list of members of T: SLIPWAY_FIELDS(T) { v("name", x.name); }
#define SLIPWAY_FIELDS(T)               \
    template <class V, detail::Of<T> X> \
    void fields(const V& v, X& x)
