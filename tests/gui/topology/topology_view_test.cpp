#include <QAccessible>
#include <QSignalSpy>
#include <cmath>

#include "gui/topology/edge_layer.h"
#include "gui/topology/group_layer.h"
#include "gui/topology/label_layer.h"
#include "gui/topology/layout/polyline.h"
#include "gui/topology/node_painter.h"
#include "topology_view_fixture.h"

using namespace slipway::gui;

class TopologyViewTest : public TopologyViewFixture {
    Q_OBJECT
  private slots:
    void initTestCase() { beginAll(); }
    void init() { begin(); }
    void cleanup() { end(); }

    void everythingIsPlacedAndInSight();
    void theDrawingFollowsTheMode();
    void theSwitchIsAnimated();
    void widthsAndColoursFollowTheFormula();
    void edgeColoursCanBeSeen();
    void labelsTouchNeitherNodesNorEachOther_data();
    void labelsTouchNeitherNodesNorEachOther();
    void labelsKeepTheirSizeOnTheScreen();
    void vGoesThroughTheLabelModes();
    void fitShowsAllAndFollowsTheWindow();
    void statesAndProgressShowOnTheNode();
    void receiptBadgeGoesAway();
    void daemonLostIsDrawnFaintly();
    void themeChangeRepaints();
    void detailFollowsZoom();
    void replicasWrapAndCount();
    void flowRunsOnlyWhereItIsSeen();
    void flowFramesPaintNoItems();
    void largeGraphsAreRefinedAfterTheGesture();
    void deadEdgesAndEmptyTopologyAreHarmless();
    void accessibilityExposesNodes();
};

void TopologyViewTest::everythingIsPlacedAndInSight() {
    const QRect visible = m_view->viewport()->rect();
    for (const TopologyNode& node : m_view->topology().nodes) {
        QVERIFY(!m_view->nodeRectOf(node.id).isEmpty());
        QVERIFY(visible.contains(m_view->mapFromScene(m_view->nodeRectOf(node.id)).boundingRect()));
    }
    for (const TopologyEdge& edge : m_view->topology().edges) {
        const QPolygonF route = m_view->routeOf(edge.from, edge.to);
        QVERIFY(route.size() >= 2);
        for (const TopologyNode& node : m_view->topology().nodes) {
            if (node.id != edge.from && node.id != edge.to && node.id != m_view->hub())  // calls go by way of the hub
                QVERIFY2(!polylineMeetsRect(route, m_view->nodeRectOf(node.id)),
                         qPrintable(edge.from + ">" + edge.to + " runs behind " + node.id));
        }
    }
}

void TopologyViewTest::theDrawingFollowsTheMode() {
    Topology topology = demo::shop();
    m_view->setTopology({});
    m_view->setTopology(topology);
    QCOMPARE(m_view->hub(), QStringLiteral("gateway"));
    const auto behindTheGateway = [&] {
        int count = 0;
        for (const TopologyEdge& edge : topology.edges) {
            if (edge.from != QLatin1String("gateway"))
                count += polylineMeetsRect(m_view->routeOf(edge.from, edge.to), m_view->nodeRectOf("gateway"));
        }
        return count;
    };
    const QPointF inHub = m_view->nodeRectOf("orders").center();
    QCOMPARE(behindTheGateway(), 4);
    topology.mode = QStringLiteral("p2p");
    m_view->setTopology(topology);
    QVERIFY(m_view->hub().isEmpty());
    QCOMPARE(behindTheGateway(), 0);
    QVERIFY(m_view->nodeRectOf("orders").center() != inHub);
    const QRect visible = m_view->viewport()->rect();
    for (const TopologyNode& node : topology.nodes)
        QVERIFY(visible.contains(m_view->mapFromScene(m_view->nodeRectOf(node.id)).boundingRect()));
    topology.mode = QStringLiteral("hub-and-spoke");
    m_view->setTopology(topology);
    QCOMPARE(behindTheGateway(), 4);
    QCOMPARE(m_view->nodeRectOf("orders").center(), inHub);
    // A dragged node's calls still go by way of the hub.
    m_view->setPins({{QStringLiteral("orders"), QPointF(500, 400)}});
    QCOMPARE(m_view->nodeRectOf("orders").center(), QPointF(500, 400));
    QCOMPARE(behindTheGateway(), 4);
    topology.mode = QStringLiteral("p2p");
    m_view->setTopology(topology);
    QCOMPARE(m_view->nodeRectOf("orders").center(), QPointF(500, 400));
    QCOMPARE(behindTheGateway(), 0);
}

