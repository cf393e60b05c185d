#include <QAbstractItemModelTester>
#include <QComboBox>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "gui/models/model_text.h"
#include "gui/models/trace.h"
#include "gui/views/controls/grid_panel.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/snippet_state.h"
#include "gui/views/trace/traces_view.h"
#include "gui/views/trace/waterfall_view.h"
#include "gui/window_fixture.h"
#include "support/patience.h"

using namespace slipway::gui;
using nlohmann::json;

namespace {

json span(const std::string& id, const std::string& parent, long long from, long long took, bool failed = false) {
    return {{"id", id},
            {"parent", parent},
            {"kind", "exchange"},
            {"name", "GET /" + id},
            {"service", "gateway"},
            {"target", "users"},
            {"status", 200},
            {"failed", failed},
            {"start_us", 1000 + from},
            {"duration_us", took},
            {"request_id", "r-" + id},
            {"error", failed ? "connect_refused" : ""}};
}

json row(const std::string& id, bool failed = false, const std::string& name = "GET /users") {
    return {{"id", id},
            {"name", name},
            {"service", "gateway"},
            {"status", failed ? 503 : 200},
            {"failed", failed},
            {"start_us", 1000},
            {"duration_us", 2500},
            {"span_count", 3},
            {"services", {"users", "points"}}};
}

/// a from 0 to 100 has b (5-40) and c (45-95), c has d (50-90); x knows a parent that was not kept.
json trace(const std::string& id) {
    return {{"summary", row(id)},
            {"spans",
             {span("a", "", 0, 100), span("b", "a", 5, 35), span("c", "a", 45, 50), span("d", "c", 50, 40, true),
              span("x", "lost", 60, 5)}}};
}

QStringList named(const Trace& of, const std::vector<WaterfallRow>& rows) {
    QStringList names;
    for (const WaterfallRow& each : rows) {
        names << QStringLiteral("%1%2%3%4")
                     .arg(QString(each.depth, u'.'), of.spans[static_cast<std::size_t>(each.span)].id,
                          each.critical ? QStringLiteral("!") : QString(),
                          each.incomplete ? QStringLiteral("?") : QString());
    }
    return names;
}

void fill(FakeDaemon& daemon, const json& rows) {
    daemon.on(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/traces"), [rows](const FakeDaemon::Request& r) {
        json found = json::array();
        for (const json& each : rows) {
            if (each["failed"] == true || r.query.queryItemValue(QStringLiteral("status")) != QStringLiteral("error")) {
                found.push_back(each);
            }
        }
        return FakeDaemon::Answer{200, found};
    });
    for (const json& each : rows) {
        const std::string id = each["id"];
        daemon.on(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/traces/") + QString::fromStdString(id),
                  [id](const FakeDaemon::Request&) {
                      return FakeDaemon::Answer{200, trace(id)};
                  });
    }
}

}  // namespace

class TracesTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void theWaterfallHangsSpansBeneathTheirParents() {
        const Trace of = traceFromJson(trace("t-1"));
        QCOMPARE(named(of, waterfall(of)).join(u' '), QStringLiteral("a! .b! .c! ..d! x?"));
    }

    void whatNothingWaitsForIsNotCritical() {
        // b ends while c still runs, and began after it: the parent waited for c alone.
        const Trace of =
            traceFromJson({{"spans", {span("a", "", 0, 100), span("c", "a", 5, 90), span("b", "a", 10, 20)}}});
        QCOMPARE(named(of, waterfall(of)).join(u' '), QStringLiteral("a! .c! .b"));
    }

    void rungsAndRubbishEnd() {
        const Trace ring = traceFromJson({{"spans", {span("a", "b", 0, 10), span("b", "a", 0, 10)}}});
        QCOMPARE(waterfall(ring).size(), std::size_t(2));
        const Trace self = traceFromJson({{"spans", json::array({span("a", "a", 0, 10)})}});
        QCOMPARE(waterfall(self).size(), std::size_t(1));
        QVERIFY(waterfall(traceFromJson(json("no trace"))).empty());
        QVERIFY(waterfall(traceFromJson({{"spans", json::array({{{"id", 7}}})}})).empty());
    }

    void rowsSayWhatHappened() {
        GridModel model(TraceRows::columns());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setGrid(TraceRows::traces({row("t-1"), row("t-2", true)}));
        QVERIFY(
            modelText(model).section(u'\n', 1, 1).startsWith(QStringLiteral("200\tGET /users\tgateway\t2.5 ms\t3\t")));
        QCOMPARE(model.index(1, 0).data(GridModel::StatusRole).toInt(), static_cast<int>(Status::Failing));
        const Trace of = traceFromJson(trace("t-1"));
        QString said;
        for (const GridRow& field : TraceRows::fields(of.spans[3], 1000)) {
            said += field.cells.join(u'=') + u' ';
        }
        QVERIFY2(said.contains(QStringLiteral("Error=connect_refused Duration=40 µs Begins after=50 µs")),
                 qPrintable(said));
    }

    void aTraceIsChosenAndItsSpansRead() {
        WindowFixture f;
        fill(*f.daemon, {row("t-1"), row("t-2", true)});
        QVERIFY(f.open());
        QCOMPARE(f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/traces")), 0);
        f.window->showScreen(MainWindow::Traces);
        TracesView* view = f.window->tracesView();
        QTRY_COMPARE(view->list()->model()->rowCount(), 2);
        QTRY_COMPARE(view->waterfall()->rows().size(), std::size_t(5));
        QTest::mouseClick(view->waterfall()->viewport(), Qt::LeftButton, {}, view->waterfall()->rowRect(3).center());
        QCOMPARE(view->waterfall()->currentSpan()->id, QStringLiteral("d"));
        QVERIFY(view->waterfall()->accessibleDescription().contains(QStringLiteral("connect_refused")));
        QVERIFY(view->fields()->model()->rowOf(QStringLiteral("Error")) >= 0);
        view->waterfall()->setFocus();
        QTest::keyClick(view->waterfall(), Qt::Key_Down);
        QVERIFY(view->waterfall()->accessibleDescription().contains(QStringLiteral("its parent is missing")));
        view->list()->selectKey(QStringLiteral("t-2"));
        QTRY_COMPARE(view->waterfall()->trace().id, QStringLiteral("t-2"));
    }

    void theChosenTraceStaysThoughItLeavesTheList() {
        Store store;
        TracesView view(&store);
        view.setTraces({row("t-1"), row("t-2")});
        view.list()->selectKey(QStringLiteral("t-2"));
        QSignalSpy chosen(&view, &TracesView::traceSelected);
        view.setTraces({row("t-4"), row("t-3"), row("t-1")});
        QCOMPARE(view.list()->model()->rowCount(), 4);
        QCOMPARE(view.currentTrace(), QStringLiteral("t-2"));
        QCOMPARE(chosen.count(), 0);
    }

    void theListIsNarrowed() {
        WindowFixture f;
        fill(*f.daemon, {row("t-1"), row("t-2", true)});
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Traces);
        TracesView* view = f.window->tracesView();
        QTRY_COMPARE(view->list()->model()->rowCount(), 2);
        QTest::keyClick(f.window.get(), Qt::Key_E);
        QVERIFY(view->errorsOnly()->isChecked());
        view->service()->setCurrentIndex(view->service()->findData(QStringLiteral("users")));
        view->minimum()->setCurrentIndex(view->minimum()->findData(QStringLiteral("100ms")));
        QCOMPARE(view->query(), QStringLiteral("service=users&min_duration=100ms&status=error"));
        const auto asked = [&f](const char* key) {
            QString value;
            for (const FakeDaemon::Request& request : f.daemon->requests()) {
                if (request.path.endsWith(QStringLiteral("/traces"))) {
                    value = request.query.queryItemValue(QLatin1String(key));
                }
            }
            return value;
        };
        QTRY_COMPARE(asked("min_duration"), QStringLiteral("100ms"));
        QCOMPARE(asked("service"), QStringLiteral("users"));
        QCOMPARE(asked("status"), QStringLiteral("error"));
    }

    void anEmptyListSaysWhatToDoAndAnErrorWhy() {
        WindowFixture f;
        fill(*f.daemon, json::array());
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Traces);
        TracesView* view = f.window->tracesView();
        QTRY_VERIFY(view->findChildren<SnippetState*>().constLast()->isVisible() ||
                    view->findChildren<SnippetState*>().constFirst()->isVisible());
        f.daemon->on(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/traces"), [](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{500, {{"error", {{"code", "internal"}, {"message", "the ring is away"}}}}};
        });
        emit view->retryWanted();
        QTRY_VERIFY(view->findChild<Notice*>()->isVisible());
        QVERIFY(view->findChild<Notice*>()->details().contains(QStringLiteral("the ring is away")));
    }
};

QTEST_MAIN(TracesTest)
#include "traces_test.moc"
