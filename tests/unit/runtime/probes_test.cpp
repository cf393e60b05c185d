#include "runtime/probes.h"

#include "probe_server.h"
#include "process_fixture.h"
#include "runtime/log_history.h"

using namespace slipway;
using namespace slipway::runtime;
using namespace slipway::runtime::test;
using namespace std::chrono_literals;

class ProbesTest : public QObject {
    Q_OBJECT

    Children m_children;
    QTemporaryDir m_dir;
    std::unique_ptr<ProbeRunner> m_runner;
    std::vector<ProbeResult> m_seen;

    static ProbeSpec http(int port, const std::string& path = "/health/ready") {
        HttpGetProbe get;
        get.port = port;
        get.path = path;
        ProbeSpec spec;
        spec.action = get;
        spec.period = 20ms;
        spec.timeout = 20s;
        spec.startupPeriod = 5ms;
        spec.failureThreshold = 2;
        return spec;
    }

    ProbeSpec exec(std::vector<std::string> argv, Duration timeout = 20s) {
        ExecProbe run;
        run.argv = std::move(argv);
        run.environment = kEnvironment;
        run.cookie = m_children.cookie("probe");
        ProbeSpec spec;
        spec.action = run;
        spec.period = 20ms;
        spec.timeout = timeout;
        return spec;
    }

    static ProbeSpec logLine(std::vector<LogLineProbe::Output> outputs) {
        ProbeSpec spec;
        spec.action = LogLineProbe{LinePattern::compile("^ready").value(), "^ready", std::move(outputs), false};
        spec.period = 5ms;
        return spec;
    }

    /// The next result of the probe; empty when there is none.
    std::optional<ProbeResult> next(const std::string& id) {
        for (;;) {
            for (auto it = m_seen.begin(); it != m_seen.end(); ++it)
                if (it->id == id) {
                    ProbeResult result = *it;
                    m_seen.erase(it);
                    return result;
                }
            if (!readable(m_runner->fd()))
                return {};
            for (auto& result : m_runner->process())
                m_seen.push_back(std::move(result));
        }
    }

    static int freePort() {
        const auto listener = listenTcp("127.0.0.1:0").value();
        const auto address = boundAddress(listener.get()).value();
        return std::stoi(address.substr(address.rfind(':') + 1));
    }

  private slots:
    void init() {
        m_seen.clear();
        m_runner = ProbeRunner::create().value();
    }
    void cleanup() {
        m_runner.reset();
        m_children.end();
    }

    void aServiceBecomesReadyAndUnreadyAndReady() {
        ProbeServer server;
        server.setStatus("503 Service Unavailable");
        m_runner->add("users-1", http(server.port()));
        auto result = next("users-1");
        QVERIFY(result);
        QCOMPARE(result->verdict, ProbeVerdict::Failing);
        QCOMPARE(result->reason, std::string("GET /health/ready: 503 Service Unavailable"));
        QCOMPARE(result->failures, 1);
        server.setStatus("204 No Content");
        result = next("users-1");
        QCOMPARE(result->verdict, ProbeVerdict::Ready);
        QVERIFY(result->latency > 0ns && result->at > 0);
        server.setStatus("500 Internal Server Error");
        result = next("users-1");
        QCOMPARE(result->verdict, ProbeVerdict::Failing);
        result = next("users-1");
        QCOMPARE(result->verdict, ProbeVerdict::Unready);
        QCOMPARE(result->reason, std::string("GET /health/ready: 500 Internal Server Error"));
        QCOMPARE(result->failures, 2);
        server.setStatus("200 OK");
        QCOMPARE(next("users-1")->verdict, ProbeVerdict::Ready);
    }

    void theConnectionIsKept() {
        ProbeServer server;
        m_runner->add("users-1", http(server.port()));
        QVERIFY(eventually([&] { return server.requests() >= 20; }));
        QCOMPARE(server.connections(), 1);
        QCOMPARE(m_runner->totals().connections, std::uint64_t(1));
        QVERIFY(m_runner->totals().probes >= 20);
    }

