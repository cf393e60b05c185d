// TLS at a listener: who is shown which certificate, what is negotiated, and that a change of certificates drops
// nobody.

#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <QtTest>
#include <atomic>
#include <csignal>
#include <thread>

#include "crypto/certificate_authority.h"
#include "crypto/openssl_ptr.h"
#include "crypto/tls_identity.h"
#include "rig.h"

using namespace slipway;
using namespace slipway::test;

namespace {

const crypto::PemPair& root() {
    static const crypto::PemPair made = crypto::CertificateAuthority::make("a root for tests").value();
    return made;
}
protocol::SnapshotCertificate certificate(const std::vector<std::string>& names) {
    const auto pair = crypto::CertificateAuthority::issue(root(), names).value();
    return {pair.certificate, pair.key};
}

/// A blocking client that trusts root() alone.
class TlsPeer {
  public:
    struct Options {
        std::string name = "shop.local";  ///< SNI, and what the certificate must be for
        std::string alpn = std::string("\x08http/1.1", 9);
        int maxVersion = TLS1_3_VERSION;
    };
    TlsPeer(const Rig& rig, const Options& options)
        : m_peer(rig.dial()), m_context(SSL_CTX_new(TLS_client_method()), SSL_CTX_free) {
        timeval patience{10, 0};
        ::setsockopt(m_peer.fd(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        const crypto::BioPtr bio = crypto::bioOf(root().certificate);
        const crypto::CertificatePtr trusted(PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr));
        X509_STORE_add_cert(SSL_CTX_get_cert_store(m_context.get()), trusted.get());
        SSL_CTX_set_verify(m_context.get(), SSL_VERIFY_PEER, nullptr);
        SSL_CTX_set_min_proto_version(m_context.get(), TLS1_VERSION);
        SSL_CTX_set_security_level(m_context.get(), 0);
        SSL_CTX_set_max_proto_version(m_context.get(), options.maxVersion);
        m_ssl.reset(SSL_new(m_context.get()), SSL_free);
        if (!options.name.empty()) {
            SSL_set_tlsext_host_name(m_ssl.get(), options.name.c_str());
            SSL_set1_host(m_ssl.get(), options.name.c_str());
        }
        if (!options.alpn.empty())
            SSL_set_alpn_protos(m_ssl.get(), reinterpret_cast<const unsigned char*>(options.alpn.data()),
                                static_cast<unsigned>(options.alpn.size()));
        const int flags = ::fcntl(m_peer.fd(), F_GETFL);
        ::fcntl(m_peer.fd(), F_SETFL, flags & ~O_NONBLOCK);
        SSL_set_fd(m_ssl.get(), m_peer.fd());
        m_stands = SSL_connect(m_ssl.get()) == 1;
        ERR_clear_error();
    }
    explicit operator bool() const { return m_stands; }
    void send(const std::string& bytes) { SSL_write(m_ssl.get(), bytes.data(), static_cast<int>(bytes.size())); }
    /// Until `bytes` of a body are there, or the end.
    std::string readMessage() {
        std::string all;
        for (;;) {
            const size_t head = all.find("\r\n\r\n");
            if (head != std::string::npos && all.size() >= head + 4 + std::stoul(fieldOf(all, "Content-Length")))
                return all;
            char buffer[16384];
            const int got = SSL_read(m_ssl.get(), buffer, sizeof buffer);
            if (got <= 0)
                return all;
            all.append(buffer, static_cast<size_t>(got));
        }
    }
    /// True where the end was said, not merely come.
    bool endsCleanly() {
        char byte = 0;
        return SSL_read(m_ssl.get(), &byte, 1) <= 0 && (SSL_get_shutdown(m_ssl.get()) & SSL_RECEIVED_SHUTDOWN) != 0;
    }
    std::string protocol() const {
        const unsigned char* name = nullptr;
        unsigned size = 0;
        SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
        return std::string(reinterpret_cast<const char*>(name), size);
    }
    std::string commonName() const {
        const crypto::CertificatePtr shown(SSL_get1_peer_certificate(m_ssl.get()));
        char text[256] = "";
        X509_NAME_get_text_by_NID(X509_get_subject_name(shown.get()), NID_commonName, text, sizeof text);
        return text;
    }

  private:
    Peer m_peer;
    std::shared_ptr<SSL_CTX> m_context;
    std::shared_ptr<SSL> m_ssl;
    bool m_stands = false;
};

}  // namespace

class TlsTest : public QObject {
    Q_OBJECT
  private slots:
    // SSL_write() uses write(2), and the gateway may have closed.
    void initTestCase() { ::signal(SIGPIPE, SIG_IGN); }

