#include <QDir>
#include <QFile>
#include <QImage>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>

#include "gui/theme/icons.h"
#include "gui/theme/status_shape.h"
#include "gui/theme/tabular.h"
#include "gui/theme/tokens.h"
#include "gui/warning_guard.h"

using namespace slipway::gui;

class ThemeTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void textHasContrast_data() {
        QTest::addColumn<bool>("dark");
        QTest::newRow("dark") << true;
        QTest::newRow("light") << false;
    }

    void textHasContrast() {
        QFETCH(bool, dark);
        const Colors& c = dark ? darkColors() : lightColors();
        for (const QColor& ground : {c.background, c.surface, c.raised}) {
            for (const QColor& ink : {c.text, c.muted, c.accent, c.ok, c.warn, c.err, c.unknown}) {
                QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(ink.name() + " on " + ground.name()));
            }
            QVERIFY2(contrast(c.outline, ground) >= 3.0, qPrintable(c.outline.name() + " on " + ground.name()));
        }
        QVERIFY(contrast(c.onAccent, c.accent) >= 4.5);
        QVERIFY(contrast(c.text, c.selection) >= 4.5);
        QVERIFY(contrast(c.text, c.hover) >= 4.5);
    }

    void choiceChangesColours() {
        Theme& theme = Theme::current();
        theme.setChoice(ThemeChoice::Dark);
        QSignalSpy changed(&theme, &Theme::changed);
        theme.setChoice(ThemeChoice::Light);
        QCOMPARE(changed.count(), 1);
        QVERIFY(!theme.isDark());
        QCOMPARE(qApp->palette().color(QPalette::Window), lightColors().background);
    }

    void iconsTakeTheRolesColour() {
        Theme::current().setChoice(ThemeChoice::Dark);
        QVERIFY(iconNames().size() >= 25);
        for (const QString& name : iconNames()) {
            const QImage image =
                icon(name, IconColor::Accent).pixmap(24, 24).toImage().convertToFormat(QImage::Format_ARGB32);
            int drawn = 0;
            for (int y = 0; y < image.height(); ++y) {
                for (int x = 0; x < image.width(); ++x) {
                    const QColor pixel = image.pixelColor(x, y);
                    if (pixel.alpha() > 180) {
                        ++drawn;
                        QVERIFY2(qAbs(pixel.blue() - darkColors().accent.blue()) < 6,
                                 qPrintable(name + ": " + pixel.name()));
                    }
                }
            }
            QVERIFY2(drawn > 0, qPrintable(name + " draws nothing"));
        }
    }

    void everyIconOfTheFolderIsInside() {
        const QString folder = qEnvironmentVariable("SLIPWAY_SOURCE_DIR") + QStringLiteral("/resources/icons");
        if (qEnvironmentVariableIsEmpty("SLIPWAY_SOURCE_DIR")) {
            QSKIP("SLIPWAY_SOURCE_DIR is not set");
        }
        QCOMPARE(iconNames().size(), QDir(folder).entryList({QStringLiteral("*.svg")}).size());
    }

    void statusesDifferInShape() {
        QSet<QByteArray> shapes;
        for (const Status status :
             {Status::Ok, Status::Degraded, Status::Failing, Status::Pending, Status::Stopped, Status::Unknown}) {
            QImage image(16, 16, QImage::Format_ARGB32_Premultiplied);
            image.fill(Qt::transparent);
            QPainter painter(&image);
            paintStatus(painter, QRectF(2, 2, 12, 12), status, Qt::white);
            painter.end();
            shapes.insert(QByteArray(reinterpret_cast<const char*>(image.constBits()), image.sizeInBytes()));
        }
        QCOMPARE(shapes.size(), 6);
    }

    void initialsAndTeamColours() {
        QCOMPARE(Theme::initials("Order desk"), QStringLiteral("OD"));
        QCOMPARE(Theme::initials("points"), QStringLiteral("PO"));
        QCOMPARE(Theme::initials("결제"), QStringLiteral("결"));
        QCOMPARE(Theme::initials(""), QString());
        QCOMPARE(Theme::current().team("a", "#112233"), QColor(0x112233));
        QCOMPARE(Theme::current().team("catalog"), Theme::current().team("catalog"));
    }

    void digitsHaveOneWidth() {
        const QFontMetricsF metrics(Theme::current().font());
        QCOMPARE(tabularWidth(metrics, "111"), tabularWidth(metrics, "808"));
    }
};

QTEST_MAIN(ThemeTest)
#include "gui_theme_test.moc"
