#include "gui/app/languages.h"

#include <QCoreApplication>
#include <QFile>
#include <QTest>
#include <QXmlStreamReader>

#include "gui/warning_guard.h"

using namespace slipway::gui;

class LanguagesTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

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
