#include "net/stream.h"

#include <QtTest>
#include <cerrno>

#include "net/listener.h"

using namespace slipway;
using namespace std::chrono_literals;
using net::Address;
using net::Loop;
using net::Stream;

namespace {

/// A stream that notes what it is told.
struct Recorder final : net::StreamHandler, net::Disposable {
    explicit Recorder(Loop& loop) : stream(loop, *this) {}
    void onBytes(std::string_view bytes) override {
        received += bytes;
        largest = std::max(largest, bytes.size());
        if (onBytesDo)
            onBytesDo();
    }
    void onEnd() override { ++ends; }
    void onError(int errorNumber) override {
        ++errors;
        error = errorNumber;
    }
    void onConnected() override { ++connects; }
    void onSent() override { ++sents; }

    Stream stream;
    std::string received;
    size_t largest = 0;
    int ends = 0;
    int errors = 0;
    int error = 0;
    int connects = 0;
    int sents = 0;
    std::function<void()> onBytesDo;
};

struct Acceptor final : net::AcceptHandler {
    void onAccepted(UniqueFd socket, const Address&) override { sockets.push_back(std::move(socket)); }
    std::vector<UniqueFd> sockets;
};

}  // namespace

class StreamTest : public QObject {
    Q_OBJECT

    template <class Condition>
    void spinUntil(Condition condition) {
        for (int i = 0; i < 2000 && !condition(); ++i)
            m_loop->runOnce(5ms);
        QVERIFY(condition());
    }

    std::unique_ptr<Loop> m_loop;
    std::unique_ptr<Recorder> m_near;
    std::unique_ptr<Recorder> m_far;
    Address m_address;

  private slots:
    void init() {
        m_loop = std::make_unique<Loop>();
        m_near = std::make_unique<Recorder>(*m_loop);
        m_far = std::make_unique<Recorder>(*m_loop);
        Acceptor acceptor;
        auto socket =
            std::make_shared<const UniqueFd>(std::move(net::listenOn(*Address::parse("127.0.0.1:0")).value()));
        m_address = Address::localOf(socket->get());
        net::Listener listener(*m_loop, socket, acceptor);
        QVERIFY(m_near->stream.connect(m_address));
        spinUntil([&] { return acceptor.sockets.size() == 1; });
        QVERIFY(m_far->stream.adopt(std::move(acceptor.sockets.front())));
    }
    void cleanup() {
        m_near.reset();
        m_far.reset();
        m_loop.reset();
    }

    void carriesBothWays() {
        m_near->stream.send("hello ", "there");
        spinUntil([&] { return m_far->received == "hello there"; });
        m_far->stream.send("yes");
        spinUntil([&] { return m_near->received == "yes"; });
        QCOMPARE(m_near->stream.sentBytes(), std::uint64_t{11});
        QVERIFY(m_near->stream.isConnected());
    }

    void endComesAfterTheLastByteEvenWhenReadsAreShort() {
        m_near->stream.send("last words");
        m_near->stream.shutdownSending();
        spinUntil([&] { return m_far->ends == 1; });
        QCOMPARE(m_far->received, std::string("last words"));
        // Half-closed: the other direction still works.
        m_far->stream.send("answer");
        spinUntil([&] { return m_near->received == "answer"; });
        m_far->stream.close();
        spinUntil([&] { return m_near->ends == 1; });
        QCOMPARE(m_far->ends, 1);
        QCOMPARE(m_near->errors + m_far->errors, 0);
    }

    void endIsFoundWhenItComesWhilePaused() {
        m_far->stream.pauseReceiving();
        m_near->stream.send("x");
        m_near->stream.shutdownSending();
        for (int i = 0; i < 5; ++i)
            m_loop->runOnce(5ms);
        QCOMPARE(m_far->received, std::string());
        m_far->stream.resumeReceiving();
        QCOMPARE(m_far->received, std::string());  // never inside the call
        spinUntil([&] { return m_far->ends == 1; });
        QCOMPARE(m_far->received, std::string("x"));
    }

    void queuesWhatTheKernelDoesNotTakeAndSaysWhenItIsSent() {
        m_far->stream.pauseReceiving();
        const std::string block(1 << 20, 'b');
        size_t sent = 0;
        while (m_near->stream.pendingBytes() == 0) {
            m_near->stream.send(block);
            sent += block.size();
        }
        m_near->stream.send("head", "tail");
        sent += 8;
        QCOMPARE(m_near->sents, 0);
        m_far->stream.resumeReceiving();
        spinUntil([&] { return m_far->received.size() == sent; });
        QCOMPARE(m_near->sents, 1);
        QCOMPARE(m_near->stream.pendingBytes(), size_t{0});
        QVERIFY(m_far->received.ends_with("bheadtail"));
    }

