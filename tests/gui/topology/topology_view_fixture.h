#pragma once

#include <memory>

#include "../warning_guard.h"
#include "demo.h"
#include "gui/topology/topology_view.h"
#include "support/patience.h"

/// A view of thirteen services before each test; no warning of Qt after it.
class TopologyViewFixture : public QObject {
  protected:
    QPoint centreOf(const QString& id) const { return m_view->mapFromScene(m_view->nodeRectOf(id).center()); }

    WarningGuard m_guard;
    std::unique_ptr<slipway::gui::TopologyView> m_view;

    void beginAll() {
        m_guard.arm();
        slipway::gui::Theme::current().setChoice(slipway::gui::ThemeChoice::Dark);
    }

    void begin() {
        slipway::gui::Theme::current().setReducedMotion(true);
        m_view = std::make_unique<slipway::gui::TopologyView>();
        m_view->resize(1200, 700);
        m_view->show();
        QVERIFY(QTest::qWaitForWindowExposed(m_view.get()));
        m_view->setTopology(slipway::gui::demo::thirteen());
    }

    void end() {
        m_view.reset();
        QCOMPARE(m_guard.take(), QStringList());
    }
};
