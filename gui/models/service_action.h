#pragma once

#include <QKeySequence>
#include <QString>
#include <vector>

namespace slipway::gui {

class Store;

/// What can be done with a service, from its node, its row and its page alike.
enum class ServiceAction {
    OpenDetail,
    OpenLogs,
    Redeploy,
    Scale,  ///< argument: the wanted number of replicas
    Restart,
    Stop,
    Start,
};

/// One line of a service's menu.
struct ServiceActionItem {
    ServiceAction action = ServiceAction::OpenDetail;
    QString text;  ///< translated, "Redeploy"
    QString icon;  ///< name for icon()
    QKeySequence shortcut;
    bool enabled = true;
    QString reason;  ///< why it is not enabled, one sentence; shown as the tooltip
    bool separatorBefore = false;
};

/// The menu of a service as it stands now. Start is there only where the service is stopped, Stop only where it is not.
/// Scale is not in it: menus offer it as a stepper.
std::vector<ServiceActionItem> serviceActions(const Store& store, const QString& service);
/// One line of it, whether or not it belongs in the menu now.
ServiceActionItem serviceAction(const Store& store, const QString& service, ServiceAction action);

}  // namespace slipway::gui
