#include <QTemporaryDir>
#include <QtTest>

#include "daemon/metrics.h"

using namespace slipway;
using namespace slipway::daemon;

/// Totals over the deaths of gateway and daemon: each request counts once.
class MetricsTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<store::Store> m_store;
    FakeClock m_clock;
    const EdgeKey m_edge{"shop", "orders", "users"};

    GatewayFigures figures(const char* epoch, std::uint64_t requests, std::uint64_t errors = 0) const {
        GatewayFigures figures;
        figures.epoch = epoch;
        protocol::Counters counters;
        counters.requests = counters.tries = requests;
        counters.errors = errors;
        for (std::uint64_t i = 0; i < requests; ++i)
            counters.latency.record(1000);
        figures.edges[m_edge] = counters;
        return figures;
    }

  private slots:
    void init() {
        QFile::remove(m_folder.filePath("state.db"));
        m_store =
            std::move(*store::Store::open(m_folder.filePath(QUuid::createUuid().toString(QUuid::Id128)).toStdString()));
    }

    void countersOfOneGatewayAreTakenAsDifferences() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub", figures("a", 10)}});
        metrics.ingest({{"hub", figures("a", 25)}});
        metrics.ingest({{"hub", figures("a", 25)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 25);
    }

    void aNewGatewayCountsFromItsStart() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub", figures("a", 10)}});
        metrics.ingest({{"hub", figures("b", 4)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 14);
    }

    void twoGatewaysOfOneRoleAreCountedApart() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub#1", figures("a", 10)}});
        metrics.ingest({{"hub#1", figures("a", 12)}, {"hub#2", figures("b", 3)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 15);
        // The old one goes with what it said last; a link's name alone means nothing.
        metrics.ingest({{"hub#1", figures("a", 13)}, {"hub#2", figures("b", 5)}});
        metrics.ingest({{"hub#1", figures("b", 6)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 19);
    }

    void whatAnEndedGatewayCountedGoesOnInItsSuccessor() {
        GatewayFigures old = figures("a", 10), now = figures("b", 3);
        old.accepted = 5;
        now.accepted = 2;
        old.openConnections = now.openConnections = 4;
        old.rejected["no_route"] = 1;
        for (auto* each : {&old, &now}) {
            EndpointFigures& endpoint = each->endpoints["shop/users-1"];
            endpoint.inFlight = 2;
            endpoint.counters.requests = 7;
        }
        old.endpoints["shop/users-0"].counters.requests = 9;
        GatewayFigures counts = now, all = now;
        addFigures(counts, old, Sum::Counts);
        QCOMPARE(counts.edges[m_edge].requests, 13u);
        QCOMPARE(counts.accepted, 7u);
        QCOMPARE(counts.rejected["no_route"], 1u);
        QCOMPARE(counts.openConnections, 4);
        QCOMPARE(counts.endpoints["shop/users-1"].counters.requests, 14u);
        QCOMPARE(counts.endpoints["shop/users-1"].inFlight, 2);
        QVERIFY(!counts.endpoints.contains("shop/users-0"));
        addFigures(all, old, Sum::All);
        QCOMPARE(all.openConnections, 8);
        QCOMPARE(all.endpoints["shop/users-1"].inFlight, 4);
        QCOMPARE(all.endpoints["shop/users-0"].counters.requests, 9u);
    }

    void aNewDaemonDoesNotCountTheSameGatewayTwice() {
        {
            Metrics metrics(*m_store, m_clock);
            metrics.ingest({{"hub", figures("a", 10, 2)}});
            metrics.tick({});
        }
        Metrics metrics(*m_store, m_clock);
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 10);
        metrics.ingest({{"hub", figures("a", 13, 2)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 13);
        QCOMPARE(metrics.edgeTotals(m_edge).errors, 2);
        metrics.tick({});
        Metrics third(*m_store, m_clock);
        third.ingest({{"hub", figures("b", 1)}});
        QCOMPARE(third.edgeTotals(m_edge).requests, 14);
    }

    void ratesAreOverTheWindow() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub", figures("a", 0)}});
        for (std::uint64_t second = 1; second <= 5; ++second) {
            m_clock.advance(std::chrono::seconds(1));
            metrics.ingest({{"hub", figures("a", second * 20)}});
            metrics.tick({});
        }
        const Rates rates = metrics.serviceRates("shop", "users");
        QCOMPARE(rates.rps, 20.0);
        QVERIFY(rates.p95Us && *rates.p95Us >= 900 && *rates.p95Us <= 1100);
        QVERIFY(!metrics.serviceRates("shop", "points").p95Us);
    }

    void gapsInTheHistoryStayGaps() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub", figures("a", 0)}});
        const WallMs start = m_clock.wallMs();
        metrics.tick({{{"shop", "users"}, ServiceUsage{0.5, 1024, 2}}});
        m_clock.advance(std::chrono::seconds(3));
        metrics.ingest({{"hub", figures("a", 7)}});
        metrics.tick({{{"shop", "users"}, ServiceUsage{0.25, 2048, 1}}});
        const api::Metrics history = metrics.history("shop", start, {});
        const api::ServiceSeries& users = history.services.at("users");
        QCOMPARE(users.rps.size(), size_t(4));
        QCOMPARE(users.cpu[0].value_or(-1), 0.5);
        QVERIFY(!users.cpu[1] && !users.cpu[2]);
        QCOMPARE(users.rps[3].value_or(-1), 7.0);
        QCOMPARE(users.ready[3].value_or(-1), 1.0);
    }

    void aProjectThatIsDownIsForgotten() {
        Metrics metrics(*m_store, m_clock);
        metrics.ingest({{"hub", figures("a", 10)}});
        metrics.tick({});
        metrics.forgetProject("shop");
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 0);
        metrics.ingest({{"hub", figures("a", 11)}});
        QCOMPARE(metrics.edgeTotals(m_edge).requests, 1);
    }
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "metrics_test.moc"
