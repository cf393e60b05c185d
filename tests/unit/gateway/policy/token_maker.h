#pragma once

#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>

typedef struct evp_pkey_st EVP_PKEY;

namespace slipway::test {

/// A key pair of an issuer, made anew a test.
class IssuerKey {
  public:
    static IssuerKey rsa(int bits = 2048);
    static IssuerKey p256();

    std::string publicPem() const;
    /// As in a key set.
    nlohmann::json jwk(const std::string& kid) const;
    /// RS256 or ES256, as JOSE has it.
    std::string sign(std::string_view bytes) const;
    const char* algorithm() const { return m_isRsa ? "RS256" : "ES256"; }

  private:
    std::shared_ptr<EVP_PKEY> m_key;
    bool m_isRsa = true;
};

/// HEADER.PAYLOAD in base64url.
std::string unsignedToken(const std::string& header, const std::string& payload);
std::string tokenOf(const IssuerKey& key, const nlohmann::json& claims, const std::string& kid = {});
/// As tokenOf, with a header of one's own.
std::string tokenWith(const IssuerKey& key, const std::string& header, const std::string& payload);
std::string hs256Token(std::string_view secret, const nlohmann::json& claims, const std::string& header = {});

}  // namespace slipway::test
