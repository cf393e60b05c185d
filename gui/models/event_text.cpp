#include "gui/models/event_text.h"

#include <QCoreApplication>

#include "gui/models/json_read.h"

namespace slipway::gui {

namespace {

QString instanceSentence(const Instance& now, const QString& from, bool removed) {
    if (removed) {
        return QCoreApplication::translate("EventText", "%1 is gone").arg(now.instance);
    }
    QString sentence;
    switch (now.state) {
        case InstanceState::Starting:
            sentence =
                QCoreApplication::translate("EventText", "%1 is starting (pid %2)").arg(now.instance).arg(now.pid);
            break;
        case InstanceState::Ready:
            sentence = QCoreApplication::translate("EventText", "%1 is ready").arg(now.instance);
            break;
        case InstanceState::Draining:
            sentence = QCoreApplication::translate("EventText", "%1 finishes %2 requests and takes no more")
                           .arg(now.instance)
                           .arg(now.inFlight);
            break;
        case InstanceState::CrashLoop:
            sentence = QCoreApplication::translate("EventText", "%1 crashes again and again (%2 restarts)")
                           .arg(now.instance)
                           .arg(now.restarts);
            break;
        default:
            sentence =
                QCoreApplication::translate("EventText", "%1: %2").arg(now.instance, instanceStateText(now.state));
            break;
    }
    Q_UNUSED(from)
    return now.why.isEmpty() ? sentence : sentence + QStringLiteral(": ") + now.why;
}

QString serviceSentence(const Service& s) {
    QString sentence = QCoreApplication::translate("EventText", "%1 is %2, %3 of %4 ready")
                           .arg(s.name, serviceStateText(s.state).toLower())
                           .arg(s.ready)
                           .arg(s.desired);
    return s.why.isEmpty() ? sentence : sentence + QStringLiteral(": ") + s.why;
}

QString operationSentence(const Operation& o) {
    const QString what = operationTitle(o);
    switch (o.state) {
        case OperationState::Queued:
            return QCoreApplication::translate("EventText", "%1: waiting").arg(what);
        case OperationState::Running:
            return o.phase == Phase::None ? QCoreApplication::translate("EventText", "%1: running").arg(what)
                                          : QCoreApplication::translate("EventText", "%1: %2, %3 of %4")
                                                .arg(what, phaseText(o.phase).toLower())
                                                .arg(o.done)
                                                .arg(o.total);
        case OperationState::Succeeded:
            return QCoreApplication::translate("EventText", "%1: done").arg(what);
        case OperationState::Failed:
            return QCoreApplication::translate("EventText", "%1 failed: %2").arg(what, o.error.message);
    }
    return what;
}

QString rolloutSentence(const Receipt& r) {
    if (!r.succeeded()) {
        return QCoreApplication::translate("EventText", "Rollout of %1 %2: %3")
            .arg(r.service,
                 r.outcome == QLatin1String("rolled_back") ? QCoreApplication::translate("EventText", "was rolled back")
                 : r.outcome == QLatin1String("aborted")   ? QCoreApplication::translate("EventText", "was aborted")
                 : r.outcome == QLatin1String("superseded")
                     ? QCoreApplication::translate("EventText", "gave way to a newer one")
                     : QCoreApplication::translate("EventText", "failed"),
                 r.why);
    }
    return QCoreApplication::translate("EventText", "Rollout of %1 done in %2 s: %3 requests served, %4 failed")
        .arg(r.service, QString::number(r.seconds, 'f', 1))
        .arg(r.requests)
        .arg(r.failed);
}

}  // namespace

QString outcomeTitle(const Receipt& receipt) {
    if (receipt.outcome == QLatin1String("rolled_back"))
        return QCoreApplication::translate("EventText", "Rolled back");
    if (receipt.outcome == QLatin1String("aborted"))
        return QCoreApplication::translate("EventText", "Aborted");
    if (receipt.outcome == QLatin1String("superseded"))
        return QCoreApplication::translate("EventText", "Gave way to a newer one");
    return QCoreApplication::translate("EventText", "Rollout failed");
}

Status receiptStatus(const Receipt& receipt) {
    return receipt.succeeded() ? Status::Ok : receipt.endedByWish() ? Status::Stopped : Status::Failing;
}

QString phaseText(Phase phase) {
    switch (phase) {
        case Phase::None:
            return {};
        case Phase::Start:
            return QCoreApplication::translate("EventText", "Start");
        case Phase::Health:
            return QCoreApplication::translate("EventText", "Health");
        case Phase::Shift:
            return QCoreApplication::translate("EventText", "Shift");
        case Phase::Drain:
            return QCoreApplication::translate("EventText", "Drain");
        case Phase::Stop:
            return QCoreApplication::translate("EventText", "Stop");
        case Phase::Done:
            return QCoreApplication::translate("EventText", "Done");
    }
    return {};
}

QString instanceStateText(InstanceState state) {
    switch (state) {
        case InstanceState::Pending:
            return QCoreApplication::translate("EventText", "Pending");
        case InstanceState::Starting:
            return QCoreApplication::translate("EventText", "Starting");
        case InstanceState::Ready:
            return QCoreApplication::translate("EventText", "Ready");
        case InstanceState::Unready:
            return QCoreApplication::translate("EventText", "Not ready");
        case InstanceState::Draining:
            return QCoreApplication::translate("EventText", "Draining");
        case InstanceState::Stopping:
            return QCoreApplication::translate("EventText", "Stopping");
        case InstanceState::Stopped:
            return QCoreApplication::translate("EventText", "Stopped");
        case InstanceState::Failed:
            return QCoreApplication::translate("EventText", "Failed");
        case InstanceState::CrashLoop:
            return QCoreApplication::translate("EventText", "Crash loop");
        case InstanceState::Unknown:
            break;
    }
    return QCoreApplication::translate("EventText", "Unknown");
}

QString serviceStateText(ServiceState state) {
    return statusText(statusOf(state));
}

QString operationTitle(const Operation& o) {
    const QString& s = o.service;
    if (o.kind == QLatin1String("redeploy")) {
        return QCoreApplication::translate("EventText", "Redeploy %1").arg(s);
    }
    if (o.kind == QLatin1String("scale")) {
        return QCoreApplication::translate("EventText", "Scale %1").arg(s);
    }
    if (o.kind == QLatin1String("restart")) {
        return QCoreApplication::translate("EventText", "Restart %1").arg(s);
    }
    if (o.kind == QLatin1String("stop")) {
        return QCoreApplication::translate("EventText", "Stop %1").arg(s);
    }
    if (o.kind == QLatin1String("start")) {
        return QCoreApplication::translate("EventText", "Start %1").arg(s);
    }
    if (o.kind == QLatin1String("up")) {
        return QCoreApplication::translate("EventText", "Start project");
    }
    if (o.kind == QLatin1String("down")) {
        return QCoreApplication::translate("EventText", "Stop project");
    }
    if (o.isSwitch()) {
        return QCoreApplication::translate("EventText", "Switch the topology");
    }
    return o.kind;
}

EventRow eventRowFromJson(const nlohmann::json& event) {
    EventRow row;
    row.id = read::whole(event, "id");
    row.atMs = read::whole(event, "at");
    row.type = read::text(event, "type");
    if (row.type == QLatin1String("instance")) {
        const Instance now = instanceFromJson(read::object(event, "instance"));
        const bool removed = read::flag(event, "removed");
        row.service = now.service;
        row.instance = now.instance;
        row.status = removed ? Status::Stopped : statusOf(now.state);
        row.text = instanceSentence(now, read::text(event, "from"), removed);
    } else if (row.type == QLatin1String("service")) {
        const Service now = serviceFromJson(read::object(event, "service"));
        row.service = now.name;
        row.status = statusOf(now.state);
        row.text = serviceSentence(now);
    } else if (row.type == QLatin1String("operation")) {
        const Operation now = operationFromJson(read::object(event, "operation"));
        row.service = now.service;
        row.status = now.state == OperationState::Failed      ? Status::Failing
                     : now.state == OperationState::Succeeded ? Status::Ok
                                                              : Status::Pending;
        row.text = operationSentence(now);
    } else if (row.type == QLatin1String("rollout")) {
        const Receipt now = receiptFromJson(read::object(event, "receipt"));
        row.service = now.service;
        row.status = receiptStatus(now);
        row.text = rolloutSentence(now);
    } else if (row.type == QLatin1String("gateway")) {
        const QString state = read::text(event, "state");
        row.status = state == QLatin1String("serving") ? Status::Ok
                     : state == QLatin1String("lost")  ? Status::Failing
                                                       : Status::Pending;
        row.text =
            QCoreApplication::translate("EventText", "Gateway: %1 (pid %2)").arg(state).arg(read::whole(event, "pid"));
    } else if (row.type == QLatin1String("project")) {
        const QString action = read::text(event, "action");
        row.status = action == QLatin1String("manifest_changed") ? Status::Degraded : Status::Ok;
        row.text = action == QLatin1String("manifest_changed")
                       ? QCoreApplication::translate("EventText", "The manifest changed on disk")
                   : action == QLatin1String("topology")
                       ? QCoreApplication::translate("EventText", "The topology is switched")
                       : QCoreApplication::translate("EventText", "Project: %1").arg(action);
    } else if (row.type == QLatin1String("scaled")) {
        row.status = Status::Ok;
        row.text = QCoreApplication::translate("EventText", "%1 scaled from %2 to %3: %4")
                       .arg(read::text(event, "service"))
                       .arg(read::whole(event, "from"))
                       .arg(read::whole(event, "to"))
                       .arg(read::text(event, "why"));
    } else if (row.type == QLatin1String("warning")) {
        row.status = Status::Degraded;
        row.text = read::text(event, "message");
    } else {
        row.text = row.type;
    }
    return row;
}

}  // namespace slipway::gui
