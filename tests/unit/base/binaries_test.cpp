#include "base/binaries.h"

#include <QTemporaryDir>
#include <QtTest>

#include "base/files.h"

using namespace slipway;

class BinariesTest : public QObject {
    Q_OBJECT
    QTemporaryDir m_dir;

  private slots:
    void cleanup() { ::unsetenv("SLIPWAY_LIBEXEC"); }

    void siblingsAreFoundBesideTheExecutable() {
        ::unsetenv("SLIPWAY_LIBEXEC");
        QCOMPARE(executablePath(), QCoreApplication::applicationFilePath().toStdString());
        QCOMPARE(findBinary("binaries_test").value(), executablePath());
        QCOMPARE(libexecFolder("binaries_test"), QCoreApplication::applicationDirPath().toStdString());
    }

    void theNamedFolderComesFirst() {
        const std::string named = m_dir.filePath("binaries_test").toStdString();
        QVERIFY(writeFileAtomically(named, "#!/bin/sh\n", 0644));
        ::setenv("SLIPWAY_LIBEXEC", m_dir.path().toUtf8(), 1);
        QVERIFY2(findBinary("binaries_test").value() != named, "it is not executable");
        QVERIFY(writeFileAtomically(named, "#!/bin/sh\n", 0755));
        QCOMPARE(findBinary("binaries_test").value(), named);
    }

    void whatIsMissingIsToldWithThePlaces() {
        ::setenv("SLIPWAY_LIBEXEC", "/somewhere", 1);
        const auto result = findBinary("slipway-nothing");
        QCOMPARE(result.error().code, ErrorCode::NotFound);
        QVERIFY(result.error().message.starts_with("slipway-nothing is in none of /somewhere, "));
        QVERIFY(result.error().message.ends_with("/libexec/slipway"));
        QCOMPARE(libexecFolder("slipway-nothing"), QCoreApplication::applicationDirPath().toStdString());
    }

    void aNewBuildHasAnotherFingerprint() {
        const std::string path = m_dir.filePath("program").toStdString();
        QVERIFY(writeFileAtomically(path, "one"));
        const auto first = binaryFingerprint(path).value();
        QCOMPARE(binaryFingerprint(path).value(), first);
        QVERIFY(writeFileAtomically(path, "two"));
        QVERIFY(binaryFingerprint(path).value() != first);
        QCOMPARE(binaryFingerprint(path + "x").error().code, ErrorCode::NotFound);
    }
};

QTEST_GUILESS_MAIN(BinariesTest)
#include "binaries_test.moc"
