#include "gui/topology/topology_panel.h"

#include <QHBoxLayout>
#include <QMenu>
#include <QPushButton>
#include <QSortFilterProxyModel>
#include <QStackedLayout>
#include <QToolButton>
#include <QVBoxLayout>
#include <cmath>

#include "gui/theme/icons.h"
#include "gui/topology/ownership_legend.h"
#include "gui/topology/topology_models.h"
#include "gui/topology/topology_summary.h"
#include "gui/topology/topology_switch.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/service_menu.h"
#include "gui/views/controls/table.h"

namespace slipway::gui {
namespace {

constexpr int kHeaderNeeds = 760;  ///< the panel's width from which on all of its header has room

Table* makeTable(const QString& name, QAbstractItemModel* model, int sortRole, const QList<int>& widths,
                 QWidget* parent) {
    auto* table = new Table(name, parent);
    auto* sorted = new QSortFilterProxyModel(table);
    sorted->setSourceModel(model);
    sorted->setSortRole(sortRole);
    sorted->setSortCaseSensitivity(Qt::CaseInsensitive);
    table->setModel(sorted);
    table->setItemDelegate(new TableDelegate(table));
    table->setSortingEnabled(true);
    table->sortByColumn(-1, Qt::AscendingOrder);
    table->setColumnWidths(widths);
    return table;
}

}  // namespace

TopologyPanel::TopologyPanel(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    m_view = new TopologyView;
    m_legend = new OwnershipLegend;
    m_nodes = new TopologyNodeModel(this);
    m_edges = new TopologyEdgeModel(this);
    m_empty = new EmptyState(QStringLiteral("topology"),
                             tr("No project is open: open one to see its services and the calls between them."),
                             tr("Open project"));
    m_notice = new Notice(Notice::Warning);
    m_notice->setDismissable(true);
    m_notice->hide();

    m_switch = new TopologySwitch(store);
    m_failure = new Notice(Notice::Error);
    m_failure->setRetry(true);
    m_failure->setDismissable(true);
    m_failure->hide();

    m_tables = new QWidget;
    auto* tables = new QVBoxLayout(m_tables);
    tables->setContentsMargins(space::kM, space::kS, space::kM, space::kS);
    tables->addWidget(new Label(Label::Strong, tr("Services")));
    auto* nodeTable = makeTable(tr("Services of the topology"), m_nodes, TopologyNodeModel::kSortRole,
                                {130, 120, 90, 70, 90, 80, 0, 150}, m_tables);
    tables->addWidget(nodeTable, 1);
    tables->addWidget(new Label(Label::Strong, tr("Calls")));
    auto* edgeTable = makeTable(tr("Calls of the topology"), m_edges, TopologyEdgeModel::kSortRole,
                                {110, 110, 100, 84, 72, 72, 64, 80, 72, 64, 0}, m_tables);
    tables->addWidget(edgeTable, 1);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    column->addWidget(makeHeader());
    column->addWidget(m_switch);
    column->addWidget(m_failure);
    column->addWidget(m_notice);
    m_stack = new QStackedLayout;
    for (QWidget* page : {static_cast<QWidget*>(m_view), m_tables, static_cast<QWidget*>(m_empty)})
        m_stack->addWidget(page);
    column->addLayout(m_stack, 1);
    m_footer = new QVBoxLayout;
    column->addLayout(m_footer);
    column->addWidget(m_legend);
    setFocusProxy(m_view);
    setTabOrder(m_view, m_switch->segment(QStringLiteral("hub-and-spoke")));
    setTabOrder(m_switch->segment(QStringLiteral("hub-and-spoke")), m_switch->segment(QStringLiteral("p2p")));
    setTabOrder(m_switch->segment(QStringLiteral("p2p")), m_search);

    connect(m_view, &TopologyView::selectionChanged, this, &TopologyPanel::selectionChanged);
    connect(m_view, &TopologyView::serviceActivated, this, &TopologyPanel::serviceActivated);
    connect(m_view, &TopologyView::nodeMenuRequested, this, &TopologyPanel::showNodeMenu);
    connect(m_view, &TopologyView::pinsChanged, this, [this](const Pins& pins) {
        if (m_savePins && !m_project.isEmpty())
            m_savePins(m_project, pins);
    });
    connect(m_view, &TopologyView::layoutNotice, this, [this](const QString& notice) {
        m_notice->setText(notice);
        m_notice->setVisible(!notice.isEmpty());
    });
    connect(m_notice, &Notice::dismissed, m_notice, &QWidget::hide);
    connect(m_switch, &TopologySwitch::modeRequested, this, &TopologyPanel::switchRequested);
    connect(m_failure, &Notice::dismissed, m_failure, &QWidget::hide);
    connect(m_failure, &Notice::retry, this, [this] {
        m_failure->hide();
        emit switchRequested(m_failedMode);
    });
    for (const auto signal : {&TopologyView::filterChanged, &TopologyView::laidOut})
        connect(m_view, signal, this, &TopologyPanel::updateHeader);
    connect(m_view, &TopologyView::zoomChanged, this, &TopologyPanel::updateHeader);
    connect(m_view, &TopologyView::groupedChanged, this, &TopologyPanel::updateHeader);
    connect(m_view, &TopologyView::labelModeChanged, this, &TopologyPanel::updateHeader);
    connect(m_legend, &OwnershipLegend::filterChanged, m_view, &TopologyView::setTeamFilter);
    connect(m_empty, &EmptyState::clicked, this, &TopologyPanel::openProjectRequested);
    const auto selectRow = [this](const QModelIndex& index, bool edges) {
        const auto* sorted = static_cast<const QSortFilterProxyModel*>(index.model());
        const int row = sorted ? sorted->mapToSource(index).row() : -1;
        if (row >= 0 && !edges)
            m_view->select({m_nodes->rows()[row].id, {}, {}});
        else if (row >= 0)
            m_view->select({{}, m_edges->rows()[row].from, m_edges->rows()[row].to});
    };
    connect(nodeTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [selectRow](const QModelIndex& now) { selectRow(now, false); });
    connect(edgeTable->selectionModel(), &QItemSelectionModel::currentRowChanged, this,
            [selectRow](const QModelIndex& now) { selectRow(now, true); });
    connect(nodeTable, &Table::opened, this, [this](const QModelIndex&) {
        if (!m_view->selection().node.isEmpty())
            emit serviceActivated(m_view->selection().node);
    });
    connect(nodeTable, &Table::menuRequested, this,
            [this](const QModelIndex&, QPoint at) { showNodeMenu(m_view->selection().node, at); });

    connect(m_store, &Store::reset, this, &TopologyPanel::projectChanged);
    connect(m_store, &Store::projectChanged, this, &TopologyPanel::projectChanged);
    for (const auto signal : {&Store::topologyStructureChanged, &Store::topologyValuesChanged, &Store::gatewayChanged})
        connect(m_store, signal, this, &TopologyPanel::pull);
    connect(m_store, &Store::operationsChanged, this, [this] { m_view->setOperations(m_store->operations()); });
    connect(m_store, &Store::receiptAdded, this, [this](const QString& id) {
        if (const Receipt* receipt = m_store->receipt(id))
            m_view->showReceipt(*receipt);
    });
    connect(m_store, &Store::linkChanged, this, [this](Link link) { m_view->setLive(link != Link::Lost); });
    projectChanged();
}

QWidget* TopologyPanel::makeHeader() {
    auto* header = new QWidget;
    header->setFixedHeight(metric::kToolbarHeight);
    auto* line = new QHBoxLayout(header);
    line->setContentsMargins(space::kM, 0, space::kS, 0);
    line->setSpacing(space::kXs);
    m_mode = new Label(Label::Muted);
    m_mode->setElided(true);
    m_search = new FilterField(tr("Find a service"), QStringLiteral("search"));
    m_search->setMinimumWidth(110);
    m_search->setMaximumWidth(170);
    m_found = new Label(Label::Caption);
    m_labels = makeButton(ButtonKind::Quiet, {}, {});
    m_labels->setToolTip(tr("What the labels of calls say (V)"));
    m_hidden = makeButton(ButtonKind::Quiet, QStringLiteral("hidden"), {});
    m_hidden->setToolTip(tr("Show all services again"));
    m_problems = new IconButton(QStringLiteral("alert"), tr("Make problems stand out (E)"));
    m_group = new IconButton(QStringLiteral("group"), tr("Group by team (G)"));
    m_table = new IconButton(QStringLiteral("services"), tr("Show as tables"));
    for (IconButton* toggle : {m_problems, m_group, m_table})
        toggle->setCheckable(true);
    auto* again = new IconButton(QStringLiteral("topology"), tr("Lay out again; dragged services stay (Shift+R)"));
    auto* less = new IconButton(QStringLiteral("zoom-out"), tr("Zoom out (-)"));
    auto* more = new IconButton(QStringLiteral("zoom-in"), tr("Zoom in (+)"));
    auto* fit = new IconButton(QStringLiteral("fit"), tr("Fit (F)"));
    m_zoom = new QToolButton;
    setButtonKind(m_zoom, ButtonKind::Quiet);
    m_zoom->setToolTip(tr("Zoom to 100 %"));
    m_zoom->setFixedSize(52, metric::kMinimumHit);
    m_zoom->setFocusPolicy(Qt::TabFocus);

    line->addWidget(m_mode);
    line->addStretch(1);
    for (QWidget* widget :
         {static_cast<QWidget*>(m_found), static_cast<QWidget*>(m_search), static_cast<QWidget*>(m_hidden),
          static_cast<QWidget*>(m_labels), static_cast<QWidget*>(m_problems), static_cast<QWidget*>(m_group),
          static_cast<QWidget*>(m_table), static_cast<QWidget*>(again), static_cast<QWidget*>(less),
          static_cast<QWidget*>(m_zoom), static_cast<QWidget*>(more), static_cast<QWidget*>(fit)})
        line->addWidget(widget);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString& text) {
        const int count = m_view->setSearch(text);
        m_found->setText(text.isEmpty() ? QString() : tr("%1 found").arg(count));
    });
    connect(m_search, &QLineEdit::returnPressed, this, [this] {
        for (const TopologyNode& node : m_view->topology().nodes) {
            const NodeVisual* visual = m_view->visualOf(node.id);
            if (visual && !visual->dimmed) {
                m_view->select({node.id, {}, {}});
                m_view->ensureNodeVisible(node.id);
                m_view->setFocus();
                return;
            }
        }
    });
    connect(m_search, &FilterField::escaped, m_view, qOverload<>(&QWidget::setFocus));
    connect(m_labels, &QPushButton::clicked, this,
            [this] { m_view->setLabelMode(nextLabelMode(m_view->labelMode())); });
    connect(m_hidden, &QPushButton::clicked, m_view, &TopologyView::showAll);
    connect(m_problems, &QToolButton::clicked, m_view, &TopologyView::setProblemsOnly);
    connect(m_group, &QToolButton::clicked, m_view, &TopologyView::setGrouped);
    connect(m_table, &QToolButton::clicked, this, &TopologyPanel::showAsTable);
    connect(again, &QToolButton::clicked, m_view, &TopologyView::relayout);
    connect(less, &QToolButton::clicked, this, [this] { m_view->setZoom(m_view->zoom() / 1.25); });
    connect(more, &QToolButton::clicked, this, [this] { m_view->setZoom(m_view->zoom() * 1.25); });
    connect(m_zoom, &QToolButton::clicked, this, [this] { m_view->setZoom(1); });
    connect(fit, &QToolButton::clicked, m_view, &TopologyView::fit);
    return header;
}