    void requestsAndLargeBodiesPass() {
        std::string seen;
        const std::string large(3'000'000, 'b');
        Backend backend([&](Peer& peer, int) {
            for (;;) {
                seen = peer.readMessage();
                if (seen.empty())
                    return;
                peer.send(okResponse(seen.starts_with("POST") ? bodyOf(seen) : large));
            }
        });
        Rig rig(2);
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local"})};
        rig.publish();
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            TlsPeer::Options options;
            options.maxVersion = version;
            TlsPeer client(rig, options);
            QVERIFY(client);
            QCOMPARE(client.protocol(), std::string("http/1.1"));
            client.send(kGet);
            const std::string answer = client.readMessage();
            QCOMPARE(statusOf(answer), 200);
            QVERIFY(bodyOf(answer) == large);
            QCOMPARE(fieldOf(seen, "X-Forwarded-Proto"), std::string("https"));
            QVERIFY(fieldOf(seen, "Forwarded").find("proto=https") != std::string::npos);
            std::string body(500'000, 'u');
            client.send("POST /x HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: " +
                        std::to_string(body.size()) + "\r\n\r\n" + body);
            QVERIFY(bodyOf(client.readMessage()) == body);
            QVERIFY(client.endsCleanly());
        }
    }

    void theNameChoosesTheCertificate() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local"}), certificate({"*.api.local", "127.0.0.1"})};
        rig.publish();
        const auto shown = [&](const std::string& name) {
            TlsPeer client(rig, {name});
            return client ? client.commonName() : std::string("-");
        };
        QCOMPARE(shown("shop.local"), std::string("shop.local"));
        QCOMPARE(shown("v1.api.local"), std::string("*.api.local"));
        QCOMPARE(shown("V1.API.local"), std::string("*.api.local"));
        QCOMPARE(shown(""), std::string("shop.local"));
        // Neither is for these, and a client that checks does not go on.
        QCOMPARE(shown("a.b.api.local"), std::string("-"));
        QCOMPARE(shown("evil.example"), std::string("-"));
    }

    void othersAreNotLetIn() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local"})};
        rig.publish();
        TlsPeer::Options old;
        old.maxVersion = TLS1_1_VERSION;
        QVERIFY(!TlsPeer(rig, old));
        TlsPeer::Options h2;
        h2.alpn = std::string("\x02h2", 3);
        QVERIFY(!TlsPeer(rig, h2));
        TlsPeer::Options none;
        none.alpn.clear();
        QVERIFY(TlsPeer(rig, none));
        // Plain HTTP, and bytes that are nothing.
        QCOMPARE(statusOf(rig.exchange(kGetClose)), 400);
        Peer garbage = rig.dial();
        garbage.send(std::string(100'000, '\x16'));
        garbage.readToEnd();
        QVERIFY(TlsPeer(rig, {}));
        QCOMPARE(backend.connections(), 0);
    }

    void withoutACertificateNobodyIsLetIn() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls.emplace();
        rig.publish();
        QCOMPARE(rig.exchange(kGetClose), std::string());
        QVERIFY(!TlsPeer(rig, {}));
        QCOMPARE(backend.connections(), 0);
    }

