#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/error.h"

namespace slipway::crypto {

/// "pbkdf2-sha256:ITERATIONS:SALT:HASH" (RFC 8018): salt of 8 to 64 bytes and hash of 32, both in hexadecimal.
/// Iterations are 1,000 to 1,000,000: the gateway checks a password in a thread beside the requests, and not at each.
struct PasswordHash {
    static constexpr std::uint32_t kDefaultIterations = 100'000;

    std::uint32_t iterations = kDefaultIterations;
    std::string salt;
    std::string hash;

    /// Errors: Usage, with what is wrong; never with any of the text.
    static Result<PasswordHash> parse(std::string_view text);
    /// With a salt of 16 random bytes.
    static PasswordHash make(std::string_view password, std::uint32_t iterations = kDefaultIterations);
    /// Nobody's: no password has it, and to find that out takes as long as for others.
    static const PasswordHash& nobodys();
    std::string text() const;
    /// In constant time for hashes of the same iterations. Thread: any.
    bool matches(std::string_view password) const;
};

}  // namespace slipway::crypto
