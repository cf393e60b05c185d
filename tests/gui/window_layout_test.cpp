#include <QBoxLayout>
#include <QPushButton>
#include <QSplitter>
#include <QTest>
#include "support/patience.h"

#include "gui/app/languages.h"
#include "gui/topology/topology_panel.h"
#include "gui/views/service/service_page.h"
#include "gui/views/service/services_view.h"
#include "gui/views/shell/callouts.h"
#include "gui/views/shell/drawer.h"
#include "gui/window_fixture.h"

using namespace slipway::gui;

namespace {

/// What a row or a column cannot hold: parts that lie over each other, or beyond it.
QStringList squeezed(QWidget* in) {
    QStringList found;
    for (QWidget* widget : in->findChildren<QWidget*>()) {
        auto* box = qobject_cast<QBoxLayout*>(widget->layout());
        if (!box || !widget->isVisible()) {
            continue;
        }
        QList<QWidget*> parts;
        for (QWidget* child : widget->findChildren<QWidget*>(QString(), Qt::FindDirectChildrenOnly)) {
            if (child->isVisible() && box->indexOf(child) >= 0) {
                parts << child;
            }
        }
        const auto name = [](const QWidget* part) {
            return QStringLiteral("%1 '%2'").arg(QLatin1String(part->metaObject()->className()),
                                                 part->accessibleName());
        };
        for (qsizetype i = 0; i < parts.size(); ++i) {
            const QRect place = parts[i]->geometry();
            if (place.right() > widget->rect().right() || place.left() < 0) {
                found << name(parts[i]) + QStringLiteral(" beyond ") + name(widget);
            }
            for (qsizetype j = i + 1; j < parts.size(); ++j) {
                if (place.intersects(parts[j]->geometry())) {
                    found << name(parts[i]) + QStringLiteral(" over ") + name(parts[j]);
                }
            }
        }
    }
    return found;
}

}  // namespace

class WindowLayoutTest : public QObject {
    Q_OBJECT

    WarningGuard m_guard;

  private slots:
    void cleanup() { QCOMPARE(m_guard.take(), QStringList()); }

    void nothingOverlaps_data() {
        QTest::addColumn<QString>("language");
        QTest::addColumn<QSize>("size");
        for (const char* language : {"en", "ko"}) {
            for (const QSize size : {QSize(1024, 640), QSize(1200, 700), QSize(1440, 900)}) {
                QTest::addRow("%s %d", language, size.width()) << QString::fromLatin1(language) << size;
            }
        }
    }

    void nothingOverlaps() {
        QFETCH(QString, language);
        QFETCH(QSize, size);
        installLanguage(language);
        WindowFixture f;
        f.window->resize(size);
        QVERIFY(f.open());
        f.window->callouts()->show();
        const auto look = [&](const char* where) {
            QStringList found;
            const auto fits = [&] {
                found = squeezed(f.window.get());
                return found.isEmpty();
            };
            QVERIFY2(QTest::qWaitFor(fits, 5000),
                     qPrintable(QLatin1String(where) + QStringLiteral(": ") + found.join(u'\n')));
        };
        f.window->showScreen(MainWindow::Topology);
        look("topology");
        f.window->topology()->view()->select({QStringLiteral("products"), {}, {}});
        look("topology, a service selected");
        f.window->drawer()->open(0);
        look("topology and logs");
        f.window->showScreen(MainWindow::Services);
        look("services");
        f.window->showScreen(MainWindow::Overview);
        look("overview");
        for (const auto tab :
             {ServicePage::Overview, ServicePage::Instances, ServicePage::Logs, ServicePage::Deploys}) {
            f.window->showService(QStringLiteral("products"), tab);
            look("service");
        }
    }

    void aClosedDrawerGivesItsRoomBack() {
        WindowFixture f;
        QVERIFY(f.open());
        const int before = f.window->topology()->height();
        f.window->drawer()->open(0);
        QTRY_VERIFY(f.window->topology()->height() < before);
        f.window->drawer()->setOpen(false);
        QTRY_COMPARE(f.window->topology()->height(), before);
    }

    void theDrawerComesBackAsTall() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->drawer()->open(0);
        auto* split = f.window->findChild<QSplitter*>();
        QTRY_VERIFY(f.window->drawer()->height() >= 160);
        const QPoint from(split->width() / 2, split->handle(1)->height() / 2);
        QTest::mousePress(split->handle(1), Qt::LeftButton, {}, from);
        QTest::mouseMove(split->handle(1), from - QPoint(0, 60));
        QTest::mouseRelease(split->handle(1), Qt::LeftButton, {}, from - QPoint(0, 60));
        const int tall = f.window->drawer()->height();
        QVERIFY(tall > 300);
        f.window->drawer()->setOpen(false);
        f.window->drawer()->open(1);
        QTRY_COMPARE(f.window->drawer()->height(), tall);
    }

    void suggestionsHideNothing() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->callouts()->show();
        QTest::qWait(0);
        const auto inWindow = [&](QWidget* widget) {
            return QRect(widget->mapTo(f.window.get(), QPoint()), widget->size());
        };
        QVERIFY(!inWindow(f.window->callouts()).intersects(inWindow(f.window->topology()->view())));
    }

    void servicesOpenWithOneSelected() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showScreen(MainWindow::Services);
        QVERIFY(!f.window->servicesView()->currentService().isEmpty());
    }

    // A click on Redeploy disables it; its neighbour must not light up as if it were chosen.
    void aButtonDisabledByItsClickKeepsTheFocus() {
        WindowFixture f;
        QVERIFY(f.open());
        f.window->showService(QStringLiteral("products"));
        auto* button = f.window->servicePage()->findChild<QPushButton*>(QStringLiteral("redeploy"));
        QTRY_VERIFY(button->isEnabled());
        button->setFocus();
        QTest::keyClick(button, Qt::Key_Space);
        QTRY_VERIFY(!button->isEnabled());
        QVERIFY(!f.window->focusWidget() || f.window->focusWidget() == f.window.get());
        f.daemon->push(
            sample::event(105, "operation", {{"operation", sample::operation("op-7", "succeeded", "done", 2)}}));
        QTRY_VERIFY(button->isEnabled());
        QCOMPARE(f.window->focusWidget(), button);
    }
};

QTEST_MAIN(WindowLayoutTest)
#include "window_layout_test.moc"
