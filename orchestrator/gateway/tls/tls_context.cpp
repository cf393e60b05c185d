#include "gateway/tls/tls_context.h"

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <nlohmann/json.hpp>

#include "base/problem_document.h"
#include "crypto/openssl_ptr.h"
#include "crypto/tls_identity.h"

namespace slipway::gateway {
namespace {

constexpr std::string_view kHttp11 = "http/1.1";

int chooseProtocol(SSL*, const unsigned char** out, unsigned char* outSize, const unsigned char* offered,
                   unsigned offeredSize, void*) {
    for (unsigned at = 0; at < offeredSize;) {
        const unsigned size = offered[at++];
        if (size > offeredSize - at)
            break;
        if (std::string_view(reinterpret_cast<const char*>(offered + at), size) == kHttp11) {
            *out = offered + at;
            *outSize = static_cast<unsigned char>(size);
            return SSL_TLSEXT_ERR_OK;
        }
        at += size;
    }
    // A client that speaks HTTP/2 alone must not be answered in what it does not speak (RFC 7301 section 3.2).
    return SSL_TLSEXT_ERR_ALERT_FATAL;
}

std::shared_ptr<SSL_CTX> contextOf(const protocol::SnapshotCertificate& from, std::string& error) {
    const std::shared_ptr<SSL_CTX> context(SSL_CTX_new(TLS_server_method()), SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(),
                        SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_CIPHER_SERVER_PREFERENCE);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
    SSL_CTX_set_alpn_select_cb(context.get(), chooseProtocol, nullptr);
    const crypto::BioPtr bio = crypto::bioOf(from.certificate), keyBio = crypto::bioOf(from.key);
    const crypto::CertificatePtr first(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
    char none[] = "";
    const crypto::KeyPtr key(PEM_read_bio_PrivateKey(keyBio.get(), nullptr, nullptr, none));
    bool good = first && key && SSL_CTX_use_certificate(context.get(), first.get()) == 1 &&
                SSL_CTX_use_PrivateKey(context.get(), key.get()) == 1;
    while (good) {
        crypto::CertificatePtr next(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        if (!next)
            break;
        good = SSL_CTX_add0_chain_cert(context.get(), next.get()) == 1;
        if (good)
            (void)next.release();
    }
    ERR_clear_error();
    if (!good) {
        error = "certificate and key can't be used together";
        return nullptr;
    }
    return context;
}

/// For who asks in plain HTTP where TLS is spoken: a reset would tell them nothing.
std::string plainHttpAnswer() {
    const std::string body = problemDocument<nlohmann::ordered_json>(
                                 {400,
                                  "Bad Request",
                                  "this port speaks TLS, and the request came in plain HTTP: ask with https://",
                                  "plain_http",
                                  {}})
                                 .dump() +
                             "\n";
    return "HTTP/1.1 400 Bad Request\r\nContent-Type: " + std::string(kProblemMediaType) +
           "\r\nContent-Length: " + std::to_string(body.size()) + "\r\nConnection: close\r\n\r\n" + body;
}

class Session final : public net::Cipher {
  public:
    Session(SSL_CTX* context, std::shared_ptr<const void> keeper)
        : m_keeper(std::move(keeper)), m_ssl(SSL_new(context)) {
        m_in = BIO_new(BIO_s_mem());
        m_out = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(m_in, -1);
        SSL_set_bio(m_ssl, m_in, m_out);
        SSL_set_accept_state(m_ssl);
    }
    ~Session() override { SSL_free(m_ssl); }

    State open(std::string_view wire, std::string& plain, std::string& toPeer) override {
        // A handshake begins with 22 (RFC 8446 §5.1), a method of HTTP with a letter.
        if (!m_begun && !wire.empty() && wire.front() >= 'A' && wire.front() <= 'Z') {
            toPeer += plainHttpAnswer();
            return State::Failed;
        }
        m_begun = true;
        BIO_write(m_in, wire.data(), static_cast<int>(wire.size()));
        State state = State::Open;
        char buffer[16 * 1024];
        for (;;) {
            ERR_clear_error();
            const int got = SSL_read(m_ssl, buffer, sizeof buffer);
            if (got > 0) {
                plain.append(buffer, static_cast<std::size_t>(got));
                continue;
            }
            const int why = SSL_get_error(m_ssl, got);
            if (why == SSL_ERROR_ZERO_RETURN)
                state = State::Ended;
            else if (why != SSL_ERROR_WANT_READ && why != SSL_ERROR_WANT_WRITE)
                state = State::Failed;
            break;
        }
        ERR_clear_error();
        drain(toPeer);
        return state;
    }

    bool isEstablished() const override { return SSL_is_init_finished(m_ssl) == 1; }

    void seal(std::string_view first, std::string_view second, std::string& toPeer) override {
        for (const std::string_view part : {first, second})
            if (!part.empty())
                SSL_write(m_ssl, part.data(), static_cast<int>(part.size()));
        ERR_clear_error();
        drain(toPeer);
    }

    void finish(std::string& toPeer) override {
        if (SSL_is_init_finished(m_ssl))
            SSL_shutdown(m_ssl);
        ERR_clear_error();
        drain(toPeer);
    }

  private:
    void drain(std::string& into) {
        char* data = nullptr;
        const long size = BIO_get_mem_data(m_out, &data);
        if (size > 0)
            into.append(data, static_cast<std::size_t>(size));
        (void)BIO_reset(m_out);
    }

    const std::shared_ptr<const void> m_keeper;  // what the callback for SNI looks into
    SSL* m_ssl;
    BIO* m_in;   // SSL's
    BIO* m_out;  // SSL's
    bool m_begun = false;
};

}  // namespace

TlsContext::~TlsContext() = default;

int TlsContext::chooseByName(void* ssl, int*, void* self) {
    const auto& context = *static_cast<const TlsContext*>(self);
    auto* const connection = static_cast<SSL*>(ssl);
    const char* wanted = SSL_get_servername(connection, TLSEXT_NAMETYPE_host_name);
    if (!wanted)
        return SSL_TLSEXT_ERR_NOACK;
    for (const Identity& identity : context.m_identities)
        for (const std::string& name : identity.names)
            if (crypto::nameMatches(name, wanted)) {
                SSL_set_SSL_CTX(connection, identity.context.get());
                return SSL_TLSEXT_ERR_OK;
            }
    return SSL_TLSEXT_ERR_NOACK;
}

std::shared_ptr<const TlsContext> TlsContext::make(const std::vector<protocol::SnapshotCertificate>& certificates,
                                                   std::string& error) {
    const std::shared_ptr<TlsContext> made(new TlsContext);
    for (const auto& each : certificates) {
        const auto identity = crypto::TlsIdentity::read(each.certificate, each.key);
        if (!identity) {
            error = identity.error().message;
            return nullptr;
        }
        auto context = contextOf(each, error);
        if (!context)
            return nullptr;
        SSL_CTX_set_tlsext_servername_callback(
            context.get(), +[](SSL* ssl, int* alert, void* self) { return chooseByName(ssl, alert, self); });
        SSL_CTX_set_tlsext_servername_arg(context.get(), made.get());
        made->m_identities.push_back({identity->names, std::move(context)});
    }
    if (made->m_identities.empty()) {
        error = "has no certificate";
        return nullptr;
    }
    return made;
}

std::unique_ptr<net::Cipher> TlsContext::newSession() const {
    return std::make_unique<Session>(m_identities.front().context.get(), shared_from_this());
}

}  // namespace slipway::gateway
