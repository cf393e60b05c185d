#include "crypto/signature_key.h"

#include <openssl/bio.h>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/ecdsa.h>
#include <openssl/err.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>

#include "crypto/digest.h"
#include "crypto/openssl_ptr.h"

namespace slipway::crypto {
namespace {

using BignumPtr = std::unique_ptr<BIGNUM, Freer<&BN_free>>;
using ParamBuildPtr = std::unique_ptr<OSSL_PARAM_BLD, Freer<&OSSL_PARAM_BLD_free>>;
using ParamsPtr = std::unique_ptr<OSSL_PARAM, Freer<&OSSL_PARAM_free>>;
using KeyContextPtr = std::unique_ptr<EVP_PKEY_CTX, Freer<&EVP_PKEY_CTX_free>>;
using DigestContextPtr = std::unique_ptr<EVP_MD_CTX, Freer<&EVP_MD_CTX_free>>;
using SignaturePtr = std::unique_ptr<ECDSA_SIG, Freer<&ECDSA_SIG_free>>;

constexpr std::size_t kHalf = 32;  // of an ES256 signature, and a coordinate of P-256
constexpr std::size_t kMaxModulus = 1024;

const unsigned char* bytesOf(std::string_view text) {
    return reinterpret_cast<const unsigned char*>(text.data());
}

EVP_PKEY* readPem(const std::string& pem) {
    const BioPtr bio = bioOf(pem);
    if (pem.find("BEGIN CERTIFICATE") != std::string::npos) {
        const CertificatePtr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        return certificate ? X509_get_pubkey(certificate.get()) : nullptr;
    }
    return PEM_read_bio_PUBKEY(bio.get(), nullptr, nullptr, nullptr);
}

EVP_PKEY* fromParameters(const char* kind, OSSL_PARAM* params) {
    const KeyContextPtr context(EVP_PKEY_CTX_new_from_name(nullptr, kind, nullptr));
    EVP_PKEY* key = nullptr;
    if (!context || EVP_PKEY_fromdata_init(context.get()) != 1 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, params) != 1)
        return nullptr;
    return key;
}

bool verifyWith(EVP_PKEY* key, std::string_view signedBytes, std::string_view signature) {
    const DigestContextPtr context(EVP_MD_CTX_new());
    const bool good = context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, key) == 1 &&
                      EVP_DigestVerify(context.get(), bytesOf(signature), signature.size(), bytesOf(signedBytes),
                                       signedBytes.size()) == 1;
    // What did not fit lies in the thread's queue of errors, where the next call would find it.
    ERR_clear_error();
    return good;
}

/// R and S as the DER that EVP wants.
std::string derOf(std::string_view signature) {
    const SignaturePtr pair(ECDSA_SIG_new());
    BignumPtr r(BN_bin2bn(bytesOf(signature), kHalf, nullptr));
    BignumPtr s(BN_bin2bn(bytesOf(signature) + kHalf, kHalf, nullptr));
    if (!pair || !r || !s || ECDSA_SIG_set0(pair.get(), r.get(), s.get()) != 1)
        return {};
    (void)r.release();
    (void)s.release();
    unsigned char* der = nullptr;
    const int size = i2d_ECDSA_SIG(pair.get(), &der);
    if (size <= 0)
        return {};
    std::string out(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return out;
}

}  // namespace

std::optional<SignatureAlgorithm> signatureAlgorithm(std::string_view name) {
    if (name == "HS256")
        return SignatureAlgorithm::Hs256;
    if (name == "RS256")
        return SignatureAlgorithm::Rs256;
    if (name == "ES256")
        return SignatureAlgorithm::Es256;
    return std::nullopt;
}

const char* signatureAlgorithmName(SignatureAlgorithm algorithm) {
    switch (algorithm) {
        case SignatureAlgorithm::Hs256:
            return "HS256";
        case SignatureAlgorithm::Rs256:
            return "RS256";
        case SignatureAlgorithm::Es256:
            return "ES256";
    }
    return "";
}

Result<SignatureKey> SignatureKey::fromSecret(std::string_view secret) {
    if (secret.size() < 32)
        return fail(ErrorCode::Usage, "a secret of HS256 needs at least 32 bytes", "openssl rand -base64 48");
    if (secret.find("-----BEGIN") != std::string_view::npos)
        return fail(ErrorCode::Usage, "a PEM key is no secret: everybody may know a public key",
                    "Name it under `public_key`.");
    SignatureKey key;
    key.m_secret = secret;
    return key;
}

