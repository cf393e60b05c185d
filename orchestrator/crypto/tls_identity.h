#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/error.h"

namespace slipway::crypto {

/// What a certificate says of itself, and whether the key is its own.
struct TlsIdentity {
    std::vector<std::string> names;  ///< lower case: "shop.local", "*.shop.local", "127.0.0.1"; of subjectAltName alone
    std::int64_t notBefore = 0;      ///< seconds since 1970
    std::int64_t notAfter = 0;

    /// `certificates`: PEM, the server's first, then those up to its root. Errors: Usage, never with any of the key.
    static Result<TlsIdentity> read(const std::string& certificates, const std::string& key);
};

/// "*.shop.local" matches "a.shop.local", not "shop.local" and not "a.b.shop.local" (RFC 6125 section 6.4.3). Case
/// apart.
bool nameMatches(std::string_view pattern, std::string_view host);

}  // namespace slipway::crypto
