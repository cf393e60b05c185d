#pragma once

#include <cstdint>
#include <string_view>

namespace slipway::http {

enum class Method : std::uint8_t { Other, Get, Head, Post, Put, Patch, Delete, Options, Trace, Connect };

/// Case matters (RFC 9110 §9.1): "get" is Other.
Method methodOf(std::string_view text);
/// "OTHER" for Other.
std::string_view methodName(Method method);
/// May be sent twice with the effect of once (RFC 9110 §9.2.2). Other is not.
constexpr bool isIdempotent(Method method) {
    return method != Method::Other && method != Method::Post && method != Method::Patch && method != Method::Connect;
}

}  // namespace slipway::http