void TopologyViewTest::theSwitchIsAnimated() {
    Topology topology = demo::shop();
    m_view->setTopology({});
    m_view->setTopology(topology);
    const QPointF before = m_view->nodeRectOf("orders").center();
    Theme::current().setReducedMotion(false);
    topology.mode = QStringLiteral("p2p");
    m_view->setTopology(topology);
    QCOMPARE(m_view->nodeRectOf("orders").center(), before);  // on its way
    QTRY_VERIFY(!polylineMeetsRect(m_view->routeOf("orders", "users"), m_view->nodeRectOf("gateway")));
    QTRY_VERIFY(!m_view->isMoving());
    const QPointF animated = m_view->nodeRectOf("orders").center();
    Theme::current().setReducedMotion(true);
    topology.mode = QStringLiteral("hub-and-spoke");
    m_view->setTopology(topology);
    QCOMPARE(m_view->nodeRectOf("orders").center(), before);  // at once
    topology.mode = QStringLiteral("p2p");
    m_view->setTopology(topology);
    QCOMPARE(m_view->nodeRectOf("orders").center(), animated);
}

void TopologyViewTest::widthsAndColoursFollowTheFormula() {
    QCOMPARE(edgeWidth(0), 1.0);
    QCOMPARE(edgeWidth(9), 1.7);
    QCOMPARE(edgeWidth(999), 1 + 0.7 * 3);
    QCOMPARE(edgeWidth(kNotMeasured), 1.0);
    TopologyEdge edge = demo::edge("a", "b", 100, 5);
    QCOMPARE(edgeHealth(edge), EdgeHealth::Healthy);
    edge.errorsPerS = 0.2;
    QCOMPARE(edgeHealth(edge), EdgeHealth::Errors);
    edge.errorsPerS = 5;
    QCOMPARE(edgeHealth(edge), EdgeHealth::Failing);
    edge.errorsPerS = 0;
    edge.rps = 0;
    QCOMPARE(edgeHealth(edge), EdgeHealth::Healthy);  // quiet, but it was used
    edge.requests = edge.tries = 0;
    QCOMPARE(edgeHealth(edge), EdgeHealth::Unused);
    QCOMPARE(edgeColor(EdgeHealth::Failing, colors()), colors().err);
    QCOMPARE(edgeColor(EdgeHealth::Errors, colors()), colors().warn);
    // As drawn, to a quarter of a pixel.
    for (std::size_t i = 0; i < m_view->topology().edges.size(); ++i)
        QVERIFY(std::abs(m_view->edgeLayer().edges()[i].look.width() - edgeWidth(m_view->topology().edges[i].rps)) <=
                0.125);
}

void TopologyViewTest::edgeColoursCanBeSeen() {
    for (const Colors* theme : {&darkColors(), &lightColors()}) {
        for (const EdgeHealth health : {EdgeHealth::Healthy, EdgeHealth::Errors, EdgeHealth::Failing})
            QVERIFY2(contrast(edgeColor(health, *theme), theme->background) >= 3.0,
                     "WCAG 2.1, 1.4.11: graphics need 3:1");
    }
}

void TopologyViewTest::labelsTouchNeitherNodesNorEachOther_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<double>("zoom");
    for (const int mode : {0, 1, 2, 3}) {
        for (const double zoom : {0.5, 0.8, 1.0, 1.6})
            QTest::addRow("mode %d zoom %.1f", mode, zoom) << mode << zoom;
    }
}

