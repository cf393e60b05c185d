#pragma once

#include "gui/models/shapes.h"

namespace slipway::gui {

enum class SagaState { Running, Compensating, Stuck, Done, Undone, Abandoned, Unknown };
enum class SagaStepState { Waiting, Sent, Done, Refused, Doubtful, Skipped, Undoing, Undone, Unknown };

struct SagaStep {
    QString name;
    QString service;  ///< that it calls; empty: the daemon does not say
    SagaStepState state = SagaStepState::Waiting;
    int group = 0;      ///< steps of one group run at a time
    bool undo = false;  ///< it has a compensation
    int tries = 0;
    int undoTries = 0;
    int status = 0;  ///< of the last answer; 0: none came
    QString error;
    QString key;  ///< Idempotency-Key of its call; empty: the manifest makes another of its own

    bool isBegun() const { return state != SagaStepState::Waiting; }
    /// It is being taken back, or was.
    bool isTakenBack() const { return state == SagaStepState::Undoing || state == SagaStepState::Undone; }
    bool operator==(const SagaStep&) const = default;
};

/// A run of a composite, as `GET …/sagas` lists it; steps, key and reply are there only of one asked for alone.
struct Saga {
    QString id;
    QString composite;
    SagaState state = SagaState::Unknown;
    QString step;  ///< that stands out; empty: none
    int stepsDone = 0;
    int stepsTotal = -1;  ///< -1: the daemon does not say
    int tries = 0;
    QString error;
    QString causeStep;
    QString causeDetail;    ///< the first failure in one sentence
    qint64 nextTryMs = -1;  ///< from when it was read; -1: none is due
    qint64 createdMs = 0;
    qint64 updatedMs = 0;
    qint64 endedMs = 0;
    QString idempotencyKey;  ///< the client's
    int replyStatus = 0;
    std::vector<SagaStep> steps;

    bool isOpen() const {
        return state == SagaState::Running || state == SagaState::Compensating || state == SagaState::Stuck;
    }
    QString why() const { return causeDetail.isEmpty() ? error : causeDetail; }
    bool operator==(const Saga&) const = default;
};

Saga sagaFromJson(const nlohmann::json& json);
std::vector<Saga> sagasFromJson(const nlohmann::json& list);

Status statusOf(SagaState state);
Status statusOf(SagaStepState state);
/// Of the wire, for filters: "stuck".
QString wire(SagaState state);
/// "Stuck", translated.
QString sagaStateText(SagaState state);
QString sagaStepStateText(SagaStepState state);

/// "61 ms", "14 s"; a dash while it is open.
QString sagaTook(const Saga& saga);

/// Stuck ones first, then those under way, then the rest; newest first in each.
void sortSagas(std::vector<Saga>& sagas);

}  // namespace slipway::gui
