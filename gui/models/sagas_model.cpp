#include "gui/models/sagas_model.h"

#include <QDateTime>

#include "gui/models/format.h"

namespace slipway::gui {

namespace {

QVariant sagaAlignment(bool right) {
    return static_cast<int>(Qt::AlignVCenter | (right ? Qt::AlignRight : Qt::AlignLeft));
}

// Of today the time alone; else the day too.
QString sagaWhen(qint64 ms) {
    if (ms <= 0) {
        return QStringLiteral("–");
    }
    const QDateTime at = QDateTime::fromMSecsSinceEpoch(ms);
    return at.date() == QDate::currentDate() ? format::clock(ms) : at.toString(QStringLiteral("MM-dd HH:mm:ss"));
}

}  // namespace

void SagasModel::setSagas(std::vector<Saga> sagas) {
    sortSagas(sagas);
    setRows(std::move(sagas));
}

int SagasModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

int SagasModel::rowOf(const QString& id) const {
    const auto found = std::find_if(rows().begin(), rows().end(), [&](const Saga& saga) { return saga.id == id; });
    return found == rows().end() ? -1 : static_cast<int>(found - rows().begin());
}

int SagasModel::count(SagaState state) const {
    return static_cast<int>(
        std::count_if(rows().begin(), rows().end(), [state](const Saga& saga) { return saga.state == state; }));
}

QString SagasModel::text(const Saga& saga, int column) const {
    switch (column) {
        case State:
            return sagaStateText(saga.state);
        case Composite:
            return saga.composite;
        case Steps:
            return saga.stepsTotal < 0 ? QString::number(saga.stepsDone)
                                       : QStringLiteral("%1/%2").arg(saga.stepsDone).arg(saga.stepsTotal);
        case Step:
            return saga.step.isEmpty() ? QStringLiteral("–") : saga.step;
        case Tries:
            return saga.tries > 0 ? QString::number(saga.tries) : QStringLiteral("–");
        case Started:
            return sagaWhen(saga.createdMs);
        case Took:
            return sagaTook(saga);
        case Why:
            return saga.why();
        default:
            return {};
    }
}

QVariant SagasModel::data(const QModelIndex& index, int role) const {
    const Saga* saga = index.isValid() ? row(index.row()) : nullptr;
    if (!saga) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
            return text(*saga, index.column());
        case Qt::AccessibleTextRole:
            return index.column() == State
                       ? tr("%1, saga of %2, %3").arg(sagaStateText(saga->state), saga->composite, saga->id)
                       : text(*saga, index.column());
        case Qt::ToolTipRole:
            return index.column() == Why ? saga->why() : index.column() == State ? saga->id : QVariant();
        case Qt::TextAlignmentRole:
            return sagaAlignment(index.column() == Steps || index.column() == Tries || index.column() == Took);
        case SagaIdRole:
            return saga->id;
        case StatusRole:
            return static_cast<int>(statusOf(saga->state));
        case StateRole:
            return wire(saga->state);
        default:
            return {};
    }
}

QVariant SagasModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return sagaAlignment(section == Steps || section == Tries || section == Took);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case State:
            return tr("State");
        case Composite:
            return tr("Composite");
        case Steps:
            return tr("Steps");
        case Step:
            return tr("At step");
        case Tries:
            return tr("Tries");
        case Started:
            return tr("Started");
        case Took:
            return tr("Took");
        case Why:
            return tr("Why");
        default:
            return {};
    }
}

void SagaFilterModel::setFilterText(const QString& text) {
    m_words.clear();
    m_states.clear();
    for (const QString& word : text.split(u' ', Qt::SkipEmptyParts)) {
        if (word.startsWith(QLatin1String("state:"), Qt::CaseInsensitive)) {
            m_states << word.mid(6).toLower();
        } else {
            m_words << word;
        }
    }
    invalidateFilter();
}

bool SagaFilterModel::filterAcceptsRow(int row, const QModelIndex& parent) const {
    const auto* model = qobject_cast<const SagasModel*>(sourceModel());
    const Saga* saga = model && !parent.isValid() ? model->row(row) : nullptr;
    if (!saga) {
        return false;
    }
    const QString state = wire(saga->state);
    if (!m_states.isEmpty() && std::none_of(m_states.begin(), m_states.end(), [&](const QString& wanted) {
            return wanted == QLatin1String("open") ? saga->isOpen() : state.startsWith(wanted);
        })) {
        return false;
    }
    const QString all = QStringList{saga->id, saga->composite, saga->step, saga->why()}.join(u'\n');
    return std::all_of(m_words.begin(), m_words.end(),
                       [&](const QString& word) { return all.contains(word, Qt::CaseInsensitive); });
}

void SagaStepsModel::setSaga(const Saga& saga) {
    setRows(saga.steps);
}

int SagaStepsModel::columnCount(const QModelIndex& parent) const {
    return parent.isValid() ? 0 : ColumnCount;
}

QString SagaStepsModel::text(const SagaStep& step, int column) const {
    const auto number = [](int value) { return value > 0 ? QString::number(value) : QStringLiteral("–"); };
    switch (column) {
        case Name:
            return step.name;
        case Service:
            return step.service.isEmpty() ? QStringLiteral("–") : step.service;
        case State:
            return sagaStepStateText(step.state);
        case Status:
            return number(step.status);
        case Tries:
            return number(step.tries);
        case UndoTries:
            return step.undo ? number(step.undoTries) : tr("none");
        case Key:
            return step.key.isEmpty() ? QStringLiteral("–") : step.key;
        case Error:
            return step.error;
        default:
            return {};
    }
}

QVariant SagaStepsModel::data(const QModelIndex& index, int role) const {
    const SagaStep* step = index.isValid() ? row(index.row()) : nullptr;
    if (!step) {
        return {};
    }
    switch (role) {
        case Qt::DisplayRole:
        case Qt::AccessibleTextRole:
            return text(*step, index.column());
        case Qt::ToolTipRole:
            return index.column() == Error && !step->error.isEmpty() ? QVariant(step->error)
                   : index.column() == Key
                       ? QVariant(tr("Idempotency-Key of the step; its compensation's ends with -undo"))
                       : QVariant();
        case Qt::TextAlignmentRole:
            return sagaAlignment(index.column() >= Status && index.column() <= UndoTries);
        case StatusRole:
            return static_cast<int>(statusOf(step->state));
        case GhostRole:
            return !step->isBegun();
        default:
            return {};
    }
}

QVariant SagaStepsModel::headerData(int section, Qt::Orientation orientation, int role) const {
    if (orientation != Qt::Horizontal) {
        return {};
    }
    if (role == Qt::TextAlignmentRole) {
        return sagaAlignment(section >= Status && section <= UndoTries);
    }
    if (role != Qt::DisplayRole) {
        return {};
    }
    switch (section) {
        case Name:
            return tr("Step");
        case Service:
            return tr("Service");
        case State:
            return tr("State");
        case Status:
            return tr("Answer");
        case Tries:
            return tr("Tries");
        case UndoTries:
            return tr("Undo tries");
        case Key:
            return tr("Idempotency key");
        case Error:
            return tr("Error");
        default:
            return {};
    }
}

}  // namespace slipway::gui
