// A writer is killed with SIGKILL at random moments; what it had told to be committed must be there, whole, after each.
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>
#include <csignal>
#include <cstdio>

#include "base/random.h"
#include "store/store.h"

using namespace slipway;
using namespace slipway::store;

namespace {

/// Each round is one transaction over several tables; its number goes to standard output once it is committed.
int writeForEver(const std::string& path) {
    auto store = Store::open(path);
    if (!store)
        return 2;
    for (;;) {
        std::int64_t round = 0;
        const auto done = (*store)->database().transaction(
            [&]() -> Result<> {
                round = (*store)->counters.next("round").value();
                InstanceRecord record;
                record.project = "shop";
                record.service = "users";
                record.instance = "users-" + std::to_string(round % 50);
                record.startTicks = static_cast<std::uint64_t>(round);
                record.extraJson = std::string(static_cast<size_t>(round % 7) * 900, 'x');
                if (auto saved = (*store)->instances.save(record); !saved)
                    return saved;
                std::vector<EventRecord> events(3);
                return (*store)->events.append(events);
            },
            round % 16 == 0 ? Durability::Power : Durability::Process);
        if (!done)
            return 3;
        std::printf("%lld\n", static_cast<long long>(round));
        std::fflush(stdout);
    }
}

}  // namespace

class StoreCrashTest : public QObject {
    Q_OBJECT
  private slots:
    void whatWasCommittedSurvivesTheWriter() {
        QTemporaryDir dir;
        const QString path = dir.filePath("state.db");
        const std::uint64_t seed = Random::fromSystem().next();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        Random random(seed);
        std::int64_t before = 0;
        for (int kill = 0; kill < 15; ++kill) {
            QProcess writer;
            writer.start(QCoreApplication::applicationFilePath(), {"--write", path});
            QVERIFY(writer.waitForStarted());
            const std::int64_t wanted = before + 1 + random.below(60);
            std::int64_t told = 0;
            while (told < wanted) {
                QVERIFY2(writer.canReadLine() || writer.waitForReadyRead(30'000), "the writer stopped");
                while (writer.canReadLine())
                    told = writer.readLine().trimmed().toLongLong();
            }
            QTest::qSleep(static_cast<int>(random.below(3)));
            writer.kill();
            QVERIFY(writer.waitForFinished());
            QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
            while (writer.canReadLine())
                told = writer.readLine().trimmed().toLongLong();

            const auto store = Store::open(path.toStdString());
            QVERIFY2(store, store ? "" : store.error().message.c_str());
            QVERIFY((*store)->database().check());
            const std::int64_t rounds = (*store)->counters.get("round").value();
            QVERIFY2(rounds >= told, "a commit that was told is gone");
            QCOMPARE((*store)->events.lastId().value(), rounds * 3);
            std::uint64_t newest = 0;
            const auto records = (*store)->instances.list().value();
            for (const auto& record : records)
                newest = std::max(newest, record.startTicks);
            QCOMPARE(newest, static_cast<std::uint64_t>(rounds));
            before = rounds;
        }
    }
};

int main(int argc, char** argv) {
    if (argc == 3 && std::string(argv[1]) == "--write")
        return writeForEver(argv[2]);
    QCoreApplication app(argc, argv);
    StoreCrashTest test;
    return QTest::qExec(&test, argc, argv);
}
#include "store_crash_test.moc"