void TopologyViewTest::labelsTouchNeitherNodesNorEachOther() {
    QFETCH(int, mode);
    QFETCH(double, zoom);
    m_view->setTopology(demo::mesh(4, 40, 70));
    m_view->resize(2200, 1600);
    m_view->setLabelMode(static_cast<LabelMode>(mode));
    m_view->select({m_view->topology().edges[0].from, {}, {}});
    m_view->setZoom(zoom);
    QTRY_VERIFY(m_view->isRefined());
    const auto& shown = m_view->labels().shown();
    QVERIFY(!shown.empty());
    for (std::size_t i = 0; i < shown.size(); ++i) {
        for (const TopologyNode& node : m_view->topology().nodes)
            QVERIFY(!shown[i].rect.intersects(m_view->nodeRectOf(node.id)));
        for (std::size_t j = i + 1; j < shown.size(); ++j)
            QVERIFY(!shown[i].rect.intersects(shown[j].rect));
        QVERIFY(!shown[i].text.isEmpty());
    }
}

void TopologyViewTest::labelsKeepTheirSizeOnTheScreen() {
    QVERIFY(LabelLayer::kPixels >= 11);
    const auto heightOnScreen = [&] { return m_view->labels().shown().front().rect.height() * m_view->zoom(); };
    m_view->setTopology(demo::thirteen());
    QVERIFY(!m_view->labels().shown().empty());
    const double before = heightOnScreen();
    m_view->setZoom(1.7);
    QTRY_VERIFY(m_view->isRefined());
    QVERIFY(!m_view->labels().shown().empty());
    const bool twoLines = m_view->labels().shown().front().text.contains(QLatin1Char('\n'));
    QVERIFY(std::abs(heightOnScreen() - before) < 1 || twoLines);
    QVERIFY(before >= 11);
}

void TopologyViewTest::vGoesThroughTheLabelModes() {
    QSignalSpy changed(m_view.get(), &TopologyView::labelModeChanged);
    // By default only the two edges with errors speak.
    QCOMPARE(m_view->labels().shown().size(), std::size_t(2));
    const LabelMode modes[] = {LabelMode::Rate, LabelMode::Latency, LabelMode::Errors, LabelMode::Auto};
    for (const LabelMode mode : modes) {
        QTest::keyClick(m_view.get(), Qt::Key_V);
        QCOMPARE(m_view->labelMode(), mode);
    }
    QCOMPARE(changed.count(), 4);
    m_view->setLabelMode(LabelMode::Rate);
    QVERIFY(m_view->labels().shown().size() > 10);
    for (const LabelLayer::Shown& label : m_view->labels().shown())
        QVERIFY(label.text.endsWith(QStringLiteral("/s")));
}

void TopologyViewTest::statesAndProgressShowOnTheNode() {
    QCOMPARE(m_view->visualOf("payment")->status, Status::Failing);
    QCOMPARE(m_view->visualOf("inventory")->status, Status::Pending);
    QCOMPARE(m_view->visualOf("mobile-bff")->instances,
             (std::vector<Status>{Status::Ok, statusOf(InstanceState::Unready)}));
    QCOMPARE(m_view->visualOf("notify")->missing, 2);
    QVERIFY(m_view->visualOf("notify")->initials.isEmpty());
    QCOMPARE(m_view->visualOf("payment")->initials, QStringLiteral("PA"));
    Operation operation;
    operation.id = "op-1";
    operation.kind = "redeploy";
    operation.service = "catalog";
    operation.state = OperationState::Running;
    operation.phase = Phase::Drain;
    operation.done = 1;
    operation.total = 3;
    m_view->setOperations({operation});
    QVERIFY(m_view->visualOf("catalog")->progress.has_value());
    QVERIFY(m_view->visualOf("catalog")->progress->fraction > 1.0 / 3);
    QVERIFY(m_view->visualOf("catalog")->progress->fraction < 2.0 / 3);
    QCOMPARE(m_view->visualOf("catalog")->progress->text, QStringLiteral("Redeploy · drain 2/3"));
    operation.state = OperationState::Succeeded;
    m_view->setOperations({operation});
    QVERIFY(!m_view->visualOf("catalog")->progress.has_value());
}

