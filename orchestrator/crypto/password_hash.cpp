#include "crypto/password_hash.h"

#include <openssl/evp.h>
#include <openssl/rand.h>

#include <charconv>

#include "crypto/base64.h"
#include "crypto/digest.h"

namespace slipway::crypto {
namespace {

constexpr std::string_view kKind = "pbkdf2-sha256:";
constexpr std::size_t kHashBytes = 32;

std::string derive(std::string_view password, std::string_view salt, std::uint32_t iterations) {
    std::string hash(kHashBytes, '\0');
    PKCS5_PBKDF2_HMAC(password.data(), static_cast<int>(password.size()),
                      reinterpret_cast<const unsigned char*>(salt.data()), static_cast<int>(salt.size()),
                      static_cast<int>(iterations), EVP_sha256(), static_cast<int>(hash.size()),
                      reinterpret_cast<unsigned char*>(hash.data()));
    return hash;
}

}  // namespace

Result<PasswordHash> PasswordHash::parse(std::string_view text) {
    const auto wrong = [](const char* what) {
        return fail(ErrorCode::Usage, std::string("is no password hash: ") + what,
                    "pbkdf2-sha256:100000:SALT:HASH, as `slipway hash-password` prints it");
    };
    if (!text.starts_with(kKind))
        return wrong("it does not begin with pbkdf2-sha256:");
    text.remove_prefix(kKind.size());
    PasswordHash out;
    const auto colon = text.find(':');
    const auto [end, error] = std::from_chars(text.data(), text.data() + std::min(colon, text.size()), out.iterations);
    if (colon == std::string_view::npos || error != std::errc() || end != text.data() + colon ||
        out.iterations < 1'000 || out.iterations > 1'000'000)
        return wrong("its iterations are no number from 1000 to 1000000");
    text.remove_prefix(colon + 1);
    // openssl(1) prints pairs with colons between them, so the hash is what its length says, from the end.
    const auto next = text.find(':');
    auto salt = decodeHex(text.substr(0, next));
    if (next == std::string_view::npos || !salt || salt->size() < 8 || salt->size() > 64)
        return wrong("its salt is not 8 to 64 bytes in hexadecimal");
    auto hash = decodeHex(text.substr(next + 1));
    if (!hash || hash->size() != kHashBytes)
        return wrong("its hash is not 32 bytes in hexadecimal");
    out.salt = *std::move(salt);
    out.hash = *std::move(hash);
    return out;
}

PasswordHash PasswordHash::make(std::string_view password, std::uint32_t iterations) {
    PasswordHash out;
    out.iterations = iterations;
    out.salt.resize(16);
    RAND_bytes(reinterpret_cast<unsigned char*>(out.salt.data()), static_cast<int>(out.salt.size()));
    out.hash = derive(password, out.salt, iterations);
    return out;
}

const PasswordHash& PasswordHash::nobodys() {
    static const PasswordHash hash{kDefaultIterations, std::string(16, '\0'), std::string(kHashBytes, '\0')};
    return hash;
}

std::string PasswordHash::text() const {
    return std::string(kKind) + std::to_string(iterations) + ":" + encodeHex(salt) + ":" + encodeHex(hash);
}

bool PasswordHash::matches(std::string_view password) const {
    return equalInConstantTime(derive(password, salt, iterations), hash);
}

}  // namespace slipway::crypto