    void aRemovedProbeLetsGoOfItsConnectionAndIsSilent() {
        ProbeServer one;
        ProbeServer two;
        m_runner->add("a", http(one.port()));
        m_runner->add("b", http(two.port()));
        QVERIFY(next("a") && next("b"));
        one.setStatus("503 Service Unavailable");
        QVERIFY(eventually([&] { return m_runner->totals().failures > 0; }));
        m_runner->remove("a");
        QVERIFY2(eventually([&] { return one.open() == 0; }), "a graceful stop would wait for it");
        for (const auto& result : m_runner->process())
            QVERIFY(result.id != "a");
        QCOMPARE(two.open(), 1);
        m_runner->remove("never there");
    }

    void anIdAddedAgainStartsAnew() {
        ProbeServer one;
        ProbeServer two;
        two.setStatus("404 Not Found");
        m_runner->add("a", http(one.port()));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        m_runner->add("a", http(two.port()));
        m_seen.clear();
        const auto result = next("a");
        QCOMPARE(result->verdict, ProbeVerdict::Failing);
        QCOMPARE(result->reason, std::string("GET /health/ready: 404 Not Found"));
    }

    void whatIsSentIsAsAsked() {
        ProbeServer server;
        auto spec = http(server.port(), "/a/../b?x=1");
        auto& get = std::get<HttpGetProbe>(spec.action);
        get.headers = {{"X-Probe", "yes"}, {"Host", "shop.local"}};
        get.minStatus = get.maxStatus = 418;
        server.setStatus("418 I'm a teapot");
        m_runner->add("a", spec);
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        const std::string request = server.lastRequest();
        QVERIFY2(request.starts_with("GET /a/../b?x=1 HTTP/1.1\r\n"), request.c_str());
        QVERIFY(request.find("X-Probe: yes\r\n") != std::string::npos);
        QVERIFY(request.find("Host: shop.local\r\n") != std::string::npos);
    }

    void aRedirectIsNotFollowed() {
        ProbeServer server;
        server.setAnswer("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n");
        m_runner->add("a", http(server.port()));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
    }

