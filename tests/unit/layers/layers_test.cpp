#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

/// The layer check on the tree as it is, and on trees with one fault planted.
class LayersTest : public QObject {
    Q_OBJECT

    static QString source() { return qEnvironmentVariable("SLIPWAY_SOURCE_DIR"); }
    static int check(const QString& root, QString* output) {
        QProcess python;
        python.setProcessChannelMode(QProcess::MergedChannels);
        python.start("python3", {source() + "/tests/unit/layers/check_layers.py", root});
        if (!python.waitForFinished(30'000))
            return -1;
        *output = QString::fromUtf8(python.readAll());
        return python.exitCode();
    }

  private slots:
    void theTreeKeepsItsLayers() {
        QString output;
        const int code = check(source(), &output);
        QVERIFY2(code == 0, qPrintable(output));
    }

    void aForbiddenIncludeIsFound_data() {
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("include");
        QTest::newRow("base looks up") << "orchestrator/base/x.h"
                                       << "\"model/plan.h\"";
        QTest::newRow("gateway sees the model") << "orchestrator/gateway/x.cpp"
                                                << "\"model/project.h\"";
        QTest::newRow("gateway sees the control API") << "orchestrator/gateway/x.cpp"
                                                      << "\"protocol/api.h\"";
        QTest::newRow("gateway with curl") << "orchestrator/gateway/x.cpp"
                                           << "<curl/curl.h>";
        QTest::newRow("model with Qt") << "orchestrator/model/x.cpp"
                                       << "<QString>";
        QTest::newRow("mediation sees a socket") << "orchestrator/mediation/x.cpp"
                                                 << "\"net/stream.h\"";
        QTest::newRow("cli reaches into the daemon") << "orchestrator/cli/x.cpp"
                                                     << "\"daemon/daemon.h\"";
        QTest::newRow("window reaches into the daemon") << "gui/app/x.cpp"
                                                        << "\"daemon/daemon.h\"";
        QTest::newRow("shop uses the product") << "backend_services/kit/x.cpp"
                                               << "\"base/error.h\"";
    }

    void aForbiddenIncludeIsFound() {
        QFETCH(QString, file);
        QFETCH(QString, include);
        QTemporaryDir root;
        QDir(root.path()).mkpath(QFileInfo(file).path());
        QDir(root.path()).mkpath("orchestrator/base");
        QFile existing(root.filePath("orchestrator/base/error.h"));
        QVERIFY(existing.open(QIODevice::WriteOnly));
        existing.close();
        QFile planted(root.filePath(file));
        QVERIFY(planted.open(QIODevice::WriteOnly));
        planted.write(("#include " + include + "\n").toUtf8());
        planted.close();
        QString output;
        QCOMPARE(check(root.path(), &output), 1);
        QVERIFY2(output.contains(file + ":1:"), qPrintable(output));
    }
};

QTEST_GUILESS_MAIN(LayersTest)
#include "layers_test.moc"
