#include <QtTest>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "kit/client.h"
#include "kit/server.h"
#include "kit/socket.h"
#include "shop_testing.h"

using namespace shop;
using namespace shop::kit;

namespace {

Deadline soon() {
    return std::chrono::steady_clock::now() + std::chrono::seconds(20);
}

/// Opens once, for all who wait.
class Gate {
  public:
    void open() {
        const std::lock_guard lock(m_mutex);
        m_open = true;
        m_changed.notify_all();
    }
    void arrive() {
        const std::lock_guard lock(m_mutex);
        ++m_arrived;
        m_changed.notify_all();
    }
    void waitOpen() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_open; });
    }
    void waitArrived(int count) {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [&] { return m_arrived >= count; });
    }

  private:
    std::mutex m_mutex;
    std::condition_variable m_changed;
    bool m_open = false;
    int m_arrived = 0;
};

/// A server on a thread of its own. Echoes method, target and body, unless `dispatch` says otherwise.
class Running {
  public:
    explicit Running(ServerOptions options = {}, std::function<void(Request&, Respond)> dispatch = echo)
        : m_server(options, {std::move(dispatch), {}, {}, {}}) {
        const auto listening = m_server.listen();
        port = listening ? m_server.port() : std::uint16_t{0};
        m_thread = std::thread([this] { m_cut = m_server.run(); });
    }
    ~Running() {
        if (m_thread.joinable()) {
            stop();
            wait();
        }
    }
    void stop() { m_server.stop(); }
    std::size_t wait() {
        m_thread.join();
        return m_cut;
    }
    Socket connect() const {
        auto socket = Socket::connect("127.0.0.1", port, soon());
        return socket ? std::move(*socket) : Socket();
    }

    static void echo(Request& request, Respond respond) {
        Response response;
        response.contentType = "text/plain";
        response.body =
            std::string(request.method) + " " + std::string(request.target) + " " + std::string(request.body);
        respond(std::move(response));
    }

    std::uint16_t port = 0;

  private:
    Server m_server;
    std::size_t m_cut = 0;
    std::thread m_thread;
};

/// All that comes until the peer's end, or until `count` bodies of echo's form came.
std::string readUntil(Socket& socket, const std::string& end) {
    std::string all;
    char buffer[4096];
    while (end.empty() || all.find(end) == std::string::npos) {
        const auto got = socket.receive(buffer, sizeof buffer, soon());
        if (!got)
            return all + "<" + got.error().message + ">";
        if (*got == 0)
            break;
        all.append(buffer, *got);
    }
    return all;
}

std::string ask(std::uint16_t port, const std::string& bytes) {
    auto socket = Socket::connect("127.0.0.1", port, soon());
    if (!socket || !socket->send(bytes, soon()))
        return "<cannot send>";
    return readUntil(*socket, {});
}

std::string firstLine(const std::string& answer) {
    return answer.substr(0, answer.find("\r\n"));
}

}  // namespace

class ServerTest : public QObject {
    Q_OBJECT
  private slots:
    void aRequestMaySplitAnywhere() {
        const Running server;
        const std::string bytes =
            "POST /a HTTP/1.1\r\nHost: h\r\nContent-Length: 5\r\n\r\nhello"
            "POST /b HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n3;x=1\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
            "GET /last HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n";
        for (std::size_t cut = 1; cut < bytes.size(); ++cut) {
            Socket socket = server.connect();
            VERIFY_OK(socket.send(bytes.substr(0, cut), soon()));
            VERIFY_OK(socket.send(bytes.substr(cut), soon()));
            const std::string all = readUntil(socket, {});
            const auto a = all.find("\r\n\r\nPOST /a hello");
            const auto b = all.find("\r\n\r\nPOST /b abcde");
            const auto last = all.find("\r\n\r\nGET /last ");
            QVERIFY2(a < b && b < last && last != std::string::npos, (std::to_string(cut) + ": " + all).c_str());
        }
    }

