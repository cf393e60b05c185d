#include "gui/models/service_action.h"

#include <QCoreApplication>

#include "gui/models/event_text.h"
#include "gui/models/store.h"

namespace slipway::gui {

namespace {

bool changesService(ServiceAction action) {
    return action != ServiceAction::OpenDetail && action != ServiceAction::OpenLogs;
}

QString whyNot(const Store& store, const QString& name, ServiceAction action) {
    const Service* service = store.service(name);
    if (!service) {
        return QCoreApplication::translate("ServiceAction", "Only services can be changed");
    }
    if (!changesService(action)) {
        return {};
    }
    if (!store.isLive()) {
        return QCoreApplication::translate("ServiceAction", "Not connected to slipwayd");
    }
    if (service->external) {
        return QCoreApplication::translate("ServiceAction", "Slipway balances this service, but does not run it");
    }
    if (service->state == ServiceState::Stopped &&
        (action == ServiceAction::Redeploy || action == ServiceAction::Restart)) {
        return QCoreApplication::translate("ServiceAction", "The service is stopped");
    }
    if (const Operation* running = store.runningOperation(name)) {
        const bool stops = action == ServiceAction::Stop;
        if (!stops) {
            return QCoreApplication::translate("ServiceAction", "%1 is running").arg(operationTitle(*running));
        }
    }
    return {};
}

}  // namespace

ServiceActionItem serviceAction(const Store& store, const QString& service, ServiceAction action) {
    ServiceActionItem item;
    item.action = action;
    switch (action) {
        case ServiceAction::OpenDetail:
            item.text = QCoreApplication::translate("ServiceAction", "Open details");
            item.icon = QStringLiteral("open");
            item.shortcut = QKeySequence(Qt::Key_Return);
            break;
        case ServiceAction::OpenLogs:
            item.text = QCoreApplication::translate("ServiceAction", "Show logs");
            item.icon = QStringLiteral("logs");
            item.shortcut = QKeySequence(Qt::Key_L);
            break;
        case ServiceAction::Redeploy:
            item.text = QCoreApplication::translate("ServiceAction", "Redeploy");
            item.icon = QStringLiteral("redeploy");
            item.shortcut = QKeySequence(Qt::CTRL | Qt::Key_R);
            item.separatorBefore = true;
            break;
        case ServiceAction::Scale:
            item.text = QCoreApplication::translate("ServiceAction", "Scale");
            item.icon = QStringLiteral("scale");
            break;
        case ServiceAction::Restart:
            item.text = QCoreApplication::translate("ServiceAction", "Restart");
            item.icon = QStringLiteral("restart");
            break;
        case ServiceAction::Stop:
            item.text = QCoreApplication::translate("ServiceAction", "Stop");
            item.icon = QStringLiteral("stop");
            item.separatorBefore = true;
            break;
        case ServiceAction::Start:
            item.text = QCoreApplication::translate("ServiceAction", "Start");
            item.icon = QStringLiteral("play");
            item.separatorBefore = true;
            break;
    }
    item.reason = whyNot(store, service, action);
    item.enabled = item.reason.isEmpty();
    return item;
}

std::vector<ServiceActionItem> serviceActions(const Store& store, const QString& name) {
    std::vector<ServiceActionItem> items = {serviceAction(store, name, ServiceAction::OpenDetail),
                                            serviceAction(store, name, ServiceAction::OpenLogs)};
    const Service* service = store.service(name);
    if (!service || service->external) {
        return items;
    }
    items.push_back(serviceAction(store, name, ServiceAction::Redeploy));
    items.push_back(serviceAction(store, name, ServiceAction::Restart));
    const bool stopped = service->state == ServiceState::Stopped;
    items.push_back(serviceAction(store, name, stopped ? ServiceAction::Start : ServiceAction::Stop));
    return items;
}

}  // namespace slipway::gui
