#include "crypto/certificate_authority.h"

#include <arpa/inet.h>
#include <openssl/ec.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "crypto/base64.h"
#include "crypto/openssl_ptr.h"

namespace slipway::crypto {
namespace {

constexpr long kDay = 24 * 60 * 60;
constexpr long kRootDays = 3650;
constexpr long kServerDays = 397;

using NumberPtr = std::unique_ptr<BIGNUM, Freer<&BN_free>>;
using ExtensionPtr = std::unique_ptr<X509_EXTENSION, Freer<&X509_EXTENSION_free>>;

std::string certificateText(X509* certificate) {
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    return textOf(bio.get());
}

std::string keyText(EVP_PKEY* key) {
    const BioPtr bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
    return textOf(bio.get());
}

bool extend(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx_nodb(&context);
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    const ExtensionPtr extension(X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str()));
    return extension && X509_add_ext(certificate, extension.get(), -1) == 1;
}

/// Everything but names, extensions and signature.
CertificatePtr blank(EVP_PKEY* key, long days) {
    CertificatePtr certificate(X509_new());
    X509_set_version(certificate.get(), X509_VERSION_3);
    unsigned char serial[16];
    RAND_bytes(serial, sizeof serial);
    serial[0] &= 0x7f;
    const NumberPtr number(BN_bin2bn(serial, sizeof serial, nullptr));
    BN_to_ASN1_INTEGER(number.get(), X509_get_serialNumber(certificate.get()));
    // From an hour ago: clocks differ.
    X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60 * 60);
    X509_gmtime_adj(X509_getm_notAfter(certificate.get()), days * kDay);
    X509_set_pubkey(certificate.get(), key);
    return certificate;
}

void nameIt(X509* certificate, const std::string& name) {
    X509_NAME* subject = X509_get_subject_name(certificate);
    const auto add = [&](const char* field, const std::string& value) {
        X509_NAME_add_entry_by_txt(subject, field, MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(value.data()),
                                   static_cast<int>(value.size()), -1, 0);
    };
    add("O", "Slipway");
    add("CN", name.substr(0, 64));
}

bool isAddress(const std::string& name) {
    unsigned char bytes[16];
    return ::inet_pton(AF_INET, name.c_str(), bytes) == 1 || ::inet_pton(AF_INET6, name.c_str(), bytes) == 1;
}

bool isHost(const std::string& name) {
    const std::string rest = name.starts_with("*.") ? name.substr(2) : name;
    return !rest.empty() && rest.size() <= 253 && std::all_of(rest.begin(), rest.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '.' ||
               c == '_';
    });
}

}  // namespace

Result<PemPair> CertificateAuthority::make(const std::string& who) {
    const KeyPtr key(EVP_EC_gen("prime256v1"));
    if (!key)
        return fail(ErrorCode::Io, "OpenSSL makes no key");
    const CertificatePtr root = blank(key.get(), kRootDays);
    nameIt(root.get(), who);
    X509_set_issuer_name(root.get(), X509_get_subject_name(root.get()));
    const bool whole = extend(root.get(), root.get(), NID_basic_constraints, "critical,CA:TRUE,pathlen:0") &&
                       extend(root.get(), root.get(), NID_key_usage, "critical,keyCertSign,cRLSign") &&
                       extend(root.get(), root.get(), NID_subject_key_identifier, "hash") &&
                       X509_sign(root.get(), key.get(), EVP_sha256()) > 0;
    ERR_clear_error();
    if (!whole)
        return fail(ErrorCode::Io, "OpenSSL makes no certificate");
    return PemPair{certificateText(root.get()), keyText(key.get())};
}

Result<std::string> CertificateAuthority::fingerprint(const std::string& pem) {
    const BioPtr bio = bioOf(pem);
    const CertificatePtr certificate(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned bytes = 0;
    if (!certificate || X509_digest(certificate.get(), EVP_sha256(), digest, &bytes) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::Corrupt, "the certificate can't be read");
    }
    return encodeHex({reinterpret_cast<const char*>(digest), bytes});
}

Result<PemPair> CertificateAuthority::issue(const PemPair& root, const std::vector<std::string>& names) {
    std::string alternatives;
    for (const auto& name : names) {
        if (!isAddress(name) && !isHost(name))
            return fail(ErrorCode::Usage, "'" + name + "' is no host name and no address");
        alternatives += (alternatives.empty() ? "" : ",") + std::string(isAddress(name) ? "IP:" : "DNS:") + name;
    }
    if (names.empty())
        return fail(ErrorCode::Usage, "a certificate needs a name");
    const BioPtr rootBio = bioOf(root.certificate), rootKeyBio = bioOf(root.key);
    const CertificatePtr issuer(PEM_read_bio_X509(rootBio.get(), nullptr, nullptr, nullptr));
    char none[] = "";
    const KeyPtr issuerKey(PEM_read_bio_PrivateKey(rootKeyBio.get(), nullptr, nullptr, none));
    if (!issuer || !issuerKey || X509_check_private_key(issuer.get(), issuerKey.get()) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::Corrupt, "the local authority's certificate or key can't be read");
    }
    const KeyPtr key(EVP_EC_gen("prime256v1"));
    if (!key)
        return fail(ErrorCode::Io, "OpenSSL makes no key");
    const CertificatePtr server = blank(key.get(), kServerDays);
    nameIt(server.get(), names.front());
    X509_set_issuer_name(server.get(), X509_get_subject_name(issuer.get()));
    const bool whole = extend(server.get(), issuer.get(), NID_basic_constraints, "critical,CA:FALSE") &&
                       extend(server.get(), issuer.get(), NID_key_usage, "critical,digitalSignature") &&
                       extend(server.get(), issuer.get(), NID_ext_key_usage, "serverAuth") &&
                       extend(server.get(), issuer.get(), NID_subject_alt_name, alternatives) &&
                       extend(server.get(), issuer.get(), NID_subject_key_identifier, "hash") &&
                       extend(server.get(), issuer.get(), NID_authority_key_identifier, "keyid") &&
                       X509_sign(server.get(), issuerKey.get(), EVP_sha256()) > 0;
    ERR_clear_error();
    if (!whole)
        return fail(ErrorCode::Io, "OpenSSL makes no certificate");
    return PemPair{certificateText(server.get()) + root.certificate, keyText(key.get())};
}

}  // namespace slipway::crypto