void TopologyPanel::setFooter(QWidget* footer) {
    m_footer->addWidget(footer);
}

// Narrow, the header keeps what nothing else does: the inspector says the mode, the wheel and the keys zoom.
void TopologyPanel::resizeEvent(QResizeEvent* event) {
    QWidget::resizeEvent(event);
    updateHeader();
}

void TopologyPanel::setPinStorage(std::function<Pins(const QString&)> load,
                                  std::function<void(const QString&, const Pins&)> save) {
    m_loadPins = std::move(load);
    m_savePins = std::move(save);
    if (m_loadPins && !m_project.isEmpty())
        m_view->setPins(m_loadPins(m_project));
}

void TopologyPanel::projectChanged() {
    const QString project = m_store->project().name;
    if (project != m_project) {
        m_project = project;
        m_view->select({});
        clearSwitchFailure();
        m_view->setPins(m_loadPins && !project.isEmpty() ? m_loadPins(project) : Pins());
    }
    pull();
    m_view->setOperations(m_store->operations());
    m_view->setLive(m_store->link() != Link::Lost);
}

void TopologyPanel::pull() {
    Topology topology = m_store->topology();
    for (TopologyNode& node : topology.nodes) {
        // A tick brings the gateway's own rates apart from those of services.
        if (node.kind == TopologyNode::Kind::Gateway && !std::isnan(m_store->gateway().rps)) {
            node.rps = m_store->gateway().rps;
            node.errorsPerS = m_store->gateway().errorsPerS;
            node.p95Us = m_store->gateway().p95Us;
        }
    }
    m_view->setTopology(topology);
    m_nodes->setTopology(topology);
    m_edges->setTopology(topology);
    m_legend->setTopology(topology);
    m_switch->setVisible(!topology.nodes.empty());
    const bool empty = topology.nodes.empty();
    m_empty->setSentence(m_store->hasProject()
                             ? tr("This project has no services yet: add one to its slipway.yaml.")
                             : tr("No project is open: open one to see its services and the calls between them."));
    if (empty)
        m_stack->setCurrentWidget(m_empty);
    else if (m_stack->currentWidget() == m_empty)
        m_stack->setCurrentWidget(m_view);
    updateHeader();
}

