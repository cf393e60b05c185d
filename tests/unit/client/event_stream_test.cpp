#include <QTemporaryDir>
#include <QtTest>

#include "client/event_stream.h"
#include "support/fake_daemon.h"

using namespace slipway;
using namespace slipway::client;
using slipway::test::FakeDaemon;

namespace {

// What the callbacks said, for a test's thread to wait on.
class Seen {
  public:
    EventStream::Callbacks callbacks() {
        return {[this] { add("connected"); },
                [this](const api::ApiError&, std::chrono::milliseconds wait) {
                    add("lost " + std::to_string(wait.count()));
                },
                [this](const api::Event& event) { add(event.type() + ' ' + std::to_string(event.id)); }};
    }
    bool waitFor(const std::string& text, int count = 1) {
        std::unique_lock lock(m_mutex);
        return m_changed.wait_for(lock, std::chrono::minutes(1),
                                  [&] { return std::count(m_all.begin(), m_all.end(), text) >= count; });
    }
    std::vector<std::string> all() {
        const std::lock_guard lock(m_mutex);
        return m_all;
    }

  private:
    void add(std::string text) {
        const std::lock_guard lock(m_mutex);
        m_all.push_back(std::move(text));
        m_changed.notify_all();
    }
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::vector<std::string> m_all;
};

void streamEvents(FakeDaemon& daemon) {
    daemon.on("GET", "/v1/events",
              [](const auto&) { return FakeDaemon::Answer{.contentType = "text/event-stream", .stream = true}; });
}

}  // namespace

class EventStreamTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_dir;
    std::string home() const { return m_dir.path().toStdString(); }

  private slots:
    void eventsArriveAndAreResumedAfterALoss() {
        FakeDaemon daemon(home());
        streamEvents(daemon);
        Seen seen;
        EventStream stream(home(), "shop", 100, seen.callbacks());
        QVERIFY(seen.waitFor("connected"));
        QVERIFY(daemon.waitForStreams(1));
        QCOMPARE(daemon.requests().back().headers.at("last-event-id"), std::string("100"));
        QCOMPARE(daemon.requests().back().headers.at("accept"), std::string("text/event-stream"));
        QCOMPARE(daemon.requests().back().query, std::string("project=shop"));
        daemon.push("id: 124\nevent: project\ndata: {\"id\":124,\"type\":\"project\",\"action\":\"up\"}\n\n");
        daemon.push("event: tick\ndata: {\"type\":\"tick\"}\n\n");
        QVERIFY(seen.waitFor("project 124"));
        QVERIFY(seen.waitFor("tick 0"));
        daemon.closeStreams();
        QVERIFY(seen.waitFor("lost 250"));
        stream.retryNow();
        QVERIFY(seen.waitFor("connected", 2));
        QVERIFY(daemon.waitForStreams(1));
        QCOMPARE(daemon.requests().back().headers.at("last-event-id"), std::string("124"));
    }

    void theWaitGrowsWhileNobodyAnswers() {
        Seen seen;
        EventStream stream(home(), "", 0, seen.callbacks());
        for (const char* step : {"lost 250", "lost 500", "lost 1000", "lost 2000", "lost 4000"}) {
            QVERIFY2(seen.waitFor(step), step);
            stream.retryNow();
        }
        QVERIFY(seen.waitFor("lost 5000"));
        stream.retryNow();
        QVERIFY(seen.waitFor("lost 5000", 2));
        FakeDaemon daemon(home());
        streamEvents(daemon);
        stream.retryNow();
        QVERIFY(seen.waitFor("connected"));
        QVERIFY(daemon.waitForStreams(1));
        QVERIFY(!daemon.requests().back().headers.contains("last-event-id"));
        daemon.closeStreams();
        QVERIFY(seen.waitFor("lost 250", 2));  // it got through, so the wait begins anew
    }

    void aStoppedStreamIsSilent() {
        FakeDaemon daemon(home());
        streamEvents(daemon);
        Seen seen;
        EventStream stream(home(), "", 0, seen.callbacks());
        QVERIFY(seen.waitFor("connected"));
        stream.stop();
        const auto before = seen.all();
        daemon.push("data: {\"type\":\"tick\"}\n\n");
        QCOMPARE(seen.all(), before);
        stream.stop();
    }

    void whatIsNoEventIsSkipped() {
        FakeDaemon daemon(home());
        streamEvents(daemon);
        Seen seen;
        EventStream stream(home(), "", 0, seen.callbacks());
        QVERIFY(daemon.waitForStreams(1));
        daemon.push(
            "data: {broken\n\ndata: {\"id\":5,\"type\":\"comet\"}\n\nid: 6\ndata: {\"id\":6,\"type\":\"lost\"}\n\n");
        QVERIFY(seen.waitFor("lost 6"));
        QCOMPARE(seen.all(), (std::vector<std::string>{"connected", "comet 5", "lost 6"}));
    }
};

QTEST_GUILESS_MAIN(EventStreamTest)
#include "event_stream_test.moc"
