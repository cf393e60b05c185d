#include "gui/app/languages.h"

#include <QCoreApplication>
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QSet>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include "gui/warning_guard.h"

using namespace slipway::gui;

class LanguagesTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

    static QSet<QString> sourcesOf(const QString& ts) {
        QSet<QString> sources;
        QFile file(ts);
        if (!file.open(QIODevice::ReadOnly)) {
            return sources;
        }
        for (QXmlStreamReader xml(&file); !xml.atEnd();) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
                sources.insert(xml.readElementText());
            }
        }
        return sources;
    }

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void everyStringIsTranslated_data() {
        QTest::addColumn<QString>("file");
        QTest::newRow("en") << QStringLiteral("slipway_en.ts");
        QTest::newRow("ko") << QStringLiteral("slipway_ko.ts");
    }

    void everyStringIsTranslated() {
        QFETCH(QString, file);
        const QString source = qEnvironmentVariable("SLIPWAY_SOURCE_DIR");
        if (source.isEmpty()) {
            QSKIP("SLIPWAY_SOURCE_DIR is not set");
        }
        QFile ts(source + QStringLiteral("/resources/translations/") + file);
        QVERIFY(ts.open(QIODevice::ReadOnly));
        QXmlStreamReader xml(&ts);
        QString text;
        int count = 0;
        while (!xml.atEnd()) {
            xml.readNext();
            if (xml.isStartElement() && xml.name() == QLatin1String("source")) {
                text = xml.readElementText();
                ++count;
            } else if (xml.isStartElement() && xml.name() == QLatin1String("translation")) {
                QVERIFY2(!xml.attributes().hasAttribute(QStringLiteral("type")), qPrintable(text));
                const QString said = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
                QVERIFY2(!said.isEmpty(), qPrintable(text));
                for (const char* placeholder : {"%1", "%2", "%3", "%4", "%5", "%n"}) {
                    const QString mark = QString::fromLatin1(placeholder);
                    // "Last minute" for one, in English, says its number in words.
                    if (mark != QLatin1String("%n")) {
                        QVERIFY2(text.contains(mark) == said.contains(mark),
                                 qPrintable(text + QStringLiteral(" / ") + said));
                    }
                }
            }
        }
        QVERIFY(!xml.hasError());
        QVERIFY(count > 400);
    }

    // lupdate passes over what it does not understand without a word, so the sources are read here once more, by text.
    void everyStringOfTheSourcesIsInTheFiles() {
        const QString source = qEnvironmentVariable("SLIPWAY_SOURCE_DIR");
        if (source.isEmpty()) {
            QSKIP("SLIPWAY_SOURCE_DIR is not set");
        }
        const QSet<QString> known = sourcesOf(source + QStringLiteral("/resources/translations/slipway_ko.ts"));
        // No raw strings: quotes in them hide the class from moc.
        const QRegularExpression call(
            QStringLiteral("\\b(?:tr|translate|QT_TRANSLATE_NOOP|QT_TR_NOOP)\\(\\s*(?:\"[\\w:]+\",\\s*)?((?:\"(?:[^"
                           "\"\\\\]|\\\\.)*\"\\s*)+)"));
        const QRegularExpression piece(QStringLiteral("\"((?:[^\"\\\\]|\\\\.)*)\""));
        QStringList missing;
        int seen = 0;
        QDirIterator files(source + QStringLiteral("/gui"), {QStringLiteral("*.cpp"), QStringLiteral("*.h")},
                           QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            QFile file(files.next());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QString code = QString::fromUtf8(file.readAll());
            for (auto calls = call.globalMatch(code); calls.hasNext();) {
                QString text;
                for (auto pieces = piece.globalMatch(calls.next().captured(1)); pieces.hasNext();) {
                    text += pieces.next().captured(1);
                }
                text.replace(QStringLiteral("\\n"), QStringLiteral("\n"))
                    .replace(QStringLiteral("\\\""), QStringLiteral("\""));
                ++seen;
                if (!known.contains(text)) {
                    missing << QDir(source).relativeFilePath(file.fileName()) + QStringLiteral(": ") + text;
                }
            }
        }
        QVERIFY2(missing.isEmpty(), qPrintable(missing.join(u'\n') +
                                               QStringLiteral("\nBuild update_translations, and say them in Korean.")));
        QVERIFY(seen > 500);
    }

    // The same text under another context is another string: what lupdate finds must be there already.
    void lupdateFindsNothingNew() {
        const QString source = qEnvironmentVariable("SLIPWAY_SOURCE_DIR");
        const QString lupdate = QStringLiteral(LUPDATE);
        if (source.isEmpty() || !QFileInfo(lupdate).isExecutable()) {
            QSKIP("no sources, or no lupdate");
        }
        QTemporaryDir folder;
        const QString ts = folder.filePath(QStringLiteral("slipway_ko.ts"));
        QVERIFY(QFile::copy(source + QStringLiteral("/resources/translations/slipway_ko.ts"), ts));
        QProcess run;
        run.setProcessChannelMode(QProcess::MergedChannels);
        run.start(lupdate, {QStringLiteral("-I"), source, QStringLiteral("-locations"), QStringLiteral("none"),
                            QStringLiteral("-disable-heuristic"), QStringLiteral("sametext"),
                            source + QStringLiteral("/gui"), QStringLiteral("-ts"), ts});
        QVERIFY(run.waitForFinished(60000));
        QCOMPARE(run.exitCode(), 0);
        const QString said = QString::fromUtf8(run.readAll());
        QVERIFY2(said.contains(QStringLiteral("(0 new")), qPrintable(said));
    }

    void koreanIsSpoken() {
        installLanguage(QStringLiteral("ko"));
        QCOMPARE(QCoreApplication::translate("slipway::gui::NavRail", "Navigation"), QStringLiteral("이동"));
        QCOMPARE(QCoreApplication::translate("EventText", "%1 is ready"), QStringLiteral("%1 준비됨"));
        QCOMPARE(QCoreApplication::translate("slipway::gui::StatusStrip", "%n services", nullptr, 5),
                 QStringLiteral("서비스 5개"));
    }

    void englishHasPlurals() {
        installLanguage(QStringLiteral("en"));
        QCOMPARE(QCoreApplication::translate("slipway::gui::StatusStrip", "%n services", nullptr, 1),
                 QStringLiteral("1 service"));
        QCOMPARE(QCoreApplication::translate("slipway::gui::StatusStrip", "%n need attention", nullptr, 1),
                 QStringLiteral("1 needs attention"));
    }
};

QTEST_MAIN(LanguagesTest)
#include "languages_test.moc"
