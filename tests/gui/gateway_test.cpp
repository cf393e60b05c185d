#include <QAbstractItemModelTester>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "gui/models/gateway_rows.h"
#include "gui/models/model_text.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/grid_panel.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/snippet_state.h"
#include "gui/views/controls/table.h"
#include "gui/views/controls/toast.h"
#include "gui/views/gateway/cache_panel.h"
#include "gui/views/gateway/gateway_view.h"
#include "gui/window_fixture.h"
#include "support/patience.h"

using namespace slipway::gui;
using nlohmann::json;

namespace {

json route(const std::string& id, const std::string& prefix, const std::string& to, const json& policies) {
    return {{"id", id},
            {"listener", "127.0.0.1:8080"},
            {"kind", "ingress"},
            {"hosts", {"shop.test"}},
            {"path_prefix", prefix},
            {"methods", {"GET"}},
            {"headers", {{"x-beta", "1"}}},
            {"to", {{{"service", to}, {"weight", 1}}}},
            {"requests", 1200},
            {"errors", 3},
            {"rps", 12.5},
            {"p95_us", 2100},
            {"policies", policies}};
}

json routes() {
    return {
        route("orders", "/orders", "orders",
              {{{"name", "jwt"}, {"ns", 812}, {"refused", 3}}, {{"name", "rate_limit"}, {"ns", 95}, {"refused", 0}}}),
        route("users", "/users", "users", {{{"name", "api_key"}, {"ns", nullptr}, {"refused", 0}}})};
}

json queue(int dead) {
    return {{"queue", "orders/points"},
            {"caller", "orders"},
            {"service", "points"},
            {"configured", true},
            {"depth", 4},
            {"in_flight", 1},
            {"lag_ms", 2500},
            {"dead", dead},
            {"bytes", 900},
            {"accepted", 10},
            {"delivered", 3},
            {"failed_tries", 2},
            {"error", "points answered 500"}};
}

QString path(const char* rest) {
    return QStringLiteral("/v1/projects/shop") + QLatin1String(rest);
}

void answer(FakeDaemon& daemon, const char* method, const char* rest, const json& body) {
    daemon.on(QLatin1String(method), path(rest), [body](const FakeDaemon::Request&) {
        return FakeDaemon::Answer{200, body};
    });
}

/// Routes and a queue with dead letters; cache and mirrors where nothing is.
void fill(FakeDaemon& daemon) {
    daemon.state["services"].push_back(sample::service("composer", "", 1));
    answer(daemon, "GET", "/routes", routes());
    answer(daemon, "GET", "/cache", {{"hits", 0}, {"misses", 0}, {"entries", 0}});
    answer(daemon, "GET", "/mirrors", json::array());
    answer(daemon, "GET", "/queues", json::array({queue(2)}));
    answer(
        daemon, "GET", "/queues/orders/points",
        {{{"message", "ms-1"}, {"state", "dead"}, {"method", "POST"}, {"path", "/a"}, {"tries", 10}, {"status", 500}}});
}

QPushButton* button(QWidget* in, const char* name) {
    return in->findChild<QPushButton*>(QLatin1String(name));
}

}  // namespace

class GatewayTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void routesSayWhatTheyMatchAndCost() {
        GridModel model(GatewayRows::routeColumns());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setGrid(GatewayRows::routes(routes()));
        QCOMPARE(
            modelText(model).section(u'\n', 1, 1),
            QStringLiteral("GET shop.test/orders x-beta=1\torders\torders\t127.0.0.1:8080\tjwt 812 ns · rate_limit 95 "
                           "ns\t13\t2.1 ms\t1,200\t3"));
        QCOMPARE(model.index(1, 4).data().toString(), QStringLiteral("api_key"));
        changed.clear();
        json faster = routes();
        faster[1]["rps"] = 99;
        model.setGrid(GatewayRows::routes(faster));
        QCOMPARE(changed.count(), 1);
        QCOMPARE(changed[0][0].toModelIndex().row(), 1);
        model.setGrid(GatewayRows::routes(faster, QStringLiteral("users api_key")));
        QCOMPARE(model.rowCount(), 1);
        model.setGrid(GatewayRows::routes(json("no list")));
        QCOMPARE(model.rowCount(), 0);
        QCOMPARE(reset.count(), 0);
    }

    void policiesAreSummedUp() {
        const auto rows = GatewayRows::policies(routes(), QStringLiteral("127.0.0.1:8080 orders"));
        QCOMPARE(rows.size(), std::size_t(3));
        QCOMPARE(rows[0].cells, (QStringList{QStringLiteral("jwt"), QStringLiteral("812 ns"), QStringLiteral("3")}));
        QCOMPARE(rows[2].cells[1], QStringLiteral("907 ns"));
        // Nothing is made up where nothing was measured.
        const auto other = GatewayRows::policies(routes(), QStringLiteral("127.0.0.1:8080 users"));
        QCOMPARE(other.size(), std::size_t(1));
        QCOMPARE(other[0].cells[1], QStringLiteral("not measured yet"));
    }

    void mirrorsAndDifferences() {
        const json list = json::array({{{"route", "catalog"},
                                        {"from", {"monolith"}},
                                        {"service", "products"},
                                        {"percent", 50},
                                        {"compared", 10},
                                        {"same", 9},
                                        {"different", 1},
                                        {"failed", 0},
                                        {"dropped", 0},
                                        {"too_large", 0},
                                        {"kept", 2},
                                        {"differences",
                                         {{{"at_ms", 1000},
                                           {"method", "GET"},
                                           {"path", "/products/p"},
                                           {"request_id", "a"},
                                           {"what", "body"},
                                           {"pointer", "/price"},
                                           {"original", {{"status", 200}, {"bytes", 10}}},
                                           {"shadow", {{"status", 200}, {"bytes", 3000}}}}}}}});
        QCOMPARE(GatewayRows::mirrors(list)[0].status, static_cast<int>(Status::Failing));
        const auto differences = GatewayRows::differences(list, QStringLiteral("catalog"));
        QCOMPARE(differences.size(), std::size_t(1));
        QCOMPARE(differences[0].cells.mid(1, 4),
                 (QStringList{QStringLiteral("GET /products/p"), QStringLiteral("body /price"),
                              QStringLiteral("200, 10 B"), QStringLiteral("200, 3 KiB")}));
        QVERIFY(GatewayRows::differences(list, QStringLiteral("other")).empty());
    }

    void onlyTheOpenTabIsAskedFor() {
        WindowFixture f;
        fill(*f.daemon);
        QVERIFY(f.open());
        QCOMPARE(f.daemon->count(QStringLiteral("GET"), path("/routes")), 0);
        f.window->showScreen(MainWindow::Gateway);
        GatewayView* view = f.window->gatewayView();
        QTRY_COMPARE(view->routes()->model()->rowCount(), 2);
        QCOMPARE(view->policies()->model()->rowCount(), 3);
        view->routes()->selectKey(QStringLiteral("127.0.0.1:8080 users"));
        QCOMPARE(view->policies()->model()->rowCount(), 1);
        QCOMPARE(f.daemon->count(QStringLiteral("GET"), path("/cache")), 0);
        view->setTab(GatewayView::Cache);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("GET"), path("/cache")), 1);
        QCOMPARE(f.daemon->count(QStringLiteral("GET"), path("/queues")), 0);
        QTest::keyClick(f.window.get(), Qt::Key_Slash);
        QTRY_VERIFY(view->filter()->hasFocus());
        QTest::keyClicks(view->filter(), QStringLiteral("orders"));
        QCOMPARE(view->routes()->model()->rowCount(), 1);
    }

    void theCacheIsPurged() {
        WindowFixture f;
        fill(*f.daemon);
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Gateway);
        GatewayView* view = f.window->gatewayView();
        view->setTab(GatewayView::Cache);
        // Where no route caches, there is what to write.
        QTRY_VERIFY(view->cache()->findChild<SnippetState*>()->isVisible());
        answer(*f.daemon, "GET", "/cache",
               {{"hits", 90},
                {"stale", 0},
                {"revalidated", 0},
                {"misses", 10},
                {"entries", 5},
                {"bytes", 2048},
                {"max_bytes", 1048576}});
        answer(*f.daemon, "DELETE", "/cache", {{"removed", 5}});
        view->setTab(GatewayView::Policies);
        view->setTab(GatewayView::Cache);
        QTRY_VERIFY(view->cache()->text().startsWith(QStringLiteral("90.0 %")));
        QPushButton* purge = button(view, "cachePurge");
        auto* prefix = view->cache()->findChild<QLineEdit*>();
        prefix->setText(QStringLiteral("products"));
        QVERIFY(!purge->isEnabled());
        prefix->setText(QStringLiteral("/products"));
        QTest::mouseClick(purge, Qt::LeftButton);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("DELETE"), path("/cache")), 1);
        for (const FakeDaemon::Request& request : f.daemon->requests()) {
            if (request.method == QStringLiteral("DELETE")) {
                QCOMPARE(request.query.queryItemValue(QStringLiteral("prefix"), QUrl::FullyDecoded),
                         QStringLiteral("/products"));
            }
        }
        QTRY_COMPARE(f.window->toast()->text(), QStringLiteral("5 answers forgotten"));
    }

    void deadLettersAreRedeliveredAndPurged() {
        WindowFixture f;
        fill(*f.daemon);
        answer(*f.daemon, "POST", "/queues/orders/points/redeliver", {{"queue", "orders/points"}, {"redelivered", 2}});
        answer(*f.daemon, "POST", "/queues/orders/points/purge", {{"queue", "orders/points"}, {"purged", 1}});
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Gateway);
        GatewayView* view = f.window->gatewayView();
        view->setTab(GatewayView::Queues);
        QTRY_COMPARE(view->messages()->model()->rowCount(), 1);
        QTest::mouseClick(button(view, "redeliver"), Qt::LeftButton);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), path("/queues/orders/points/redeliver")), 1);
        QTRY_COMPARE(f.window->toast()->text(), QStringLiteral("2 messages wait again"));
        QTest::mouseClick(button(view, "purgeDead"), Qt::LeftButton);
        QCOMPARE(f.daemon->count(QStringLiteral("POST"), path("/queues/orders/points/purge")), 0);
        auto* menu = view->findChild<QMenu*>(QStringLiteral("purgeDeadMenu"));
        QVERIFY(menu);
        answer(*f.daemon, "GET", "/queues", json::array({queue(0)}));
        menu->actions().constFirst()->trigger();
        menu->close();
        QTRY_VERIFY(f.window->toast()->text().startsWith(QStringLiteral("1 dead letter")));
        QTRY_VERIFY(!button(view, "redeliver")->isEnabled());
        QVERIFY(!button(view, "redeliver")->toolTip().isEmpty());
    }

    void thePriceIsMeasured() {
        WindowFixture f;
        fill(*f.daemon);
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Gateway);
        GatewayView* view = f.window->gatewayView();
        view->setTab(GatewayView::Price);
        f.daemon->on(QStringLiteral("POST"), path("/topology/price"), [&](const FakeDaemon::Request&) {
            f.daemon->state["topology"]["prices"] = {{{"from", "orders"},
                                                      {"to", "users"},
                                                      {"mode", "p2p"},
                                                      {"requests", 200},
                                                      {"direct_us", 61.0},
                                                      {"through_us", 88.0},
                                                      {"price_us", 27.0},
                                                      {"at_ms", 1}}};
            return FakeDaemon::Answer{200, f.daemon->state["topology"]["prices"]};
        });
        QTest::mouseClick(button(view, "measurePrice"), Qt::LeftButton);
        QTRY_COMPARE(view->prices()->model()->rowCount(), 1);
        QCOMPARE(view->prices()->model()->index(0, 4).data().toString(), QStringLiteral("27 µs"));
        f.daemon->on(QStringLiteral("POST"), path("/topology/price"), [](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{409, {{"error", {{"code", "conflict"}, {"message", "nothing calls anything"}}}}};
        });
        QTRY_VERIFY(button(view, "measurePrice")->isEnabled());
        QTest::mouseClick(button(view, "measurePrice"), Qt::LeftButton);
        QTRY_VERIFY(view->findChild<Notice*>()->isVisible());
        QVERIFY(view->findChild<Notice*>()->details().contains(QStringLiteral("nothing calls anything")));
        QCOMPARE(view->prices()->model()->rowCount(), 1);
    }
};

QTEST_MAIN(GatewayTest)
#include "gateway_test.moc"
