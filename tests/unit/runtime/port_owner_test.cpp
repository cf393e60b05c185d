#include "runtime/port_owner.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

namespace {

/// Listens on a free port of 127.0.0.1 and writes its number; argv[1] "child": in a process of its own.
const char* const kListener = R"(import os, socket, sys, time
s = socket.socket()
s.bind(('127.0.0.1', 0))
s.listen()
if sys.argv[1] == 'child' and os.fork() > 0:
    s.close()
else:
    print(s.getsockname()[1], flush=True)
time.sleep(600)
)";

}  // namespace

/// Whose socket answers on a port, and who is told of when it is nobody of the instance.
class PortOwnerTest : public QObject {
    Q_OBJECT

    Children m_children;
    QTemporaryDir m_dir;

    static int portOf(const UniqueFd& socket) {
        const auto address = boundAddress(socket.get()).value();
        return std::stoi(address.substr(address.rfind(':') + 1));
    }

    SpawnedProcess start(std::vector<std::string> argv, const std::string& name) {
        SpawnRequest request;
        request.argv = std::move(argv);
        request.environment = kEnvironment;
        request.cookie = m_children.cookie(name);
        request.outPath = m_dir.filePath(QString::fromStdString(name)).toStdString();
        return std::move(spawn(request).value());
    }
    std::pair<SpawnedProcess, int> listener(const std::string& name, const std::string& how) {
        const std::string script = m_dir.filePath("listen.py").toStdString();
        if (!writeFileAtomically(script, kListener))
            qFatal("no script");
        SpawnedProcess process = start({"/usr/bin/python3", script, how}, name);
        const int port = std::stoi(waitForLines(m_dir.filePath(QString::fromStdString(name)).toStdString(), 1));
        return {std::move(process), port};
    }

  private slots:
    void cleanup() { m_children.end(); }

    void bothWaysOfAskingSayTheSame_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("shown");
        QTest::newRow("IPv4 loopback") << "127.0.0.1:0"
                                       << "127.0.0.1";
        QTest::newRow("another loopback") << "127.0.0.2:0"
                                          << "127.0.0.2";
        QTest::newRow("all") << ":0"
                             << "::";
        QTest::newRow("IPv6 loopback") << "[::1]:0"
                                       << "::1";
    }

    void bothWaysOfAskingSayTheSame() {
        QFETCH(const QString, address);
        QFETCH(const QString, shown);
        const auto socket = listenTcp(address.toStdString());
        if (!socket && address.startsWith('['))
            QSKIP("no IPv6 here");
        const int port = portOf(*socket);
        const auto asked = listenersOn(port), read = listenersByProc(port);
        QCOMPARE(asked.size(), size_t(1));
        QCOMPARE(read.size(), size_t(1));
        QCOMPARE(asked[0].inode, read[0].inode);
        QCOMPARE(asked[0].address, read[0].address);
        if (shown != "::" || asked[0].address != "0.0.0.0")
            QCOMPARE(asked[0].address, shown.toStdString());
        QVERIFY(listenersOn(1).empty());
    }

    void aConnectedSocketIsNoListener() {
        const auto server = listenTcp("127.0.0.1:0").value();
        Connection pair(portOf(server));
        QCOMPARE(listenersOn(pair.clientPort()).size(), size_t(0));
        QCOMPARE(listenersByProc(pair.clientPort()).size(), size_t(0));
    }

    void theNearestAddressAnswers() {
        const ListeningSocket exact{1, "127.0.0.1"}, any{2, "0.0.0.0"}, six{3, "::"}, far{4, "192.0.2.1"},
            other{5, "127.0.0.1"};
        QCOMPARE(answeringLoopback({far}).size(), size_t(0));
        QCOMPARE(answeringLoopback({six, far}).front().inode, std::uint64_t(3));
        QCOMPARE(answeringLoopback({six, any, far}).front().inode, std::uint64_t(2));
        QCOMPARE(answeringLoopback({any, exact}).front().inode, std::uint64_t(1));
        QCOMPARE(answeringLoopback({exact, six, other}).size(), size_t(2));
    }

    void theInstancesOwnListenerIsItsOwn() {
        for (const char* how : {"itself", "child"}) {
            const auto [process, port] = listener(how, how);
            QCOMPARE(whoAnswers(port, process.identity, m_children.cookie(how)).owner, PortOwner::Own);
        }
    }

    void aStrangerIsToldByItsCommand() {
        const auto [stranger, port] = listener("stranger", "itself");
        const auto sleeper = start({"/bin/sleep", "600"}, "sleeper");
        const auto claim = whoAnswers(port, sleeper.identity, m_children.cookie("sleeper"));
        QCOMPARE(claim.owner, PortOwner::Stranger);
        QCOMPARE(claim.holder.pid, stranger.identity.pid);
        QCOMPARE(claim.holder.command, "/usr/bin/python3 " + m_dir.filePath("listen.py").toStdString() + " itself");
    }

    void nobodyIsNobody() {
        const auto sleeper = start({"/bin/sleep", "600"}, "sleeper");
        int port = 0;
        {
            const auto socket = listenTcp("127.0.0.1:0").value();
            port = portOf(socket);
        }
        QCOMPARE(whoAnswers(port, sleeper.identity, m_children.cookie("sleeper")).owner, PortOwner::Nobody);
        // Another address is not what a probe of 127.0.0.1 has met.
        const auto elsewhere = listenTcp("127.0.0.2:" + std::to_string(port)).value();
        QCOMPARE(whoAnswers(port, sleeper.identity, m_children.cookie("sleeper")).owner, PortOwner::Nobody);
    }

  private:
    /// A connection whose ends both live here.
    struct Connection {
        explicit Connection(int port);
        int clientPort() const { return portOf(client); }
        UniqueFd client;
    };
};

PortOwnerTest::Connection::Connection(int port) : client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (::connect(client.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address) != 0)
        qFatal("no connection");
}

QTEST_GUILESS_MAIN(PortOwnerTest)
#include "port_owner_test.moc"