    void whatIsNotAllowedIsToldAndEndsTheConnection_data() {
        QTest::addColumn<QByteArray>("bytes");
        QTest::addColumn<QByteArray>("status");
        const QByteArray head = "GET / HTTP/1.1\r\nHost: h\r\n";
        QTest::newRow("no host") << QByteArray("GET / HTTP/1.1\r\n\r\n") << QByteArray("400");
        QTest::newRow("two hosts") << head + "Host: z\r\n\r\n" << QByteArray("400");
        QTest::newRow("not http") << QByteArray("hello\r\n\r\n") << QByteArray("400");
        QTest::newRow("header with a space") << head + "Bad Name: 1\r\n\r\n" << QByteArray("400");
        QTest::newRow("two lengths") << head + "Content-Length: 1\r\nContent-Length: 2\r\n\r\nab" << QByteArray("400");
        QTest::newRow("large head") << head + "X: " + QByteArray(40'000, 'x') + "\r\n\r\n" << QByteArray("431");
        QTest::newRow("long target") << "GET /" + QByteArray(9'000, 'x') + " HTTP/1.1\r\nHost: h\r\n\r\n"
                                     << QByteArray("414");
        QTest::newRow("large body") << head + "Content-Length: 2000000\r\n\r\n" << QByteArray("413");
        QTest::newRow("large chunks") << head + "Transfer-Encoding: chunked\r\n\r\n1fffff\r\n" +
                                             QByteArray(1'100'000, 'x')
                                      << QByteArray("413");
        QTest::newRow("unknown coding") << head + "Transfer-Encoding: gzip, chunked\r\n\r\n" << QByteArray("501");
    }
    void whatIsNotAllowedIsToldAndEndsTheConnection() {
        QFETCH(QByteArray, bytes);
        QFETCH(QByteArray, status);
        const Running server;
        const std::string answer = ask(server.port, bytes.toStdString());
        QVERIFY2(answer.starts_with("HTTP/1.1 " + status.toStdString() + " "), answer.c_str());
        QVERIFY(answer.find("Connection: close\r\n") != std::string::npos);
        QVERIFY(answer.find("{\"error\":{\"code\":") != std::string::npos);
        QCOMPARE(QByteArray::fromStdString(answer).count("Date: "), 1);
    }

    void headAndEmptyAnswersHaveNoBody() {
        const Running server(ServerOptions{}, [](Request& request, Respond respond) {
            Response response;
            response.status = request.path == "/204" ? 204 : request.path == "/304" ? 304 : 200;
            response.body = "body";
            respond(std::move(response));
        });
        const std::string answers = ask(server.port,
                                        "HEAD / HTTP/1.1\r\nHost: h\r\n\r\nGET /204 HTTP/1.1\r\nHost: h\r\n\r\n"
                                        "GET /304 HTTP/1.1\r\nHost: h\r\n\r\nGET / HTTP/1.0\r\n\r\n");
        QCOMPARE(QByteArray::fromStdString(answers).count("HTTP/1.1 "), 4);
        QCOMPARE(QByteArray::fromStdString(answers).count("\r\n\r\nbody"), 1);
        QCOMPARE(QByteArray::fromStdString(answers).count("Content-Length: 4\r\n"), 2);
        QVERIFY(answers.ends_with("\r\n\r\nbody"));
    }

    void aBodyThatWaitsForLeaveGetsIt() {
        const Running server;
        Socket socket = server.connect();
        VERIFY_OK(
            socket.send("POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n", soon()));
        QCOMPARE(QByteArray::fromStdString(readUntil(socket, "\r\n\r\n")), QByteArray("HTTP/1.1 100 Continue\r\n\r\n"));
        VERIFY_OK(socket.send("ok", soon()));
        QVERIFY(readUntil(socket, "POST / ok").find("200 OK") != std::string::npos);
    }

    void aSlowRequestIsEnded() {
        ServerOptions options;
        options.requestTimeout = std::chrono::milliseconds(50);
        const Running server(options);
        Socket socket = server.connect();
        VERIFY_OK(socket.send("GET / HTTP/1.1\r\nHost", soon()));
        QCOMPARE(QByteArray::fromStdString(firstLine(readUntil(socket, {}))),
                 QByteArray("HTTP/1.1 408 Request Timeout"));
    }

    void aStopFinishesWhatIsInFlight() {
        Gate gate;
        std::thread worker;
        Running server(ServerOptions{}, [&](Request&, Respond respond) {
            gate.arrive();
            worker = std::thread([&gate, respond = std::move(respond)] {
                gate.waitOpen();
                Response response;
                response.body = "done";
                respond(std::move(response));
            });
        });
        Socket socket = server.connect();
        VERIFY_OK(socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
        gate.waitArrived(1);
        server.stop();
        // The listener goes while the request is still being worked on.
        while (Socket::connect("127.0.0.1", server.port, soon())) {
            QTest::qSleep(5);
        }
        gate.open();
        const std::string answer = readUntil(socket, {});
        worker.join();
        QVERIFY2(answer.starts_with("HTTP/1.1 200 OK") && answer.ends_with("done"), answer.c_str());
        QVERIFY(answer.find("Connection: close") != std::string::npos);
        QCOMPARE(server.wait(), std::size_t{0});
    }

    void aStopAnswersAnIdleConnectionThatStillAsks() {
        ServerOptions options;
        options.stopLinger = std::chrono::seconds(15);
        Running server(options);
        Socket socket = server.connect();
        const std::string request = "GET / HTTP/1.1\r\nHost: h\r\n\r\n";
        VERIFY_OK(socket.send(request, soon()));
        QVERIFY(readUntil(socket, "GET / ").find("Connection: close") == std::string::npos);
        server.stop();
        VERIFY_OK(socket.send(request, soon()));
        std::string answer = readUntil(socket, "GET / ");
        if (answer.find("Connection: close") == std::string::npos) {  // the stop had not begun yet
            VERIFY_OK(socket.send(request, soon()));
            answer = readUntil(socket, {});
        }
        QVERIFY(answer.find("Connection: close") != std::string::npos);
        socket = Socket();
        QCOMPARE(server.wait(), std::size_t{0});
    }

    void aStopClosesIdleConnections() {
        ServerOptions options;
        options.stopLinger = std::chrono::milliseconds(20);
        Running server(options);
        Socket used = server.connect();
        VERIFY_OK(used.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
        readUntil(used, "GET / ");
        Socket fresh = server.connect();
        server.stop();
        QCOMPARE(readUntil(used, {}), std::string());
        QCOMPARE(readUntil(fresh, {}), std::string());
        QCOMPARE(server.wait(), std::size_t{0});
    }

    void aStopAnswersWhatWaitsInTheAcceptQueue() {
        Gate gate;
        ServerOptions options;
        options.loops = 1;
        options.stopLinger = std::chrono::milliseconds(0);
        Running server(options, [&](Request& request, Respond respond) {
            if (request.path == "/block") {
                gate.arrive();
                gate.waitOpen();  // on the loop's own thread: nobody accepts now
            }
            Running::echo(request, std::move(respond));
        });
        Socket blocker = server.connect();
        VERIFY_OK(blocker.send("GET /block HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
        gate.waitArrived(1);
        std::vector<Socket> queued;
        for (int i = 0; i < 5; ++i) {
            queued.push_back(server.connect());
            VERIFY_OK(queued.back().send("GET /queued HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
        }
        server.stop();
        gate.open();
        QVERIFY(readUntil(blocker, {}).ends_with("GET /block "));
        for (Socket& socket : queued) {
            const std::string answer = readUntil(socket, {});
            QVERIFY2(answer.ends_with("GET /queued "), answer.c_str());
        }
        QCOMPARE(server.wait(), std::size_t{0});
    }

    void aStopEndsAtItsDeadline() {
        Gate gate;
        std::thread worker;
        ServerOptions options;
        options.stopDeadline = std::chrono::milliseconds(50);
        Running server(options, [&](Request&, Respond respond) {
            gate.arrive();
            worker = std::thread([&gate, respond = std::move(respond)] { gate.waitOpen(); });
        });
        Socket socket = server.connect();
        VERIFY_OK(socket.send("GET / HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
        gate.waitArrived(1);
        server.stop();
        QCOMPARE(server.wait(), std::size_t{1});
        gate.open();
        worker.join();
    }

    void aTakenPortIsTold() {
        const Running holder;
        ServerOptions options;
        options.port = holder.port;
        Server second(options, {});
        const auto listening = second.listen();
        QVERIFY(!listening);
        QVERIFY(listening.error().message.find("Address already in use") != std::string::npos);
    }

    void manyKeptConnectionsAreServedEvenly() {
        const Running server;
        std::vector<Socket> sockets;
        for (int i = 0; i < 64; ++i)
            sockets.push_back(server.connect());
        for (int round = 0; round < 5; ++round) {
            for (Socket& socket : sockets)
                VERIFY_OK(socket.send("GET /r HTTP/1.1\r\nHost: h\r\n\r\n", soon()));
            for (Socket& socket : sockets)
                QVERIFY(readUntil(socket, "GET /r ").ends_with("GET /r "));
        }
    }
};

QTEST_GUILESS_MAIN(ServerTest)
#include "server_test.moc"
