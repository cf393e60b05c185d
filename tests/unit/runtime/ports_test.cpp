#include "runtime/ports.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include <set>

#include "process_fixture.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;

class PortsTest : public QObject {
    Q_OBJECT

    Children m_children;
    QTemporaryDir m_dir;

    static int portOf(int fd) {
        const auto address = boundAddress(fd).value();
        return std::stoi(address.substr(address.rfind(':') + 1));
    }

  private slots:
    void cleanup() { m_children.end(); }

    void theKernelsTextsAreParsed() {
        const auto range = parseEphemeralRange("32768\t60999\n");
        QVERIFY(range);
        QCOMPARE(range->first, 32768);
        QCOMPARE(range->last, 60999);
        for (const char* bad : {"", "x", "5", "9 5\n", "99999 100000\n"})
            QVERIFY2(!parseEphemeralRange(bad), bad);
        const auto reserved = parseReservedPorts("8080,9000-9010,65535\n");
        QCOMPARE(reserved.size(), size_t(3));
        QVERIFY(reserved[1].contains(9000) && reserved[1].contains(9010) && !reserved[1].contains(9011));
        QVERIFY(parseReservedPorts("\n").empty());
    }

    void portsComeInTurnAndSkipWhatIsTaken() {
        PortAllocator allocator({100, 109}, {{102, 103}}, [](int port) { return port != 105; });
        const auto kept = [](int port) { return port == 101; };
        std::vector<int> given;
        for (int i = 0; i < 8; ++i)
            given.push_back(allocator.allocate(kept).value());
        QCOMPARE(given, (std::vector<int>{100, 104, 106, 107, 108, 109, 100, 104}));
        const auto none = allocator.allocate([](int) { return true; });
        QCOMPARE(none.error().code, ErrorCode::PortInUse);
        QCOMPARE(none.error().message, std::string("no free port from 100 to 109"));
    }

    void theMachinesRangeLeavesOutgoingConnectionsAlone() {
        const auto ephemeral = parseEphemeralRange(readFile("/proc/sys/net/ipv4/ip_local_port_range").value()).value();
        for (const PortRange wanted : {kEgressPorts, kInstancePorts, ephemeral}) {
            auto allocator = PortAllocator::fromSystem(wanted).value();
            for (int i = 0; i < 20; ++i) {
                const int port = allocator.allocate([](int) { return false; }).value();
                QVERIFY2(!ephemeral.contains(port), qPrintable(QString::number(port)));
                QVERIFY(allocator.range().contains(port));
            }
        }
    }

    void aPortIsFreeWhenNobodyHasItOnAnyAddress_data() {
        QTest::addColumn<QString>("address");
        QTest::newRow("IPv4 loopback") << "127.0.0.1:0";
        QTest::newRow("IPv6 loopback") << "[::1]:0";
        QTest::newRow("all") << ":0";
    }

    void aPortIsFreeWhenNobodyHasItOnAnyAddress() {
        QFETCH(const QString, address);
        auto fd = listenTcp(address.toStdString());
        if (!fd && address.startsWith('['))
            QSKIP("no IPv6 here");
        QVERIFY2(fd, fd ? "" : fd.error().message.c_str());
        const int port = portOf(fd->get());
        QVERIFY(!portIsFree(port));
        fd->reset();
        QVERIFY(portIsFree(port));
    }

    void listenersAreAsPromised() {
        const auto fd = listenTcp("localhost:0").value();
        QVERIFY(boundAddress(fd.get()).value().starts_with("127.0.0.1:"));
        QVERIFY(::fcntl(fd.get(), F_GETFD) & FD_CLOEXEC);
        QVERIFY(::fcntl(fd.get(), F_GETFL) & O_NONBLOCK);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(static_cast<std::uint16_t>(portOf(fd.get())));
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        const UniqueFd client(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QCOMPARE(::connect(client.get(), reinterpret_cast<sockaddr*>(&address), sizeof address), 0);
    }

    void whoHoldsAPortIsNamed() {
        const auto own = listenTcp("127.0.0.1:0").value();
        const int port = portOf(own.get());
        const auto holder = findPortHolder(port).value();
        QCOMPARE(holder.pid, ::getpid());
        const auto taken = listenTcp("127.0.0.1:" + std::to_string(port));
        QVERIFY(!taken);
        QCOMPARE(taken.error().code, ErrorCode::PortInUse);
        QCOMPARE(taken.error().message,
                 "port " + std::to_string(port) + " is taken by ports_test (pid " + std::to_string(::getpid()) + ")");
        QVERIFY(!listenTcp(":" + std::to_string(port)));
    }

    void anotherProcessIsNamedToo() {
        SpawnRequest request;
        const std::string script = m_dir.filePath("hold.py").toStdString();
        QVERIFY(writeFileAtomically(script,
                                    "import socket,time\ns=socket.socket()\ns.bind(('127.0.0.1',0))\ns.listen()\n"
                                    "print(s.getsockname()[1],flush=True)\ntime.sleep(60)\n"));
        request.argv = {"/usr/bin/python3", script};
        request.environment = kEnvironment;
        request.cookie = m_children.cookie();
        request.outPath = m_dir.filePath("out").toStdString();
        const auto process = spawn(request).value();
        const int port = std::stoi(waitForLines(request.outPath, 1));
        const auto holder = findPortHolder(port).value();
        QCOMPARE(holder.pid, process.identity.pid);
        QCOMPARE(holder.describe(), "python3 (pid " + std::to_string(holder.pid) + ")");
        m_children.end();
        QCOMPARE(findPortHolder(port).error().code, ErrorCode::NotFound);
        QVERIFY(listenTcp("127.0.0.1:" + std::to_string(port)));
    }

    void nonsenseIsRefused_data() {
        QTest::addColumn<QString>("address");
        for (const char* bad : {"", "8080", "127.0.0.1", "127.0.0.1:", "127.0.0.1:x", "127.0.0.1:70000", "127.0.0.1:-1",
                                "::1:80", "example.test:80", "127.0.0.1:80 "})
            QTest::newRow(bad) << bad;
    }

    void nonsenseIsRefused() {
        QFETCH(const QString, address);
        const auto result = listenTcp(address.toStdString());
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Usage);
    }

    void anAddressOfAnotherMachineIsRefused() {
        const auto result = listenTcp("192.0.2.1:0");
        QVERIFY(!result);
        QCOMPARE(result.error().code, ErrorCode::Io);
    }
};

QTEST_GUILESS_MAIN(PortsTest)
#include "ports_test.moc"
