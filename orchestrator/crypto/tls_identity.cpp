#include "crypto/tls_identity.h"

#include <arpa/inet.h>
#include <openssl/asn1.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <time.h>

#include <algorithm>

#include "crypto/openssl_ptr.h"

namespace slipway::crypto {
namespace {

using NamesPtr = std::unique_ptr<GENERAL_NAMES, Freer<&GENERAL_NAMES_free>>;

char lower(char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c | 0x20) : c;
}

std::int64_t secondsOf(const ASN1_TIME* time) {
    tm parts{};
    return ASN1_TIME_to_tm(time, &parts) == 1 ? static_cast<std::int64_t>(::timegm(&parts)) : 0;
}

std::string textOfName(const GENERAL_NAME* name) {
    int kind = 0;
    const auto* value = static_cast<const ASN1_STRING*>(GENERAL_NAME_get0_value(name, &kind));
    const unsigned char* data = ASN1_STRING_get0_data(value);
    const int size = ASN1_STRING_length(value);
    if (kind == GEN_DNS) {
        std::string text(reinterpret_cast<const char*>(data), static_cast<std::size_t>(size));
        std::transform(text.begin(), text.end(), text.begin(), lower);
        // A name with a NUL in it reads as two names (Marlinspike 2009).
        return text.find('\0') == std::string::npos ? text : std::string();
    }
    char text[INET6_ADDRSTRLEN] = "";
    if (kind == GEN_IPADD && (size == 4 || size == 16))
        ::inet_ntop(size == 4 ? AF_INET : AF_INET6, data, text, sizeof text);
    return text;
}

}  // namespace

Result<TlsIdentity> TlsIdentity::read(const std::string& certificates, const std::string& key) {
    const BioPtr certificateBio = bioOf(certificates), keyBio = bioOf(key);
    const CertificatePtr certificate(PEM_read_bio_X509(certificateBio.get(), nullptr, nullptr, nullptr));
    // An empty password: one that needs a real one can't be read, and must not ask on the terminal.
    char none[] = "";
    const KeyPtr pair(PEM_read_bio_PrivateKey(keyBio.get(), nullptr, nullptr, none));
    ERR_clear_error();
    if (!certificate)
        return fail(ErrorCode::Usage, "the certificate can't be read as PEM");
    if (!pair)
        return fail(ErrorCode::Usage, "the key can't be read as PEM without a password");
    if (X509_check_private_key(certificate.get(), pair.get()) != 1) {
        ERR_clear_error();
        return fail(ErrorCode::Usage, "the key is not that of the certificate");
    }
    TlsIdentity out;
    out.notBefore = secondsOf(X509_get0_notBefore(certificate.get()));
    out.notAfter = secondsOf(X509_get0_notAfter(certificate.get()));
    const NamesPtr names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate.get(), NID_subject_alt_name, nullptr, nullptr)));
    for (int i = 0; names && i < sk_GENERAL_NAME_num(names.get()); ++i)
        if (std::string name = textOfName(sk_GENERAL_NAME_value(names.get(), i)); !name.empty())
            out.names.push_back(std::move(name));
    return out;
}

bool nameMatches(std::string_view pattern, std::string_view host) {
    const auto same = [](std::string_view a, std::string_view b) {
        return a.size() == b.size() &&
               std::equal(a.begin(), a.end(), b.begin(), [](char x, char y) { return lower(x) == lower(y); });
    };
    if (!pattern.starts_with("*."))
        return same(pattern, host);
    const auto dot = host.find('.');
    return dot != std::string_view::npos && dot > 0 && same(pattern.substr(1), host.substr(dot));
}

}  // namespace slipway::crypto