    /// Who never says a word of TLS keeps no connection; who has, has the idle time.
    void handshakesHaveATimeOfTheirOwn() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local"})};
        rig.publish();
        TlsPeer known(rig, {});
        QVERIFY(known);
        rig.snapshot.limits.handshakeTimeout = std::chrono::milliseconds(20);
        rig.publish();
        Peer silent = rig.dial(), slow = rig.dial();
        slow.send("\x16\x03\x01");
        QVERIFY(silent.isEnded());
        QVERIFY(slow.isEnded());
        known.send(kGet);
        QCOMPARE(statusOf(known.readMessage()), 200);
        QCOMPARE(rig.registry().worker(0).rejected[static_cast<size_t>(gateway::RejectReason::HandshakeTimeout)].get(),
                 std::uint64_t{2});
    }

    void plainHttpIsToldWhatIsSpokenHere() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local"})};
        rig.publish();
        Peer plain = rig.dial();
        plain.send(kGet);
        const std::string answer = plain.readMessage();
        QCOMPARE(statusOf(answer), 400);
        QCOMPARE(fieldOf(answer, "Content-Type"), std::string("application/problem+json"));
        QVERIFY2(bodyOf(answer).find("https://") != std::string::npos, answer.c_str());
        QVERIFY(plain.isEnded());
        QCOMPARE(backend.connections(), 0);
    }

    void newCertificatesDropNobody() {
        Backend backend(Backend::always(okResponse("x")));
        Rig rig;
        rig.setEndpoints({&backend});
        rig.snapshot.listeners.front().tls = {certificate({"shop.local", "old.local"})};
        rig.publish();
        TlsPeer before(rig, {});
        QVERIFY(before);
        for (int round = 0; round < 5; ++round) {
            rig.snapshot.listeners.front().tls = {certificate({"new.local", "shop.local"})};
            rig.publish();
            before.send(kGet);
            QCOMPARE(statusOf(before.readMessage()), 200);
            TlsPeer after(rig, {});
            QVERIFY(after);
            QCOMPARE(after.commonName(), std::string("new.local"));
            QVERIFY(!TlsPeer(rig, {"old.local"}));
        }
    }

    /// Old and new connections alike, while their requests are under way.
    void certificatesChangeUnderTraffic() {
        Backend backend(Backend::always(okResponse(std::string(100'000, 'x'))));
        Rig rig(2);
        rig.setEndpoints({&backend});
        const std::vector<protocol::SnapshotCertificate> pairs{certificate({"shop.local", "a.local"}),
                                                               certificate({"shop.local", "b.local"})};
        rig.snapshot.listeners.front().tls = {pairs[0]};
        rig.publish();
        std::atomic<bool> ending{false};
        std::atomic<int> answered{0}, dropped{0};
        const auto ask = [&](bool keepAlive) {
            while (!ending) {
                TlsPeer peer(rig, {});
                do {
                    peer.send(kGet);
                    const std::string answer = peer.readMessage();
                    (statusOf(answer) == 200 && bodyOf(answer).size() == 100'000 ? answered : dropped) += 1;
                } while (keepAlive && !ending && dropped == 0);
            }
        };
        std::thread kept([&] { ask(true); }), renewed([&] { ask(false); });
        for (int round = 1; round <= 20; ++round) {
            const int before = answered;
            rig.snapshot.listeners.front().tls = {pairs[static_cast<size_t>(round % 2)]};
            rig.publish();
            eventually([&] { return answered >= before + 4 || dropped > 0; });
        }
        ending = true;
        kept.join();
        renewed.join();
        QCOMPARE(dropped.load(), 0);
        QVERIFY(answered > 80);
    }

    void aKeyThatIsAnothersIsRefused() {
        gateway::SlotRegistry registry(1);
        protocol::Snapshot snapshot;
        snapshot.generation = 1;
        auto& listener = snapshot.listeners.emplace_back();
        listener.id = "in";
        listener.project = "p";
        listener.caller = "gateway";
        listener.tls.emplace().push_back({certificate({"a"}).certificate, certificate({"b"}).key});
        const auto parsed = protocol::parseSnapshot(protocol::snapshotToJson(snapshot));
        QVERIFY(parsed);
        const auto config = gateway::compile(*parsed, registry);
        QVERIFY(!config);
        QCOMPARE(config.error().path, std::string("/listeners/0/tls"));
        QVERIFY(config.error().error.find("PRIVATE") == std::string::npos);
    }

    void namesOfCertificates() {
        const auto identity = crypto::TlsIdentity::read(certificate({"Shop.local", "127.0.0.1", "::1"}).certificate,
                                                        certificate({"x"}).key);
        QVERIFY(!identity);
        const auto pair = certificate({"Shop.local", "127.0.0.1", "::1"});
        QCOMPARE(crypto::TlsIdentity::read(pair.certificate, pair.key)->names,
                 (std::vector<std::string>{"shop.local", "127.0.0.1", "::1"}));
        QVERIFY(crypto::nameMatches("*.a.b", "x.A.b"));
        QVERIFY(!crypto::nameMatches("*.a.b", "a.b"));
        QVERIFY(!crypto::nameMatches("*.a.b", ".a.b"));
        QVERIFY(!crypto::CertificateAuthority::issue(root(), {"a b"}));
        QVERIFY(!crypto::CertificateAuthority::issue(root(), {"x,DNS:evil"}));
        QVERIFY(!crypto::CertificateAuthority::issue(root(), {}));
    }
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"
