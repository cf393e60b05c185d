#include <QFile>
#include <QtTest>

#include "manifest/manifest.h"

using namespace slipway;

// The manifests that come with the product say what the product understands.
class ManifestsTest : public QObject {
    Q_OBJECT

    static QByteArray textOf(const QString& example) {
        QFile file(path(example));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }
    static QString path(const QString& example) {
        const QString root = qEnvironmentVariable("SLIPWAY_SOURCE_DIR", QStringLiteral(SLIPWAY_ROOT));
        return root + "/resources/examples/" + (example.endsWith(".yaml") ? example : example + "/slipway.yaml");
    }

  private slots:
    void examplesHaveNoProblems_data() {
        QTest::addColumn<int>("services");
        QTest::addColumn<int>("warnings");
        QTest::newRow("shop") << 7 << 0;  // with the composer of its composite
        QTest::newRow("shop/monolith.yaml") << 5 << 0;
        QTest::newRow("hello-python") << 1 << 1;  // nobody owns it: ten lines have no room for a team
    }
    void examplesHaveNoProblems() {
        QFETCH(int, services);
        QFETCH(int, warnings);
        const QString example = QTest::currentDataTag();
        const auto parsed = manifest::parseManifest(textOf(example).toStdString(), path(example).toStdString(),
                                                    {{"SLIPWAY_LIBEXEC", "/opt/slipway"}});
        QString problems;
        for (const auto& each : parsed ? parsed->warnings : std::vector<api::Problem>{})
            problems += QString::fromStdString(each.text()) + "\n";
        for (const auto& line : parsed ? std::vector<std::string>{} : parsed.error().details)
            problems += QString::fromStdString(line) + "\n";
        QVERIFY2(parsed.has_value(), qPrintable(problems));
        QVERIFY2(int(parsed->warnings.size()) == warnings, qPrintable(problems));
        QCOMPARE(int(parsed->project.services.size()), services);
    }

    void aServiceOfOnesOwnTakesTenLines() { QVERIFY(textOf("hello-python").trimmed().count('\n') < 10); }
};

QTEST_GUILESS_MAIN(ManifestsTest)
#include "manifests_test.moc"
