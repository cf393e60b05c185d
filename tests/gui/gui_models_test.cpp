#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>
#include <memory>

#include "gui/models/events_model.h"
#include "gui/models/instances_model.h"
#include "gui/models/model_text.h"
#include "gui/models/operations_model.h"
#include "gui/models/receipts_model.h"
#include "gui/models/service_action.h"
#include "gui/models/service_filter.h"
#include "gui/models/services_model.h"
#include "gui/sample_state.h"
#include "gui/warning_guard.h"

using namespace slipway::gui;
using nlohmann::json;

class GuiModelsTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;
    static constexpr auto kFatal = QAbstractItemModelTester::FailureReportingMode::QtTest;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void servicesFollowTheStoreWithoutResets() {
        Store store;
        ServicesModel model(&store);
        QAbstractItemModelTester tester(&model, kFatal);
        store.applyState(sample::state());
        QCOMPARE(model.rowCount(), 2);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QSignalSpy changed(&model, &QAbstractItemModel::dataChanged);
        store.applyEvent(sample::tick(1700000061000, 42));
        store.flush();
        QCOMPARE(reset.count(), 0);
        QCOMPARE(changed.count(), 1);
        QCOMPARE(model.index(0, ServicesModel::Rps).data().toString(), QStringLiteral("42"));
        QCOMPARE(model.index(1, ServicesModel::Success).data().toString(), QStringLiteral("98.8 %"));
        QCOMPARE(modelText(model).section(u'\n', 1, 1).section(u'\t', 0, 3),
                 QStringLiteral("users\tAccounts\t2/2\t42"));
        QVERIFY(modelJson(model)[0]["Service"] == "users");
    }

    void textFromJsonAndBack() {
        const std::string text = sample::state().dump();
        Store store;
        store.applyState(json::parse(text));
        InstancesModel model(&store);
        const json rows = modelJson(model);
        QCOMPARE(rows.size(), 4u);
        for (std::size_t i = 0; i < rows.size(); ++i) {
            QVERIFY(rows[i]["Instance"] == json::parse(text)["instances"][i]["instance"]);
            QVERIFY(rows[i]["pid"] == std::to_string(json::parse(text)["instances"][i]["pid"].get<int>()));
        }
    }

    void instancesComeAndGoInPlace() {
        Store store;
        store.applyState(sample::state());
        InstancesModel model(&store);
        model.setService("products");
        QAbstractItemModelTester tester(&model, kFatal);
        QSignalSpy reset(&model, &QAbstractItemModel::modelReset);
        QPersistentModelIndex second(model.index(1, 0));
        store.applyEvent(sample::event(101, "instance",
                                       {{"instance", sample::instance("products", 3, "starting", 2)}, {"from", ""}}));
        store.flush();
        QCOMPARE(model.rowCount(), 3);
        store.applyEvent(sample::event(102, "instance",
                                       {{"instance", sample::instance("products", 1, "stopped")}, {"removed", true}}));
        store.flush();
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(second.row(), 0);
        QCOMPARE(second.data().toString(), QStringLiteral("products-2"));
        QCOMPARE(reset.count(), 0);
        store.applyEvent(sample::event(103, "instance", {{"instance", sample::instance("users", 9)}}));
        store.flush();
        QCOMPARE(model.rowCount(), 2);
    }

    void operationsAreNewestFirst() {
        Store store;
        store.applyState(sample::state());
        OperationsModel model(&store);
        QAbstractItemModelTester tester(&model, kFatal);
        for (int i = 1; i <= 3; ++i) {
            store.applyEvent(
                sample::event(100 + i, "operation",
                              {{"operation", sample::operation("op-" + std::to_string(i), "running", "health")}}));
        }
        store.flush();
        QCOMPARE(model.rowCount(), 3);
        QCOMPARE(model.index(0, 0).data(OperationsModel::OperationIdRole).toString(), QStringLiteral("op-3"));
        QCOMPARE(model.index(0, OperationsModel::Progress).data().toString(), QStringLiteral("Health · 0/2"));
        QCOMPARE(model.runningCount(), 3);
        store.applyEvent(
            sample::event(110, "operation", {{"operation", sample::operation("op-3", "succeeded", "done", 2)}}));
        store.flush();
        QCOMPARE(model.runningCount(), 2);
        QCOMPARE(model.index(0, OperationsModel::Result).data().toString(), QStringLiteral("Done"));
    }

    void eventsAreNewestFirstAndTrimmed() {
        Store store;
        store.applyState(sample::state());
        EventsModel model(&store);
        QAbstractItemModelTester tester(&model, kFatal);
        for (int i = 1; i <= Store::kKeptEvents * 2; ++i) {
            store.applyEvent(sample::event(100 + i, "warning", {{"message", "number " + std::to_string(i)}}));
            if (i % 700 == 0) {
                store.flush();
            }
        }
        store.flush();
        QVERIFY(model.rowCount() <= Store::kKeptEvents + Store::kKeptEvents / 4);
        QCOMPARE(model.index(0, EventsModel::Text).data().toString(),
                 QStringLiteral("number %1").arg(Store::kKeptEvents * 2));
    }

    void receiptsOfAService() {
        Store store;
        store.applyState(sample::state());
        ReceiptsModel model(&store);
        model.setService("products");
        QAbstractItemModelTester tester(&model, kFatal);
        store.applyEvent(sample::event(101, "rollout", {{"receipt", sample::receipt("ro-5")}}));
        store.applyEvent(sample::event(102, "rollout", {{"receipt", sample::receipt("ro-6")}}));
        QCOMPARE(model.rowCount(), 2);
        QCOMPARE(model.index(0).data(ReceiptsModel::ReceiptIdRole).toString(), QStringLiteral("ro-6"));
        QCOMPARE(model.index(0).data(ReceiptsModel::SummaryRole).toString(),
                 QStringLiteral("18,211 requests, 0 failed · 2.1 s"));
        model.setService("users");
        QCOMPARE(model.rowCount(), 0);
    }

    void filterWords_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("empty") << "" << QStringList{"users", "products"};
        QTest::newRow("word") << "prod" << QStringList{"products"};
        QTest::newRow("team key") << "team:acc" << QStringList{"users"};
        QTest::newRow("team name") << "team:Catalog" << QStringList{"products"};
        QTest::newRow("two teams") << "team:acc team:cat" << QStringList{"users", "products"};
        QTest::newRow("bad") << "status:bad" << QStringList{"products"};
        QTest::newRow("ok") << "status:ok" << QStringList{"users"};
        QTest::newRow("prefix") << "status:degr" << QStringList{"products"};
        QTest::newRow("unfinished") << "status:" << QStringList{"users", "products"};
        QTest::newRow("both") << "status:bad user" << QStringList();
        QTest::newRow("unknown key") << "colour:red" << QStringList();
    }

    void filterWords() {
        QFETCH(QString, text);
        QFETCH(QStringList, expected);
        Store store;
        json state = sample::state();
        state["services"][1]["state"] = "degraded";
        store.applyState(state);
        ServicesModel model(&store);
        ServiceFilterModel filter;
        filter.setSourceModel(&model);
        QAbstractItemModelTester tester(&filter, kFatal);
        QSignalSpy hidden(&filter, &ServiceFilterModel::hiddenCountChanged);
        filter.setFilterText(text);
        QStringList shown;
        for (int row = 0; row < filter.rowCount(); ++row) {
            shown << filter.index(row, 0).data().toString();
        }
        QCOMPARE(shown, expected);
        QCOMPARE(filter.hiddenCount(), 2 - int(expected.size()));
        QCOMPARE(hidden.last()[0].toInt(), filter.hiddenCount());
    }

    void rowsStayUntilResorted() {
        Store store;
        store.applyState(sample::state());
        ServicesModel model(&store);
        ServiceFilterModel filter;
        filter.setSourceModel(&model);
        filter.sort(ServicesModel::Cpu, Qt::DescendingOrder);
        json tick = sample::tick(1700000061000, 1);
        tick["services"][1]["cpu"] = 3.0;
        store.applyEvent(tick);
        store.flush();
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("users"));
        filter.resort();
        QCOMPARE(filter.index(0, 0).data().toString(), QStringLiteral("products"));
    }

    void actionsSayWhyTheyAreOff() {
        Store store;
        store.applyState(sample::state());
        QVERIFY(!serviceAction(store, "products", ServiceAction::Redeploy).enabled);
        QVERIFY(!serviceAction(store, "products", ServiceAction::Redeploy).reason.isEmpty());
        QVERIFY(serviceAction(store, "products", ServiceAction::OpenDetail).enabled);
        store.setLink(Link::Connected);
        QVERIFY(serviceAction(store, "products", ServiceAction::Redeploy).enabled);
        store.applyEvent(
            sample::event(101, "operation", {{"operation", sample::operation("op-1", "running", "health")}}));
        QVERIFY(!serviceAction(store, "products", ServiceAction::Redeploy).enabled);
        QVERIFY(serviceAction(store, "products", ServiceAction::Stop).enabled);
        QVERIFY(serviceAction(store, "users", ServiceAction::Redeploy).enabled);
        QCOMPARE(serviceActions(store, "gateway").size(), 2u);
        QCOMPARE(serviceActions(store, "users").size(), 5u);
    }
};

QTEST_MAIN(GuiModelsTest)
#include "gui_models_test.moc"