    void failuresAreExplained_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<QString>("reason");
        QTest::newRow("closed") << "close"
                                << "GET /health/ready: the connection was closed without an answer";
        QTest::newRow("silent") << ""
                                << "GET /health/ready: timed out after 100ms";
        QTest::newRow("not HTTP") << "SSH-2.0-x\r\n"
                                  << "GET /health/ready: the answer is not HTTP";
        QTest::newRow("no phrase") << "HTTP/1.1 500\r\nContent-Length: 0\r\n\r\n"
                                   << "GET /health/ready: 500";
    }

    void failuresAreExplained() {
        QFETCH(const QString, answer);
        QFETCH(const QString, reason);
        ProbeServer server;
        server.setAnswer(answer.toStdString());
        auto spec = http(server.port());
        spec.timeout = answer.isEmpty() ? Duration(100ms) : spec.timeout;
        m_runner->add("a", spec);
        const auto result = next("a");
        QVERIFY(result);
        QCOMPARE(QString::fromStdString(result->reason), reason);
    }

    void answersOfAllShapesCount_data() {
        QTest::addColumn<QString>("answer");
        QTest::addColumn<bool>("closing");
        QTest::newRow("a length") << "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nready" << false;
        QTest::newRow("no body") << "HTTP/1.1 204 No Content\r\n\r\n" << false;
        QTest::newRow("chunks") << "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n" << false;
        QTest::newRow("interim") << "HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n"
                                 << false;
        QTest::newRow("large") << "HTTP/1.1 200 OK\r\nContent-Length: 50000\r\n\r\n" + QString(50'000, 'x') << false;
        QTest::newRow("Connection: close")
            << "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok" << true;
        QTest::newRow("until the end") << "HTTP/1.0 200 OK\r\n\r\nready" << true;
    }

    void answersOfAllShapesCount() {
        QFETCH(const QString, answer);
        QFETCH(const bool, closing);
        ProbeServer server;
        server.setAnswer(answer.toStdString(), closing);
        m_runner->add("a", http(server.port()));
        QVERIFY(eventually([&] { return server.requests() >= 5; }));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        QCOMPARE(m_runner->totals().failures, std::uint64_t(0));
        QCOMPARE(server.connections() > 1, closing);
    }

    void aKeptConnectionMayBeClosedAtAnyTime() {
        ProbeServer server;
        // Without a word in the answer, as when its own patience with idle connections ends.
        server.setAnswer("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", true);
        m_runner->add("a", http(server.port()));
        QVERIFY(eventually([&] { return server.requests() >= 5; }));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        QCOMPARE(m_runner->totals().failures, std::uint64_t(0));
    }

    void anAnswerThatEndsTooSoonIsNone() {
        ProbeServer server;
        server.setAnswer("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok", true);
        m_runner->add("a", http(server.port()));
        QCOMPARE(next("a")->reason, std::string("GET /health/ready: the connection broke"));
    }

    void nobodyListening() {
        const int port = freePort();
        m_runner->add("http", http(port));
        auto spec = http(port);
        spec.action = TcpProbe{"127.0.0.1", port};
        m_runner->add("tcp", spec);
        QCOMPARE(next("http")->reason, std::string("GET /health/ready: connection refused"));
        QCOMPARE(next("tcp")->reason, "connect to 127.0.0.1:" + std::to_string(port) + ": connection refused");
    }

    void aListenerSatisfiesTcp() {
        const auto listener = listenTcp("127.0.0.1:0").value();
        const auto address = boundAddress(listener.get()).value();
        ProbeSpec spec;
        spec.action = TcpProbe{"localhost", std::stoi(address.substr(address.rfind(':') + 1))};
        m_runner->add("a", spec);
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        spec.action = TcpProbe{"not-an-address.test", 1};
        m_runner->add("b", spec);
        QCOMPARE(next("b")->reason, std::string("connect to not-an-address.test:1: not an IP address"));
    }

    void programsAnswerByTheirExitCode() {
        const std::string flag = m_dir.filePath("flag").toStdString();
        m_runner->add("a", exec(shellCommand("test -e " + flag + " || { echo first; echo not yet >&2; exit 3; }")));
        auto result = next("a");
        QCOMPARE(result->verdict, ProbeVerdict::Failing);
        QCOMPARE(result->reason, std::string("exec /bin/sh: exit code 3: not yet"));
        QVERIFY(writeFileAtomically(flag, "x"));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        m_runner->add("b", exec({"no-such-program"}));
        QVERIFY(next("b")->reason.starts_with("exec no-such-program: not found in PATH"));
        m_runner->add("c", exec(shellCommand("kill -SEGV $$")));
        QCOMPARE(next("c")->reason, std::string("exec /bin/sh: killed by signal 11"));
    }

    void programsThatHangAreKilledWithTheirChildren() {
        m_runner->add("a", exec(shellCommand("sleep 60 & sleep 61"), 150ms));
        QCOMPARE(next("a")->reason, std::string("exec /bin/sh: timed out after 150ms"));
        m_runner->remove("a");
        QVERIFY(eventually([&] { return findCookies(m_children.cookie("probe")).empty(); }));
        // One that ends but leaves a child: the child goes too.
        m_runner->add("b", exec(shellCommand("sleep 62 & exit 0")));
        QCOMPARE(next("b")->verdict, ProbeVerdict::Ready);
        m_runner->remove("b");
        QVERIFY(eventually([&] { return findCookies(m_children.cookie("probe")).empty(); }));
        // Reaped by the runner, not by us.
        QVERIFY(eventually([&] { return ::waitid(P_ALL, 0, nullptr, WEXITED | WNOHANG | WNOWAIT) == -1; }));
    }

    void aLineOfItsOutputMakesReady() {
        const std::string path = m_dir.filePath("users-1.out").toStdString();
        const auto write = [&](const std::string& text) {
            QFile file(QString::fromStdString(path));
            QVERIFY(file.open(QIODevice::Append) && file.write(text.c_str()) > 0);
        };
        const std::string before = "ready of the process before\n";
        write(before);
        const auto spec = logLine({{path, before.size()}, {m_dir.filePath("none.err").toStdString(), 0}});
        m_runner->add("a", spec);
        const auto result = next("a");
        QCOMPARE(result->verdict, ProbeVerdict::Failing);
        QCOMPARE(result->reason, std::string("no line of its output matches '^ready' yet"));
        // Longer than is kept of a line, not at a line's beginning, and a line that is not complete.
        write(std::string(200'000, 'x') + "\nnot ready\n\033[32mread");
        const auto looked = m_runner->totals().probes;
        QVERIFY(eventually([&] { return m_runner->totals().probes > looked + 3; }));
        QVERIFY(m_runner->process().empty());
        write("y\033[0m to serve\n");
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
        // What is found stays found, whatever becomes of the file.
        QVERIFY(QFile::remove(QString::fromStdString(path)));
        const auto later = m_runner->totals().probes;
        QVERIFY(eventually([&] { return m_runner->totals().probes > later + 3; }));
        QVERIFY(m_runner->process().empty());
    }

    void aLineIsFoundBehindAHoleAndInAFileThatWasEmptied() {
        const QString path = m_dir.filePath("flood.out");
        QFile file(path);
        QVERIFY(file.open(QIODevice::WriteOnly));
        const QByteArray line = QByteArray(99, 'x') + '\n';
        for (int i = 0; i < 50'000; ++i)
            file.write(line);
        file.close();
        if (!punchHead(path.toStdString(), 1 << 20))
            QSKIP("this file system punches no holes");
        m_runner->add("a", logLine({{path.toStdString(), 0}}));
        QCOMPARE(next("a")->verdict, ProbeVerdict::Failing);
        QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write("ready\n") == 6);
        file.close();
        QCOMPARE(next("a")->verdict, ProbeVerdict::Ready);
    }

    void anAdoptedInstanceThatWasReadyIsNotSearched() {
        auto spec = logLine({{m_dir.filePath("gone.out").toStdString(), 0}});
        std::get<LogLineProbe>(spec.action).found = true;
        spec.startsReady = true;
        m_runner->add("a", spec);
        QVERIFY(eventually([&] { return m_runner->totals().probes > 5; }));
        QCOMPARE(m_runner->totals().failures, std::uint64_t(0));
        QVERIFY(m_runner->process().empty());
    }

    void theRunnersEndEndsItsProbes() {
        ProbeServer server;
        server.setAnswer("");
        m_runner->add("http", http(server.port()));
        m_runner->add("exec", exec({"sleep", "60"}));
        QVERIFY(eventually([&] { return server.open() == 1 && !findCookies(m_children.cookie("probe")).empty(); }));
        m_runner.reset();
        QVERIFY(eventually([&] { return server.open() == 0; }));
        QVERIFY(findCookies(m_children.cookie("probe")).empty());
        QCOMPARE(::waitpid(-1, nullptr, WNOHANG), -1);
    }

    void manyInstancesAreProbedTogether() {
        std::vector<std::unique_ptr<ProbeServer>> servers;
        for (int i = 0; i < 20; ++i)
            servers.push_back(std::make_unique<ProbeServer>());
        for (int i = 0; i < 200; ++i)
            m_runner->add("i" + std::to_string(i), http(servers[static_cast<size_t>(i % 20)]->port()));
        for (int i = 0; i < 200; ++i) {
            const auto result = next("i" + std::to_string(i));
            QVERIFY(result && result->verdict == ProbeVerdict::Ready);
        }
    }
};

QTEST_GUILESS_MAIN(ProbesTest)
#include "probes_test.moc"
