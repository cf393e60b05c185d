#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <QTemporaryDir>
#include <atomic>
#include <fstream>
#include <future>
#include <mutex>
#include <thread>
#include "support/patience.h"

#include "base/files.h"
#include "gateway/control/control_server.h"
#include "support/gateway_client.h"

using namespace slipway;
using namespace slipway::gateway;
using namespace slipway::protocol;
using slipway::testing::GatewayClient;
using namespace std::chrono_literals;

namespace {

/// A data path without data: notes what it is told. Publishing can be held back.
class FakePool final : public WorkerPool {
  public:
    unsigned workers() const override { return 2; }
    const char* io() const override { return "epoll"; }
    Result<> addListener(const std::string& id, UniqueFd socket) override {
        const std::lock_guard lock(m_mutex);
        m_listeners[id] = std::move(socket);
        return {};
    }
    void removeListener(const std::string& id) override {
        const std::lock_guard lock(m_mutex);
        m_listeners.erase(id);
    }
    void publish(ConfigPtr config, std::function<void()> done) override {
        const std::lock_guard lock(m_mutex);
        m_published.push_back(config);
        ++m_count;
        if (m_holdBack)
            m_held = std::move(done);
        else
            done();
    }
    void barrier(std::function<void()> done) override { done(); }
    void stop(std::chrono::milliseconds grace, std::function<void()> done) override {
        stoppedWith = grace;
        done();
    }

    void holdBack() {
        const std::lock_guard lock(m_mutex);
        m_holdBack = true;
    }
    bool canFinish() {
        const std::lock_guard lock(m_mutex);
        return static_cast<bool>(m_held);
    }
    void finishOne() {
        std::function<void()> done;
        {
            const std::lock_guard lock(m_mutex);
            done = std::exchange(m_held, nullptr);
        }
        done();
    }
    ConfigPtr last() {
        const std::lock_guard lock(m_mutex);
        return m_published.empty() ? nullptr : m_published.back();
    }
    size_t published() {
        const std::lock_guard lock(m_mutex);
        return m_count;
    }
    void forgetOld() {
        const std::lock_guard lock(m_mutex);
        m_published.erase(m_published.begin(), m_published.end() - 1);
    }
    bool holds(const std::string& id) {
        const std::lock_guard lock(m_mutex);
        return m_listeners.contains(id);
    }
    std::atomic<std::chrono::milliseconds> stoppedWith{-1ms};

  private:
    std::mutex m_mutex;
    std::map<std::string, UniqueFd> m_listeners;
    std::vector<ConfigPtr> m_published;
    size_t m_count = 0;
    bool m_holdBack = false;
    std::function<void()> m_held;
};

/// A control server in a thread of its own, as in the program.
struct Gateway {
    Gateway() {
        ControlServer::Options options;
        options.home = home;
        options.snapshotFile = gatewayFiles(home).snapshot;
        options.self = {"0.1.0", "test", 1, 1, "f00d", ::getpid()};
        options.snapshotBytes = 1u << 20;
        options.childFiles = 123;
        server = std::make_unique<ControlServer>(loop, options, listenSeqpacket(gatewayFiles(home).socket).value(),
                                                 pool, registry);
        thread = std::thread([this] { loop.run(); });
    }
    ~Gateway() {
        loop.stop();
        thread.join();
    }
    GatewayClient daemon() {
        auto client = GatewayClient::connect(home);
        if (!client || !client->sayHello())
            qFatal("no connection to the control server");
        return std::move(*client);
    }
    /// Runs in the control thread, to its end.
    void inLoop(std::function<void()> task) {
        std::promise<void> done;
        loop.post([&] {
            task();
            done.set_value();
        });
        done.get_future().wait();
    }

