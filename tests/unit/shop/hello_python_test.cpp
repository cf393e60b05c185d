#include <QtTest>
#include <atomic>
#include <thread>

#include "kit/client.h"
#include "kit/socket.h"
#include "shop_testing.h"
#include "support/child_process.h"

using namespace shop;
using slipway::testing::ChildProcess;
using slipway::testing::eventually;

// The service that people copy from: resources/examples/hello-python/app.py.
class HelloPythonTest : public QObject {
    Q_OBJECT

    static kit::Deadline soon() { return std::chrono::steady_clock::now() + std::chrono::seconds(20); }

    struct Hello {
        Hello() : port(slipway::testing::freePort()) {
            const QString root = qEnvironmentVariable("SLIPWAY_SOURCE_DIR", QStringLiteral(SLIPWAY_ROOT));
            process = std::make_unique<ChildProcess>("python3", QStringList("app.py"),
                                                     ChildProcess::Environment{{"PORT", QString::number(port)}},
                                                     root + "/resources/examples/hello-python");
            const std::string url = "http://127.0.0.1:" + std::to_string(port);
            client = kit::Client::create(url, {}).value();
            kit::ClientRequest request;
            request.target = "/health/ready";
            ready = eventually([&] {
                const auto answer = client->send(request);
                return answer && answer->status == 200;
            });
        }
        quint16 port;
        bool ready = false;
        std::unique_ptr<ChildProcess> process;
        std::unique_ptr<kit::Client> client;
    };

    static std::string readAll(kit::Socket& socket) {
        std::string all;
        char buffer[4096];
        while (true) {
            const auto got = socket.receive(buffer, sizeof buffer, soon());
            if (!got || *got == 0)
                return all;
            all.append(buffer, *got);
        }
    }

  private slots:
    void connectionsAreKeptAndPathsToldApart() {
        Hello hello;
        QVERIFY2(hello.ready, hello.process->errors().constData());
        auto socket = kit::Socket::connect("127.0.0.1", hello.port, soon());
        VERIFY_OK(socket);
        VERIFY_OK(
            socket->send("GET / HTTP/1.1\r\nHost: h\r\n\r\nGET /none HTTP/1.1\r\nHost: h\r\n\r\n"
                         "GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
                         soon()));
        const QByteArray answers = QByteArray::fromStdString(readAll(*socket));
        QCOMPARE(answers.count("HTTP/1.1 200 OK\r\n"), 2);
        QCOMPARE(answers.count("HTTP/1.1 404 Not Found\r\n"), 1);
        QCOMPARE(answers.count("Hello from"), 2);
    }

    void aStopAnswersWhatHasBegun() {
        Hello hello;
        QVERIFY(hello.ready);
        auto begun = kit::Socket::connect("127.0.0.1", hello.port, soon());
        VERIFY_OK(begun);
        VERIFY_OK(begun->send("GET / HTTP/1.1\r\nHo", soon()));
        auto idle = kit::Socket::connect("127.0.0.1", hello.port, soon());
        VERIFY_OK(idle);
        // Both connections are taken once this one, which came after them, is answered.
        kit::ClientRequest request;
        request.target = "/";
        request.headers = {{"Connection", "close"}};
        VERIFY_OK(hello.client->send(request));
        hello.process->signal(SIGTERM);
        VERIFY_OK(begun->send("st: h\r\n\r\n", soon()));
        const QByteArray answer = QByteArray::fromStdString(readAll(*begun));
        QVERIFY2(answer.startsWith("HTTP/1.1 200 OK\r\n") && answer.contains("Hello from"), answer.constData());
        QCOMPARE(readAll(*idle), std::string());
        QVERIFY(hello.process->waitForExit());
        QCOMPARE(hello.process->exitCode(), 0);
    }

    void aStopUnderLoadLosesNothing() {
        Hello hello;
        QVERIFY(hello.ready);
        std::atomic<int> answered{0};
        std::atomic<int> lost{0};
        std::vector<std::thread> callers;
        for (int c = 0; c < 6; ++c) {
            callers.emplace_back([&] {
                // On kept connections alone: Linux may cut one that is made in the very moment in which a listener
                // closes.
                auto socket = kit::Socket::connect("127.0.0.1", hello.port, soon());
                while (socket) {
                    if (!socket->send("GET / HTTP/1.1\r\nHost: h\r\n\r\n", soon()))
                        return;
                    std::string answer;
                    char buffer[4096];
                    while (answer.find("}\n") == std::string::npos) {
                        const auto got = socket->receive(buffer, sizeof buffer, soon());
                        if (!got || *got == 0) {
                            qWarning("lost after %d: %s", answered.load(), answer.c_str());
                            ++lost;
                            return;
                        }
                        answer.append(buffer, *got);
                    }
                    ++answered;
                    if (answer.find("Connection: close") != std::string::npos)
                        return;
                }
            });
        }
        QVERIFY(eventually([&] { return answered.load() > 200; }));
        hello.process->signal(SIGTERM);
        for (std::thread& caller : callers)
            caller.join();
        QVERIFY(hello.process->waitForExit());
        QCOMPARE(hello.process->exitCode(), 0);
        QCOMPARE(lost.load(), 0);
    }
};

QTEST_GUILESS_MAIN(HelloPythonTest)
#include "hello_python_test.moc"