void TopologyViewTest::receiptBadgeGoesAway() {
    Receipt receipt;
    receipt.service = "catalog";
    receipt.from = 3;
    receipt.to = 4;
    receipt.outcome = "succeeded";
    m_view->setBadgeMs(300);
    m_view->showReceipt(receipt);
    QVERIFY(m_view->visualOf("catalog")->badge.has_value());
    QCOMPARE(m_view->visualOf("catalog")->badge->text, QStringLiteral("r3 → r4 · 0 failed"));
    QCOMPARE(m_view->visualOf("catalog")->badge->status, Status::Ok);
    receipt.outcome = "rolled_back";
    QCOMPARE(nodeBadge(receipt).status, Status::Failing);
    QTRY_VERIFY(!m_view->visualOf("catalog")->badge.has_value());
}

void TopologyViewTest::daemonLostIsDrawnFaintly() {
    const QColor before = m_view->grab().toImage().pixelColor(centreOf("catalog"));
    m_view->setLive(false);
    QVERIFY(m_view->visualOf("catalog")->stale);
    const QColor after = m_view->grab().toImage().pixelColor(centreOf("catalog"));
    QVERIFY(contrast(after, colors().background) <= contrast(before, colors().background));
    m_view->setLive(true);
    QVERIFY(!m_view->visualOf("catalog")->stale);
}

void TopologyViewTest::themeChangeRepaints() {
    const QPoint corner(4, 4);
    QCOMPARE(m_view->grab().toImage().pixelColor(corner), darkColors().background);
    Theme::current().setChoice(ThemeChoice::Light);
    QCOMPARE(m_view->grab().toImage().pixelColor(corner), lightColors().background);
    const QPoint node = m_view->mapFromScene(m_view->nodeRectOf("catalog").topLeft() + QPointF(60, 4));
    QCOMPARE(m_view->grab().toImage().pixelColor(node), lightColors().raised);
    Theme::current().setChoice(ThemeChoice::Dark);
    QCOMPARE(m_view->grab().toImage().pixelColor(node), darkColors().raised);
}

void TopologyViewTest::detailFollowsZoom() {
    QCOMPARE(nodeDetail(0.44), NodeDetail::Box);
    QCOMPARE(nodeDetail(0.46), NodeDetail::Name);
    QCOMPARE(nodeDetail(0.7), NodeDetail::Brief);
    QCOMPARE(nodeDetail(1), NodeDetail::Full);
    // Every detail paints, in both themes and at awkward zooms.
    for (const double zoom : {0.1, 0.3, 0.45, 0.61, 0.75, 1.0, 3.0}) {
        QImage image(600, 300, QImage::Format_ARGB32_Premultiplied);
        image.fill(Qt::transparent);
        QPainter painter(&image);
        painter.scale(zoom, zoom);
        paintNode(painter, *m_view->visualOf("payment"), zoom);
        painter.end();
        QVERIFY(image.pixelColor(static_cast<int>(20 * zoom), static_cast<int>(30 * zoom)).alpha() > 0);
    }
}

void TopologyViewTest::replicasWrapAndCount() {
    QCOMPARE(replicaGrid(5, 100, 1, 20).rows, 1);
    QCOMPARE(replicaGrid(5, 100, 1, 20).hidden, 0);
    const ReplicaGrid two = replicaGrid(20, 100, 1, 20);
    QCOMPARE(two.rows, 2);
    QCOMPARE(two.hidden, 0);
    const ReplicaGrid many = replicaGrid(200, 100, 1, 20);
    QCOMPARE(many.shown + many.hidden, 200);
    QVERIFY(many.hidden > 0);
    QVERIFY(many.perRow * (many.side + many.gap) <= 100 - 20 + many.gap);
}

void TopologyViewTest::flowRunsOnlyWhereItIsSeen() {
    QVERIFY(!m_view->isFlowing());  // motion is reduced
    Theme::current().setReducedMotion(false);
    m_view->setTopology(demo::thirteen());
    QVERIFY(m_view->isFlowing());
    m_view->setLive(false);
    QVERIFY(!m_view->isFlowing());
    m_view->setLive(true);
    QVERIFY(m_view->isFlowing());
    m_view->QWidget::hide();
    QVERIFY(!m_view->isFlowing());
    m_view->show();
    QVERIFY(m_view->isFlowing());
    m_view->setWindowState(Qt::WindowMinimized);
    QTRY_VERIFY(!m_view->isFlowing());
    m_view->setWindowState(Qt::WindowNoState);
    QTRY_VERIFY(m_view->isFlowing());
}