void TopologyPanel::updateHeader() {
    const TopologySummary summary = summarize(m_view->topology());
    const bool roomy = width() >= kHeaderNeeds;
    m_mode->setVisible(roomy && !m_view->topology().nodes.empty());
    m_zoom->setVisible(roomy);
    m_mode->setText(callsText(summary));
    m_mode->setToolTip(modeExplanation(summary));
    m_labels->setText(tr("Labels: %1").arg(labelModeText(m_view->labelMode())));
    m_group->setChecked(m_view->isGrouped());
    m_problems->setChecked(m_view->problemsOnly());
    m_table->setChecked(isTable());
    m_zoom->setText(QStringLiteral("%1 %").arg(std::lround(m_view->zoom() * 100)));
    m_hidden->setVisible(m_view->hiddenCount() > 0);
    m_hidden->setText(tr("%1 hidden").arg(m_view->hiddenCount()));
    if (m_legend->filter() != m_view->teamFilter())
        m_legend->setFilter(m_view->teamFilter());
    if (!m_view->hasSearch() && !m_search->text().isEmpty() && !m_search->hasFocus())
        m_search->clear();
}

void TopologyPanel::showSwitchFailure(const QString& mode, const ApiError& error) {
    m_failedMode = mode;
    m_failure->setError(tr("Could not switch to: %1").arg(TopologySwitch::modeName(mode)), error);
    m_failure->show();
}

