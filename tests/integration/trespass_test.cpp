#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// What goes around a project's lines is found in the kernel's tables and shown.
class TrespassTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    QString m_folder;

    QJsonArray violations() const { return m_home->cli({"topology", "--json"}).json()["violations"].toArray(); }
    QJsonObject found(const QString& kind) const {
        for (const auto& row : violations())
            if (row.toObject()["kind"] == kind)
                return row.toObject();
        return {};
    }
    void write(const QString& name, const QByteArray& text) const {
        QFile file(m_folder + "/" + name + ".new");
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write(text);
        file.close();
        QVERIFY(file.rename(m_folder + "/" + name));
    }

  private slots:
    void init() {
        m_home = std::make_unique<SlipwayHome>();
        // The snoop does what it finds written: connects to a port, opens a file, and keeps both.
        const QString file = m_home->writeManifest("lines", R"(
name: lines
services:
  keeper:
    command:
      - python3
      - -c
      - |
        import os, socket
        store = open(os.environ["DATA_PATH"], "w")
        listener = socket.create_server(("127.0.0.1", int(os.environ["PORT"])))
        kept = []
        while True:
            kept.append(listener.accept())
    data: {kind: files, path: keeper.txt}
    ports: [{target: 0}]
    readiness_probe: {tcp_socket: {}, period: 50ms}
  snoop:
    command:
      - python3
      - -c
      - |
        import os, socket, time
        kept = {}
        while True:
            for name, take in (("port", lambda text: socket.create_connection(("127.0.0.1", int(text)))), ("file", open)):
                if name not in kept and os.path.exists(name):
                    kept[name] = take(open(name).read())
            time.sleep(0.02)
)");
        m_folder = QFileInfo(file).path();
        const CliRun run = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(run.exitCode == 0, qPrintable(run.text()));
    }
    void cleanup() { m_home.reset(); }

    void aConnectionAroundTheLinksIsShown() {
        QVERIFY(violations().isEmpty());
        QByteArray port;
        for (const auto& row : m_home->ps())
            if (row.toObject()["service"] == "keeper")
                port = QByteArray::number(row.toObject()["port"].toInt());
        write("port", port);
        QVERIFY(eventually([&] { return !found("undeclared_connection").isEmpty(); }));
        const QJsonObject row = found("undeclared_connection");
        QCOMPARE(row["from"].toString(), QString("snoop"));
        QCOMPARE(row["to"].toString(), QString("keeper"));
        QCOMPARE(row["instance"].toString(), QString("snoop-1"));
        QCOMPARE(m_home->pids("snoop"), QList<int>({row["pid"].toInt()}));
        QVERIFY(m_home->cli({"topology"}).out.contains("! snoop-1 is connected straight to keeper-1"));
        QVERIFY(m_home->cli({"events"}).out.contains("snoop-1 is connected straight to keeper-1"));
        QVERIFY(found("foreign_store").isEmpty());
    }

    void aSecondOpenerOfAStoreIsShown() {
        write("file", (m_home->path() + "/projects/lines/keeper.txt").toUtf8());
        QVERIFY(eventually([&] { return !found("foreign_store").isEmpty(); }, 40'000));
        const QJsonObject row = found("foreign_store");
        QCOMPARE(row["from"].toString(), QString("snoop"));
        QCOMPARE(row["to"].toString(), QString("keeper"));
        QCOMPARE(m_home->pids("snoop"), QList<int>({row["pid"].toInt()}));
        QVERIFY(found("undeclared_connection").isEmpty());
    }

    void aStrangerWhoOpensAStoreIsShown() {
        QFile store(m_home->path() + "/projects/lines/keeper.txt");
        QVERIFY(store.open(QIODevice::ReadOnly));
        QVERIFY(eventually([&] { return !found("foreign_store").isEmpty(); }, 40'000));
        const QJsonObject row = found("foreign_store");
        QVERIFY(row["from"].isNull());
        QCOMPARE(row["pid"].toInteger(), qint64(QCoreApplication::applicationPid()));
        QVERIFY(row["detail"].toString().contains("trespass_test"));
    }
};

QTEST_GUILESS_MAIN(TrespassTest)
#include "trespass_test.moc"
