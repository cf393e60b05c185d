#include <QAbstractItemModelTester>
#include <QClipboard>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

#include "gui/models/model_text.h"
#include "gui/models/sagas_model.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/snippet_state.h"
#include "gui/views/controls/table.h"
#include "gui/views/saga/saga_detail.h"
#include "gui/views/saga/saga_timeline.h"
#include "gui/views/saga/sagas_view.h"
#include "gui/views/shell/nav_rail.h"
#include "gui/views/shell/status_strip.h"
#include "gui/window_fixture.h"
#include "support/patience.h"

using namespace slipway::gui;
using nlohmann::json;

namespace {

json row(const std::string& id, const std::string& state, long long created, const std::string& why = {}) {
    return {{"id", id},
            {"composite", "checkout"},
            {"state", state},
            {"step", state == "done" ? json(nullptr) : json("payment")},
            {"steps_done", 2},
            {"steps_total", 3},
            {"tries", 1},
            {"error", ""},
            {"cause", why.empty() ? json(nullptr) : json{{"step", "payment"}, {"reason", "refused"}, {"detail", why}}},
            {"next_try_ms", state == "stuck" ? json(4000) : json(nullptr)},
            {"created_ms", created},
            {"updated_ms", created + 5},
            {"ended_ms", state == "done" ? json(created + 40) : json(nullptr)}};
}

json step(const std::string& name, int group, const std::string& state, bool undo) {
    return {{"name", name},    {"service", "orders"}, {"group", group},    {"state", state}, {"tries", 1},
            {"undo_tries", 0}, {"undo", undo},        {"status", nullptr}, {"error", ""},    {"key", "sg-2-" + name}};
}

json full(json saga) {
    saga["steps"] = {step("stock", 0, "undoing", true), step("order", 1, "undone", true),
                     step("payment", 2, "refused", true), step("points", 3, "waiting", false)};
    saga["idempotency_key"] = "basket-9";
    saga["reply"] = {{"status", 402}, {"body", nullptr}};
    return saga;
}

/// A shop with a composer and three sagas.
void addComposer(FakeDaemon& daemon, const json& rows) {
    daemon.state["services"].push_back(sample::service("composer", "", 1));
    daemon.on(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/sagas"), [rows](const FakeDaemon::Request& r) {
        if (!r.query.hasQueryItem(QStringLiteral("state"))) {
            return FakeDaemon::Answer{200, rows};
        }
        json stuck = json::array();
        for (const json& each : rows) {
            if (each["state"] == "stuck") {
                stuck.push_back(each);
            }
        }
        return FakeDaemon::Answer{200, stuck};
    });
    for (const json& each : rows) {
        const QString path = QStringLiteral("/v1/projects/shop/sagas/") + QString::fromStdString(each["id"]);
        daemon.on(QStringLiteral("GET"), path, [each](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{200, full(each)};
        });
    }
}

json three() {
    return {row("sg-3", "done", 3000), row("sg-2", "stuck", 2000, "orders answered 402"), row("sg-1", "running", 1000)};
}

QPushButton* button(QWidget* in, const char* name) {
    return in->findChild<QPushButton*>(QLatin1String(name));
}

}  // namespace

class SagasTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void rowsComeAndGoWithoutResets() {
        SagasModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        model.setSagas(sagasFromJson(three()));
        QCOMPARE(model.rowCount(), 3);
        // Stuck first, then what is under way, then the rest.
        QCOMPARE(model.row(0)->id, QStringLiteral("sg-2"));
        QCOMPARE(model.row(1)->id, QStringLiteral("sg-1"));
        QCOMPARE(modelText(model).section(u'\n', 1, 1).section(u'\t', 0, 4),
                 QStringLiteral("Stuck\tcheckout\t2/3\tpayment\t1"));
        changed.clear();
        model.setSagas(sagasFromJson(three()));
        QCOMPARE(changed.count(), 0);
        model.setSagas(sagasFromJson({row("sg-4", "running", 4000), row("sg-2", "undone", 2000)}));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.row(0)->id, QStringLiteral("sg-4"));
        QCOMPARE(reset.count(), 0);
    }

    void whatIsWrongInAnAnswerIsPassedOver() {
        SagasModel model;
        model.setSagas(sagasFromJson(json::object()));
        model.setSagas(sagasFromJson({{{"id", 7}}, {{"id", "sg-1"}, {"state", "new word"}, {"cause", "?"}}}));
        QCOMPARE(model.rowCount(), 1);
        QCOMPARE(model.index(0, SagasModel::State).data().toString(), QStringLiteral("Unknown"));
        QCOMPARE(model.index(0, SagasModel::Steps).data().toString(), QStringLiteral("0"));
    }

    void stepsKeepTheirOrderAndGhosts() {
        SagaStepsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setSaga(sagaFromJson(full(row("sg-2", "stuck", 1))));
        QCOMPARE(model.rowCount(), 4);
        QCOMPARE(model.index(3, SagaStepsModel::State).data().toString(), QStringLiteral("to come"));
        QVERIFY(model.index(3, 0).data(SagaStepsModel::GhostRole).toBool());
        QCOMPARE(model.index(3, SagaStepsModel::UndoTries).data().toString(), QStringLiteral("none"));
        QCOMPARE(model.index(0, SagaStepsModel::Key).data().toString(), QStringLiteral("sg-2-stock"));
        model.setSaga(sagaFromJson(row("sg-3", "done", 1)));
        QCOMPARE(model.rowCount(), 0);
    }

    void theScreenShowsStuckOnesFirstAndTriesThem() {
        WindowFixture f;
        addComposer(*f.daemon, three());
        QVERIFY(f.open());
        // Counted before the screen is ever seen, and the list is not asked for until then.
        QTRY_VERIFY(f.window->statusStrip()->text().contains(QStringLiteral("1 stuck saga")));
        QVERIFY(f.window->sagasView()->model()->rows().empty());
        f.window->showScreen(MainWindow::Sagas);
        SagasView* view = f.window->sagasView();
        QTRY_COMPARE(view->model()->rowCount(), 3);
        QCOMPARE(view->currentSaga(), QStringLiteral("sg-2"));
        QTRY_VERIFY(!view->detail()->timeline()->boxOf(QStringLiteral("stock"), true).isEmpty());
        QVERIFY(view->detail()->timeline()->accessibleDescription().contains(QStringLiteral("points: to come")));
        QVERIFY(button(view, "sagaRetry")->isVisible());
        QVERIFY(!button(view, "sagaResume")->isVisible());

        // A step is chosen in the drawing, and stands out in the table; the arrows go on from there.
        SagaTimeline* timeline = view->detail()->timeline();
        QTest::mouseClick(timeline, Qt::LeftButton, {}, timeline->boxOf(QStringLiteral("order")).center().toPoint());
        QCOMPARE(view->detail()->steps()->currentIndex().row(), 1);
        timeline->setFocus();
        QTest::keyClick(timeline, Qt::Key_Right);
        QCOMPARE(timeline->currentStep(), QStringLiteral("payment"));

        const QString retry = QStringLiteral("/v1/projects/shop/sagas/sg-2/retry");
        f.daemon->on(QStringLiteral("POST"), retry, [](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{409, {{"error", {{"code", "conflict"}, {"message", "the saga sg-2 has ended"}}}}};
        });
        QTest::mouseClick(button(view, "sagaRetry"), Qt::LeftButton);
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), retry), 1);
        const auto notice = [view] {
            for (Notice* each : view->detail()->findChildren<Notice*>()) {
                if (each->isVisible()) {
                    return each->details();
                }
            }
            return QString();
        };
        QTRY_VERIFY(notice().contains(QStringLiteral("the saga sg-2 has ended")));
        QTRY_VERIFY(button(view, "sagaRetry")->isEnabled());
    }

    void givingUpIsAskedTwice() {
        WindowFixture f;
        addComposer(*f.daemon, three());
        const QString abandon = QStringLiteral("/v1/projects/shop/sagas/sg-2/abandon");
        f.daemon->on(QStringLiteral("POST"), abandon, [](const FakeDaemon::Request&) {
            return FakeDaemon::Answer{200, row("sg-2", "abandoned", 2000)};
        });
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Sagas);
        SagasView* view = f.window->sagasView();
        QTRY_COMPARE(view->currentSaga(), QStringLiteral("sg-2"));
        QTest::mouseClick(button(view, "sagaAbandon"), Qt::LeftButton);
        auto* menu = view->findChild<QMenu*>(QStringLiteral("sagaAbandonMenu"));
        QVERIFY(menu);
        QCOMPARE(f.daemon->count(QStringLiteral("POST"), abandon), 0);
        addComposer(*f.daemon, json::array({row("sg-2", "abandoned", 2000)}));
        menu->actions().constFirst()->trigger();
        menu->close();
        QTRY_COMPARE(f.daemon->count(QStringLiteral("POST"), abandon), 1);
        QTRY_VERIFY(button(view, "sagaResume")->isVisible());
        QVERIFY(!button(view, "sagaAbandon")->isVisible());
        QTRY_COMPARE(f.store.stuckSagas(), 0);
    }

    void theFilterNarrowsTheList() {
        WindowFixture f;
        addComposer(*f.daemon, three());
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Sagas);
        SagasView* view = f.window->sagasView();
        QTRY_COMPARE(view->table()->model()->rowCount(), 3);
        QTest::keyClick(f.window.get(), Qt::Key_Slash);
        QTRY_VERIFY(view->filter()->hasFocus());
        QTest::keyClicks(view->filter(), QStringLiteral("state:stuck 402"));
        QCOMPARE(view->table()->model()->rowCount(), 1);
        view->filter()->setText(QStringLiteral("nothing of the sort"));
        QCOMPARE(view->table()->model()->rowCount(), 0);
        view->filter()->setText(QStringLiteral("state:open"));
        QCOMPARE(view->table()->model()->rowCount(), 2);
    }

    void withoutCompositesItSaysWhatToWrite() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Sagas);
        auto* empty = f.window->sagasView()->findChild<SnippetState*>();
        QTRY_VERIFY(empty->isVisible());
        QTest::mouseClick(empty->findChild<QPushButton*>(), Qt::LeftButton);
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(QStringLiteral("composites:\n")));
        // Nobody is asked for what cannot be there.
        QCOMPARE(f.daemon->count(QStringLiteral("GET"), QStringLiteral("/v1/projects/shop/sagas")), 0);
    }
};

QTEST_MAIN(SagasTest)
#include "sagas_test.moc"