void TopologyViewTest::flowFramesPaintNoItems() {
    Theme::current().setReducedMotion(false);
    m_view->setTopology(demo::shop());  // nothing pends there, so nothing pulses
    QVERIFY(m_view->isFlowing());
    QTRY_VERIFY(m_view->isRefined());
    QTest::qWait(300);
    const int before = m_view->fullPaints();
    const QImage first = m_view->viewport()->grab().toImage();
    QTest::qWait(400);
    QVERIFY(m_view->viewport()->grab().toImage() != first);  // dots moved
    // grab() itself paints in full, once each.
    QVERIFY2(m_view->fullPaints() - before <= 3, qPrintable(QString::number(m_view->fullPaints() - before)));
}

void TopologyViewTest::largeGraphsAreRefinedAfterTheGesture() {
    m_view->setGrouped(false);
    m_view->setTopology(demo::mesh(2, 150, 400));
    QTRY_VERIFY_WITH_TIMEOUT(!m_view->isLayingOut() && !m_view->nodeRectOf("service-000").isEmpty(), 20000);
    QTRY_VERIFY(m_view->edgeLayer().isRefined());
    m_view->setZoom(m_view->zoom() * 1.3);
    QVERIFY(!m_view->isRefined());
    QTRY_VERIFY(m_view->isRefined());
    QVERIFY(m_view->edgeLayer().isRefined());
    QVERIFY(m_view->edgeLayer().isLarge());
}

void TopologyViewTest::deadEdgesAndEmptyTopologyAreHarmless() {
    Topology topology = demo::shop();
    topology.edges.push_back(demo::edge("orders", "nowhere", 3, 3));
    m_view->setTopology(topology);
    QCOMPARE(m_view->topology().edges.size(), std::size_t(9));
    m_view->setTopology({});
    QVERIFY(m_view->selection().isEmpty());
    m_view->fit();
    QTest::keyClick(m_view.get(), Qt::Key_Right);
    m_view->setTopology(demo::shop());
    QVERIFY(!m_view->nodeRectOf("orders").isEmpty());
}

void TopologyViewTest::accessibilityExposesNodes() {
    QAccessibleInterface* list = QAccessible::queryAccessibleInterface(m_view.get());
    QVERIFY(list);
    QCOMPARE(list->role(), QAccessible::List);
    QCOMPARE(list->text(QAccessible::Name), QStringLiteral("Topology"));
    QCOMPARE(list->childCount(), 13);
    QAccessibleInterface* payment = list->child(8);
    QVERIFY(payment && payment->isValid());
    QCOMPARE(payment->parent(), list);
    QCOMPARE(list->indexOfChild(payment), 8);
    QVERIFY(payment->text(QAccessible::Name)
                .startsWith(QStringLiteral("결제 payment, team Payments, failing, 0 of 5 ready")));
    QCOMPARE(payment->text(QAccessible::Description), QStringLiteral("calls event-bus; called by order"));
    QVERIFY(!payment->rect().isEmpty());
    QVERIFY(!payment->state().selected);
    payment->actionInterface()->doAction(QAccessibleActionInterface::pressAction());
    QCOMPARE(m_view->selection().node, QStringLiteral("payment"));
    QVERIFY(payment->state().selected);
    m_view->setTopology(demo::shop());
    QVERIFY(!payment->isValid());
    QCOMPARE(list->childCount(), 6);
}

void TopologyViewTest::fitShowsAllAndFollowsTheWindow() {
    m_view->setZoom(2.5);  // the hub is in the middle, and stays in sight
    QVERIFY(!m_view->viewport()->rect().contains(centreOf("event-bus")));
    QTest::keyClick(m_view.get(), Qt::Key_F);
    everythingIsPlacedAndInSight();
    m_view->resize(820, 520);
    QCoreApplication::processEvents();
    everythingIsPlacedAndInSight();
    m_view->setZoom(1.5);
    m_view->resize(900, 600);
    QCOMPARE(m_view->zoom(), 1.5);  // the user's zoom is the user's
}

QTEST_MAIN(TopologyViewTest)
#include "topology_view_test.moc"
