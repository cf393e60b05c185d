#pragma once

#include <string>
#include <vector>

#include "base/error.h"

namespace slipway::crypto {

struct PemPair {
    std::string certificate;
    std::string key;  ///< a secret
};

/// A root for one machine, that signs certificates of servers on it. P-256; the root lasts ten years, a server's
/// certificate 397 days, which browsers take. The root may sign no other root (path length 0).
class CertificateAuthority {
  public:
    /// `who`: the name that people see where they are asked whether to trust it.
    static Result<PemPair> make(const std::string& who);
    /// For host names and addresses, at least one. Errors: Usage for a name that is none, Corrupt for a root that can't
    /// be read.
    static Result<PemPair> issue(const PemPair& root, const std::vector<std::string>& names);
    /// SHA-256 of the certificate (DER), 64 hexadecimal digits. Errors: Corrupt for what is no certificate.
    static Result<std::string> fingerprint(const std::string& certificate);
};

}  // namespace slipway::crypto