Result<SignatureKey> SignatureKey::checked(SignatureAlgorithm algorithm, EVP_PKEY* taken) {
    SignatureKey key;
    key.m_algorithm = algorithm;
    key.m_key.reset(taken, [](EVP_PKEY* each) { EVP_PKEY_free(each); });
    ERR_clear_error();
    if (!taken)
        return fail(ErrorCode::Usage, "can't be read as a public key");
    if (algorithm == SignatureAlgorithm::Rs256) {
        if (EVP_PKEY_get_base_id(taken) != EVP_PKEY_RSA)
            return fail(ErrorCode::Usage, "is no RSA key, as RS256 needs one");
        if (EVP_PKEY_get_bits(taken) < 2048 || EVP_PKEY_get_bits(taken) > static_cast<int>(kMaxModulus) * 8)
            return fail(ErrorCode::Usage, "an RSA key needs 2048 to 8192 bits");
        return key;
    }
    char group[64] = "";
    std::size_t size = 0;
    if (EVP_PKEY_get_base_id(taken) != EVP_PKEY_EC ||
        EVP_PKEY_get_utf8_string_param(taken, OSSL_PKEY_PARAM_GROUP_NAME, group, sizeof group, &size) != 1 ||
        std::string_view(group) != "prime256v1") {
        ERR_clear_error();
        return fail(ErrorCode::Usage, "is no key on the curve P-256, as ES256 needs one");
    }
    return key;
}

Result<SignatureKey> SignatureKey::fromPem(SignatureAlgorithm algorithm, const std::string& pem) {
    if (algorithm == SignatureAlgorithm::Hs256)
        return fail(ErrorCode::Usage, "HS256 has a secret, no public key");
    if (pem.find("PRIVATE KEY") != std::string::npos)
        return fail(ErrorCode::Usage, "is a private key; the gateway needs the public one alone",
                    "openssl pkey -in FILE -pubout");
    if (pem.size() > 64 * 1024)
        return fail(ErrorCode::Usage, "is larger than any key");
    return checked(algorithm, readPem(pem));
}

Result<SignatureKey> SignatureKey::fromRsa(std::string_view modulus, std::string_view exponent) {
    if (modulus.empty() || modulus.size() > kMaxModulus || exponent.empty() || exponent.size() > 8)
        return fail(ErrorCode::Usage, "modulus or exponent have no size that an RSA key may have");
    const BignumPtr n(BN_bin2bn(bytesOf(modulus), static_cast<int>(modulus.size()), nullptr));
    const BignumPtr e(BN_bin2bn(bytesOf(exponent), static_cast<int>(exponent.size()), nullptr));
    if (!n || !e || !BN_is_odd(e.get()) || BN_is_one(e.get()))
        return fail(ErrorCode::Usage, "the exponent is none");
    const ParamBuildPtr build(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_N, n.get());
    OSSL_PARAM_BLD_push_BN(build.get(), OSSL_PKEY_PARAM_RSA_E, e.get());
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(build.get()));
    return checked(SignatureAlgorithm::Rs256, params ? fromParameters("RSA", params.get()) : nullptr);
}

Result<SignatureKey> SignatureKey::fromPoint(std::string_view x, std::string_view y) {
    if (x.size() != kHalf || y.size() != kHalf)
        return fail(ErrorCode::Usage, "a coordinate of P-256 has 32 bytes");
    std::string point("\x04");
    point.append(x).append(y);
    const ParamBuildPtr build(OSSL_PARAM_BLD_new());
    OSSL_PARAM_BLD_push_utf8_string(build.get(), OSSL_PKEY_PARAM_GROUP_NAME, "prime256v1", 0);
    OSSL_PARAM_BLD_push_octet_string(build.get(), OSSL_PKEY_PARAM_PUB_KEY, point.data(), point.size());
    const ParamsPtr params(OSSL_PARAM_BLD_to_param(build.get()));
    return checked(SignatureAlgorithm::Es256, params ? fromParameters("EC", params.get()) : nullptr);
}

bool SignatureKey::verify(std::string_view signedBytes, std::string_view signature) const {
    switch (m_algorithm) {
        case SignatureAlgorithm::Hs256:
            return equalInConstantTime(view(hmacSha256(m_secret, signedBytes)), signature);
        case SignatureAlgorithm::Rs256:
            return verifyWith(m_key.get(), signedBytes, signature);
        case SignatureAlgorithm::Es256: {
            if (signature.size() != 2 * kHalf)
                return false;
            const std::string der = derOf(signature);
            return !der.empty() && verifyWith(m_key.get(), signedBytes, der);
        }
    }
    return false;
}

}  // namespace slipway::crypto
