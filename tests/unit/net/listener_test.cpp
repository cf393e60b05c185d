#include "net/listener.h"

#include <sys/resource.h>

#include <QtTest>
#include <cerrno>

using namespace slipway;
using namespace std::chrono_literals;
using net::Address;
using net::Listener;
using net::Loop;

namespace {

struct Acceptor final : net::AcceptHandler {
    void onAccepted(UniqueFd socket, const Address& peer) override {
        sockets.push_back(std::move(socket));
        peers.push_back(peer);
    }
    void onExhausted(int error) override { exhausted = error; }
    std::vector<UniqueFd> sockets;
    std::vector<Address> peers;
    int exhausted = 0;
};

std::shared_ptr<const UniqueFd> openListener() {
    return std::make_shared<const UniqueFd>(std::move(net::listenOn(*Address::parse("127.0.0.1:0")).value()));
}

UniqueFd dial(const Address& address) {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (::connect(socket.get(), address.data(), address.length()) != 0)
        socket.reset();
    return socket;
}

}  // namespace

class ListenerTest : public QObject {
    Q_OBJECT

    template <class Condition>
    void spinUntil(Loop& loop, Condition condition) {
        for (int i = 0; i < 2000 && !condition(); ++i)
            loop.runOnce(5ms);
        QVERIFY(condition());
    }

  private slots:
    void acceptsAndSaysWhoCalls() {
        Loop loop;
        Acceptor acceptor;
        const auto socket = openListener();
        Listener listener(loop, socket, acceptor);
        std::vector<UniqueFd> clients;
        for (int i = 0; i < 30; ++i)
            clients.push_back(dial(Address::localOf(socket->get())));
        spinUntil(loop, [&] { return acceptor.sockets.size() == 30; });
        for (size_t i = 0; i < 30; ++i)
            QCOMPARE(acceptor.peers[i].text(), Address::localOf(clients[i].get()).text());
    }

    void twoLoopsShareOneSocket() {
        Loop first;
        Loop second;
        Acceptor a;
        Acceptor b;
        const auto socket = openListener();
        Listener one(first, socket, a);
        auto two = std::make_unique<Listener>(second, socket, b);
        std::vector<UniqueFd> clients;
        clients.push_back(dial(Address::localOf(socket->get())));
        spinUntil(second, [&] { return b.sockets.size() == 1; });
        // Gone from one loop, it is served by the other, and the socket stays open.
        two.reset();
        clients.push_back(dial(Address::localOf(socket->get())));
        spinUntil(first, [&] { return a.sockets.size() == 1; });
        second.runOnce(0ms);
        QCOMPARE(b.sockets.size(), size_t{1});
    }

    void connectionsWaitWhileNobodyAccepts() {
        const auto socket = openListener();
        UniqueFd client = dial(Address::localOf(socket->get()));
        QVERIFY(static_cast<bool>(client));
        Loop loop;
        Acceptor acceptor;
        Listener listener(loop, socket, acceptor);
        spinUntil(loop, [&] { return acceptor.sockets.size() == 1; });
    }

    void restsWhenDescriptorsRunOut() {
        Loop loop;
        Acceptor acceptor;
        const auto socket = openListener();
        Listener listener(loop, socket, acceptor);
        UniqueFd client = dial(Address::localOf(socket->get()));

        rlimit before{};
        QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
        const UniqueFd probe = client.duplicate();
        rlimit none = before;
        none.rlim_cur = static_cast<rlim_t>(probe.get());
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &none), 0);
        spinUntil(loop, [&] { return acceptor.exhausted != 0; });
        QVERIFY(!listener.isAccepting());
        QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);

        QCOMPARE(acceptor.exhausted, EMFILE);
        spinUntil(loop, [&] { return acceptor.sockets.size() == 1; });
        QVERIFY(listener.isAccepting());
    }

    void takenPortIsNamed() {
        const auto socket = openListener();
        const auto second = net::listenOn(Address::localOf(socket->get()));
        QVERIFY(!second.has_value());
        QCOMPARE(second.error().code, ErrorCode::PortInUse);
        QVERIFY(second.error().message.find(Address::localOf(socket->get()).text()) != std::string::npos);
    }
};

QTEST_GUILESS_MAIN(ListenerTest)
#include "listener_test.moc"