    QTemporaryDir dir;
    std::string home = dir.path().toStdString();
    PollLoop loop;
    SlotRegistry registry{2};
    FakePool pool;
    std::unique_ptr<ControlServer> server;
    std::thread thread;
};

UniqueFd listeningSocket() {
    UniqueFd socket(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    ::bind(socket.get(), reinterpret_cast<sockaddr*>(&address), sizeof address);
    ::listen(socket.get(), 1);
    return socket;
}

ino_t inodeOf(int fd) {
    struct stat status {};
    ::fstat(fd, &status);
    return status.st_ino;
}

Snapshot snapshot(uint64_t generation, std::vector<SnapshotEndpoint> endpoints) {
    Snapshot whole;
    whole.generation = generation;
    whole.listeners = {{"in", ListenerKind::Ingress, "shop", "gateway", {{"root", {}, "/", {}, {}, {{"s", 1}}}}}};
    whole.services = {{"s", "s", Policy::LeastRequest, Millis(1000), {}, std::move(endpoints)}};
    return whole;
}
SnapshotEndpoint endpoint(const char* id, EndpointState state = EndpointState::Active) {
    return {id, "127.0.0.1:9", 1, state};
}

bool acked(const Result<GatewayClient::Verdict>& verdict) {
    return verdict && std::holds_alternative<Ack>(*verdict);
}
Nack nacked(const Result<GatewayClient::Verdict>& verdict) {
    return verdict && std::holds_alternative<Nack>(*verdict) ? std::get<Nack>(*verdict) : Nack{0, "not", "refused"};
}

}  // namespace

class GatewayControlTest : public QObject {
    Q_OBJECT
  private slots:
    void helloSaysWhoAndWhat() {
        Gateway gateway;
        auto client = GatewayClient::connect(gateway.home);
        QVERIFY(client);
        QCOMPARE(client->gateway().peer.epoch, std::string("f00d"));
        QCOMPARE(client->gateway().generation, 0u);
        QCOMPARE(client->gateway().parts, 1u);
    }

    void listenersAreHeldAndHandedBack() {
        Gateway gateway;
        const UniqueFd first = listeningSocket(), second = listeningSocket();
        {
            auto daemon = gateway.daemon();
            QCOMPARE(daemon.addListener("a", "127.0.0.1:1", first.get()).value(), std::vector<std::string>{"a"});
            const auto both = daemon.addListener("b", "127.0.0.1:2", second.get()).value();
            QVERIFY(both == (std::vector<std::string>{"a", "b"}));
            // An id that is held keeps its socket.
            QVERIFY(daemon.addListener("a", "127.0.0.1:1", second.get()));
            QVERIFY(daemon.goodbye());
        }
        auto next = GatewayClient::connect(gateway.home).value();
        QCOMPARE(next.handedBack().size(), size_t{2});
        QCOMPARE(inodeOf(next.handedBack()["a"].get()), inodeOf(first.get()));
        QCOMPARE(next.gateway().listeners[1].address, std::string("127.0.0.1:2"));
        QVERIFY(next.sayHello());
        QCOMPARE(next.removeListener("a").value(), std::vector<std::string>{"b"});
        QVERIFY(!gateway.pool.holds("a"));
        QVERIFY(gateway.pool.holds("b"));
    }

    void moreListenersThanAMessageTakesComeInParts() {
        Gateway gateway;
        const UniqueFd socket = listeningSocket();
        auto daemon = gateway.daemon();
        for (int batch = 0; batch < 3; ++batch) {
            ListenersChange change;
            for (int i = 0; i < 100; ++i)
                change.add.push_back({"l" + std::to_string(batch * 100 + i), "127.0.0.1:1"});
            QVERIFY(daemon.send(change, std::vector<int>(100, socket.get())));
            QVERIFY(daemon.await<ListenersHeld>());
        }
        const auto next = GatewayClient::connect(gateway.home);
        QVERIFY2(next, next ? "" : next.error().message.c_str());
        QCOMPARE(next->gateway().parts, 2u);
        QCOMPARE(next->gateway().listeners.size(), size_t{300});
    }

