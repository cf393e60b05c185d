#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "crypto/signature_key.h"

namespace slipway::crypto {

/// What a JWK set (RFC 7517) gives to check signatures with.
struct KeySet {
    static constexpr std::size_t kMaxKeys = 64;
    static constexpr std::size_t kMaxBytes = 512 * 1024;

    std::vector<SignatureKey> keys;
    std::vector<std::string> passedOver;  ///< why, for each that can't be used: a later kind, for encryption, too weak
};

/// A key's algorithm is the one that its `kty` can have, which must be one of `allowed` (none: all). Secrets (`oct`)
/// are passed over: a key set is what everybody may read. Errors: Corrupt where it is no key set. Thread: any.
Result<KeySet> parseKeySet(std::string_view text, const std::vector<SignatureAlgorithm>& allowed);

}  // namespace slipway::crypto