    void shutdownWaitsForWhatIsQueued() {
        m_far->stream.pauseReceiving();
        const std::string block(1 << 20, 'b');
        size_t sent = 0;
        while (m_near->stream.pendingBytes() == 0) {
            m_near->stream.send(block);
            sent += block.size();
        }
        m_near->stream.shutdownSending();
        m_far->stream.resumeReceiving();
        spinUntil([&] { return m_far->ends == 1; });
        QCOMPARE(m_far->received.size(), sent);
    }

    void receiveLimitBoundsEachDelivery() {
        m_far->stream.setReceiveLimit(1000);
        m_near->stream.send(std::string(50'000, 'x'));
        spinUntil([&] { return m_far->received.size() == 50'000; });
        QVERIFY(m_far->largest <= 1000);
    }

    void pausingInsideADeliveryHoldsTheRest() {
        m_far->stream.setReceiveLimit(10);
        m_far->onBytesDo = [&] { m_far->stream.pauseReceiving(); };
        m_near->stream.send(std::string(35, 'x'));
        spinUntil([&] { return !m_far->received.empty(); });
        for (int i = 0; i < 5; ++i)
            m_loop->runOnce(1ms);
        QCOMPARE(m_far->received.size(), size_t{10});
        while (m_far->received.size() < 35) {
            m_far->stream.resumeReceiving();
            m_loop->runOnce(5ms);
        }
        QCOMPARE(m_far->received.size(), size_t{35});
    }

    void closingInsideADeliveryIsFinal() {
        m_far->stream.setReceiveLimit(10);
        m_far->onBytesDo = [&] {
            m_far->stream.close();
            m_loop->destroyLater(std::move(m_far));
        };
        m_near->stream.send(std::string(35, 'x'));
        spinUntil([&] { return m_near->errors + m_near->ends > 0; });
        QVERIFY(!m_far);
    }

    void resetIsAnError() {
        // Closing with unread bytes sends RST.
        m_far->stream.pauseReceiving();
        m_near->stream.send("never read");
        for (int i = 0; i < 3; ++i)
            m_loop->runOnce(1ms);
        m_far->stream.close();
        spinUntil([&] { return m_near->errors == 1; });
        QCOMPARE(m_near->error, ECONNRESET);
        QVERIFY(!m_near->stream.isOpen());
    }

    void whatArrivedBeforeAResetIsDeliveredFirst() {
        m_near->stream.pauseReceiving();
        m_far->stream.send("early answer");
        m_near->stream.send("unread");
        for (int i = 0; i < 3; ++i)
            m_loop->runOnce(1ms);
        m_far->stream.pauseReceiving();
        m_near->stream.send("unread too");
        m_far->stream.close();
        for (int i = 0; i < 3; ++i)
            m_loop->runOnce(1ms);
        m_near->stream.resumeReceiving();
        m_near->stream.send("into the void");
        QCOMPARE(m_near->errors, 0);  // never inside send()
        spinUntil([&] { return m_near->errors == 1; });
        QCOMPARE(m_near->received, std::string("early answer"));
    }

    void refusedConnectionIsAnErrorWithNothingSent() {
        Address nobody;
        {
            const auto socket = net::listenOn(*Address::parse("127.0.0.1:0"));
            nobody = Address::localOf(socket->get());
        }
        Recorder refused(*m_loop);
        QVERIFY(refused.stream.connect(nobody));
        refused.stream.send("GET / HTTP/1.1\r\n");
        QCOMPARE(refused.errors, 0);
        spinUntil([&] { return refused.errors == 1; });
        QCOMPARE(refused.error, ECONNREFUSED);
        QCOMPARE(refused.stream.sentBytes(), std::uint64_t{0});
        QCOMPARE(refused.connects, 0);
    }

    void connectIsToldWhenNothingWasSent() {
        spinUntil([&] { return m_near->connects == 1; });
        QVERIFY(m_near->stream.isConnected());
    }

    void releaseHandsTheSocketOver() {
        UniqueFd socket = m_far->stream.release();
        QVERIFY(!m_far->stream.isOpen());
        Recorder heir(*m_loop);
        QVERIFY(heir.stream.adopt(std::move(socket)));
        m_near->stream.send("for the heir");
        spinUntil([&] { return heir.received == "for the heir"; });
        QCOMPARE(m_far->received, std::string());
    }
};

QTEST_GUILESS_MAIN(StreamTest)
#include "stream_test.moc"