    void whatIsNoListenerIsNotHeld() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        const UniqueFd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
        const UniqueFd unbound(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0));
        QVERIFY(daemon.addListener("file", "", file.get()).value().empty());
        QVERIFY(daemon.addListener("unbound", "", unbound.get()).value().empty());
        QVERIFY(daemon.send(ListenersChange{{{"x", ""}, {"y", ""}}, {}}, {listeningSocket().get()}));
        QVERIFY(daemon.await<ListenersHeld>().value().held.empty());
    }

    void aSnapshotIsAckedOnlyWhenAllWorkersRunOnIt() {
        Gateway gateway;
        gateway.pool.holdBack();
        auto daemon = gateway.daemon();
        const UniqueFd body = sealedMemfd("s", snapshotToJson(snapshot(7, {endpoint("e")}))).value();
        QVERIFY(daemon.send(SnapshotOffer{7}, {body.get()}));
        QVERIFY(daemon.ping());
        QVERIFY(!daemon.hasWaiting());
        QCOMPARE(daemon.stats().value().generation, 0u);
        QTRY_VERIFY(gateway.pool.canFinish());
        gateway.pool.finishOne();
        QCOMPARE(daemon.await<Ack>().value().generation, 7u);
        QCOMPARE(daemon.stats().value().generation, 7u);
        QCOMPARE(gateway.pool.last()->generation, 7u);
    }

    void snapshotsTakeTurns() {
        Gateway gateway;
        gateway.pool.holdBack();
        auto daemon = gateway.daemon();
        for (uint64_t generation = 1; generation <= 3; ++generation) {
            const UniqueFd body = sealedMemfd("s", snapshotToJson(snapshot(generation, {}))).value();
            QVERIFY(daemon.send(SnapshotOffer{generation}, {body.get()}));
        }
        for (uint64_t generation = 1; generation <= 3; ++generation) {
            QTRY_VERIFY(gateway.pool.canFinish());
            gateway.pool.finishOne();
            QCOMPARE(daemon.await<Ack>().value().generation, generation);
            QVERIFY(gateway.pool.published() <= generation + 1);
        }
    }

    void aNackNamesThePathAndChangesNothing() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("e")}))));
        Snapshot wrong = snapshot(2, {endpoint("e"), endpoint("f")});
        wrong.services[0].endpoints[1].address = "localhost:80";
        const Nack nack = nacked(daemon.apply(wrong));
        QCOMPARE(nack.generation, 2u);
        QCOMPARE(nack.path, std::string("/services/0/endpoints/1/address"));
        QCOMPARE(gateway.pool.published(), size_t{1});
        QCOMPARE(daemon.stats().value().generation, 1u);
        QCOMPARE(daemon.stats().value().endpoints.size(), size_t{1});
    }

    void bodiesAreChecked() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        const std::string text = snapshotToJson(snapshot(2, {}));
        const UniqueFd unsealed(::memfd_create("s", MFD_CLOEXEC));
        QCOMPARE(::write(unsealed.get(), text.data(), text.size()), ssize_t(text.size()));
        QVERIFY(nacked(daemon.applyBody(2, unsealed.get())).error.find("sealed") != std::string::npos);
        const UniqueFd large = sealedMemfd("s", std::string((1u << 20) + 1, ' ')).value();
        QVERIFY(nacked(daemon.applyBody(2, large.get())).error.find("limit") != std::string::npos);
        const UniqueFd other = sealedMemfd("s", text).value();
        QCOMPARE(nacked(daemon.applyBody(3, other.get())).path, std::string("/generation"));
        const UniqueFd rubbish = sealedMemfd("s", "{").value();
        QVERIFY(!nacked(daemon.applyBody(3, rubbish.get())).error.empty());
        QVERIFY(daemon.send(SnapshotOffer{4}));
        QCOMPARE(daemon.await<Nack>().value().generation, 4u);
        QVERIFY(acked(daemon.apply(snapshot(2, {}))));
    }

    void theSnapshotInForceIsSaved() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(5, {endpoint("e")}))));
        const QString path = gateway.dir.filePath("gateway-snapshot.json");
        QTRY_VERIFY(QFile::exists(path));
        const auto saved = parseSnapshot(readFile(path.toStdString()).value());
        QCOMPARE(saved->generation, 5u);
        struct stat status {};
        ::stat(path.toStdString().c_str(), &status);
        QCOMPARE(int(status.st_mode & 0777), 0600);
        QVERIFY(!nacked(daemon.apply(snapshot(6, {endpoint("e"), endpoint("e")}))).error.empty());
        QVERIFY(daemon.ping());
        QCOMPARE(parseSnapshot(readFile(path.toStdString()).value())->generation, 5u);
    }

    void drainsAreCountedAndToldOnce() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("a"), endpoint("b")}))));
        std::shared_ptr<EndpointSlot> a;
        gateway.inLoop([&] { a = gateway.registry.endpoints().at("a"); });
        a->acquire(0);
        a->acquire(1);
        QVERIFY(acked(daemon.apply(snapshot(2, {endpoint("a", EndpointState::Draining), endpoint("b")}))));
        QVERIFY(daemon.ping());
        QVERIFY(!daemon.hasWaiting());
        QCOMPARE(daemon.stats().value().endpoints[0].inFlight, 2u);
        a->release(1);
        QVERIFY(daemon.ping());
        QVERIFY(!daemon.hasWaiting());
        a->release(0);
        const auto drained = daemon.await<Drained>().value();
        QCOMPARE(drained.endpoint, std::string("a"));
        QCOMPARE(drained.generation, 2u);
        QVERIFY(daemon.ping());
        QVERIFY(!daemon.hasWaiting());
        QCOMPARE(daemon.stats().value().endpoints[0].inFlight, 0u);
    }

    void anEndpointThatLeavesIsToldAndItsSlotRetired() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("a"), endpoint("b")}))));
        gateway.inLoop([&] { gateway.registry.endpoints().at("a")->acquire(1); });
        QVERIFY(acked(daemon.apply(snapshot(2, {endpoint("b")}))));
        QCOMPARE(daemon.stats().value().endpoints[0].state, std::string("gone"));
        gateway.inLoop([&] {
            auto& slot = *gateway.registry.endpoints().at("a");
            slot.shard(1).counters.requests.add();
            slot.release(1);
        });
        QCOMPARE(daemon.await<Drained>().value().endpoint, std::string("a"));
        // The pool, as it is a fake, still holds the first configuration, and with it the slot.
        QCOMPARE(daemon.stats().value().endpoints.size(), size_t{2});
        gateway.pool.forgetOld();
        QCOMPARE(daemon.stats().value().endpoints[0].counters.requests, 1u);  // once more
        QCOMPARE(daemon.stats().value().endpoints.size(), size_t{1});
    }

    void aNewDaemonHearsOfDrainsAgain() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("a", EndpointState::Draining)}))));
        QCOMPARE(daemon.await<Drained>().value().endpoint, std::string("a"));
        auto next = gateway.daemon();
        QCOMPARE(next.await<Drained>().value().endpoint, std::string("a"));
    }

    void anEndpointThatComesBackIsNotTold() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("a")}))));
        gateway.inLoop([&] { gateway.registry.endpoints().at("a")->acquire(0); });
        QVERIFY(acked(daemon.apply(snapshot(2, {endpoint("a", EndpointState::Draining)}))));
        QVERIFY(acked(daemon.apply(snapshot(3, {endpoint("a")}))));
        gateway.inLoop([&] { gateway.registry.endpoints().at("a")->release(0); });
        QVERIFY(daemon.ping());
        QVERIFY(!daemon.hasWaiting());
    }

    void theSecondDaemonReplacesTheFirst() {
        Gateway gateway;
        auto first = gateway.daemon();
        QVERIFY(first.ping());
        auto curious = GatewayClient::connect(gateway.home).value();
        QVERIFY(first.ping());  // a connection alone replaces nobody
        auto second = gateway.daemon();
        QVERIFY(first.await<Replaced>());
        QVERIFY(first.awaitClosed());
        QVERIFY(second.ping());
        gateway.inLoop([&] { QCOMPARE(gateway.server->raiser().attempts(), 0u); });
    }

    void otherSchemasAndStrangeWordsAreRefused() {
        Gateway gateway;
        auto newer = GatewayClient::connect(gateway.home).value();
        QVERIFY(newer.sayHello(2, 9));
        QVERIFY(newer.await<Refused>());
        QVERIFY(newer.awaitClosed());
        auto rude = GatewayClient::connect(gateway.home).value();
        QVERIFY(rude.send(Ping{1}));
        QVERIFY(rude.await<Refused>());
        QVERIFY(rude.awaitClosed());
        auto wide = GatewayClient::connect(gateway.home).value();
        QVERIFY(wide.sayHello(1, 9));
        QVERIFY(wide.ping());
    }

    void shutdownSaysGoodbye() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(daemon.shutdown(250ms));
        QCOMPARE(gateway.pool.stoppedWith.load().count(), 250);
    }

    void statisticsSayWhoTheyAreOf() {
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(acked(daemon.apply(snapshot(1, {endpoint("a")}))));
        gateway.registry.worker(1).accepted.add(3);
        gateway.registry.worker(0).reject(RejectReason::BadRequest);
        const auto stats = daemon.stats().value();
        QCOMPARE(stats.epoch, std::string("f00d"));
        QCOMPARE(stats.io, std::string("epoll"));
        QCOMPARE(stats.workers, 2u);
        QCOMPARE(stats.connectionsAccepted, 3u);
        QCOMPARE(stats.rejected.at("bad_request"), 1u);
        QCOMPARE(stats.edges[0].from, std::string("gateway"));
        QCOMPARE(stats.routes[0].listener, std::string("in"));
    }

    void aLostDaemonIsRaisedUntilOneSaysHello() {
        const QTemporaryDir libexec;
        fakeDaemon(
            libexec,
            "echo \"$*|$SLIPWAY_HOME|$(ls /proc/self/fd | wc -l)|$(ps -o sid= -p $$ | tr -d ' ')=$$|$(ulimit -Sn)\" >> "
            "$SLIPWAY_HOME/raised");
        Gateway gateway;
        {
            auto daemon = gateway.daemon();
            QVERIFY(daemon.ping());
        }
        const QString raised = gateway.dir.filePath("raised");
        const auto lines = [&] { return QString::fromStdString(readFile(raised.toStdString()).value_or("")); };
        QTRY_VERIFY(lines().count('\n') >= 2);
        auto daemon = gateway.daemon();
        QVERIFY(daemon.ping());
        unsigned attempts = 0;
        gateway.inLoop([&] { attempts = gateway.server->raiser().attempts(); });
        const QStringList first = lines().split('\n')[0].split('|');
        QCOMPARE(first[0], QString("--adopt --home ") + gateway.dir.path());
        QCOMPARE(first[1], gateway.dir.path());
        QCOMPARE(first[2].toInt(), 4);  // in, out, err, and the one that ls reads the folder by
        QCOMPARE(first[3].split('=')[0], first[3].split('=')[1]);  // leader of a session of its own
        QCOMPARE(first[4], QString("123"));
        QTest::qWait(300);
        gateway.inLoop([&] { QCOMPARE(gateway.server->raiser().attempts(), attempts); });
        QVERIFY(daemon.goodbye());
    }

    void aDaemonThatDiesAfterItsHelloIsRaisedMoreAndMoreSlowly() {
        const QTemporaryDir libexec;
        fakeDaemon(libexec, "exit 1");
        Gateway gateway;
        unsigned attempts = 0;
        const auto reached = [&](unsigned wanted) {
            gateway.inLoop([&] { attempts = gateway.server->raiser().attempts(); });
            return attempts >= wanted;
        };
        gateway.daemon().close();
        QTRY_VERIFY(reached(3));  // after 50, 100 and 200 ms
        auto daemon = gateway.daemon();
        QVERIFY(daemon.ping());
        QVERIFY(reached(3));
        const unsigned before = attempts;
        QElapsedTimer since;
        since.start();
        daemon.close();
        QTRY_VERIFY(reached(before + 1));
        QVERIFY2(since.elapsed() >= 350, qPrintable(QString::number(since.elapsed())));
    }

    void afterGoodbyeNobodyIsRaised() {
        const QTemporaryDir libexec;
        fakeDaemon(libexec, "touch $SLIPWAY_HOME/raised");
        Gateway gateway;
        auto daemon = gateway.daemon();
        QVERIFY(daemon.goodbye());
        auto curious = GatewayClient::connect(gateway.home).value();  // later than the goodbye: it has been read
        curious.close();
        QTest::qWait(200);
        QVERIFY(!QFile::exists(gateway.dir.filePath("raised")));
        gateway.inLoop([&] { QCOMPARE(gateway.server->raiser().attempts(), 0u); });
    }

    void aRunningDaemonIsNotStartedTwice() {
        const QTemporaryDir libexec;
        fakeDaemon(libexec, "echo $$ >> $SLIPWAY_HOME/raised; exec sleep 30");
        Gateway gateway;
        gateway.daemon().close();
        const std::string raised = gateway.dir.filePath("raised").toStdString();
        QTRY_VERIFY(readFile(raised).value_or("").find('\n') != std::string::npos);
        QTest::qWait(600);  // several turns of the back-off
        const std::string pids = readFile(raised).value();
        QCOMPARE(std::count(pids.begin(), pids.end(), '\n'), 1);
        gateway.inLoop([&] { gateway.server->raiser().stop(); });
        ::kill(std::stoi(pids), SIGKILL);
    }

    void aMissingDaemonProgramIsTriedAgain() {
        const QTemporaryDir libexec;
        fakeDaemon(libexec, "touch $SLIPWAY_HOME/raised");
        const QString program = libexec.filePath("slipwayd");
        std::ofstream(program.toStdString(), std::ios::trunc) << "#!/nonexistent/interpreter\n";
        Gateway gateway;
        gateway.daemon().close();
        unsigned attempts = 0;
        const auto tried = [&] {
            gateway.inLoop([&] { attempts = gateway.server->raiser().attempts(); });
            return attempts >= 2;
        };
        QTRY_VERIFY(tried());
        fakeDaemon(libexec, "touch $SLIPWAY_HOME/raised");
        QTRY_VERIFY(QFile::exists(gateway.dir.filePath("raised")));
    }

    void cleanup() { qunsetenv("SLIPWAY_LIBEXEC"); }

  private:
    static void fakeDaemon(const QTemporaryDir& libexec, const char* script) {
        const QString path = libexec.filePath("slipwayd");
        QFile::remove(path);
        std::ofstream(path.toStdString()) << "#!/bin/sh\n" << script << "\n";
        QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
        qputenv("SLIPWAY_LIBEXEC", libexec.path().toUtf8());
    }
};

QTEST_GUILESS_MAIN(GatewayControlTest)
#include "gateway_control_test.moc"
