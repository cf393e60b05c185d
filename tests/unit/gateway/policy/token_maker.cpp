#include "token_maker.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ec.h>
#include <openssl/ecdsa.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>

#include "crypto/base64.h"
#include "crypto/digest.h"

namespace slipway::test {

using crypto::encodeBase64Url;
using nlohmann::json;

IssuerKey IssuerKey::rsa(int bits) {
    IssuerKey key;
    key.m_key.reset(EVP_RSA_gen(static_cast<unsigned>(bits)), EVP_PKEY_free);
    return key;
}

IssuerKey IssuerKey::p256() {
    IssuerKey key;
    key.m_isRsa = false;
    key.m_key.reset(EVP_EC_gen("prime256v1"), EVP_PKEY_free);
    return key;
}

std::string IssuerKey::publicPem() const {
    const std::unique_ptr<BIO, int (*)(BIO*)> bio(BIO_new(BIO_s_mem()), BIO_free);
    PEM_write_bio_PUBKEY(bio.get(), m_key.get());
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &data);
    return std::string(data, static_cast<std::size_t>(size));
}

namespace {

std::string number(EVP_PKEY* key, const char* name, std::size_t bytes = 0) {
    BIGNUM* value = nullptr;
    EVP_PKEY_get_bn_param(key, name, &value);
    const auto size = bytes ? bytes : static_cast<std::size_t>(BN_num_bytes(value));
    std::string out(size, '\0');
    BN_bn2binpad(value, reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(size));
    BN_free(value);
    return encodeBase64Url(out);
}

}  // namespace

json IssuerKey::jwk(const std::string& kid) const {
    if (m_isRsa)
        return {{"kty", "RSA"},
                {"kid", kid},
                {"use", "sig"},
                {"alg", "RS256"},
                {"n", number(m_key.get(), OSSL_PKEY_PARAM_RSA_N)},
                {"e", number(m_key.get(), OSSL_PKEY_PARAM_RSA_E)}};
    return {{"kty", "EC"},
            {"kid", kid},
            {"crv", "P-256"},
            {"x", number(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_X, 32)},
            {"y", number(m_key.get(), OSSL_PKEY_PARAM_EC_PUB_Y, 32)}};
}

std::string IssuerKey::sign(std::string_view bytes) const {
    const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
    const auto* data = reinterpret_cast<const unsigned char*>(bytes.data());
    std::size_t size = 0;
    EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, m_key.get());
    EVP_DigestSign(context.get(), nullptr, &size, data, bytes.size());
    std::string signature(size, '\0');
    EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, bytes.size());
    signature.resize(size);
    if (m_isRsa)
        return signature;
    const auto* der = reinterpret_cast<const unsigned char*>(signature.data());
    const std::unique_ptr<ECDSA_SIG, void (*)(ECDSA_SIG*)> pair(
        d2i_ECDSA_SIG(nullptr, &der, static_cast<long>(signature.size())), ECDSA_SIG_free);
    std::string both(64, '\0');
    BN_bn2binpad(ECDSA_SIG_get0_r(pair.get()), reinterpret_cast<unsigned char*>(both.data()), 32);
    BN_bn2binpad(ECDSA_SIG_get0_s(pair.get()), reinterpret_cast<unsigned char*>(both.data()) + 32, 32);
    return both;
}

std::string unsignedToken(const std::string& header, const std::string& payload) {
    return encodeBase64Url(header) + "." + encodeBase64Url(payload);
}

std::string tokenWith(const IssuerKey& key, const std::string& header, const std::string& payload) {
    const std::string bytes = unsignedToken(header, payload);
    return bytes + "." + encodeBase64Url(key.sign(bytes));
}

std::string tokenOf(const IssuerKey& key, const json& claims, const std::string& kid) {
    json header = {{"alg", key.algorithm()}, {"typ", "JWT"}};
    if (!kid.empty())
        header["kid"] = kid;
    return tokenWith(key, header.dump(), claims.dump());
}

std::string hs256Token(std::string_view secret, const json& claims, const std::string& header) {
    const std::string bytes = unsignedToken(header.empty() ? R"({"alg":"HS256","typ":"JWT"})" : header, claims.dump());
    return bytes + "." + encodeBase64Url(crypto::view(crypto::hmacSha256(secret, bytes)));
}

}  // namespace slipway::test
