#include "gui/views/saga/sagas_view.h"

#include <QHeaderView>
#include <QSplitter>
#include <QStackedWidget>
#include <QVBoxLayout>

#include "gui/models/sagas_model.h"
#include "gui/views/controls/empty_state.h"
#include "gui/views/controls/filter_field.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/screen_head.h"
#include "gui/views/controls/snippet_state.h"
#include "gui/views/controls/table.h"
#include "gui/views/saga/saga_detail.h"

namespace slipway::gui {

namespace {

QString sagaSnippet() {
    return QStringLiteral(
        "composites:\n"
        "  checkout:\n"
        "    steps:\n"
        "      - name: order\n"
        "        call: orders\n"
        "        method: PUT\n"
        "        path: /purchases/{{saga.id}}\n"
        "        body: {items: \"{{request.body.items}}\"}\n"
        "        compensate: {method: DELETE, path: \"/purchases/{{saga.id}}\"}\n"
        "gateway:\n"
        "  routes:\n"
        "    - {path_prefix: /checkout, to: {composite: checkout}}\n");
}

}  // namespace

SagasView::SagasView(Store* store, QWidget* parent) : QWidget(parent), m_store(store) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(0);
    auto* head = screenHead(tr("Sagas"));
    m_filter = new FilterField(tr("Filter: composite, reason, state:stuck"), QStringLiteral("filter"));
    m_filter->setMaximumWidth(420);
    m_filter->setMinimumWidth(240);
    m_filter->setToolTip(
        tr("Words of the id, the composite, the step or the reason; state:open, state:stuck, "
           "state:undone"));
    head->addWidget(m_filter, 1);
    m_counts = new Label(Label::Muted);
    head->addWidget(m_counts);
    head->addStretch(1);
    column->addLayout(head);
    m_failure = new Notice;
    m_failure->setRetry(true);
    m_failure->hide();
    auto* failureRow = new QVBoxLayout;
    failureRow->setContentsMargins(space::kL, 0, space::kL, space::kS);
    failureRow->addWidget(m_failure);
    column->addLayout(failureRow);

    m_model = new SagasModel(this);
    m_filterModel = new SagaFilterModel(this);
    m_filterModel->setSourceModel(m_model);
    m_table = new Table(tr("Sagas"));
    m_table->setModel(m_filterModel);
    m_table->setSelectionMode(QAbstractItemView::SingleSelection);
    auto* delegate = new TableDelegate(m_table);
    delegate->setStatusRole(SagasModel::StatusRole, SagasModel::State);
    m_table->setItemDelegate(delegate);
    m_table->setColumnWidths({136, 140, 66, 110, 60, 116, 74, 0});
    m_table->setDroppableColumns({SagasModel::Took, SagasModel::Tries});
    m_noMatch = new EmptyState(QStringLiteral("filter"), tr("No saga matches the filter"), tr("Clear filter"));
    m_list = new QStackedWidget;
    m_list->addWidget(m_table);
    m_list->addWidget(m_noMatch);
    m_list->setMinimumHeight(3 * metric::kRowHeight);
    m_detail = new SagaDetail;
    m_split = new QSplitter(Qt::Vertical);
    m_split->setChildrenCollapsible(false);
    m_split->addWidget(m_list);
    m_split->addWidget(m_detail);
    m_split->setStretchFactor(0, 2);
    m_split->setStretchFactor(1, 3);
    m_empty = new SnippetState(QStringLiteral("sagas"), {}, sagaSnippet());
    m_stack = new QStackedWidget;
    m_stack->addWidget(m_split);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(new QWidget);  // before the first answer
    column->addWidget(m_stack, 1);

    connect(m_noMatch, &EmptyState::clicked, m_filter, &QLineEdit::clear);
    connect(m_failure, &Notice::retry, this, &SagasView::retryWanted);
    connect(m_filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        m_filterModel->setFilterText(text);
        refresh();
    });
    connect(m_filter, &FilterField::escaped, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_filter, &QLineEdit::returnPressed, m_table, qOverload<>(&QWidget::setFocus));
    connect(m_table->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        const QString id = now.data(SagasModel::SagaIdRole).toString();
        if (id.isEmpty() || id == m_current) {
            return;
        }
        m_current = id;
        if (const Saga* saga = m_model->row(m_model->rowOf(id))) {
            m_detail->setSaga(*saga);
        }
        emit sagaSelected(id);
    });
    connect(m_detail, &SagaDetail::actionRequested, this, &SagasView::actionRequested);
    connect(store, &Store::linkChanged, this, &SagasView::refresh);
    refresh();
}

void SagasView::showSagas(std::vector<Saga> sagas) {
    m_known = true;
    m_failure->hide();
    m_model->setSagas(std::move(sagas));
    refresh();
    const Saga* saga = m_model->row(m_model->rowOf(m_current));
    if (saga) {
        m_detail->setSaga(*saga);
    } else {
        m_current.clear();
        m_table->clearSelection();
        m_table->setCurrentIndex({});
        if (m_filterModel->rowCount() > 0) {
            m_table->selectRow(0);
        } else {
            emit sagaSelected({});
        }
    }
}

void SagasView::showSaga(const Saga& saga) {
    if (saga.id == m_current) {
        m_detail->setSaga(saga);
    }
}

void SagasView::showFailure(const ApiError& error) {
    m_failure->setError(tr("The sagas could not be read"), error);
    m_failure->show();
    refresh();
}

void SagasView::showActionFailure(const QString& verb, const ApiError& error) {
    m_detail->showActionFailure(verb, error);
}

void SagasView::setActing(bool acting) {
    m_detail->setActing(acting);
}

void SagasView::setComposer(bool there) {
    m_composer = there;
    refresh();
}

void SagasView::selectSaga(const QString& id) {
    const QModelIndex index = m_filterModel->mapFromSource(m_model->index(m_model->rowOf(id), 0));
    if (index.isValid()) {
        m_table->selectRow(index.row());
    }
}

void SagasView::focusFilter() {
    m_filter->setFocus(Qt::ShortcutFocusReason);
    m_filter->selectAll();
}

void SagasView::refresh() {
    const int stuck = m_model->count(SagaState::Stuck);
    const int hidden = m_model->rowCount() - m_filterModel->rowCount();
    QStringList counts;
    if (stuck > 0) {
        counts << tr("%n stuck", nullptr, stuck);
    }
    if (m_model->rowCount() > 0) {
        counts << tr("%n runs", nullptr, m_model->rowCount());
    }
    if (hidden > 0) {
        counts << tr("%n hidden", nullptr, hidden);
    }
    m_counts->setText(counts.join(QStringLiteral(" · ")));
    m_filter->setVisible(m_model->rowCount() > 0);
    m_list->setCurrentIndex(m_filterModel->rowCount() > 0 ? 0 : 1);
    m_empty->setSentence(m_composer ? tr("No saga ran yet: send a request to a route that leads to a composite")
                                    : tr("This project has no composites: several calls made one, which take effect "
                                         "together or not at all"));
    m_stack->setCurrentIndex(m_model->rowCount() > 0 ? 0 : m_known || !m_composer ? 1 : 2);
    m_detail->setBlocked(m_store->isLive() ? QString() : tr("slipwayd does not answer"));
}

}  // namespace slipway::gui
