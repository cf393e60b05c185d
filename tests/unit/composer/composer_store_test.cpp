#include <QTemporaryDir>
#include <QtTest>

#include "composer/saga_store.h"

using namespace slipway;
using namespace slipway::composer;

namespace {

SagaRecord sample(const std::string& id, const std::string& key = {}) {
    SagaRecord record;
    record.id = id;
    record.composite = "checkout";
    record.digest = "d1";
    record.clientKey = key;
    record.requestHash = "h";
    record.request = {{"body", {{"user", "u1"}}}};
    record.createdMs = record.updatedMs = 1000;
    record.steps["reserve"].state = StepState::Sent;
    record.steps["reserve"].attempts = 1;
    return record;
}

}  // namespace

class ComposerStoreTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;
    int m_number = 0;
    std::string fresh() { return m_dir.filePath(QString("composer-%1.db").arg(++m_number)).toStdString(); }

  private slots:
    void whatIsWrittenIsReadByAnother() {
        const std::string path = fresh();
        auto store = SagaStore::open(path);
        QVERIFY(store);
        SagaRecord record = sample("sg-1", "key-1");
        const Change begun[] = {beginningOf(record, {"reserve"}, "{\"name\":\"checkout\"}")};
        QVERIFY(store->write(begun));
        record.steps["reserve"].state = StepState::Done;
        record.steps["reserve"].body = {{"id", "r1"}};
        record.steps["reserve"].headers["location"] = "/r1";
        record.steps["charge"].state = StepState::Doubtful;
        record.steps["charge"].unsure = true;
        record.steps["charge"].error = "no answer";
        record.state = SagaState::Stuck;
        record.cause = {"charge", "failed", 502, "why", nlohmann::json{{"a", 1}}};
        record.reply = {502, "application/problem+json", {{"X", "y"}}, "{}"};
        const Change changed[] = {changeOf(record, {"reserve", "charge"})};
        QVERIFY(store->write(changed));

        auto other = SagaStore::open(path);
        QVERIFY(other);
        const auto read = other->byKey("checkout", "key-1");
        QVERIFY(read && *read);
        const SagaRecord& back = **read;
        QCOMPARE(back.id, record.id);
        QVERIFY(back.state == SagaState::Stuck);
        QVERIFY(back.cause == record.cause);
        QVERIFY(back.request == record.request);
        QCOMPARE(back.reply.status, 502);
        QCOMPARE(back.reply.headers.at(0).second, std::string("y"));
        QVERIFY(back.steps.at("reserve").body == record.steps["reserve"].body);
        QVERIFY(back.steps.at("charge").unsure);
        QVERIFY(back.steps.at("charge").state == StepState::Doubtful);
        QCOMPARE(other->unfinished().value(), std::vector<std::string>{"sg-1"});
        QVERIFY(other->definition("d1").value().has_value());
        QVERIFY(!other->byKey("other", "key-1").value());
        QVERIFY(!other->byId("sg-2").value());
    }

    void oneSagaAKey() {
        auto store = SagaStore::open(fresh());
        QVERIFY(store);
        const Change first[] = {beginningOf(sample("sg-1", "k"), {}, "{}")};
        const Change second[] = {beginningOf(sample("sg-2", "k"), {}, "{}")};
        QVERIFY(store->write(first));
        QVERIFY(!store->write(second));
        const Change without[] = {beginningOf(sample("sg-3"), {}, "{}"), beginningOf(sample("sg-4"), {}, "{}")};
        QVERIFY(store->write(without));
        QCOMPARE(store->unfinished().value().size(), size_t(3));
    }

    void listedAndForgotten() {
        auto store = SagaStore::open(fresh());
        QVERIFY(store);
        for (int i = 0; i < 10; ++i) {
            SagaRecord record = sample("sg-" + std::to_string(i));
            record.createdMs = 1000 + i;
            if (i % 2 == 0) {
                record.state = i == 8 ? SagaState::Abandoned : SagaState::Done;
                record.endedMs = 2000;
            }
            const Change change[] = {beginningOf(record, {"reserve"}, "{}")};
            QVERIFY(store->write(change));
        }
        QCOMPARE(store->list({"", "", 50}).value().size(), size_t(10));
        QCOMPARE(store->list({"", "", 3}).value().front().id, std::string("sg-9"));
        QCOMPARE(store->list({"", "open", 50}).value().size(), size_t(5));
        QCOMPARE(store->list({"", "done", 50}).value().size(), size_t(4));
        QCOMPARE(store->list({"other", "", 50}).value().size(), size_t(0));
        QCOMPARE(store->forget(1999, 100).value(), 0);
        QCOMPARE(store->forget(2001, 100).value(), 4);  // what was abandoned stays to be looked at
        QCOMPARE(store->list({"", "", 50}).value().size(), size_t(6));
        QVERIFY(store->definition("d1").value().has_value());
    }
};

QTEST_GUILESS_MAIN(ComposerStoreTest)
#include "composer_store_test.moc"
