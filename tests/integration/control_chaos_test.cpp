#include <QtTest>

#include "integration/slipway_home.h"

using namespace slipway::test;

/// A bounded piece of `./dev chaos control`: the same histories each time. Its own checks are what is tested here, and
/// they look from outside; see tests/chaos/control.py.
class ControlChaosTest : public QObject {
    Q_OBJECT

    static void run(const QStringList& arguments) {
        QProcess chaos;
        chaos.setProcessChannelMode(QProcess::MergedChannels);
        chaos.start("python3", QStringList{qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + "/tests/chaos/control.py",
                                           "--bin", qEnvironmentVariable("SLIPWAY_LIBEXEC")} +
                                   arguments);
        QVERIFY(ends(chaos, 240'000));
        const QByteArray said = chaos.readAll();
        QVERIFY2(chaos.exitStatus() == QProcess::NormalExit && chaos.exitCode() == 0, said.constData());
        QVERIFY2(said.contains("requests, "), said.constData());
    }

  private slots:
    void killsInTheMiddleOfMoves() { run({"2", "--kills", "--seed", "7"}); }
};

QTEST_GUILESS_MAIN(ControlChaosTest)
#include "control_chaos_test.moc"
