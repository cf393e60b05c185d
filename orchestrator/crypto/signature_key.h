#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/error.h"

typedef struct evp_pkey_st EVP_PKEY;

namespace slipway::crypto {

/// RFC 7518 section 3.1; "none" has no place here.
enum class SignatureAlgorithm { Hs256, Rs256, Es256 };

/// "HS256", "RS256" and "ES256"; nothing else, and case matters.
std::optional<SignatureAlgorithm> signatureAlgorithm(std::string_view name);
const char* signatureAlgorithmName(SignatureAlgorithm algorithm);

/// A key that checks signatures by one algorithm and no other: a public key can't be taken for a secret, whatever a
/// token's header says. Thread: any, at the same time.
class SignatureKey {
  public:
    /// HS256. At least 32 bytes (RFC 7518 section 3.2). Errors: Usage.
    static Result<SignatureKey> fromSecret(std::string_view secret);
    /// RS256 (2048 to 8192 bits, RFC 7518 section 3.3) or ES256 (P-256). "BEGIN PUBLIC KEY", "BEGIN RSA PUBLIC KEY" or
    /// "BEGIN CERTIFICATE". Errors: Usage.
    static Result<SignatureKey> fromPem(SignatureAlgorithm algorithm, const std::string& pem);
    /// Of a JWK: modulus and exponent; point. Big-endian bytes. Errors: Usage.
    static Result<SignatureKey> fromRsa(std::string_view modulus, std::string_view exponent);
    static Result<SignatureKey> fromPoint(std::string_view x, std::string_view y);

    SignatureAlgorithm algorithm() const { return m_algorithm; }
    /// `kid`; empty: fits any.
    const std::string& id() const { return m_id; }
    void setId(std::string id) { m_id = std::move(id); }

    /// The signature as JOSE has it: ES256's is 64 bytes, R and S (RFC 7518 section 3.4).
    bool verify(std::string_view signedBytes, std::string_view signature) const;

  private:
    SignatureKey() = default;
    static Result<SignatureKey> checked(SignatureAlgorithm algorithm, EVP_PKEY* taken);

    SignatureAlgorithm m_algorithm = SignatureAlgorithm::Hs256;
    std::string m_id;
    std::string m_secret;
    std::shared_ptr<EVP_PKEY> m_key;
};

}  // namespace slipway::crypto
