#include "gui/views/saga/saga_detail.h"

#include <QHeaderView>
#include <QMenu>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>

#include "gui/models/format.h"
#include "gui/models/sagas_model.h"
#include "gui/views/controls/icon_button.h"
#include "gui/views/controls/label.h"
#include "gui/views/controls/notice.h"
#include "gui/views/controls/pill.h"
#include "gui/views/controls/table.h"
#include "gui/views/saga/saga_timeline.h"

namespace slipway::gui {

namespace {

/// Steps that are to come are written faintly.
class SagaStepsDelegate : public TableDelegate {
  public:
    using TableDelegate::TableDelegate;

  protected:
    void paintContent(QPainter& painter, const QRect& rect, const QModelIndex& index, bool selected) const override {
        if (index.data(SagaStepsModel::GhostRole).toBool()) {
            painter.setOpacity(0.65);
        }
        TableDelegate::paintContent(painter, rect, index, selected);
        painter.setOpacity(1);
    }
};

}  // namespace

SagaDetail::SagaDetail(QWidget* parent) : QWidget(parent) {
    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 1, 0, 0);
    column->setSpacing(0);

    auto* head = new QHBoxLayout;
    head->setContentsMargins(space::kL, space::kM, space::kL, space::kXs);
    head->setSpacing(space::kS);
    m_state = new Pill;
    m_composite = new Label(Label::Title);
    m_id = new Label(Label::Mono);
    m_id->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_id->setElided(true);
    m_retry = makeButton(ButtonKind::Primary, QStringLiteral("restart"), tr("Try now"));
    m_retry->setObjectName(QStringLiteral("sagaRetry"));
    m_resume = makeButton(ButtonKind::Primary, QStringLiteral("undo"), tr("Resume undoing"));
    m_resume->setObjectName(QStringLiteral("sagaResume"));
    m_abandon = makeButton(ButtonKind::Danger, QStringLiteral("stop"), tr("Abandon…"));
    m_abandon->setObjectName(QStringLiteral("sagaAbandon"));
    head->addWidget(m_state);
    head->addWidget(m_composite);
    head->addWidget(m_id, 1);
    head->addWidget(m_retry);
    head->addWidget(m_resume);
    head->addWidget(m_abandon);
    column->addLayout(head);

    auto* scroll = new QScrollArea;
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setWidgetResizable(true);
    scroll->viewport()->setAutoFillBackground(false);
    auto* body = new QWidget;
    auto* under = new QVBoxLayout(body);
    under->setContentsMargins(0, 0, 0, space::kS);
    under->setSpacing(space::kS);
    const auto addPadded = [under](QWidget* widget) {
        auto* row = new QHBoxLayout;
        row->setContentsMargins(space::kL, 0, space::kL, 0);
        row->addWidget(widget);
        under->addLayout(row);
    };
    m_facts = new Label(Label::Muted);
    m_facts->setElided(true);
    m_cause = new Label(Label::Error);
    m_cause->setWordWrap(true);
    m_notice = new Notice;
    m_notice->setDismissable(true);
    m_notice->hide();
    m_timeline = new SagaTimeline;
    addPadded(m_facts);
    addPadded(m_cause);
    addPadded(m_notice);
    addPadded(m_timeline);
    m_model = new SagaStepsModel(this);
    m_steps = new Table(tr("Steps"));
    m_steps->setModel(m_model);
    m_steps->setSelectionMode(QAbstractItemView::SingleSelection);
    auto* delegate = new SagaStepsDelegate(m_steps);
    delegate->setStatusRole(SagaStepsModel::StatusRole, SagaStepsModel::State);
    delegate->setMonoColumn(SagaStepsModel::Key);
    m_steps->setItemDelegate(delegate);
    m_steps->setColumnWidths({110, 96, 130, 66, 58, 88, 270, 0});
    m_steps->setDroppableColumns({SagaStepsModel::Key});
    m_steps->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_steps->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    under->addWidget(m_steps);
    under->addStretch(1);
    scroll->setWidget(body);
    body->setAutoFillBackground(false);  // setWidget() switched it on
    column->addWidget(scroll, 1);

    connect(m_timeline, &SagaTimeline::stepSelected, this, [this](const QString& name) {
        for (int row = 0; row < m_model->rowCount(); ++row) {
            if (m_model->row(row)->name == name) {
                m_steps->selectRow(row);
            }
        }
    });
    connect(m_steps->selectionModel(), &QItemSelectionModel::currentRowChanged, this, [this](const QModelIndex& now) {
        if (const SagaStep* step = m_model->row(now.row())) {
            m_timeline->setCurrentStep(step->name);
        }
    });
    connect(m_retry, &QPushButton::clicked, this, [this] { ask(QStringLiteral("retry")); });
    connect(m_resume, &QPushButton::clicked, this, [this] { ask(QStringLiteral("resume")); });
    connect(m_abandon, &QPushButton::clicked, this, &SagaDetail::askAbandon);
    connect(m_notice, &Notice::retry, this, [this] { ask(m_lastVerb); });
    refresh();
}

