#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <QtTest>
#include <atomic>
#include <thread>

#include "kit/client.h"
#include "kit/metrics.h"
#include "kit/request_context.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::kit;

namespace {

/// A server that plays a script: what it does on its n-th connection. It notes what it was sent.
class Script {
  public:
    using Play = std::function<void(Script&, int fd)>;

    explicit Script(std::vector<Play> plays) {
        m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        ::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address);
        ::listen(m_listener, 16);
        socklen_t size = sizeof address;
        ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &size);
        url = "http://127.0.0.1:" + std::to_string(ntohs(address.sin_port));
        m_thread = std::thread([this, plays = std::move(plays)] {
            for (const Play& play : plays) {
                const int fd = ::accept4(m_listener, nullptr, nullptr, SOCK_CLOEXEC);
                if (fd < 0)
                    return;
                ++connections;
                play(*this, fd);
                ::close(fd);
            }
        });
    }
    ~Script() {
        ::shutdown(m_listener, SHUT_RDWR);  // ends an accept that nobody came for
        m_thread.join();
        ::close(m_listener);
    }

    /// Reads a request without a body, or with the body `{}`.
    std::string take(int fd) {
        std::string bytes;
        char buffer[4096];
        while (!bytes.ends_with("\r\n\r\n") && !bytes.ends_with("{}")) {
            const ssize_t got = ::recv(fd, buffer, sizeof buffer, 0);
            if (got <= 0)
                break;
            bytes.append(buffer, static_cast<std::size_t>(got));
        }
        if (!bytes.empty())
            requests.push_back(bytes);
        return bytes;
    }
    static void say(int fd, const std::string& bytes) { ::send(fd, bytes.data(), bytes.size(), MSG_NOSIGNAL); }
    /// Waits for the client's end.
    static void awaitEnd(int fd) {
        char byte = 0;
        while (::recv(fd, &byte, 1, 0) > 0) {
        }
    }

    std::string url;
    std::atomic<int> connections{0};
    std::vector<std::string> requests;  // read after the script's thread is done with them

  private:
    int m_listener = -1;
    std::thread m_thread;
};

const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

/// Answers one request, takes a second one and dies without a byte.
void diesAtTheSecond(Script& script, int fd) {
    script.take(fd);
    Script::say(fd, kOk);
    script.take(fd);
}

void answersOne(Script& script, int fd) {
    script.take(fd);
    Script::say(fd, kOk);
    Script::awaitEnd(fd);
}

std::unique_ptr<Client> clientFor(const Script& script, std::chrono::milliseconds timeout = std::chrono::seconds(20)) {
    ClientOptions options;
    options.name = "points";
    options.timeout = timeout;
    return Client::create(script.url, options).value();
}

ClientRequest post(const std::string& key) {
    ClientRequest request;
    request.method = "POST";
    request.target = "/entries";
    request.body = "{}";
    request.idempotencyKey = key;
    return request;
}

ClientRequest get() {
    ClientRequest request;
    request.target = "/x";
    return request;
}

}  // namespace

class ClientTest : public QObject {
    Q_OBJECT
  private slots:
    void connectionsAreKept() {
        Script script({[](Script& s, int fd) {
            for (int i = 0; i < 3; ++i) {
                s.take(fd);
                Script::say(fd, i == 1 ? "HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n" + kOk : kOk);
            }
        }});
        const auto client = clientFor(script);
        for (int i = 0; i < 3; ++i) {
            const auto answer = client->send(get());
            VERIFY_OK(answer);
            QCOMPARE(answer->status, 200);
            QCOMPARE(answer->body, std::string("ok"));
        }
        QCOMPARE(script.connections.load(), 1);
    }

    void aKeptConnectionThatDiesIsReplacedOnceWhereThatIsSafe() {
        for (const bool keyed : {true, false}) {
            Script script({diesAtTheSecond, answersOne});
            const auto client = clientFor(script);
            VERIFY_OK(client->send(get()));
            const auto again = client->send(keyed ? post("k1") : get());
            VERIFY_OK(again);
            QCOMPARE(again->body, std::string("ok"));
            QCOMPARE(script.connections.load(), 2);
            QCOMPARE(script.requests.size(), std::size_t{3});
            QCOMPARE(script.requests[1], script.requests[2]);
            QCOMPARE(script.requests[2].find("Idempotency-Key: k1\r\n") != std::string::npos, keyed);
        }
    }

    void aPlainPostIsNeverSentTwice() {
        Script script({diesAtTheSecond, answersOne});
        const auto client = clientFor(script);
        VERIFY_OK(client->send(get()));
        VERIFY_FAULT(client->send(post({})), "upstream_broken");
        VERIFY_OK(client->send(get()));  // lets the script end
    }

    void aFreshConnectionThatDiesIsNotTriedAgain() {
        Script script({[](Script& s, int fd) { s.take(fd); }, answersOne});
        const auto client = clientFor(script);
        VERIFY_FAULT(client->send(get()), "upstream_broken");
        VERIFY_OK(client->send(get()));
    }

    void aCutAnswerIsNoAnswer() {
        Script script({[](Script& s, int fd) {
            s.take(fd);
            Script::say(fd, "HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nhalf");
        }});
        VERIFY_FAULT(clientFor(script)->send(get()), "upstream_broken");
    }

    void silenceEndsAtTheTimeout() {
        Script script({[](Script& s, int fd) {
            s.take(fd);
            Script::awaitEnd(fd);
        }});
        const auto answer = clientFor(script, std::chrono::milliseconds(50))->send(get());
        QVERIFY(!answer && answer.error().fault == Fault::Timeout);
    }

    void nobodyThereIsToldAsSuch() {
        const auto client = Client::create("http://127.0.0.1:1", {}).value();
        VERIFY_FAULT(client->send(get()), std::string(kUnreachable));
        for (const char* bad :
             {"127.0.0.1:80", "https://x", "http://", "http://h:0", "http://h:99999", "http://h/path"})
            VERIFY_FAULT(Client::create(bad, {}), "bad_url");
    }

    void theRunningRequestGoesAlong() {
        Script script({answersOne});
        ClientOptions options;
        options.name = "points";
        Metrics metrics("users");
        options.metrics = &metrics;
        auto client = Client::create(script.url, options).value();
        RequestContext context;
        context.requestId = "abc-123";
        {
            const RequestScope scope(context);
            VERIFY_OK(client->send(get()));
        }
        client.reset();
        QVERIFY(script.requests.at(0).find("X-Request-Id: abc-123\r\n") != std::string::npos);
        QCOMPARE(context.calls.size(), std::size_t{1});
        QCOMPARE(context.calls[0].to, std::string("points"));
        QCOMPARE(context.calls[0].status, 200);
        QVERIFY(metrics.text().find(R"(shop_calls_total{service="users",to="points",method="GET",status="200"} 1)") !=
                std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ClientTest)
#include "client_test.moc"