void TopologyPanel::clearSwitchFailure() {
    m_failure->hide();
}

void TopologyPanel::showAsTable(bool table) {
    if (m_stack->currentWidget() != m_empty)
        m_stack->setCurrentWidget(table ? m_tables : static_cast<QWidget*>(m_view));
    updateHeader();
}

bool TopologyPanel::isTable() const {
    return m_stack->currentWidget() == m_tables;
}

void TopologyPanel::focusSearch() {
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void TopologyPanel::showNodeMenu(const QString& id, const QPoint& at) {
    QMenu* menu = nullptr;
    if (m_store->service(id)) {
        menu = makeServiceMenu(*m_store, id, this, [this](ServiceAction action, const QString& service, int argument) {
            if (action == ServiceAction::OpenDetail)
                emit serviceActivated(service);
            else
                emit actionRequested(action, service, argument);
        });
        menu->addSeparator();
    } else {
        menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
    }
    if (!id.isEmpty()) {
        menu->addAction(icon(QStringLiteral("topology")), tr("Focus on its neighbours"), m_view,
                        [this, id] { m_view->focusNeighbourhood(id); });
        menu->addAction(icon(QStringLiteral("hidden")), tr("Hide"), m_view, [this, id] { m_view->hideNode(id); });
        if (m_view->pins().contains(id))
            menu->addAction(icon(QStringLiteral("pin")), tr("Unpin"), m_view, [this, id] { m_view->unpin(id); });
    } else {
        menu->addAction(icon(QStringLiteral("fit")), tr("Fit"), m_view, &TopologyView::fit);
        menu->addAction(icon(QStringLiteral("group")), m_view->isGrouped() ? tr("Don't group") : tr("Group by team"),
                        m_view, [this] { m_view->setGrouped(!m_view->isGrouped()); });
        menu->addAction(icon(QStringLiteral("topology")), tr("Lay out again"), m_view, &TopologyView::relayout);
    }
    if (m_view->hiddenCount() > 0)
        menu->addAction(tr("Show %1 hidden").arg(m_view->hiddenCount()), m_view, &TopologyView::showAll);
    menu->popup(at);
}

}  // namespace slipway::gui
