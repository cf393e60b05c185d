#include "gui/models/saga.h"

#include <QCoreApplication>
#include <algorithm>

#include "gui/models/format.h"
#include "gui/models/json_read.h"

namespace slipway::gui {

using nlohmann::json;

namespace {

struct SagaWord {
    SagaState state;
    const char* word;
};
constexpr SagaWord kSagaWords[] = {
    {SagaState::Running, "running"}, {SagaState::Compensating, "compensating"},
    {SagaState::Stuck, "stuck"},     {SagaState::Done, "done"},
    {SagaState::Undone, "undone"},   {SagaState::Abandoned, "abandoned"},
};

struct StepWord {
    SagaStepState state;
    const char* word;
};
constexpr StepWord kStepWords[] = {
    {SagaStepState::Waiting, "waiting"}, {SagaStepState::Sent, "sent"},         {SagaStepState::Done, "done"},
    {SagaStepState::Refused, "refused"}, {SagaStepState::Doubtful, "doubtful"}, {SagaStepState::Skipped, "skipped"},
    {SagaStepState::Undoing, "undoing"}, {SagaStepState::Undone, "undone"},
};

SagaStep sagaStepFromJson(const json& value, int place) {
    SagaStep step;
    step.name = read::text(value, "name");
    step.service = read::text(value, "service");
    const QString word = read::text(value, "state");
    step.state = SagaStepState::Unknown;
    for (const StepWord& each : kStepWords) {
        if (word == QLatin1String(each.word)) {
            step.state = each.state;
        }
    }
    step.group = read::small(value, "group", place);
    step.tries = read::small(value, "tries");
    step.undoTries = read::small(value, "undo_tries");
    step.status = read::small(value, "status");
    step.error = read::text(value, "error");
    step.key = read::text(value, "key");
    step.undo = read::flag(value, "undo", step.isTakenBack());
    return step;
}

int sagaRank(const Saga& saga) {
    return saga.state == SagaState::Stuck ? 0 : saga.isOpen() ? 1 : 2;
}

}  // namespace

Saga sagaFromJson(const json& value) {
    Saga saga;
    saga.id = read::text(value, "id");
    saga.composite = read::text(value, "composite");
    const QString word = read::text(value, "state");
    for (const SagaWord& each : kSagaWords) {
        if (word == QLatin1String(each.word)) {
            saga.state = each.state;
        }
    }
    saga.step = read::text(value, "step");
    saga.stepsDone = read::small(value, "steps_done");
    saga.stepsTotal = read::small(value, "steps_total", -1);
    saga.tries = read::small(value, "tries");
    saga.error = read::text(value, "error");
    const json& cause = read::object(value, "cause");
    saga.causeStep = read::text(cause, "step");
    saga.causeDetail = read::text(cause, "detail");
    saga.nextTryMs = read::whole(value, "next_try_ms", -1);
    saga.createdMs = read::whole(value, "created_ms");
    saga.updatedMs = read::whole(value, "updated_ms");
    saga.endedMs = read::whole(value, "ended_ms");
    saga.idempotencyKey = read::text(value, "idempotency_key");
    saga.replyStatus = read::small(read::object(value, "reply"), "status");
    int place = 0;
    for (const json& step : read::list(value, "steps")) {
        saga.steps.push_back(sagaStepFromJson(step, place++));
    }
    return saga;
}

std::vector<Saga> sagasFromJson(const json& list) {
    std::vector<Saga> sagas;
    if (list.is_array()) {
        for (const json& each : list) {
            Saga saga = sagaFromJson(each);
            if (!saga.id.isEmpty()) {
                sagas.push_back(std::move(saga));
            }
        }
    }
    return sagas;
}

Status statusOf(SagaState state) {
    switch (state) {
        case SagaState::Running:
            return Status::Pending;
        case SagaState::Compensating:
        case SagaState::Abandoned:
            return Status::Degraded;
        case SagaState::Stuck:
            return Status::Failing;
        case SagaState::Done:
            return Status::Ok;
        case SagaState::Undone:
            return Status::Stopped;
        case SagaState::Unknown:
            break;
    }
    return Status::Unknown;
}

Status statusOf(SagaStepState state) {
    switch (state) {
        case SagaStepState::Sent:
        case SagaStepState::Undoing:
            return Status::Pending;
        case SagaStepState::Done:
            return Status::Ok;
        case SagaStepState::Refused:
            return Status::Failing;
        case SagaStepState::Doubtful:
            return Status::Degraded;
        case SagaStepState::Skipped:
        case SagaStepState::Undone:
            return Status::Stopped;
        case SagaStepState::Waiting:
        case SagaStepState::Unknown:
            break;
    }
    return Status::Unknown;
}

QString wire(SagaState state) {
    for (const SagaWord& each : kSagaWords) {
        if (each.state == state) {
            return QLatin1String(each.word);
        }
    }
    return {};
}

QString sagaStateText(SagaState state) {
    switch (state) {
        case SagaState::Running:
            return QCoreApplication::translate("Saga", "Running");
        case SagaState::Compensating:
            return QCoreApplication::translate("Saga", "Compensating");
        case SagaState::Stuck:
            return QCoreApplication::translate("Saga", "Stuck");
        case SagaState::Done:
            return QCoreApplication::translate("Saga", "Done");
        case SagaState::Undone:
            return QCoreApplication::translate("Saga", "Undone");
        case SagaState::Abandoned:
            return QCoreApplication::translate("Saga", "Abandoned");
        case SagaState::Unknown:
            break;
    }
    return QCoreApplication::translate("Saga", "Unknown");
}

QString sagaStepStateText(SagaStepState state) {
    switch (state) {
        case SagaStepState::Waiting:
            return QCoreApplication::translate("Saga", "to come");
        case SagaStepState::Sent:
            return QCoreApplication::translate("Saga", "sent");
        case SagaStepState::Done:
            return QCoreApplication::translate("Saga", "done");
        case SagaStepState::Refused:
            return QCoreApplication::translate("Saga", "refused");
        case SagaStepState::Doubtful:
            return QCoreApplication::translate("Saga", "doubtful");
        case SagaStepState::Skipped:
            return QCoreApplication::translate("Saga", "skipped");
        case SagaStepState::Undoing:
            return QCoreApplication::translate("Saga", "being undone");
        case SagaStepState::Undone:
            return QCoreApplication::translate("Saga", "undone");
        case SagaStepState::Unknown:
            break;
    }
    return QCoreApplication::translate("Saga", "unknown");
}

QString sagaTook(const Saga& saga) {
    const qint64 took = saga.endedMs - saga.createdMs;
    return saga.endedMs <= 0 ? QStringLiteral("–")
           : took < 10'000   ? format::latency(static_cast<double>(took) * 1000)
                             : format::duration(took);
}

void sortSagas(std::vector<Saga>& sagas) {
    std::stable_sort(sagas.begin(), sagas.end(), [](const Saga& a, const Saga& b) {
        return sagaRank(a) != sagaRank(b) ? sagaRank(a) < sagaRank(b) : a.createdMs > b.createdMs;
    });
}

}  // namespace slipway::gui
