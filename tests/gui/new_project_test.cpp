#include <QTest>

#include "gui/app/new_project.h"
#include "manifest/manifest.h"

/// What the window writes for a new project is a manifest that comes up.
class NewProjectTest : public QObject {
    Q_OBJECT

  private slots:
    void isAValidManifest() {
        const QByteArray text = slipway::gui::newProjectManifest();
        const auto parsed = slipway::manifest::parseManifest(text.toStdString(), "/tmp/hello/slipway.yaml");
        QVERIFY2(parsed, parsed ? "" : parsed.error().message.c_str());
        QCOMPARE(parsed->project.services.size(), size_t{1});
    }
};

QTEST_GUILESS_MAIN(NewProjectTest)
#include "new_project_test.moc"
