#pragma once

#include <memory>
#include <string>
#include <vector>

#include "net/cipher.h"
#include "protocol/gateway_snapshot.h"

typedef struct ssl_ctx_st SSL_CTX;

namespace slipway::gateway {

/// The certificates of a listener, ready for handshakes: TLS 1.2 and 1.3, ALPN http/1.1. SNI chooses among them; who
/// asks for none of the names, or says none, gets the first. Immutable; connections keep what they began with, so that
/// a new configuration drops none. Thread: any.
class TlsContext : public std::enable_shared_from_this<TlsContext> {
  public:
    /// Null with `error` where a certificate or key can't be used.
    static std::shared_ptr<const TlsContext> make(const std::vector<protocol::SnapshotCertificate>& certificates,
                                                  std::string& error);
    ~TlsContext();

    /// For one connection.
    std::unique_ptr<net::Cipher> newSession() const;

  private:
    TlsContext() = default;
    struct Identity {
        std::vector<std::string> names;
        std::shared_ptr<SSL_CTX> context;
    };
    static int chooseByName(void* ssl, int* alert, void* self);

    std::vector<Identity> m_identities;
};

}  // namespace slipway::gateway