void SagaDetail::setSaga(const Saga& saga) {
    const bool another = saga.id != m_saga.id;
    const std::vector<SagaStep> steps = another ? std::vector<SagaStep>() : m_saga.steps;
    const Saga before = m_saga;
    m_saga = saga;
    if (m_saga.steps.empty() && !steps.empty()) {
        m_saga.steps = steps;
        m_saga.idempotencyKey = before.idempotencyKey;
        m_saga.replyStatus = before.replyStatus;
    }
    if (another) {
        m_notice->hide();
        m_acting = false;
    }
    refresh();
}

void SagaDetail::setBlocked(const QString& reason) {
    m_blocked = reason;
    refreshActions();
}

void SagaDetail::setActing(bool acting) {
    m_acting = acting;
    refreshActions();
}

void SagaDetail::showActionFailure(const QString& verb, const ApiError& error) {
    m_notice->setError(verb == QLatin1String("abandon")  ? tr("The saga could not be abandoned")
                       : verb == QLatin1String("resume") ? tr("The undoing could not be resumed")
                                                         : tr("The saga could not be tried"),
                       error);
    m_notice->setRetry(error.code != QLatin1String("conflict"));
    m_notice->show();
}

void SagaDetail::refresh() {
    m_state->setStatus(statusOf(m_saga.state), sagaStateText(m_saga.state));
    m_composite->setText(m_saga.composite);
    m_id->setText(m_saga.id);
    QStringList facts = {tr("began %1").arg(format::clock(m_saga.createdMs))};
    if (m_saga.stepsTotal >= 0) {
        facts << tr("%1 of %2 steps done").arg(m_saga.stepsDone).arg(m_saga.stepsTotal);
    }
    if (m_saga.endedMs > 0) {
        facts << tr("took %1").arg(sagaTook(m_saga));
    } else if (m_saga.nextTryMs >= 0) {
        facts << tr("next try in %1").arg(format::duration(m_saga.nextTryMs));
    }
    if (m_saga.replyStatus > 0) {
        facts << tr("the client was answered %1").arg(m_saga.replyStatus);
    }
    if (!m_saga.idempotencyKey.isEmpty()) {
        facts << tr("client's key %1").arg(m_saga.idempotencyKey);
    }
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    const QString why = m_saga.why();
    m_cause->setText(m_saga.causeStep.isEmpty() || why.isEmpty() ? why : tr("%1: %2").arg(m_saga.causeStep, why));
    m_cause->setVisible(!why.isEmpty());
    m_timeline->setSaga(m_saga);
    m_timeline->setVisible(!m_saga.steps.empty());
    m_model->setSaga(m_saga);
    m_steps->setVisible(!m_saga.steps.empty());
    m_steps->setFixedHeight(metric::kRowHeight * (m_model->rowCount() + 1) + 2);
    refreshActions();
}

void SagaDetail::refreshActions() {
    const QString busy = m_acting ? tr("An order is under way") : m_blocked;
    m_retry->setVisible(m_saga.isOpen());
    m_abandon->setVisible(m_saga.isOpen());
    m_resume->setVisible(m_saga.state == SagaState::Abandoned);
    setReason(m_retry, busy);
    setReason(m_abandon, busy);
    setReason(m_resume, busy);
}

void SagaDetail::ask(const QString& verb) {
    m_lastVerb = verb;
    m_notice->hide();
    setActing(true);
    emit actionRequested(verb, m_saga.id);
}

// What is given up stays half done: asked for twice, by a menu and not by a dialog.
void SagaDetail::askAbandon() {
    auto* menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->setObjectName(QStringLiteral("sagaAbandonMenu"));
    QAction* yes = menu->addAction(icon(QStringLiteral("stop"), IconColor::Err),
                                   tr("Yes, give it up: what is not undone stays as it is"));
    connect(yes, &QAction::triggered, this, [this, id = m_saga.id] {
        if (id == m_saga.id) {
            ask(QStringLiteral("abandon"));
        }
    });
    menu->popup(m_abandon->mapToGlobal(QPoint(0, m_abandon->height() + 2)));
}

void SagaDetail::paintEvent(QPaintEvent*) {
    QPainter painter(this);
    painter.fillRect(rect(), colors().surface);
    painter.fillRect(QRect(0, 0, width(), 1), colors().separator);
}

}  // namespace slipway::gui
