#include <QTcpServer>
#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// Services that can't be run, and manifests that can't be read: told with the cause, in their time, and nothing else
/// is touched.
class FailuresTest : public QObject {
    Q_OBJECT

    std::unique_ptr<SlipwayHome> m_home;
    int m_port = 0;

    QByteArray manifest(const QByteArray& patient) const {
        return R"(
name: ward
services:
  healthy:
    command: ${SLIPWAY_LIBEXEC}/shop-products
    data: {kind: lmdb, path: products}
    ports: [{name: http, target: 0}]
    readiness_probe: {http_get: {path: /health/ready}, period: 500ms}
  patient:
)" + patient + R"(
gateway:
  listen: 127.0.0.1:)" +
               QByteArray::number(m_port) + R"(
  routes:
    - {path_prefix: /products, to: healthy}
)";
    }

  private slots:
    void init() {
        m_home = std::make_unique<SlipwayHome>();
        m_port = freePort();
    }
    void cleanup() { m_home.reset(); }

    void aServiceThatCannotStartIsToldAndTheOthersRunOn_data() {
        QTest::addColumn<QByteArray>("patient");
        QTest::addColumn<QString>("cause");
        QTest::newRow("no such command") << QByteArray("    command: /nowhere/shop-patient\n")
                                         << "No such file or directory";
        QTest::newRow("not in PATH") << QByteArray("    command: no-such-program-of-ours\n")
                                     << "no-such-program-of-ours";
        QTest::newRow("no such folder") << QByteArray("    command: /bin/sleep 60\n    working_dir: /nowhere\n")
                                        << "/nowhere";
        QTest::newRow("exits at once") << QByteArray(
                                              "    command: [\"/bin/sh\", \"-c\", \"echo out of luck; exit 7\"]\n    "
                                              "ports: [{name: http, target: 0}]\n")
                                       << "exit code 7";
        QTest::newRow("never ready")
            << QByteArray("    command: /bin/sleep 600\n    ports: [{name: http, target: 0}]\n    start_timeout: 2s\n")
            << "not ready within 2";
        QTest::newRow("port taken") << QByteArray(
                                           "    command: /bin/sleep 600\n    ports: [{name: http, target: @TAKEN@}]\n")
                                    << "is taken by";
    }

    void aServiceThatCannotStartIsToldAndTheOthersRunOn() {
        QFETCH(QByteArray, patient);
        QFETCH(QString, cause);
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        patient.replace("@TAKEN@", QByteArray::number(taken.serverPort()));
        const CliRun run = m_home->cli({"up", "-d", "-f", m_home->writeManifest("ward", manifest(patient))});
        QVERIFY2(run.exitCode != 0, qPrintable(run.text()));
        QVERIFY2((run.out + run.err).contains(cause), qPrintable(run.text()));
        QVERIFY2((run.out + run.err).contains("patient"), qPrintable(run.text()));
        QCOMPARE(m_home->pids("healthy").size(), 1);
        QCOMPARE(httpGet(m_port, "/products").first, 200);
    }

    void theLastLinesAreShown() {
        const CliRun run =
            m_home->cli({"up", "-d", "-f",
                         m_home->writeManifest(
                             "ward", manifest("    command: [\"/bin/sh\", \"-c\", \"echo out of luck; exit 7\"]\n"))});
        QVERIFY2((run.out + run.err).contains("out of luck"), qPrintable(run.text()));
    }

    void aBrokenManifestChangesNothing() {
        const QByteArray good = manifest("    command: /bin/sleep 600\n");
        const QString file = m_home->writeManifest("ward", good);
        const CliRun first = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(first.exitCode == 0, qPrintable(first.text()));
        const QList<int> healthy = m_home->pids("healthy"), patient = m_home->pids("patient");
        m_home->writeManifest("ward", QByteArray(good).replace("working_dir", "x") + "\nservicez: {}\n");
        const CliRun second = m_home->cli({"up", "-d", "-f", file});
        QCOMPARE(second.exitCode, 3);
        QVERIFY2(second.err.contains("servicez") && second.err.contains("services"), qPrintable(second.text()));
        QCOMPARE(m_home->pids("healthy"), healthy);
        QCOMPARE(m_home->pids("patient"), patient);
    }

    void aPortInUseNamesItsHolder() {
        QTcpServer taken;
        QVERIFY(taken.listen(QHostAddress::LocalHost));
        m_port = taken.serverPort();
        const CliRun run =
            m_home->cli({"up", "-d", "-f", m_home->writeManifest("ward", manifest("    command: /bin/sleep 600\n"))});
        QVERIFY2(run.exitCode == 7, qPrintable(run.text()));
        QVERIFY2(run.err.contains(QString::number(m_port)) && run.err.contains("failures_test"),
                 qPrintable(run.text()));
    }

    void aFailedRedeployLeavesTheOldOneServing() {
        const QString file = m_home->writeManifest("ward", R"(
name: ward
services:
  patient:
    command: ["/bin/sh", "-c", "test -e broken && { echo cannot find my feet; exit 3; }; exec ${SLIPWAY_LIBEXEC}/shop-products"]
    working_dir: .
    data: {kind: lmdb, path: products}
    ports: [{name: http, target: 0}]
    readiness_probe: {http_get: {path: /health/ready}, period: 500ms}
gateway:
  listen: 127.0.0.1:)" + QByteArray::number(m_port) + R"(
  routes:
    - {path_prefix: /products, to: patient}
)");
        const CliRun up = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        const QList<int> before = m_home->pids("patient");
        QFile mark(QFileInfo(file).path() + "/broken");
        QVERIFY(mark.open(QIODevice::WriteOnly));
        const CliRun redeploy = m_home->cli({"redeploy", "patient"});
        QCOMPARE(redeploy.exitCode, 6);
        QVERIFY2((redeploy.out + redeploy.err).contains("cannot find my feet"), qPrintable(redeploy.text()));
        QCOMPARE(m_home->pids("patient"), before);
        QCOMPARE(httpGet(m_port, "/products").first, 200);
    }

    void downAndStopLeaveNothingBehind() {
        const QString file = m_home->writeManifest("ward", manifest("    command: /bin/sleep 600\n"));
        const CliRun up = m_home->cli({"up", "-d", "-f", file});
        QVERIFY2(up.exitCode == 0, qPrintable(up.text()));
        QVERIFY(m_home->processes().size() >= 4);
        const CliRun down = m_home->cli({"down", "-p", "ward"});
        QVERIFY2(down.exitCode == 0, qPrintable(down.text()));
        const CliRun stop = m_home->cli({"daemon", "stop"});
        QVERIFY2(stop.exitCode == 0, qPrintable(stop.text()));
        QVERIFY(eventually([&] { return m_home->processes().isEmpty(); }));
        QVERIFY(!QFile::exists(m_home->path() + "/slipwayd.sock"));
        QVERIFY(!QFile::exists(m_home->path() + "/gateway.sock"));
        QVERIFY(QFile::exists(m_home->path() + "/projects/ward/logs"));
        QVERIFY(QFile::exists(m_home->path() + "/projects/ward/products"));
        QCOMPARE(httpGet(m_port, "/products").first, 0);
    }
};

QTEST_GUILESS_MAIN(FailuresTest)
#include "failures_test.moc"
